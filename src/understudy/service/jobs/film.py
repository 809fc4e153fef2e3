"""The child's side of making a film: a production with its files in a folder becomes a package in the same folder.

A long film only comes as far as its rehearsal here: `rehearsal.zip` has all that is needed to film its segments,
`sound.zip` what is needed besides to join them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from understudy import production as document
from understudy.errors import Warning
from understudy.film import produce
from understudy.filming import rehearsed
from understudy.filming.cut import Segment, cut
from understudy.filming.key import content_key
from understudy.filming.order import order_for
from understudy.rehearse import Rehearsal, rehearse
from understudy.service.jobs.child import Bench
from understudy.service.jobs.shared.parcel import pack
from understudy.stage.avatars.manifest import ConsentStatement
from understudy.timing import FRAME_RATE
from understudy.workspace import workspace

REHEARSAL, SOUND = "rehearsal.zip", "sound.zip"

READY = "ready-{:05}"
"""Files of segments that were filmed elsewhere."""

PACK = "avatar"
"""Folder of the presenter that is made from a photograph."""


def make(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    """Make the ordered film; the package lies in `folder/package` then.

    Answers the names of the package's files by role, its length, report and warnings. With `order["shared_seconds"]` a
    film that is longer is rehearsed only; the answer then has its `segments`. With `order["segments"]` that has been
    done, and those `ready` are joined.
    """
    if "segments" in order:
        production = document.load(folder / rehearsed.PRODUCTION)
        rehearsal = rehearsed.read(production, folder / rehearsed.FOLDER)
        rehearsal.warnings += [Warning(**warning) for warning in order["warnings"]]
        return _produced(rehearsal, folder, bench, _ready(order, folder, rehearsal))
    production = ordered(order, folder)
    with workspace(folder) as work:
        rehearsal = rehearse(production, work, progress=bench.progress, cancelled=bench.cancelled)
        if rehearsal.frames > order.get("shared_seconds", float("inf")) * FRAME_RATE:
            return _handed_over(rehearsal, folder, bench)
        return _produced(rehearsal, folder, bench, {})


def _handed_over(rehearsal: Rehearsal, folder: Path, bench: Bench) -> dict[str, Any]:
    """The rehearsal as archives; answers the film's segments."""
    rehearsal.note_filmed()
    rehearsed.write(rehearsal, folder / rehearsed.FOLDER)
    segments, heard = [], set[str]()
    for part in cut([scene.frames for scene in rehearsal.scenes]):
        order = order_for(rehearsal, part)
        segments.append({**_named(part), "key": content_key(order)})
        heard |= {shot.heard.file.name for shot in order.shots if shot.heard}
        bench.progress("frames", 0, rehearsal.frames)
    written = {path.name for path in (folder / rehearsed.FOLDER).iterdir()}
    mixed = {rehearsed.sound_name(scene.number) for scene in rehearsal.scenes} - heard
    pack(folder, [rehearsed.PRODUCTION, PACK, *_inside(written - mixed)], folder / REHEARSAL)
    pack(folder, _inside(mixed), folder / SOUND)
    return {"segments": segments}


def _inside(names: set[str]) -> list[str]:
    return [f"{rehearsed.FOLDER}/{name}" for name in sorted(names)]


def _named(part: Segment) -> dict[str, Any]:
    return {"scene": part.scene, "start": part.start, "stop": part.stop}


def _ready(order: dict[str, Any], folder: Path, rehearsal: Rehearsal) -> dict[int, Path]:
    """The segments that are there; none where this version would cut the film otherwise."""
    parts = [_named(part) for part in cut([scene.frames for scene in rehearsal.scenes])]
    return {number: folder / READY.format(number) for number in order["ready"]} if parts == order["segments"] else {}


def _produced(rehearsal: Rehearsal, folder: Path, bench: Bench, ready: dict[int, Path]) -> dict[str, Any]:
    film = produce(
        rehearsal.production,
        folder / "package",
        progress=bench.progress,
        cancelled=bench.cancelled,
        processes=1,
        rehearsal=rehearsal,
        ready=ready,
    )
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
        size = _presenter(order, folder / photo, folder / PACK)
        values = json.loads(path.read_bytes()) | {"avatar": {"name": PACK}}
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
