"""A fleet in simulated time on the real queue: PostgreSQL, Procrastinate, the order of work, the lifecycle, takeover.

Only rendering is missing: a worker that has begun a film says a while later, on a clock of the simulation's own, that
it is done. Everything that is due in a second happens at the same time, over many connections. Workers die at the worst
moments, and some that were given up wake again.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as Entry
from procrastinate.jobs import Status
from sqlalchemy import func, select, text

from understudy.service.database.embedded import EmbeddedPostgres
from understudy.service.database.engine import Database
from understudy.service.database.migrate import upgrade
from understudy.service.database.tables import Job, Project
from understudy.service.jobs import lifecycle
from understudy.service.jobs.queueing import queue

KIND = "2D_DIGITAL_HUMAN_VIDEO"
SILENCE = 30
"""Simulated seconds after which a worker counts as dead."""

LONG_SILENT = 86_400
"""The same for the database, whose clock is not simulated: a silent worker's last heartbeat is made as old as this."""

CONNECTIONS = 8
LENGTHS, BATCH = range(20, 101), (60,) * 8
"""Seconds of films, and of the making of one, and what a steady project asks for at once."""

STEADY = 0.2
"""Part of all films that steady projects ask for, one project up to three times as many as another."""

DEATHS = ("fetched", "begun", "done", "paused")
"""When a worker dies: with a film it has not begun, in its middle, before it could say that it is done; or seems to."""


@dataclass(frozen=True)
class Size:
    """How much is simulated: `large` projects ask for all at once, `single` for one film, all others for batches."""

    films: int
    projects: int
    large: int
    workers: int
    seed: int = 1
    death: float = 0.03


@dataclass
class Outcome:
    """What came out. Waits are in simulated seconds until a worker takes a film first, by project."""

    seconds: int = 0
    finished: Counter[str] = field(default_factory=Counter)
    deaths: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    lost: int = 0
    left_over: int = 0
    waits: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def unevenness(self, group: str) -> float:
        """The longest of the mean waits of a group's projects, divided by the shortest."""
        means = [sum(waits) / len(waits) for name, waits in self.waits.items() if name.startswith(group)]
        return max(means) / min(means)

    def mean(self, group: str) -> float:
        """The mean wait of a group's films."""
        waits = [wait for name, found in self.waits.items() if name.startswith(group) for wait in found]
        return sum(waits) / len(waits)

    def told(self) -> str:
        """A few lines for people."""
        twice = sum(1 for times in self.finished.values() if times != 1)
        died = ", ".join(f"{count} {when}" for when, count in sorted(self.deaths.items()))
        lines = [f"{len(self.finished)} films in {self.seconds} simulated seconds; lost {self.lost}, twice {twice}"]
        lines += [
            f"workers that died: {died}; refused when they woke again: {self.refused}; left over: {self.left_over}"
        ]
        for group in ("steady", "large"):
            lines.append(f"{group}: mean wait {self.mean(group):.1f} s, longest/shortest {self.unevenness(group):.2f}")
        return "\n".join([*lines, f"the only film of a project: {self.waits['single'][0]} s"])


@contextmanager
def fresh_database() -> Iterator[Database]:
    """A PostgreSQL of the simulation's own, which need not keep anything."""
    with tempfile.TemporaryDirectory(prefix="understudy-fleet-") as folder:
        server = EmbeddedPostgres(Path(folder) / "data")
        try:
            database = Database(server.start(), connections=CONNECTIONS)
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                with database.connect() as connection:
                    connection.execution_options(isolation_level="AUTOCOMMIT")
                    connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
                    connection.execute(text("SELECT pg_reload_conf()"))
            upgrade(database)
            yield database
            database.close()
        finally:
            server.stop()


def simulate(database: Database, size: Size) -> Outcome:
    """Make all films of a simulated day."""
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
    return asyncio.run(_Fleet(database, size).run())


Event = Callable[[], Awaitable[None]]


