"""Hair is made of strands: many fine strokes between a few guide curves, darker below, lit in bands."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import skia

from understudy.stage.avatars.drawn.look import Look
from understudy.stage.avatars.drawn.strokes import Point, fill, linear, smooth, taper

Guide = Sequence[Point]


def dense(guide: Guide, parts: int = 5) -> list[Point]:
    """The smooth curve (Catmull-Rom) through a guide's points, `parts` pieces for each of its own."""
    curve: list[Point] = []
    for index in range(len(guide) - 1):
        before, here = guide[max(index - 1, 0)], guide[index]
        there, after = guide[index + 1], guide[min(index + 2, len(guide) - 1)]
        for step in range(parts):
            t = step / parts
            weights = (-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, -(t**2) + t**3)
            four = (before, here, there, after)
            x, y = (sum(w * point[axis] for w, point in zip(weights, four, strict=True)) / 2 for axis in (0, 1))
            curve.append((x, y))
    return [*curve, guide[-1]]


@dataclass(frozen=True)
class Lock:
    """Hair that lies between `guides` (root to tip, as many points each, from the inner edge to the outer).

    `shine` are the places along the strands (0 root, 1 tip) where light falls, with the strength of each.
    """

    guides: Sequence[Guide]
    strands: int
    shine: Sequence[tuple[float, float]]
    seed: int

    @property
    def curves(self) -> list[list[Point]]:
        """The guides as smooth curves."""
        return [dense(guide) for guide in self.guides]


def between(guides: Sequence[Guide], across: float) -> list[Point]:
    """The curve at `across` in [0, 1] from the first guide to the last."""
    place = min(max(across, 0.0), 1.0) * (len(guides) - 1)
    index = min(int(place), len(guides) - 2)
    part = place - index
    here, there = guides[index], guides[index + 1]
    return [(a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part) for a, b in zip(here, there, strict=True)]


def along(curve: Sequence[Point], place: float) -> Point:
    """The point at `place` in [0, 1] along a curve."""
    at = min(max(place, 0.0), 1.0) * (len(curve) - 1)
    index = min(int(at), len(curve) - 2)
    part = at - index
    here, there = curve[index], curve[index + 1]
    return here[0] + (there[0] - here[0]) * part, here[1] + (there[1] - here[1]) * part


def piece(curve: Sequence[Point], start: float, stop: float, points: int = 7) -> list[Point]:
    """The part of a curve between two places."""
    return [along(curve, start + (stop - start) * index / (points - 1)) for index in range(points)]


def shape(lock: Lock, stop: float = 1.0) -> skia.Path:
    """The area the lock covers."""
    first, last = (piece(dense(guide), 0, stop, 24) for guide in (lock.guides[0], lock.guides[-1]))
    path = smooth(first)
    smooth(last[::-1], path=path, join=True)
    path.close()
    return path


def paint_lock(canvas: skia.Canvas, look: Look, lock: Lock) -> None:
    """The whole lock: its mass, clumps that end raggedly, strands, and light on the strands."""
    dice, curves = random.Random(lock.seed), lock.curves
    low, high = lock.guides[0][0][1], lock.guides[0][-1][1]
    mass = linear((0, low), (0, high), [(0, look.hair, 1), (0.3, look.hair, 1), (1, look.hair_deep, 1)])
    canvas.drawPath(shape(lock, 0.93), fill(mass))
    clumps = 26
    for index in range(clumps):
        curve = between(curves, (index + 0.5) / clumps + dice.uniform(-0.01, 0.01))
        wide = dice.uniform(9, 15)
        end = dice.uniform(0.955, 1.02)
        spine = piece(curve, 0.66, end, 9)
        widths = [wide * part for part in (0.02, 0.5, 0.9, 1, 1, 0.85, 0.65, 0.35, 0.03)]
        canvas.drawPath(taper(spine, widths), fill(mass))
    for _ in range(lock.strands):
        _paint_strand(canvas, look, curves, dice)
    for _ in range(lock.strands):
        _paint_light(canvas, look, lock.shine, curves, dice)


def _paint_strand(canvas: skia.Canvas, look: Look, curves: list[list[Point]], dice: random.Random) -> None:
    curve = _wandering(between(curves, dice.uniform(-0.0, 1.0)), dice, 2.2)
    start = dice.uniform(0, 0.5)
    stop = min(start + dice.uniform(0.3, 0.8), 1.01)
    shade = dice.choice((look.hair_deep, look.hair_deep, look.hair, look.hair_light))
    wide = dice.uniform(0.8, 2.6)
    canvas.drawPath(
        taper(piece(curve, start, stop, 13), [wide * (1 - ((step - 6) / 6) ** 2) + 0.15 for step in range(13)]),
        fill(shade, dice.uniform(0.18, 0.5)),
    )


def _paint_light(
    canvas: skia.Canvas,
    look: Look,
    shine: Sequence[tuple[float, float]],
    curves: list[list[Point]],
    dice: random.Random,
) -> None:
    centre, strength = dice.choice(list(shine))
    middle = centre + dice.gauss(0, 0.028)
    half = abs(dice.gauss(0.05, 0.035)) + 0.02
    across = dice.uniform(0.04, 0.97)
    curve = _wandering(between(curves, across), dice, 1.6)
    edge = 1 - abs(across - 0.5) ** 2 * 2.2
    wide = dice.uniform(0.7, 2.3)
    canvas.drawPath(
        taper(
            piece(curve, middle - half, middle + half, 7),
            [0.1, wide * 0.4, wide * 0.8, wide, wide * 0.8, wide * 0.4, 0.1],
        ),
        fill(dice.choice((look.hair_light, look.hair_shine)), strength * edge * dice.uniform(0.25, 0.75), 0.4),
    )


def _wandering(curve: Sequence[Point], dice: random.Random, far: float) -> list[Point]:
    x, y = dice.gauss(0, far * 0.5), dice.gauss(0, far * 0.4)
    drift = dice.gauss(0, far * 0.12)
    return [
        (px + x * min(1, index / 15) + drift * index / 5, py + y * min(1, index / 15))
        for index, (px, py) in enumerate(curve)
    ]
