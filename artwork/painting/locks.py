"""Long hair: what lies between guide curves, combed into clumps that end raggedly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from painting.plane import Floats, Plane, Point, curve
from painting.strands import Paths, Strands, tapered

POINTS = 28


@dataclass(frozen=True)
class Lock:
    """Hair between `guides` (root to tip, as many points each, from the inner edge to the outer).

    `count` hairs of about `width` units; `clumps` of them go together, the more the nearer the tip (`gather`);
    `wander` is how far a hair strays (units), `ragged` how unequally long they are, `wave` how much they curl.
    """

    guides: Sequence[Sequence[Point]]
    count: int
    seed: int
    width: float = 1.1
    clumps: int = 40
    gather: float = 0.65
    wander: float = 2.2
    ragged: float = 0.06
    wave: float = 0.0
    wave_length: float = 70.0
    start: float = 0.0

    under: float = 0.94
    """How far from the roots nothing shines through between the hairs."""

    def covers(self, plane: Plane) -> Floats:
        """The area below which no skin shows."""
        return plane.area_of(self.outline(self.under), 0.6)

    def hairs(self) -> Strands:
        """Its hairs, the deepest first."""
        return combed(self)

    def outline(self, stop: float = 1.0) -> list[tuple[float, float]]:
        """The area it covers, as a polygon."""
        first, last = curve(self.guides[0]), curve(self.guides[-1])
        keep = max(round(len(first) * stop), 2)
        tips = np.array([curve(guide)[keep - 1] for guide in self.guides])
        roots = np.array([guide[0] for guide in self.guides])
        whole = np.concatenate([first[:keep], tips[1:-1], last[:keep][::-1], roots[1:-1][::-1]])
        return [(float(x), float(y)) for x, y in whole]


def combed(lock: Lock) -> Strands:
    """The hairs of a lock, the deepest first."""
    dice = np.random.default_rng(lock.seed)
    grid = _even(np.array([curve(guide) for guide in lock.guides]))
    across = dice.random(lock.count)
    clump = np.sort(dice.random(lock.clumps))
    nearest = np.abs(across[:, None] - clump[None, :]).argmin(axis=1)
    along = np.linspace(0, 1, POINTS)
    reach = 1 - np.abs(dice.normal(0, lock.ragged, lock.count)) + dice.normal(0, lock.ragged / 3, lock.clumps)[nearest]
    begin = lock.start + dice.random(lock.count) * 0.04
    begin[dice.random(lock.count) < 0.35] += dice.random() * 0.2
    place = begin[:, None] + (np.clip(reach, 0.3, 1.03) - begin)[:, None] * along[None, :]
    pull = lock.gather * np.clip((place - 0.1) / 0.9, 0, 1) ** 0.8
    where = across[:, None] * (1 - pull) + clump[nearest][:, None] * pull
    paths = _lay(grid, where, place)
    paths += _straying(lock, dice, nearest, place)
    deep = (
        np.clip(np.abs(dice.normal(0, 0.42, lock.count)), 0, 1) * 0.55 + 0.45 * dice.random(lock.clumps)[nearest] ** 1.5
    )
    deep = (1 - dice.random(lock.count) ** 0.7) * 0.5 + 0.5 * deep
    width = tapered(lock.count, POINTS, (lock.width * np.exp(dice.normal(0, 0.35, lock.count))).astype(np.float32))
    alpha = np.full((lock.count, POINTS), 1.0, np.float32) * (0.65 + 0.35 * dice.random((lock.count, 1)))
    alpha[:, 0] *= 0.4
    return Strands(paths, width, deep.astype(np.float32), alpha.astype(np.float32)).sorted()


def _even(curves: Paths, parts: int = 96) -> Paths:
    """The guides with points at equal lengths, (guides, parts, 2)."""
    even = []
    for one in curves:
        length = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(one, axis=0).T))])
        at = np.linspace(0, length[-1], parts)
        even.append(np.stack([np.interp(at, length, one[:, 0]), np.interp(at, length, one[:, 1])], 1))
    return np.array(even)


def _lay(grid: Paths, across: Floats, along: Floats) -> Paths:
    """Points of the ribbon that the guides span: smooth between guides, along beyond 1 goes straight on."""
    guides, parts = grid.shape[:2]
    g = np.clip(across, 0, 1) * (guides - 1)
    low = np.minimum(g.astype(int), guides - 2)
    part = (g - low)[..., None]
    a = along * (parts - 1)
    at = np.clip(a.astype(int), 0, parts - 2)
    rest = (a - at)[..., None]

    def on(guide: np.ndarray) -> Paths:
        return grid[guide, at] * (1 - rest) + grid[guide, at + 1] * rest

    return on(low) * (1 - part) + on(low + 1) * part


def _straying(lock: Lock, dice: np.random.Generator, clump: np.ndarray, place: Floats) -> Paths:
    count = lock.count
    grow = np.clip(place * 3, 0, 1)[..., None]
    lean = dice.normal(0, lock.wander * 0.55, (count, 1, 2)) * grow
    phase, own = dice.random(lock.clumps) * 6.3, dice.normal(0, 0.35, count)
    length = 480.0 / lock.wave_length
    turn = place * length * 6.28 + (phase[clump] + own)[:, None]
    swing = lock.wave * np.stack([np.sin(turn), 0.35 * np.cos(turn)], axis=2) * grow
    slow = dice.normal(0, lock.wander * 0.5, (count, 1)) * np.sin(
        place * (2 + 3 * dice.random((count, 1))) + 6 * dice.random((count, 1))
    )
    return np.asarray(lean + swing + np.stack([slow, 0.3 * slow], axis=2) * grow)


def loose(outline: Sequence[Point], count: int, far: float, seed: int) -> Strands:
    """Single hairs beside an outline (open, root to tip as the hair runs): no head of hair is a helmet."""
    dice = np.random.default_rng(seed)
    edge = _even(np.array([curve(outline)]), 200)[0]
    start = dice.uniform(0.0, 0.8, count)
    stop = np.minimum(start + dice.uniform(0.08, 0.25, count), 1)
    along = start[:, None] + (stop - start)[:, None] * np.linspace(0, 1, 14)[None, :]
    at = along * (len(edge) - 1)
    paths = np.stack([np.interp(at, np.arange(len(edge)), edge[:, axis]) for axis in (0, 1)], axis=2)
    slope = np.gradient(paths, axis=1)
    slope /= np.maximum(np.linalg.norm(slope, axis=2, keepdims=True), 1e-6)
    away = np.abs(dice.normal(0, 1, (count, 1))) * far
    bow = np.sin(np.linspace(0, 1, 14) * np.pi * dice.uniform(0.45, 1.0, (count, 1))) * away - 0.6 * np.sign(far)
    paths = paths + np.stack([slope[..., 1], -slope[..., 0]], axis=2) * bow[..., None]
    width = tapered(count, 14, dice.uniform(0.35, 0.7, count).astype(np.float32), 0.2, 0.1)
    return Strands(paths, width, np.full(count, 0.1, np.float32), np.full((count, 14), 0.55, np.float32))
