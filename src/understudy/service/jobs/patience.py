"""When work that failed for want of something, a file, memory or storage, is tried again."""

from __future__ import annotations

import contextlib
import shutil
from datetime import timedelta
from pathlib import Path

from understudy.errors import UnderstudyError
from understudy.service.database.tables import Job
from understudy.service.database.work_tables import FilmSegment
from understudy.settings import ServiceSettings

LONGEST = 300.0
"""Seconds of the longest pause."""


def lacks_room(error: UnderstudyError, settings: ServiceSettings, work_place: Path) -> bool:
    """Whether work failed because the disk of this machine is full; another one may have room."""
    if error.code != "disk_full":
        return False
    with contextlib.suppress(OSError):
        return shutil.disk_usage(work_place).free < settings.film_bytes << 20
    return True


def pause_after(failed: Job | FilmSegment, attempts: int) -> timedelta | None:
    """How long to wait after this try: a second after the first one, and then twice as long each time; nothing where it
    was the last one of `attempts`.
    """
    tries = failed.attempt - failed.first_attempt
    return timedelta(seconds=min(2.0 ** (tries - 1), LONGEST)) if tries < attempts else None
