"""How every person looks: the tables that the painter and the engine share."""

from __future__ import annotations

from understudy.stage.avatars.drawn.anatomy import Face, Lids
from understudy.stage.avatars.drawn.look import Eye, Lips, Look

_YUNLING_OUTLINE = (
    (500, 76), (438, 88), (390, 140), (370, 210), (365, 270), (367, 320), (375, 364), (391, 407), (420, 446),
    (455, 474), (480, 486), (500, 488.5),
)  # fmt: skip
_HENRIK_OUTLINE = (
    (500, 74), (436, 86), (388, 138), (368, 210), (363, 270), (364, 324), (369, 370), (378, 414), (400, 456),
    (436, 486), (470, 498), (500, 500),
)  # fmt: skip
_AMARA_OUTLINE = (
    (500, 76), (438, 88), (390, 140), (369, 210), (364, 270), (365, 322), (372, 368), (388, 410), (416, 446),
    (452, 474), (478, 486), (500, 489),
)  # fmt: skip
_ARJUN_OUTLINE = (
    (500, 74), (436, 86), (388, 138), (368, 210), (363, 270), (364, 324), (370, 370), (381, 414), (404, 454),
    (442, 484), (474, 496), (500, 499),
)  # fmt: skip
_SUWEN_OUTLINE = (
    (500, 76), (438, 88), (390, 140), (370, 210), (365, 270), (367, 322), (374, 368), (388, 412), (414, 450),
    (450, 478), (478, 488), (500, 490),
)  # fmt: skip
_FINN_OUTLINE = (
    (500, 74), (436, 86), (388, 138), (368, 210), (363, 270), (364, 322), (371, 368), (384, 412), (409, 452),
    (448, 482), (476, 493), (500, 495),
)  # fmt: skip
"""Half of each face, from the crown down the viewer's left side to the chin."""

YUNLING = Look(
    name="yunling",
    face=Face(
        outline=_YUNLING_OUTLINE,
        brow_y=248.0,
        eye_y=288.0,
        nose_y=362.0,
        mouth_y=410.0,
        nose_half=33.0,
        eye_half=32.5,
        mouth_half=47.0,
        upper_lip=11.6,
        lower_lip=15.0,
    ),
    skin="#F2CFB8",
    deep="#B4745E",
    light="#FDE8D8",
    lips=Lips("#C4696A", "#9A4850", "#E29A96", 0.75, 0.7),
    eye=Eye("#5B3A26", "#22130D", "#9A6A44", lash=5.2, liner=0.8),
)

HENRIK = Look(
    name="henrik",
    face=Face(
        outline=_HENRIK_OUTLINE,
        brow_y=252.0,
        eye_y=289.0,
        eye_half=29.0,
        eye_out=62.0,
        nose_y=368.0,
        nose_half=38.5,
        mouth_y=417.0,
        mouth_half=48.0,
        chin_y=498.0,
        edge=137.0,
        upper_lip=8.5,
        lower_lip=12.5,
        bow=0.6,
        iris=12.2,
        lids=Lids(
            upper=(3.6, -1.8, -6.6, -9.8, -10.4, -8.6, -5.0, -1.2),
            lower=(3.6, 6.0, 8.2, 9.4, 9.4, 7.6, 3.8, -1.2),
            shut=(3.6, 5.2, 6.4, 7.2, 7.4, 6.2, 3.0, -1.2),
            crease=4.6,
            hood=0.5,
        ),
    ),
    skin="#E8BC9F",
    deep="#A0604A",
    light="#F8DCC8",
    lips=Lips("#B9786B", "#8A4A44", "#D59A8B", 0.15, 0.25),
    eye=Eye(
        "#5E7C94", "#263846", "#A9C4D4", white="#EFE6E0", lash=2.6, lash_tone="#4A3A32", liner=0.15, lower_lash=0.08
    ),
    teeth=0.8,
    crease=1.5,
    glasses=True,
)

