"""The painted parts of every presenter, as `artwork/` saved them: pictures, and how each place of the head moves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import skia

from understudy.stage.avatars.drawn.anatomy import Area, Floats
from understudy.stage.avatars.drawn.warp import Bytes, Sheet

FOLDER = Path(__file__).parent / "sheets"
PAINTED = 2.0
"""Pixels per design unit of the saved pictures: a bust of 2,200 pixels, so that 4K is sharp."""

TRUNK: Area = (38.0, 240.0, 962.0, 1640.0)
"""With the hair behind the neck, which reaches up behind the face."""

GLASSES: Area = (352.0, 252.0, 652.0, 372.0)
"""Where glasses lie on the head; their field's nodes lie on those of the head."""

DEEPEST = 255.0
"""Design units for the brightest level of a saved depth."""


@dataclass(frozen=True)
class Motion:
    """How each node of the head's grid moves, (rows, nodes): how far it stands out before the head's axis (units);
    how much of it is hair, ears or glasses and knows no expression; how much of it hangs and follows late."""

    depth: Floats
    rigid: Floats
    hang: Floats


def sheet(name: str, part: str, area: Area, scale: float, bottom: float | None = None) -> Sheet:
    """The painted `part` of a person at `scale` pixels per unit; below `bottom` (units) it is left out."""
    left, top, right, low = area
    high = low if bottom is None else min(low, bottom)
    picture = _decoded(FOLDER / name / f"{part}.webp")[: round((high - top) * PAINTED)]
    size = (max(round((right - left) * scale), 1), max(round((high - top) * scale), 1))
    way = cv2.INTER_AREA if scale < PAINTED else cv2.INTER_CUBIC
    fitted = picture if picture.shape[1::-1] == size else cv2.resize(picture, size, interpolation=way)
    if way == cv2.INTER_CUBIC:
        np.minimum(fitted, fitted[..., 3:], out=fitted)
    return Sheet((left, top, right, high), scale, np.ascontiguousarray(fitted, np.uint8))


def motion(name: str) -> Motion:
    """How the head of a person moves."""
    shares = _decoded(FOLDER / name / "head-motion.png").astype(np.float32) / np.float32(255)
    return Motion(shares[..., 0] * np.float32(DEEPEST), shares[..., 1], shares[..., 2])


def _decoded(file: Path) -> Bytes:
    """The picture in a file: (height, width, 4) premultiplied RGBA."""
    image = skia.Image.MakeFromEncoded(skia.Data.MakeFromFileName(str(file)))
    picture: Bytes = np.empty((image.height(), image.width(), 4), np.uint8)
    info = skia.ImageInfo.Make(image.width(), image.height(), skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    image.readPixels(info, picture, picture.strides[0], 0, 0)
    return picture
