"""Cloth: its colour, how it is woven, and how it takes the light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from painting.light import from_display
from painting.plane import Floats, Plane


@dataclass(frozen=True)
class Cloth:
    """`weave` is one of `plain`, `twill`, `knit`, `satin`; `pitch` how far its threads are apart (units);
    `rough` how much they stand out, `flecks` how uneven their colour is: little of both where cloth is fine."""

    colour: str
    weave: str = "plain"
    pitch: float = 2.2
    rough: float = 1.0
    flecks: float = 0.05
    gloss: float = 0.2
    sheen: float = 0.4
    stripe: str = ""
    stripe_pitch: float = 0.0

    def woven(self, plane: Plane, seed: int) -> tuple[Floats, Floats]:
        """Its linear colour at each pixel (h, w, 3) and the relief of its threads (h, w)."""
        dice = np.random.default_rng(seed + 77)
        tone = np.ones((*plane.shape, 3), np.float32) * from_display(self.colour)
        tone *= (1 + 0.035 * plane.noise(dice, 18) + self.flecks * plane.noise(dice, 0.5))[..., None]
        if self.stripe:
            wave = np.cos(plane.x * 2 * np.pi / self.stripe_pitch + 0.2 * plane.noise(dice, 60))
            line = np.clip((wave - 0.965) / 0.03, 0, 1)[..., None]
            tone = tone * (1 - 0.55 * line) + 0.55 * line * from_display(self.stripe)
        threads = {"plain": self._plain, "twill": self._twill, "knit": self._knit, "satin": self._satin}[self.weave]
        return np.asarray(tone, np.float32), np.asarray(self.rough * threads(plane, dice), np.float32)

    def _plain(self, plane: Plane, dice: np.random.Generator) -> Floats:
        wave = np.sin(plane.x * 2 * np.pi / self.pitch) * np.sin(plane.y * 2 * np.pi / self.pitch)
        return np.asarray(0.05 * wave + 0.05 * plane.noise(dice, 0.5), np.float32)

    def _twill(self, plane: Plane, dice: np.random.Generator) -> Floats:
        bent = plane.x + 0.9 * plane.y + 0.5 * plane.noise(dice, 6)
        return np.asarray(0.055 * np.sin(bent * 2 * np.pi / self.pitch) + 0.05 * plane.noise(dice, 0.6), np.float32)

    def _knit(self, plane: Plane, dice: np.random.Generator) -> Floats:
        column = plane.x / self.pitch
        side = np.abs(column - np.round(column)) * 2
        loops = np.sin(plane.y * 2 * np.pi / (self.pitch * 0.8) + 3.0 * side)
        return np.asarray(0.22 * np.cos(column * 2 * np.pi) + 0.13 * loops + 0.08 * plane.noise(dice, 0.8), np.float32)

    def _satin(self, plane: Plane, dice: np.random.Generator) -> Floats:
        return np.asarray(0.012 * plane.noise(dice, 0.5) + 0.10 * plane.noise(dice, 7), np.float32)
