"""What lies on what: skin at the bottom, then cloth, piece by piece, as one relief with one colour for each pixel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from painting.cloth import Cloth
from painting.light import FILL, KEY, RIM, Lit, gleam, normals, to_display
from painting.plane import Floats, Plane


@dataclass(frozen=True)
class Fold:
    """A ridge (`height` > 0) or a crease (< 0) along `spine`, `width` wide, its sides `soft`; given in design units."""

    spine: tuple[tuple[float, float], ...]
    height: float
    width: float = 4.0
    soft: float = 6.0


class Stack:
    """Pieces of cloth over a relief. Nothing is lit before all of them lie."""

    def __init__(self, plane: Plane, relief: Floats) -> None:
        self.plane = plane
        self.relief = relief.copy()
        self.ground = relief.copy()
        self.colour = np.zeros((*plane.shape, 3), np.float32)
        self.covered = plane.zeros()
        self.gloss, self.sheen, self.weave = plane.zeros(), plane.zeros(), plane.zeros()

    def lay(
        self,
        mask: Floats,
        cloth: Cloth,
        thick: float = 4.0,
        folds: tuple[Fold, ...] = (),
        drape: Floats | None = None,
        own_body: Floats | None = None,
        seed: int = 0,
        round_edge: float = 1.6,
    ) -> None:
        """One piece: `thick` above what it lies on (or above `own_body`), bent by `folds` and by `drape` (a relief).

        Cloth does not follow every step below it: it lies on a softened relief.
        """
        if not mask.any():
            return
        plane, place = self.plane.part(mask, 24.0)
        mask = mask[place]
        below = plane.blur(self.relief[place], 5.0) if own_body is None else own_body[place]
        high = below + thick
        for fold in folds:
            high = high + fold.height * plane.brush(fold.spine, _spindle(fold.width), fold.soft) * _gain(fold)
        if drape is not None:
            high = high + drape[place]
        high = high - thick * np.clip(1 - plane.blur(mask, round_edge), 0, 0.5) * (mask > 0.02)
        tone, weave = cloth.woven(plane, seed)
        for values, own in (
            (self.relief, high), (self.gloss, cloth.gloss), (self.sheen, cloth.sheen), (self.weave, weave),
        ):  # fmt: skip
            values[place] = values[place] * (1 - mask) + own * mask
        self.colour[place] = self.colour[place] * (1 - mask[..., None]) + tone * mask[..., None]
        self.covered[place] = np.maximum(self.covered[place], mask)

    def line(self, spine: tuple[tuple[float, float], ...], width: float, depth: float, soft: float = 0.5) -> None:
        """A seam or a stitched edge: a fine groove in what lies there."""
        xs, ys = zip(*spine, strict=True)
        near = (self.plane.x > min(xs) - 9) & (self.plane.x < max(xs) + 9)
        near &= (self.plane.y > min(ys) - 9) & (self.plane.y < max(ys) + 9)
        plane, place = self.plane.part(near.astype(np.float32), 4.0)
        mark = plane.brush(spine, width, soft)
        self.relief[place] -= depth * mark
        self.colour[place] *= (1 - 0.35 * np.clip(mark, 0, 1))[..., None]

    def painted(self, lit: Lit) -> Floats:
        """The cloth as sRGB (h, w, 3) under the lamps."""
        plane = self.plane
        rough = normals(plane, self.relief + self.weave)
        fine = np.clip(1 + 1.6 * ((rough - lit.normal) @ (KEY + 0.3 * FILL)), 0.4, 1.6)
        linear = self.colour * lit.energy * fine[..., None]
        sun = 0.2 + 0.8 * lit.sun
        shine = (0.06 * gleam(rough, KEY, 14) + 0.10 * gleam(rough, KEY, 50)) * sun + 0.02 * gleam(rough, FILL, 16)
        linear += (self.gloss * shine * lit.hollow)[..., None]
        edge = (1 - np.clip(lit.normal[..., 2], 0, 1)) ** 2.2
        fuzz = (
            self.sheen
            * edge
            * (0.35 * np.clip(lit.normal @ KEY + 0.4, 0, 1) * sun + 0.6 * np.clip(lit.normal @ RIM, 0, 1))
        )
        linear += fuzz[..., None] * (0.3 * self.colour + 0.06) * lit.hollow[..., None]
        return to_display(linear)


def _spindle(width: float) -> list[float]:
    return [0.1 * width, 0.7 * width, width, 0.8 * width, 0.1 * width]


def _gain(fold: Fold) -> float:
    """A blurred stroke is lower than it was drawn: this brings it back."""
    return float(max(1.0, 1.6 * fold.soft / max(fold.width, 0.5)))
