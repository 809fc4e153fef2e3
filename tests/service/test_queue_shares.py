"""How a worker of several queues divides its time: the real queue, and work that takes simulated seconds."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import Counter
from contextlib import ExitStack
from typing import Any

import pytest

from understudy.service.database.engine import Database
from understudy.service.database.tables import Job, Project
from understudy.service.jobs import lifecycle
from understudy.service.jobs.queueing import queue
from understudy.service.jobs.queueing.patient_queue import PatientConnector
from understudy.service.jobs.queueing.shares import FairTaker, Shares

SECONDS = {queue.LIGHT: 1, queue.CPU: 20}
"""How long a speech takes here, and a film."""

KINDS = {queue.LIGHT: "ASYNC_JOB", queue.CPU: "2D_DIGITAL_HUMAN_VIDEO"}


@pytest.fixture
def asking(database: Database) -> Database:
    with database.transaction() as session:
        session.add(Project(id="p", name="p"))
    return database


def ask(database: Database, name: str, count: int) -> None:
    with database.transaction() as session:
        for _ in range(count):
            lifecycle.submit(session, Job(project_id="p", kind=KINDS[name], request={}))


def worked(database: Database, slots: int, until: int, later: dict[int, str] | None = None) -> list[tuple[int, str]]:
    """When one worker begins which kind of work, up to a simulated second; at `later` seconds one more is asked for."""
    now, begun, number = 0, list[tuple[int, str]](), itertools.count()
    ends: list[tuple[int, int, ExitStack]] = []
    coming = sorted((later or {}).items())

    async def run() -> None:
        nonlocal now
        app = queue.open_queue(database, 1)
        async with app.open_async():
            connector = app.connector
            assert isinstance(connector, PatientConnector)
            taker = FairTaker(connector, Shares(queue.QUEUES, lambda: now))
            worker = await taker.register_worker()
            while now < until:
                while coming and coming[0][0] <= now:
                    ask(database, coming.pop(0)[1], 1)
                while len(ends) < slots and (task := await taker.fetch_job(list(SECONDS), worker)):
                    begun.append((now, task.queue))
                    doing = ExitStack()
                    doing.enter_context(taker.shares.doing(task.queue))
                    heapq.heappush(ends, (now + SECONDS[task.queue], next(number), doing))
                now += 1
                while ends and ends[0][0] <= now:
                    heapq.heappop(ends)[2].close()

    asyncio.run(run())
    return begun


@pytest.mark.parametrize("slots", [1, 3])
def test_a_flood_of_speeches_does_not_hold_films_up(asking: Database, slots: int) -> None:
    """Both get half of the time, but for the film that is being made at the end, and films follow each other soon."""
    ask(asking, queue.LIGHT, 300)
    ask(asking, queue.CPU, 20)
    begun = worked(asking, slots, 160)
    spent = Counter[str]()
    for _, name in begun:
        spent[name] += SECONDS[name]
    assert spent[queue.CPU] == pytest.approx(spent[queue.LIGHT], abs=20 * slots)
    assert sum(spent.values()) >= 160 * slots
    films = [0, *(when for when, name in begun if name == queue.CPU)]
    assert max(after - before for before, after in itertools.pairwise(films)) <= 2 * SECONDS[queue.CPU] + 2


def test_a_speech_among_films_is_next_and_saves_nothing_up(asking: Database) -> None:
    ask(asking, queue.CPU, 12)
    begun = worked(asking, 1, 130, later={45: queue.LIGHT, 100: queue.LIGHT})
    assert [when for when, name in begun if name == queue.LIGHT] == [60, 101]
    ask(asking, queue.LIGHT, 60)
    begun = worked(asking, 1, 100)
    films = [when for when, name in begun if name == queue.CPU]
    assert films[0] <= 1 and films[1] <= 2 * SECONDS[queue.CPU] + 1


def test_a_queue_that_was_empty_does_not_take_all_when_it_is_not() -> None:
    now = 0.0
    shares = Shares(queue.QUEUES, lambda: now)
    with shares.doing(queue.CPU):
        now = 1000.0
    assert shares.order() == [queue.LIGHT, queue.GPU, queue.CPU]
    shares.taken(queue.CPU, [queue.LIGHT, queue.GPU])
    now = 1000.5
    with shares.doing(queue.LIGHT):
        now = 1001.0
    assert shares.order()[0] == queue.GPU and shares.order()[-1] == queue.LIGHT


def test_a_task_that_comes_while_the_queues_are_asked_is_not_missed(
    asking: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Procrastinate forgets the notice of it, and would look again only seconds later."""

    async def run() -> Any:
        app = queue.open_queue(asking, 1)
        async with app.open_async():
            connector = app.connector
            assert isinstance(connector, PatientConnector)
            one = PatientConnector.execute_query_one_async

            async def late(self: PatientConnector, query: Any, **arguments: Any) -> dict[str, Any]:
                answer = await one(self, query, **arguments)
                if arguments.get("queues") == [queue.CPU] and not connector.heard:
                    ask(asking, queue.LIGHT, 1)
                    connector.heard += 1
                return answer

            monkeypatch.setattr(PatientConnector, "execute_query_one_async", late)
            worker = await app.job_manager.register_worker()
            return await app.job_manager.fetch_job(list(queue.QUEUES), worker)

    task = asyncio.run(run())
    assert task is not None and task.queue == queue.LIGHT
