"""The lamps of the studio, and how a relief looks under them: one key light, a fill, a rim, and the room."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from painting.plane import Floats, Plane


def _direction(x: float, y: float, z: float) -> Floats:
    found = np.array([x, y, z], np.float32)
    return found / np.linalg.norm(found)


KEY = _direction(-0.44, -0.44, 0.78)
"""From the upper left of the viewer, in front."""

FILL = _direction(0.60, -0.10, 0.75)
RIM = _direction(0.93, -0.25, 0.05)
VIEW = _direction(0, 0, 1)
WARM, COOL, ROOM = (0.93, 0.90, 0.862), (0.265, 0.257, 0.255), (0.25, 0.24, 0.235)
"""What the key, the fill and the room give in red, green and blue, for a white surface that faces them."""

STEEPEST = 1.9
"""The slope that no relief exceeds: edges turn away softly, and are not drawn as lines."""


@dataclass(frozen=True)
class Lit:
    """A relief under the lamps.

    `energy` is the light that arrives (h, w, 3); `sun` how much of the key light is not blocked; `normal` (h, w, 3).
    """

    energy: Floats
    sun: Floats
    hollow: Floats
    normal: Floats


def normals(plane: Plane, relief: Floats) -> Floats:
    """Unit vectors that stand on the relief, (h, w, 3)."""
    across = cv2.Sobel(relief, cv2.CV_32F, 1, 0, ksize=3) / 8 * plane.scale
    down = cv2.Sobel(relief, cv2.CV_32F, 0, 1, ksize=3) / 8 * plane.scale
    steep = np.sqrt(1 + (across**2 + down**2) / STEEPEST**2)
    found = np.dstack([-across / steep, -down / steep, np.ones_like(relief)])
    return np.asarray(found / np.linalg.norm(found, axis=2, keepdims=True), np.float32)


def shadow(plane: Plane, ground: Floats, blocker: Floats, reach: float = 110.0, spread: float = 0.22) -> Floats:
    """How much of the key light reaches `ground` past `blocker` (heights in units): 1 lit, 0 in full shadow.

    The lamp is as large as `spread`: shadows are sharp where they begin and soft far away.
    """
    step = 2
    small = tuple(max(side // step, 1) for side in (plane.shape[1], plane.shape[0]))
    low = cv2.resize(ground, small, interpolation=cv2.INTER_AREA)
    high = cv2.resize(blocker, small, interpolation=cv2.INTER_AREA)
    turns = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    lamps = [KEY, *(KEY + spread * np.array([np.cos(t), np.sin(t), 0], np.float32) for t in turns)]
    total = np.zeros_like(low)
    for lamp in lamps:
        clear = np.full_like(low, 1e6)
        for part in np.linspace(0.10, 1, 40) ** 1.6:
            x, y, z = (float(value) for value in lamp / np.linalg.norm(lamp) * reach * part)
            there = np.array([[1, 0, -x * plane.scale / step], [0, 1, -y * plane.scale / step]], np.float32)
            moved = cv2.warpAffine(high, there, small, borderMode=cv2.BORDER_CONSTANT, borderValue=-1e4)
            clear = np.minimum(clear, (low + z - moved) / (0.10 * reach * part + 0.6))
        total += np.clip(clear * 0.5 + 0.5, 0, 1)
    return np.asarray(cv2.resize(total / len(lamps), (plane.shape[1], plane.shape[0])), np.float32)


def hollows(plane: Plane, relief: Floats, near: Floats) -> Floats:
    """How open each place is to the room: 1 on a hill, less in a crease or a hollow."""
    found = np.ones_like(relief)
    for reach, strength in ((2.5, 0.45), (8.0, 0.45), (20.0, 0.35)):
        below = np.clip(plane.blur(near, reach) - relief, 0, 1.2 * reach)
        found *= np.exp(-strength * below / (reach * 0.22))
    return found


def lit(plane: Plane, relief: Floats, sun: Floats | None = None, near: Floats | None = None) -> Lit:
    """The relief under the lamps; `sun` is the shadow on it (default: only what it throws on itself).

    `near` is the relief with everything that stands before it and keeps the light of the room away.
    """
    stands = normals(plane, relief)
    bright = shadow(plane, relief, relief) if sun is None else sun
    hollow = hollows(plane, relief, relief if near is None else near)
    key = _faces(stands, KEY, 0.22) * (0.16 + 0.84 * bright)
    fill = _faces(stands, FILL, 0.5) * hollow
    room = (0.70 + 0.30 * np.clip(-stands[..., 1], -1, 1)) * hollow
    parts = ((key, WARM), (fill, COOL), (room, ROOM))
    energy = sum(part[..., None] * np.array(colour, np.float32) for part, colour in parts)
    return Lit(np.asarray(energy, np.float32), bright, hollow, stands)


def _faces(stands: Floats, lamp: Floats, wrap: float) -> Floats:
    """How much a lamp lights a surface; `wrap` lets it reach round the edge."""
    return np.asarray(np.clip((stands @ lamp + wrap) / (1 + wrap), 0, 1), np.float32)


def gleam(stands: Floats, lamp: Floats, sharpness: float) -> Floats:
    """The reflection of a lamp in a smooth surface."""
    half = lamp + VIEW
    return np.asarray(np.clip(stands @ (half / np.linalg.norm(half)), 0, 1) ** sharpness, np.float32)


def to_display(linear: Floats) -> Floats:
    """Linear light as sRGB values in [0, 1], the brightest parts rolled off softly."""
    held = np.where(linear > 0.8, 0.8 + 0.2 * np.tanh((linear - 0.8) / 0.2 * 0.9), linear)
    low, high = held * 12.92, 1.055 * np.clip(held, 1e-6, None) ** (1 / 2.4) - 0.055
    return np.asarray(np.clip(np.where(held <= 0.0031308, low, high), 0, 1), np.float32)


def from_display(hexadecimal: str) -> Floats:
    """`#RRGGBB` as linear light."""
    shown = np.array([int(hexadecimal[at : at + 2], 16) for at in (1, 3, 5)], np.float32) / 255
    return np.asarray(np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4), np.float32)
