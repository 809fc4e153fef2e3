"""The plane a sheet is painted on: where its pixels lie in design units, and soft brushes on it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
import skia

Floats = npt.NDArray[np.float32]
Point = tuple[float, float]
Area = tuple[float, float, float, float]
"""Left, top, right, bottom in design units."""


class Plane:
    """A grid of `scale` pixels per design unit over `area`; `x` and `y` are where the pixels' centres lie."""

    def __init__(self, area: Area, scale: float) -> None:
        self.area, self.scale = area, scale
        left, top, right, bottom = area
        self.shape: tuple[int, ...] = (round((bottom - top) * scale), round((right - left) * scale))
        across = (np.arange(self.shape[1], dtype=np.float32) + 0.5) / scale + left
        down = (np.arange(self.shape[0], dtype=np.float32) + 0.5) / scale + top
        self.x, self.y = np.meshgrid(across, down)

    def part(self, mask: Floats, around: float) -> tuple[Plane, tuple[slice, slice]]:
        """The plane around what `mask` covers, `around` units more on each side, and where that is in this one."""
        rows, columns = np.nonzero(mask.max(axis=1) > 0)[0], np.nonzero(mask.max(axis=0) > 0)[0]
        more = round(around * self.scale)
        ends = [(max(int(found[0]) - more, 0), int(found[-1]) + 1 + more) for found in (rows, columns)]
        place = (slice(*ends[0]), slice(*ends[1]))
        inner = Plane.__new__(Plane)
        inner.scale, inner.x, inner.y = self.scale, self.x[place], self.y[place]
        inner.shape = inner.x.shape
        left, top = self.area[0] + ends[1][0] / self.scale, self.area[1] + ends[0][0] / self.scale
        inner.area = (left, top, left + inner.shape[1] / self.scale, top + inner.shape[0] / self.scale)
        return inner, place

    def zeros(self) -> Floats:
        """An empty map."""
        return np.zeros(self.shape, np.float32)

    def pixels(self, points: Sequence[Point] | npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Points in design units as pixel coordinates."""
        return (np.asarray(points, np.float64) - self.area[:2]) * self.scale

    def blur(self, values: Floats, deviation: float) -> Floats:
        """`values` blurred by `deviation` design units."""
        sigma = deviation * self.scale
        if sigma < 0.3:
            return values
        return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma), np.float32)

    def area_of(self, outline: Sequence[Point] | npt.NDArray[np.float64], soft: float = 0.0) -> Floats:
        """How much of each pixel lies inside the polygon `outline`, its edge blurred by `soft` units."""
        corners = (self.pixels(outline) * 16 - 8).round().astype(np.int32)
        mask = np.zeros(self.shape, np.uint8)
        cv2.fillPoly(mask, [corners], 255, cv2.LINE_AA, 4)
        return self.blur(mask.astype(np.float32) / 255, soft)

    def inside(self, path: skia.Path, soft: float = 0.0) -> Floats:
        """The same for a path of the rasteriser."""
        mask = np.zeros((*self.shape, 4), np.uint8)
        with skia.Surface(mask, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType) as canvas:
            canvas.scale(self.scale, self.scale)
            canvas.translate(-self.area[0], -self.area[1])
            canvas.drawPath(path, skia.Paint(AntiAlias=True, Color=skia.ColorWHITE))
        return self.blur(mask[..., 3].astype(np.float32) / 255, soft)

    def brush(self, spine: Sequence[Point], width: float | Sequence[float], soft: float) -> Floats:
        """A stroke along the smooth `spine`, as wide as `width` (one or several along it), blurred by `soft`."""
        middle = curve(spine)
        wide = np.atleast_1d(np.asarray(width, float))
        widths = np.interp(np.linspace(0, 1, len(middle)), np.linspace(0, 1, len(wide)), wide)
        slope = np.gradient(middle, axis=0)
        away = np.stack([-slope[:, 1], slope[:, 0]], 1)
        away *= widths[:, None] / 2 / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
        return self.area_of(np.concatenate([middle + away, (middle - away)[::-1]]), soft)

    def noise(self, dice: np.random.Generator, deviation: float) -> Floats:
        """Random unevenness: mean 0, standard deviation 1, as coarse as `deviation` units."""
        coarse = self.blur(dice.standard_normal(self.shape).astype(np.float32), deviation)
        return np.asarray(coarse / coarse.std(), np.float32)


def curve(points: Sequence[Point] | npt.NDArray[np.float64], parts: int = 24) -> npt.NDArray[np.float64]:
    """The smooth curve (Catmull-Rom) through `points`, (n, 2), `parts` pieces for each of its own."""
    own = np.asarray(points, np.float64)
    around = np.concatenate([[2 * own[0] - own[1]], own, [2 * own[-1] - own[-2]]])
    t = np.linspace(0, 1, parts, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(around, around[1:], around[2:], around[3:], strict=False):
        cubic = (2 * b) + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (-a + 3 * b - 3 * c + d) * t**3
        pieces.append(cubic / 2)
    return np.concatenate([*pieces, own[-1:]])


def loop(points: Sequence[Point] | npt.NDArray[np.float64], parts: int = 24) -> npt.NDArray[np.float64]:
    """The closed smooth curve through `points`."""
    own = np.asarray(points, np.float64)
    whole = curve(np.concatenate([own[-1:], own, own[:2]]), parts)
    return whole[parts:-parts]


def mirrored(points: Sequence[Point], axis: float = 500.0) -> list[Point]:
    """The points on the other side of the vertical `axis`."""
    return [(2 * axis - x, y) for x, y in points]


def both(half: Sequence[Point], axis: float = 500.0) -> list[Point]:
    """A closed outline from its half, which runs from the top of the axis to its bottom on the left side."""
    return [*half, *(point for point in reversed(mirrored(half, axis)) if point[0] != axis)]
