"""Hairs as ribbons: where each lies, how thick it is, how the lamps light it, and the picture of all of them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import skia

from painting.light import FILL, KEY, VIEW, from_display, normals, to_display
from painting.plane import Floats, Plane

FINE = 3
"""The ribbons are drawn this many times as large and averaged: they have no smooth edges of their own."""

Paths = npt.NDArray[np.float64]
"""(strands, points, 2) in design units, root to tip."""


@dataclass(frozen=True)
class Fibre:
    """What the hair of one person is made of: colours in the light (`#RRGGBB`), and how much it shines."""

    colour: str
    glow: str
    shine: float = 1.0
    sharpness: float = 1.0
    grey: float = 0.0
    grey_colour: str = "#C9C6C2"
    vary: float = 1.0


@dataclass
class Strands:
    """Hairs from the first that is drawn to the last, which lies on top.

    `width` (strands, points) in units; `deep` in [0, 1] how far below the surface each lies; `alpha` (strands, points).
    """

    paths: Paths
    width: Floats
    deep: Floats
    alpha: Floats

    def sorted(self) -> Strands:
        """The deepest first."""
        order = np.argsort(-self.deep, kind="stable")
        return Strands(self.paths[order], self.width[order], self.deep[order], self.alpha[order])


def tapered(count: int, points: int, widths: Floats, root: float = 0.7, tip: float = 0.12) -> Floats:
    """Widths along hairs: `root` and `tip` are shares of the full width in `widths` (count,)."""
    along = np.linspace(0, 1, points)
    shape = np.interp(along, [0, 0.18, 0.6, 1], [root, 1, 0.9, tip])
    return np.asarray(widths[:, None] * shape[None, :] * np.ones((count, 1)), np.float32)


def shaded(
    plane: Plane, strands: Strands, relief: Floats, sun: Floats, fibre: Fibre, dice: np.random.Generator
) -> Floats:
    """Colours of the hairs as sRGB (strands, points, 3), lying on `relief`."""
    places = plane.pixels(strands.paths.reshape(-1, 2)).astype(np.float32).reshape(*strands.paths.shape) - 0.5
    across, down = places[..., 0].copy(), places[..., 1].copy()

    def at(values: Floats) -> Floats:
        return np.asarray(
            cv2.remap(values, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32
        )

    soft = plane.blur(relief, 2.0)
    high, stands, lit_ = at(soft), at(normals(plane, soft)), at(sun)
    tangent = np.gradient(np.concatenate([strands.paths, high[..., None]], axis=2), axis=1).astype(np.float32)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=2, keepdims=True), 1e-6)
    count = len(strands.paths)
    jitter = dice.normal(0, 0.10, (count, 1, 1)).astype(np.float32)
    linear = _body(count, fibre, dice)[:, None, :] * _diffuse(tangent, stands, lit_)[..., None]
    for lamp, strength in ((KEY, 1.0), (FILL, 0.22)):
        light = strength * (0.25 + 0.75 * lit_) if lamp is KEY else np.full_like(lit_, strength)
        facing = np.clip(stands @ lamp * 0.7 + 0.3, 0, 1) * light
        first = _band(tangent, stands, lamp, -0.12 + jitter, 70 * fibre.sharpness)
        second = _band(tangent, stands, lamp, 0.14 + jitter, 22 * fibre.sharpness)
        glow = from_display(fibre.glow)
        linear += fibre.shine * facing[..., None] * (0.16 * first[..., None] + 0.55 * second[..., None] * glow)
    depth = (1 - 0.72 * strands.deep)[:, None, None]
    return to_display(np.asarray(linear * depth, np.float32))


def _body(count: int, fibre: Fibre, dice: np.random.Generator) -> Floats:
    """The colour of each hair: no two are alike, and some are grey."""
    own = from_display(fibre.colour)[None, :] * np.exp(dice.normal(0, 0.22 * fibre.vary, (count, 1)))
    warm = dice.normal(0, 0.06 * fibre.vary, (count, 1)) * np.array([[1.0, 0.0, -0.8]])
    own = own * (1 + warm)
    grey = dice.random((count, 1)) < fibre.grey
    return np.where(grey, from_display(fibre.grey_colour) * np.exp(dice.normal(0, 0.15, (count, 1))), own).astype(
        np.float32
    )


def _diffuse(tangent: Floats, stands: Floats, lit_: Floats) -> Floats:
    side = np.sqrt(np.clip(1 - (tangent @ KEY) ** 2, 0, 1))
    facing = np.clip((stands @ KEY + 0.35) / 1.35, 0, 1)
    fill = np.clip((stands @ FILL + 0.5) / 1.5, 0, 1)
    room = 0.6 - 0.4 * stands[..., 1]
    return np.asarray((0.35 + 0.65 * side) * facing * (0.2 + 0.8 * lit_) + 0.25 * fill + 0.26 * room, np.float32)


def _band(tangent: Floats, stands: Floats, lamp: Floats, shift: Floats | float, sharpness: float) -> Floats:
    """The reflection that lies across a head of hair (Kajiya and Kay 1989, shifted as by Marschner et al. 2003)."""
    turned = tangent + shift * stands
    turned = turned / np.maximum(np.linalg.norm(turned, axis=2, keepdims=True), 1e-6)
    half = lamp + VIEW
    cosine = turned @ (half / np.linalg.norm(half))
    return np.asarray(np.sqrt(np.clip(1 - cosine**2, 0, 1)) ** sharpness, np.float32)


def drawn(plane: Plane, strands: Strands, colours: Floats) -> Floats:
    """The hairs as premultiplied sRGB and alpha, (h, w, 4) in [0, 1]."""
    high, wide = plane.shape[0] * FINE, plane.shape[1] * FINE
    picture = np.zeros((high, wide, 4), np.uint8)
    info = skia.ImageInfo.Make(wide, high, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    surface = skia.Surface.MakeRasterDirect(info, picture, picture.strides[0])
    canvas = surface.getCanvas()
    paint = skia.Paint(AntiAlias=False, Color=skia.ColorWHITE)
    places = plane.pixels(strands.paths.reshape(-1, 2)).reshape(strands.paths.shape) * FINE
    slope = np.gradient(places, axis=1)
    slope /= np.maximum(np.linalg.norm(slope, axis=2, keepdims=True), 1e-6)
    half = strands.width[..., None] * plane.scale * FINE / 2
    away = np.stack([-slope[..., 1], slope[..., 0]], axis=2) * half
    sides = np.stack([places + away, places - away], axis=2)
    numbers = np.clip(np.rint(np.concatenate([colours, strands.alpha[..., None]], axis=2) * 255), 0, 255).astype(
        np.uint32
    )
    shades = numbers[..., 3] << 24 | numbers[..., 0] << 16 | numbers[..., 1] << 8 | numbers[..., 2]
    for start in range(0, len(places), 1000):
        _draw(canvas, paint, sides[start : start + 1000], shades[start : start + 1000])
    del surface  # not before: its canvas is no owner
    small = cv2.resize(picture, (plane.shape[1], plane.shape[0]), interpolation=cv2.INTER_AREA)
    return small.astype(np.float32) / 255


def _draw(canvas: skia.Canvas, paint: skia.Paint, sides: Paths, shades: npt.NDArray[np.uint32]) -> None:
    """One strip of triangles for many hairs: between two hairs it has no area."""
    count, points = sides.shape[:2]
    strip = sides.reshape(count, points * 2, 2)
    strip = np.concatenate([strip[:, :1], strip, strip[:, -1:]], axis=1).reshape(-1, 2)
    tones = np.repeat(shades, 2, axis=1)
    tones = np.concatenate([tones[:, :1], tones, tones[:, -1:]], axis=1).reshape(-1)
    corners = [skia.Point(x, y) for x, y in strip.tolist()]
    mode = skia.Vertices.VertexMode.kTriangleStrip_VertexMode
    canvas.drawVertices(skia.Vertices(mode, corners, None, tones.tolist()), paint)


def over(below: Floats, above: Floats) -> Floats:
    """One premultiplied picture over another."""
    return np.asarray(above + below * (1 - above[..., 3:]), np.float32)
