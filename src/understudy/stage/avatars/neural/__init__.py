"""Mouths that a network of the user's own draws, shaped like Wav2Lip's."""
