"""The measures of one face: where its parts are, in the face's own axes and units.

Local coordinates: origin in the middle between the outer eye corners, u to the viewer's right along the eye line, v
down, one unit the distance of the outer eye corners. "Left" is the person's own left, u > 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from understudy.stage.avatars.face import landmarks as at

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

REACH = 1.3
"""Tables over u run from -REACH to REACH."""

STEPS = 1301
"""Entries of a table over u: 0.002 units apart, half a pixel in a large face."""

ACROSS = np.linspace(-REACH, REACH, STEPS)


@dataclass(frozen=True, eq=False)
class Iris:
    """Middle (u, v) and radius of an iris."""

    u: float
    v: float
    radius: float


@dataclass(frozen=True, eq=False)
class Anatomy:
    """A face in pixels of the picture it is drawn from: `points` (468, 3) and the irises (2, 3): x, y, radius."""

    points: Floats
    irises: Floats

    def scaled(self, scale: float, shift: tuple[float, float] = (0.0, 0.0)) -> Anatomy:
        """The same face in a picture of another size."""
        points, irises = self.points * scale, self.irises * scale
        points[:, :2] += shift
        irises[:, :2] += shift
        return Anatomy(points.astype(np.float32), irises.astype(np.float32))

    @cached_property
    def unit(self) -> float:
        """Pixels between the outer eye corners."""
        return float(np.linalg.norm(self.points[263, :2] - self.points[33, :2]))

    @cached_property
    def origin(self) -> Doubles:
        """The middle between the outer eye corners, in pixels."""
        return (self.points[33, :2].astype(np.float64) + self.points[263, :2]) / 2

    @cached_property
    def axes(self) -> Doubles:
        """Rows: the unit vectors of u and v in the picture."""
        right = (self.points[263, :2] - self.points[33, :2]).astype(np.float64) / self.unit
        return np.array([right, (-right[1], right[0])])

    @cached_property
    def local(self) -> Doubles:
        """All points in local coordinates, (468, 2)."""
        return self.to_local(self.points[:, :2])

    @cached_property
    def local_irises(self) -> tuple[Iris, Iris]:
        """The person's right and left iris."""
        middles = self.to_local(self.irises[:, :2])
        right, left = (
            Iris(float(u), float(v), float(radius) / self.unit)
            for (u, v), radius in zip(middles, self.irises[:, 2], strict=True)
        )
        return right, left

    def to_local(self, pixels: npt.ArrayLike) -> Doubles:
        """Pixel positions (…, 2) in local coordinates."""
        return np.asarray((np.asarray(pixels, np.float64) - self.origin) @ self.axes.T / self.unit)

    def to_pixels(self, local: npt.ArrayLike) -> Doubles:
        """Local positions (…, 2) in pixels."""
        return np.asarray(np.asarray(local, np.float64) @ self.axes * self.unit + self.origin)

    @cached_property
    def mouth(self) -> Mouth:
        """The lips."""
        return Mouth(self.local)

    @cached_property
    def lids(self) -> tuple[Lids, Lids]:
        """The person's right and left eye."""
        return Lids(self.local, 0), Lids(self.local, 1)


