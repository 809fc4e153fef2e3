"""The face as a relief: skull, then brow, sockets, nose, cheeks, mouth and chin, then the lines of age."""

from __future__ import annotations

import numpy as np

from painting.features import Features
from painting.plane import Floats, Plane, loop
from painting.relief import Forms, grown, pillow

NOSE_HEIGHT = (
    (240, 0), (258, 1.5), (272, 4.0), (286, 7.0), (300, 11.5), (315, 17.0), (330, 23.5), (345, 31.0), (354, 34.5),
    (361, 34.0), (367, 29.0), (373, 18.0), (379, 7.0), (386, 0),
)  # fmt: skip
"""Height on the face, and how far the ridge of the nose stands out there."""

NOSE_HALF = ((250, 30), (270, 19), (288, 14.5), (305, 15), (325, 16.5), (342, 18.5), (356, 22), (372, 24), (386, 27))


def relief(plane: Plane, mask: Floats, forms: Forms, own: Features) -> Floats:
    """How far the face stands out (units)."""
    found = own.depth * (1 - (1 - pillow(plane, mask)) ** 1.9)
    found += _skull(forms, own) + _eyes(plane, forms, own) + _cheeks(forms, own)
    found += _nose(plane, forms, own) + _mouth(forms, own) + _age(forms, own)
    return grown(plane, plane.blur(found, 0.8), mask, 3.0)


def _skull(forms: Forms, own: Features) -> Floats:
    brow = forms.groove([(12, 268), (38, 257), (74, 252), (108, 263)], 12, 7)
    found = own.forehead * (6.0 * forms.bell(0, 188, 84, 56) + 3.0 * forms.bell(44, 186, 28, 24))
    found -= 7.0 * forms.bell(124, 236, 20, 48)
    found += own.brow_ridge * (8.0 * brow + 3.5 * forms.bell(0, 258, 22, 15))
    return found - 5.0 * forms.bell(0, 287, 14, 14)


def _eyes(plane: Plane, forms: Forms, own: Features) -> Floats:
    sockets = 14.0 * forms.bell(62, 295, 48, 24) + 8.0 * forms.bell(34, 298, 11, 20)
    ball = plane.blur(forms.cap(63.5, 297, 39, 24), 4.5)
    tear = forms.groove([(36, 312), (48, 324), (66, 331), (86, 329)], 3, 3.2)
    bag = forms.groove([(42, 318), (60, 323), (84, 320)], 5, 3)
    return -own.sockets * sockets + 11.0 * own.eyeball * ball - 2.0 * own.bags * tear + 1.6 * own.bags * bag


def _cheeks(forms: Forms, own: Features) -> Floats:
    found = 11.0 * own.cheekbone * forms.bell(94, 344, 40, 24, -20) + 6.0 * own.apple * forms.bell(73, 363, 30, 26)
    found -= 7.0 * own.hollow_cheek * forms.bell(94, 406, 24, 36, 12)
    fold = forms.groove([(35, 362), (45, 380), (54, 398), (60, 416)], 3.5, 4)
    pad = forms.groove([(48, 366), (60, 382), (69, 404)], 12, 8)
    return found + own.fold * (3.0 * pad - 2.4 * fold)


def _nose(plane: Plane, forms: Forms, own: Features) -> Floats:
    high = 0.9 * np.interp(forms.v, *zip(*NOSE_HEIGHT, strict=True)).astype(np.float32)
    half = np.interp(forms.v, *zip(*NOSE_HALF, strict=True)).astype(np.float32)
    upper = np.clip((352 - forms.v) / 60, 0, 1)
    high = plane.blur(high * (1 + (own.bridge - 1) * upper), 2.4)
    half = half * (1 + (own.bridge_width - 1) * np.clip((375 - forms.v) / 30, 0, 1))
    found = high * np.exp(-((np.abs(forms.u) / half) ** 2.0) * 0.9)
    found += 4.0 * own.hump * forms.bell(0, 312, 12, 14)
    found += 6.5 * own.tip * forms.bell(0, 356, 12.5, 10.5)
    found += 12.0 * own.wings * forms.bell(24, 362, 11, 10.5, 0, 2.4)
    found -= 2.6 * own.wings * forms.groove([(30, 346), (37, 355), (38, 366), (33, 375)], 3, 2.6)
    found -= 2.0 * forms.groove([(16, 348), (18.5, 358), (16, 368)], 3, 3.0)
    return np.asarray(found - 4.0 * forms.bell(12, 374, 7, 3.2), np.float32)


def _mouth(forms: Forms, own: Features) -> Floats:
    found = 9.0 * own.muzzle * forms.bell(0, 406, 52, 40)
    found += own.philtrum * (1.4 * forms.bell(7.5, 390, 3.2, 11) - 2.4 * forms.bell(0, 391, 4.2, 12))
    found += 4.0 * forms.bell(0, 404, 40, 8) + 6.0 * forms.bell(0, 424, 32, 9)
    found -= 8.5 * forms.bell(0, 445, 30, 8.5)
    wide = own.chin_width
    found += 12.0 * own.chin * forms.bell(0, 466, 30 * wide, 19)
    return found - 4.0 * own.cleft * forms.bell(0, 468, 4.5, 13)


def _age(forms: Forms, own: Features) -> Floats:
    found = np.zeros_like(forms.u)
    for line, (height, strength) in enumerate(((176, 0.8), (194, 1.0), (213, 0.9), (229, 0.6))):
        dip = 3 if line % 2 else -2
        spine = [
            (-88, height + 5),
            (-52, height - 3),
            (-14, height + dip),
            (20, height + 2),
            (55, height - 4),
            (90, height + 4),
        ]
        found -= 1.5 * own.forehead_lines * strength * forms.groove(spine, 2, 1.6, sides=(1,))
    found -= 1.8 * own.frown_lines * forms.groove([(13, 272), (10, 260), (12, 246)], 2, 1.6)
    for spine in (
        [(101, 296), (114, 290), (124, 282)],
        [(102, 302), (116, 302), (128, 300)],
        [(100, 308), (113, 314), (123, 322)],
    ):
        found -= 1.2 * own.crows_feet * forms.groove(spine, 1.4, 1.1)
    found -= 2.6 * own.marionette * forms.groove([(53, 424), (57, 438), (56, 456)], 3.5, 3)
    jowl = forms.bell(84, 446, 18, 16, 30) - forms.bell(62, 462, 9, 16, 20)
    return np.asarray(found + 6.0 * own.jowls * jowl, np.float32)


def outline_mask(plane: Plane, half: list[tuple[float, float]]) -> Floats:
    """What the face covers, from its outline's half (crown to chin, viewer's left)."""
    other = [(1000 - x, y) for x, y in reversed(half[1:-1])]
    return plane.area_of(loop([*half, *other]))
