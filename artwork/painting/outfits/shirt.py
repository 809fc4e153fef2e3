"""A shirt with a collar: with a tie, open at the neck, or below a jacket."""

from __future__ import annotations

from dataclasses import dataclass

import skia

from painting.cloth import Cloth
from painting.outfits.cut import Cutter
from painting.outfits.jacket import SLEEVE
from painting.plane import Plane
from painting.stack import Fold, Stack
from painting.trunk import Bare, Build

BODY = (
    Fold(((300, 760), (340, 880), (350, 1000)), 3.0, 10, 12),
    Fold(((256, 880), (330, 940), (430, 990)), -3.2, 6, 9),
    Fold(((262, 930), (340, 1010), (420, 1080)), 3.0, 8, 10),
    Fold(((400, 700), (412, 820), (404, 960)), -2.4, 6, 9),
    Fold(((440, 720), (452, 860), (446, 1040)), 2.4, 7, 9),
    Fold(((290, 1130), (360, 1180), (450, 1200)), -3.0, 6, 9),
    Fold(((292, 1200), (360, 1262), (462, 1290)), 3.2, 8, 10),
    Fold(((300, 1290), (380, 1330), (470, 1380)), -3.2, 6, 9),
    Fold(((420, 1240), (410, 1380), (420, 1560)), 3.0, 12, 13),
    Fold(((340, 1330), (330, 1450), (336, 1600)), -2.6, 9, 11),
)


BUTTON = Cloth("#E9E6E0", "plain", gloss=1.0)


@dataclass(frozen=True)
class Tie:
    """A tie of one cloth."""

    cloth: Cloth


@dataclass(frozen=True)
class Shirt:
    """`open` is how far the neck is open below the collar (units); `sleeves` when nothing is worn over it."""

    cloth: Cloth
    open: float = 0.0
    tie: Tie | None = None
    sleeves: bool = False
    button: Cloth = BUTTON

    def dress(self, plane: Plane, stack: Stack, bare: Bare, build: Build) -> None:
        """Lay body, sleeves, tie and collar."""
        cut = Cutter(plane, build)
        for side in (-1, 1):
            cut.side = side
            if self.sleeves:
                stack.lay(
                    bare.arms[side > 0], self.cloth, 3, cut.folds(SLEEVE), own_body=bare.limbs[side > 0], seed=5 + side
                )
        for side in (1, -1):
            cut.side = side
            self._lay_front(cut, stack, bare, side)
        self._lay_placket(plane, stack)
        if self.tie is not None:
            self._lay_tie(plane, stack, bare)
        for side in (1, -1):
            cut.side = side
            self._lay_collar(cut, stack, side)

    def _lay_front(self, cut: Cutter, stack: Stack, bare: Bare, side: int) -> None:
        low = 604 + self.open
        opening = 496 if not self.open else 490
        mask = cut.outline(
            (424, 520),
            (424, 570),
            (440, 0.5 * (596 + low)),
            (opening, low),
            (506 + (side < 0) * 8, low + 10),
            (510, 1800),
            (0, 1800),
            (0, 560),
        )
        stack.lay(mask * bare.torso, self.cloth, 3 + (side < 0), cut.folds(BODY), own_body=bare.body, seed=30 + side)
        yoke = cut.points(((196, 664), (300, 672), (400, 654)))
        if self.sleeves:
            stack.line(yoke, 1.0, 0.8, 0.5)

    def _lay_placket(self, plane: Plane, stack: Stack) -> None:
        top = 612 + self.open
        for x in (484, 517):
            stack.line(((x, top), (x, 1100), (x, 1790)), 0.9, 0.7, 0.4)
        for height in range(round(top) + 44, 1700, 104):
            path = skia.Path()
            path.addCircle(500, height, 6.2)
            stack.lay(plane.inside(path), self.button, 2.0, seed=60, round_edge=0.8)
            for x in (498, 502):
                stack.line(((x - 0.4, height), (x, height), (x + 0.4, height)), 1.4, 1.5, 0.3)

    def _lay_collar(self, cut: Cutter, stack: Stack, side: int) -> None:
        spread = 0.34 * self.open
        tip = (438 - 0.2 * spread, 656 + 0.35 * spread)
        inner = (497 - 0.75 * spread, 604 + 0.55 * spread)
        leaf = cut.outline(
            (431, 546),
            (416, 566, 404, 584),
            (410, 620, *tip),
            (tip[0] + 30, tip[1] - 14, *inner),
            (458, 590, 441, 560),
            (436, 548, 431, 546),
        )
        roll = cut.drape(((430, 548), (440, 568), (470, 594)), 5.0, 9, 4)
        stack.lay(leaf, self.cloth, 5, drape=roll, seed=70 + side, round_edge=1.4)
        stack.line(cut.points(((411, 592), (418, 624), (tip[0] + 1, tip[1] - 6))), 0.7, 0.6, 0.35)
        stack.line(
            cut.points(((tip[0] + 3, tip[1] - 5), (tip[0] + 30, tip[1] - 20), (inner[0] - 6, inner[1] - 1))),
            0.7,
            0.6,
            0.35,
        )

    def _lay_tie(self, plane: Plane, stack: Stack, bare: Bare) -> None:
        assert self.tie is not None
        blade = skia.Path()
        blade.moveTo(486, 648)
        blade.cubicTo(482, 760, 464, 900, 456, 1010)
        blade.lineTo(450, 1330)
        blade.lineTo(500, 1390)
        blade.lineTo(550, 1330)
        blade.lineTo(544, 1010)
        blade.cubicTo(536, 900, 518, 760, 514, 648)
        blade.close()
        folds = (
            Fold(((500, 656), (502, 700), (506, 780)), -3.0, 5, 5),
            Fold(((490, 660), (486, 740), (480, 860)), 2.0, 8, 8),
        )
        stack.lay(plane.inside(blade), self.tie.cloth, 6, folds, own_body=bare.body + 4, seed=80, round_edge=2.4)
        knot = skia.Path()
        knot.moveTo(474, 598)
        knot.quadTo(500, 592, 526, 598)
        knot.quadTo(524, 630, 514, 656)
        knot.quadTo(500, 661, 486, 656)
        knot.quadTo(476, 630, 474, 598)
        knot.close()
        rolls = (
            Fold(((484, 604), (494, 630), (508, 655)), 2.0, 8, 5),
            Fold(((516, 600), (514, 624), (508, 650)), -2.2, 4, 4),
        )
        stack.lay(plane.inside(knot), self.tie.cloth, 10, rolls, own_body=bare.body + 8, seed=81, round_edge=3.2)
