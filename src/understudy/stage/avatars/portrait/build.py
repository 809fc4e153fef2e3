"""From a photograph to an avatar pack."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from understudy.errors import Warning
from understudy.stage.avatars.engine import Picture, Presenter
from understudy.stage.avatars.face.landmarks import CHIN, Face
from understudy.stage.avatars.face.suitability import Suitability, examine
from understudy.stage.avatars.matte import Segmenter, cut_out, plate
from understudy.stage.avatars.pack import LONGEST_SIDE, ConsentStatement, Manifest, save_pack
from understudy.stage.picture import load_picture

MOST_EYES = 300.0
"""Pixels between the outer eye corners that a pack keeps at most: a bust in a 4K film needs some 220."""

_AROUND = (4.2, 3.4, 5.6)
"""What of the picture is kept, in eye distances from the middle of the eyes: to the sides, upwards, downwards."""

ACTIONS = ("nod", "shake", "tilt", "lean_in", "brow_raise", "smile", "look_away", "shrug")

_FULL_SIZE = 1000
"""Pixels of height from which a pack serves 4K output without looking soft."""


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
    warnings: list[Warning] | None = None,
) -> Presenter:
    """Make the photograph's person a presenter: the pack is written to `folder` (or to a .zip of that name).

    `models` holds the model files (see `models.fetch_models`). With `real_background` the whole picture is shown, the
    person moving in it; else the person is cut out. What mars the result is appended to `warnings`.
    Raises `InputError` for pictures that cannot be read or do not suit, `ResourceError` without model files.
    """
    picture = load_picture(photo)
    report = examine(picture, models)
    face = report.checked()
    picture, face = _fitted(*((picture, face) if real_background else _cropped(picture, face)))
    cut = cut_out(picture, Segmenter(models), face.eye_distance, float(face.points[CHIN, 1]))
    found = [*report.warnings, *_matte_warnings(cut.alpha, cut.certainty, cut.method)]
    if warnings is not None:
        warnings.extend(found)
    whole = np.dstack([cut.colours, cut.alpha])
    matte: dict[str, str | float] = {"method": cut.method, "certainty": round(cut.certainty, 3)}
    manifest = _described(name, title or name, licence, whole, face, report, matte, consent)
    behind = plate(picture[..., :3], cut.alpha, face.eye_distance) if real_background else None
    return save_pack(folder, manifest, whole, behind).presenter()


def _described(
    name: str,
    title: str,
    licence: str,
    picture: Picture,
    face: Face,
    report: Suitability,
    matte: dict[str, str | float],
    consent: ConsentStatement | None,
) -> Manifest:
    height, width = picture.shape[:2]
    irises = [(*eye.iris[0, :2].tolist(), eye.radius) for eye in face.eyes]
    return Manifest(
        name=name,
        title=title,
        description="A presenter made from a photograph.",
        licence=licence,
        size=(width, height),
        resolution="4K" if height >= _FULL_SIZE else "1080P",
        actions=ACTIONS,
        landmarks=tuple((round(x, 2), round(y, 2), round(z, 2)) for x, y, z in face.points.tolist()),
        irises=tuple((round(x, 2), round(y, 2), round(radius, 2)) for x, y, radius in irises),
        matte=matte,
        measures={key: round(value, 3) for key, value in report.measures.items()},
        consent=consent,
        files={},
    )


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


def _matte_warnings(alpha: Picture, certainty: float, method: str) -> list[Warning]:
    found = []
    if certainty < 0.4 and method == "network":
        hint = "use a plain background that differs from hair and clothes"
        found.append(Warning("matte_uncertain", "person and background are hard to tell apart", hint))
    if (alpha[:2] > 128).mean() > 0.05:
        hint = "use a picture with room above the head"
        found.append(Warning("head_cut", "the upper edge of the picture cuts the head", hint))
    return found
