"""A planned film as a folder that a child can work in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from understudy.service.jobs.kinds import Desk
from understudy.service.jobs.materials import bring
from understudy.service.jobs.planner import Blueprint


def lay_out(desk: Desk, blueprint: Blueprint, folder: Path) -> dict[str, Any]:
    """Put the film's files and its production into a folder; answers the child's order."""
    bring(desk, blueprint.files, folder)
    document = json.dumps(blueprint.document, ensure_ascii=False)
    (folder / "production.json").write_text(document, encoding="utf-8")
    order: dict[str, Any] = {"files": blueprint.files, "shared_seconds": desk.settings.shared_seconds}
    if not blueprint.photo:
        return order
    consent = blueprint.consent and {
        "who": blueprint.consent,
        "when": datetime.now(UTC).date().isoformat(),
        "purpose": "this film",
    }
    return order | {
        "photo": blueprint.photo,
        "models": str(desk.settings.models_dir),
        "consent": consent,
        "fills_frame": blueprint.fills_frame,
    }
