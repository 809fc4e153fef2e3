"""Limits of a project on films: what is refused at once, and what is held back until another one of its films ends.

Films are all jobs but the light ones. One beyond the running ones that are allowed waits without a turn, outside the
queue, and is let in by the transaction that ends or freezes another. Counting locks the project's row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from understudy.errors import InputError
from understudy.service.database.allowances import Allowance, allowance_of, default_allowance, storage_left
from understudy.service.database.tables import Job, Project
from understudy.service.jobs.queueing import queue

FILMS = ("2D_DIGITAL_HUMAN_VIDEO", "PHOTO_DIGITAL_HUMAN_VIDEO", "BUSINESS_CARD")
"""Kinds of jobs whose seconds are counted."""


@dataclass(frozen=True)
class Films:
    """How many films of a project run, wait in the queue, and are held back; and their predicted seconds."""

    running: int
    queued: int
    held: int
    seconds: float
    """Of all of them, as they were predicted."""

    @property
    def waiting(self) -> int:
        """Films that have not begun."""
        return self.queued + self.held

    def room(self, allowed: Allowance) -> int:
        """How many of those held back may go into the queue."""
        free = allowed.running - self.running - self.queued if allowed.running else self.held
        return max(free, 0)


RUNS = Job.state == "PROCESSING"
QUEUED = (Job.state == "WAITING") & Job.turn.is_not(None)
HELD = (Job.state == "WAITING") & Job.turn.is_(None)
UNFINISHED_FILMS = Job.state.in_(("WAITING", "PROCESSING")) & (Job.queue != queue.LIGHT)
"""Conditions on jobs: being made, in the queue, held back; and the films that these are about."""


def count(condition: Any) -> Any:
    """How many rows meet a condition, in a query that counts others too."""
    return func.count(case((condition, 1)))


def films(session: Session, project_id: str, *, but: str | None = None) -> Films:
    """The unfinished films of a project, but for one job."""
    seconds = func.coalesce(func.sum(Job.predicted_duration), 0.0)
    counted = select(count(RUNS), count(QUEUED), count(HELD), seconds)
    counted = counted.where(Job.project_id == project_id, UNFINISHED_FILMS)
    return Films(*session.execute(counted.where(Job.id != but) if but else counted).one())


def seconds_made_today(session: Session, project_id: str) -> float:
    """Seconds of the films of a project that were finished since midnight, UTC."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    made = select(func.coalesce(func.sum(Job.duration), 0.0)).where(
        Job.project_id == project_id, Job.state == "SUCCEED", Job.kind.in_(FILMS), Job.end_time >= midnight
    )
    return float(session.scalar(made) or 0)


def admit(session: Session, job: Job) -> bool:
    """Whether a job that is asked for may go into the queue now; otherwise it is to be held back.

    Raises `InputError` (`too_many_jobs`, `video_seconds_spent`, `storage_spent`) where a limit is reached.
    """
    if job.queue == queue.LIGHT or not allowance_of(session, job.project_id).limits_films:
        return True
    allowed = allowance_of(session, job.project_id, lock=True)
    found = films(session, job.project_id, but=job.id)
    if allowed.waiting and found.waiting >= allowed.waiting:
        told = f"{found.waiting} tasks of this project wait; {allowed.waiting} may wait at a time"
        raise InputError("too_many_jobs", told, hint="wait until some have begun, or cancel some")
    if allowed.video_seconds_per_day and job.predicted_duration:
        spent = seconds_made_today(session, job.project_id) + found.seconds
        if spent + job.predicted_duration > allowed.video_seconds_per_day:
            told = (
                f"{spent:.0f} of {allowed.video_seconds_per_day} seconds of film a day (UTC) are made or promised; "
                f"this one has about {job.predicted_duration:.0f}"
            )
            raise InputError("video_seconds_spent", told, hint="ask again tomorrow, or ask the operator for more")
    if allowed.storage:
        storage_left(session, job.project_id)
    return _fits(found, allowed)


def has_room(session: Session, job: Job) -> bool:
    """Whether a job that was admitted before may go into the queue again."""
    if job.queue == queue.LIGHT or not allowance_of(session, job.project_id).running:
        return True
    allowed = allowance_of(session, job.project_id, lock=True)
    return _fits(films(session, job.project_id, but=job.id), allowed)


def _fits(found: Films, allowed: Allowance) -> bool:
    """Whether there is room that nobody has waited for longer."""
    return not allowed.running or (found.running + found.queued < allowed.running and not found.held)


def release(session: Session, project_id: str) -> int:
    """Let films that are held back into the queue, the most urgent and then the oldest first, as far as there is room;
    answers how many.
    """
    allowed = allowance_of(session, project_id, lock=True)
    room = films(session, project_id).room(allowed)
    if not room:
        return 0
    held = select(Job).where(Job.project_id == project_id, HELD, UNFINISHED_FILMS)
    held = held.where(queue.IN_NO_QUEUE)  # the release before 0002 queues without turns, and may still do so
    held = held.order_by(Job.priority, Job.create_time, Job.id).limit(room).with_for_update(skip_locked=True)
    found = session.scalars(held).all()
    for job in found:
        queue.enqueue(session, job)
    return len(found)


def left(session: Session, job: Job) -> None:
    """Give the place of a film that has ended or is frozen to one that is held back."""
    if job.queue != queue.LIGHT and allowance_of(session, job.project_id).running:
        release(session, job.project_id)


def release_all(session: Session) -> int:
    """Let in whatever is held back although there is room, as after a limit was raised; answers how many."""
    busy, held = count(RUNS | QUEUED).label("busy"), count(HELD).label("held")
    counted = select(Job.project_id, busy, held).where(UNFINISHED_FILMS).group_by(Job.project_id).subquery()
    waiting = select(counted.c.project_id, counted.c.busy, Project.options).join(
        Project, Project.id == counted.c.project_id
    )
    usual = default_allowance(session)
    found = session.execute(waiting.where(counted.c.held > 0)).all()
    free = [project for project, busy, options in found if not (most := usual.changed(options).running) or busy < most]
    return sum(release(session, project) for project in sorted(free))
