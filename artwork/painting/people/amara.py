"""Amara: in her twenties, West African, natural coils, a warm knit."""

from __future__ import annotations

from painting.brows import Brows
from painting.cloth import Cloth
from painting.coils import Coils
from painting.features import Features
from painting.hairdo import Hairdo
from painting.outfits.knit import Knit
from painting.person import Blush, Person
from painting.skin import Complexion
from painting.strands import Fibre
from painting.trunk import Build
from understudy.stage.avatars.drawn.people import AMARA

CLOUD = (
    (368, 338), (344, 310), (326, 262), (322, 200), (340, 136), (382, 80), (440, 46), (502, 36), (564, 46), (620, 82),
    (660, 138), (678, 200), (674, 262), (656, 310), (632, 338), (500, 250),
)  # fmt: skip
HAIRLINE = (
    (376, 360), (373, 300), (377, 246), (386, 204), (404, 176), (430, 160), (466, 151), (500, 153), (536, 150),
    (570, 160), (596, 178), (614, 206), (623, 248), (627, 300), (624, 360), (500, 420),
)  # fmt: skip

PERSON = Person(
    look=AMARA,
    features=Features(
        bridge=0.72,
        bridge_width=1.25,
        tip=1.15,
        wings=1.15,
        brow_ridge=0.7,
        sockets=0.85,
        cheekbone=1.35,
        apple=1.2,
        hollow_cheek=0.6,
        fold=0.6,
        bags=0.35,
        muzzle=1.35,
        philtrum=1.2,
        chin=0.95,
    ),
    complexion=Complexion((0.245, 0.125, 0.075), flush=(1.0, 0.86, 0.88), gloss=1.7, uneven=1.2),
    blush=Blush(cheeks=0.5, nose=0.2, chin=0.15, lids=-0.25, shade=0.14),
    fibre=Fibre("#1A1210", "#4A352B", shine=0.75, sharpness=0.6),
    hairdo=Hairdo(
        front=(Coils(CLOUD, (500, 250), 9000, 31, radius=3.8, pitch=5.6, inner=HAIRLINE),),
        depth=150,
        thick=26,
        lift=16,
    ),
    brows=Brows(
        spine=((28, 260), (48, 253), (71, 247), (93, 249), (110, 259)), wide=9.0, count=800, length=9.0, width=0.6
    ),
    build=Build(neck=60.0, shoulder=326.0, chest=238.0, waist=206.0, hip=240.0, bust=0.9, raised=42.0),
    outfit=Knit(
        Cloth("#C98A2B", "knit", pitch=7.0, gloss=0.05, sheen=0.9),
        Cloth("#C4842A", "knit", pitch=5.0, sheen=0.9),
        neck=636.0,
    ),
    seed=27,
    ears=0.9,
)
