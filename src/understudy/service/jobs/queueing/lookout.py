"""What a worker does besides its work: say that it lives, and look after what dead workers left behind.

Every worker does it for all: whoever comes first does it, and repeating it does no harm.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from procrastinate import App
from procrastinate.jobs import Job as Task

from understudy.service.jobs.kinds import Desk
from understudy.service.jobs.leftovers import evict_segments, sweep_folders, sweep_shared
from understudy.service.jobs.queueing import attendance, caps, queue, turns, workers
from understudy.service.jobs.queueing.shares import taker_of
from understudy.service.jobs.shared import segments
from understudy.service.jobs.shared.cameras import IDLE, Cameras

TIDY_EVERY = 3600.0
"""Seconds between two looks at what is too much in storage: finished segments, and what ended films needed."""

GRACE = timedelta(hours=1)
"""How old what films needed must be to count as left over."""

log = logging.getLogger(__name__)


class Lookout:
    """The lookout of worker `name`; `cameras` are closed when nobody uses them."""

    def __init__(self, desk: Desk, name: str, cameras: Cameras, parent: int | None) -> None:
        self.desk, self.name, self.cameras, self.parent = desk, name, cameras, parent
        self._chance = random.Random()
        self._running: set[int] = set()

    @contextmanager
    def doing(self, task: Task) -> Iterator[None]:
        """This worker does a task meanwhile."""
        number = task.id or 0
        self._running.add(number)
        try:
            yield
        finally:
            self._running.discard(number)

    async def watch(self, app: App, end: Callable[[], None]) -> None:
        """As often as a heartbeat is due: say that this worker lives, and look after what others left behind.

        `end` is called when this worker is to take nothing new: an operator drains it, or its `parent` is gone.
        """
        lost: set[int] = set()
        while True:
            await asyncio.sleep(self.desk.settings.heartbeat_seconds)
            try:
                if self.parent not in (None, os.getppid()) or await asyncio.to_thread(self._beat):
                    end()
                lost = await self._take_over(app, lost)
                await asyncio.to_thread(self._requeue)
                await asyncio.to_thread(self.cameras.rest, IDLE)
            except Exception as error:  # the database may come back before the next look
                log.warning("worker %s cannot look after the others: %s", self.name, error)

    async def tidy(self) -> None:
        """Every `TIDY_EVERY`: remove what jobs have left on this machine, and in storage, which one worker of the fleet
        does on average.
        """
        while True:
            await asyncio.sleep(TIDY_EVERY)
            try:
                await asyncio.to_thread(self._tidy)
            except Exception as error:  # somebody does it an hour later
                log.warning("worker %s cannot tidy up: %s", self.name, error)

    def _tidy(self) -> None:
        sweep_folders(self.desk, GRACE)
        with self.desk.database.transaction() as session:
            others = workers.count_alive(session, self.desk.settings.stall_seconds) - 1
        if self._chance.randrange(max(others, 0) + 1) == 0:
            evict_segments(self.desk)
            sweep_shared(self.desk, GRACE)

    def _beat(self) -> bool:
        with self.desk.database.transaction() as session:
            return workers.beat(session, self.name)

    async def _take_over(self, app: App, lost: set[int]) -> set[int]:
        """Put tasks of silent workers back into the queue, and our own that never reached us: their answer was lost on
        its way, and they were `lost` when we looked before, too. Answers those that are.
        """
        for work in await queue.take_over(app, self.desk.settings.stall_seconds):
            log.warning("work %s of a silent worker went back into the queue", work)
        missing = await asyncio.to_thread(self._never_came, taker_of(app).worker_id)
        for number in lost & missing:
            log.warning("task %d never reached us and goes back into the queue", number)
            await app.job_manager.retry_job_by_id_async(number, retry_at=queue.AT_ONCE)
        return missing - lost

    def _never_came(self, queue_id: int | None) -> set[int]:
        """Tasks that the queue thinks we do, and we do not."""
        with self.desk.database.transaction() as session:
            return queue.taken_by(session, queue_id) - self._running if queue_id is not None else set()

    def _requeue(self) -> None:
        with self.desk.database.transaction() as session:
            if not queue.watching(session, self.desk.settings.heartbeat_seconds):
                return
        with self.desk.database.transaction() as session:
            attendance.look(session, self.desk.settings)
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
        with self.desk.database.transaction() as session:
            if lots := segments.requeue(session):
                log.error("%d lots of segments were in no queue; they are now", lots)