class _Fleet:
    def __init__(self, database: Database, size: Size) -> None:
        self.database, self.size = database, size
        self.now, self.backlog = 0, 0
        self.outcome, self.chance = Outcome(), random.Random(size.seed)
        self.idle: list[int] = []
        self.asked: dict[str, tuple[str, int]] = {}
        self._events: list[tuple[int, int, Event]] = []
        self._number = itertools.count()
        self._threads = ThreadPoolExecutor(CONNECTIONS)
        self._room = asyncio.Semaphore(2 * CONNECTIONS)

    async def run(self) -> Outcome:
        self.app: App = queue.open_queue(self.database, CONNECTIONS)
        async with self.app.open_async():
            self._demand()
            for _ in range(self.size.workers):
                await self._hire()
            while self._events:
                await self._second()
                assert self.now < 100_000, "work is waiting that nobody takes"
        self.outcome.seconds = self.now
        with self.database.transaction() as session:
            self.outcome.lost = session.scalar(select(func.count()).where(Job.state != "SUCCEED")) or 0
            self.outcome.left_over = session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) or 0
        return self.outcome

    def _demand(self) -> None:
        """Who asks for how much, and when: large projects are far beyond their share, the steady ones below it."""
        size, chance = self.size, self.chance
        steady = [f"steady{number}" for number in range(size.projects - size.large - 1)]
        large = [f"large{number}" for number in range(size.large)]
        with self.database.transaction() as session:
            session.add_all(Project(id=name, name=name) for name in [*steady, *large, "single"])
        span = int(0.8 * size.films * sum(LENGTHS) / len(LENGTHS) / size.workers)
        batches = int(STEADY * size.films / len(BATCH))
        rates = [1 + number % 3 for number in range(len(steady))]
        for name, rate in zip(steady, rates, strict=True):
            times, phase = max(2, round(batches * rate / sum(rates))), chance.random()
            for number in range(times):
                when = max(LENGTHS) + int((number + phase) * span / times)
                for seconds in BATCH:
                    self._at(when, partial(self._ask, name, seconds))
        left = size.films - 1 - len(self._events)
        for number in range(left):
            self._at(0, partial(self._ask, large[number % len(large)], chance.choice(LENGTHS)))
        self._at(span // 2, partial(self._ask, "single", LENGTHS[0]))

    def _at(self, when: int, event: Event) -> None:
        heapq.heappush(self._events, (when, next(self._number), event))

    async def _second(self) -> None:
        """Let all that is due in the next second in which there is anything happen at once, then let the idle look."""
        self.now = self._events[0][0]
        due = []
        while self._events and self._events[0][0] <= self.now:
            due.append(heapq.heappop(self._events)[2])
        await self._together(due)
        takers = min(len(self.idle), self.backlog)
        looking = [self.idle.pop(self.chance.randrange(len(self.idle))) for _ in range(takers)]
        await self._together([partial(self._take, worker) for worker in looking])
        if self.idle and self.backlog:  # what was just put back is due by the database's clock only
            self._at(self.now + 1, self._nothing)

    async def _nothing(self) -> None:
        """A second in which only idle workers look."""

    async def _together(self, work: list[Event]) -> None:
        async def one(event: Event) -> None:
            async with self._room:
                await event()

        await asyncio.gather(*(one(event) for event in work))

    async def _change(self, act: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        """One transaction in a thread."""

        def work() -> Any:
            with self.database.transaction() as session:
                return act(session, *arguments, **more)

        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def _hire(self) -> None:
        self.idle.append(await self.app.job_manager.register_worker())

    async def _ask(self, project: str, seconds: int) -> None:
        film = Job(project_id=project, kind=KIND, request={}, predicted_duration=float(seconds))
        await self._change(lifecycle.submit, film)
        self.asked[film.id] = (project, self.now)
        self.backlog += 1

    async def _take(self, worker: int) -> None:
        entry = await self.app.job_manager.fetch_job([queue.CPU], worker)
        if entry is None:
            self.idle.append(worker)
            return
        self.backlog -= 1
        if entry.attempts == 0:
            project, when = self.asked[entry.task_kwargs["job_id"]]
            self.outcome.waits[project].append(self.now - when)
        dies = self.chance.choice(DEATHS) if self.chance.random() < self.size.death else ""
        if dies == "fetched":
            self._die(worker, dies)
            return
        job = await self._change(lifecycle.begin, entry.task_kwargs["job_id"], f"worker {worker}", 20)
        if job is None:  # it was done by a worker that died before it could say so
            await self._tell(entry, worker)
            return
        seconds = int(job.predicted_duration)
        if dies in ("begun", "paused"):
            moment = self.now + self.chance.randrange(seconds)
            self._at(moment, partial(self._stop, worker, dies))
            if dies == "paused":
                self._at(moment + 3 * SILENCE, partial(self._wake, job))
        else:
            self._at(self.now + seconds, partial(self._finish, job, entry, worker, dies))

    async def _finish(self, job: Job, entry: Entry, worker: int, dies: str) -> None:
        await self._change(lifecycle.beat, job.id, job.attempt, progress=99)
        if await self._change(lifecycle.succeed, job.id, job.attempt, duration=job.predicted_duration) is not None:
            self.outcome.finished[job.id] += 1
        if dies:
            self._die(worker, dies)
        else:
            await self._tell(entry, worker)

    async def _tell(self, entry: Entry, worker: int) -> None:
        """Take the entry out of the queue, as Procrastinate's worker does when a task has ended."""
        try:
            await self.app.job_manager.finish_job(entry, Status.SUCCEEDED, delete_job=True)
        except ConnectorException:
            self.outcome.left_over += 1
        self.idle.append(worker)

    async def _stop(self, worker: int, dies: str) -> None:
        self._die(worker, dies)

    def _die(self, worker: int, dies: str) -> None:
        self.outcome.deaths[dies] += 1
        self._at(self.now + SILENCE, partial(self._notice, worker))

    async def _wake(self, job: Job) -> None:
        """A paused worker wakes up long after it was given up, and means to be done."""
        if await self._change(lifecycle.succeed, job.id, job.attempt, duration=1.0) is None:
            self.outcome.refused += 1
        else:
            self.outcome.finished[job.id] += 1

    async def _notice(self, worker: int) -> None:
        """Others notice the silence, and another worker is started."""
        age = text("UPDATE procrastinate_workers SET last_heartbeat = now() - make_interval(days => 3) WHERE id = :id")
        await self._change(lambda session: session.execute(age, {"id": worker}))
        taken = await queue.take_over(self.app, LONG_SILENT)
        self.backlog += len(taken)
        await self._hire()
