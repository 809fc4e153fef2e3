"""A worker: takes jobs from the queue, has a child do the heavy work, and ends every job in a final state.

    begin ─► prepare (files of the request into a folder) ─► child ─► finish (files into storage) ─► succeed
               └──────────── wrong: fail ─────────── not now: hand back ────────── not wanted: stop

A long film is only rehearsed by its child: its segments become tasks of their own (`sharing.py`, `shooting.py`), and
when all are there, the job comes again, to join them.

A worker that dies is noticed by the others (`lookout.py`).
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import logging
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from procrastinate import JobContext, RetryStrategy
from procrastinate.exceptions import ConnectorException
from sqlalchemy.orm import Session

from understudy.encode.failures import failure
from understudy.errors import Cancelled, EngineError, ResourceError, UnderstudyError
from understudy.service.database.engine import AWAY, went_away
from understudy.service.database.tables import Job
from understudy.service.jobs import callbacks, executor, lifecycle
from understudy.service.jobs.kinds import Desk, Finished, Gradual, kind_of
from understudy.service.jobs.patience import better_elsewhere, pause_after
from understudy.service.jobs.progress import Pace
from understudy.service.jobs.queueing import queue, turns, workers
from understudy.service.jobs.queueing.lookout import Lookout
from understudy.service.jobs.queueing.shares import taker_of
from understudy.service.jobs.shared import segments, shared_films, sharing, shooting
from understudy.service.jobs.shared.cameras import Cameras

log = logging.getLogger(__name__)

AGAIN = RetryStrategy(max_attempts=1000, wait=2)
"""When the worker itself fails, mostly for want of its database. What the job's tries are is counted in its row."""

SIDE_THREADS = 4
"""Threads of a worker besides one for every task."""


