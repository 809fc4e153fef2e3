"""Files of assets are looked at in a child process while their sender waits: a hostile one harms nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from understudy.errors import EngineError, InputError, ResourceError
from understudy.service.assets import library
from understudy.service.assets.uploads import THERE, Examined
from understudy.service.assets.usable import store
from understudy.service.database.tables import Asset, StoredFile
from understudy.service.jobs import attended
from understudy.service.jobs.kinds import Desk
from understudy.service.storage.store import safe_name

PICTURES = ("COVER", "PAGE")
"""Parts of an asset that are pictures, whatever the asset is."""

OF_THE_FILE = ("memory_short", "cpu_short", "work_crashed")
"""Failures of the child that the file is to blame for."""

CONTENT_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".zip": "application/zip",
    ".onnx": "application/octet-stream",
    ".json": "application/json",
}


def examine(desk: Desk, asset: Asset, file: StoredFile) -> Examined:
    """What an asset's file is. Raises `InputError` where it is not what it should be (`Examine`)."""
    if file.category != "MAIN" and file.category not in PICTURES:
        return Examined()
    with attended.workplace(desk) as folder:
        name = safe_name(file.name)
        desk.storage.fetch(file.key, folder / name)
        result = _looked_at(desk, folder, _order(desk, asset, file) | {"file": name})
        if file.category in PICTURES:
            return Examined()
        made = _made(desk, asset, folder, result)
    return Examined(result["meta"], result["warnings"], made)


def _order(desk: Desk, asset: Asset, file: StoredFile) -> dict[str, Any]:
    return {
        "type": "IMAGE" if file.category in PICTURES else asset.type,
        "name": asset.name or Path(file.name).stem,
        "models": str(desk.settings.models_dir.absolute()),
        "auto_analysis": bool((asset.extra_meta.get("ppt_meta") or {}).get("auto_analysis")),
    }


def _looked_at(desk: Desk, folder: Path, order: dict[str, Any]) -> dict[str, Any]:
    try:
        return attended.make(desk, "examination", folder, order)
    except (EngineError, ResourceError) as error:
        if isinstance(error, ResourceError) and error.code not in OF_THE_FILE:
            raise
        text = f"{order['file']} cannot be read: {error}"
        raise InputError("file_unreadable", text, hint="export it again, or give a smaller one") from error


def _made(desk: Desk, asset: Asset, folder: Path, result: dict[str, Any]) -> list[StoredFile]:
    """Store what was made from the file, as files of the asset."""
    wanted = [("COVER", result["cover"]), ("MAIN", result["main"]), *(("OTHER", name) for name in result["beside"])]
    if asset.type == "VIDEO" and not asset.origin.get("cover_wanted"):
        wanted = wanted[1:]
    with desk.database.transaction() as session:
        there = [file for file in library.files_of(session, [asset.id]).get(asset.id, ()) if file.state in THERE]
    return [
        store(
            desk.storage,
            asset.project_id,
            ("asset", asset.id),
            folder / name,
            category,
            CONTENT_TYPES[Path(name).suffix],
        )
        for category, name in wanted
        if name and not (category == "COVER" and any(file.category == "COVER" for file in there))
    ]
