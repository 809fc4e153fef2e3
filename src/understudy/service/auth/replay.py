"""No signed request is accepted twice.

A signature has no number of its own and its time is in whole seconds, so that a client that does the same thing twice
in a second signs twice alike, and a retry of the connection sends the same bytes again. For `GRACE` seconds after the
first one, equal requests are therefore accepted; after that, none is, until the signature is too old anyway.

Requests that change something are remembered in the database, for all processes of the service. Those that only read
are remembered by each process on its own and up to a number, which costs them no round trip.
"""

from __future__ import annotations

import enum
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Interval, cast, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from understudy.service.auth.signature import CLOCK_DIFFERENCE, Claim
from understudy.service.database.engine import Database
from understudy.service.database.tables import SeenSignature

GRACE = 2.0
"""Seconds in which equal requests are taken for honest ones."""

REMEMBERED_READINGS = 100_000
"""How many reading requests a process remembers, about 20 MB."""

PURGE_SECONDS = 60.0
MARGIN = timedelta(minutes=1)
"""How far the clocks of the service's machines may be apart."""


class Sight(enum.Enum):
    """What a request is to those who remember."""

    NEW = enum.auto()
    AGAIN = enum.auto()
    REPLAYED = enum.auto()


class SeenReadings:
    """Requests that only read, as this process saw them. Never waits."""

    def __init__(self, most: int = REMEMBERED_READINGS, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._seen: dict[bytes, float] = {}

    def see(self, claim: Claim) -> Sight:
        """Remember a request, unless it was seen before. Called from the event loop only."""
        now, digest = self._clock(), claim.digest
        first = self._seen.get(digest)
        if first is not None:
            return Sight.AGAIN if now - first <= GRACE else Sight.REPLAYED
        if len(self._seen) >= self._most:
            del self._seen[next(iter(self._seen))]
        self._seen[digest] = now
        return Sight.NEW

    def unsee(self, claim: Claim) -> None:
        """Forget a request that was not carried out, so that it may come again."""
        self._seen.pop(claim.digest, None)


class SeenChanges:
    """Requests that change something, as any process of the service saw them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._next_purge, self._purging = 0.0, threading.Lock()

    def see(self, claim: Claim) -> Sight:
        """Remember a request, unless it was seen before. Ages are told by the database's clock.

        The commit does not wait for the disk: a database that crashes may forget what came in its last second.
        """
        row = {"digest": claim.digest, "expire_time": claim.date + CLOCK_DIFFERENCE + MARGIN}
        remember = insert(SeenSignature).values(row).on_conflict_do_nothing().returning(SeenSignature.digest)
        age = select(cast(func.now() - SeenSignature.seen_time, Interval)).where(SeenSignature.digest == claim.digest)
        with self._database.transaction() as session:
            session.execute(text("SET LOCAL synchronous_commit = off"))
            self._purge_if_due(session.execute)
            if session.scalar(remember) is not None:
                return Sight.NEW
            since: timedelta | None = session.scalar(age)
        return Sight.AGAIN if since is not None and since.total_seconds() <= GRACE else Sight.REPLAYED

    def unsee(self, claim: Claim) -> None:
        """Forget a request that was not carried out, so that it may come again."""
        with self._database.transaction() as session:
            session.execute(delete(SeenSignature).where(SeenSignature.digest == claim.digest))

    def _purge_if_due(self, execute: Callable[..., object]) -> None:
        with self._purging:
            if time.monotonic() < self._next_purge:
                return
            self._next_purge = time.monotonic() + PURGE_SECONDS
        ended = select(SeenSignature.digest).where(SeenSignature.expire_time < datetime.now(UTC))
        execute(delete(SeenSignature).where(SeenSignature.digest.in_(ended.with_for_update(skip_locked=True))))
