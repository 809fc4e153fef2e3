"""Glasses: rims, bridge, the ends of the temples, and what the lenses reflect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skia

from painting.light import from_display, lit, to_display
from painting.plane import Floats, Plane, Point, loop, mirrored
from painting.strands import over
from understudy.stage.avatars.drawn.anatomy import Face


@dataclass(frozen=True)
class Glasses:
    """`lens` is the outline of the viewer's left lens (from its middle); `rim` how thick the frame is (units)."""

    lens: tuple[Point, ...]
    colour: str = "#2B2522"
    rim: float = 4.2
    gloss: float = 1.0
    half: bool = False
    """Rims only above."""


def painted(plane: Plane, glasses: Glasses, face: Face) -> Floats:
    """Frame and lenses as premultiplied sRGB and alpha (h, w, 4)."""
    frame, glass = plane.zeros(), plane.zeros()
    for side in (-1, 1):
        outline = [(500 - face.eye_out + x, face.eye_y + y) for x, y in glasses.lens]
        edge = loop(outline if side < 0 else mirrored(outline))
        inside = plane.area_of(edge)
        glass = np.maximum(glass, inside)
        ring = _ring(plane, edge, glasses.rim)
        frame = np.maximum(frame, ring)
        frame = np.maximum(frame, _temple(plane, outline, side, glasses.rim))
    frame = np.maximum(frame, _bridge(plane, glasses, face))
    height = np.asarray(4.0 * np.sqrt(np.clip(plane.blur(frame, 0.8), 0, 1)), np.float32)
    light = lit(plane, height, np.ones(plane.shape, np.float32))
    tone = from_display(glasses.colour) * light.energy
    shine = np.clip(light.normal @ np.array([-0.35, -0.62, 0.70], np.float32), 0, 1) ** 40
    tone = tone + 0.55 * glasses.gloss * shine[..., None]
    picture = np.dstack([to_display(np.asarray(tone, np.float32)) * frame[..., None], frame])
    shade = plane.blur(np.roll(frame, round(5 * plane.scale), axis=0), 3.5) * 0.22
    shade = shade * (1 - frame)
    dark = np.dstack([plane.zeros() + 0.22 * shade, plane.zeros() + 0.08 * shade, plane.zeros() + 0.05 * shade, shade])
    below = over(np.asarray(dark, np.float32), _reflections(plane, glass, face))
    return over(below, np.asarray(picture, np.float32))


def _ring(plane: Plane, edge: np.ndarray, rim: float) -> Floats:
    path = skia.Path()
    path.moveTo(*edge[0])
    for point in edge[1:]:
        path.lineTo(*point)
    path.close()
    paint = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=rim)
    stroked = skia.Path()
    paint.getFillPath(path, stroked)
    return plane.inside(stroked)


def _temple(plane: Plane, outline: list[Point], side: int, rim: float) -> Floats:
    """The hinge and the beginning of the temple, which goes back to the ear."""
    outer = min(outline)
    spine = [
        (outer[0] + 2, outer[1] - 4),
        (outer[0] - 7, outer[1] - 7),
        (outer[0] - 16, outer[1] - 8),
        (outer[0] - 26, outer[1] - 7),
    ]
    return plane.brush(spine if side < 0 else mirrored(spine), [1.5 * rim, 1.35 * rim, 1.1 * rim, 0.8 * rim], 0.3)


def _bridge(plane: Plane, glasses: Glasses, face: Face) -> Floats:
    inner = max(x for x, _ in glasses.lens)
    left = 500 - face.eye_out + inner
    y = face.eye_y - 9
    spine = [(left - 1, y + 2), (left + 0.35 * (500 - left), y - 5), (500, y - 7.5)]
    whole = [*spine, *reversed(mirrored(spine[:-1]))]
    return plane.brush(whole, [glasses.rim * 1.1, glasses.rim, glasses.rim * 1.1], 0.3)


def _reflections(plane: Plane, glass: Floats, face: Face) -> Floats:
    """A faint window across each lens, from the key light."""
    veil = plane.zeros()
    for x in (500 - face.eye_out, 500 + face.eye_out):
        slope = plane.x - x + 0.55 * (plane.y - face.eye_y)
        bar = np.exp(-(((slope + 22) / 9) ** 2)) + 0.6 * np.exp(-(((slope + 4) / 3.5) ** 2))
        near = np.abs(plane.x - x) < face.eye_out
        veil = np.where(near, bar, veil)
    alpha = glass * (0.03 + 0.10 * veil * np.clip((face.eye_y + 14 - plane.y) / 30, 0, 1))
    return np.asarray(np.dstack([alpha * 0.95, alpha * 0.98, alpha, alpha]), np.float32)
