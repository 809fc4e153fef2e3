"""The words: what is written, and how it is to be read."""
