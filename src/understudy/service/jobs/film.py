"""The child's side of making a film: a production with its files in a folder becomes a package in the same folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from understudy import production as document
from understudy.film import produce
from understudy.service.jobs.child import Bench
from understudy.stage.avatars.manifest import ConsentStatement


def make(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    """Make the ordered film; the package lies in `folder/package` then.

    Answers the names of the package's files by role, its length, report and warnings.
    """
    production = ordered(order, folder)
    film = produce(production, folder / "package", progress=bench.progress, cancelled=bench.cancelled)
    srt, vtt, ass = film.captions
    files = {
        "film": film.path,
        "cover": film.cover,
        "srt": srt,
        "vtt": vtt,
        "ass": ass,
        "words": film.timings,
        "report": film.report,
    }
    return {
        "files": {role: path.name for role, path in files.items()},
        "duration": float(film.duration),
        "warnings": [warning.as_dict() for warning in film.warnings],
        "report": json.loads(film.report.read_bytes()),
    }


def ordered(order: dict[str, Any], folder: Path) -> document.Production:
    """The production in `folder/production.json`. With `order["photo"]` its presenter is made from that picture first;
    with `order["fills_frame"]` the film has the picture's size, and the picture fills it.
    """
    path = folder / "production.json"
    if photo := order.get("photo"):
        size = _presenter(order, folder / photo, folder / "avatar")
        values = json.loads(path.read_bytes()) | {"avatar": {"name": "avatar"}}
        if order["fills_frame"]:
            _fill(values, size)
        path.write_text(json.dumps(values), encoding="utf-8")
    return document.load(path)


def _presenter(order: dict[str, Any], photo: Path, pack: Path) -> tuple[int, int]:
    """Make a presenter from a photograph, for this film only; answers the size of the picture in the pack."""
    from understudy.stage.avatars.portrait.build import build_pack

    consent = ConsentStatement(**order["consent"]) if order.get("consent") else None
    models, whole = Path(order["models"]), order["fills_frame"]
    return build_pack(photo, pack, name="photo", consent=consent, models=models, real_background=whole).size


def _fill(values: dict[str, Any], size: tuple[int, int]) -> None:
    """Let a picture of this size be the whole film, scaled to at most 1080p."""
    width, height = size
    canvas = (1080, 1920) if height > width else (1920, 1080)
    scale = min(canvas[0] / width, canvas[1] / height, 1)
    frame = {"width": int(width * scale) // 2 * 2, "height": int(height * scale) // 2 * 2}
    orientation = "portrait" if height > width else "landscape"
    values["output"] |= {"clip_mode": "CROP", "crop_x": 0, "crop_y": 0, "orientation": orientation, **frame}
    layer = {"kind": "human", "position": {"x": 0, "y": 0, "index": 1}, "size": frame}
    for scene in values["scenes"]:
        scene["layers"] = [layer]
