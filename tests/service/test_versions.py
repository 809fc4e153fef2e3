"""Two versions side by side during an upgrade: the new tables are there first, and the old program still works on them.

A migration only adds (expand). What is no longer used goes one release later (contract), and then has to be named in
`GONE`, with the release that used it last.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, Table, insert, select, text

from service.conftest import Databases
from understudy.service.database import migrate
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset, Job, Project
from understudy.service.jobs import lifecycle
from understudy.service.jobs.queueing import caps

GONE: dict[str, set[str]] = {}
"""Columns that a revision takes away, as `table.column`, by the revision's number."""

DEFER = """
SELECT procrastinate_defer_jobs_v1(ARRAY[
    ROW('cpu', 'make', -5, NULL, NULL, CAST(:arguments AS jsonb), NULL)::procrastinate_job_to_defer_v1
])
"""


def revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()][::-1]


@pytest.fixture
def empty(databases: Databases) -> Iterator[Database]:
    """A database without any table."""
    url = databases.make(template="template0")
    database = Database(url, connections=2)
    yield database
    database.close()
    databases.drop(url)


def bring_to(database: Database, revision: str) -> MetaData:
    """Migrate, and answer the tables that are there then."""
    with database.connect() as connection:
        command.upgrade(migrate._config(connection), revision)
        connection.commit()
        found = MetaData()
        found.reflect(connection, only=lambda name, _: migrate.is_ours(name))
    return found


def test_migrations_only_add(empty: Database) -> None:
    for before, after in pairwise([bring_to(empty, revision) for revision in revisions()]):
        for name, table in before.tables.items():
            kept = after.tables[name]
            for column in table.columns:
                if f"{name}.{column.name}" in GONE.get(revisions()[-1], ()):
                    continue
                there = kept.columns[column.name]
                assert str(there.type) == str(column.type), f"{name}.{column.name} has another type"
                assert there.nullable or not column.nullable, f"{name}.{column.name} may be empty no more"
            for column in kept.columns:
                if column.name not in table.columns:
                    assert column.nullable or column.server_default is not None, f"the old program leaves {column} out"


def row(table: Table, **values: Any) -> Any:
    """As a program writes it that knows the columns of `table` and no others."""
    return insert(table).values(**values)


def test_the_release_before_works_on_these_tables(empty: Database) -> None:
    """It accepts a task and lists assets, while workers of this version make films."""
    *_, previous = revisions()[:-1] or revisions()
    old = bring_to(empty, previous).tables
    bring_to(empty, "head")
    with empty.transaction() as session:
        session.execute(row(old["project"], id="p", name="old"))
        session.execute(row(old["asset"], id="a", project_id="p", name="logo", type="IMAGE", state="ACTIVED"))
        task = {"kind": "2D_DIGITAL_HUMAN_VIDEO", "state": "WAITING", "name": "film", "request": {}}
        session.execute(row(old["job"], id="j", project_id="p", **task))
        session.execute(text(DEFER), {"arguments": '{"job_id": "j"}'})
    with empty.transaction() as session:
        assert session.get_one(Project, "p").name == "old"
        assert session.scalars(select(Asset.id)).all() == ["a"]
        assert caps.release_all(session) == 0
        assert session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 1
        taken = lifecycle.begin(session, "j", "worker", 3)
        assert taken is not None
        assert lifecycle.succeed(session, "j", taken.attempt, duration=1.0) is not None
    with empty.transaction() as session:
        seen = session.execute(select(old["job"].c.state).where(old["job"].c.id == "j")).scalar_one()
        assert seen == lifecycle.SUCCEED
        assert session.get_one(Job, "j").duration == 1.0
