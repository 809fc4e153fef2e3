"""The face at rest, without eyes and mouth: skin, nose, brows and all soft shading."""

from __future__ import annotations

import random

import skia

from understudy.stage.avatars.drawn.anatomy import AXIS, EYE_OUT, EYE_Y, FACE_HALF
from understudy.stage.avatars.drawn.locks import along, dense
from understudy.stage.avatars.drawn.look import Look
from understudy.stage.avatars.drawn.strokes import (
    Point,
    ellipse,
    fill,
    mirrored,
    pen,
    radial,
    smooth,
    symmetric,
    taper,
)


def face_path() -> skia.Path:
    """The outline of the face."""
    return smooth(symmetric(FACE_HALF), closed=True)


def paint_head(canvas: skia.Canvas, look: Look) -> None:
    """Skin, nose and brows; the ears lie under the hair."""
    path = face_path()
    canvas.save()
    canvas.clipPath(path, doAntiAlias=True)
    canvas.drawPath(
        path,
        fill(radial((480, 270), 250, [(0, look.skin_light, 1), (0.45, look.skin, 1), (1, look.skin_shade, 1)])),
    )
    _shade_planes(canvas, look)
    _shade_sockets(canvas, look)
    _paint_nose(canvas, look)
    canvas.restore()
    _paint_brows(canvas, look)


def _shade_planes(canvas: skia.Canvas, look: Look) -> None:
    right: list[Point] = [(640, 160), (608, 230), (612, 320), (598, 396), (556, 462), (516, 498), (660, 510)]
    canvas.drawPath(smooth(right, closed=True), fill(look.skin_deep, 0.50, 18))
    left: list[Point] = [(360, 200), (380, 250), (383, 330), (402, 410), (450, 480), (500, 504), (340, 510)]
    canvas.drawPath(smooth(left, closed=True), fill(look.skin_shade, 0.55, 12))
    for x, strength in ((424, 0.26), (578, 0.30)):
        canvas.drawPath(ellipse(x, 360, 32, 20), fill(look.blush, strength, 17))
    hollow: list[Point] = [(384, 372), (420, 396), (438, 430), (410, 440), (380, 400)]
    canvas.drawPath(smooth(hollow, closed=True), fill(look.skin_deep, 0.12, 9))
    canvas.drawPath(smooth(mirrored(hollow), closed=True), fill(look.skin_deep, 0.16, 9))
    rim: list[Point] = [(627, 330), (620, 372), (600, 410)]
    canvas.drawPath(smooth(rim), pen("#F7C9B4", 5, 0.5, 4))
    canvas.drawPath(ellipse(421, 342, 25, 10), fill(look.skin_light, 0.75, 9))
    canvas.drawPath(ellipse(572, 343, 18, 9), fill(look.skin_light, 0.40, 8))
    canvas.drawPath(ellipse(482, 205, 58, 32), fill(look.skin_light, 0.8, 22))
    canvas.drawPath(ellipse(500, 444, 24, 5), fill(look.skin_deep, 0.36, 5))
    canvas.drawPath(ellipse(496, 466, 18, 9), fill(look.skin_light, 0.6, 7))
    for turn, strength in (([(466, 398), (458, 406), (452, 416)], 0.16), ([(534, 398), (542, 406), (548, 416)], 0.2)):
        canvas.drawPath(smooth(turn), pen(look.skin_deep, 8, strength, 5))
    canvas.drawPath(ellipse(500, 393, 5, 9), fill(look.skin_deep, 0.16, 3))


def _shade_sockets(canvas: skia.Canvas, look: Look) -> None:
    for side, strength in ((-1, 0.9), (1, 1.1)):
        x = AXIS + side * EYE_OUT
        canvas.drawPath(ellipse(x + side * 2, EYE_Y - 15, 40, 11), fill(look.skin_deep, 0.30 * strength, 7))
        canvas.drawPath(ellipse(x - side * 34, EYE_Y - 14, 9, 19), fill(look.skin_deep, 0.30 * strength, 7))
        canvas.drawPath(ellipse(x + side * 34, EYE_Y - 2, 10, 9), fill(look.skin_deep, 0.16 * strength, 6))
        canvas.drawPath(ellipse(x, EYE_Y + 19, 27, 4), fill(look.skin_deep, 0.17 * strength, 4))
        canvas.drawPath(ellipse(x - 2, EYE_Y - 31, 24, 5), fill(look.skin_light, 0.55, 5))


