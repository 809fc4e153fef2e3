"""Connections to PostgreSQL. Everything is synchronous; the API calls it from its threads."""

from __future__ import annotations

import logging
import math
import select
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from psycopg.conninfo import make_conninfo
from psycopg.errors import IdleInTransactionSessionTimeout, ReadOnlySqlTransaction
from sqlalchemy import URL, Connection, create_engine, event, func, text
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session, sessionmaker

from understudy.errors import InputError, ResourceError

AWAY = (OperationalError, InterfaceError, NoConnectionFree)
"""What is raised when the database is not there, ends a connection, or asks for a transaction to be repeated."""

PATIENCE = 120.0
"""Seconds that work which must not be lost waits for the database."""

PAUSE = 1.0
"""Seconds between two tries."""

IDLE = 20.0
"""Seconds after which the server ends a transaction that its process left in the middle: whoever is stopped, or cut off
from the network, would else hold its rows, and so everybody, for as long as that lasts. So no transaction is open while
bytes move to or from a store (`Database.holding`)."""

LOCKED = 60.0
"""Seconds that `Database.holding` waits for others."""

WAITS = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""How libpq notices a server that has vanished without a word, as when its machine dies: the system itself would wait a
quarter of an hour. It also keeps idle connections alive on their way through firewalls. What the address names of these
comes first.
"""

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


class Patience:
    """How long a process waits for its database: `PATIENCE` seconds each time, and less once it is to `hurry`."""

    def __init__(self) -> None:
        self._ends = math.inf

    def hurry(self, seconds: float) -> None:
        """From now on wait no longer than so many seconds: this process is to end."""
        self._ends = min(self._ends, time.monotonic() + seconds)

    def over(self, began: float) -> bool:
        """Whether whoever began to wait at that moment (`time.monotonic`) has waited long enough."""
        return time.monotonic() > min(began + PATIENCE, self._ends)


class Database:
    """A PostgreSQL and its pool of at most `connections` connections, and half as many and one for locks.

    `url` is any form libpq and SQLAlchemy know (`postgresql://…`); broken connections are noticed and replaced. Every
    session carries `info` along. A transaction that does nothing for `idle` seconds is ended, as if the database were
    away.
    """

    def __init__(
        self, url: str, *, connections: int = 16, info: Mapping[str, Any] | None = None, idle: float = IDLE
    ) -> None:
        self.url, self.patience = _read(url), Patience()
        options = f"-c idle_in_transaction_session_timeout={round(idle * 1000)}"
        self._engine = create_engine(
            self.url,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=30,
            pool_pre_ping=False,
            pool_recycle=1800,
            hide_parameters=True,
            connect_args=self._parameters(options),
        )
        self._locks = create_engine(
            self.url,
            pool_size=1,
            max_overflow=connections // 2,
            pool_timeout=LOCKED,
            pool_recycle=1800,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            connect_args=self._parameters(f"-c lock_timeout={round(LOCKED * 1000)}"),
        )
        for pool in (self._engine, self._locks):
            event.listen(pool, "checkout", _refuse_ended)
        event.listen(self._engine, "handle_error", _ended_is_away, retval=True)
        carried = dict(info or {})
        self._sessions = sessionmaker(self._engine, expire_on_commit=False, info=carried)
        self._readings = sessionmaker(self._engine.execution_options(isolation_level="AUTOCOMMIT"), info=carried)

    @property
    def conninfo(self) -> str:
        """The address as libpq reads it, for those who bring their own connections (the work queue)."""
        _, given = self.url.get_dialect()().create_connect_args(self.url)
        return make_conninfo(**{**WAITS, **given})

    def _parameters(self, options: str) -> dict[str, Any]:
        """What connections are made with besides the address: times in UTC and text in UTF-8, whatever the server's
        habits are.
        """
        waits = {name: value for name, value in WAITS.items() if name not in self.url.query}
        asked = f"{self.url.query.get('options', '')} {options} -c timezone=UTC"
        return {**waits, "client_encoding": "utf8", "options": asked.strip()}

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed at the end, or undone when an error passes through."""
        with self._sessions.begin() as session:
            yield session

    def patiently(self, work: Callable[[Session], Answer]) -> Answer:
        """What `work` answers, done in a transaction, and done again as long as the database is away.

        Where only the answer to the commit was lost, the work is done twice: it must bear that.
        """
        began = time.monotonic()
        while True:
            try:
                with self.transaction() as session:
                    return work(session)
            except AWAY as error:
                if self.patience.over(began):
                    raise
                log.warning("the database does not answer: %s", error)
            time.sleep(PAUSE)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for single questions: no transaction is begun or ended around them, which saves two round trips."""
        with self._readings() as session:
            yield session

    @contextmanager
    def holding(self, name: str, *, shared: bool = False) -> Iterator[None]:
        """Hold the lock `name`, alone or with others that share it, for as long as work takes that is no transaction.

        It is a connection's own, and ends with it: whoever relies on it looks at the rows again before it changes them.
        Raises one of `AWAY` where others hold it for too long.
        """
        lock = func.pg_advisory_lock_shared if shared else func.pg_advisory_lock
        with self._locks.connect() as connection:
            connection.execute(lock(func.hashtextextended(name, 0)))
            try:
                yield
            finally:
                try:
                    connection.execute(func.pg_advisory_unlock_all())
                except DBAPIError:  # the lock is gone with the connection, or goes with it now
                    connection.invalidate()

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A bare connection, for work that is not about rows."""
        with self._engine.connect() as connection:
            yield connection

    def check(self) -> None:
        """Raises `ResourceError` (`database_down`) when the database does not answer, or takes no changes."""
        try:
            with self._engine.connect() as connection:
                if connection.scalar(text("SHOW transaction_read_only")) == "on":
                    connection.invalidate()
                    raise self._down("takes no changes: it is a replica, or it is made read-only")
        except DBAPIError as error:
            raise self._down(f"does not answer: {error.orig}") from error

    def _down(self, why: str) -> ResourceError:
        hint = "start it, or correct UNDERSTUDY_DATABASE_URL"
        return ResourceError("database_down", f"the database at {self.url.render_as_string()} {why}", hint=hint)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()
        self._locks.dispose()


