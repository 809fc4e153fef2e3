"""In what order waiting jobs of several projects are taken, by the queue itself."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from understudy.service.database.engine import Database
from understudy.service.database.tables import Job, Project
from understudy.service.jobs import lifecycle
from understudy.service.jobs.queueing import queue, turns

FILM = "2D_DIGITAL_HUMAN_VIDEO"


@pytest.fixture
def projects(database: Database) -> Database:
    with database.transaction() as session:
        session.add_all([Project(id=name, name=name) for name in ("large", "small", "third")])
        session.add(Project(id="heavy", name="heavy", options={"weight": 3}))
    return database


def ask(database: Database, project: str, count: int = 1, **more: Any) -> list[str]:
    """Ask for films of ten seconds; answers their ids."""
    made = []
    for _ in range(count):
        with database.transaction() as session:
            film = Job(project_id=project, request={}, **({"kind": FILM, "predicted_duration": 10.0} | more))
            made.append(lifecycle.submit(session, film).id)
    return made


def take(database: Database, count: int = 1) -> list[str]:
    """Take films as workers do and begin them; answers their projects."""
    return [job.project_id for job in taken(database, count)]


def taken(database: Database, count: int) -> list[Job]:
    async def fetch() -> list[Any]:
        app = queue.open_queue(database, 1)
        async with app.open_async():
            number = await app.job_manager.register_worker()
            found = [await app.job_manager.fetch_job([queue.CPU], number) for _ in range(count)]
            return [entry.task_kwargs["job_id"] for entry in found if entry is not None]

    begun = []
    for job_id in asyncio.run(fetch()):
        with database.transaction() as session:
            if (job := lifecycle.begin(session, job_id, "w", 3)) is not None:
                begun.append(job)
    return begun


def positions(database: Database, jobs: list[str]) -> list[int | None]:
    with database.transaction() as session:
        found = session.execute(select(Job.id, turns.QUEUE_POSITION).where(Job.id.in_(jobs))).all()
        at = {row[0]: row[1] for row in found}
    return [at[job_id] for job_id in jobs]


def test_the_only_film_of_a_project_comes_before_the_many_of_another(projects: Database) -> None:
    many = ask(projects, "large", 20)
    assert take(projects, 3) == ["large"] * 3
    (one,) = ask(projects, "small")
    assert positions(projects, [one, many[3], many[4], many[0]]) == [0, 1, 2, None]
    assert take(projects, 3) == ["small", "large", "large"]


def test_projects_alternate_and_share_by_weight(projects: Database) -> None:
    ask(projects, "large", 12)
    ask(projects, "heavy", 12)
    order = take(projects, 16)
    assert order.count("heavy") == 12 and order.count("large") == 4
    ask(projects, "small", 8)
    assert take(projects, 8) == ["small", "large"] * 4


def test_who_was_idle_has_saved_nothing(projects: Database) -> None:
    ask(projects, "large", 10)
    take(projects, 6)
    ask(projects, "small", 10)
    assert take(projects, 8).count("small") == 4


def test_long_films_cost_more(projects: Database) -> None:
    ask(projects, "large", 4, predicted_duration=30.0)
    ask(projects, "small", 12)
    order = take(projects, 12)
    assert order.count("small") == 9 and order.count("large") == 3


def test_a_film_that_became_longer_than_predicted_is_charged(projects: Database) -> None:
    ask(projects, "large")
    (job,) = taken(projects, 1)
    with projects.transaction() as session:
        lifecycle.succeed(session, job.id, job.attempt, duration=50.0)
    ask(projects, "small", 4)
    ask(projects, "large", 1)
    assert take(projects, 5) == ["small"] * 4 + ["large"]


def test_parts_of_a_film_share_its_span(projects: Database) -> None:
    ask(projects, "heavy", 2, predicted_duration=90.0)
    first, second = taken(projects, 2)
    assert turns.within(first, 0) == first.turn
    assert turns.within(first, 45.0) == first.turn + first.span // 2
    assert turns.within(first, 90.0) == second.turn


def test_urgency_counts_inside_a_project_only(projects: Database) -> None:
    usual = ask(projects, "small", 2)
    later = ask(projects, "large", 2, priority=8)
    urgent = ask(projects, "large", 1, priority=0)
    middle = ask(projects, "large", 1, priority=5)
    assert positions(projects, [usual[0], urgent[0], usual[1], middle[0], *later]) == [0, 1, 2, 3, 4, 5]
    found = [job.id for job in taken(projects, 6)]
    assert found == [usual[0], urgent[0], usual[1], middle[0], *later]


def test_cancelled_films_cost_nothing_and_leave_no_gap(projects: Database) -> None:
    many = ask(projects, "large", 6)
    ask(projects, "small", 2)
    with projects.transaction() as session:
        for job_id in many[:5]:
            lifecycle.cancel(session, session.get_one(Job, job_id), running=False)
    assert positions(projects, [many[5]]) == [0]
    assert ask(projects, "large") and take(projects, 4) == ["large", "small", "small", "large"]
    with projects.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")).scalar() == 0


def test_work_handed_back_goes_before_what_has_not_begun(projects: Database) -> None:
    ask(projects, "large", 3)
    job, _ = taken(projects, 2)
    ask(projects, "small", 3)
    with projects.transaction() as session:
        lifecycle.hand_back(session, job.id, job.attempt, delay=timedelta(), counted=False)
    assert [found.id for found in taken(projects, 1)] == [job.id]


def test_a_film_made_anew_waits_once_at_a_turn_of_its_own(projects: Database) -> None:
    ask(projects, "small")
    (card,) = ask(projects, "large", kind="BUSINESS_CARD")
    with projects.transaction() as session:
        lifecycle.again(session, session.get_one(Job, card), request={"text": "other"})
    assert len(taken(projects, 5)) == 2
    with projects.transaction() as session:
        lifecycle.succeed(session, card, 1, duration=9.0)
    ask(projects, "large")
    with projects.transaction() as session:
        lifecycle.again(session, session.get_one(Job, card), request={"text": "another"})
    assert positions(projects, [card]) == [1]


@pytest.fixture
def far(projects: Database) -> Iterator[Database]:
    """The same, long after: the clock is at a turn whose priority is half of what there is."""
    ask(projects, "third")
    with projects.transaction() as session:
        session.execute(text("UPDATE queue_clock SET time = 536870913, zero = 0"))
        session.execute(text("UPDATE tenant_turn SET finish = 536870913"))
    yield projects


def test_priorities_never_run_out(far: Database) -> None:
    ask(far, "large", 3)
    job = next(job for job in taken(far, 3) if job.project_id == "large")
    with far.transaction() as session:
        assert turns.wind(session) == ["cpu"]
    ask(far, "small", 2)
    with far.transaction() as session:
        lifecycle.hand_back(session, job.id, job.attempt, delay=timedelta(), counted=False)
        assert turns.wind(session) == []
    with far.connect() as connection:
        found = connection.execute(text("SELECT priority FROM procrastinate_jobs WHERE status = 'todo'")).scalars()
        assert all(-(2**25) < priority - turns.top_of("cpu") <= 0 for priority in found)
    assert take(far, 4) == ["large", "small", "large", "small"]


def test_an_entry_beyond_all_priorities_waits_at_the_end(projects: Database) -> None:
    ask(projects, "large", 3, predicted_duration=1e9)
    ask(projects, "small", 1)
    assert take(projects, 4) == ["large", "small", "large", "large"]


def test_one_worker_of_many_looks_after_the_queues(projects: Database) -> None:
    def looks(seconds: float) -> bool:
        with projects.transaction() as session:
            return queue.watching(session, seconds)

    ask(projects, "large")
    assert [looks(3600), looks(0), looks(3600)] == [False, True, False]


def test_many_who_ask_cancel_take_and_wind_at_once_lose_nothing(projects: Database) -> None:
    faults: list[BaseException] = []
    asked: list[str] = []
    cancelled: set[str] = set()

    def guarded(work: Any) -> None:
        try:
            work()
        except BaseException as error:
            faults.append(error)

    def asking(project: str) -> None:
        for number in range(15):
            asked.extend(made := ask(projects, project, priority=number % 3))
            if number % 4 == 3:
                with projects.transaction() as session:
                    lifecycle.cancel(session, session.get_one(Job, made[0]), running=False)
                cancelled.add(made[0])

    def winding() -> None:
        for _ in range(20):
            with projects.transaction() as session:
                session.execute(text("UPDATE queue_clock SET zero = time - 536870913"))
            with projects.transaction() as session:
                turns.wind(session)

    work = [lambda name=name: asking(name) for name in ("large", "small", "third", "large")]
    threads = [threading.Thread(target=guarded, args=(one,)) for one in [*work, winding]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    begun = {job.id for job in taken(projects, 80)}
    assert begun == set(asked) - cancelled and len(asked) == 60
