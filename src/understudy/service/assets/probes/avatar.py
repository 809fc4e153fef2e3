"""Avatars: a pack is checked as a whole, a photograph becomes a pack."""

from __future__ import annotations

import zipfile
from pathlib import Path

import cv2
import numpy as np

from understudy.deliver.cover import write_cover
from understudy.errors import InputError
from understudy.service.assets.describing import avatar_meta
from understudy.service.assets.probes.found import Found
from understudy.stage.avatars.pack import Pack, load_pack
from understudy.stage.avatars.portrait.build import build_pack
from understudy.stage.picture import format_of


def probe(file: Path, folder: Path, *, name: str, models: Path) -> Found:
    """Look at a pack, or make one of a photograph, and draw its cover into `folder`.

    Raises `InputError` for a pack that is not whole, and for a photograph that does not suit.
    """
    if zipfile.is_zipfile(file):
        return _found(load_pack(file), folder)
    with file.open("rb") as stream:
        if format_of(stream.read(16)) is None:
            hint = "give an avatar pack (.zip) or a photograph; a clip goes through an avatar training job"
            raise InputError("avatar_unknown", f"{file.name} is neither an avatar pack nor a picture", hint=hint)
    found = Found(main="avatar.zip")
    title = "".join(sign for sign in name if sign.isprintable() and sign not in "/\\").strip()[:80] or "photo"
    build_pack(file, folder / found.main, name=title, consent=None, models=models, warnings=found.warnings)
    described = _found(load_pack(folder / found.main), folder)
    return Found(described.meta, found.warnings, described.cover, found.main)


def _found(pack: Pack, folder: Path) -> Found:
    cover = folder / "cover.png"
    write_cover(np.asarray(cv2.cvtColor(pack.picture, cv2.COLOR_RGBA2mRGBA), np.uint8), cover)
    meta = avatar_meta(pack.manifest.presenter(), real_background=pack.manifest.is_real_background)
    return Found({"human_model_2d_meta": meta}, cover=cover.name)
