"""Queues that nobody works for: what waits there is told so, and after a while is frozen until somebody comes.

Every process of the service looks now and then; whoever looks first does it for all.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import case, delete, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from understudy.errors import Problem, Warning
from understudy.service.database.tables import Job
from understudy.service.database.work_tables import UnattendedQueue, WorkerProcess
from understudy.service.jobs import lifecycle
from understudy.service.jobs.queueing import queue, workers
from understudy.service.jobs.shared import shared_films
from understudy.settings import ServiceSettings

LOOK_EVERY = 5.0
"""Seconds between two looks of a process."""

TOLD_AFTER = 20.0
"""Seconds after which it is told that nobody works for a queue: workers that start anew have come by then."""

BATCH = 200
"""Jobs that one look freezes or thaws at most."""

CODE = "queue_unattended"

_LOCK = 0x756E6474

_FROZEN_HERE = text("job.error -> 'problems' -> 0 ->> 'code' = 'queue_unattended'")

UNATTENDED = case(
    (
        or_(Job.state == lifecycle.WAITING, (Job.state == lifecycle.PROCESSING) & Job.worker.is_(None)),
        select(func.extract("epoch", func.now() - UnattendedQueue.since))
        .where(UnattendedQueue.queue == Job.queue, UnattendedQueue.since < func.now() - timedelta(seconds=TOLD_AFTER))
        .scalar_subquery(),
    )
)
"""For how many seconds nobody has worked for the queue of a job that waits; a column of queries on jobs."""


def warning(name: str, seconds: float) -> Warning:
    """What a job says that waits in such a queue."""
    hint = f"the operator starts one: understudy worker --queues {name}"
    return Warning(CODE, f"no worker takes work that needs {name!r}, for {seconds:.0f} s now", hint)


def look(session: Session, settings: ServiceSettings) -> None:
    """Note which queues nobody works for, freeze what has waited there too long, and thaw what somebody came for."""
    if not session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
        return
    attended = set[str]()
    for queues in session.scalars(select(WorkerProcess.queues).where(workers.takes_work(settings.stall_seconds))):
        attended.update(queues)
    for name in queue.QUEUES:
        if name in attended:
            _thaw(session, name)
        else:
            _note(session, name, settings.unattended_seconds)


def _note(session: Session, name: str, patience: float) -> None:
    last = select(func.max(WorkerProcess.heartbeat_time)).where(WorkerProcess.queues.contains([name]))
    row = insert(UnattendedQueue).values(queue=name, since=func.coalesce(last.scalar_subquery(), func.now()))
    session.execute(row.on_conflict_do_nothing())
    long_ago = func.now() - timedelta(seconds=patience)
    waiting = or_(
        Job.state == lifecycle.WAITING,
        (Job.state == lifecycle.PROCESSING) & Job.worker.is_(None) & shared_films.SHARED,
    )
    overdue = select(Job.id).join(UnattendedQueue, UnattendedQueue.queue == Job.queue)
    overdue = overdue.where(Job.queue == name, waiting, Job.turn.is_not(None), UnattendedQueue.since < long_ago)
    overdue = overdue.where(Job.lastupdate_time < long_ago).limit(BATCH).with_for_update(skip_locked=True, of=Job)
    for job_id in session.scalars(overdue).all():
        reason = f"no worker has taken work that needs {name!r} for {patience:.0f} s; it goes on when one comes"
        lifecycle.block(session, job_id, Problem(CODE, reason))


def _thaw(session: Session, name: str) -> None:
    if session.get(UnattendedQueue, name) is None:
        return
    frozen = select(Job.id).where(Job.state == lifecycle.BLOCK, Job.queue == name, _FROZEN_HERE)
    found = session.scalars(frozen.limit(BATCH).with_for_update(skip_locked=True)).all()
    for job_id in found:
        lifecycle.thaw(session, job_id)
    if not found:
        session.execute(delete(UnattendedQueue).where(UnattendedQueue.queue == name))


def depths(session: Session) -> dict[str, int]:
    """How many tasks wait in each queue, segments of films among them."""
    counted = text("SELECT queue_name, count(*) FROM procrastinate_jobs WHERE status = 'todo' GROUP BY queue_name")
    found = {name: int(count) for name, count in session.execute(counted).all()}
    return {name: found.get(name, 0) for name in queue.QUEUES}
