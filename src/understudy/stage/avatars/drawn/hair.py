"""Hair: the mass behind the head and the locks in front of it."""

from __future__ import annotations

import skia

from understudy.stage.avatars.drawn.look import Look
from understudy.stage.avatars.drawn.strokes import Point, fill, linear, smooth

BACK: list[Point] = [
    (500, 52),
    (420, 62),
    (356, 110),
    (330, 190),
    (326, 300),
    (318, 420),
    (314, 520),
    (340, 590),
    (400, 600),
    (500, 560),
    (600, 600),
    (660, 590),
    (686, 520),
    (682, 420),
    (674, 300),
    (670, 190),
    (644, 110),
    (580, 62),
]
LEFT: list[Point] = [
    (530, 60),
    (440, 56),
    (360, 108),
    (332, 190),
    (326, 320),
    (318, 440),
    (322, 540),
    (352, 590),
    (384, 560),
    (376, 480),
    (362, 400),
    (362, 320),
    (376, 240),
    (430, 180),
    (500, 130),
]
RIGHT: list[Point] = [
    (526, 60),
    (580, 62),
    (642, 108),
    (668, 190),
    (674, 320),
    (682, 440),
    (678, 540),
    (648, 590),
    (618, 560),
    (626, 480),
    (640, 400),
    (636, 320),
    (622, 250),
    (590, 180),
    (540, 120),
]


def paint_back(canvas: skia.Canvas, look: Look) -> None:
    """The hair behind head and neck."""
    shade = linear((0, 50), (0, 600), [(0, look.hair, 1), (1, look.hair_deep, 1)])
    canvas.drawPath(smooth(BACK, closed=True), fill(shade))


def paint_front(canvas: skia.Canvas, look: Look) -> None:
    """The locks that frame the face."""
    shade = linear(
        (0, 60), (0, 600), [(0, look.hair, 1), (0.2, look.hair_light, 1), (0.35, look.hair, 1), (1, look.hair_deep, 1)]
    )
    for lock in (RIGHT, LEFT):
        canvas.drawPath(smooth(lock, closed=True), fill(shade))


def paint_shadow(canvas: skia.Canvas, look: Look) -> None:
    """The shadow the front hair throws on the face."""
    for lock in (RIGHT, LEFT):
        path = smooth([(x + 4, y + 10) for x, y in lock], closed=True)
        canvas.drawPath(path, fill(look.skin_deep, 0.5, 9))
