"""A film's worker shares it out once it is rehearsed, and gathers it when its segments are filmed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy import select

from understudy.errors import ResourceError
from understudy.service.database.tables import Job
from understudy.service.database.work_tables import FilmSegment, SharedFilm
from understudy.service.jobs.film import READY, REHEARSAL, SOUND
from understudy.service.jobs.kinds import Desk
from understudy.service.jobs.materials import bring
from understudy.service.jobs.shared import segments
from understudy.service.jobs.shared.parcel import unpack
from understudy.service.storage.store import WORK

AT_ONCE = 4
"""Objects that are asked for, or fetched, at the same time."""

log = logging.getLogger(__name__)


def share(desk: Desk, job: Job, folder: Path, files: dict[str, str], found: Sequence[dict[str, Any]], by: str) -> bool:
    """Put what the segments of a rehearsed film need into storage, and the missing ones into the queue.

    `files` are those of the film's blueprint, `found` its segments, `by` is this worker's version. False where the job
    is another worker's by now.
    """
    for archive in (REHEARSAL, SOUND):
        desk.storage.publish(folder / archive, segments.own(job.id, job.attempt, archive))
    kept = {name: _kept(desk, job, folder, name, source) for name, source in files.items()}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        there = list(pool.map(lambda part: desk.storage.stat(segments.content(part["key"])) is not None, found))
    parts = [segments.Part(**part, there=known) for part, known in zip(found, there, strict=True)]
    shared = desk.database.patiently(lambda session: segments.spread(session, job, by, parts, kept))
    log.info("job %s: %d of %d segments are to be filmed", job.id, there.count(False), len(parts))
    if not shared:
        forget(desk, job)
    return shared


def _kept(desk: Desk, job: Job, folder: Path, name: str, source: str) -> str:
    """The key of a file that the film needs; what came from outside is kept as it came."""
    if not source.startswith(("http://", "https://")):
        return source
    key = segments.own(job.id, job.attempt, name)
    desk.storage.publish(folder / name, key)
    return key


def lay_out_shared(desk: Desk, job_id: str, folder: Path, *, sound: bool) -> list[FilmSegment] | None:
    """Put a shared film into `folder` as it was rehearsed; answers its segments, nothing where it is shared no more."""
    with desk.database.transaction() as session:
        film = session.get(SharedFilm, job_id)
        rows = select(FilmSegment).where(FilmSegment.job_id == job_id).order_by(FilmSegment.number)
        parts = list(session.scalars(rows))
    if film is None:
        return None
    bring(desk, film.files, folder)
    for archive in (REHEARSAL, SOUND) if sound else (REHEARSAL,):
        desk.storage.fetch(segments.own(job_id, film.attempt, archive), folder / archive)
        unpack(folder / archive, folder)
        (folder / archive).unlink()
    return parts


def gather(desk: Desk, job: Job, folder: Path) -> dict[str, Any] | None:
    """Bring a film whose segments are filmed into `folder`; answers the child's order, nothing where it is not shared.

    A segment that is not in storage any more is left to the child.
    """
    parts = lay_out_shared(desk, job.id, folder, sound=True)
    if parts is None:
        return None
    with ThreadPoolExecutor(AT_ONCE) as pool:
        came = list(pool.map(lambda part: _fetched(desk, part, folder), parts))
    return {
        "segments": [{"scene": part.scene, "start": part.start, "stop": part.stop} for part in parts],
        "ready": [part.number for part, there in zip(parts, came, strict=True) if there],
        "warnings": [warning for part in parts for warning in part.warnings],
    }


def _fetched(desk: Desk, part: FilmSegment, folder: Path) -> bool:
    if part.object_key is None:
        return False
    try:
        desk.storage.fetch(part.object_key, folder / READY.format(part.number))
    except ResourceError as error:
        if error.code != "object_missing":
            raise
        return False
    return True


def forget(desk: Desk, job: Job) -> None:
    """Remove from storage what only this attempt at a film needed, and the ones before it."""
    for stored in desk.storage.list(f"{WORK}/{job.id}"):
        if int(stored.key.split("/")[2]) <= job.attempt:
            desk.storage.delete(stored.key)
