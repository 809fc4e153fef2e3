"""Hair that stands on skin: short hair, beard, stubble, down. Roots lie in an area; arrows tell where it grows to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from painting.plane import Floats, Plane, Point, loop
from painting.strands import Paths, Strands, tapered

Arrow = tuple[float, float, float, float, float]
"""Where (x, y), in which direction (dx, dy, any length), and how long the hair is there (units)."""


@dataclass(frozen=True)
class Growth:
    """Hair that grows from `area` (a closed outline) along `arrows`.

    `lift` is how far it rises before it lies down, `curl` how far it swings, `stray` how unequal its directions are (in
    radians); `thin` is how much sparser it is towards the edge of the area, over `edge` units.
    """

    area: Sequence[Point]
    arrows: Sequence[Arrow]
    count: int
    seed: int
    width: float = 1.0
    lift: float = 0.0
    curl: float = 0.0
    curl_turns: float = 1.5
    stray: float = 0.16
    clumps: int = 0
    gather: float = 0.4
    edge: float = 8.0
    alpha: float = 0.9
    ground: float = 0.9
    points: int = 14
    root: float = 0.8
    tip: float = 0.1
    order: tuple[float, float] = (0.0, -1.0)
    """Hair whose root lies further in this direction is laid first."""

    def covers(self, plane: Plane) -> Floats:
        """What its roots cover, as far as nothing shines through."""
        mask = plane.area_of(loop(self.area), 0.5 * self.edge)
        return np.asarray(self.ground * np.clip((mask - 0.25) * 2.0, 0, 1) ** 1.2, np.float32)

    def hairs(self) -> Strands:
        """Its hairs, the deepest first."""
        dice = np.random.default_rng(self.seed)
        roots = self._roots(dice)
        count = len(roots)
        bases = self._clumped(dice, roots)
        steps = self.points - 1
        turn = dice.normal(0, self.stray, count)
        longer = np.exp(dice.normal(0, 0.16, count))
        paths = np.empty((count, self.points, 2))
        paths[:, 0] = roots
        centre = bases.copy()
        phase = dice.random(count) * 6.3
        for step in range(1, self.points):
            here, length = self._flow(centre)
            centre += here * (length / steps)[:, None]
            way, long = self._flow(paths[:, step - 1])
            cosine, sine = np.cos(turn), np.sin(turn)
            own = np.stack([way[:, 0] * cosine - way[:, 1] * sine, way[:, 0] * sine + way[:, 1] * cosine], 1)
            part = step / steps
            swing = self.curl * np.cos(phase + part * self.curl_turns * 6.28) * part
            own += np.stack([-own[:, 1], own[:, 0]], 1) * swing[:, None]
            rise = np.stack([np.zeros(count), np.full(count, -self.lift * (1 - part))], 1)
            paths[:, step] = paths[:, step - 1] + (own + rise) * (long * longer / steps)[:, None]
        if self.clumps:
            t = np.linspace(0, 1, self.points)[None, :, None]
            shift = (bases - roots)[:, None] * self.gather * t
            paths = paths + shift
        deep = dice.random(count) ** 1.3 * 0.8
        width = tapered(
            count,
            self.points,
            (self.width * np.exp(dice.normal(0, 0.25, count))).astype(np.float32),
            self.root,
            self.tip,
        )
        alpha = np.full((count, self.points), 1.0) * (self.alpha * dice.uniform(0.6, 1, (count, 1)))
        alpha[:, 0] *= 0.5
        along = roots @ np.array(self.order)
        first = np.argsort(-(along + dice.normal(0, 10, count)) - 0.0 * deep, kind="stable")
        return Strands(paths[first], width[first], deep[first].astype(np.float32), alpha[first].astype(np.float32))

    def _roots(self, dice: np.random.Generator) -> np.ndarray:
        outline = loop(self.area)
        low, high = outline.min(axis=0), outline.max(axis=0)
        plane = Plane((low[0] - 4, low[1] - 4, high[0] + 4, high[1] + 4), 1.0)
        share = np.clip((plane.area_of(outline, self.edge) - 0.18) / 0.55, 0, 1)
        found: list[np.ndarray] = []
        total = 0
        while total < self.count:
            spots = dice.uniform(low, high, (4 * self.count, 2))
            at = plane.pixels(spots).astype(int)
            keep = spots[
                dice.random(len(spots))
                < share[at[:, 1].clip(0, plane.shape[0] - 1), at[:, 0].clip(0, plane.shape[1] - 1)]
            ]
            found.append(keep)
            total += len(keep)
        return np.concatenate(found)[: self.count]

    def _clumped(self, dice: np.random.Generator, roots: np.ndarray) -> np.ndarray:
        if not self.clumps:
            return roots.copy()
        centres = roots[dice.choice(len(roots), self.clumps, replace=False)]
        near = ((roots[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
        return centres[near].copy()

    def _flow(self, spots: np.ndarray) -> tuple[Paths, np.ndarray]:
        """Direction (unit vectors) and length at each spot, from the arrows around it."""
        table = np.array(self.arrows, float)
        ways = table[:, 2:4] / np.linalg.norm(table[:, 2:4], axis=1, keepdims=True)
        away = ((spots[:, None, :] - table[None, :, :2]) ** 2).sum(axis=2)
        weight = 1 / (away + 60.0) ** 1.6
        weight /= weight.sum(axis=1, keepdims=True)
        way = weight @ ways
        return way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6), weight @ table[:, 4]


def symmetrical(arrows: Sequence[Arrow], axis: float = 500.0) -> tuple[Arrow, ...]:
    """Arrows given for the viewer's left, on both sides."""
    return (*arrows, *((2 * axis - x, y, -dx, dy, length) for x, y, dx, dy, length in arrows))
