"""What tests of the service share: one private PostgreSQL per run, and a fresh database with all tables per test."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from understudy.service.assets.system import stock
from understudy.service.database.embedded import EmbeddedPostgres
from understudy.service.database.engine import Database
from understudy.service.database.migrate import upgrade
from understudy.service.storage.objects import LocalStorage

TEMPLATE = "understudy_template"


class Databases:
    """Makes databases on one server: copies of a template that is migrated once."""

    def __init__(self, url: str) -> None:
        self._server = Database(url, connections=1)
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # what is lost is only what tests made
            self._command(f"ALTER SYSTEM SET {setting} = off")
        self._command("SELECT pg_reload_conf()")
        self._command(f"CREATE DATABASE {TEMPLATE}")
        template = Database(self._url(TEMPLATE), connections=2)
        upgrade(template)
        template.close()

    def make(self, template: str = TEMPLATE) -> str:
        """The URL of a new database that has all tables and no rows; with the template `template0` no tables either."""
        name = f"test_{secrets.token_hex(6)}"
        self._command(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self._url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._command(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def close(self) -> None:
        self._server.close()

    def _command(self, command: str) -> None:
        with self._server.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(command))

    def _url(self, name: str) -> str:
        return self._server.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """One PostgreSQL for the whole run.

    Its folder is none of pytest's: every pytest that starts closes those to other users, and as root, PostgreSQL runs
    as one.
    """
    with tempfile.TemporaryDirectory(prefix="understudy-postgres-") as folder:
        server = EmbeddedPostgres(Path(folder) / "data")
        made = Databases(server.start())
        yield made
        made.close()
        server.stop()


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A fresh database of this test's own, for what opens its own connections (a server, a worker)."""
    url = databases.make()
    yield url
    databases.drop(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The same fresh database, opened."""
    opened = Database(database_url, connections=8)
    yield opened
    opened.close()


class StockedLibrary:
    """A library with the system's assets, whose portraits take a while to draw: it is stocked once, and copied."""

    def __init__(self, databases: Databases, folder: Path) -> None:
        self._databases, self._media = databases, folder / "media"
        self._template = databases.make()
        database = Database(self._template, connections=2)
        stock(database, LocalStorage(self._media))
        database.close()

    @contextmanager
    def copied(self, folder: Path) -> Iterator[Database]:
        """A database of one's own; the media lie in `folder/media`."""
        shutil.copytree(self._media, folder / "media", copy_function=os.link)
        url = self._databases.make(make_url(self._template).database or "")
        database = Database(url, connections=8)
        try:
            yield database
        finally:
            database.close()
            self._databases.drop(url)


@pytest.fixture(scope="session")
def stocked(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> StockedLibrary:
    """The system's assets, to be copied."""
    return StockedLibrary(databases, tmp_path_factory.mktemp("stocked"))


@pytest.fixture
def stocked_database(stocked: StockedLibrary, tmp_path: Path) -> Iterator[Database]:
    """A fresh database of this test's own, with the system's assets; their media lie in `tmp_path/media`."""
    with stocked.copied(tmp_path) as database:
        yield database


@pytest.fixture(scope="module")
def module_database(databases: Databases) -> Iterator[Database]:
    """A fresh database that the tests of one module share."""
    url = databases.make()
    opened = Database(url, connections=8)
    yield opened
    opened.close()
    databases.drop(url)
