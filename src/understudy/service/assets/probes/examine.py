"""Looks at one file of an asset: what kind of thing it is, and whether it is what the asset is said to be."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from understudy.errors import InputError
from understudy.service.assets.probes.found import Found


def make(order: dict[str, Any], folder: Path, bench: object) -> dict[str, Any]:
    """Look at `folder/order["file"]`, which shall be an asset's of type `order["type"]`; made for the jobs' child.

    Messages name the file by its own name, whatever folder it lies in.
    """
    os.chdir(folder)
    return _probe(Path(order["file"]), Path(), order).as_dict()


def _probe(file: Path, folder: Path, order: dict[str, Any]) -> Found:
    """Modules are imported here, so that a picture does not wait for what a film needs."""
    if not file.stat().st_size:
        raise InputError("file_empty", f"{file.name} is empty (0 bytes)", hint="send the file itself")
    kind = order["type"]
    if kind == "IMAGE":
        from understudy.service.assets.probes import picture

        return picture.probe(file)
    if kind == "VIDEO":
        from understudy.service.assets.probes import clip

        return clip.probe(file, folder)
    if kind in ("AUDIO", "MUSIC"):
        from understudy.service.assets.probes import sound

        return sound.probe(file)
    if kind == "PPT":
        from understudy.service.assets.probes import slides

        return slides.probe(file, pictures_wanted=order["auto_analysis"])
    if kind == "HUMAN_MODEL_2D":
        from understudy.service.assets.probes import avatar

        return avatar.probe(file, folder, name=order["name"], models=Path(order["models"]))
    if kind == "VOICE_MODEL":
        from understudy.service.assets.probes import voice

        return voice.probe(file, folder)
    return Found()
