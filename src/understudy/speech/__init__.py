"""The sound: text becomes speech with exact phone and word times; recordings are listened to."""
