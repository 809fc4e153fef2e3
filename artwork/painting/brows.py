"""Eyebrows: short hairs along an arc, rising at the inner end and lying down towards the tail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from painting.plane import Point, curve
from painting.strands import Strands, tapered

POINTS = 7


@dataclass(frozen=True)
class Brows:
    """`spine` from the inner end outwards (x from the axis, canonical), `wide` in the middle, `count` hairs each."""

    spine: tuple[Point, ...] = ((29, 259), (48, 254), (70, 250), (91, 251), (109, 259))
    wide: float = 10.0
    count: int = 900
    length: float = 11.0
    width: float = 0.6
    alpha: float = 0.62
    rise: float = 0.62
    unruly: float = 0.16


def grown(brows: Brows, place: Callable[[float, float], Point], seed: int) -> Strands:
    """The hairs of both brows."""
    dice = np.random.default_rng(seed)
    paths, widths, alphas = [], [], []
    for side in (-1, 1):
        middle = curve([place(side * x, y) for x, y in brows.spine], 20)
        along = dice.beta(1.15, 1.25, brows.count)
        wide = brows.wide * np.interp(along, [0, 0.12, 0.5, 0.8, 1], [0.55, 0.95, 1.0, 0.6, 0.25])
        at = along * (len(middle) - 1)
        number = np.arange(len(middle))
        root = np.stack([np.interp(at, number, middle[:, axis]) for axis in (0, 1)], 1)
        slope = np.gradient(middle, axis=0)
        way = np.stack([np.interp(at, number, slope[:, axis]) for axis in (0, 1)], 1)
        way /= np.linalg.norm(way, axis=1, keepdims=True)
        across = dice.normal(0, 0.26, brows.count).clip(-0.5, 0.5)
        root[:, 1] += across * wide
        steep = -brows.rise * np.clip(1 - along / 0.45, 0, 1) ** 0.8 - 0.25 + 0.55 * (across < 0) * (along > 0.25)
        steep += dice.normal(0, brows.unruly, brows.count)
        lean = np.stack([way[:, 0] * side * 1.0, steep], 1)
        lean[:, 0] = np.sign(way[:, 0]) * np.sqrt(np.clip(1 - np.clip(np.abs(steep), 0, 0.95) ** 2, 0.1, 1))
        lean[:, 1] += way[:, 1]
        length = brows.length * dice.uniform(0.65, 1.15, brows.count) * np.interp(along, [0, 0.2, 1], [0.7, 1.0, 0.7])
        t = np.linspace(0, 1, POINTS)[None, :, None]
        tip = root + lean * length[:, None]
        bend = root + lean * 0.5 * length[:, None] + np.stack([np.zeros(brows.count), -0.10 * length], 1)
        paths.append(root[:, None] * (1 - t) ** 2 + 2 * bend[:, None] * t * (1 - t) + tip[:, None] * t**2)
        widths.append(
            tapered(
                brows.count, POINTS, (brows.width * dice.uniform(0.7, 1.3, brows.count)).astype(np.float32), 0.8, 0.1
            )
        )
        alphas.append(np.ones((brows.count, POINTS)) * (brows.alpha * dice.uniform(0.5, 1, (brows.count, 1))))
    count = 2 * brows.count
    deep = np.clip(dice.random(count) * 0.5, 0, 1).astype(np.float32)
    return Strands(np.concatenate(paths), np.concatenate(widths), deep, np.concatenate(alphas).astype(np.float32))
