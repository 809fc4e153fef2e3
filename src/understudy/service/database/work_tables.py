"""The tables of the work queue beside Procrastinate's own: turns, films that are made in segments, and who works."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from understudy.service.database.tables import Table, empty_document, empty_list, stamp


class QueueClock(Table):
    """How far the order of a queue has come: the turn last taken, and the turn that its priorities count from; and when
    a worker has last looked whether something is forgotten or held back for nothing.
    """

    __tablename__ = "queue_clock"

    queue: Mapped[str] = mapped_column(primary_key=True)
    time: Mapped[int] = mapped_column(server_default="0")
    zero: Mapped[int] = mapped_column(server_default="0")
    watch_time: Mapped[datetime] = stamp()


class TenantTurn(Table):
    """Where a project's next turn in a queue begins, and its least urgent priority among those that may wait."""

    __tablename__ = "tenant_turn"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    queue: Mapped[str] = mapped_column(primary_key=True)
    finish: Mapped[int]
    least_urgent: Mapped[int]


class SharedFilm(Table):
    """A film that is made in segments by whoever has time; `attempt` is that of its job, which waits meanwhile.

    `left` counts segments that are not filmed yet. `files` are what the segments need: name in the film's folder, and
    key in storage. `version` is that of the worker which rehearsed the film, as in `worker`.
    """

    __tablename__ = "shared_film"

    job_id: Mapped[str] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    attempt: Mapped[int]
    version: Mapped[str]
    frames: Mapped[int]
    left: Mapped[int]
    files: Mapped[dict[str, Any]] = empty_document()
    create_time: Mapped[datetime] = stamp()


class FilmSegment(Table):
    """Frames [start, stop) of a scene of a shared film. Its state changes only through `jobs/shared/segments.py`.

    Segments of one `lot` are filmed by one task, one after the other. `key` says what it is, `object_key` where it lies
    once it is filmed; `attempt` and `first_attempt` are as those of jobs; `frames` are how many are done.
    """

    __tablename__ = "film_segment"

    job_id: Mapped[str] = mapped_column(ForeignKey("shared_film.job_id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    scene: Mapped[int]
    start: Mapped[int]
    stop: Mapped[int]
    lot: Mapped[int]
    key: Mapped[str]
    object_key: Mapped[str | None]
    state: Mapped[str]
    frames: Mapped[int] = mapped_column(server_default="0")
    attempt: Mapped[int] = mapped_column(server_default="0")
    first_attempt: Mapped[int] = mapped_column(server_default="0")
    worker: Mapped[str | None]
    heartbeat_time: Mapped[datetime | None]
    error: Mapped[dict[str, Any] | None]
    warnings: Mapped[list[Any]] = empty_list()


class WorkerProcess(Table):
    """A worker as the others see it: what it takes, and when it was last heard of. `draining` asks it to end."""

    __tablename__ = "worker"

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str]
    queues: Mapped[list[Any]] = empty_list()
    concurrency: Mapped[int]
    draining: Mapped[bool] = mapped_column(server_default="false")
    start_time: Mapped[datetime] = stamp()
    heartbeat_time: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
    leave_time: Mapped[datetime | None]


class UnattendedQueue(Table):
    """A queue that no living worker takes work from, and since when."""

    __tablename__ = "unattended_queue"

    queue: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime] = stamp()
