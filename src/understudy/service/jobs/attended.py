"""Heavy work that a caller waits for: a child process does it, as it does the work of jobs, but at once."""

from __future__ import annotations

import json
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from understudy.errors import Cancelled, InputError, Problem, ResourceError
from understudy.service.jobs import executor
from understudy.service.jobs.kinds import Desk

AT_ONCE = 2
"""How much of it one API process does at a time; a preview takes about a second of one core."""

PATIENCE = 30.0
"""Seconds that a caller waits for its turn."""

LONGEST = 100.0
"""Seconds that it may take: the official SDK waits 120 for an answer."""

CPU_SECONDS, FILE_BYTES = 120, 256 << 20

_turns = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def workplace(desk: Desk) -> Iterator[Path]:
    """A folder to work in, which is removed at the end."""
    place = desk.work_place
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="look-", dir=place, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def make(desk: Desk, maker: str, folder: Path, order: dict[str, Any]) -> dict[str, Any]:
    """Have a child do the work in `folder`; answers its result.

    Raises what the child raises; `InputError` (`work_too_long`) after `LONGEST` seconds, and `ResourceError`
    (`previews_many`) where others are still being served.
    """
    limits = {"memory": desk.settings.film_memory << 20, "cpu_seconds": CPU_SECONDS, "file_bytes": FILE_BYTES}
    (folder / "order.json").write_text(json.dumps(order | {"limits": limits}), encoding="utf-8")
    if not _turns.acquire(timeout=PATIENCE):
        raise ResourceError.of([Problem("previews_many", "too much is being looked at", "ask again in a moment")])
    end = time.monotonic() + LONGEST
    try:
        return executor.run(maker, folder, lambda latest: time.monotonic() < end)
    except Cancelled:
        text = f"it took more than {LONGEST:.0f} s and was ended"
        raise InputError("work_too_long", text, hint="give something smaller") from None
    finally:
        _turns.release()
