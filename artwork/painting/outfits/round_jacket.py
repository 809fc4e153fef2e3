"""A collarless jacket of rough cloth over a shell top, with a string of pearls."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import skia

from painting.cloth import Cloth
from painting.outfits.cut import Cutter
from painting.outfits.jacket import FOLDS, SLEEVE
from painting.plane import Plane, curve
from painting.stack import Stack
from painting.trunk import Bare, Build

PEARL = Cloth("#F3ECE2", "satin", gloss=3.2, rough=0.2)
NECKLACE = ((446, 590), (456, 622), (476, 650), (500, 660), (524, 650), (544, 622), (554, 590))


@dataclass(frozen=True)
class RoundJacket:
    """The cloths of jacket and top."""

    cloth: Cloth
    top: Cloth
    pearls: bool = False

    def dress(self, plane: Plane, stack: Stack, bare: Bare, build: Build) -> None:
        """Lay top, sleeves, fronts, their trim, and the pearls."""
        cut = Cutter(plane, build)
        shell = plane.zeros()
        for side in (-1, 1):
            cut.side = side
            half = cut.outline((404, 560), (420, 668, 500, 674), (500, 1800), (300, 1800), (300, 640))
            shell = shell + half * (1 - shell)
        stack.lay(shell * bare.torso, self.top, 3, own_body=bare.body, seed=9)
        for side in (-1, 1):
            cut.side = side
            stack.lay(
                bare.arms[side > 0], self.cloth, 6, cut.folds(SLEEVE), own_body=bare.limbs[side > 0], seed=3 + side
            )
        for side in (1, -1):
            cut.side = side
            front = cut.outline(
                (420, 520), (412, 590), (420, 650, 462, 692), (478, 900, 472, 1800), (0, 1800), (0, 560)
            )
            stack.lay(
                front * bare.torso, self.cloth, 7, cut.folds(FOLDS[:1] + FOLDS[6:]), own_body=bare.body, seed=20 + side
            )
            edge = cut.points(
                ((414, 566), (413, 600), (426, 650), (462, 694), (474, 860), (475, 1100), (471, 1400), (469, 1780))
            )
            trim = plane.brush(edge, 13.0, 0.5)
            stack.lay(trim * front * bare.torso, self.cloth, 3.5, seed=24 + side, round_edge=2.0)
            self._lay_pocket(cut, plane, stack)
        if self.pearls:
            self._lay_pearls(plane, stack)

    def _lay_pocket(self, cut: Cutter, plane: Plane, stack: Stack) -> None:
        flap = plane.brush(cut.points(((318, 1300), (372, 1310), (430, 1308))), 22.0, 0.5)
        stack.lay(flap, self.cloth, 3.5, seed=26, round_edge=2.0)

    def _lay_pearls(self, plane: Plane, stack: Stack) -> None:
        line = curve(NECKLACE, 60)
        step = 0.0
        for before, here in itertools.pairwise(line):
            step += float(((here - before) ** 2).sum() ** 0.5)
            if step >= 9.6:
                step = 0.0
                path = skia.Path()
                path.addCircle(float(here[0]), float(here[1]), 5.0)
                away = ((plane.x - here[0]) ** 2 + (plane.y - here[1]) ** 2) / 25.0
                ball = 5.0 * (1 - away.clip(0, 1)) ** 0.5
                stack.lay(plane.inside(path), PEARL, 1.0, drape=ball, seed=90, round_edge=0.5)
