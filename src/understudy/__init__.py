"""Understudy: a script goes in, a film of a virtual presenter comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Production", "__version__", "load", "produce"]

if TYPE_CHECKING:
    from understudy.produce import produce
    from understudy.production import Production, load


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `import understudy` itself stays light."""
    if name == "produce":
        from understudy.produce import produce

        return produce
    if name in ("Production", "load"):
        from understudy import production

        return getattr(production, name)
    raise AttributeError(f"module 'understudy' has no attribute {name!r}")
