"""Understudy: a script goes in, a film of a virtual presenter comes out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Production", "__version__", "draft", "load", "produce"]

if TYPE_CHECKING:
    from understudy.drafting import draft
    from understudy.film import produce
    from understudy.production import Production, load

_HOMES = {"Production": "production", "draft": "drafting", "load": "production", "produce": "film"}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `import understudy` itself stays light."""
    if name not in _HOMES:
        raise AttributeError(f"module 'understudy' has no attribute {name!r}")
    return getattr(import_module(f"understudy.{_HOMES[name]}"), name)
