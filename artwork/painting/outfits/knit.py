"""A knitted sweater with a ribbed neckband: round, high or V."""

from __future__ import annotations

from dataclasses import dataclass

from painting.cloth import Cloth
from painting.outfits.cut import Below, Cutter
from painting.outfits.jacket import SLEEVE
from painting.outfits.shirt import BODY
from painting.plane import Plane
from painting.stack import Stack
from painting.trunk import Bare, Build


@dataclass(frozen=True)
class Knit:
    """`neck` is the height of the neckband's lowest point; `below` is worn under it."""

    cloth: Cloth
    band: Cloth
    neck: float = 634.0
    below: Below | None = None

    def dress(self, plane: Plane, stack: Stack, bare: Bare, build: Build) -> None:
        """Lay sleeves, body and neckband."""
        if self.below is not None:
            self.below.dress(plane, stack, bare, build)
        cut = Cutter(plane, build)
        for side in (-1, 1):
            cut.side = side
            stack.lay(
                bare.arms[side > 0], self.cloth, 6, cut.folds(SLEEVE), own_body=bare.limbs[side > 0], seed=5 + side
            )
        low = self.neck
        mask, band = plane.zeros(), plane.zeros()
        for side in (-1, 1):
            cut.side = side
            half = cut.outline((420, 566), (424, low - 6, 500, low), (500, 1800), (0, 1800), (0, 500), (412, 540))
            mask = mask + half * (1 - mask)
            ring = cut.outline(
                (438, 548), (428, 580, 430, low - 22, 500, low - 16), (500, low + 7), (412, low + 1, 404, 590, 424, 562)
            )
            band = band + ring * (1 - band)
        folds = []
        for side in (-1, 1):
            cut.side = side
            folds += cut.folds(BODY)
        stack.lay(mask * bare.torso, self.cloth, 6, tuple(folds), own_body=bare.body, seed=31)
        stack.lay(band, self.band, 6, own_body=None, seed=32, round_edge=3.0)
