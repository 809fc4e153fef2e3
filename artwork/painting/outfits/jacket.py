"""A jacket with lapels over whatever is worn below it."""

from __future__ import annotations

from dataclasses import dataclass

import skia

from painting.cloth import Cloth
from painting.outfits.cut import Below, Cutter
from painting.plane import Floats, Plane
from painting.stack import Fold, Stack
from painting.trunk import Bare, Build

FOLDS = (
    Fold(((262, 872), (320, 918), (400, 936), (470, 950)), -4.5, 7, 9),
    Fold(((270, 840), (330, 884), (420, 905)), 3.5, 10, 10),
    Fold(((506, 1050), (440, 1010), (370, 990), (300, 1000)), 3.0, 6, 9),
    Fold(((506, 1062), (430, 1050), (350, 1066), (286, 1110)), -4.0, 6, 8),
    Fold(((506, 1074), (440, 1100), (372, 1160), (322, 1240)), 3.2, 7, 9),
    Fold(((508, 1090), (470, 1150), (440, 1250), (420, 1360)), -3.0, 7, 10),
    Fold(((300, 1240), (340, 1262), (400, 1260)), -4.5, 6, 8),
    Fold(((296, 1282), (344, 1310), (410, 1300)), 3.5, 8, 9),
    Fold(((300, 1330), (350, 1352), (420, 1344)), -3.0, 7, 9),
    Fold(((420, 1350), (404, 1450), (398, 1600)), 3.0, 14, 14),
    Fold(((250, 700), (262, 780), (256, 850)), 4.0, 10, 10),
)
"""Of the front at the viewer's left: drags from the button, bends at the waist, the fall below the bust."""

SLEEVE = (
    Fold(((250, 850), (214, 884), (168, 892)), -5.0, 6, 6),
    Fold(((252, 880), (214, 922), (160, 938)), 4.0, 9, 8),
    Fold(((250, 930), (216, 972), (172, 990)), -4.0, 6, 7),
    Fold(((164, 760), (158, 860), (160, 960)), 4.0, 12, 10),
    Fold(((238, 1150), (204, 1172), (162, 1164)), -4.0, 6, 6),
    Fold(((150, 1190), (190, 1214), (238, 1204)), 4.5, 9, 7),
    Fold(((240, 1226), (200, 1248), (154, 1238)), -5.5, 6, 6),
    Fold(((154, 1268), (196, 1296), (240, 1286)), 4.0, 9, 8),
    Fold(((238, 1318), (204, 1340), (160, 1334)), -4.0, 6, 7),
    Fold(((172, 1350), (180, 1450), (186, 1560)), 3.5, 12, 11),
    Fold(((226, 1380), (222, 1460), (216, 1580)), -3.0, 8, 9),
)


@dataclass(frozen=True)
class Jacket:
    """The cloths of its pieces; `closes` is where the fronts meet, `buttons` how far below it they sit."""

    cloth: Cloth
    button: Cloth
    below: Below
    closes: float = 1030.0
    buttons: tuple[float, ...] = (28.0, 168.0)
    fitted: float = 1.0
    """How much it is drawn in at the waist: the depth of its folds."""

    def dress(self, plane: Plane, stack: Stack, bare: Bare, build: Build) -> None:
        """Lay what is below, sleeves, fronts, lapels and collar."""
        self.below.dress(plane, stack, bare, build)
        cut = Cutter(plane, build)
        for side in (-1, 1):
            cut.side = side
            arm, limb = bare.arms[side > 0], bare.limbs[side > 0]
            stack.lay(arm, self.cloth, 5, cut.folds(SLEEVE), own_body=limb, seed=3 + side)
        for side in (1, -1):
            cut.side = side
            self._lay_front(cut, stack, bare, side)
        self._lay_buttons(plane, stack)

    def _front(self, cut: Cutter) -> Floats:
        low = self.closes
        return cut.outline(
            (436, 548), (414, 574, 372, 592), (200, 560), (0, 600), (0, 1800), (506, 1800), (520, 1300, 520, low + 6),
            (512, low), (462, 800, 438, 600),
        )  # fmt: skip

    def _lay_front(self, cut: Cutter, stack: Stack, bare: Bare, side: int) -> None:
        mask = self._front(cut) * bare.torso
        over = 5 if side > 0 else 8
        stack.lay(mask, self.cloth, over, cut.folds(FOLDS), own_body=bare.body, seed=20 + side)
        stack.line(cut.points(((352, 940), (346, 1080), (356, 1250), (348, 1500))), 1.3, 1.6, 0.6)
        self._lay_lapel(cut, stack, side)

    def _lay_lapel(self, cut: Cutter, stack: Stack, side: int) -> None:
        low = self.closes
        lapel = cut.outline(
            (440, 598),
            (414, 636, 392, 672),
            (338, 690),
            (332, 742, 356, 800),
            (420, 930, 514, low),
            (470, 800, 440, 598),
        )
        roll = cut.drape(((446, 620), (452, 700), (478, 860), (510, low - 6)), 7.0, 16, 8)
        stack.lay(lapel, self.cloth, 7, drape=roll, own_body=None, seed=40 + side, round_edge=2.2)
        stack.line(cut.points(((342, 694), (337, 742), (361, 800), (424, 928), (506, low - 12))), 0.9, 0.8, 0.4)
        collar = cut.outline(
            (434, 544),
            (414, 574, 374, 592),
            (358, 622, 346, 662),
            (392, 676),
            (420, 636, 442, 602),
            (436, 572, 440, 552),
            (437, 546, 434, 544),
        )
        roll = cut.drape(((436, 548), (430, 580), (440, 604)), 5.0, 12, 6)
        stack.lay(collar, self.cloth, 6, drape=roll, seed=50 + side, round_edge=2.0)
        stack.line(cut.points(((352, 658), (363, 624), (378, 597))), 0.9, 0.8, 0.4)

    def _lay_buttons(self, plane: Plane, stack: Stack) -> None:
        for height in (self.closes + below for below in self.buttons):
            for radius, thick in ((12.0, 4.0), (8.0, -1.2)):
                path = skia.Path()
                path.addCircle(506, height, radius)
                stack.lay(plane.inside(path), self.button, thick, seed=60, round_edge=1.2)
            for x, y in ((503, -3), (509, -3), (503, 3), (509, 3)):
                stack.line(((x - 0.6, height + y), (x, height + y), (x + 0.6, height + y)), 2.0, 2.5, 0.4)
