"""The mouth at one frame: the dark inside with teeth and tongue, then the lips."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import skia

from understudy.stage.avatars.drawn.anatomy import AXIS, MOUTH_Y
from understudy.stage.avatars.drawn.lips import Curve, Lips, lips
from understudy.stage.avatars.drawn.look import Look
from understudy.stage.avatars.drawn.strokes import Point, ellipse, fill, linear, pen, radial, smooth, taper

Weigh = Callable[[str], float]
TEETH = ((0.0, 8.8, 8.2), (8.8, 15.4, 7.2), (15.4, 22.2, 7.8), (22.2, 28.4, 6.2), (28.4, 34.0, 5.2))
"""Upper teeth of one side: from, to (distance from the middle) and where the edge hangs below the closed lip line."""
OPEN = 0.35
"""Below this gap (design units) the lips touch and nothing of the inside is drawn."""


def paint_mouth(canvas: skia.Canvas, look: Look, weigh: Weigh) -> None:
    """The mouth in its place in the face."""
    shape = lips(weigh)
    if shape.gap > OPEN:
        _paint_inside(canvas, look, shape, weigh)
    _paint_lips(canvas, look, shape)


def _points(curve: Curve) -> list[Point]:
    return [(float(x), float(y)) for x, y in curve]


def _between(above: Curve, below: Curve) -> skia.Path:
    path = smooth(_points(above))
    smooth(_points(below[::-1]), path=path, join=True)
    path.close()
    return path


def _paint_inside(canvas: skia.Canvas, look: Look, shape: Lips, weigh: Weigh) -> None:
    opening = _between(shape.upper_in, shape.lower_in)
    middle = MOUTH_Y + shape.jaw[1] * 0.5
    canvas.save()
    canvas.clipPath(opening, doAntiAlias=True)
    canvas.drawPath(
        opening, fill(radial((AXIS, middle), 52, [(0, "#3A0F12", 1), (0.7, "#250809", 1), (1, "#1A0506", 1)]))
    )
    _paint_tongue(canvas, shape, weigh("tongueOut"))
    _paint_lower_teeth(canvas, shape)
    _paint_upper_teeth(canvas)
    canvas.drawPath(smooth(_points(shape.upper_in)), pen("#2A0708", 9, 0.55, 3.0))
    canvas.drawPath(smooth(_points(shape.lower_in)), pen("#2A0708", 4, 0.4, 1.8))
    canvas.restore()


def _paint_tongue(canvas: skia.Canvas, shape: Lips, raised: float) -> None:
    x, y = AXIS + shape.jaw[0], MOUTH_Y + shape.jaw[1]
    top = (y - 7) * (1 - raised) + (MOUTH_Y + 6.5) * raised
    body: list[Point] = [
        (x - 27, y + 14),
        (x - 24, top + 5 + 4 * raised),
        (x - 12, top + 1),
        (x, top + 1.6 * (1 - raised)),
        (x + 12, top + 1),
        (x + 24, top + 5 + 4 * raised),
        (x + 27, y + 14),
    ]
    path = smooth(body, closed=True)
    shade = linear((x, top), (x, y + 16), [(0, "#D27C78", 1), (0.5, "#B85A5A", 1), (1, "#8E3D42", 1)])
    canvas.drawPath(path, fill(shade, 0.55 + 0.4 * raised, 1.6))
    canvas.drawPath(smooth([(x, top + 4), (x, y + 10)]), pen("#8E3D42", 2, 0.35, 1.2))


def _paint_upper_teeth(canvas: skia.Canvas) -> None:
    row = skia.Path()
    gaps = skia.Path()
    for side in (-1, 1):
        for start, stop, edge in TEETH:
            left, right = sorted((AXIS + side * start, AXIS + side * stop))
            box = skia.RRect()
            rect = skia.Rect.MakeLTRB(left + 0.15, MOUTH_Y - 18, right - 0.15, MOUTH_Y + edge)
            box.setNinePatch(rect, 2.4, 2.4, 2.4, 2.4)
            row.addRRect(box)
            if start:
                gaps.moveTo(AXIS + side * start, MOUTH_Y - 16)
                gaps.lineTo(AXIS + side * start, MOUTH_Y + edge - 1.6)
    gaps.moveTo(AXIS, MOUTH_Y - 16)
    gaps.lineTo(AXIS, MOUTH_Y + 6.8)
    ivory = radial(
        (AXIS - 4, MOUTH_Y), 38, [(0, "#FFFCF6", 1), (0.5, "#F2E8DE", 1), (0.85, "#B99A8C", 1), (1, "#6B4038", 1)]
    )
    canvas.drawPath(row, fill(ivory))
    canvas.drawPath(gaps, pen("#A88878", 0.7, 0.45, 0.3))


def _paint_lower_teeth(canvas: skia.Canvas, shape: Lips) -> None:
    x, y = AXIS + shape.jaw[0], MOUTH_Y + shape.jaw[1]
    row = skia.Path()
    for index in range(-4, 4):
        left = x + index * 5.8
        sink = 0.5 * abs(index + 0.5)
        box = skia.RRect()
        box.setNinePatch(skia.Rect.MakeLTRB(left + 0.2, y - 2.2 + sink, left + 5.6, y + 14), 1.6, 1.6, 1.6, 1.6)
        row.addRRect(box)
    ivory = linear((x, y - 3), (x, y + 12), [(0, "#E9DCD0", 1), (1, "#A9887C", 1)])
    canvas.drawPath(row, fill(ivory, 0.92))


def _paint_lips(canvas: skia.Canvas, look: Look, shape: Lips) -> None:
    upper = _between(shape.upper_out, shape.upper_in)
    lower = _between(shape.lower_in, shape.lower_out)
    top, line = float(shape.upper_out[:, 1].min()), float(shape.upper_in[6, 1])
    inner, bottom = float(shape.lower_in[6, 1]), float(shape.lower_out[:, 1].max())
    canvas.drawPath(upper, fill(look.lip_deep, 0.35, 1.6))
    canvas.drawPath(lower, fill(look.lip_deep, 0.30, 1.8))
    shade = linear((AXIS, top), (AXIS, line), [(0, look.lip, 1), (0.55, look.lip, 1), (1, look.lip_deep, 1)])
    canvas.drawPath(upper, fill(shade, 1, 0.5))
    shade = linear(
        (AXIS, inner),
        (AXIS, bottom),
        [(0, look.lip_deep, 1), (0.18, look.lip, 1), (0.5, look.lip_light, 1), (1, look.lip, 1)],
    )
    canvas.drawPath(lower, fill(shade, 1, 0.5))
    _paint_shine(canvas, look, shape)
    if shape.gap <= 2.5:
        seam = (shape.upper_in + shape.lower_in) / 2
        widths = [1.2, 1.8, 1.6, 1.4, 1.4, 1.7, 1.9, 1.7, 1.4, 1.4, 1.6, 1.8, 1.2]
        canvas.drawPath(taper(_points(seam), widths), fill("#5A1B22", 0.85, 0.45))
    for end in (0, -1):
        x, y = (shape.upper_in[end] + shape.lower_in[end]) / 2
        canvas.drawPath(ellipse(float(x), float(y) + 0.4, 3.2, 2.4), fill("#5A1B22", 0.45, 1.4))


def _paint_shine(canvas: skia.Canvas, look: Look, shape: Lips) -> None:
    middle = shape.lower_in + (shape.lower_out - shape.lower_in) * 0.42
    spot = _points(middle[4:8] + np.array([-3.0, 0.0]))
    canvas.drawPath(taper(spot, [0.5, 4.0, 4.0, 0.5]), fill("#FFF2EE", 0.55, 1.6))
    bow = _points(shape.upper_out[4:9] + np.array([0.0, -0.8]))
    canvas.drawPath(taper(bow, [0.2, 1.2, 1.0, 1.2, 0.2]), fill("#FFE9DC", 0.6, 0.8))