def went_away(error: Exception) -> ResourceError:
    """What work ends with that found no database in its middle: it is to be tried again. The caller may read it, so it
    tells what the database said, and not what it was asked.
    """
    said = error.orig if isinstance(error, DBAPIError) else error
    return ResourceError("database_down", f"the database went away: {said}", hint="see that it runs")


def _read(url: str) -> URL:
    """Raises `InputError` (`setting_invalid`), which does not repeat the address: a password may stand in it."""
    try:
        read = make_url(url.strip()).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        read = None
    if read is None or "@" in f"{read.host}{read.database}":
        text, hint = "is no address of a database", "write it like postgresql://user:password@host/name"
        hint += ", and what is no letter or digit in the password in percents: %40 for @, %2F for /"
        raise InputError("setting_invalid", text, hint=hint, field="UNDERSTUDY_DATABASE_URL")
    return read


def _refuse_ended(connection: Any, *_: object) -> None:
    """Find a connection that the server has ended, without asking it anything: there is something to be read on it.

    With `poll`, because `select` refuses the files of a process that has more than 1,024 open.
    """
    looked = select.poll()
    looked.register(connection, select.POLLIN)
    if looked.poll(0):
        raise DisconnectionError("the server has ended this connection")


def _ended_is_away(context: ExceptionContext) -> BaseException | None:
    """A transaction that the server ended for idleness is one whose database went away (`AWAY`): it may be repeated.
    So is a change that the server refuses because another one leads now: all connections to it are given up.
    """
    error = context.original_exception
    if isinstance(error, ReadOnlySqlTransaction):
        context.is_disconnect = True
        return OperationalError(context.statement, None, error)
    if isinstance(error, IdleInTransactionSessionTimeout):
        return OperationalError(context.statement, None, error, connection_invalidated=True)
    return None
