"""When somebody speaks, and how the music gives way: known in advance, so it falls before the phrase begins."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from understudy.speech.sound import Samples
from understudy.timing import MIX_RATE, rescale

Phrase = tuple[int, int]
"""Samples [start, stop) of the film at 48 kHz in which somebody speaks."""

DEPTH = 10.0
"""dB by which music gives way: from 10 LU below the speech to 20 LU below it."""
FALL = MIX_RATE * 200 // 1000
"""Samples before a phrase in which the music falls, by eye on envelopes, 2026-11-22: shorter is heard as a cut."""
HOLD = MIX_RATE * 100 // 1000
"""Samples after a phrase before the music rises, so that the last sound of a word is not covered."""
RISE = MIX_RATE * 500 // 1000
"""Samples in which the music comes back."""
PAUSE = MIX_RATE * 1000 // 1000
"""Pauses up to this many samples are part of a phrase: the music does not pump between sentences."""

_FRAMES_A_SECOND = 100
_BELOW_SPEECH = 25.0  # dB under the speech's loudness at which a frame no longer counts as speech
_SHORTEST = 4  # frames; less is a click, not a phrase


class Activity:
    """Notes how loud sound is, every 10 ms (one byte each), and then tells where somebody speaks."""

    def __init__(self, rate: int) -> None:
        self._rate, self._frames = rate, 0
        self._rest = np.zeros(0, np.float32)
        self._levels = bytearray()

    def add(self, samples: Samples) -> None:
        """Take the next samples, shape (n,)."""
        self._rest = np.concatenate([self._rest, samples])
        first = rescale(self._frames, _FRAMES_A_SECOND, self._rate)
        count = max(0, (first + len(self._rest)) * _FRAMES_A_SECOND // self._rate - self._frames)
        edges = [rescale(self._frames + k, _FRAMES_A_SECOND, self._rate) - first for k in range(count + 1)]
        if not count or edges[-1] > len(self._rest):
            return
        sums = np.add.reduceat(np.square(self._rest[: edges[-1]].astype(float)), edges[:-1])
        decibels = 10 * np.log10(np.maximum(sums / np.diff(edges), 1e-12))
        self._levels += np.clip(np.round(decibels + 120), 0, 255).astype(np.uint8).tobytes()
        self._frames += count
        self._rest = self._rest[edges[-1] :]

    def phrases(self, loudness: float) -> list[Phrase]:
        """Where the sound, `loudness` LUFS loud, is speech; samples at 48 kHz from its start, pauses merged."""
        if loudness == -math.inf:
            return []
        active = np.frombuffer(bytes(self._levels), np.uint8) > loudness - _BELOW_SPEECH + 120
        edges = np.flatnonzero(np.diff(np.concatenate([[0], active.astype(np.int8), [0]])))
        found = [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2) if stop - start >= _SHORTEST]
        scale = MIX_RATE // _FRAMES_A_SECOND
        return merged([(start * scale, stop * scale) for start, stop in found])


def merged(phrases: Sequence[Phrase]) -> list[Phrase]:
    """The phrases in order, those joined that no pause longer than `PAUSE` parts."""
    joined: list[Phrase] = []
    for start, stop in sorted(phrases):
        if joined and start - joined[-1][1] <= PAUSE:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined


def ducked(phrases: Sequence[Phrase], start: int, stop: int) -> npt.NDArray[np.float64] | None:
    """Gain of the music for samples [start, stop) as factors, shape (stop - start,); None where nobody speaks.

    In decibels the gain is a raised cosine: it falls over `FALL` samples before a phrase, holds through it and `HOLD`
    samples more, and rises over `RISE` samples.
    """
    near = [(a, b) for a, b in phrases if a - FALL < stop and b + HOLD + RISE > start]
    if not near:
        return None
    time = np.arange(start, stop)
    depth = np.zeros(len(time))
    for first, last in near:
        down = np.clip((time - (first - FALL)) / FALL, 0, 1)
        up = np.clip((time - (last + HOLD)) / RISE, 0, 1)
        np.maximum(depth, np.minimum(_eased(down), 1 - _eased(up)), out=depth)
    return np.asarray(10 ** (-DEPTH * depth / 20))


def _eased(way: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return 0.5 - 0.5 * np.cos(np.pi * way)
