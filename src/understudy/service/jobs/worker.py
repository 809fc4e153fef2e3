"""A worker: takes jobs from the queue, has a child do the heavy work, and ends every job in a final state.

    begin ─► prepare (files of the request into a folder) ─► child ─► finish (files into storage) ─► succeed
               └──────────── wrong: fail ─────────── not now: hand back ────────── not wanted: stop

A worker that dies is noticed by the others through its missing heartbeats; they take its jobs over.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from procrastinate import App, JobContext, RetryStrategy

from understudy.errors import Cancelled, EngineError, ResourceError, UnderstudyError
from understudy.service.database.tables import Job
from understudy.service.jobs import callbacks, caps, executor, lifecycle, queue, turns
from understudy.service.jobs.kinds import Desk, Finished, Gradual, kind_of
from understudy.service.jobs.progress import Pace

log = logging.getLogger(__name__)

LONGEST_DELAY = 300.0
"""Seconds until work that failed for want of something is tried again, at most; it starts with two and doubles."""

AGAIN = RetryStrategy(max_attempts=1000, wait=2)
"""When the worker itself fails, mostly for want of its database. What the job's tries are is counted in its row."""


class Worker:
    """Takes work from `queues`, `concurrency` jobs at a time, until it is told to stop."""

    def __init__(self, desk: Desk, *, queues: tuple[str, ...] = (queue.CPU, queue.LIGHT), concurrency: int = 1) -> None:
        self.desk, self.queues, self.concurrency = desk, queues, concurrency
        self.name = f"{platform.node()}/{os.getpid()}"

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; work under way may then finish within `shutdown_seconds`, or is handed back."""
        asyncio.run(self._run())

    async def _run(self) -> None:
        settings = self.desk.settings
        app = queue.open_queue(self.desk.database.conninfo, self.concurrency + 3)
        app.task(name=queue.MAKE, pass_context=True, retry=AGAIN)(self.make)
        app.task(name=queue.NOTIFY, retry=AGAIN)(self.notify)
        async with app.open_async():
            watch = asyncio.create_task(self._watch(app))
            try:
                await app.run_worker_async(
                    queues=list(self.queues),
                    name=self.name,
                    concurrency=self.concurrency,
                    delete_jobs="always",
                    update_heartbeat_interval=settings.heartbeat_seconds,
                    stalled_worker_timeout=settings.stall_seconds,
                    shutdown_graceful_timeout=settings.shutdown_seconds,
                )
            finally:
                watch.cancel()

    async def _watch(self, app: App) -> None:
        """Put the work of dead workers back into the queue, as often as a heartbeat is due."""
        while True:
            await asyncio.sleep(self.desk.settings.heartbeat_seconds)
            for work in await queue.take_over(app, self.desk.settings.stall_seconds):
                log.warning("work %s of a silent worker went back into the queue", work)
            await asyncio.to_thread(self._requeue)

    def _requeue(self) -> None:
        with self.desk.database.transaction() as session:
            if not queue.watching(session, self.desk.settings.heartbeat_seconds):
                return
        with self.desk.database.transaction() as session:
            for job in queue.forgotten(session):
                log.error("job %s was in no queue; it is now", job.id)
                queue.enqueue(session, job)
        with self.desk.database.transaction() as session:
            if released := caps.release_all(session):
                log.warning("%d films were held back although there was room", released)
        with self.desk.database.transaction() as session:
            for name in turns.wind(session):
                log.info("the priorities of the queue %s count from a later turn now", name)

    def make(self, context: JobContext, job_id: str) -> None:
        """Make one job. Whatever happens, it is in a final state afterwards, or in the queue again."""
        with self.desk.database.transaction() as session:
            job = lifecycle.begin(session, job_id, self.name, self.desk.settings.attempts)
        if job is None:
            return
        log.info("job %s (%s), attempt %d", job.id, job.kind, job.attempt)
        try:
            with self._folder(job) as folder:
                finished = self._made(job, folder, lambda latest: self._wanted(context, job, latest))
        except Cancelled:
            self._stopped(context, job)
        except ResourceError as error:
            self._not_now(job, error)
        except UnderstudyError as error:
            self._failed(job, error)
        except OSError as error:
            self._not_now(job, ResourceError("machine_failed", f"{type(error).__name__}: {error}"))
        except Exception as error:
            log.exception("job %s failed unforeseen", job.id)
            self._failed(job, EngineError("work_failed", f"{type(error).__name__}: {error}"))
        else:
            self._succeeded(job, finished)

    def notify(self, delivery_id: str, turn: int | None = None) -> None:
        """Deliver one notice to a caller's URL."""
        with self.desk.database.transaction() as session:
            turns.advance(session, queue.LIGHT, turn)
        callbacks.deliver(self.desk, delivery_id)

    def _made(self, job: Job, folder: Path, watch: executor.Watch) -> Finished:
        kind = kind_of(job.kind)
        order = kind.prepare(self.desk, job, folder)
        settings = self.desk.settings
        limits = {
            "memory": settings.film_memory << 20,
            "cpu_seconds": settings.film_cpu_seconds,
            "file_bytes": settings.film_bytes << 20,
        }
        (folder / "order.json").write_text(json.dumps(order | {"limits": limits}), encoding="utf-8")

        def look(latest: dict[str, Any] | None) -> bool:
            if isinstance(kind, Gradual):
                kind.meanwhile(self.desk, job, folder)
            return watch(latest)

        result = executor.run(kind.maker, folder, look)
        return kind.finish(self.desk, job, folder, result)

    def _wanted(self, context: JobContext, job: Job, latest: dict[str, Any] | None) -> bool:
        """Tell the job how far it is, and learn whether it is still wanted."""
        if context.should_abort():
            return False
        seen = Pace.of(job).seen(latest)
        try:
            with self.desk.database.transaction() as session:
                row = lifecycle.beat(session, job.id, job.attempt, **seen)
        except Exception as error:  # the database may come back before the work is done
            log.warning("job %s: no heartbeat: %s", job.id, error)
            return True
        return row is not None and not row.cancel_requested

    def _stopped(self, context: JobContext, job: Job) -> None:
        with self.desk.database.transaction() as session:
            if context.should_abort():
                lifecycle.hand_back(session, job.id, job.attempt, delay=timedelta(), counted=False)
            else:
                lifecycle.cancelled(session, job.id, job.attempt)
        log.info("job %s stopped", job.id)

    def _not_now(self, job: Job, error: ResourceError) -> None:
        tries = job.attempt - job.first_attempt
        if tries >= self.desk.settings.attempts:
            self._failed(job, error)
            return
        delay = timedelta(seconds=min(2.0**tries, LONGEST_DELAY))
        log.warning("job %s is tried again in %s: %s", job.id, delay, error)
        with self.desk.database.transaction() as session:
            lifecycle.hand_back(session, job.id, job.attempt, delay=delay, counted=True)

    def _failed(self, job: Job, error: UnderstudyError) -> None:
        log.warning("job %s failed: %s", job.id, error)
        with self.desk.database.transaction() as session:
            lifecycle.fail(session, job.id, job.attempt, error.problems)

    def _succeeded(self, job: Job, finished: Finished) -> None:
        with self.desk.database.transaction() as session:
            done = lifecycle.succeed(session, job.id, job.attempt, **finished.columns)
            if done is not None:
                session.add_all(finished.rows)
                finished.settle(session)
        if done is None:
            log.warning("job %s was taken over; what attempt %d made is dropped", job.id, job.attempt)
            for key in finished.keys:
                self.desk.storage.delete(key)

    @contextmanager
    def _folder(self, job: Job) -> Iterator[Path]:
        """A folder for the job's unfinished work, removed at the end whatever happens."""
        place = self.desk.settings.work_folder or self.desk.settings.data_dir / "work"
        place.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{job.id}-", dir=place))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
