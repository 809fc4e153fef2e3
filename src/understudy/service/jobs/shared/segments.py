"""Segments of shared films: how their state changes, and nothing else changes it.

    WAITING ──► PROCESSING ──► DONE
       ▲             │
       └─ handed back ┘

Every change begins with one of the film's job (`lifecycle.beat`), which names the attempt that the sharing belongs to:
so changes of one film follow each other, and those of a film that ended or was taken over change nothing. A segment has
an attempt of its own, which is compared too: a worker that was given up and wakes up again cannot finish what another
one is filming or has filmed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Float, cast, func, select, text, update
from sqlalchemy.orm import Session

from understudy.errors import Cancelled, Problem
from understudy.service.database.tables import Job
from understudy.service.database.work_tables import FilmSegment, SharedFilm
from understudy.service.jobs import lifecycle
from understudy.service.jobs.progress import SHARES
from understudy.service.jobs.queueing import queue, turns
from understudy.service.jobs.shared import shared_films
from understudy.service.storage.store import SEGMENTS, WORK
from understudy.timing import FRAME_RATE, seconds

WAITING, PROCESSING, DONE = "WAITING", "PROCESSING", "DONE"

LOT = 250
"""Frames that one task films at least, where a film has as many: ten seconds. Short scenes share a task, whose start
costs a tenth of a second and the opening of the film. 16 scenes of 2 s took two workers 12.7 s with a task each, 8.5 s
with 250 frames in one, and 8.6 s in one task (720p, two cores with other work on them, 2026-11-26)."""


@dataclass(frozen=True)
class Part:
    """A segment of a film that was rehearsed. `there` says that it was filmed before, under the same key."""

    scene: int
    start: int
    stop: int
    key: str
    there: bool

    @property
    def frames(self) -> int:
        """Length in frames."""
        return self.stop - self.start


def content(key: str) -> str:
    """Where a segment lies in storage, by its content key."""
    return f"{SEGMENTS}/{key[:2]}/{key}"


def own(job_id: str, attempt: int, name: str) -> str:
    """Where something lies in storage that only this film needs, and only as long as it is made."""
    return f"{WORK}/{job_id}/{attempt}/{name}"


def spread(session: Session, job: Job, version: str, parts: Sequence[Part], files: Mapping[str, str]) -> bool:
    """Share a film out: what is missing goes into the queue, in the transaction that says so; False where the job is
    another worker's by now. Raises `Cancelled` where nobody wants it any more.
    """
    frames, left = sum(part.frames for part in parts), sum(not part.there for part in parts)
    seen = {"worker": None, "stage": "frames", "first_attempt": Job.attempt}
    row = lifecycle.beat(session, job.id, job.attempt, **seen)
    if row is None:
        return False
    if row.cancel_requested:
        raise Cancelled
    shared_films.close(session, job)
    film = SharedFilm(job_id=job.id, attempt=job.attempt, version=version, frames=frames, left=left, files=dict(files))
    session.add(film)
    session.flush()
    lots = _lots(parts)
    session.add_all(_row(job.id, number, part, lots[number]) for number, part in enumerate(parts))
    session.flush()
    lifecycle.beat(session, job.id, job.attempt, **_progress(job.id))
    for lot in sorted({lot for part, lot in zip(parts, lots, strict=True) if not part.there}):
        _enqueue(session, row, lot)
    if not left:
        queue.enqueue(session, row)
    return True


def _lots(parts: Sequence[Part]) -> list[int]:
    """The lot of each part: as many as make `LOT` frames that are missing."""
    lots, lot, size = list[int](), 0, 0
    for part in parts:
        if size >= LOT:
            lot, size = lot + 1, 0
        size += 0 if part.there else part.frames
        lots.append(lot)
    return lots


def _row(job_id: str, number: int, part: Part, lot: int) -> FilmSegment:
    row = FilmSegment(job_id=job_id, number=number, scene=part.scene, start=part.start, stop=part.stop)
    row.key, row.lot, row.state = part.key, lot, DONE if part.there else WAITING
    if part.there:
        row.object_key, row.frames = content(part.key), part.frames
    return row


def _enqueue(session: Session, job: Job, lot: int, delay: timedelta = timedelta()) -> None:
    before = select(func.coalesce(func.sum(FilmSegment.stop - FilmSegment.start), 0))
    frames = session.scalar(before.where(FilmSegment.job_id == job.id, FilmSegment.lot < lot)) or 0
    begins = float(seconds(int(frames), FRAME_RATE))
    queue.enqueue_part(session, job, shared_films.SHOOT, {"attempt": job.attempt, "lot": lot}, begins, delay)


@dataclass(frozen=True)
class Lot:
    """A task: lot `number` of a film that is shared out by attempt `attempt` of its job, and its turn in the queue."""

    job_id: str
    attempt: int
    number: int
    turn: int | None = None


def take(session: Session, lot: Lot, worker: str, tries: int) -> FilmSegment | None:
    """The next segment of a lot, to film it; nothing where all are there, or the film is not this attempt's any more.

    One that was begun `tries` times already fails the film instead: something in it ends its workers.
    """
    job = lifecycle.beat(session, lot.job_id, lot.attempt)
    if job is None:
        return None
    turns.advance(session, job.queue, lot.turn)
    missing = select(FilmSegment).where(FilmSegment.job_id == job.id, FilmSegment.lot == lot.number)
    missing = missing.where(FilmSegment.state != DONE).order_by(FilmSegment.number).limit(1)
    segment = session.scalars(missing).one_or_none()
    if segment is None:
        return None
    if segment.attempt - segment.first_attempt >= tries:
        lifecycle.fail(session, job.id, lot.attempt, _lost(segment, tries))
        return None
    segment.state, segment.worker, segment.heartbeat_time = PROCESSING, worker, func.now()
    segment.attempt, segment.frames = segment.attempt + 1, 0
    session.flush()
    return segment


def _lost(segment: FilmSegment, tries: int) -> Sequence[Problem]:
    text = f"filming frames {segment.start} to {segment.stop - 1} of this scene ended {tries} times without a result"
    told = (segment.error or {}).get("problems") or []
    problems = [Problem("segment_lost", text, "it is not tried again; look at the log of the workers", segment.scene)]
    return [*problems, *(Problem(**problem) for problem in told)]


def tell(session: Session, taken: FilmSegment, attempt: int, frames: int) -> bool:
    """Say that a segment is being filmed, and how far it is; False where nobody wants it from here any more."""
    if lifecycle.beat(session, taken.job_id, attempt) is None:
        return False
    ours = _change(session, taken, frames=frames, heartbeat_time=func.now())
    lifecycle.beat(session, taken.job_id, attempt, **_progress(taken.job_id))
    return ours


def done(session: Session, taken: FilmSegment, attempt: int, object_key: str, warnings: Sequence[Any]) -> bool:
    """A segment lies in storage. The last one of a film queues its job again; False where this was somebody else's.

    It may be said twice, where the answer to the first time was lost.
    """
    job = lifecycle.beat(session, taken.job_id, attempt)
    whole = {"object_key": object_key, "warnings": list(warnings), "frames": taken.stop - taken.start, "error": None}
    if job is None:
        return False
    if not _change(session, taken, state=DONE, heartbeat_time=func.now(), **whole):
        row = session.get_one(FilmSegment, (taken.job_id, taken.number), populate_existing=True)
        return (row.state, row.attempt) == (DONE, taken.attempt)
    count = update(SharedFilm).where(SharedFilm.job_id == job.id).values(left=SharedFilm.left - 1)
    left = session.scalar(count.returning(SharedFilm.left))
    lifecycle.beat(session, job.id, attempt, **_progress(job.id))
    if left == 0:
        queue.enqueue(session, job)
    return True


def hand_back(
    session: Session,
    taken: FilmSegment,
    attempt: int,
    *,
    delay: timedelta,
    counted: bool,
    problems: Sequence[Problem] = (),
) -> bool:
    """Put a segment, and those behind it in its lot, into the queue again; `counted` says whether this was a try."""
    job = lifecycle.beat(session, taken.job_id, attempt)
    first = FilmSegment.first_attempt if counted else FilmSegment.first_attempt + 1
    error = {"problems": [problem.as_dict() for problem in problems]} if problems else FilmSegment.error
    if job is None or not _change(session, taken, state=WAITING, worker=None, first_attempt=first, error=error):
        return False
    _enqueue(session, job, taken.lot, delay)
    return True


def start_over(session: Session, taken: FilmSegment, attempt: int) -> Job | None:
    """Have the whole film rehearsed anew; segments that are the same then are not filmed again."""
    job = lifecycle.beat(session, taken.job_id, attempt)
    if job is None:
        return None
    shared_films.close(session, job)
    return lifecycle.hand_back(session, job.id, attempt, delay=timedelta(), counted=False)


def _change(session: Session, taken: FilmSegment, **values: Any) -> bool:
    """Change a segment if this try is still the one that films it."""
    change = update(FilmSegment).where(
        FilmSegment.job_id == taken.job_id,
        FilmSegment.number == taken.number,
        FilmSegment.attempt == taken.attempt,
        FilmSegment.state == PROCESSING,
    )
    changed = session.execute(change.values(**values).returning(FilmSegment.number)).one_or_none()
    return changed is not None


def _progress(job_id: str) -> dict[str, ColumnElement[Any]]:
    """The job's columns that tell how far its segments are together."""
    first, last = SHARES["frames"]
    filmed = select(func.sum(FilmSegment.frames)).where(FilmSegment.job_id == job_id).scalar_subquery()
    whole = select(SharedFilm.frames).where(SharedFilm.job_id == job_id).scalar_subquery()
    since = select(SharedFilm.create_time).where(SharedFilm.job_id == job_id).scalar_subquery()
    share = cast(filmed, Float) / whole
    spent = func.extract("epoch", func.now() - since)
    remains = func.round(spent * (1 - share) / func.nullif(share, 0))
    return {"progress": func.greatest(Job.progress, func.floor(first + (last - first) * share)), "eta_seconds": remains}


_LOTS_IN_NO_QUEUE = text(
    """
    SELECT DISTINCT segment.job_id, segment.lot FROM film_segment AS segment
    JOIN shared_film AS film ON film.job_id = segment.job_id
    WHERE segment.state <> 'DONE' AND film.create_time < now() - interval '1 minute'
      AND coalesce(segment.heartbeat_time, film.create_time) < now() - interval '1 minute'
      AND NOT EXISTS (SELECT FROM procrastinate_jobs
                      WHERE status IN ('todo', 'doing') AND task_name = 'shoot'
                        AND args ->> 'job_id' = segment.job_id AND (args ->> 'lot')::bigint = segment.lot)
    """
)


def requeue(session: Session) -> int:
    """Queue lots that are in no queue and that nobody films; nothing makes such, but nobody would ever film them."""
    found = session.execute(_LOTS_IN_NO_QUEUE).all()
    for job_id, lot in found:
        job = session.get(Job, job_id)
        if job is not None and job.state == lifecycle.PROCESSING:
            _enqueue(session, job, lot)
    return len(found)
