"""A worker's connection to the queue, which outlives restarts of the database: what fails then is asked again.

Procrastinate stops its worker when a heartbeat or the listening fails. A worker that has work under way must not stop
for a database that is back a second later, so here questions wait for it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.connector import Notify
from procrastinate.exceptions import ConnectorException

from understudy.service.database.engine import Patience

ONE_TRY = 5.0
"""Seconds that one try waits for a connection."""

PAUSE = 1.0
"""Seconds between two tries."""

AWAY = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.ReadOnlySqlTransaction)
"""What is raised when the database is not there, or another server leads now."""

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


class PatientConnector(PsycopgConnector):
    """A connector whose questions are repeated as long as the database is away. All of them may be asked twice, except
    that of the next task: a task whose answer was lost is found by `Lookout`, which knows what its worker works on.
    """

    heard = 0
    """How many notices of new tasks have come."""

    def __init__(self, patience: Patience, **pool: Any) -> None:
        super().__init__(**pool)
        self._patience = patience

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        """Ask a question that has no answer."""
        await self._patiently(lambda: super(PatientConnector, self).execute_query_async(query, **arguments))

    async def execute_query_one_async(self, query: Any, **arguments: Any) -> dict[str, Any]:
        """Ask for a row."""
        return await self._patiently(lambda: super(PatientConnector, self).execute_query_one_async(query, **arguments))

    async def execute_query_all_async(self, query: Any, **arguments: Any) -> list[dict[str, Any]]:
        """Ask for rows."""
        return await self._patiently(lambda: super(PatientConnector, self).execute_query_all_async(query, **arguments))

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        """Listen for new tasks, until the worker ends."""
        named = list(channels)

        async def counted(*, channel: str, payload: str) -> None:
            self.heard += 1
            await on_notification(channel=channel, payload=payload)

        while True:
            try:
                await super().listen_notify(counted, named)
            except (ConnectorException, OSError) as error:
                log.warning("nothing is heard of new tasks: %s", error.__cause__ or error)
                await asyncio.sleep(PAUSE)

    async def _patiently(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        began = time.monotonic()
        while True:
            try:
                return await ask()
            except ConnectorException as error:
                if not isinstance(error.__cause__, AWAY) or self._patience.over(began):
                    raise
                log.warning("the queue does not answer: %s", error.__cause__)
                if isinstance(error.__cause__, psycopg.errors.ReadOnlySqlTransaction):  # another server leads now
                    await self.pool.drain()
            await asyncio.sleep(PAUSE)
