"""Pens and brushes: smooth paths through points, soft fills, gradients. Everything is in design units."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
import skia

Point = tuple[float, float]
Stop = tuple[float, str, float]
"""Place on a gradient in [0, 1], colour `#RRGGBB`, opacity in [0, 1]."""


def colour(hexadecimal: str, alpha: float = 1.0) -> int:
    """`#RRGGBB` with an opacity in [0, 1], as the rasteriser's ARGB number."""
    return round(255 * min(max(alpha, 0.0), 1.0)) << 24 | _red_green_blue(hexadecimal)


def channels(hexadecimal: str) -> npt.NDArray[np.float32]:
    """`#RRGGBB` as red, green and blue in [0, 1]."""
    number = _red_green_blue(hexadecimal)
    return np.array([number >> 16, number >> 8 & 255, number & 255], np.float32) / np.float32(255)


@cache
def _red_green_blue(hexadecimal: str) -> int:
    return int(hexadecimal[1:], 16)


@lru_cache(256)
def _blur(deviation: float) -> skia.MaskFilter:
    return skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, deviation)


def smooth(
    points: Sequence[Point], closed: bool = False, path: skia.Path | None = None, join: bool = False
) -> skia.Path:
    """A curve through all `points` (Catmull-Rom). With `path` it is added to it; `join` goes on from its end."""
    path = skia.Path() if path is None else path
    if join:
        path.lineTo(*points[0])
    else:
        path.moveTo(*points[0])
    ends = (points[-1], points[0], points[1 % len(points)]) if closed else (points[0], points[-1])
    around = [ends[0], *points, *ends[1:]]
    draw = path.cubicTo
    (x0, y0), (x1, y1), (x2, y2) = around[:3]
    for x3, y3 in around[3:]:
        draw(x1 + (x2 - x0) / 6, y1 + (y2 - y0) / 6, x2 - (x3 - x1) / 6, y2 - (y3 - y1) / 6, x2, y2)
        x0, y0, x1, y1, x2, y2 = x1, y1, x2, y2, x3, y3
    if closed:
        path.close()
    return path


def ellipse(x: float, y: float, half_width: float, half_height: float) -> skia.Path:
    """An upright ellipse around (x, y)."""
    path = skia.Path()
    path.addOval(skia.Rect.MakeLTRB(x - half_width, y - half_height, x + half_width, y + half_height))
    return path


def fill(shade: str | skia.Shader, alpha: float = 1.0, blur: float = 0.0) -> skia.Paint:
    """A brush: a colour or a gradient, its opacity, and how far its edge is blurred (standard deviation in units)."""
    paint = skia.Paint(AntiAlias=True)
    if isinstance(shade, str):
        paint.setColor(colour(shade, alpha))
    else:
        paint.setShader(shade)
        paint.setAlphaf(alpha)
    if blur:
        paint.setMaskFilter(_blur(blur))
    return paint


def pen(shade: str | skia.Shader, width: float, alpha: float = 1.0, blur: float = 0.0) -> skia.Paint:
    """A round pen of `width` units."""
    paint = fill(shade, alpha, blur)
    paint.setStyle(skia.Paint.kStroke_Style)
    paint.setStrokeWidth(width)
    paint.setStrokeCap(skia.Paint.kRound_Cap)
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    return paint


def linear(start: Point, end: Point, stops: Sequence[Stop]) -> skia.Shader:
    """A gradient along the line from `start` to `end`."""
    return skia.GradientShader.MakeLinear(
        [skia.Point(*start), skia.Point(*end)],
        [colour(shade, alpha) for _, shade, alpha in stops],
        [place for place, _, _ in stops],
    )


def radial(centre: Point, radius: float, stops: Sequence[Stop]) -> skia.Shader:
    """A gradient from `centre` outwards."""
    return skia.GradientShader.MakeRadial(
        skia.Point(*centre),
        radius,
        [colour(shade, alpha) for _, shade, alpha in stops],
        [place for place, _, _ in stops],
    )


def taper(spine: Sequence[Point], widths: Sequence[float]) -> skia.Path:
    """A brush stroke along `spine` whose full width is `widths` at each point; ends may be 0 wide."""
    above: list[Point] = []
    below: list[Point] = []
    around = [spine[0], *spine, spine[-1]]
    for (before, here, after), width in zip(zip(around, around[1:], around[2:], strict=False), widths, strict=True):
        dx, dy = after[0] - before[0], after[1] - before[1]
        half = width / 2 / max((dx * dx + dy * dy) ** 0.5, 1e-6)
        above.append((here[0] - dy * half, here[1] + dx * half))
        below.append((here[0] + dy * half, here[1] - dx * half))
    path = smooth(above)
    smooth(below[::-1], path=path, join=True)
    path.close()
    return path


def outline(start: Point, *steps: Sequence[float], closed: bool = True) -> skia.Path:
    """A path with corners: each step holds 2 numbers (a line), 4 (a bow with one handle) or 6 (with two)."""
    path = skia.Path()
    path.moveTo(*start)
    draw = {2: path.lineTo, 4: path.quadTo, 6: path.cubicTo}
    for step in steps:
        draw[len(step)](*step)
    if closed:
        path.close()
    return path
