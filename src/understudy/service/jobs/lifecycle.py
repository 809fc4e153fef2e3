"""How the state of a job changes, and nothing else changes it.

    WAITING ──► PROCESSING ──► SUCCEED | FAILED        BLOCK: frozen by review or an operator,
       ▲  └────► CANCELED         │                    thawed to WAITING or rejected to FAILED
       └──────── handed back ─────┘

Every change is one UPDATE that names the states it may start from and, for work under way, the attempt it belongs to:
whoever comes second changes nothing and is told so. A worker that was given up and wakes up again has an attempt
number that is no longer the job's, so it cannot finish what another one has taken over.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import case, func, not_, update
from sqlalchemy.orm import Session

from understudy.errors import InputError, Problem
from understudy.service.database.tables import Job
from understudy.service.jobs import callbacks, training_course
from understudy.service.jobs.queueing import caps, queue, turns
from understudy.service.jobs.shared import shared_films

WAITING, PROCESSING, SUCCEED, FAILED, CANCELED, BLOCK = (
    "WAITING",
    "PROCESSING",
    "SUCCEED",
    "FAILED",
    "CANCELED",
    "BLOCK",
)
FINAL = (SUCCEED, FAILED, CANCELED)


def submit(session: Session, job: Job, *, blocked: str = "") -> Job:
    """Accept a job: row and place in the queue are committed together. `blocked` is why it is frozen at once.

    Raises `InputError` where a limit of its project is reached; with one on running films it may be held back.
    """
    job.id = job.id or str(uuid.uuid4())
    job.state = BLOCK if blocked else WAITING
    job.queue = job.queue or queue.queue_of(job.kind)
    admitted = caps.admit(session, job)
    if blocked:
        job.error = _told(Problem("moderation_blocked", blocked))
    session.add(job)
    session.flush()
    if admitted and not blocked:
        queue.enqueue(session, job)
    return job


def begin(session: Session, job_id: str, worker: str, attempts: int) -> Job | None:
    """Take a job to work on it, from the queue or from a worker that died; nothing if it wants no work any more.

    A job that was begun `attempts` times already fails instead: something in it ends its workers. A shared film is
    taken when all its segments are there.
    """
    ready, tries = not_(shared_films.AWAITED), Job.attempt - Job.first_attempt
    taken = _change(
        session,
        job_id,
        (WAITING, PROCESSING),
        ready,
        tries < attempts,
        state=PROCESSING,
        attempt=Job.attempt + 1,
        worker=worker,
        start_time=func.coalesce(Job.start_time, func.now()),
        heartbeat_time=func.now(),
        stage="preparation",
        progress=case((shared_films.SHARED, Job.progress), else_=0),
        error=None,
    )
    if taken is not None:
        turns.advance(session, taken.queue, taken.turn)
    else:
        text = f"the work ended {attempts} times without a result or a reason; it is not tried again"
        lost = _told(Problem("worker_lost", text))
        _end(session, job_id, (WAITING, PROCESSING), FAILED, ready, tries >= attempts, error=lost)
    return taken


def beat(session: Session, job_id: str, attempt: int, **seen: Any) -> Job | None:
    """Say that the work goes on, and how far it is (`stage`, `progress`, `eta_seconds`).

    Nothing if the job is no longer this attempt's; otherwise the row, which may carry `cancel_requested`.
    """
    return _change(session, job_id, (PROCESSING,), Job.attempt == attempt, heartbeat_time=func.now(), **seen)


def succeed(session: Session, job_id: str, attempt: int, **made: Any) -> Job | None:
    """The work is done; `made` are the columns that say what came out."""
    return _end(session, job_id, (PROCESSING,), SUCCEED, Job.attempt == attempt, stage=None, progress=100, **made)


def fail(session: Session, job_id: str, attempt: int, problems: Sequence[Problem]) -> Job | None:
    """The work cannot be done; every problem is kept, with its code, its scene and its field."""
    error = {"problems": [problem.as_dict() for problem in problems]}
    return _end(session, job_id, (PROCESSING,), FAILED, Job.attempt == attempt, error=error)


def hand_back(session: Session, job_id: str, attempt: int, *, delay: timedelta, counted: bool) -> Job | None:
    """Give work back to the queue, to be begun again after `delay`; `counted` says whether this try counts as one."""
    given = _change(
        session,
        job_id,
        (PROCESSING,),
        Job.attempt == attempt,
        state=WAITING,
        first_attempt=Job.first_attempt if counted else Job.first_attempt + 1,
        worker=None,
        stage=None,
        progress=0,
    )
    if given is not None:
        queue.enqueue(session, given, delay=delay)
    return given


def cancel(session: Session, job: Job, *, running: bool) -> None:
    """Cancel a job that waits, or with `running` ask for the end of one that is being made; again is no fault.

    Raises `InputError` (`job_finished`) where the job's state does not allow it.
    """
    ended = _end(session, job.id, (WAITING,), CANCELED)
    if ended is not None:
        _leave(session, ended, ended.turn)
        return
    if running and _end(session, job.id, (PROCESSING,), CANCELED, shared_films.AWAITED) is not None:
        return
    if running and _change(session, job.id, (PROCESSING,), cancel_requested=True) is not None:
        return
    session.refresh(job)
    if job.state != CANCELED:
        hint = "only waiting tasks can be canceled" if job.state == PROCESSING else "it has ended or is frozen"
        raise InputError("job_finished", f"task {job.id} is {job.state} and cannot be canceled", hint=hint)


def cancelled(session: Session, job_id: str, attempt: int) -> Job | None:
    """Work that was under way has stopped because its end was asked for."""
    return _end(session, job_id, (PROCESSING,), CANCELED, Job.attempt == attempt)


def block(session: Session, job_id: str, reason: str | Problem) -> Job | None:
    """Freeze a job that has not ended. Work under way loses it: its attempt counts no more."""
    error = _told(reason if isinstance(reason, Problem) else Problem("moderation_blocked", reason))
    frozen = _change(
        session, job_id, (WAITING, PROCESSING), state=BLOCK, attempt=Job.attempt + 1, error=error, stage=None
    )
    if frozen is not None:
        shared_films.close(session, frozen)
        caps.left(session, frozen)
        _leave(session, frozen, frozen.turn)
    return frozen


def thaw(session: Session, job_id: str) -> Job | None:
    """Let a frozen job go on."""
    thawed = _change(
        session, job_id, (BLOCK,), state=WAITING, first_attempt=Job.attempt, error=None, progress=0, turn=None
    )
    if thawed is not None and caps.has_room(session, thawed):
        queue.enqueue(session, thawed)
    return thawed


def again(session: Session, job: Job, **asked: Any) -> Job:
    """Make a job anew that has ended or not begun, from another request; `asked` are the columns that differ.

    Raises `InputError`: `job_finished` for one that is being made or frozen, and as `caps.admit` does.
    """
    fresh = {"start_time": None, "end_time": None, "duration": None, "report": None, "error": None, "progress": 0}
    fresh["cancel_requested"] = False
    start, turn = (*FINAL, WAITING), job.turn if job.state == WAITING else None
    renewed = _change(session, job.id, start, state=WAITING, first_attempt=Job.attempt, turn=None, **fresh, **asked)
    if renewed is None:
        session.refresh(job)
        hint = "wait until it has ended"
        raise InputError("job_finished", f"task {job.id} is {job.state} and cannot be changed", hint=hint)
    admitted = caps.admit(session, renewed)
    _leave(session, renewed, turn)
    if admitted:
        queue.enqueue(session, renewed)
    return renewed


def reject(session: Session, job_id: str, reason: str) -> Job | None:
    """End a frozen job as failed."""
    return _end(session, job_id, (BLOCK,), FAILED, error=_told(Problem("moderation_blocked", reason)))


def _end(session: Session, job_id: str, start: Sequence[str], state: str, *where: Any, **values: Any) -> Job | None:
    ended = _change(session, job_id, start, *where, state=state, end_time=func.now(), eta_seconds=None, **values)
    if ended is not None:
        training_course.follow(session, ended)
        shared_films.close(session, ended)
        caps.left(session, ended)
        turns.charge(session, ended)
    if ended is not None and state != CANCELED:
        callbacks.announce(session, ended)
    return ended


def _leave(session: Session, job: Job, turn: int | None) -> None:
    """Take a job that waits no more at its turn out of the queue; those of its project behind it move up."""
    if turn is not None:
        if job.start_time is None:
            turns.lay(session, job.project_id, job.queue, turn)
        turns.withdraw(session, job)


def _change(session: Session, job_id: str, start: Sequence[str], *where: Any, **values: Any) -> Job | None:
    """Change the job if it is in one of the states `start` and meets `where`; answers its row, or nothing."""
    change = update(Job).where(Job.id == job_id, Job.state.in_(start), *where)
    change = change.values(lastupdate_time=func.now(), **values).returning(Job)
    return session.scalars(change, execution_options={"populate_existing": True}).one_or_none()


def _told(problem: Problem) -> dict[str, Any]:
    return {"problems": [problem.as_dict()]}
