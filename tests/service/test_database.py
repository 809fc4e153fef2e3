"""The database that tests get: real, whole, and each test's own."""

from __future__ import annotations

import os
import resource
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from understudy.service.api import observed
from understudy.service.database import engine
from understudy.service.database.engine import AWAY, Database, went_away
from understudy.service.database.migrate import check
from understudy.service.database.tables import Job, Project


def test_migrations_make_the_tables(database: Database) -> None:
    check(database)


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_a_database_of_its_own(database: Database, turn: int) -> None:
    with database.transaction() as session:
        assert session.scalars(select(Project)).all() == []
        session.add(Project(id="p", name=f"turn {turn}"))


def test_an_error_undoes_the_transaction(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        session.add(Project(id="p", name="never"))
        session.flush()
        raise ZeroDivisionError
    with database.transaction() as session:
        assert session.get(Project, "p") is None


def test_a_process_with_thousands_of_open_files_has_connections(database_url: str) -> None:
    """As an API has whose clients are many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 2048:
        pytest.skip(f"no process may open more than {hard} files here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2048), hard))
    with ExitStack() as files:
        files.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        for _ in range(1100):
            files.callback(os.close, os.open(os.devnull, os.O_RDONLY))
        database = Database(database_url, connections=1)
        files.callback(database.close)
        for _ in range(2):
            with database.transaction() as session:
                assert session.scalar(select(1)) == 1


def test_who_stops_in_the_middle_of_a_transaction_holds_nobody_up(database: Database, database_url: str) -> None:
    """As a process that was sent SIGSTOP, or whose machine lost its network: the server ends the transaction."""
    with database.transaction() as session:
        session.add(Project(id="p", name="before"))
    stopped = Database(database_url, connections=1, idle=0.2)
    try:
        with pytest.raises(AWAY), stopped.transaction() as sleeper:
            sleeper.get_one(Project, "p", with_for_update=True).name = "late"
            sleeper.flush()
            with database.transaction() as session:
                session.get_one(Project, "p", with_for_update=True).name = "in time"
        with stopped.transaction() as again:
            assert again.get_one(Project, "p").name == "in time"
    finally:
        stopped.close()


def test_work_without_a_transaction_has_a_lock(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alone or shared; whoever waits for too long is told to come again."""
    monkeypatch.setattr(engine, "LOCKED", 0.1)
    hasty = Database(database_url, connections=4)
    with database.holding("a", shared=True), hasty.holding("a", shared=True), hasty.holding("b"):
        with pytest.raises(AWAY), hasty.holding("a"):
            pass
        with pytest.raises(AWAY), hasty.holding("b", shared=True):
            pass
    held = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
    with hasty.holding("a"), hasty.holding("b"), hasty.holding("c"), hasty.transaction() as session:
        assert session.scalar(held) == 3
        with pytest.raises(AWAY), hasty.holding("d"):  # connections for locks are as few as others
            pass
    with hasty.transaction() as session:
        assert session.scalar(held) == 0
        session.execute(
            text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid != pg_backend_pid()")
        )
    with hasty.holding("a"), database.reading() as session:
        session.execute(text("SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'"))
    with hasty.holding("a"):
        pass
    hasty.close()


def test_what_a_lost_transaction_asked_is_not_repeated(database: Database) -> None:
    """Callers read the error of their job, and operators the log: neither is to show values of rows."""
    with pytest.raises(AWAY) as lost, database.transaction() as session:
        session.add(Project(id="p", name="a secret of somebody"))
        session.execute(text("SET LOCAL statement_timeout = 1"))
        session.execute(text("SELECT pg_sleep(1), :name"), {"name": "a secret of somebody"})
    assert "secret" not in str(lost.value)
    told = str(went_away(lost.value))
    assert "statement timeout" in told and "SELECT" not in told


def test_jobs_are_counted_in_parts_of_indexes(database: Database) -> None:
    """However many there have been: those that have not ended, and those of the last hour."""
    ended = {"SUCCEED": timedelta(minutes=5), "FAILED": timedelta(hours=2)}
    states = ("WAITING", "WAITING", "PROCESSING", "BLOCK", "SUCCEED", "FAILED")
    with database.transaction() as session:
        session.add(Project(id="p", name="p"))
        session.flush()
        for number, state in enumerate(states):
            end = datetime.now(UTC) - ended[state] if state in ended else None
            session.add(Job(id=str(number), project_id="p", kind="A", state=state, request={}, end_time=end))
    with database.transaction() as session:
        found = {(kind, state): count for kind, state, count in observed.jobs_now(session)}
        session.execute(text("SET LOCAL enable_seqscan = off"))  # which pays where there are few
        counting = str(observed.JOBS_NOW.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
        plan = "\n".join(session.scalars(text(f"EXPLAIN {counting}")))
    assert found == {("A", "WAITING"): 2, ("A", "PROCESSING"): 1, ("A", "BLOCK"): 1, ("A", "SUCCEED"): 1}
    assert "Seq Scan" not in plan and "ix_job_state_kind" in plan and "ix_job_end_time" in plan, plan
