"""When work that failed for want of something, a file, memory or storage, is tried again."""

from __future__ import annotations

from datetime import timedelta

from understudy.service.database.tables import Job
from understudy.service.database.work_tables import FilmSegment

LONGEST = 300.0
"""Seconds of the longest pause."""


def pause_after(failed: Job | FilmSegment, attempts: int) -> timedelta | None:
    """How long to wait after this try: a second after the first one, and then twice as long each time; nothing where it
    was the last one of `attempts`.
    """
    tries = failed.attempt - failed.first_attempt
    return timedelta(seconds=min(2.0 ** (tries - 1), LONGEST)) if tries < attempts else None
