"""Requested work: what a job is, how its state changes, how it reaches a worker, what a worker does."""
