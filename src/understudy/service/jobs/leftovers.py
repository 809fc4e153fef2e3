"""What is left of jobs that are not being made any more: working folders, objects of shared films, old segments."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from understudy.service.database.tables import Job
from understudy.service.database.work_tables import FilmSegment, SharedFilm
from understudy.service.jobs.kinds import Desk
from understudy.service.jobs.lifecycle import PROCESSING
from understudy.service.storage.store import SEGMENTS, WORK


def sweep_folders(desk: Desk, grace: timedelta) -> int:
    """Remove working folders: those of jobs that are not under way at once, all others once they are old."""
    place, removed = desk.work_place, 0
    for folder in place.iterdir() if place.is_dir() else ():
        job_id = folder.name.rpartition("-")[0]
        with desk.database.transaction() as session:
            job = session.get(Job, job_id)
        idle = job is not None and job.state != PROCESSING
        if folder.is_dir() and (idle or folder.stat().st_mtime < time.time() - grace.total_seconds()):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def sweep_shared(desk: Desk, grace: timedelta) -> int:
    """Remove from storage what only films needed that are not shared any more, once it is older than `grace`."""
    before, removed = datetime.now(UTC) - grace, 0
    with desk.database.transaction() as session:
        shared = set(session.scalars(select(SharedFilm.job_id)))
    for stored in desk.storage.list(WORK):
        if stored.modified < before and stored.key.split("/")[1] not in shared:
            desk.storage.delete(stored.key)
            removed += 1
    return removed


def evict_segments(desk: Desk) -> int:
    """Remove the oldest finished segments until the others fit into `segments_limit`; never those of a film under way.

    Answers how many.
    """
    found = sorted(desk.storage.list(SEGMENTS), key=lambda stored: stored.modified)
    total, limit, removed = sum(stored.size for stored in found), desk.settings.segments_limit << 20, 0
    if total <= limit:
        return 0
    with desk.database.transaction() as session:
        wanted = set(session.scalars(select(FilmSegment.object_key)))
    for stored in found:
        if total <= limit:
            break
        if stored.key not in wanted:
            desk.storage.delete(stored.key)
            total, removed = total - stored.size, removed + 1
    return removed
