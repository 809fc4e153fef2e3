"""The work queue: Procrastinate on the same PostgreSQL.

A job is enqueued in the transaction that changes its row, so that an accepted job is a promise. Priorities on the wire
run from 0 (first) to 10; Procrastinate takes the highest first.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

from procrastinate import App, PsycopgConnector
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from understudy.service.database.tables import Job

CPU, LIGHT = "cpu", "light"
"""Queues by need: films and avatars; and what takes seconds (speech, detection, callbacks)."""

MAKE, NOTIFY = "make", "notify"
"""Tasks: make the job `job_id`; deliver the callback `delivery_id`."""

LIGHT_KINDS = frozenset({"PHOTO_DETECTION", "SCRIPT_PREVIEW", "SUBTITLE_FILE", "AUDITION", "ASYNC_JOB"})
"""Kinds of jobs that need no more than seconds."""

_DEFER = text(
    """
    SELECT procrastinate_defer_jobs_v1(ARRAY[
        ROW(:queue, :task, :priority, NULL, NULL, CAST(:arguments AS jsonb),
            CASE WHEN :delay > 0 THEN now() + make_interval(secs => :delay) END)::procrastinate_job_to_defer_v1
    ])
    """
)


_A_MINUTE_AGO = text("now() - interval '1 minute'")

_IN_NO_QUEUE = text(
    """
    NOT EXISTS (SELECT FROM procrastinate_jobs
                WHERE status IN ('todo', 'doing') AND args ->> 'job_id' = job.id)
    """
)


def enqueue(session: Session, job_id: str, kind: str, priority: int = 5, *, delay: timedelta = timedelta()) -> None:
    """Put a job into the queue of its kind, in the session's own transaction."""
    defer(session, MAKE, {"job_id": job_id}, LIGHT if kind in LIGHT_KINDS else CPU, priority, delay)


def defer(
    session: Session,
    task: str,
    arguments: dict[str, str],
    queue: str = LIGHT,
    priority: int = 5,
    delay: timedelta = timedelta(),
) -> None:
    """Enqueue any task, in the session's own transaction."""
    values = {"queue": queue, "task": task, "priority": -priority, "arguments": json.dumps(arguments)}
    session.execute(_DEFER, values | {"delay": delay.total_seconds()})


def open_queue(conninfo: str, connections: int = 4) -> App:
    """The queue as a worker sees it."""
    return App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=connections))


def forgotten(session: Session) -> Sequence[Job]:
    """Unfinished jobs that are in no queue: nothing makes such, but nobody would ever make them."""
    unfinished = select(Job).where(Job.state.in_(("WAITING", "PROCESSING")), Job.lastupdate_time < _A_MINUTE_AGO)
    return session.scalars(unfinished.where(_IN_NO_QUEUE)).all()
