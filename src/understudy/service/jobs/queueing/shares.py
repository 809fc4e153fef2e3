"""Which of its queues a worker asks next: that which had the least of its time.

So a flood in one queue, of speeches or of notices, does not hold up what waits in another one, and a few of them go
first, whatever else there is to do. In which order a queue's own tasks are taken, `turns.py` decides.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from procrastinate import App
from procrastinate.jobs import Job as Task
from procrastinate.manager import JobManager

from understudy.service.jobs.queueing.patient_queue import PatientConnector
from understudy.service.jobs.queueing.turns import RANKS

LEAST = 0.01
"""Seconds that a task counts at least, from when it is taken: so queues alternate whose tasks take no time."""


class Shares:
    """Seconds that the tasks of each queue have taken here, all that go on together. `clock` is in seconds.

    A queue in which nothing waits saves nothing up: its share is taken to be that of the queue which was served.
    """

    def __init__(self, queues: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._at = clock, clock()
        self._had = dict.fromkeys(sorted(queues, key=_rank), 0.0)
        self._busy = dict.fromkeys(queues, 0)
        self._lock = threading.Lock()

    def order(self) -> list[str]:
        """The queues, in the order in which they are to be asked for a task."""
        with self._lock:
            self._pass()
            return sorted(self._had, key=lambda name: self._had[name])

    def taken(self, queue: str, before: Iterable[str]) -> None:
        """A task came from a queue, after those `before` it had none."""
        with self._lock:
            for idle in before:
                self._had[idle] = max(self._had[idle], self._had[queue])
            self._had[queue] += LEAST

    @contextmanager
    def doing(self, queue: str) -> Iterator[None]:
        """A task of a queue is done meanwhile."""
        self._change(queue, 1)
        try:
            yield
        finally:
            self._change(queue, -1)

    def _change(self, queue: str, by: int) -> None:
        with self._lock:
            self._pass()
            self._busy[queue] += by

    def _pass(self) -> None:
        """Count the time since we looked last."""
        passed, self._at = self._clock() - self._at, self._clock()
        for queue, busy in self._busy.items():
            self._had[queue] += busy * passed


class FairTaker(JobManager):
    """Procrastinate's way to its tables, which asks one queue after the other for the next task."""

    def __init__(self, connector: PatientConnector, shares: Shares) -> None:
        super().__init__(connector)
        self.patient, self.shares = connector, shares
        self.worker_id: int | None = None
        """The number that the queue knows this worker by, once it has asked for a task."""

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Task | None:
        """The next task of some queues for this worker; none only where none has come while it was asked either, as
        Procrastinate forgets what it hears meanwhile.
        """
        self.worker_id, wanted = worker_id, None if queues is None else set(queues)
        while True:
            heard, asked = self.patient.heard, list[str]()
            for name in self.shares.order():
                if wanted is not None and name not in wanted:
                    continue
                task = await super().fetch_job([name], worker_id)
                if task is not None:
                    self.shares.taken(name, asked)
                    return task
                asked.append(name)
            if heard == self.patient.heard:
                return None


def taker_of(app: App) -> FairTaker:
    """How the worker of a queue takes its tasks."""
    assert isinstance(app.job_manager, FairTaker)
    return app.job_manager


def _rank(queue: str) -> int:
    return RANKS.index(queue) if queue in RANKS else len(RANKS)
