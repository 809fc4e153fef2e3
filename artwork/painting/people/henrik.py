"""Henrik: in his fifties, northern European, grey hair, glasses, charcoal suit."""

from __future__ import annotations

from painting.brows import Brows
from painting.cloth import Cloth
from painting.features import Features
from painting.glasses import Glasses
from painting.growth import Growth
from painting.hairdo import Hairdo
from painting.outfits.jacket import Jacket
from painting.outfits.shirt import Shirt, Tie
from painting.person import Blush, Person
from painting.skin import Complexion
from painting.strands import Fibre
from painting.trunk import Build
from understudy.stage.avatars.drawn.people import HENRIK

SCALP = (
    (372, 300), (362, 262), (358, 210), (366, 150), (394, 98), (440, 66), (500, 55), (560, 62), (606, 92), (634, 148),
    (642, 210), (638, 262), (628, 300), (624, 262), (622, 222), (606, 186), (584, 152), (548, 136), (500, 132),
    (452, 140), (414, 158), (392, 190), (378, 224), (376, 262),
)  # fmt: skip
FLOW = (
    (560, 132, -1.0, -0.5, 56), (520, 130, -1.0, -0.62, 60), (470, 136, -1.0, -0.45, 54), (425, 154, -0.9, 0.05, 40),
    (590, 150, 0.8, -0.05, 28), (576, 104, 0.5, -0.4, 30), (545, 72, -1.0, 0.0, 44), (480, 72, -1.0, 0.18, 50),
    (420, 92, -0.9, 0.6, 36), (384, 150, -0.35, 1.0, 22), (368, 220, 0.02, 1.0, 16), (370, 280, 0.05, 1.0, 11),
    (604, 100, 0.8, 0.55, 30), (622, 150, 0.3, 1.0, 22), (632, 220, -0.02, 1.0, 16), (630, 280, -0.05, 1.0, 11),
    (580, 62, 0.9, 0.25, 34),
)  # fmt: skip

CHARCOAL = Cloth("#3A3D44", "twill", gloss=0.1, sheen=0.5, stripe="#6A6E78", stripe_pitch=26.0)

PERSON = Person(
    look=HENRIK,
    features=Features(
        brow_ridge=1.25,
        sockets=1.1,
        bridge=1.2,
        bridge_width=1.0,
        hump=0.5,
        tip=1.05,
        wings=1.0,
        cheekbone=0.9,
        hollow_cheek=1.3,
        fold=2.0,
        marionette=0.9,
        forehead_lines=0.75,
        frown_lines=0.8,
        crows_feet=1.0,
        bags=1.3,
        jowls=0.6,
        chin=1.15,
        chin_width=1.15,
        muzzle=0.9,
    ),
    complexion=Complexion((0.86, 0.55, 0.41), uneven=1.5, gloss=0.9),
    blush=Blush(cheeks=0.6, nose=0.75, chin=0.35, lids=0.45, shade=0.14, stubble=0.30, spots=0.5),
    fibre=Fibre("#6F6B67", "#A8A29B", grey=0.55, grey_colour="#D8D5D1", sharpness=0.8),
    hairdo=Hairdo(
        front=(Growth(SCALP, FLOW, 9000, 21, width=0.85, lift=0.15, stray=0.11, clumps=200, gather=0.55, edge=7.0),),
        depth=120,
        thick=10,
    ),
    brows=Brows(wide=11.5, count=700, length=12.0, width=0.7, unruly=0.26, rise=0.5),
    build=Build(
        neck=84.0,
        shoulder=386.0,
        chest=292.0,
        waist=268.0,
        hip=280.0,
        arm=114.0,
        bust=0.3,
        muscle=1.5,
        adam=1.0,
        age=0.7,
        raised=46.0,
    ),
    outfit=Jacket(
        CHARCOAL,
        Cloth("#1D1E22", "plain", gloss=1.4),
        Shirt(
            Cloth("#EEF1F5", "plain", pitch=1.6, rough=0.35, flecks=0.012),
            tie=Tie(Cloth("#6B2230", "satin", gloss=0.8)),
        ),
        fitted=0.6,
    ),
    seed=17,
    ears=1.06,
    glasses=Glasses(
        ((-43, -12), (-34, -20), (0, -22), (30, -20), (40, -11), (38, 12), (27, 25), (-4, 29), (-32, 25), (-43, 8)),
        rim=3.4,
    ),
)
