"""The database of an installation, running and up to date, for everything that works with one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from understudy.service.database.embedded import EmbeddedPostgres
from understudy.service.database.engine import Database
from understudy.service.database.migrate import upgrade
from understudy.settings import ServiceSettings


@contextmanager
def installation(settings: ServiceSettings) -> Iterator[tuple[ServiceSettings, EmbeddedPostgres | None]]:
    """The settings with a database that runs and has this version's tables.

    A private database is started, or joined where the service runs already, and left at the end.
    """
    private = None if settings.database_url else EmbeddedPostgres(settings.data_dir / "postgres")
    try:
        if private is not None:
            settings = settings.model_copy(update={"database_url": private.start()})
        database = Database(settings.database_url, connections=1)
        try:
            upgrade(database)
        finally:
            database.close()
        yield settings, private
    finally:
        if private is not None:
            private.stop()
