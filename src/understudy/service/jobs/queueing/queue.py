"""The work queue: Procrastinate on the same PostgreSQL.

A job is enqueued in the transaction that changes its row, so that an accepted job is a promise. In what order they are
taken, `turns.py` decides, and `shares.py` which queue is asked first.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate import App
from procrastinate.exceptions import ConnectorException
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from understudy.service.database.engine import Database
from understudy.service.database.tables import Job
from understudy.service.jobs.queueing import turns
from understudy.service.jobs.queueing.patient_queue import ONE_TRY, PatientConnector
from understudy.service.jobs.queueing.shares import FairTaker, Shares

CPU, LIGHT, GPU = "cpu", "light", "gpu"
"""Queues by need: films and avatars; what takes seconds (speech, detection, callbacks); and films of presenters whose
engine says that it needs a graphics processor."""

QUEUES = (CPU, LIGHT, GPU)

MAKE, NOTIFY = "make", "notify"
"""Tasks: make the job `job_id`; deliver the callback `delivery_id`."""

LIGHT_KINDS = frozenset({"PHOTO_DETECTION", "SCRIPT_PREVIEW", "SUBTITLE_FILE", "AUDITION", "ASYNC_JOB"})
"""Kinds of jobs that need no more than seconds."""

AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
"""When a task is due that need not wait, whatever the clock of this machine says."""

_WATCH = text(
    """
    UPDATE queue_clock SET watch_time = now() WHERE queue = (
        SELECT queue FROM queue_clock WHERE queue = (SELECT min(queue) FROM queue_clock)
              AND watch_time < now() - make_interval(secs => :seconds)
        FOR NO KEY UPDATE SKIP LOCKED)
    RETURNING queue
    """
)

_A_MINUTE_AGO = text("now() - interval '1 minute'")

IN_NO_QUEUE = text(
    """
    NOT EXISTS (SELECT FROM procrastinate_jobs
                WHERE status IN ('todo', 'doing') AND args ->> 'job_id' = job.id)
    """
)
"""Condition on jobs: nobody will come to make them."""

_TAKEN_BY = text("SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id = :queue_id")


_WAKE = """
    SELECT pg_notify('procrastinate_queue_v1#' || %(queue)s,
                     json_build_object('type', 'job_inserted', 'job_id', %(number)s::bigint)::text)
"""
"""Tells workers of a queue that there is a task: Procrastinate tells them of new ones only."""


def queue_of(kind: str) -> str:
    """The queue that jobs of a kind wait in."""
    return LIGHT if kind in LIGHT_KINDS else CPU


def enqueue(session: Session, job: Job, *, delay: timedelta = timedelta()) -> None:
    """Put a job into its queue, in the session's own transaction: at its turn, or at the next one of its project."""
    if job.turn is None:
        turns.take(session, job, MAKE, {"job_id": job.id}, delay)
    else:
        turns.keep(session, job.queue, job.turn, MAKE, {"job_id": job.id}, delay)


def enqueue_part(
    session: Session, job: Job, task: str, arguments: dict[str, Any], seconds: float, delay: timedelta = timedelta()
) -> None:
    """Put a part of a film, which begins after `seconds` of it, into the film's queue."""
    turn = turns.within(job, seconds)
    turns.keep(session, job.queue, turn, task, {"job_id": job.id, "turn": turn, **arguments}, delay)


def notify(session: Session, project_id: str, delivery_id: str, delay: timedelta = timedelta()) -> None:
    """Enqueue the delivery of a notice, in the session's own transaction."""
    turns.take_for(session, project_id, LIGHT, NOTIFY, {"delivery_id": delivery_id}, delay)


def open_queue(database: Database, connections: int = 4) -> App:
    """The queue as a worker sees it, in its database, for which it waits as everything else does there."""
    pool = {"conninfo": database.conninfo, "min_size": 1, "max_size": connections, "timeout": ONE_TRY}
    connector = PatientConnector(database.patience, **pool)
    app = App(connector=connector)
    app.job_manager = FairTaker(connector, Shares(QUEUES))
    return app


async def take_over(app: App, silence: float) -> list[dict[str, Any]]:
    """Put the work of workers that have been silent for so many seconds back where it was in the queue; answers it."""
    taken = []
    for entry in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silence):
        with contextlib.suppress(ConnectorException):  # another worker was faster
            await app.job_manager.retry_job(entry, AT_ONCE)
            await app.connector.execute_query_async(_WAKE, queue=entry.queue, number=entry.id)
            taken.append(entry.task_kwargs)
    return taken


def watching(session: Session, seconds: float) -> bool:
    """Whether it is the caller's turn to look after the queues: one worker of a fleet does, every so many seconds."""
    return bool(session.execute(_WATCH, {"seconds": seconds}).all())


def forgotten(session: Session) -> Sequence[Job]:
    """Unfinished jobs that have a turn and are in no queue: nothing makes such, but nobody would ever make them."""
    unfinished = select(Job).where(Job.state.in_(("WAITING", "PROCESSING")), Job.lastupdate_time < _A_MINUTE_AGO)
    unfinished = unfinished.where(Job.turn.is_not(None))
    return session.scalars(unfinished.where(IN_NO_QUEUE)).all()


def taken_by(session: Session, queue_id: int) -> set[int]:
    """Numbers of the tasks that a worker has taken, by the number that the queue knows it by."""
    return set(session.scalars(_TAKEN_BY, {"queue_id": queue_id}))
