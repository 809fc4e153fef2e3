"""Both rows of teeth as small pictures: painted once, shown between the lips."""

from __future__ import annotations

import numpy as np
import skia

from understudy.stage.avatars.drawn.strokes import ellipse, fill, linear, radial
from understudy.stage.avatars.drawn.warp import Bytes, image_of, surface_on

UPPER = (
    (8.9, 8.2, 2.4),
    (6.6, 7.3, 2.2),
    (6.9, 7.8, 2.9),
    (5.6, 6.3, 2.4),
    (5.4, 5.3, 2.2),
    (6.4, 3.8, 2.0),
    (6.0, 2.2, 2.0),
)
"""Upper teeth of one side from the middle: width, how far the edge hangs below the closed lip line, round corners."""

LOWER = ((5.2, 0.0, 1.5), (5.4, 0.3, 1.5), (5.8, 0.2, 2.2), (5.6, 1.2, 2.0), (5.4, 2.4, 2.0), (5.6, 4.0, 2.0))
"""The same for the lower ones: how far the edge lies below that of the middle ones."""

BOX = (-46.0, -22.0, 92.0, 40.0)
"""Left, top, width and height of the pictures around the middle of the closed lip line."""


class Row:
    """One row of teeth as a picture. It holds the memory of its image."""

    def __init__(self, upper: bool, white: float, fine: float) -> None:
        left, top, width, height = BOX
        self._picture: Bytes = np.zeros((max(round(height * fine), 1), max(round(width * fine), 1), 4), np.uint8)
        canvas = (surface := surface_on(self._picture)).getCanvas()
        canvas.scale(self._picture.shape[1] / width, self._picture.shape[0] / height)
        canvas.translate(-left, -top)
        _paint(canvas, upper, white)
        del surface  # not before: its canvas is no owner
        self._image = image_of(self._picture)
        self._place = skia.Rect.MakeXYWH(*BOX)

    def draw(self, canvas: skia.Canvas) -> None:
        """The row around the origin."""
        canvas.drawImageRect(self._image, self._place, skia.SamplingOptions(skia.FilterMode.kLinear))


def _paint(canvas: skia.Canvas, upper: bool, white: float) -> None:
    ivory, warm, grey = ("#FBF6EE", "#EADCC8", "#D9D2CC") if white > 0.85 else ("#F1E8D8", "#DCC7A6", "#CBC0B2")
    canvas.saveLayer(None, None)
    for side in (-1, 1):
        near = 0.0
        for wide, edge, corner in UPPER if upper else LOWER:
            start, stop = sorted((side * near, side * (near + wide)))
            _paint_tooth(canvas, (start, stop), edge, corner, upper, (ivory, warm, grey))
            near += wide
    _darken(canvas, upper)
    canvas.restore()


def _paint_tooth(
    canvas: skia.Canvas,
    ends: tuple[float, float],
    edge: float,
    corner: float,
    upper: bool,
    shades: tuple[str, str, str],
) -> None:
    (left, right), (ivory, warm, grey) = ends, shades
    top, bottom = (-26.0, edge) if upper else (edge - 1.6, 22.0)
    box = skia.RRect()
    box.setRectXY(skia.Rect.MakeLTRB(left + 0.12, top, right - 0.12, bottom), corner, corner * 1.1)
    stops = [(0.0, warm, 1.0), (0.55, ivory, 1.0), (0.9, ivory, 1.0), (1.0, grey, 1.0)]
    shade = linear((0, edge - 13), (0, edge), stops) if upper else linear((0, 14), (0, edge - 1.6), stops)
    canvas.drawRRect(box, fill(shade))
    canvas.save()
    canvas.clipRRect(box, doAntiAlias=True)
    for x, strength in ((left, 0.30), (right, 0.42)):
        canvas.drawPath(ellipse(x, (edge - 6) if upper else edge + 8, 1.1, 16), fill("#8A6450", strength, 0.9))
    shine = (edge - 6.0) if upper else edge + 4
    canvas.drawPath(
        ellipse(left + 0.36 * (right - left), shine, 0.14 * (right - left), 2.6), fill("#FFFFFF", 0.75, 0.9)
    )
    canvas.restore()


def _darken(canvas: skia.Canvas, upper: bool) -> None:
    """Towards the corners of the mouth it is dark, and below the upper lip there is its shadow."""
    paint = fill(radial((-2, 0), 43, [(0.25, "#3A1812", 0.0), (0.62, "#3A1812", 0.38), (1.0, "#220A08", 0.94)]))
    paint.setBlendMode(skia.BlendMode.kSrcATop)
    canvas.drawRect(skia.Rect.MakeXYWH(*BOX), paint)
    shade = linear((0, -4), (0, 5), [(0, "#4A1E18", 0.50), (1, "#4A1E18", 0.0)])
    if not upper:
        shade = linear((0, -2), (0, 13), [(0, "#4A1E18", 0.22), (1, "#2A0C0A", 0.75)])
    paint = fill(shade)
    paint.setBlendMode(skia.BlendMode.kSrcATop)
    canvas.drawRect(skia.Rect.MakeXYWH(*BOX), paint)
