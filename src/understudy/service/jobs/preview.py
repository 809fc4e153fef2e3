"""Looks at a film while the caller waits, in a child process as films themselves are made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from understudy.service.jobs import attended
from understudy.service.jobs.filming import lay_out
from understudy.service.jobs.kinds import Desk
from understudy.service.jobs.planner import Blueprint


def planned(desk: Desk, blueprint: Blueprint) -> dict[str, Any]:
    """What the film would become (`plan/1`), with the warnings that the request itself gave rise to."""
    with _folder(desk, blueprint) as (folder, order):
        result = attended.make(desk, "plan", folder, order)
    result["warnings"] = [*(warning.as_dict() for warning in blueprint.warnings), *result["warnings"]]
    return result


def still(desk: Desk, blueprint: Blueprint, scene: int, at: float) -> bytes:
    """One frame of the film as PNG: scene `scene` (from 0), `at` seconds into it."""
    with _folder(desk, blueprint) as (folder, order):
        attended.make(desk, "still", folder, order | {"scene": scene, "at": at})
        return (folder / "still.png").read_bytes()


def phones(desk: Desk, word: str) -> list[str]:
    """Notations of the ways in which an English word is said, the most usual one first; none for what is no word."""
    with _folder(desk, Blueprint({})) as (folder, order):
        found: list[str] = attended.make(desk, "phones", folder, order | {"word": word})["notations"]
    return found


@contextmanager
def _folder(desk: Desk, blueprint: Blueprint) -> Iterator[tuple[Path, dict[str, Any]]]:
    with attended.workplace(desk) as folder:
        yield folder, lay_out(desk, blueprint, folder)
