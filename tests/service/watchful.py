"""A store so slow that the server ends every transaction that is kept open while bytes move."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from understudy.service.database.engine import Database
from understudy.service.storage.objects import LocalStorage
from understudy.service.storage.store import Sink

_END_IDLE = text(
    """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND state LIKE 'idle in transaction%'
    """
)


class WatchfulStorage(LocalStorage):
    """Files in `folder`. `held` names what was read, written, copied or deleted while a transaction was open that did
    nothing; that is over then, as after `idle_in_transaction_session_timeout`.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        super().__init__(folder)
        self._database = database
        self.held: list[str] = []

    def _moves(self, what: str) -> None:
        with self._database.reading() as session:
            if session.scalar(_END_IDLE):
                self.held.append(what)

    @contextmanager
    def writing(self, key: str, *, content_type: str = "", size: int = 0) -> Iterator[Sink]:
        """Noticed at its end."""
        with super().writing(key, content_type=content_type, size=size) as sink:
            yield sink
            self._moves(f"writing {key}")

    def reading(self, key: str, *, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Noticed."""
        self._moves(f"reading {key}")
        yield from super().reading(key, start=start, stop=stop)

    def delete(self, key: str) -> None:
        """Noticed."""
        self._moves(f"deleting {key}")
        super().delete(key)

    def copy(self, source: str, target: str) -> None:
        """Noticed."""
        self._moves(f"copying {source}")
        super().copy(source, target)

    def fetch(self, key: str, path: Path) -> None:
        """Noticed."""
        self._moves(f"fetching {key}")
        super().fetch(key, path)

    def publish(self, path: Path, key: str, content_type: str = "") -> None:
        """Noticed."""
        self._moves(f"publishing {key}")
        super().publish(path, key, content_type)
