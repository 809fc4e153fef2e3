"""Engines that plug in by entry points. The built-in ones register in exactly the same way (see pyproject.toml)."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import Any

from understudy.errors import EngineError, InputError

SPEECH_ENGINES = "understudy.speech_engines"
AVATAR_ENGINES = "understudy.avatar_engines"


def names(group: str) -> list[str]:
    """Names of all engines that are installed for `group`, sorted."""
    return sorted({entry.name for entry in entry_points(group=group)})


@cache
def engine(group: str, name: str) -> Any:
    """The engine `name` of `group`, built once per process.

    Raises `InputError` for a name that nobody registered and `EngineError` for one whose code cannot be loaded.
    """
    found = [entry for entry in entry_points(group=group) if entry.name == name]
    if not found:
        known = ", ".join(names(group)) or "none"
        raise InputError("engine_unknown", f"there is no engine named {name!r}", hint=f"installed: {known}")
    try:
        return found[0].load()()
    except Exception as error:
        raise EngineError("engine_broken", f"engine {name!r} cannot be loaded: {error}") from error
