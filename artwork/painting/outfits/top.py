"""A plain top with a V neck, for below a jacket."""

from __future__ import annotations

from dataclasses import dataclass

from painting.cloth import Cloth
from painting.outfits.cut import Cutter
from painting.plane import Plane
from painting.stack import Fold, Stack
from painting.trunk import Bare, Build

FOLDS = (
    Fold(((486, 750), (480, 830), (488, 930)), -2.6, 5, 6),
    Fold(((512, 742), (520, 840), (514, 960)), 2.6, 6, 6),
    Fold(((462, 716), (456, 800), (470, 900)), 2.4, 5, 6),
    Fold(((538, 716), (548, 810), (532, 920)), -2.6, 5, 6),
    Fold(((500, 760), (502, 850), (500, 1000)), -2.0, 4, 5),
)


@dataclass(frozen=True)
class Top:
    """`depth` is the height of the neck's point."""

    cloth: Cloth
    depth: float = 742.0

    def dress(self, plane: Plane, stack: Stack, bare: Bare, build: Build) -> None:
        """Lay the top."""
        cut = Cutter(plane, build)
        low = self.depth
        mask = plane.zeros()
        for side in (-1, 1):
            cut.side = side
            half = cut.outline((398, 560), (432, 640, 500, low), (500, 1300), (300, 1300), (300, 700))
            mask = mask + half * (1 - mask)
        stack.lay(mask * (bare.torso > 0.5), self.cloth, 3, FOLDS, own_body=bare.body, seed=9)
        for side in (-1, 1):
            cut.side = side
            stack.line(cut.points(((402, 568), (440, 648), (499, low - 9))), 1.2, 0.8)
