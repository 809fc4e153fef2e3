"""The child's side of making a film: a production with its files in a folder becomes a package in the same folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from understudy import production as document
from understudy.film import produce
from understudy.service.jobs.child import Bench
from understudy.stage.avatars.pack import ConsentStatement


def make(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    """Make `folder/production.json`; the package lies in `folder/package` then.

    With `order["photo"]`, the presenter is made from that picture first. Answers the names of the package's files by
    role, its length, report and warnings.
    """
    production = document.load(folder / "production.json")
    if photo := order.get("photo"):
        production = production.model_copy(update={"avatar": _presenter(order, folder / photo, folder / "avatar")})
    film = produce(production, folder / "package", progress=bench.progress, cancelled=bench.cancelled)
    srt, vtt = film.captions
    files = {
        "film": film.path,
        "cover": film.cover,
        "srt": srt,
        "vtt": vtt,
        "words": film.timings,
        "report": film.report,
    }
    return {
        "files": {role: path.name for role, path in files.items()},
        "duration": float(film.duration),
        "warnings": [warning.as_dict() for warning in film.warnings],
        "report": json.loads(film.report.read_bytes()),
    }


def _presenter(order: dict[str, Any], photo: Path, pack: Path) -> document.AvatarChoice:
    """A presenter from a photograph, for this film only."""
    from understudy.stage.avatars.portrait.build import build_pack

    consent = ConsentStatement(**order["consent"]) if order.get("consent") else None
    build_pack(photo, pack, name="photo", consent=consent, models=Path(order["models"]))
    return document.AvatarChoice(name=str(pack))
