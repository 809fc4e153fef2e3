"""What is left of jobs that are not being made any more: folders, objects of shared films, old segments, old rows."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, func, select

from understudy.service.database.tables import CallbackDelivery, Job
from understudy.service.database.work_tables import FilmSegment, SharedFilm
from understudy.service.jobs.kinds import Desk
from understudy.service.jobs.lifecycle import FINAL, PROCESSING
from understudy.service.storage.store import SEGMENTS, WORK

BATCH = 1000
"""Rows that are removed in one transaction."""


def sweep_folders(desk: Desk, grace: timedelta) -> int:
    """Remove working folders of this machine: those of jobs once they are not under way, all others once they are old.

    A folder of a job that is under way may be in use however old it looks: what is written lies deeper.
    """
    place, removed = desk.work_place, 0
    for folder in place.iterdir() if place.is_dir() else ():
        with desk.database.transaction() as session:
            job = session.get(Job, folder.name.rpartition("-")[0])
        if folder.is_dir() and (job.state != PROCESSING if job is not None else _is_old(folder, grace)):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def _is_old(path: Path, grace: timedelta) -> bool:
    try:
        return path.stat().st_mtime < time.time() - grace.total_seconds()
    except FileNotFoundError:  # whoever made it was faster
        return False


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


def forget_tasks(desk: Desk) -> int:
    """Remove the rows of jobs that ended more than `kept_days` ago, and their notices; answers how many jobs.

    Their films stay in the library. What belonged to the jobs alone has no owner then. A job that is being asked for
    again meanwhile stays.
    """
    if not (days := desk.settings.kept_days):
        return 0
    ended = select(Job.id).where(Job.end_time < func.now() - timedelta(days=days), Job.state.in_(FINAL))
    ended = ended.limit(BATCH).with_for_update(skip_locked=True)
    removed = 0
    while True:
        with desk.database.transaction() as session:
            found = session.scalars(ended).all()
            session.execute(delete(CallbackDelivery).where(CallbackDelivery.job_id.in_(found)))
            session.execute(delete(Job).where(Job.id.in_(found)))
        removed += len(found)
        if len(found) < BATCH:
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
