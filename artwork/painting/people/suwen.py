"""Suwen: past sixty, East Asian, short silver hair, teal jacket and pearls."""

from __future__ import annotations

from painting.brows import Brows
from painting.cloth import Cloth
from painting.features import Features
from painting.hairdo import Fringe, Hairdo
from painting.locks import Lock
from painting.outfits.round_jacket import RoundJacket
from painting.person import Blush, Person
from painting.skin import Complexion
from painting.strands import Fibre
from painting.trunk import Build
from understudy.stage.avatars.drawn.people import SUWEN

LEFT = (
    ((556, 150), (520, 146), (474, 156), (430, 184), (402, 224), (388, 270), (384, 312), (388, 350), (398, 378)),
    ((557, 116), (508, 110), (452, 124), (406, 162), (378, 218), (366, 276), (362, 326), (366, 366), (380, 394)),
    ((557, 88), (498, 78), (432, 92), (382, 140), (356, 208), (346, 276), (344, 332), (350, 374), (368, 400)),
    ((556, 62), (490, 47), (416, 62), (364, 116), (338, 196), (328, 276), (328, 336), (338, 380), (358, 402)),
)  # fmt: skip
RIGHT = (
    ((554, 150), (574, 154), (594, 172), (608, 204), (616, 248), (618, 290), (616, 326), (610, 356), (600, 380)),
    ((554, 116), (584, 118), (612, 146), (630, 194), (638, 250), (640, 300), (638, 340), (632, 370), (618, 396)),
    ((555, 88), (592, 86), (630, 122), (652, 186), (660, 254), (661, 310), (656, 352), (648, 380), (630, 402)),
    ((555, 62), (600, 58), (646, 100), (670, 172), (678, 254), (677, 316), (670, 358), (660, 386), (640, 404)),
)  # fmt: skip

PERSON = Person(
    look=SUWEN,
    features=Features(
        brow_ridge=0.8,
        sockets=1.0,
        bridge=0.85,
        tip=0.95,
        wings=0.95,
        cheekbone=1.1,
        hollow_cheek=1.1,
        apple=0.9,
        fold=2.0,
        marionette=1.1,
        forehead_lines=0.45,
        frown_lines=0.3,
        crows_feet=1.1,
        bags=1.5,
        jowls=0.9,
        muzzle=1.0,
        chin=0.95,
    ),
    complexion=Complexion((0.84, 0.565, 0.425), uneven=1.5, gloss=0.75),
    blush=Blush(cheeks=0.45, nose=0.3, chin=0.2, lids=0.25, shade=0.14, spots=0.8),
    fibre=Fibre("#6A6664", "#B5B0AC", grey=0.62, grey_colour="#DAD8D6", sharpness=0.8, vary=1.4),
    hairdo=Hairdo(
        front=(
            Lock(RIGHT, 4200, 52, wave=3.2, wave_length=90, clumps=46, under=0.96),
            Lock(LEFT, 5600, 51, wave=3.6, wave_length=96, clumps=60, under=0.96),
        ),
        fringes=(Fringe(LEFT[-1], 80, 2.6, 1), Fringe(RIGHT[-1], 70, -2.6, 2)),
        thick=20.0,
        hang=0.4,
        part=((555, 152), (555, 124), (556, 100), (556, 78)),
    ),
    brows=Brows(
        spine=((30, 260), (50, 254), (71, 251), (91, 253), (107, 261)),
        wide=7.5,
        count=520,
        length=9.0,
        width=0.55,
        alpha=0.5,
    ),
    build=Build(
        neck=60.0, raised=40.0, shoulder=322.0, chest=246.0, waist=220.0, hip=262.0, bust=0.85, age=1.0, bones=0.8
    ),
    outfit=RoundJacket(
        Cloth("#1F5B62", "plain", pitch=3.2, rough=1.8, gloss=0.05, sheen=0.6),
        Cloth("#E9E2D6", "satin", gloss=0.4),
        pearls=True,
    ),
    seed=47,
)