def _paint_nose(canvas: skia.Canvas, look: Look) -> None:
    for points, strength in (
        ([(520, 262), (514, 290), (514, 320), (519, 345), (529, 350), (526, 320), (524, 290)], 0.27),
        ([(480, 262), (487, 290), (487, 320), (481, 345), (472, 350), (476, 320), (477, 290)], 0.11),
    ):
        canvas.drawPath(smooth(points, closed=True), fill(look.skin_deep, strength, 5))
    canvas.drawPath(smooth([(499, 272), (498, 310), (498, 340)]), pen(look.skin_light, 8, 0.75, 4.5))
    under: list[Point] = [
        (477, 366),
        (488, 372),
        (500, 376),
        (512, 372),
        (523, 366),
        (516, 381),
        (500, 385),
        (484, 381),
    ]
    canvas.drawPath(smooth(under, closed=True), fill(look.skin_deep, 0.42, 4))
    canvas.drawPath(ellipse(498, 355, 8.5, 7), fill(look.skin_light, 0.85, 4))
    canvas.drawPath(ellipse(497, 353, 3.2, 2.6), fill("#FFFFFF", 0.55, 1.8))
    for turn, strength in ((False, 0.8), (True, 1.0)):
        _paint_wing(canvas, look, turn, strength)


def _paint_wing(canvas: skia.Canvas, look: Look, right: bool, strength: float) -> None:
    def turn(points: list[Point]) -> list[Point]:
        return mirrored(points) if right else points

    crease = turn([(478, 349), (471.5, 356), (471, 366), (476, 372.5)])
    canvas.drawPath(taper(crease, [0.5, 3.2, 3.6, 0.8]), fill(look.skin_deep, 0.55 * strength, 1.6))
    canvas.drawPath(smooth(turn([(466, 352), (464, 362), (468, 372)])), pen(look.skin_deep, 5, 0.22 * strength, 4))
    canvas.drawPath(ellipse(*turn([(478.5, 360)])[0], 4.0, 5.0), fill(look.skin_light, 0.35, 2.5))
    nostril = turn([(480, 371.5), (484.5, 368), (491, 369.5), (492.5, 373), (486, 374.5)])
    canvas.drawPath(smooth(nostril, closed=True), fill("#7A3C30", 0.72, 1.2))
    canvas.drawPath(smooth(turn([(476, 372.5), (483, 376), (492, 376.5)])), pen(look.skin_deep, 1.8, 0.4, 1.2))


def _paint_brows(canvas: skia.Canvas, look: Look) -> None:
    """Each brow: a soft body and hairs that rise at the inner end and lie down towards the tail."""
    dice = random.Random(3)
    for side in (-1, 1):
        spine: list[Point] = [
            (AXIS + side * x, y) for x, y in ((29, 256), (49, 251.5), (72, 248), (95, 249), (117, 257))
        ]
        curve = dense(spine, 12)
        widths = [
            9.5 * min(1, 0.55 + index / 14) * (1 - max(0, index / 48 - 0.45) * 1.55) for index in range(len(curve))
        ]
        canvas.drawPath(taper(curve, [max(width, 0.6) for width in widths]), fill(look.hair_light, 0.62, 1.8))
        canvas.drawPath(taper(curve[6:], [max(width * 0.55, 0.4) for width in widths[6:]]), fill(look.hair, 0.45, 1.6))
        for _ in range(210):
            place = dice.random()
            wide = widths[round(place * (len(curve) - 1))]
            x, y = along(curve, place)
            y += dice.uniform(-0.48, 0.48) * wide
            ahead = along(curve, min(place + 0.12, 1.0))
            here = along(curve, min(place, 0.97))
            slope = (ahead[1] - here[1]) / max(abs(ahead[0] - here[0]), 1.0)
            steep = slope - 0.62 * max(0.0, 1 - place / 0.42) - 0.12
            length = dice.uniform(8.0, 13.0) * (1 - 0.4 * place)
            tip = (x + side * length, y + length * steep)
            middle = ((x + tip[0]) / 2, (y + tip[1]) / 2 - 0.8)
            hair = taper([(x, y), middle, tip], [0.3, 0.85, 0.1])
            canvas.drawPath(hair, fill(look.hair, dice.uniform(0.25, 0.62) * min(1, 0.45 + place * 3)))
