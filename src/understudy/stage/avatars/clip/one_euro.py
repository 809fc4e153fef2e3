"""Points over time without jitter and without lag: the 1€ filter, forwards and backwards.

Casiez, Roussel and Vogel, "1€ filter: a simple speed-based low-pass filter for noisy input in interactive systems"
(CHI 2012): slow movement is smoothed strongly, quick movement hardly. A recorded clip is known as a whole, so the
filter runs once in each direction and the mean of both is taken: what lags in one leads in the other.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_SLOWEST, _PER_SPEED = 0.8, 25.0
"""Cut-off in Hz of what stands still, and how much it rises for a speed of one unit a second. Tuned on landmarks of a
still face (jitter 0.004 eye distances) and of lips in speech (1 to 4 a second)."""

_SPEED_CUT_OFF = 4.0
"""Hz below which changes of speed are believed."""


def smoothed(points: Floats, rate: float, unit: float) -> Floats:
    """`points` (frames, n, 2 or 3) smoothed over time; `rate` in frames a second, `unit` the length speeds are counted
    in."""
    values = points.astype(np.float64) / unit
    there = _filtered(values, rate)
    back = _filtered(values[::-1], rate)[::-1]
    return np.asarray((there + back) / 2 * unit, np.float32)


def _filtered(values: npt.NDArray[np.float64], rate: float) -> npt.NDArray[np.float64]:
    found = np.empty_like(values)
    found[0] = values[0]
    speed = np.zeros_like(values[0])
    for number in range(1, len(values)):
        change = (values[number] - found[number - 1]) * rate
        speed += _share(_SPEED_CUT_OFF, rate) * (change - speed)
        quick = np.linalg.norm(speed, axis=-1, keepdims=True)
        found[number] = found[number - 1] + _share(_SLOWEST + _PER_SPEED * quick, rate) * (
            values[number] - found[number - 1]
        )
    return found


def _share(cut_off: npt.ArrayLike, rate: float) -> npt.NDArray[np.float64]:
    """How much of a new value is taken by a low pass of first order."""
    return np.asarray(1 / (1 + rate / (2 * np.pi * np.asarray(cut_off))))
