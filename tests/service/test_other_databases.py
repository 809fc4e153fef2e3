"""Databases as operators have them: with addresses, habits and failovers of their own."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import select, text

from service.conftest import Databases
from understudy.cli.admin import show_rows
from understudy.cli.app import main
from understudy.errors import InputError, ResourceError
from understudy.service.api import iam
from understudy.service.database import engine
from understudy.service.database.engine import Database
from understudy.service.database.migrate import require, upgrade
from understudy.service.database.tables import Project
from understudy.service.jobs.queueing import patient_queue, queue

REFUSING = text("SET default_transaction_read_only = on")
"""What a connection is like whose server has been demoted since: another one leads."""


@pytest.fixture
def open_one(database_url: str) -> Iterator[Database]:
    """A database with one connection."""
    opened = Database(database_url, connections=1)
    yield opened
    opened.close()


def with_options(url: str, options: str) -> Database:
    return Database(f"{url}{'&' if '?' in url else '?'}options={quote(options)}", connections=1)


def test_times_are_utc_whatever_the_server_has(database_url: str) -> None:
    database = with_options(database_url, "-c timezone=Asia/Shanghai")
    with database.reading() as session:
        assert session.scalar(text("SELECT now()")).utcoffset() == timedelta()
    database.close()


def test_times_are_told_in_utc_where_a_pooler_kept_that_from_the_server(capsys: pytest.CaptureFixture[str]) -> None:
    there = datetime(2026, 11, 27, 9, 30, tzinfo=timezone(timedelta(hours=8)))
    show_rows([("worker", there)], ["worker", "heard_of"], as_json=True)
    assert '"2026-11-27T01:30:00Z"' in capsys.readouterr().out
    assert iam._time(there) == "2026-11-27T01:30:00.000000Z"


@pytest.mark.parametrize("address", ["postgresql://me:p%40ss%2F@db/name", "postgres://me:p%40ss%2F@db/name\r\n"])
def test_an_address_reads_the_same_for_the_queue(address: str) -> None:
    read = conninfo_to_dict(Database(address).conninfo)
    assert {name: read[name] for name in ("user", "password", "host", "dbname")} == {
        "user": "me",
        "password": "p@ss/",
        "host": "db",
        "dbname": "name",
    }


def test_all_hosts_of_an_address_reach_the_queue() -> None:
    address = "postgresql://me@/name?host=one:5432&host=two:5433&target_session_attrs=read-write&tcp_user_timeout=7"
    read = conninfo_to_dict(Database(address).conninfo)
    assert (read["host"], read["port"], read["target_session_attrs"]) == ("one,two", "5432,5433", "read-write")
    assert (read["tcp_user_timeout"], read["keepalives_idle"]) == ("7", str(engine.WAITS["keepalives_idle"]))


@pytest.mark.parametrize("password", ["ge@heim", "ge@he/im", "#@:/heim"])
def test_a_password_that_would_need_percents_is_not_taken_for_a_host(password: str) -> None:
    with pytest.raises(InputError, match="%40 for @") as refused:
        Database(f"postgresql://me:{password}@db/name")
    assert "heim" not in str(refused.value)


def test_a_server_that_vanishes_is_noticed(open_one: Database) -> None:
    with open_one.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, psycopg.Connection)
        used = raw.info.get_parameters()
    assert used["tcp_user_timeout"] == str(engine.WAITS["tcp_user_timeout"])


def test_a_replica_is_told(database_url: str) -> None:
    replica = with_options(database_url, "-c default_transaction_read_only=on")
    with pytest.raises(ResourceError, match="takes no changes") as refused:
        upgrade(replica)
    assert refused.value.code == "database_down"
    replica.close()


def test_work_goes_on_where_another_server_leads_now(open_one: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PAUSE", 0)
    with open_one.connect() as connection:
        connection.execute(REFUSING)
        connection.commit()
    open_one.patiently(lambda session: session.add(Project(id="p", name="late")))
    with open_one.transaction() as session:
        assert session.scalars(select(Project.name)).all() == ["late"]


def test_the_queue_goes_on_where_another_server_leads_now(open_one: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient_queue, "PAUSE", 0)
    app = queue.open_queue(open_one, 1)

    async def ask() -> None:
        async with app.open_async():
            await app.connector.execute_query_async(REFUSING.text)
            await app.connector.execute_query_async("INSERT INTO project (id, name) VALUES ('p', 'late')")

    asyncio.run(ask())
    with open_one.reading() as session:
        assert session.scalars(select(Project.name)).all() == ["late"]


def test_a_worker_ends_when_told_although_its_database_is_gone(databases: Databases, tmp_path: Path) -> None:
    url, log = databases.make(), tmp_path / "log"
    settings = {"DATABASE_URL": url, "DATA_DIR": str(tmp_path), "SHUTDOWN_SECONDS": "0.5", "HEARTBEAT_SECONDS": "0.2"}
    environment = os.environ | {f"UNDERSTUDY_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "understudy", "worker", "--concurrency", "1"]
    with log.open("wb") as errors, subprocess.Popen(command, env=environment, stderr=errors) as worker:
        try:
            wait_for_queue(url)
            databases.drop(url)
            wait_for(log, "cannot look after the others")
            worker.terminate()
            assert worker.wait(40) == 0
        finally:
            worker.kill()
    assert "leaves without saying so" in log.read_text()


def wait_for_queue(url: str) -> None:
    """Until a worker has entered itself into the queue."""
    database, deadline, there = Database(url, connections=1), time.monotonic() + 60, 0
    while not there:
        assert time.monotonic() < deadline
        with database.reading() as session:
            there = session.scalar(text("SELECT count(*) FROM procrastinate_workers")) or 0
        time.sleep(0.05)
    database.close()


def wait_for(log: Path, words: str) -> None:
    deadline = time.monotonic() + 60
    while words not in log.read_text():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def test_a_database_that_has_no_unicode_is_told(databases: Databases) -> None:
    url = databases.make("template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    database = Database(url, connections=1)
    with pytest.raises(ResourceError, match="encoding is SQL_ASCII") as refused:
        upgrade(database)
    assert refused.value.code == "database_not_migrated"
    database.close()
    databases.drop(url)


@pytest.mark.parametrize(("revision", "told"), [("", "not there"), ("0001", "those of the older version 0001")])
def test_a_worker_waits_for_the_migration(
    revision: str,
    told: str,
    databases: Databases,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Whoever starts it again meanwhile, and be it a hundred times, reads what to do."""
    url = databases.make() if revision else databases.make("template0")
    if revision:
        database = Database(url, connections=1)
        with database.transaction() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
        database.close()
    monkeypatch.setenv("UNDERSTUDY_DATABASE_URL", url)
    monkeypatch.setenv("UNDERSTUDY_DATA_DIR", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        main(["worker"])
    assert ended.value.code == 5
    assert f"error: the tables are {told} (run `understudy migrate` first)" in capfd.readouterr().err
    databases.drop(url)


def test_an_old_program_starts_on_the_tables_of_a_newer_one(
    open_one: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """As a process does that is started anew in the middle of an upgrade."""
    with open_one.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with caplog.at_level(logging.WARNING):
        upgrade(open_one)
    require(open_one)
    assert "newer version (9999)" in caplog.text
    with open_one.transaction() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
