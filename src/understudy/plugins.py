"""Engines that plug in by entry points. The built-in ones register in exactly the same way (see pyproject.toml)."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from understudy.errors import EngineError, InputError

SPEECH_ENGINES = "understudy.speech_engines"
AVATAR_ENGINES = "understudy.avatar_engines"


@cache
def _entries(group: str) -> tuple[EntryPoint, ...]:
    """What is installed for `group`; looked up once per process, which reads the metadata of every distribution."""
    return tuple(entry_points(group=group))


def names(group: str) -> list[str]:
    """Names of all engines that are installed for `group`, sorted."""
    return sorted({entry.name for entry in _entries(group)})


@cache
def engine(group: str, name: str) -> Any:
    """The engine `name` of `group`, built once per process. Raises as `load` does."""
    made = load(group, name)
    try:
        return made()
    except Exception as error:
        raise EngineError("engine_broken", f"engine {name!r} cannot be loaded: {error}") from error


def load(group: str, name: str) -> Any:
    """What is registered as `name` in `group`, as it is.

    Raises `InputError` for a name that nobody registered and `EngineError` for one whose code cannot be loaded.
    """
    found = [entry for entry in _entries(group) if entry.name == name]
    if not found:
        known = ", ".join(names(group)) or "none"
        raise InputError("engine_unknown", f"there is no engine named {name!r}", hint=f"installed: {known}")
    try:
        return found[0].load()
    except Exception as error:
        raise EngineError("engine_broken", f"engine {name!r} cannot be loaded: {error}") from error
