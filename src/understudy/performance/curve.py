"""Curves of movement: easing, bumps, noise that never repeats, and the random streams they are drawn from.

Times are in frames (fractions allowed), the middle of frame n is n + 0.5. Nothing here is random without a stream.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Curve = npt.NDArray[np.float64]


def stream(*parts: object) -> np.random.Generator:
    """A random stream that depends on `parts` alone: the same on every machine, unrelated to any other parts."""
    digest = blake2b("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "little")))


def ease(part: npt.ArrayLike) -> Curve:
    """0 to 1 with minimum jerk (Flash & Hogan 1985) as `part` goes from 0 to 1; constant outside."""
    t = np.clip(np.asarray(part, float), 0.0, 1.0)
    return np.asarray(t * t * t * (10.0 - 15.0 * t + 6.0 * t * t))


def through(times: npt.ArrayLike, keys: npt.ArrayLike, values: npt.ArrayLike) -> Curve:
    """The curve at `times` through the points (`keys`, `values`), eased between any two, constant outside.

    `keys` rise strictly; both have shape (n,), n ≥ 1.
    """
    at, key, value = np.asarray(times, float), np.asarray(keys, float), np.asarray(values, float)
    if len(key) == 1:
        return np.full(at.shape, value[0])
    left = np.clip(np.searchsorted(key, at, side="right") - 1, 0, len(key) - 2)
    part = (at - key[left]) / (key[left + 1] - key[left])
    return np.asarray(value[left] + (value[left + 1] - value[left]) * ease(part))


def add_bump(track: Curve, start: float, peak: float, stop: float, height: float) -> None:
    """Add a bump to `track` (one value a frame): eased from 0 at `start` to `height` at `peak` and to 0 at `stop`."""
    first, last = max(int(start), 0), min(int(np.ceil(stop)) + 1, len(track))
    if last > first:
        times = np.arange(first, last) + 0.5
        track[first:last] += through(times, (start, peak, stop), (0.0, height, 0.0))


def add_plateau(track: Curve, start: float, stop: float, ramp: float, height: float) -> None:
    """Add `height` over frames `start` to `stop`, eased in and out over `ramp` frames that lie inside."""
    first, last = max(int(start), 0), min(int(np.ceil(stop)) + 1, len(track))
    if last > first:
        times = np.arange(first, last) + 0.5
        edge = max(min(ramp, (stop - start) / 2), 1e-6)
        track[first:last] += height * ease((times - start) / edge) * ease((stop - times) / edge)


def wander(random: np.random.Generator, frames: int, step: float) -> Curve:
    """Noise of about unit size, one value a frame, slower than one swing in `step` frames, that never repeats.

    Triangularly distributed knots (at most 2.4) at jittered distances, joined by a Catmull-Rom spline: no kinks.
    """
    knots = int(frames / (step * 0.7)) + 6
    drawn = random.random((knots, 3))  # drawn knot by knot, so that a longer track begins like a shorter one
    gaps = step * (0.7 + 0.6 * drawn[:, 0])
    keys = np.cumsum(gaps) - gaps[0] - 2 * step
    values = 2.4 * (drawn[:, 1] + drawn[:, 2] - 1.0)
    slopes = np.gradient(values, keys)
    at = np.arange(frames) + 0.5
    left = np.clip(np.searchsorted(keys, at, side="right") - 1, 0, knots - 2)
    span = keys[left + 1] - keys[left]
    t = np.clip((at - keys[left]) / span, 0.0, 1.0)
    hermite = (2 * t**3 - 3 * t**2 + 1, t**3 - 2 * t**2 + t, -2 * t**3 + 3 * t**2, t**3 - t**2)
    points = (values[left], slopes[left] * span, values[left + 1], slopes[left + 1] * span)
    return np.asarray(sum(weight * point for weight, point in zip(hermite, points, strict=True)))
