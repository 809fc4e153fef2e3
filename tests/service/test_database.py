"""The database that tests get: real, whole, and each test's own."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from understudy.service.database.engine import Database
from understudy.service.database.migrate import check
from understudy.service.database.tables import Project


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
