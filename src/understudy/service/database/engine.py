"""Connections to PostgreSQL. Everything is synchronous; the API calls it from its threads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from understudy.errors import ResourceError


class Database:
    """A PostgreSQL and its pool of at most `connections` connections.

    `url` is any form libpq and SQLAlchemy know (`postgresql://…`); broken connections are noticed and replaced. Every
    session carries `info` along.
    """

    def __init__(self, url: str, *, connections: int = 16, info: Mapping[str, Any] | None = None) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg")
        self._engine = create_engine(
            self.url,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=30,
            pool_pre_ping=False,
            pool_recycle=1800,
            connect_args={"connect_timeout": 10},
        )
        carried = dict(info or {})
        self._sessions = sessionmaker(self._engine, expire_on_commit=False, info=carried)
        self._readings = sessionmaker(self._engine.execution_options(isolation_level="AUTOCOMMIT"), info=carried)

    @property
    def conninfo(self) -> str:
        """The address as libpq reads it, for those who bring their own connections (the work queue)."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed at the end, or undone when an error passes through."""
        with self._sessions.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for single questions: no transaction is begun or ended around them, which saves two round trips."""
        with self._readings() as session:
            yield session

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A bare connection, for work that is not about rows."""
        with self._engine.connect() as connection:
            yield connection

    def check(self) -> None:
        """Raises `ResourceError` (`database_down`) when the database does not answer."""
        try:
            with self._engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except DBAPIError as error:
            raise ResourceError(
                "database_down",
                f"the database at {self.url.render_as_string()} does not answer: {error.orig}",
                hint="start it, or correct UNDERSTUDY_DATABASE_URL",
            ) from error

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()
