"""The points of a face: 468 on the skin, with depth, and the outline and iris of each eye.

Indices are those of the MediaPipe face mesh (Kartynnik et al., "Real-time facial surface geometry", 2019; Ablavatski
et al., "Real-time pupil tracking", 2020).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from understudy.stage.avatars.face.detect import Detection, Picture
from understudy.stage.avatars.face.network import Floats, Network

Doubles = npt.NDArray[np.float64]

RIGHT_EYE, LEFT_EYE = (33, 133), (362, 263)
"""Corners of the person's own right and left eye, from the viewer's left to right."""

CHIN, BROW, NOSE_TIP, NOSE_BASE = 152, 10, 4, 2

UPPER_OUTER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
LOWER_OUTER = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291)
UPPER_INNER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
LOWER_INNER = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
"""Contours of the lips from the viewer's left corner to the right one."""

UPPER_LIDS = ((33, 246, 161, 160, 159, 158, 157, 173, 133), (362, 398, 384, 385, 386, 387, 388, 466, 263))
LOWER_LIDS = ((33, 7, 163, 144, 145, 153, 154, 155, 133), (362, 382, 381, 380, 374, 373, 390, 249, 263))
"""Edges of the lids from the viewer's left to right: first the person's right eye, then the left one."""

BROWS_LOW = ((46, 53, 52, 65, 55), (285, 295, 282, 283, 276))
"""Lower edges of the brows, from the viewer's left to right."""

OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
"""The face's outline, clockwise as seen from the brow's middle."""

_FACE_SCALE, _EYE_SCALE = 1.5, 2.3
"""Size of the models' windows over that of what they look at, as the models were trained."""


@dataclass(frozen=True, eq=False)
class Eye:
    """An eye in pixels: `contour` (71, 3), `iris` (5, 3): middle, then right, top, left and bottom of the iris."""

    contour: Floats
    iris: Floats

    @property
    def radius(self) -> float:
        """Radius of the iris in pixels."""
        return float(np.linalg.norm(self.iris[1:, :2] - self.iris[0, :2], axis=1).mean())


@dataclass(frozen=True, eq=False)
class Face:
    """A face in pixels of its picture: `points` (468, 3) with depth growing away from the viewer, and both eyes.

    `presence` tells faces from what only looks like one: 13 to 31 for people, masks and cartoons, at most 8 for the
    rest.
    """

    points: Floats
    eyes: tuple[Eye, Eye]
    presence: float

    @property
    def eye_distance(self) -> float:
        """Pixels between the outer corners of the eyes: our unit of length in a face."""
        return float(np.linalg.norm(self.points[263, :2] - self.points[33, :2]))


class Landmarker:
    """The landmark and iris models."""

    def __init__(self, models: Path) -> None:
        self._mesh = Network(models, "face_landmark.tflite")
        self._iris = Network(models, "iris_landmark.tflite")

    def face(self, picture: Picture, found: Detection) -> Face:
        """The face at a detection; `picture` is (height, width, 3 or more) RGB."""
        points, presence = self.points(picture, found)
        right, left = self._eye(picture, points, RIGHT_EYE, False), self._eye(picture, points, LEFT_EYE, True)
        return Face(points, (right, left), presence)

    def points(self, picture: Picture, found: Detection) -> tuple[Floats, float]:
        """The points (468, 3) of the face at a detection, and its presence: `face` without looking at the eyes."""
        middle = ((found.box[0] + found.box[2]) / 2, (found.box[1] + found.box[3]) / 2)
        points, _ = self._points(picture, middle, found.size * _FACE_SCALE, _angle(found.points[0], found.points[1]))
        return self.near(picture, points)

    def near(self, picture: Picture, points: Floats) -> tuple[Floats, float]:
        """The face's points near `points` (468, 3), those of the frame before or of a first look, and its presence."""
        low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
        side = float((high - low).max()) * _FACE_SCALE
        (x, y) = (low + high) / 2
        return self._points(picture, (float(x), float(y)), side, _angle(points[33], points[263]))

    def _points(self, picture: Picture, middle: tuple[float, float], side: float, angle: float) -> tuple[Floats, float]:
        matrix = _window(middle, side, angle, self._mesh.size[0])
        outputs = self._mesh.run(_cut(picture, matrix, self._mesh.size))
        local = next(out for out in outputs if out.size == 1404).reshape(468, 3)
        presence = float(next(out for out in outputs if out.size == 1).ravel()[0])
        return _placed(local, matrix, side / self._mesh.size[0]), presence

    def _eye(self, picture: Picture, points: Floats, corners: tuple[int, int], mirrored: bool) -> Eye:
        """One eye. The model knows only one side: the other is shown to it as in a mirror."""
        first, last = points[corners[0], :2], points[corners[1], :2]
        side = float(np.linalg.norm(last - first)) * _EYE_SCALE
        middle = (first + last) / 2
        matrix = _window((float(middle[0]), float(middle[1])), side, _angle(first, last), self._iris.size[0])
        shown = _cut(picture, matrix, self._iris.size)
        outputs = self._iris.run(shown[:, ::-1] if mirrored else shown)
        contour, iris = (next(out for out in outputs if out.size == size).reshape(-1, 3) for size in (213, 15))
        if mirrored:
            contour, iris = (values * (-1, 1, 1) + (self._iris.size[0], 0, 0) for values in (contour, iris))
            iris = iris[[0, 3, 2, 1, 4]]
        scale = side / self._iris.size[0]
        return Eye(_placed(contour, matrix, scale), _placed(iris, matrix, scale))


def _angle(first: Floats, last: Floats) -> float:
    """Radians by which the line from `first` to `last` is turned clockwise as seen."""
    return math.atan2(float(last[1] - first[1]), float(last[0] - first[0]))


def _window(middle: tuple[float, float], side: float, angle: float, pixels: int) -> Doubles:
    """The 2×3 matrix from window pixels to picture pixels (both with whole numbers at pixel corners)."""
    scale = side / pixels
    cosine, sine = math.cos(angle) * scale, math.sin(angle) * scale
    half = pixels / 2
    x, y = middle
    return np.array(
        [[cosine, -sine, x - half * (cosine - sine)], [sine, cosine, y - half * (sine + cosine)]], np.float64
    )


def _cut(picture: Picture, matrix: Doubles, size: tuple[int, int]) -> Floats:
    """What the window sees, RGB in [0, 1]. Large windows are averaged first, so that fine detail does not alias."""
    shrink = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    if shrink > 2:
        factor = max(int(shrink), 1)
        big = (size[0] * factor, size[1] * factor)
        fine = matrix.copy()
        fine[:, :2] /= factor
        return np.asarray(cv2.resize(_cut(picture, fine, big), size, interpolation=cv2.INTER_AREA))
    centred = matrix.copy()
    centred[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpAffine(picture[..., :3], centred, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.float32) / np.float32(255)


def _placed(local: Floats, matrix: Doubles, scale: float) -> Floats:
    """Window coordinates as picture coordinates; depth in picture pixels."""
    placed = np.empty((len(local), 3), np.float32)
    placed[:, :2] = local[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    placed[:, 2] = local[:, 2] * scale
    return placed
