"""Workers as the others see them: a row each, with a heartbeat.

A worker is alive as long as its heartbeat is younger than `stall_seconds`. Rows stay for a day after the last one, so
that it is known since when a queue has nobody.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, case, delete, func, not_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from understudy import __version__
from understudy.service.database.tables import Job
from understudy.service.database.work_tables import SharedFilm, WorkerProcess

PASSED_ON_AFTER = timedelta(seconds=1)
"""Delay of a segment that this worker cannot film, so that another one is faster."""

PASSED_ON = timedelta(minutes=5)
"""How long a film's segments are passed on before it is rehearsed anew."""

ELSEWHERE_AFTER = timedelta(seconds=10)
"""Delay of work for which this worker has no room, so that another one is faster."""

ELSEWHERE = timedelta(minutes=10)
"""How long after its begin a film is left to workers that may have room for it; then every try counts."""

KEPT = timedelta(days=1)
"""How long the row of a worker stays that is not there any more."""


def own_name() -> str:
    """The name of the worker that this process is."""
    return f"{platform.node()}/{os.getpid()}"


def own_version() -> str:
    """What decides what this worker's segments look like: the program's version and the kind of machine."""
    return f"{__version__} {platform.machine()}"


def alive(stall_seconds: float) -> ColumnElement[bool]:
    """Whether a worker was heard of lately; a condition of queries on workers."""
    lately = func.now() - timedelta(seconds=stall_seconds)
    return (WorkerProcess.heartbeat_time > lately) & WorkerProcess.leave_time.is_(None)


def takes_work(stall_seconds: float) -> ColumnElement[bool]:
    """Whether a worker is alive and is not about to end; a condition of queries on workers."""
    return alive(stall_seconds) & WorkerProcess.draining.is_(False)


def enter(session: Session, name: str, queues: Sequence[str], concurrency: int) -> None:
    """A worker begins."""
    row = {"queues": list(queues), "concurrency": concurrency, "version": own_version(), "draining": False}
    fresh = {"start_time": func.now(), "heartbeat_time": func.now(), "leave_time": None}
    made = insert(WorkerProcess).values(name=name, **row, **fresh)
    session.execute(made.on_conflict_do_update(index_elements=[WorkerProcess.name], set_=row | fresh))
    session.execute(delete(WorkerProcess).where(WorkerProcess.heartbeat_time < func.now() - KEPT))


def beat(session: Session, name: str) -> bool:
    """A worker lives; answers whether it is asked to end."""
    lives = update(WorkerProcess).where(WorkerProcess.name == name).values(heartbeat_time=func.now())
    return bool(session.scalar(lives.returning(WorkerProcess.draining)))


def leave(session: Session, name: str) -> None:
    """A worker has ended in order."""
    session.execute(update(WorkerProcess).where(WorkerProcess.name == name).values(leave_time=func.now()))


def others_like(session: Session, job_id: str, name: str) -> bool:
    """Whether somebody else is there who films a shared film's segments as they were meant: a worker like the one that
    rehearsed it. After `PASSED_ON` nobody is waited for any more.
    """
    film = session.get(SharedFilm, job_id)
    if film is None:
        return False
    like = select(WorkerProcess.name).where(
        WorkerProcess.version == film.version,
        WorkerProcess.name != name,
        WorkerProcess.draining.is_(False),
        WorkerProcess.leave_time.is_(None),
        WorkerProcess.heartbeat_time > func.now() - timedelta(minutes=1),
        func.now() - film.create_time < PASSED_ON,
    )
    return session.scalar(like.limit(1)) is not None


def others_for(session: Session, job_id: str, name: str, stall_seconds: float) -> bool:
    """Whether another worker than `name` may have the room for a job that this one lacks; not for ever."""
    others = select(WorkerProcess.name).join(Job, WorkerProcess.queues.contains(func.jsonb_build_array(Job.queue)))
    others = others.where(Job.id == job_id, WorkerProcess.name != name, takes_work(stall_seconds))
    return session.scalar(others.where(func.now() - Job.start_time < ELSEWHERE).limit(1)) is not None


def count_alive(session: Session, stall_seconds: float) -> int:
    """How many workers there are."""
    return session.scalar(select(func.count()).select_from(WorkerProcess).where(alive(stall_seconds))) or 0


def drain(session: Session, name: str) -> None:
    """Ask a worker to finish what it has, and to end."""
    session.execute(update(WorkerProcess).where(WorkerProcess.name == name).values(draining=True))


def state(stall_seconds: float) -> ColumnElement[str]:
    """How a worker is: `alive`, `draining`, `left`, or `silent`; a column of queries on workers."""
    return case(
        (WorkerProcess.leave_time.is_not(None), "left"),
        (not_(alive(stall_seconds)), "silent"),
        (WorkerProcess.draining, "draining"),
        else_="alive",
    )


def by_queue(session: Session, stall_seconds: float) -> dict[str, int]:
    """How many tasks the living workers of each queue do at a time."""
    found: dict[str, int] = {}
    living = select(WorkerProcess.queues, WorkerProcess.concurrency).where(takes_work(stall_seconds))
    for queues, concurrency in session.execute(living).all():
        for name in queues:
            found[name] = found.get(name, 0) + concurrency
    return found