AMARA = Look(
    name="amara",
    face=Face(
        outline=_AMARA_OUTLINE,
        brow_y=247.0,
        eye_y=287.0,
        eye_half=33.0,
        eye_out=64.0,
        nose_y=361.0,
        nose_half=40.0,
        mouth_y=410.0,
        mouth_half=48.0,
        upper_lip=17.0,
        lower_lip=20.5,
        bow=0.7,
        iris=13.6,
        lids=Lids(
            upper=(4.2, -3.2, -9.8, -13.4, -14.2, -12.6, -9.0, -4.6),
            lower=(4.2, 6.2, 8.2, 9.4, 9.6, 7.8, 3.4, -4.6),
            shut=(4.2, 5.6, 6.8, 7.6, 7.8, 6.4, 2.4, -4.6),
            crease=6.8,
        ),
    ),
    skin="#8A5638",
    deep="#3A1C12",
    light="#B98563",
    lips=Lips("#8E4A44", "#4E2222", "#C0807A", 0.45, 0.8),
    head_area=(268.0, 0.0, 732.0, 648.0),
    eye=Eye("#3A2114", "#140A06", "#6A4226", white="#F1E8E2", lash=5.6, liner=0.9, lash_tone="#0E0807"),
)
ARJUN = Look(
    name="arjun",
    face=Face(
        outline=_ARJUN_OUTLINE,
        brow_y=250.0,
        eye_y=289.0,
        eye_half=31.0,
        eye_out=62.5,
        nose_y=367.0,
        nose_half=38.0,
        mouth_y=416.0,
        mouth_half=48.0,
        chin_y=497.0,
        edge=137.0,
        upper_lip=13.5,
        lower_lip=13.0,
        bow=0.8,
        iris=13.0,
        lids=Lids(
            upper=(3.8, -3.0, -9.0, -12.4, -13.0, -11.2, -7.2, -2.4),
            lower=(3.8, 6.0, 8.0, 9.2, 9.4, 7.8, 4.0, -2.4),
            shut=(3.8, 5.4, 6.6, 7.4, 7.6, 6.4, 2.8, -2.4),
            crease=6.4,
            hood=0.15,
        ),
    ),
    skin="#C4926B",
    deep="#6A3A24",
    light="#E5BC97",
    lips=Lips("#A0655A", "#643430", "#C08A7E", 0.15, 0.3),
    eye=Eye(
        "#3E2616", "#170C07", "#7A4E2E", white="#F1E8E1", lash=3.6, lash_tone="#120B09", liner=0.35, lower_lash=0.15
    ),
    teeth=0.95,
)
SUWEN = Look(
    name="suwen",
    face=Face(
        outline=_SUWEN_OUTLINE,
        brow_y=249.0,
        eye_y=289.0,
        eye_half=30.0,
        eye_out=62.5,
        nose_y=364.0,
        nose_half=35.0,
        mouth_y=414.0,
        mouth_half=43.5,
        chin_y=489.0,
        upper_lip=9.0,
        lower_lip=12.5,
        bow=0.7,
        iris=12.4,
        lids=Lids(
            upper=(3.8, -2.0, -7.4, -10.6, -11.0, -9.0, -4.8, -0.6),
            lower=(3.8, 5.8, 7.8, 9.0, 9.2, 7.6, 4.0, -0.6),
            shut=(3.8, 5.2, 6.4, 7.2, 7.4, 6.2, 3.2, -0.6),
            crease=4.2,
            hood=0.6,
        ),
    ),
    skin="#E9C0A4",
    deep="#A2664E",
    light="#F8DEC9",
    lips=Lips("#B65F62", "#82393F", "#D68F8C", 0.6, 0.4),
    eye=Eye("#4A3022", "#1C100B", "#7E583C", white="#EFE6E0", lash=3.4, liner=0.5, lash_tone="#2A1F1C", lower_lash=0.1),
    teeth=0.8,
    crease=1.4,
)
FINN = Look(
    name="finn",
    face=Face(
        outline=_FINN_OUTLINE,
        brow_y=249.0,
        eye_y=288.0,
        eye_half=31.0,
        eye_out=62.5,
        nose_y=364.0,
        nose_half=35.5,
        mouth_y=414.0,
        mouth_half=48.0,
        chin_y=493.0,
        edge=136.5,
        upper_lip=9.8,
        lower_lip=13.4,
        bow=0.9,
        iris=12.8,
        lids=Lids(
            upper=(3.8, -2.8, -8.6, -12.0, -12.6, -10.8, -6.8, -2.0),
            lower=(3.8, 6.0, 8.0, 9.2, 9.4, 7.8, 4.0, -2.0),
            shut=(3.8, 5.4, 6.6, 7.4, 7.6, 6.4, 2.8, -2.0),
            crease=5.6,
        ),
    ),
    skin="#F2CBB2",
    deep="#B8755C",
    light="#FFE9DA",
    lips=Lips("#C98078", "#96524C", "#E2A79E", 0.2, 0.35),
    eye=Eye("#5F8A6A", "#25402F", "#B2CFA8", white="#F3ECE7", lash=3.2, lash_tone="#5A3420", liner=0.2, lower_lash=0.1),
)
