"""Presenters made from clips: watched once, cut out frame by frame, and played on without end."""
