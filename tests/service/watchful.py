"""A store that is slow, and notices who keeps a transaction open while it moves bytes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from understudy.service.database.engine import Database
from understudy.service.storage.objects import LocalStorage
from understudy.service.storage.store import Sink

_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
)


class WatchfulStorage(LocalStorage):
    """Files in `folder`, where writing one takes `pause` seconds. `held` names what was read, written, copied or
    deleted while a transaction was open that did nothing.
    """

    def __init__(self, folder: Path, database: Database, pause: float = 0.0) -> None:
        super().__init__(folder)
        self._database, self.pause = database, pause
        self.held: list[str] = []

    def _moves(self, what: str) -> None:
        with self._database.reading() as session:
            if session.scalar(_WAITING):
                self.held.append(what)

    @contextmanager
    def writing(self, key: str, *, content_type: str = "", size: int = 0) -> Iterator[Sink]:
        """Noticed at its end, which is slow."""
        with super().writing(key, content_type=content_type, size=size) as sink:
            yield sink
            time.sleep(self.pause)
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
