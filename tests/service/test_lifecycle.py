from datetime import timedelta

import pytest
from sqlalchemy import text

from understudy.errors import InputError, Problem
from understudy.service.database.engine import Database
from understudy.service.database.tables import Job, Project
from understudy.service.jobs import lifecycle
from understudy.service.jobs.queueing import queue, turns

KIND = "2D_DIGITAL_HUMAN_VIDEO"


@pytest.fixture
def job_id(database: Database) -> str:
    with database.transaction() as session:
        session.add(Project(id="p", name="p"))
        session.flush()
        return lifecycle.submit(session, Job(project_id="p", kind=KIND, request={})).id


def read(database: Database, job_id: str) -> Job:
    with database.transaction() as session:
        return session.get_one(Job, job_id)


def queued(database: Database) -> list[tuple[str, str, int]]:
    rows = text("SELECT queue_name, args ->> 'job_id', priority FROM procrastinate_jobs WHERE status = 'todo'")
    with database.connect() as connection:
        return [tuple(row) for row in connection.execute(rows)]


def begin(database: Database, job_id: str, worker: str = "w", attempts: int = 3) -> Job | None:
    with database.transaction() as session:
        return lifecycle.begin(session, job_id, worker, attempts)


def test_an_accepted_job_waits_in_the_queue_of_its_kind(database: Database, job_id: str) -> None:
    assert read(database, job_id).state == "WAITING"
    assert queued(database) == [("cpu", job_id, turns.top_of("cpu"))]


def test_a_job_whose_transaction_fails_is_neither_stored_nor_queued(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        session.add(Project(id="p", name="p"))
        session.flush()
        lost = lifecycle.submit(session, Job(project_id="p", kind=KIND, request={})).id
        raise ZeroDivisionError
    assert queued(database) == []
    with database.transaction() as session:
        assert session.get(Job, lost) is None


def test_a_frozen_job_is_in_no_queue_until_it_is_thawed(database: Database) -> None:
    with database.transaction() as session:
        session.add(Project(id="p", name="p"))
        session.flush()
        frozen = lifecycle.submit(session, Job(project_id="p", kind=KIND, request={}), blocked="words").id
    assert (read(database, frozen).state, queued(database)) == ("BLOCK", [])
    with database.transaction() as session:
        assert lifecycle.thaw(session, frozen) is not None
    assert (read(database, frozen).state, queued(database)) == ("WAITING", [("cpu", frozen, turns.top_of("cpu"))])


def test_success_needs_the_attempt_that_is_under_way(database: Database, job_id: str) -> None:
    first, second = begin(database, job_id, "one"), begin(database, job_id, "two")
    assert first and second and (first.attempt, second.attempt) == (1, 2)
    with database.transaction() as session:
        assert lifecycle.beat(session, job_id, 1, progress=50) is None
        assert lifecycle.succeed(session, job_id, 1, duration=1.0) is None
        done = lifecycle.succeed(session, job_id, 2, duration=2.0)
    assert done is not None
    job = read(database, job_id)
    assert (job.state, job.duration, job.progress, job.worker) == ("SUCCEED", 2.0, 100, "two")
    assert job.start_time and job.end_time and job.start_time <= job.end_time


def test_an_ended_job_is_not_begun_again(database: Database, job_id: str) -> None:
    begin(database, job_id)
    with database.transaction() as session:
        lifecycle.fail(session, job_id, 1, [Problem("file_missing", "gone", "upload it", 2, "scenes[2]")])
    assert begin(database, job_id) is None
    job = read(database, job_id)
    assert job.state == "FAILED"
    assert job.error == {
        "problems": [{"code": "file_missing", "message": "gone", "hint": "upload it", "scene": 2, "field": "scenes[2]"}]
    }


def test_work_that_keeps_losing_its_workers_fails_with_a_reason(database: Database, job_id: str) -> None:
    assert begin(database, job_id, attempts=2) and begin(database, job_id, attempts=2)
    assert begin(database, job_id, attempts=2) is None
    job = read(database, job_id)
    assert (job.state, job.error["problems"][0]["code"]) == ("FAILED", "worker_lost")


def test_work_given_back_uncounted_may_be_tried_as_often_as_before(database: Database, job_id: str) -> None:
    begin(database, job_id)
    with database.transaction() as session:
        lifecycle.hand_back(session, job_id, 1, delay=timedelta(), counted=False)
    job = read(database, job_id)
    assert (job.state, job.attempt, job.first_attempt, len(queued(database))) == ("WAITING", 1, 1, 2)


def test_cancelling_twice_is_no_fault(database: Database, job_id: str) -> None:
    for _ in range(2):
        with database.transaction() as session:
            lifecycle.cancel(session, session.get_one(Job, job_id), running=False)
    assert read(database, job_id).state == "CANCELED"
    assert begin(database, job_id) is None


def test_work_under_way_is_cancelled_only_where_that_is_allowed(database: Database, job_id: str) -> None:
    begin(database, job_id)
    with pytest.raises(InputError, match="PROCESSING and cannot be canceled"), database.transaction() as session:
        lifecycle.cancel(session, session.get_one(Job, job_id), running=False)
    with database.transaction() as session:
        lifecycle.cancel(session, session.get_one(Job, job_id), running=True)
    assert read(database, job_id).cancel_requested
    with database.transaction() as session:
        assert lifecycle.cancelled(session, job_id, 1) is not None
    assert read(database, job_id).state == "CANCELED"


def test_work_under_way_is_lost_to_its_worker_when_it_is_frozen(database: Database, job_id: str) -> None:
    begin(database, job_id)
    with database.transaction() as session:
        assert lifecycle.block(session, job_id, "an operator looks at it") is not None
        assert lifecycle.succeed(session, job_id, 1) is None
        assert lifecycle.reject(session, job_id, "not fit") is not None
    assert read(database, job_id).error["problems"][0]["message"] == "not fit"


def test_a_job_that_is_in_no_queue_is_found(database: Database, job_id: str) -> None:
    with database.connect() as connection:
        connection.execute(text("UPDATE job SET lastupdate_time = now() - interval '2 minutes'"))
        connection.commit()
    with database.transaction() as session:
        assert queue.forgotten(session) == []
        session.execute(text("DELETE FROM procrastinate_jobs"))
        assert [job.id for job in queue.forgotten(session)] == [job_id]


def test_what_was_cancelled_in_its_middle_is_made_anew_to_its_end(database: Database, job_id: str) -> None:
    begin(database, job_id)
    with database.transaction() as session:
        lifecycle.cancel(session, session.get_one(Job, job_id), running=True)
        assert lifecycle.cancelled(session, job_id, 1) is not None
        lifecycle.again(session, session.get_one(Job, job_id))
    begun = begin(database, job_id)
    assert begun is not None
    with database.transaction() as session:
        row = lifecycle.beat(session, job_id, begun.attempt)
        assert row is not None and not row.cancel_requested
