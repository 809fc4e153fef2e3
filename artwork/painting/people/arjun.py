"""Arjun: in his thirties, South Asian, short beard, slate blazer over an open shirt."""

from __future__ import annotations

from painting.brows import Brows
from painting.cloth import Cloth
from painting.features import Features
from painting.growth import Growth, symmetrical
from painting.hairdo import Hairdo
from painting.outfits.jacket import Jacket
from painting.outfits.shirt import Shirt
from painting.person import Blush, Person
from painting.skin import Complexion
from painting.strands import Fibre
from painting.trunk import Build
from understudy.stage.avatars.drawn.people import ARJUN

SCALP = (
    (372, 306), (364, 262), (359, 206), (366, 148), (392, 96), (438, 68), (500, 58), (562, 64), (608, 90), (636, 146),
    (642, 206), (637, 262), (628, 306), (624, 258), (620, 212), (606, 178), (576, 154), (540, 147), (500, 146),
    (458, 148), (420, 156), (394, 180), (380, 212), (376, 258),
)  # fmt: skip
FLOW = (
    (420, 150, 0.25, -1.0, 62), (470, 146, 0.55, -1.0, 72), (520, 146, 0.75, -1.0, 76), (570, 152, 0.9, -0.8, 62),
    (404, 106, 0.2, -1.0, 28), (470, 78, 1.0, -0.1, 44), (540, 74, 1.0, 0.25, 42), (600, 104, 0.8, 0.7, 42),
    (380, 152, -0.7, -0.6, 18), (370, 186, -0.9, 0.35, 13), (367, 226, -0.03, 1.0, 13), (369, 286, 0.03, 1.0, 10),
    (630, 160, 0.25, 1.0, 22), (634, 220, 0.0, 1.0, 14), (631, 286, -0.03, 1.0, 10), (392, 184, 0.3, -1.0, 34),
    (608, 182, 0.5, -0.9, 34),
)  # fmt: skip
JAW = (
    (366, 322), (370, 372), (382, 420), (410, 460), (450, 486), (500, 498), (550, 486), (590, 460), (618, 420),
    (630, 372), (634, 322), (620, 352), (604, 392), (572, 404), (545, 398), (540, 420), (543, 436), (524, 446),
    (500, 450), (476, 446), (457, 436), (460, 420), (455, 398), (428, 404), (396, 392), (380, 352),
)  # fmt: skip
LIP = (
    (446, 417), (456, 406.5), (476, 400.5), (496, 398.25), (504, 398.25), (524, 400.5), (544, 406.5), (554, 417),
    (540, 411), (500, 406.5), (460, 411),
)  # fmt: skip
SOUL = ((490, 440), (500, 438), (510, 440), (507, 456), (500, 460), (493, 456))
DOWN = symmetrical(
    (
        (370, 340, -0.05, 1.0, 9),
        (380, 400, 0.1, 1.0, 11),
        (410, 440, 0.25, 1.0, 12),
        (450, 470, 0.15, 1.0, 13),
        (492, 480, 0.02, 1.0, 14),
        (450, 410, 0.0, 1.0, 10),
        (480, 392, -0.5, 0.8, 9),
        (460, 398, -0.6, 0.9, 10),
        (496, 446, 0, 1.0, 9),
    )
)

SLATE = Cloth("#4A5A68", "twill", gloss=0.1, sheen=0.5)
BEARD = {"width": 0.75, "curl": 0.25, "stray": 0.30, "alpha": 0.75, "points": 8}

PERSON = Person(
    look=ARJUN,
    features=Features(
        brow_ridge=1.1,
        sockets=1.05,
        bridge=1.25,
        hump=0.35,
        tip=1.1,
        wings=1.05,
        cheekbone=1.0,
        hollow_cheek=0.9,
        fold=0.9,
        bags=0.7,
        chin=1.05,
        frown_lines=0.15,
    ),
    complexion=Complexion((0.55, 0.315, 0.195), flush=(1.0, 0.84, 0.84), gloss=1.15, uneven=1.1),
    blush=Blush(cheeks=0.35, nose=0.35, chin=0.1, lids=-0.5, shade=0.22, stubble=0.55),
    fibre=Fibre("#1B1411", "#5A4234", sharpness=0.9),
    hairdo=Hairdo(
        front=(
            Growth(
                SCALP, FLOW, 11000, 41, width=0.85, lift=0.2, stray=0.10, clumps=170, gather=0.6, edge=6.0, curl=0.10
            ),
        ),
        depth=120,
        thick=12,
    ),
    brows=Brows(
        spine=((26, 262), (48, 255), (72, 250), (94, 252), (112, 262)), wide=12.5, count=1150, length=11.0, width=0.65
    ),
    build=Build(
        neck=80.0,
        shoulder=374.0,
        chest=278.0,
        waist=244.0,
        hip=262.0,
        raised=48.0,
        arm=110.0,
        bust=0.3,
        muscle=1.5,
        adam=1.0,
    ),
    outfit=Jacket(
        SLATE,
        Cloth("#23282E", "plain", gloss=1.4),
        Shirt(Cloth("#F1F3F6", "plain", pitch=1.6, rough=0.35, flecks=0.012), open=64.0),
        closes=1060.0,
        fitted=0.6,
    ),
    seed=37,
    ears=1.02,
    beard=(
        Growth(JAW, DOWN, 5200, 42, edge=12.0, ground=0.30, **BEARD),
        Growth(LIP, DOWN, 650, 43, edge=4.0, ground=0.12, **BEARD),
        Growth(SOUL, DOWN, 160, 44, edge=4.0, ground=0.2, **BEARD),
    ),
)
