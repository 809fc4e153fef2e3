"""A look-ahead limiter: peaks between samples stay below a ceiling, without clicks and without pumping."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from understudy.speech.loudness import HALF, between

Block = npt.NDArray[np.float32]
Curve = npt.NDArray[np.float64]

CEILING = -1.0
"""dBTP that the sound of a film never exceeds (EBU R 128; issue of 2026-11: -1 dBTP)."""
_MARGIN = 0.3  # dB kept free: peaks between our four points a sample, and what the moving gain adds
_AHEAD = 255  # samples (5.3 ms at 48 kHz) in which the gain falls before a peak; one less than a power of two
_RELEASE = 40.0  # dB a second of recovery: by eye on speech, 2026-11-22; slower ducks words, faster distorts


class Limiter:
    """Takes blocks of shape (n, channels) and gives the same sound, limited, `delay` samples later.

    The gain of all channels is the same. It is the largest curve below what every peak needs that falls over 5 ms
    ahead of a peak and rises by at most 40 dB a second; where nothing is too loud, samples pass unchanged.
    """

    delay = _AHEAD + HALF

    def __init__(self, rate: int, channels: int = 2, ceiling: float = CEILING) -> None:
        self._ceiling = ceiling - _MARGIN
        self._rise = _RELEASE / rate
        self._fade = np.hanning(_AHEAD + 3)[1:-1]
        self._fade /= self._fade.sum()
        self._sound = np.zeros((0, channels), np.float32)  # taken, not given back yet
        self._before = np.zeros((HALF, channels), np.float32)
        self._wanted = np.zeros(0)  # dB for the first samples of _sound: known as far as peaks are
        self._held: Curve | None = None  # the released curve just before them; None before the first sample
        self.deepest = 0.0
        """The lowest gain so far, in dB."""

    def feed(self, block: Block) -> Block:
        """The limited samples that are ready once `block` is known; may be empty."""
        self._look(block)
        ready = len(self._wanted) - _AHEAD
        if ready <= 0:
            return self._sound[:0]
        return self._give(ready)

    def finish(self) -> Block:
        """The rest, once all blocks were fed."""
        rest = len(self._sound)
        self._look(np.zeros((HALF, self._sound.shape[1]), np.float32))
        self._wanted = np.concatenate([self._wanted, np.zeros(rest + _AHEAD)])[: rest + _AHEAD]
        return self._give(rest)

    def _look(self, block: Block) -> None:
        """Note the gain that every sample wants, as far as its neighbours are known."""
        self._sound = np.concatenate([self._sound, block])
        known = np.concatenate([self._before, self._sound[len(self._wanted) :]])
        new = len(known) - 2 * HALF
        if new <= 0:
            return
        wanted = np.zeros(new)
        limit = 10 ** (self._ceiling / 20)
        if float(np.abs(known).max()) * 3 > limit:
            peaks = np.max([between(np.ascontiguousarray(column)) for column in known.T], axis=0)
            over = np.maximum(peaks[:-1], peaks[1:])  # between this sample and either neighbour
            wanted = -20 * np.log10(np.maximum(over / limit, 1.0))
        self._before = known[new : new + HALF]
        self._wanted = np.concatenate([self._wanted, wanted])

    def _give(self, ready: int) -> Block:
        sound, self._sound = self._sound[:ready], self._sound[ready:]
        wanted, self._wanted = self._wanted, self._wanted[ready:]
        if self._held is None:  # nothing is heard before the first sample, so the gain may start anywhere
            self._held = np.full(_AHEAD, wanted[: _AHEAD + 1].min(initial=0.0))
        if not wanted.any() and not self._held.any():
            return sound
        curve = np.concatenate([self._held, _released(_lowest_ahead(wanted)[:ready], self._held[-1], self._rise)])
        gain = np.convolve(curve, self._fade, "valid")[-ready:]
        self._held = curve[-_AHEAD:]
        self.deepest = min(self.deepest, float(gain.min()))
        return (sound * (10 ** (gain / 20))[:, None]).astype(np.float32)


def _released(lowest: Curve, before: float, rise: float) -> Curve:
    """The highest curve under `lowest` that rises by at most `rise` a sample from the value `before` it."""
    slope = rise * np.arange(1, len(lowest) + 1)
    released = np.minimum.accumulate(np.minimum(lowest - slope, before)) + slope
    return np.where(released > -1e-9, 0.0, released)


def _lowest_ahead(values: Curve) -> Curve:
    """The minimum over each sample and the `_AHEAD` samples after it (fewer at the end)."""
    lowest, reach = values.copy(), 1
    while reach <= _AHEAD:
        lowest[:-reach] = np.minimum(lowest[:-reach], lowest[reach:])
        reach *= 2
    return lowest
