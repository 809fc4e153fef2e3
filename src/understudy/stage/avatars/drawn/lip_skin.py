"""The skin of the lips: one small picture for each lip, laid over whatever shape the lips have at a frame."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import skia

from understudy.stage.avatars.drawn.anatomy import Floats
from understudy.stage.avatars.drawn.lips import PLACES, Curve
from understudy.stage.avatars.drawn.look import Lips
from understudy.stage.avatars.drawn.strokes import channels
from understudy.stage.avatars.drawn.warp import Bytes, image_of

WIDE, HIGH = 256, 64
"""Pixels of a lip's picture: along the mouth, and from its outer edge to its inner."""

STEPS = 36
"""Pieces in which a lip's curve is drawn."""


@dataclass(frozen=True)
class LipSkin:
    """Both pictures, ready to be laid on a mesh. Keep it as long as its shaders are used: they share its memory."""

    upper: skia.Paint
    lower: skia.Paint
    pictures: tuple[Bytes, Bytes]


def lip_skin(lips: Lips) -> LipSkin:
    """Paint the skin of the lips in their colours."""
    pictures = (_picture(lips, upper=True), _picture(lips, upper=False))
    paints = []
    for picture in pictures:
        paint = skia.Paint(AntiAlias=True, Color=skia.ColorWHITE)
        paint.setShader(image_of(picture).makeShader(skia.SamplingOptions(skia.FilterMode.kLinear)))
        paints.append(paint)
    return LipSkin(paints[0], paints[1], pictures)


def _picture(lips: Lips, upper: bool) -> Bytes:
    across = np.linspace(-1, 1, WIDE, dtype=np.float32)[None, :]
    inwards = np.linspace(0, 1, HIGH, dtype=np.float32)[:, None]
    tone, deep, light = (channels(shade) for shade in (lips.tone, lips.deep, lips.light))
    dice = np.random.default_rng(17 if upper else 18)
    lines = _lines(dice)
    if upper:
        shade = 0.05 + 0.5 * inwards**2.5 + 0.25 * np.abs(across) ** 3
        glow = 0.5 * np.exp(-(((inwards - 0.32) / 0.22) ** 2)) * np.exp(-(((np.abs(across) - 0.22) / 0.3) ** 2))
    else:
        shade = 0.12 + 0.5 * np.clip((inwards - 0.72) / 0.28, 0, 1) + 0.35 * np.clip((0.3 - inwards) / 0.3, 0, 1)
        shade = shade + 0.5 * np.abs(across) ** 2.5
        glow = np.exp(-(((inwards - 0.52) / 0.22) ** 2)) * (1 - 0.8 * np.abs(across + 0.12) ** 1.4)
    shade = np.clip(shade + 0.25 * lines, 0, 1)[..., None]
    glow = np.clip(glow - 0.35 * np.abs(lines), 0, 1)[..., None]
    rgb = tone * (1 - shade) + deep * shade
    rgb = rgb + (light - rgb) * 0.75 * glow
    shine = lips.shine * np.clip(glow[..., 0] - 0.35 - 0.9 * np.abs(lines), 0, 1) * (0.0 if upper else 0.9)
    rgb = rgb + (1 - rgb) * shine[..., None]
    border = 0.42 - 0.28 * lips.edge
    alpha = np.clip(inwards / border, 0, 1) ** 1.5 * np.clip((1 - inwards) / 0.05, 0, 1)
    alpha = alpha * np.clip((1 - np.abs(across)) / 0.12, 0, 1) ** 0.9 * (0.82 + 0.18 * lips.edge)
    whole = np.dstack([rgb * alpha[..., None], alpha])
    return np.asarray(np.clip(np.rint(whole * 255), 0, 255), np.uint8)


def _lines(dice: np.random.Generator) -> Floats:
    """The fine furrows of the lips, from edge to edge, about 0 and below 1."""
    grain = dice.standard_normal((HIGH, WIDE)).astype(np.float32)
    fine = cv2.GaussianBlur(grain, (0, 0), sigmaX=1.1, sigmaY=9)
    coarse = cv2.GaussianBlur(grain, (0, 0), sigmaX=3.0, sigmaY=16)
    return np.asarray(0.13 * fine / fine.std() + 0.15 * coarse / coarse.std(), np.float32)


def _refinement() -> Floats:
    """The matrix that makes `STEPS` + 1 points of a smooth curve out of those at `PLACES`."""
    rows = []
    for place in np.linspace(0, len(PLACES) - 1, STEPS + 1):
        index = min(int(place), len(PLACES) - 2)
        t = place - index
        row = np.zeros(len(PLACES))
        cubic = (-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, -(t**2) + t**3)
        for step, weight in zip((-1, 0, 1, 2), cubic, strict=True):
            row[min(max(index + step, 0), len(PLACES) - 1)] += weight / 2
        rows.append(row)
    return np.array(rows, np.float32)


_FINER = _refinement()
_ACROSS = np.interp(
    np.linspace(0, len(PLACES) - 1, STEPS + 1), np.arange(len(PLACES)), (PLACES + 1) / 2 * (WIDE - 1) + 0.5
)
_TEXTURE = [skia.Point(float(x), float(y)) for x in _ACROSS for y in (0.5, HIGH - 0.5)]


def lay(canvas: skia.Canvas, paint: skia.Paint, outer: Curve, inner: Curve) -> None:
    """One lip between its outer and inner curves, (13, 2) each."""
    strip = np.stack([_FINER @ outer, _FINER @ inner], axis=1).reshape(-1, 2)
    corners = [skia.Point(x, y) for x, y in strip.tolist()]
    mode = skia.Vertices.VertexMode.kTriangleStrip_VertexMode
    canvas.drawVertices(skia.Vertices(mode, corners, _TEXTURE), paint)
