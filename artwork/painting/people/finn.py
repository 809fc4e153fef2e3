"""Finn: in his twenties, Irish, freckles, copper hair, a sweater over a shirt."""

from __future__ import annotations

from painting.brows import Brows
from painting.cloth import Cloth
from painting.features import Features
from painting.growth import Growth
from painting.hairdo import Hairdo
from painting.outfits.knit import Knit
from painting.outfits.shirt import Shirt
from painting.person import Blush, Person
from painting.skin import Complexion
from painting.strands import Fibre
from painting.trunk import Build
from understudy.stage.avatars.drawn.people import FINN

SCALP = (
    (374, 304), (364, 262), (358, 204), (364, 146), (388, 92), (436, 68), (500, 60), (564, 67), (612, 88), (638, 146),
    (643, 206), (637, 262), (626, 304), (622, 258), (617, 216), (604, 186), (576, 168), (538, 160), (500, 160),
    (462, 162), (424, 168), (396, 188), (382, 216), (378, 258),
)  # fmt: skip
FLOW = (
    (430, 162, -0.1, -1.0, 46), (470, 160, 0.35, -1.0, 54), (520, 158, 0.75, -0.85, 60), (570, 166, 1.0, -0.35, 50),
    (404, 108, 0.15, -1.0, 26), (460, 80, 0.95, -0.28, 36), (530, 70, 1.0, 0.08, 36), (596, 96, 0.9, 0.6, 34),
    (380, 152, -0.75, -0.55, 18), (370, 186, -0.9, 0.35, 14), (366, 226, -0.05, 1.0, 15), (369, 284, 0.03, 1.0, 11),
    (628, 156, 0.3, 1.0, 24), (636, 220, 0.0, 1.0, 17), (631, 284, -0.03, 1.0, 11), (500, 120, 0.6, -0.8, 54),
    (440, 120, 0.3, -0.95, 50), (396, 190, 0.0, -1.0, 30), (606, 190, 0.4, -0.9, 30),
)  # fmt: skip

PERSON = Person(
    look=FINN,
    features=Features(
        brow_ridge=0.95,
        sockets=0.9,
        bridge=1.0,
        tip=0.95,
        wings=0.92,
        cheekbone=0.8,
        hollow_cheek=0.7,
        apple=1.0,
        fold=0.5,
        bags=0.4,
        chin=1.0,
        cleft=0.4,
    ),
    complexion=Complexion((0.91, 0.62, 0.485), uneven=1.6, gloss=0.9),
    blush=Blush(cheeks=0.85, nose=0.7, chin=0.35, lids=0.4, shade=0.08, freckles=0.62, stubble=0.10),
    fibre=Fibre("#8A4A22", "#C98A55", vary=1.3),
    hairdo=Hairdo(
        front=(
            Growth(
                SCALP, FLOW, 10500, 61, width=0.85, lift=0.2, stray=0.13, clumps=190, gather=0.6, edge=6.0, curl=0.28
            ),
        ),
        depth=120,
        thick=14,
    ),
    brows=Brows(wide=10.0, count=760, length=10.0, width=0.6, alpha=0.5),
    build=Build(
        neck=74.0,
        shoulder=360.0,
        chest=262.0,
        waist=238.0,
        hip=244.0,
        raised=40.0,
        arm=102.0,
        bust=0.25,
        muscle=1.2,
        adam=0.9,
    ),
    outfit=Knit(
        Cloth("#3F6B57", "knit", pitch=6.0, gloss=0.05, sheen=0.8),
        Cloth("#3C6653", "knit", pitch=4.6, sheen=0.8),
        neck=690.0,
        below=Shirt(Cloth("#DCE6F2", "plain", pitch=1.6, rough=0.35, flecks=0.012), open=36.0),
    ),
    seed=57,
    ears=1.04,
)
