"""When work that failed for want of something, a file, memory or storage, is tried again."""

from __future__ import annotations

import contextlib
import shutil
from datetime import timedelta

from understudy.errors import UnderstudyError
from understudy.service.database.tables import Job
from understudy.service.database.work_tables import FilmSegment
from understudy.service.jobs.kinds import Desk
from understudy.service.jobs.queueing import workers

LONGEST = 300.0
"""Seconds of the longest pause."""


def better_elsewhere(desk: Desk, error: UnderstudyError, job_id: str, name: str) -> bool:
    """Whether a job, or a segment of it, failed because the disk of this machine is full, where worker `name` runs, and
    another worker may have room.
    """
    stall = desk.settings.stall_seconds
    return _lacks_room(error, desk) and desk.database.patiently(
        lambda session: workers.others_for(session, job_id, name, stall)
    )


def _lacks_room(error: UnderstudyError, desk: Desk) -> bool:
    if error.code != "disk_full":
        return False
    with contextlib.suppress(OSError):
        return shutil.disk_usage(desk.work_place).free < desk.settings.film_bytes << 20
    return True


def pause_after(failed: Job | FilmSegment, attempts: int) -> timedelta | None:
    """How long to wait after this try: a second after the first one, and then twice as long each time; nothing where it
    was the last one of `attempts`.
    """
    tries = failed.attempt - failed.first_attempt
    return timedelta(seconds=min(2.0 ** (tries - 1), LONGEST)) if tries < attempts else None
