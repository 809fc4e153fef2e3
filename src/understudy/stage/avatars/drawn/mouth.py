"""The mouth at one frame: folds beside it, the dark inside with teeth and tongue, then the lips."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import skia

from understudy.stage.avatars.drawn.anatomy import AXIS, HEIGHTS
from understudy.stage.avatars.drawn.lip_skin import lay, lip_skin
from understudy.stage.avatars.drawn.lips import Curve, Lips, lips
from understudy.stage.avatars.drawn.look import Look
from understudy.stage.avatars.drawn.strokes import Point, ellipse, fill, linear, pen, radial, smooth, taper
from understudy.stage.avatars.drawn.teeth import Row

Weigh = Callable[[str], float]
OPEN = 0.35
"""Below this gap (design units) the lips touch and nothing of the inside is drawn."""

FINE = 2.0
"""Pixels of a row of teeth for each pixel of the figure, so that it stays sharp wherever it is put."""

_DARK, _DEEP = "#2A0A0A", "#160505"


class Mouth:
    """One person's mouth. Places are those of the canonical face, moved to where this person has it."""

    def __init__(self, look: Look, scale: float) -> None:
        self.look, self._skin = look, lip_skin(look.lips)
        self._upper, self._lower = (Row(upper, look.teeth, FINE * scale) for upper in (True, False))
        self._wide = look.face.mouth_half / 46.5

    def paint(self, canvas: skia.Canvas, weigh: Weigh) -> None:
        """The mouth in its place in the face."""
        shape = lips(self.look.face, weigh)
        self._paint_folds(canvas, shape, weigh)
        self._paint_shade(canvas, shape)
        if shape.gap > OPEN:
            self._paint_inside(canvas, shape, weigh)
        self._paint_lips(canvas, shape)

    def _paint_folds(self, canvas: skia.Canvas, shape: Lips, weigh: Weigh) -> None:
        """The folds from the nose past the corners of the mouth, and the dimples."""
        look = self.look
        for name, end, side in (("Right", 0, -1), ("Left", -1, 1)):
            lifted = weigh("mouthSmile" + name) + 0.5 * weigh("cheekSquint" + name) + 0.4 * weigh("noseSneer" + name)
            smile = min(lifted, 1)
            x, y = (float(value) for value in shape.upper_in[end])
            if smile > 0.02:
                wing = look.face.spot(side * (36 + 3 * smile), HEIGHTS[3] - 2)
                fold: list[Point] = [
                    wing,
                    (wing[0] + side * 8, wing[1] + 13),
                    (x + side * 12, y - 12),
                    (x + side * 12, y + 4),
                ]
                strength = look.crease * smile
                canvas.drawPath(taper(fold, [1, 4, 5, 1]), fill(look.deep, 0.34 * strength, 2.6))
                light = [(px + side * 8, py - 3) for px, py in fold]
                canvas.drawPath(taper(light, [1, 8, 9, 1]), fill(look.light, 0.22 * strength, 5))
            dimple = weigh("mouthDimple" + name)
            if dimple > 0.02:
                canvas.drawPath(ellipse(x + side * 7, y - 1, 3.2, 7), fill(look.deep, 0.45 * dimple, 2.4))

    def _paint_shade(self, canvas: skia.Canvas, shape: Lips) -> None:
        """The shadow of the lower lip, and of the corners."""
        below = _points(shape.lower_out[3:10] + np.array([1.0, 3.0]))
        canvas.drawPath(smooth(below), pen(self.look.deep, 5, 0.30, 3))
        for end in (0, -1):
            x, y = (float(value) for value in (shape.upper_in[end] + shape.lower_in[end]) / 2)
            tall = min(3.2 + 0.14 * shape.gap, 7.0)
            canvas.drawPath(ellipse(x, y, 4.0, tall), fill(self.look.deep, 0.45, 2.2))

    def _paint_inside(self, canvas: skia.Canvas, shape: Lips, weigh: Weigh) -> None:
        opening = _between(shape.upper_in, shape.lower_in)
        top = self.look.face.mouth_y
        canvas.save()
        canvas.clipPath(opening, doAntiAlias=True)
        centre = (AXIS, top + shape.jaw[1] * 0.5)
        canvas.drawPath(opening, fill(radial(centre, 52, [(0, "#431518", 1), (0.6, _DARK, 1), (1, _DEEP, 1)])))
        raised, funnel, pucker = weigh("tongueOut"), weigh("mouthFunnel"), weigh("mouthPucker")
        _paint_tongue(canvas, (AXIS + shape.jaw[0], top + shape.jaw[1]), top, raised)
        self._place(canvas, self._lower, shape.jaw[0], shape.jaw[1] + 6.5 * funnel + 5.0 * pucker)
        self._place(canvas, self._upper, 0.0, -5.0 * funnel - 6.0 * pucker)
        if raised > 0.05:
            _paint_tongue_tip(canvas, shape, top, raised)
        depth = min(6.5, 1.6 + 0.4 * shape.gap)
        canvas.drawPath(smooth(_points(shape.upper_in)), pen(_DEEP, depth, 0.5, 0.4 * depth))
        canvas.drawPath(smooth(_points(shape.lower_in)), pen(_DEEP, 0.6 * depth, 0.4, 0.3 * depth))
        canvas.restore()

    def _place(self, canvas: skia.Canvas, row: Row, across: float, down: float) -> None:
        canvas.save()
        canvas.translate(AXIS + across, self.look.face.mouth_y + down)
        canvas.scale(self._wide, 1)
        row.draw(canvas)
        canvas.restore()

    def _paint_lips(self, canvas: skia.Canvas, shape: Lips) -> None:
        lay(canvas, self._skin.upper, shape.upper_out, shape.upper_in)
        lay(canvas, self._skin.lower, shape.lower_out, shape.lower_in)
        deep = self.look.lips.deep
        if shape.gap < 2.5:
            seam = (shape.upper_in + shape.lower_in) / 2
            widths = [0.8, 1.6, 1.7, 1.6, 1.7, 2.0, 2.4, 2.0, 1.7, 1.6, 1.7, 1.6, 0.8]
            shut = 1 - max(shape.gap, 0) / 2.5
            canvas.drawPath(taper(_points(seam), [2.2 * width for width in widths]), fill(deep, 0.5 * shut, 1.2))
            canvas.drawPath(taper(_points(seam), widths), fill("#3A1014", 0.72 * shut, 0.35))
        for curve, width in ((shape.upper_in, 1.0), (shape.lower_in, 0.8)):
            if shape.gap > OPEN:
                canvas.drawPath(smooth(_points(curve)), pen(deep, width, 0.75, 0.4))


