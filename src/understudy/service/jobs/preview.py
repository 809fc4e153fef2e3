"""Looks at a film while the caller waits, in a child process as films themselves are made."""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from understudy.errors import Problem, ResourceError
from understudy.service.jobs import executor
from understudy.service.jobs.filming import lay_out
from understudy.service.jobs.kinds import Desk
from understudy.service.jobs.planner import Blueprint

AT_ONCE = 2
"""Previews that one API process runs at a time; each takes about a second of one core."""

PATIENCE = 30.0
"""Seconds that a caller waits for its turn."""

_turns = threading.BoundedSemaphore(AT_ONCE)


def planned(desk: Desk, blueprint: Blueprint) -> dict[str, Any]:
    """What the film would become (`plan/1`), with the warnings that the request itself gave rise to."""
    with _folder(desk, blueprint) as (folder, order):
        result = _look("plan", folder, order)
    result["warnings"] = [*(warning.as_dict() for warning in blueprint.warnings), *result["warnings"]]
    return result


def still(desk: Desk, blueprint: Blueprint, scene: int, at: float) -> bytes:
    """One frame of the film as PNG: scene `scene` (from 0), `at` seconds into it."""
    with _folder(desk, blueprint) as (folder, order):
        _look("still", folder, order | {"scene": scene, "at": at})
        return (folder / "still.png").read_bytes()


def phones(desk: Desk, word: str) -> list[str]:
    """Notations of the ways in which an English word is said, the most usual one first; none for what is no word."""
    with _folder(desk, Blueprint({})) as (folder, order):
        found: list[str] = _look("phones", folder, order | {"word": word})["notations"]
    return found


@contextmanager
def _folder(desk: Desk, blueprint: Blueprint) -> Iterator[tuple[Path, dict[str, Any]]]:
    place = desk.settings.work_folder or desk.settings.data_dir / "work"
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="look-", dir=place, ignore_cleanup_errors=True) as folder:
        limits = {"memory": desk.settings.film_memory << 20, "cpu_seconds": 120, "file_bytes": 256 << 20}
        yield Path(folder), lay_out(desk, blueprint, Path(folder)) | {"limits": limits}


def _look(maker: str, folder: Path, order: dict[str, Any]) -> dict[str, Any]:
    (folder / "order.json").write_text(json.dumps(order), encoding="utf-8")
    if not _turns.acquire(timeout=PATIENCE):
        raise ResourceError.of([Problem("previews_many", "too many previews are being drawn", "ask again in a moment")])
    try:
        return executor.run(maker, folder, lambda latest: True)
    finally:
        _turns.release()
