"""Where things are, in design units: 1000 wide, origin top left, y down, the face's axis at x = 500.

Forms and movements are given on one canonical face; a `Face` tells where one person has what.
Proportions by eye, 2026-11-23, after the usual canon: eyes half-way down the head, the mouth a third of the way from
nose to chin, shoulders not quite three head widths.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Point = tuple[float, float]
Area = tuple[float, float, float, float]
"""Left, top, right, bottom in design units."""

Floats = npt.NDArray[np.float32]

WIDTH = 1000
BUST, HALF_BODY = 1100, 1600
"""Heights of the two framings: to below the chest, and to the hips."""

AXIS = 500.0
PIVOT = (AXIS, 540.0)
"""What the head nods and tilts about."""

JAW_DROP = 36.0
"""How far the chin of the canonical face travels at jawOpen 1."""

HEIGHTS = (76.0, 256.0, 297.0, 366.0, 412.0, 486.0)
"""Crown, brows, eyes, base of the nose, mouth and chin of the canonical face."""

EDGE = 135.0
"""Half the width of the canonical face."""

_KEYS = ((76.0, 60.0), (297.0, 63.5), (366.0, 36.0), (412.0, 46.5), (486.0, 30.0))
"""At these heights of the canonical face: how far from the axis the feature lies that people have elsewhere."""


@dataclass(frozen=True)
class Lids:
    """Heights of one eye's lids at `PLACES` from the inner corner to the outer: open above and below, and shut."""

    upper: tuple[float, ...] = (3.8, -3.4, -9.6, -13.0, -13.7, -12.0, -8.2, -3.4)
    lower: tuple[float, ...] = (3.8, 5.8, 7.6, 8.8, 9.2, 7.7, 3.8, -3.4)
    shut: tuple[float, ...] = (3.8, 5.2, 6.4, 7.1, 7.4, 6.2, 2.6, -3.4)
    crease: float = 6.2
    """How far the fold of the upper lid lies above its edge; 0 for a lid without one."""

    hood: float = 0.0
    """How far the brow's skin hangs over the lid, in [0, 1]."""


PLACES = (-1.0, -0.82, -0.55, -0.22, 0.12, 0.46, 0.76, 1.0)


@dataclass(frozen=True)
class Face:
    """One person's proportions. The defaults are those of the canonical face."""

    outline: tuple[Point, ...]
    """Half the outline without hair, from the crown down the viewer's left side to the chin."""

    brow_y: float = 256.0
    eye_y: float = 297.0
    eye_out: float = 63.5
    eye_half: float = 31.0
    nose_y: float = 366.0
    nose_half: float = 36.0
    mouth_y: float = 412.0
    mouth_half: float = 46.5
    chin_y: float = 486.0
    edge: float = 135.0
    upper_lip: float = 13.0
    lower_lip: float = 17.5
    bow: float = 1.0
    iris: float = 13.4
    lids: Lids = Lids()

    @property
    def eye_distance(self) -> float:
        """Between the outer corners of the eyes: the unit of head shifts."""
        return 2 * (self.eye_out + self.eye_half)

    @property
    def heights(self) -> tuple[float, ...]:
        """This person's `HEIGHTS`."""
        return (HEIGHTS[0], self.brow_y, self.eye_y, self.nose_y, self.mouth_y, self.chin_y)

    @property
    def jaw_drop(self) -> float:
        """How far the chin travels at jawOpen 1."""
        return JAW_DROP * (self.chin_y - self.mouth_y) / (HEIGHTS[5] - HEIGHTS[4])

    def spot(self, x: float, y: float) -> Point:
        """Where the canonical face's point (x from the axis, y) is on this one."""
        across = _bent(np.float32(abs(x)), *self._keys(np.float32(y)), EDGE, self.edge)
        down = _mapped(np.float32(y), HEIGHTS, self.heights)
        return AXIS + float(np.copysign(across, x)), float(down)

    def canonical(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """The points of the canonical face (from the axis, height) that are at (x, y) on this one."""
        down = _mapped(y, self.heights, HEIGHTS)
        there, here = self._keys(down)
        across = _bent(np.abs(x - AXIS), here, there, self.edge, EDGE)
        return np.asarray(np.copysign(across, x - AXIS), np.float32), down

    def _keys(self, y: Floats | np.float32) -> tuple[Floats, Floats]:
        """At the canonical height `y`: distances from the axis on the canonical face, and on this one."""
        levels, theirs = zip(*_KEYS, strict=True)
        own = (60.0, self.eye_out, self.nose_half, self.mouth_half, 30.0)
        both = (np.interp(y, levels, values) for values in (theirs, own))
        canonical, person = (np.asarray(values, np.float32) for values in both)
        return canonical, person


def _mapped(values: Floats | np.float32, before: tuple[float, ...], after: tuple[float, ...]) -> Floats:
    """Piecewise linear, going on with slope 1 at both ends."""
    inside = np.interp(values, before, after)
    beyond = np.minimum(np.asarray(values) - before[0], 0) + np.maximum(np.asarray(values) - before[-1], 0)
    return np.asarray(inside + beyond, np.float32)


def _bent(away: Floats | np.float32, key: Floats, moved: Floats, edge: float, moved_edge: float) -> Floats:
    """Distances from the axis, so that `key` comes to `moved` and `edge` to `moved_edge`."""
    inner = np.asarray(away) * moved / key
    outer = moved + (np.asarray(away) - key) * (moved_edge - moved) / (edge - key)
    return np.asarray(np.where(np.asarray(away) < key, inner, outer), np.float32)
