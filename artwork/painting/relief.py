"""A relief: how far every pixel stands out, built up from pillows, bells and strokes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import spsolve

from painting.plane import Floats, Plane, Point

BLUNT = 0.02
"""How blunt the edges of a pillow are: 0 would let them end upright."""


def pillow(plane: Plane, mask: Floats, cell: float = 4.0) -> Floats:
    """The mask blown up like a pillow, its highest point 1: the root of the membrane under even pressure.

    Solved on a grid of `cell` units.
    """
    step = max(round(cell * plane.scale), 1)
    small = np.pad(cv2.resize(mask, (mask.shape[1] // step, mask.shape[0] // step), interpolation=cv2.INTER_AREA), 1)
    rows, columns = np.nonzero(small > 0.5)
    number = np.full(small.shape, -1)
    count = len(rows)
    number[rows, columns] = np.arange(count)
    here, there, weight = [np.arange(count)], [np.arange(count)], [np.full(count, 4.0)]
    for down, across in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        next_ = number[rows + down, columns + across]
        known = next_ >= 0
        here.append(np.nonzero(known)[0])
        there.append(next_[known])
        weight.append(np.full(int(known.sum()), -1.0))
    places = (np.concatenate(here), np.concatenate(there))
    system = coo_matrix((np.concatenate(weight), places), shape=(count, count)).tocsr()
    lifted = np.zeros(small.shape)
    lifted[rows, columns] = spsolve(system, np.ones(count))
    size = (mask.shape[1], mask.shape[0])
    whole = np.maximum(
        cv2.resize(lifted[1:-1, 1:-1].astype(np.float32) * step**2, size, interpolation=cv2.INTER_CUBIC), 0
    )
    exact = _exact_at_the_edge(plane, mask, whole, small[1:-1, 1:-1] > 0.5, step)
    exact /= exact.max()
    high = np.sqrt(exact + BLUNT) - np.sqrt(BLUNT)
    return plane.blur(np.asarray(high / high.max(), np.float32), 1.2)


def _exact_at_the_edge(plane: Plane, mask: Floats, whole: Floats, inner: npt.NDArray[np.bool_], step: int) -> Floats:
    """Near the edge the membrane rises in proportion to the distance, which is known for every pixel."""
    away = cv2.distanceTransform((mask > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    low = cv2.resize(away, inner.shape[::-1], interpolation=cv2.INTER_AREA)
    lifted = cv2.resize(whole, inner.shape[::-1], interpolation=cv2.INTER_AREA)
    ratio = np.where(inner, lifted / np.maximum(low, 0.5 * step), 0).astype(np.float32)
    share = cv2.GaussianBlur(inner.astype(np.float32), (0, 0), 1.5)
    even = cv2.GaussianBlur(ratio, (0, 0), 1.5) / np.maximum(share, 1e-3)
    edge = np.exp(-((away / (3.0 * step)) ** 2))
    near = cv2.resize(even, mask.shape[::-1], interpolation=cv2.INTER_CUBIC) * away
    return np.asarray(np.maximum(near * edge + whole * (1 - edge), 0), np.float32)


def grown(plane: Plane, values: Floats, mask: Floats, far: float) -> Floats:
    """`values` inside the mask, carried outwards over `far` units so that edges have slopes and no cliffs."""
    weight = np.maximum(plane.blur(mask, far), 1e-4)
    outside = plane.blur(values * mask, far) / weight
    return np.asarray(values * mask + outside * (1 - mask), np.float32)


class Forms:
    """Bells and strokes placed on the canonical face, each on both sides of its axis.

    `u` and `v` are where each pixel lies on it; `place` brings canonical points to where the person has them.
    """

    def __init__(self, plane: Plane, u: Floats, v: Floats, place: Callable[[float, float], Point]) -> None:
        self.plane, self.u, self.v, self.place = plane, u, v, place

    def bell(self, x: float, y: float, wide: float, high: float, turn: float = 0.0, power: float = 2.0) -> Floats:
        """1 at (±x, y), fading over `wide` and `high` units; `turn` in degrees lifts the outer end when negative."""
        total = np.zeros_like(self.u)
        cosine, sine = np.cos(np.radians(turn)), np.sin(np.radians(turn))
        for side in (-1, 1) if x else (1,):
            across, down = side * self.u - x, self.v - y
            away = ((across * cosine + down * sine) / wide) ** 2 + ((down * cosine - across * sine) / high) ** 2
            total += np.exp(-(away ** (power / 2)))
        return total

    def cap(self, x: float, y: float, wide: float, high: float) -> Floats:
        """Half a ball of height 1 over the ellipse around (±x, y)."""
        away = ((np.abs(self.u) - x) / wide) ** 2 + ((self.v - y) / high) ** 2
        return np.asarray(np.sqrt(np.clip(1 - away, 0, 1)), np.float32)

    def groove(self, spine: Sequence[Point], width: float, soft: float, sides: Sequence[int] = (-1, 1)) -> Floats:
        """A soft stroke along `spine` (x from the axis), thin at both ends, 1 where it is strongest."""
        total = self.plane.zeros()
        for side in sides:
            there = [self.place(side * x, y) for x, y in spine]
            total += self.plane.brush(there, [0.1 * width, 0.8 * width, width, 0.8 * width, 0.1 * width], soft)
        return np.asarray(total / max(float(total.max()), 1e-6), np.float32)
