"""Yunling: in her thirties, East Asian, dark hair to the shoulders, navy blazer."""

from __future__ import annotations

from painting.brows import Brows
from painting.cloth import Cloth
from painting.features import Features
from painting.hairdo import Fringe, Hairdo
from painting.locks import Lock
from painting.outfits.jacket import Jacket
from painting.outfits.top import Top
from painting.person import Blush, Person
from painting.skin import Complexion
from painting.strands import Fibre
from painting.trunk import Build
from understudy.stage.avatars.drawn.people import YUNLING

LEFT = (
    (
        (549, 139), (514, 146), (468, 168), (427, 206), (399, 258), (385, 320), (379, 392), (373, 470), (382, 545),
        (414, 590),
    ),
    (
        (551, 112), (503, 114), (446, 138), (402, 188), (377, 252), (366, 323), (361, 402), (356, 482), (364, 556),
        (396, 606),
    ),
    (
        (552, 88), (492, 85), (424, 106), (379, 160), (357, 240), (349, 324), (345, 410), (341, 492), (350, 562),
        (378, 612),
    ),
    (
        (553, 58), (486, 50), (414, 72), (366, 132), (344, 226), (336, 322), (332, 412), (329, 496), (340, 562),
        (364, 604),
    ),
)  # fmt: skip
RIGHT = (
    (
        (548, 139), (570, 146), (594, 167), (609, 204), (617, 254), (619, 316), (619, 392), (625, 470), (618, 540),
        (588, 588),
    ),
    (
        (547, 112), (576, 113), (608, 140), (628, 188), (637, 250), (638, 321), (639, 402), (644, 482), (637, 550),
        (604, 604),
    ),
    (
        (546, 88), (582, 83), (621, 112), (643, 170), (652, 243), (656, 324), (657, 410), (660, 492), (652, 558),
        (622, 610),
    ),
    (
        (545, 58), (588, 52), (629, 80), (653, 140), (664, 228), (668, 322), (670, 412), (674, 496), (664, 560),
        (636, 602),
    ),
)  # fmt: skip
BEHIND = (
    ((380, 250), (350, 330), (344, 430), (338, 520), (350, 600), (382, 632)),
    ((430, 250), (410, 330), (404, 430), (400, 520), (404, 600), (420, 634)),
    ((500, 250), (500, 330), (500, 430), (500, 520), (500, 600), (500, 630)),
    ((570, 250), (590, 330), (596, 430), (600, 520), (596, 600), (580, 634)),
    ((620, 250), (650, 330), (656, 430), (662, 520), (650, 600), (618, 632)),
)  # fmt: skip

NAVY = Cloth("#2C3B5C", "twill", gloss=0.15, sheen=0.5)

PERSON = Person(
    look=YUNLING,
    features=Features(
        wings=0.86, bridge=0.86, tip=0.85, brow_ridge=0.75, sockets=0.8, hollow_cheek=0.6, fold=0.55, bags=0.45
    ),
    complexion=Complexion((0.89, 0.615, 0.47)),
    blush=Blush(),
    fibre=Fibre("#2B1D18", "#7A5240"),
    hairdo=Hairdo(
        front=(Lock(RIGHT, 5600, 12), Lock(LEFT, 7200, 11)),
        back=(Lock(BEHIND, 2600, 13, width=1.6, clumps=60),),
        fringes=(Fringe(LEFT[-1], 70, 2.2, 1), Fringe(tuple(RIGHT[-1]), 60, -2.2, 2)),
        hang=1.0,
        part=((549, 141), (549.5, 118), (550, 96), (551, 72)),
    ),
    brows=Brows(),
    build=Build(neck=59.0, raised=48.0),
    outfit=Jacket(NAVY, Cloth("#1B2438", "plain", gloss=1.5), Top(Cloth("#F4F0EA", "satin", gloss=0.35, sheen=0.2))),
    seed=7,
)
