"""What stands still: neck, blouse and blazer."""

from __future__ import annotations

import skia

from understudy.stage.avatars.drawn.look import Look
from understudy.stage.avatars.drawn.strokes import (
    Point,
    ellipse,
    fill,
    linear,
    mirrored,
    pen,
    radial,
    smooth,
    symmetric,
)

NECK_HALF: list[Point] = [
    (500, 420),
    (440, 424),
    (438, 480),
    (440, 530),
    (434, 562),
    (405, 586),
    (350, 606),
    (300, 628),
    (330, 800),
    (500, 860),
]
JACKET_HALF: list[Point] = [
    (500, 700),
    (452, 640),
    (408, 588),
    (388, 582),
    (330, 606),
    (245, 634),
    (178, 668),
    (142, 730),
    (122, 830),
    (108, 940),
    (98, 1030),
    (92, 1120),
    (500, 1130),
]


def paint_neck(canvas: skia.Canvas, look: Look) -> None:
    """The neck with its muscles, collar bones and the shadow of the chin."""
    path = smooth(symmetric(NECK_HALF), closed=True)
    canvas.save()
    canvas.clipPath(path, doAntiAlias=True)
    base = linear((420, 500), (590, 520), [(0, look.skin, 1), (0.45, look.skin, 1), (1, look.skin_shade, 1)])
    canvas.drawPath(path, fill(base))
    shadow = smooth([(420, 400), (428, 505), (460, 548), (512, 560), (556, 536), (580, 480), (580, 400)], closed=True)
    canvas.drawPath(shadow, fill(look.skin_deep, 0.62, 12))
    canvas.drawPath(ellipse(505, 492, 62, 34), fill(look.skin_deep, 0.45, 12))
    for side, strength in ((False, 0.35), (True, 0.5)):
        muscle: list[Point] = [(446, 470), (458, 530), (478, 580), (490, 606)]
        edge: list[Point] = [(438, 470), (446, 530), (442, 562), (420, 590)]
        bone: list[Point] = [(484, 616), (456, 606), (420, 606), (372, 612)]
        turn = mirrored if side else list
        canvas.drawPath(smooth(turn(muscle)), pen(look.skin_deep, 7, strength * 0.8, 5))
        canvas.drawPath(smooth(turn(edge)), pen(look.skin_deep, 14, strength, 8))
        canvas.drawPath(smooth(turn(bone)), pen(look.skin_deep, 6, strength * 0.9, 4))
        canvas.drawPath(smooth([(x, y - 7) for x, y in turn(bone)]), pen(look.skin_light, 5, 0.7, 3))
    canvas.drawPath(ellipse(500, 622, 12, 12), fill(look.skin_deep, 0.35, 6))
    canvas.drawPath(smooth([(462, 540), (474, 580), (486, 604)]), pen(look.skin_light, 8, 0.55, 5))
    canvas.restore()


def paint_clothes(canvas: skia.Canvas, look: Look) -> None:
    """Blouse, then blazer with lapels, seams and folds."""
    _paint_blouse(canvas, look)
    _paint_blazer(canvas, look)


def _paint_blouse(canvas: skia.Canvas, look: Look) -> None:
    for side in (True, False):
        turn = mirrored if side else list
        half: list[Point] = [(398, 584), (420, 596), (452, 640), (500, 716), (520, 1130), (380, 1130), (360, 700)]
        path = smooth(turn(half), closed=True)
        shade = linear((400, 600), (600, 900), [(0, look.blouse, 1), (1, look.blouse_shade, 1)])
        canvas.drawPath(path, fill(look.skin_deep, 0.35, 6))
        canvas.drawPath(path, fill(shade))
    canvas.drawPath(smooth([(500, 716), (503, 800), (502, 1000)]), pen(look.blouse_shade, 3, 0.9))


def _paint_blazer(canvas: skia.Canvas, look: Look) -> None:
    for side in (True, False):
        turn = mirrored if side else list
        path = smooth(
            turn([(x, y) for x, y in JACKET_HALF if x != 500] + [(500.0, 1130.0), (500.0, 930.0)]), closed=True
        )
        canvas.drawPath(path, fill("#0B0F18", 0.35, 7))
        shade = linear(
            (150, 600), (850, 1100), [(0, look.blazer_light, 1), (0.4, look.blazer, 1), (1, look.blazer_deep, 1)]
        )
        canvas.drawPath(path, fill(shade))
        lapel = smooth(
            turn([(388, 584), (408, 590), (452, 700), (498, 920), (420, 800), (362, 720), (392, 694), (352, 668)]),
            closed=True,
        )
        canvas.drawPath(lapel, fill(look.blazer_deep, 0.6, 5))
        canvas.drawPath(lapel, fill(radial((400, 650), 400, [(0, look.blazer_light, 1), (1, look.blazer, 1)])))
        canvas.drawPath(lapel, pen(look.blazer_deep, 1.5, 0.8))