class Worker:
    """Takes work from `queues`, `concurrency` tasks at a time, until it is told to stop.

    With a `parent`, the number of the process that started it, it drains when that is gone.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        queues: tuple[str, ...] = (queue.CPU, queue.LIGHT),
        concurrency: int = 1,
        parent: int | None = None,
    ) -> None:
        self.desk, self.queues, self.concurrency = desk, queues, concurrency
        self.name = workers.own_name()
        settings = desk.settings
        self.limits = {
            "memory": settings.film_memory << 20,
            "cpu_seconds": settings.film_cpu_seconds,
            "file_bytes": settings.film_bytes << 20,
        }
        self.cameras, self.folders = Cameras(self.limits), shooting.FilmFolders(desk, concurrency)
        self.shooting = shooting.Shooting(desk, self.name, self.cameras, self.folders)
        self._ending, self._hurry = False, threading.Event()
        self.lookout = Lookout(desk, self.name, self.cameras, parent)

    def run(self) -> None:
        """Work until SIGTERM or SIGINT, or until an operator lets this worker drain.

        After a signal, work under way may finish within `shutdown_seconds`, or is handed back; when it drains, it
        finishes.
        """
        asyncio.run(self._run())

    async def _run(self) -> None:
        settings, loop = self.desk.settings, asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(self.concurrency + SIDE_THREADS))
        app = queue.open_queue(self.desk.database, self.concurrency + 3)
        app.task(name=queue.MAKE, pass_context=True, retry=AGAIN)(self.make)
        app.task(name=queue.NOTIFY, retry=AGAIN)(self.notify)
        app.task(name=shared_films.SHOOT, pass_context=True, retry=AGAIN)(self.shoot)
        await asyncio.to_thread(self._enter)
        async with app.open_async():
            work = app.run_worker_async(
                queues=list(self.queues),
                name=self.name,
                concurrency=self.concurrency,
                delete_jobs="always",
                install_signal_handlers=False,
                update_heartbeat_interval=settings.heartbeat_seconds,
                stalled_worker_timeout=settings.stall_seconds,
                task_middleware=[self._noted],
            )
            working = asyncio.create_task(work)
            end = functools.partial(self._asked_to_end, working, None)
            besides = [asyncio.create_task(self.lookout.watch(app, end)), asyncio.create_task(self.lookout.tidy())]
            for ending in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(ending, self._asked_to_end, working, settings.shutdown_seconds)
            try:
                await working
            except asyncio.CancelledError:
                pass
            except ConnectorException as error:
                if not self._ending:
                    raise
                log.warning("worker %s ends without telling the queue: %s", self.name, error.__cause__ or error)
            for task in besides:
                task.cancel()
            if not self._ending:
                raise ResourceError("database_down", "the work queue did not answer", hint="start the database")
        self.cameras.rest()
        self.folders.rest()
        await asyncio.to_thread(self._leave)

    def _enter(self) -> None:
        self.desk.database.patiently(lambda session: workers.enter(session, self.name, self.queues, self.concurrency))
        log.info("worker %s takes %s, %d at a time", self.name, ", ".join(self.queues), self.concurrency)

    def _leave(self) -> None:
        """Others need not wait for our heartbeat. Where the database is away they will have to."""
        try:
            self.desk.database.patiently(lambda session: workers.leave(session, self.name))
        except AWAY as error:
            log.warning("worker %s leaves without saying so: %s", self.name, error)

    def _asked_to_end(self, working: asyncio.Task[None], seconds: float | None) -> None:
        """Take nothing new. If `seconds` are counted, hand back what is not done within them, and wait no longer for a
        database that is away.
        """
        if seconds is not None:
            asyncio.get_running_loop().call_later(seconds, self._hurry.set)
            self.desk.database.patience.hurry(seconds)
        if not self._ending:
            self._ending = True
            working.cancel()

    def _noted(self, call_next: Callable[[], Any], context: JobContext, worker: Any) -> Any:
        """Do a task, and know meanwhile that we do, and for how long."""
        with self.lookout.doing(context.job), taker_of(context.app).shares.doing(context.job.queue):
            return call_next()

    def _leaving(self, context: JobContext) -> bool:
        """Whether what is under way is to be handed back now."""
        return self._hurry.is_set() or context.should_abort()

    def make(self, context: JobContext, job_id: str) -> None:
        """Make one job. Whatever happens, it is in a final state afterwards, or in the queue again."""
        attempts = self.desk.settings.attempts
        job = self.desk.database.patiently(lambda session: lifecycle.begin(session, job_id, self.name, attempts))
        if job is None:
            return
        log.info("job %s (%s), attempt %d", job.id, job.kind, job.attempt)
        self.cameras.rest()
        try:
            with self._folder(job) as folder:
                finished = self._made(job, folder, lambda latest: self._wanted(context, job, latest))
        except Cancelled:
            self._stopped(context, job)
        except ResourceError as error:
            self._not_now(job, error)
        except AWAY as error:
            self._not_now(job, went_away(error))
        except UnderstudyError as error:
            self._failed(job, error)
        except OSError as error:
            self._not_now(job, failure(error, Path(error.filename or self.desk.work_place / "a file"), "working on"))
        except Exception as error:
            log.exception("job %s failed unforeseen", job.id)
            self._failed(job, EngineError("work_failed", f"{type(error).__name__}: {error}"))
        else:
            if finished is not None:
                self._succeeded(job, finished)

    def shoot(self, context: JobContext, job_id: str, attempt: int, lot: int, turn: int | None = None) -> None:
        """Film a lot of segments of a shared film."""
        self.shooting.lot(segments.Lot(job_id, attempt, lot, turn), lambda: self._leaving(context))

    def notify(self, delivery_id: str, turn: int | None = None) -> None:
        """Deliver one notice to a caller's URL."""
        with self.desk.database.transaction() as session:
            turns.advance(session, queue.LIGHT, turn)
        callbacks.deliver(self.desk, delivery_id)

    def _made(self, job: Job, folder: Path, watch: executor.Watch) -> Finished | None:
        """Have a job made; nothing where it was a film that is shared out now."""
        kind = kind_of(job.kind)
        gathered = sharing.gather(self.desk, job, folder) if kind.maker == "film" else None
        order = gathered or kind.prepare(self.desk, job, folder)
        (folder / "order.json").write_text(json.dumps(order | {"limits": self.limits}), encoding="utf-8")

        def look(latest: dict[str, Any] | None) -> bool:
            if isinstance(kind, Gradual):
                kind.meanwhile(self.desk, job, folder)
            return watch(latest)

        result = executor.run(kind.maker, folder, look)
        if "segments" in result:
            sharing.share(self.desk, job, folder, order["files"], result["segments"], workers.own_version())
            return None
        finished = kind.finish(self.desk, job, folder, result)
        return replace(finished, tidy=lambda: sharing.forget(self.desk, job)) if gathered else finished

    def _wanted(self, context: JobContext, job: Job, latest: dict[str, Any] | None) -> bool:
        """Tell the job how far it is, and learn whether it is still wanted."""
        if self._leaving(context):
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
        if self._leaving(context):
            self._handed_back(job, timedelta(), counted=False)
        else:
            self.desk.database.patiently(lambda session: lifecycle.cancelled(session, job.id, job.attempt))
        log.info("job %s stopped", job.id)

    def _handed_back(self, job: Job, delay: timedelta, *, counted: bool) -> None:
        self.desk.database.patiently(
            lambda session: lifecycle.hand_back(session, job.id, job.attempt, delay=delay, counted=counted)
        )

    def _not_now(self, job: Job, error: UnderstudyError) -> None:
        if better_elsewhere(self.desk, error, job.id, self.name):
            log.warning("job %s is left to another worker: %s", job.id, error)
            self._handed_back(job, workers.ELSEWHERE_AFTER, counted=False)
            return
        delay = pause_after(job, self.desk.settings.attempts)
        if delay is None:
            self._failed(job, error)
            return
        log.warning("job %s is tried again in %s: %s", job.id, delay, error)
        self._handed_back(job, delay, counted=True)

    def _failed(self, job: Job, error: UnderstudyError) -> None:
        log.warning("job %s failed: %s", job.id, error)
        self.desk.database.patiently(lambda session: lifecycle.fail(session, job.id, job.attempt, error.problems))

    def _succeeded(self, job: Job, finished: Finished) -> None:
        def end(session: Session) -> bool:
            done = lifecycle.succeed(session, job.id, job.attempt, **finished.columns)
            if done is not None:
                session.add_all(finished.rows)
                finished.settle(session)
                return True
            row = session.get(Job, job.id)  # the end may be ours, and only its confirmation was lost
            return row is not None and (row.state, row.attempt) == (lifecycle.SUCCEED, job.attempt)

        if not self.desk.database.patiently(end):
            log.warning("job %s was taken over; what attempt %d made is dropped", job.id, job.attempt)
            for key in finished.keys:
                self.desk.storage.delete(key)
        else:
            with contextlib.suppress(UnderstudyError):
                finished.tidy()

    @contextmanager
    def _folder(self, job: Job) -> Iterator[Path]:
        """A folder for the job's unfinished work, removed at the end whatever happens."""
        folder = self.desk.new_folder(job.id)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
