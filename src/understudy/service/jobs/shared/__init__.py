"""Films that are made in segments by as many workers as have time."""
