"""Server-sent events of a job: its detail, whenever that has changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from starlette.concurrency import run_in_threadpool

from understudy.service.jobs.lifecycle import FINAL

LOOK = 0.5
"""Seconds between two looks at the job."""

STILL_THERE = 15.0
"""Seconds of silence after which a comment line says that the connection lives."""


async def follow(look: Callable[[], tuple[str, str]], first: tuple[str, str]) -> AsyncIterator[str]:
    """Events from `look`, which answers state and detail of the job, until the state is final. `first` is known."""
    (state, told), silent = first, 0.0
    yield _event(state, told)
    while state not in FINAL:
        await asyncio.sleep(LOOK)
        state, seen = await run_in_threadpool(look)
        silent += LOOK
        if seen != told:
            told, silent = seen, 0.0
            yield _event(state, told)
        elif silent >= STILL_THERE:
            silent = 0.0
            yield ": still there\n\n"


def _event(state: str, detail: str) -> str:
    return f"event: {'end' if state in FINAL else 'progress'}\ndata: {detail}\n\n"
