"""Finds faces: boxes with six points each, at any size in the picture.

The detector sees 128×128 pixels, so small faces are looked for once more in overlapping tiles. Decoding follows the
published description of the short-range BlazeFace model (Bazarevsky et al., "BlazeFace", 2019): 896 anchors at the
middles of cells of 8 pixels (2 a cell) and 16 pixels (6 a cell).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from understudy.stage.avatars.face.network import Floats, Network

Picture = npt.NDArray[np.uint8]

LEAST_SCORE = 0.5
"""Below this the detector's own authors do not call it a face."""

_SAME = 0.3
"""Boxes that overlap by more (intersection over union) are the same face."""

_LARGEST = 2048
"""Pixels of the longer side that are looked at: the tiles see no more."""

_TILES = (1, 2, 4)
"""Tiles across the shorter side: a face of 1/40 of the picture is still found."""


@dataclass(frozen=True, eq=False)
class Detection:
    """A face: `box` (left, top, right, bottom), `points` (6, 2) in pixels, `score` in [0, 1].

    The points are right eye, left eye (the person's own), nose tip, mouth, right and left ear.
    """

    box: tuple[float, float, float, float]
    points: Floats
    score: float

    @property
    def size(self) -> float:
        """The longer side of the box in pixels."""
        return max(self.box[2] - self.box[0], self.box[3] - self.box[1])


class Detector:
    """The face detector."""

    def __init__(self, models: Path) -> None:
        self._network = Network(models, "face_detection_short_range.tflite")
        self._anchors = _anchors()

    def faces(self, picture: Picture, tiles: tuple[int, ...] = _TILES) -> list[Detection]:
        """Faces in `picture`, (height, width, 3 or more) RGB, best first. `tiles` are the scales to look at."""
        found = [
            face for number in tiles for window in _windows(picture, number) for face in self._look(picture, window)
        ]
        return _distinct(found)

    def _look(self, picture: Picture, window: tuple[int, int, int]) -> list[Detection]:
        left, top, side = window
        height, width = picture.shape[:2]
        part = picture[max(top, 0) : top + side, max(left, 0) : left + side, :3]
        edge = (max(-top, 0), max(top + side - height, 0), max(-left, 0), max(left + side - width, 0))
        padded = cv2.copyMakeBorder(part, *edge, cv2.BORDER_CONSTANT) if any(edge) else np.ascontiguousarray(part)
        way = cv2.INTER_AREA if side > 128 else cv2.INTER_LINEAR
        small = cv2.resize(padded, self._network.size, interpolation=way)
        outputs = self._network.run(small.astype(np.float32) / 127.5 - 1)
        raw = next(output for output in outputs if output.shape[-1] == 16)[0]
        scores = 1 / (1 + np.exp(-np.clip(next(out for out in outputs if out.shape[-1] == 1)[0, :, 0], -50, 50)))
        scale = side / 128
        faces = []
        for row in np.flatnonzero(scores >= LEAST_SCORE):
            values = raw[row].reshape(8, 2).copy()
            values[[0, 2, 3, 4, 5, 6, 7]] += self._anchors[row] * 128
            middle, (wide, high) = values[0] * scale + (left, top), values[1] * scale
            x, y, w, h = float(middle[0]), float(middle[1]), float(wide) / 2, float(high) / 2
            points = np.asarray(values[2:] * scale + (left, top), np.float32)
            faces.append(Detection((x - w, y - h, x + w, y + h), points, float(scores[row])))
        return faces


def _enlarged(face: Detection, factor: float) -> Detection:
    left, top, right, bottom = face.box
    box = (left * factor, top * factor, right * factor, bottom * factor)
    return Detection(box, face.points * np.float32(factor), face.score)


def _anchors() -> Floats:
    """Middles of the anchors, (896, 2) in [0, 1], in the order of the network's rows."""
    rows = []
    for cells, copies in ((16, 2), (8, 6)):
        middles = (np.arange(cells) + 0.5) / cells
        y, x = np.meshgrid(middles, middles, indexing="ij")
        rows.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), copies, axis=0))
    return np.concatenate(rows).astype(np.float32)


def _windows(picture: Picture, number: int) -> Iterator[tuple[int, int, int]]:
    """Squares (left, top, side) to look at: the whole picture, or overlapping tiles."""
    height, width = picture.shape[:2]
    if number == 1:
        side = max(height, width)
        yield (width - side) // 2, (height - side) // 2, side
        return
    side = min(height, width) * 3 // (2 * number)
    if side < 96:
        return
    for top in _starts(height, side):
        for left in _starts(width, side):
            yield left, top, side


def _starts(length: int, side: int) -> list[int]:
    steps = max(-(-(length - side) * 2 // side), 1)
    return sorted({round((length - side) * step / steps) for step in range(steps + 1)})


def _distinct(found: list[Detection]) -> list[Detection]:
    kept: list[Detection] = []
    for face in sorted(found, key=lambda one: -one.score):
        if all(_overlap(face.box, other.box) < _SAME for other in kept):
            kept.append(face)
    return kept


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    """Shared area over that of the smaller box: a part of a face found in a tile is the same face."""
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    return wide * high / min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
