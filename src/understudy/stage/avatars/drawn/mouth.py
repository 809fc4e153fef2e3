"""The mouth at one frame: the dark inside with teeth and tongue, then the lips."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import skia

from understudy.stage.avatars.drawn.anatomy import AXIS, MOUTH_Y
from understudy.stage.avatars.drawn.lips import Curve, Lips, lips
from understudy.stage.avatars.drawn.look import Look
from understudy.stage.avatars.drawn.strokes import Point, ellipse, fill, linear, pen, radial, smooth, taper

Weigh = Callable[[str], float]
TEETH = (
    (0.0, 8.8, 7.6),
    (8.8, 15.4, 6.8),
    (15.4, 22.2, 7.0),
    (22.2, 28.4, 5.8),
    (28.4, 34.0, 4.6),
    (34.0, 39.0, 3.4),
    (39.0, 44.0, 2.2),
)
"""Upper teeth of one side: from, to (distance from the middle) and where the edge hangs below the closed lip line."""
OPEN = 0.35
"""Below this gap (design units) the lips touch and nothing of the inside is drawn."""


def paint_mouth(canvas: skia.Canvas, look: Look, weigh: Weigh) -> None:
    """The mouth in its place in the face."""
    shape = lips(weigh)
    _paint_folds(canvas, look, shape, weigh)
    if shape.gap > OPEN:
        _paint_inside(canvas, look, shape, weigh)
    _paint_lips(canvas, look, shape)


def _paint_folds(canvas: skia.Canvas, look: Look, shape: Lips, weigh: Weigh) -> None:
    """The folds from the nose past the corners of the mouth, and the dimples."""
    for name, end, side in (("Right", 0, -1), ("Left", -1, 1)):
        smile = min(weigh("mouthSmile" + name) + 0.5 * weigh("cheekSquint" + name) + 0.4 * weigh("noseSneer" + name), 1)
        corner_x, corner_y = (float(value) for value in shape.upper_in[end])
        if smile > 0.02:
            fold: list[Point] = [
                (AXIS + side * 28, MOUTH_Y - 48),
                (AXIS + side * (40 + 4 * smile), MOUTH_Y - 34),
                (corner_x + side * 11, corner_y - 12),
                (corner_x + side * 12, corner_y + 3),
            ]
            canvas.drawPath(taper(fold, [1, 5, 6, 1]), fill(look.skin_deep, 0.30 * smile, 3.4))
            light = [(x + side * 9, y - 4) for x, y in fold]
            canvas.drawPath(taper(light, [1, 9, 10, 1]), fill(look.skin_light, 0.32 * smile, 5))
        dimple = weigh("mouthDimple" + name)
        if dimple > 0.02:
            spot = ellipse(corner_x + side * 7, corner_y - 1, 3.4, 7)
            canvas.drawPath(spot, fill(look.skin_deep, 0.55 * dimple, 2.2))


def _points(curve: Curve) -> list[Point]:
    return [(x, y) for x, y in curve.tolist()]


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
    raised = weigh("tongueOut")
    rounded = 5.0 * weigh("mouthFunnel") + 6.0 * weigh("mouthPucker")
    _paint_tongue(canvas, shape, raised)
    _paint_lower_teeth(canvas, shape, 6.5 * weigh("mouthFunnel") + 5.0 * weigh("mouthPucker"))
    _paint_upper_teeth(canvas, rounded)
    if raised > 0.05:
        _paint_tongue_tip(canvas, shape, raised)
    depth = min(6.0, 1.5 + 0.4 * shape.gap)
    canvas.drawPath(smooth(_points(shape.upper_in)), pen("#2A0708", depth, 0.45, 0.36 * depth))
    canvas.drawPath(smooth(_points(shape.lower_in)), pen("#2A0708", 0.6 * depth, 0.4, 0.3 * depth))
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


def _paint_tongue_tip(canvas: skia.Canvas, shape: Lips, raised: float) -> None:
    """The tip between the teeth, in front of the lower ones."""
    x, edge = AXIS + 0.5 * shape.jaw[0], float(shape.lower_in[6, 1])
    floor, top = edge + 6, edge + 1 + (MOUTH_Y + 2.5 - edge - 1) * min(1.0, 1.1 * raised)
    half = 15 + 4 * raised
    tip: list[Point] = [
        (x - half, floor),
        (x - half * 0.86, top + 3.0),
        (x - half * 0.45, top + 0.4),
        (x, top),
        (x + half * 0.45, top + 0.4),
        (x + half * 0.86, top + 3.0),
        (x + half, floor),
    ]
    shade = linear((x, top), (x, top + 12), [(0, "#E09A94", 1), (0.35, "#CE7B78", 1), (1, "#A85054", 1)])
    canvas.drawPath(smooth(tip, closed=True), fill("#5A1B22", 0.5 * raised, 1.6))
    canvas.drawPath(smooth(tip, closed=True), fill(shade, min(1.0, 2 * raised)))


def _paint_upper_teeth(canvas: skia.Canvas, covered: float) -> None:
    """They are fixed to the skull; rounded lips cover them by `covered` units more."""
    row, gaps, ivory = _upper_teeth()
    canvas.save()
    canvas.translate(0, -covered)
    canvas.drawPath(row, ivory)
    canvas.drawPath(gaps, pen("#A88878", 0.7, 0.32))
    canvas.restore()


@cache
def _upper_teeth() -> tuple[skia.Path, skia.Path, skia.Paint]:
    row, gaps, top = skia.Path(), skia.Path(), MOUTH_Y - 20
    for side in (-1, 1):
        for start, stop, edge in TEETH:
            left, right = sorted((AXIS + side * start, AXIS + side * stop))
            box = skia.RRect()
            box.setNinePatch(skia.Rect.MakeLTRB(left - 0.1, top, right + 0.1, MOUTH_Y + edge), 1.5, 1.5, 1.5, 1.5)
            row.addRRect(box)
            gaps.moveTo(AXIS + side * start, top)
            gaps.lineTo(AXIS + side * start, MOUTH_Y + edge - 1.4)
    tones = [(0.0, "#FFFCF6", 1.0), (0.45, "#F4EBE1", 1.0), (0.75, "#C9AC9E", 1.0), (1.0, "#5E352F", 1.0)]
    return row, gaps, fill(radial((AXIS - 3, MOUTH_Y), 44, tones))


def _paint_lower_teeth(canvas: skia.Canvas, shape: Lips, covered: float) -> None:
    """They move with the jaw."""
    row, ivory = _lower_teeth()
    canvas.save()
    canvas.translate(AXIS + shape.jaw[0], MOUTH_Y + shape.jaw[1] + covered)
    canvas.drawPath(row, ivory)
    canvas.restore()


@cache
def _lower_teeth() -> tuple[skia.Path, skia.Paint]:
    row = skia.Path()
    for index in range(-5, 5):
        left, sink = index * 5.8, 0.16 * (index + 0.5) ** 2
        box = skia.RRect()
        box.setNinePatch(skia.Rect.MakeLTRB(left, sink - 1.4, left + 5.7, 14), 1.4, 1.4, 1.4, 1.4)
        row.addRRect(box)
    return row, fill(linear((0, -3), (0, 12), [(0, "#DCCABD", 1), (1, "#99766B", 1)]), 0.9)


def _paint_lips(canvas: skia.Canvas, look: Look, shape: Lips) -> None:
    upper = _between(shape.upper_out, shape.upper_in)
    lower = _between(shape.lower_in, shape.lower_out)
    top, line = float(shape.upper_out[:, 1].min()), float(shape.upper_in[6, 1])
    inner, bottom = float(shape.lower_in[6, 1]), float(shape.lower_out[:, 1].max())
    canvas.drawPath(upper, pen(look.lip_deep, 2.2, 0.16))
    canvas.drawPath(lower, pen(look.lip_deep, 2.4, 0.14))
    shade = linear((AXIS, top), (AXIS, line), [(0, look.lip, 1), (0.55, look.lip, 1), (1, look.lip_deep, 1)])
    canvas.drawPath(upper, fill(shade))
    shade = linear(
        (AXIS, inner),
        (AXIS, bottom),
        [(0, look.lip_deep, 1), (0.18, look.lip, 1), (0.5, look.lip_light, 1), (1, look.lip, 1)],
    )
    canvas.drawPath(lower, fill(shade))
    _paint_shine(canvas, look, shape)
    if shape.gap < 2.5:
        seam = (shape.upper_in + shape.lower_in) / 2
        widths = [1.2, 1.8, 1.6, 1.4, 1.4, 1.7, 1.9, 1.7, 1.4, 1.4, 1.6, 1.8, 1.2]
        canvas.drawPath(taper(_points(seam), widths), fill("#5A1B22", 0.8 * (1 - max(shape.gap, 0) / 2.5)))
    for end in (0, -1):
        x, y = (shape.upper_in[end] + shape.lower_in[end]) / 2
        canvas.drawPath(ellipse(float(x), float(y), 2.6, 1.8), fill("#5A1B22", 0.38, 1.3))


def _paint_shine(canvas: skia.Canvas, look: Look, shape: Lips) -> None:
    middle = shape.lower_in + (shape.lower_out - shape.lower_in) * 0.42
    spot = _points(middle[4:8] + np.array([-3.0, 0.0]))
    canvas.drawPath(taper(spot, [0.5, 4.0, 4.0, 0.5]), fill("#FFF2EE", 0.55, 1.6))
    bow = _points(shape.upper_out[4:9] + np.array([0.0, -0.8]))
    canvas.drawPath(taper(bow, [0.2, 1.2, 1.0, 1.2, 0.2]), fill("#FFE9DC", 0.6, 0.8))
