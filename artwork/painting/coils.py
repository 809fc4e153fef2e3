"""Tightly coiled hair: every hair winds around its own line outwards from the head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from painting.plane import Floats, Plane, Point, loop
from painting.strands import Strands, tapered


@dataclass(frozen=True)
class Coils:
    """A cloud of coils over `area`, growing away from `centre`; `radius` and `pitch` are those of one coil (units)."""

    area: Sequence[Point]
    centre: Point
    count: int
    seed: int
    length: float = 34.0
    radius: float = 3.4
    pitch: float = 5.0
    width: float = 0.8
    points: int = 44
    edge: float = 10.0
    inner: tuple[Point, ...] = ()
    """The hairline: no root lies inside this outline."""

    def covers(self, plane: Plane) -> Floats:
        """The area below which no skin shows."""
        mask = plane.area_of(loop(self.area), 3.0)
        if self.inner:
            mask = mask * (1 - plane.area_of(loop(self.inner), 4.0))
        return np.asarray(np.clip((mask - 0.35) * 1.9, 0, 1), np.float32)

    def hairs(self) -> Strands:
        """Its hairs, those nearest to the head's middle last."""
        dice = np.random.default_rng(self.seed)
        roots = self._roots(dice)
        count = len(roots)
        out = roots - np.array(self.centre)
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        turn = dice.normal(0, 0.7, count)
        out = np.stack(
            [out[:, 0] * np.cos(turn) - out[:, 1] * np.sin(turn), out[:, 0] * np.sin(turn) + out[:, 1] * np.cos(turn)],
            1,
        )
        out[:, 1] -= 0.12
        long = self.length * np.exp(dice.normal(0, 0.25, count).clip(-0.6, 0.45))
        t = np.linspace(0, 1, self.points)
        along = long[:, None] * t[None, :]
        phase = dice.random(count)[:, None] * 6.3
        radius = (self.radius * np.exp(dice.normal(0, 0.28, count)))[:, None] * np.clip(t * 6, 0.2, 1)[None, :]
        angle = phase + along / (self.pitch * np.exp(dice.normal(0, 0.2, count)))[:, None] * 6.28
        squash = dice.uniform(0.35, 1.0, (count, 1))
        side = np.stack([-out[:, 1], out[:, 0]], 1)
        paths = roots[:, None] + out[:, None] * (0.45 * along + radius * squash * np.sin(angle))[..., None]
        paths = paths + side[:, None] * (radius * np.cos(angle))[..., None]
        bend = dice.normal(0, 0.16, (count, 1)).clip(-0.3, 0.3) * along**2 / self.length
        paths += side[:, None] * bend[..., None]
        width = tapered(
            count, self.points, (self.width * np.exp(dice.normal(0, 0.25, count))).astype(np.float32), 0.8, 0.3
        )
        deep = dice.random(count) ** 1.2
        alpha = np.full((count, self.points), 0.95, np.float32)
        order = np.argsort(-deep)
        return Strands(paths[order], width[order], (0.85 * deep[order]).astype(np.float32), alpha)

    def _roots(self, dice: np.random.Generator) -> np.ndarray:
        outline = loop(self.area)
        low, high = outline.min(axis=0), outline.max(axis=0)
        plane = Plane((low[0] - 20, low[1] - 20, high[0] + 20, high[1] + 20), 1.0)
        share = np.clip((plane.area_of(outline, self.edge) - 0.5) / 0.4, 0, 1)
        if self.inner:
            share = share * np.clip(1.1 - 1.6 * plane.area_of(loop(self.inner), 3.5), 0, 1)
        spots = dice.uniform(low, high, (3 * self.count, 2))
        at = plane.pixels(spots).astype(int)
        return spots[dice.random(len(spots)) < share[at[:, 1], at[:, 0]]][: self.count]
