"""Hair is made of strands: many fine strokes between a few guide curves, darker below, lit in bands."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import skia

from understudy.stage.avatars.drawn.look import Look
from understudy.stage.avatars.drawn.strokes import Point, fill, linear, smooth, taper

Guide = Sequence[Point]
Curves = npt.NDArray[np.float64]
"""Curves of as many points each, shape (curves, points, 2)."""


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
    def curves(self) -> Curves:
        """The guides as smooth curves."""
        return np.array([dense(guide) for guide in self.guides])


def between(curves: Curves, across: npt.ArrayLike) -> Curves:
    """The curves at each place of `across` in [0, 1] from the first of `curves` to the last."""
    places = np.clip(across, 0.0, 1.0) * (len(curves) - 1)
    first = np.minimum(places.astype(int), len(curves) - 2)
    part = (places - first)[:, None, None]
    return np.asarray(curves[first] + (curves[first + 1] - curves[first]) * part)


def parts(curves: Curves, starts: npt.ArrayLike, stops: npt.ArrayLike, points: int = 7) -> Curves:
    """The part of each curve between two places in [0, 1], as `points` points."""
    begin, end = np.asarray(starts, float)[..., None], np.asarray(stops, float)[..., None]
    places = np.clip(begin + (end - begin) * np.arange(points) / (points - 1), 0.0, 1.0) * (curves.shape[1] - 1)
    places = np.broadcast_to(places, (len(curves), points))
    first = np.minimum(places.astype(int), curves.shape[1] - 2)
    rows = np.arange(len(curves))[:, None]
    here, there = curves[rows, first], curves[rows, first + 1]
    return np.asarray(here + (there - here) * (places - first)[..., None])


def along(curve: Sequence[Point], place: float) -> Point:
    """The point at `place` in [0, 1] along a curve."""
    at = min(max(place, 0.0), 1.0) * (len(curve) - 1)
    index = min(int(at), len(curve) - 2)
    part = at - index
    here, there = curve[index], curve[index + 1]
    return here[0] + (there[0] - here[0]) * part, here[1] + (there[1] - here[1]) * part


def shape(lock: Lock, stop: float = 1.0) -> skia.Path:
    """The area the lock covers."""
    first, last = parts(lock.curves[[0, -1]], 0, stop, 24).tolist()
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
    _paint_clumps(canvas, fill(mass), curves, dice)
    _paint_strands(canvas, curves, [_strand(look, dice) for _ in range(lock.strands)])
    _paint_strands(canvas, curves, [_light(look, lock.shine, dice) for _ in range(lock.strands)])


def _paint_clumps(canvas: skia.Canvas, brush: skia.Paint, curves: Curves, dice: random.Random) -> None:
    clumps = 26
    asked = [(dice.uniform(-0.01, 0.01), dice.uniform(9, 15), dice.uniform(0.955, 1.02)) for _ in range(clumps)]
    aside, wide, end = np.transpose(asked)
    spines = parts(between(curves, (np.arange(clumps) + 0.5) / clumps + aside), np.full(clumps, 0.66), end, 9)
    for spine, width in zip(spines.tolist(), wide.tolist(), strict=True):
        widths = [width * part for part in (0.02, 0.5, 0.9, 1, 1, 0.85, 0.65, 0.35, 0.03)]
        canvas.drawPath(taper(spine, widths), brush)


@dataclass(frozen=True)
class _Strand:
    """A stroke from place `start` to `stop` of the curve at `across`, moved by `shift` and drifting off by `drift`."""

    across: float
    shift: Point
    drift: float
    start: float
    stop: float
    widths: list[float]
    brush: skia.Paint


def _strand(look: Look, dice: random.Random) -> _Strand:
    across, (shift, drift) = dice.uniform(0.0, 1.0), _wander(dice, 2.2)
    start = dice.uniform(0, 0.5)
    stop = min(start + dice.uniform(0.3, 0.8), 1.01)
    shade = dice.choice((look.hair_deep, look.hair_deep, look.hair, look.hair_light))
    wide = dice.uniform(0.8, 2.6)
    widths = [wide * (1 - ((step - 6) / 6) ** 2) + 0.15 for step in range(13)]
    return _Strand(across, shift, drift, start, stop, widths, fill(shade, dice.uniform(0.18, 0.5)))


def _light(look: Look, shine: Sequence[tuple[float, float]], dice: random.Random) -> _Strand:
    centre, strength = dice.choice(list(shine))
    middle = centre + dice.gauss(0, 0.028)
    half = abs(dice.gauss(0.05, 0.035)) + 0.02
    across = dice.uniform(0.04, 0.97)
    shift, drift = _wander(dice, 1.6)
    edge = 1 - abs(across - 0.5) ** 2 * 2.2
    wide = dice.uniform(0.7, 2.3)
    widths = [0.1, wide * 0.4, wide * 0.8, wide, wide * 0.8, wide * 0.4, 0.1]
    shade = dice.choice((look.hair_light, look.hair_shine))
    brush = fill(shade, strength * edge * dice.uniform(0.25, 0.75), 0.4)
    return _Strand(across, shift, drift, middle - half, middle + half, widths, brush)


def _wander(dice: random.Random, far: float) -> tuple[Point, float]:
    return (dice.gauss(0, far * 0.5), dice.gauss(0, far * 0.4)), dice.gauss(0, far * 0.12)


def _paint_strands(canvas: skia.Canvas, curves: Curves, strands: Sequence[_Strand]) -> None:
    """Strands of as many points each: where they lie is worked out for all of them at once."""
    steps = np.arange(curves.shape[1])
    shift = np.array([strand.shift for strand in strands])[:, None, :] * np.minimum(1, steps / 15)[:, None]
    shift[..., 0] += np.array([strand.drift for strand in strands])[:, None] * (steps / 5)
    wandering = between(curves, [strand.across for strand in strands]) + shift
    starts, stops = [strand.start for strand in strands], [strand.stop for strand in strands]
    spines = parts(wandering, starts, stops, len(strands[0].widths))
    for strand, spine in zip(strands, spines.tolist(), strict=True):
        canvas.drawPath(taper(spine, strand.widths), strand.brush)