def _points(curve: Curve) -> list[Point]:
    return [(x, y) for x, y in curve.tolist()]


def _between(above: Curve, below: Curve) -> skia.Path:
    path = smooth(_points(above))
    smooth(_points(below[::-1]), path=path, join=True)
    path.close()
    return path


def _paint_tongue(canvas: skia.Canvas, jaw: Point, mouth: float, raised: float) -> None:
    x, y = jaw
    top = (y - 7) * (1 - raised) + (mouth + 6.5) * raised
    body: list[Point] = [
        (x - 27, y + 14), (x - 24, top + 5 + 4 * raised), (x - 12, top + 1), (x, top + 1.6 * (1 - raised)),
        (x + 12, top + 1), (x + 24, top + 5 + 4 * raised), (x + 27, y + 14),
    ]  # fmt: skip
    path = smooth(body, closed=True)
    shade = linear((x, top), (x, y + 16), [(0, "#C9736F", 1), (0.5, "#A85153", 1), (1, "#7A3038", 1)])
    canvas.drawPath(path, fill(shade, 0.55 + 0.4 * raised, 1.6))
    canvas.drawPath(smooth([(x, top + 4), (x, y + 10)]), pen("#7A3038", 2, 0.35, 1.2))


def _paint_tongue_tip(canvas: skia.Canvas, shape: Lips, mouth: float, raised: float) -> None:
    """The tip between the teeth, in front of the lower ones."""
    x, edge = AXIS + 0.5 * shape.jaw[0], float(shape.lower_in[6, 1])
    floor, top = edge + 6, edge + 1 + (mouth + 2.5 - edge - 1) * min(1.0, 1.1 * raised)
    half = 15 + 4 * raised
    tip: list[Point] = [
        (x - half, floor), (x - half * 0.86, top + 3.0), (x - half * 0.45, top + 0.4), (x, top),
        (x + half * 0.45, top + 0.4), (x + half * 0.86, top + 3.0), (x + half, floor),
    ]  # fmt: skip
    shade = linear((x, top), (x, top + 12), [(0, "#DE958E", 1), (0.35, "#C9716F", 1), (1, "#98464B", 1)])
    canvas.drawPath(smooth(tip, closed=True), fill("#5A1B22", 0.5 * raised, 1.6))
    canvas.drawPath(smooth(tip, closed=True), fill(shade, min(1.0, 2 * raised)))
    canvas.drawPath(ellipse(x - 3, top + 3, 5, 1.4), fill("#FFFFFF", 0.30 * raised, 1.0))
