"""From a photograph to an avatar pack."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from understudy.errors import Warning
from understudy.stage.avatars.engine import Picture, Presenter
from understudy.stage.avatars.face.landmarks import CHIN, Face
from understudy.stage.avatars.face.suitability import examine
from understudy.stage.avatars.manifest import LONGEST_SIDE, ConsentStatement, LipsInfo
from understudy.stage.avatars.matte import Segmenter, cut_out, plate
from understudy.stage.avatars.pack import save_pack
from understudy.stage.avatars.portrait.describe import About, describe, matte_warnings
from understudy.stage.picture import load_picture

MOST_EYES = 300.0
"""Pixels between the outer eye corners that a pack keeps at most: a bust in a 4K film needs some 220."""

_AROUND = (4.2, 3.4, 5.6)
"""What of the picture is kept, in eye distances from the middle of the eyes: to the sides, upwards, downwards."""


def build_pack(
    photo: Path,
    folder: Path,
    *,
    name: str,
    consent: ConsentStatement | None,
    models: Path,
    title: str = "",
    licence: str = "all rights with the person shown",
    real_background: bool = False,
    lips: LipsInfo | None = None,
    warnings: list[Warning] | None = None,
) -> Presenter:
    """Make the photograph's person a presenter: the pack is written to `folder` (or to a .zip of that name).

    `models` holds the model files (see `models.fetch_models`). With `real_background` the whole picture is shown, the
    person moving in it; else the person is cut out. `lips` names the network that draws the mouth, if one does. What
    mars the result is appended to `warnings`.
    Raises `InputError` for pictures that cannot be read or do not suit, `ResourceError` without model files.
    """
    picture = load_picture(photo)
    report = examine(picture, models)
    face = report.checked()
    picture, face = _fitted(*((picture, face) if real_background else _cropped(picture, face)))
    cut = cut_out(picture, Segmenter(models), face.eye_distance, float(face.points[CHIN, 1]))
    found = [*report.warnings, *matte_warnings(cut)]
    if warnings is not None:
        warnings.extend(found)
    about = About(name, title or name, licence, consent, "A presenter made from a photograph.", lips)
    manifest = describe(about, cut, face, report)
    behind = plate(picture[..., :3], cut.alpha, face.eye_distance) if real_background else None
    return save_pack(folder, manifest, np.dstack([cut.colours, cut.alpha]), behind).presenter()


def _cropped(picture: Picture, face: Face) -> tuple[Picture, Face]:
    """Head and shoulders."""
    height, width = picture.shape[:2]
    unit = face.eye_distance
    x, y = ((face.points[33, :2] + face.points[263, :2]) / 2).tolist()
    left, right = max(round(x - _AROUND[0] * unit), 0), min(round(x + _AROUND[0] * unit), width)
    top, bottom = max(round(y - _AROUND[1] * unit), 0), min(round(y + _AROUND[2] * unit), height)
    picture = picture[top:bottom, left:right]
    return picture, _shifted(face, -left, -top, 1.0)


def _fitted(picture: Picture, face: Face) -> tuple[Picture, Face]:
    """No larger than a film needs."""
    scale = min(MOST_EYES / face.eye_distance, LONGEST_SIDE / max(picture.shape[:2]), 1.0)
    if scale < 1:
        size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        face = _shifted(face, 0, 0, scale)
    return np.ascontiguousarray(picture), face


def _shifted(face: Face, x: float, y: float, scale: float) -> Face:
    def moved(
        points: np.ndarray[tuple[int, int], np.dtype[np.float32]],
    ) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        return ((points + np.array([x, y, 0], np.float32)) * np.float32(scale)).astype(np.float32)

    right, left = (type(eye)(moved(eye.contour), moved(eye.iris)) for eye in face.eyes)
    return Face(moved(face.points), (right, left), face.presence)
