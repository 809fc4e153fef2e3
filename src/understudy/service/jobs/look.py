"""The child's side of looking at a film before or without making it: its plan, or one of its frames."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from understudy import production as document
from understudy.service.jobs.child import Bench


def plan(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    """What `folder/production.json` would become: length, scenes, warnings, missing glyphs, time to make."""
    from understudy.plan import plan as planned

    return planned(document.load(folder / "production.json")).as_dict()


def still(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    """Draw one frame of it to `folder/still.png`: scene `order["scene"]` (from 0), `order["at"]` seconds into it."""
    from understudy.excerpt import still as drawn

    production = document.load(folder / "production.json")
    return drawn(production, folder / "still.png", scene=order["scene"], at=order["at"]).as_dict()
