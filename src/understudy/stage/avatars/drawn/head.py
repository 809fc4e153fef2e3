"""The face at rest, without eyes and mouth: skin, ears, nose, brows and all soft shading."""

from __future__ import annotations

import skia

from understudy.stage.avatars.drawn.anatomy import AXIS, EYE_OUT, EYE_Y, FACE_HALF
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
    """Ears, skin, nose and brows."""
    _paint_ears(canvas, look)
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


def _paint_ears(canvas: skia.Canvas, look: Look) -> None:
    for side in (True, False):
        turn = mirrored if side else list
        ear: list[Point] = [(372, 292), (352, 280), (343, 300), (348, 335), (358, 362), (372, 366)]
        path = smooth(turn(ear), closed=True)
        canvas.drawPath(path, fill(look.skin_shade))
        canvas.drawPath(smooth(turn([(364, 296), (352, 296), (354, 330), (362, 350)])), pen(look.skin_deep, 4, 0.6, 2))


def _shade_planes(canvas: skia.Canvas, look: Look) -> None:
    right: list[Point] = [(640, 180), (606, 230), (612, 320), (596, 400), (550, 470), (520, 500), (660, 500)]
    canvas.drawPath(smooth(right, closed=True), fill(look.skin_deep, 0.42, 16))
    left: list[Point] = [(360, 200), (382, 250), (384, 330), (402, 410), (450, 478), (500, 500), (340, 500)]
    canvas.drawPath(smooth(left, closed=True), fill(look.skin_shade, 0.5, 12))
    for x, strength in ((422, 0.30), (578, 0.34)):
        canvas.drawPath(ellipse(x, 362, 34, 24), fill(look.blush, strength, 16))
    canvas.drawPath(ellipse(424, 340, 26, 12), fill(look.skin_light, 0.7, 9))
    canvas.drawPath(ellipse(566, 342, 18, 10), fill(look.skin_light, 0.35, 9))
    canvas.drawPath(ellipse(480, 200, 60, 34), fill(look.skin_light, 0.8, 22))
    canvas.drawPath(ellipse(500, 447, 26, 6), fill(look.skin_deep, 0.4, 5))
    canvas.drawPath(ellipse(496, 466, 18, 10), fill(look.skin_light, 0.55, 7))


def _shade_sockets(canvas: skia.Canvas, look: Look) -> None:
    for side in (-1, 1):
        x = AXIS + side * EYE_OUT
        canvas.drawPath(ellipse(x, EYE_Y - 14, 40, 16), fill(look.skin_deep, 0.26, 9))
        canvas.drawPath(ellipse(x - side * 30, EYE_Y - 8, 12, 18), fill(look.skin_deep, 0.26, 7))
        canvas.drawPath(ellipse(x, EYE_Y + 20, 30, 6), fill(look.skin_deep, 0.18, 6))


def _paint_nose(canvas: skia.Canvas, look: Look) -> None:
    bridge: list[Point] = [(512, 282), (510, 320), (516, 350), (528, 364), (520, 374), (534, 330), (526, 290)]
    canvas.drawPath(smooth(bridge, closed=True), fill(look.skin_deep, 0.36, 6))
    canvas.drawPath(smooth([(498, 275), (497, 320), (497, 345)]), pen(look.skin_light, 9, 0.8, 5))
    canvas.drawPath(ellipse(497, 354, 9, 7), fill(look.skin_light, 0.9, 4))
    canvas.drawPath(
        smooth([(474, 372), (486, 378), (500, 381), (514, 378), (526, 372)]), pen(look.skin_deep, 7, 0.6, 4)
    )
    for side in (True, False):
        turn = mirrored if side else list
        wing: list[Point] = [(478, 350), (471, 358), (471, 368), (478, 373)]
        canvas.drawPath(smooth(turn(wing)), pen(look.skin_deep, 2.2, 0.6, 1.2))
        nostril: list[Point] = [(480, 372), (485, 368), (492, 370), (493, 374), (486, 375)]
        canvas.drawPath(smooth(turn(nostril), closed=True), fill("#6B3228", 0.8, 1.2))
    canvas.drawPath(smooth([(494, 384), (493, 394)]), pen(look.skin_deep, 3, 0.25, 2))
    canvas.drawPath(smooth([(506, 384), (507, 394)]), pen(look.skin_deep, 3, 0.3, 2))


def _paint_brows(canvas: skia.Canvas, look: Look) -> None:
    for side in (True, False):
        turn = mirrored if side else list
        spine: list[Point] = [(472, 263), (450, 255), (425, 250), (402, 252), (384, 262)]
        canvas.drawPath(taper(turn(spine), [8, 11, 9.5, 6, 1]), fill(look.hair, 0.72, 1.6))
