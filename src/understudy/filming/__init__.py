"""Filming: a rehearsed film is cut into segments, each is filmed on its own, here or in other processes."""
