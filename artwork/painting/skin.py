"""Skin: its colours, what lies under it, and how light spreads in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from painting.light import FILL, KEY, RIM, Lit, gleam, normals, to_display
from painting.plane import Floats, Plane

SHADE = (0.14, -0.08, -0.16)
"""In the shade skin is redder: light that has gone through blood reaches it from the sides."""


@dataclass(frozen=True)
class Complexion:
    """The skin of one person.

    `albedo` is linear red, green and blue of clean skin in white light; `flush` what blood adds where it shines
    through (multiplies); `gloss` how oily it is; `uneven` how much its colour varies.
    """

    albedo: tuple[float, float, float]
    flush: tuple[float, float, float] = (1.0, 0.80, 0.80)
    gloss: float = 1.0
    uneven: float = 1.0
    pores: float = 1.0
    spread: float = 1.0


def painted(
    plane: Plane, relief: Floats, lit: Lit, complexion: Complexion, blood: Floats, dark: Floats, seed: int
) -> Floats:
    """Skin as sRGB values (h, w, 3).

    `blood` is where it is redder than elsewhere; `dark` are factors, (h, w, 3) or (h, w), for freckles, stubble and
    what lies below the eyes.
    """
    dice = np.random.default_rng(seed)
    albedo = np.ones((*plane.shape, 3), np.float32) * np.array(complexion.albedo, np.float32)
    uneven = complexion.uneven
    red = blood + uneven * (
        0.12 * plane.noise(dice, 11) + 0.09 * plane.noise(dice, 3.2) + 0.05 * plane.noise(dice, 1.3)
    )
    flush = np.array(complexion.flush, np.float32)
    albedo *= np.clip(1 + red[..., None] * (flush - 1), 0.2, 1.3)
    tone = 1 + uneven * (
        0.012 * plane.noise(dice, 16) + 0.010 * plane.noise(dice, 1.2) + 0.014 * plane.noise(dice, 0.45)
    )
    albedo *= tone[..., None]
    albedo *= dark if dark.ndim == 3 else dark[..., None]
    energy = lit.energy.copy()
    for channel, far in enumerate((4.6, 1.8, 1.0)):
        spread = plane.blur(np.ascontiguousarray(energy[..., channel]), far * complexion.spread)
        energy[..., channel] = 0.35 * energy[..., channel] + 0.65 * spread
    shade = np.clip(1 - energy.mean(axis=2, keepdims=True) / 1.05, 0, 1)
    linear = albedo * energy * (1 + shade * np.array(SHADE, np.float32))
    grain = plane.noise(dice, 0.42) + 0.6 * plane.noise(dice, 0.9)
    rough = normals(plane, relief + np.asarray(0.045 * complexion.pores * grain, np.float32))
    sun = 0.25 + 0.75 * lit.sun
    broad, tight = gleam(rough, KEY, 18), gleam(rough, KEY, 70)
    shine = (0.050 * broad + 0.060 * tight) * sun + 0.016 * gleam(rough, FILL, 22)
    linear += complexion.gloss * (shine * lit.hollow)[..., None] * np.array([1.0, 0.99, 0.97], np.float32)
    edge = (1 - np.clip(lit.normal[..., 2], 0, 1)) ** 3
    rim = np.clip(lit.normal @ RIM, 0, 1) * edge * 0.22 * lit.hollow
    linear += rim[..., None] * np.array([1.0, 0.93, 0.90], np.float32) * (0.25 + 0.75 * albedo)
    return to_display(linear)