class Mouth:
    """The lips as tables over u (see `ACROSS`): heights v of their contours, and of what lies above and below.

    `nose` is where the upper lip's movement ends, `upper`, `inner_upper`, `inner_lower`, `lower` the lips' edges,
    `chin` the jaw's lower edge and `neck` where its movement ends. Inner edges meet beyond the corners.
    """

    def __init__(self, local: Doubles) -> None:
        corners = local[[78, 308]]
        self.left, self.right = float(corners[0, 0]), float(corners[1, 0])
        self.middle, self.half = (self.left + self.right) / 2, max((self.right - self.left) / 2, 0.05)
        outer_left, outer_right = local[61], local[291]
        ends = np.array([outer_left, outer_right])
        inner_upper = np.vstack([ends[:1], local[list(at.UPPER_INNER)], ends[1:]])
        inner_lower = np.vstack([ends[:1], local[list(at.LOWER_INNER)], ends[1:]])
        self.inner_upper = smooth_table(inner_upper, 0.006)
        self.inner_lower = np.maximum(smooth_table(inner_lower, 0.006), self.inner_upper)
        self.share = np.clip(1 - ((ACROSS - self.middle) / self.half) ** 2, 0, 1)
        over = np.clip(0.5 + 0.8 * (ACROSS - self.middle) / self.half, 0, 1)
        self.leftwards = over * over * (3 - 2 * over)
        """0 at the person's right corner of the mouth, 1 at the left one."""
        outside = self.share <= 0
        line = (self.inner_upper + self.inner_lower) / 2
        self.inner_upper = np.where(outside, line, self.inner_upper)
        self.inner_lower = np.where(outside, line, self.inner_lower)
        self.open = float((self.inner_lower - self.inner_upper).max())
        """How far the lips are apart in the picture, in eye distances."""
        self.parted = parted = float(np.clip((self.open - _TOUCHING) / _TOUCHING, 0, 1))
        """0 where lips touch in the picture, whose line is then between them; 1 where what is between is taken out."""
        middle = (self.inner_upper + self.inner_lower) / 2
        self.inner_upper = middle + (self.inner_upper - middle) * parted
        self.inner_lower = middle + (self.inner_lower - middle) * parted
        edge = _CLEAR * parted * float(np.clip(self.open / 0.05, 0, 1)) * np.clip(self.share * 6, 0, 1)
        self.inner_upper, self.inner_lower = self.inner_upper - edge, self.inner_lower + 1.5 * edge
        self.upper = np.minimum(smooth_table(local[list(at.UPPER_OUTER)], 0.006), self.inner_upper - edge)
        self.lower = np.maximum(smooth_table(local[list(at.LOWER_OUTER)], 0.006), self.inner_lower + edge)
        base = float(local[at.NOSE_BASE, 1])
        self.nose = np.minimum(base + 0.01, self.upper - 0.03)
        chin = float(local[at.CHIN, 1])
        self.depth = max(chin - float(line[STEPS // 2]), 0.2)
        jaw = chin - 0.32 * (ACROSS - float(local[at.CHIN, 0])) ** 2
        self.chin = np.maximum(jaw, self.lower + 0.12)
        self.neck = self.chin + 0.95
        self.gap = self.inner_lower - self.inner_upper
        column = int(np.argmin(np.abs(ACROSS - self.middle)))
        self.line = float(self.inner_upper[column] + MEETING * self.gap[column])
        """Height at which the lips meet in the middle of the mouth."""
        self.smiling = float(np.clip((self.open - 0.02) / 0.05, 0, 1))
        """1 when the picture shows an open smile, which is relaxed before anything is said."""
        self.tighten = self.smiling * float(np.clip(self.half - 0.25, 0, 0.08)) * 1.1
        """How far each corner moves inwards for that, in eye distances."""


MEETING = 0.3
"""Where lips that the picture shows open meet: so far down from the upper one. The lower lip does most of the way."""

_TOUCHING = 0.016
"""Lips whose landmarks are no farther apart (in eye distances) touch in the picture; between them is their line."""

_CLEAR = 0.018
"""Lips that the picture shows open are cut so far from the teeth: the landmarks lie a little inside (by eye)."""


_LID_CLEAR = (0.004, 0.012)
"""The lids' edges are taken so far outside the landmarks, so that no white of the eye sticks to a lid (by eye)."""


class Lids:
    """One eye as tables over u: heights of both lids' edges, of the brow above and the cheek below; `t` in [-1, 1]
    runs from corner to corner."""

    def __init__(self, local: Doubles, side: int) -> None:
        corners = local[list((at.RIGHT_EYE, at.LEFT_EYE)[side])]
        self.left, self.right = float(corners[0, 0]), float(corners[1, 0])
        self.middle, self.half = (self.left + self.right) / 2, (self.right - self.left) / 2
        self.upper = smooth_table(local[list(at.UPPER_LIDS[side])], 0.004)
        self.lower = np.maximum(smooth_table(local[list(at.LOWER_LIDS[side])], 0.004), self.upper)
        t = (ACROSS - self.middle) / self.half
        bulge = np.clip(1 - t * t, 0, 1)
        self.upper, self.lower = self.upper - _LID_CLEAR[0] * bulge, self.lower + _LID_CLEAR[1] * bulge
        self.inside = np.abs(t) <= 1
        self.fade = np.clip((1.6 - np.abs(t)) / 0.6, 0, 1)
        brow = smooth_table(local[list(at.BROWS_LOW[side])], 0.03)
        self.brow = np.minimum(brow, self.upper - 0.05)
        self.opening = self.lower - self.upper
        self.height = float(self.opening.max())
        self.cheek = self.lower + max(0.16, 1.2 * self.height)


def columns_at(u: Floats) -> npt.NDArray[np.intp]:
    """The entries of tables over u that are nearest to each `u`."""
    scaled = (u + REACH) * ((STEPS - 1) / (2 * REACH)) + 0.5
    return np.asarray(np.minimum(np.maximum(scaled, 0), STEPS - 1), np.intp)


def smooth_table(contour: Doubles, sigma: float) -> Doubles:
    """A contour (points, 2) from left to right as heights over `ACROSS`, level beyond its ends, corners rounded."""
    order = np.argsort(contour[:, 0], kind="stable")
    u, v = contour[order].T
    table = np.interp(ACROSS, u, v)
    if sigma:
        width = sigma * STEPS / (2 * REACH)
        table = cv2.GaussianBlur(table[None].astype(np.float64), (0, 0), width, borderType=cv2.BORDER_REPLICATE)[0]
    return np.asarray(table, np.float64)
