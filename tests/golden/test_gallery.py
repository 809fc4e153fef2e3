"""The contact sheets of `examples/gallery` are what the presenters look like today."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest

from understudy.performance.tracks import SHAPES
from understudy.performance.visemes import VISEMES
from understudy.stage.avatars.models import list_models

pytestmark = pytest.mark.slow

GALLERY = Path(__file__).parents[2] / "examples" / "gallery"
FAR, MOST = 40, 0.02
"""Levels by which a pixel may differ from the sheet (they are JPEG), and the share of a cell's that may differ more."""


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery", GALLERY / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_gallery_shows_what_is_drawn_today() -> None:
    gallery = load()
    if any(found.state != "ready" for found in list_models(gallery.MODELS)):
        pytest.skip("model files are not there: run `understudy models fetch`")
    strange = []
    for name, picture in gallery.sheets():
        kept = cv2.imread(str(GALLERY / f"{name}.jpg"))
        assert kept is not None, f"there is no {name}.jpg; run `make gallery`, look at it, commit it"
        kept = kept[..., ::-1].astype(int)
        assert kept.shape == picture.shape, f"{name}.jpg has another size; run `make gallery`"
        high = gallery.CELL + gallery.LABEL
        for top in range(0, picture.shape[0], high):
            for left in range(0, picture.shape[1], gallery.CELL):
                here = (slice(top, top + gallery.CELL), slice(left, left + gallery.CELL))
                apart = np.abs(kept[here] - picture[here]).max(axis=2)
                if apart.mean() > 6 or (apart > FAR).mean() > MOST:
                    strange.append(f"{name} at {left}, {top}")
    assert not strange, f"run `make gallery` and look at {strange[:8]}"


def test_every_mouth_and_every_shape_is_shown() -> None:
    gallery = load()
    faces = cv2.imread(str(GALLERY / "visemes.jpg"))
    presenters = sum(not one.name.endswith("-half") for one in gallery.DrawnEngine().presenters())
    assert faces.shape == ((presenters + 1) * (gallery.CELL + gallery.LABEL), len(VISEMES) * gallery.CELL, 3)
    shapes = cv2.imread(str(GALLERY / "shapes-photograph.jpg"))
    rows = -(-len(SHAPES) // 4)
    assert shapes.shape == (rows * (gallery.CELL + gallery.LABEL), 12 * gallery.CELL, 3)
