"""Melody: how high a voice is at every moment, read in blocks so that memory stays small."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from understudy.speech.sound import Samples, Sound

Values = npt.NDArray[np.float32]

STEP_RATE = 100
"""Values a second."""

LOWEST_HZ, HIGHEST_HZ = 60.0, 420.0
"""Speaking voices, men's to children's."""

_BLOCK_SECONDS = 4
_WIDER = 1.6  # a voice is looked for this far around where it should be: octave errors lie beyond
_LEAST = 10  # voiced values (100 ms) that make a median


def pitch_hz(sound: Sound, lowest: float = LOWEST_HZ, highest: float = HIGHEST_HZ) -> Values:
    """Fundamental frequency of each 10 ms in Hz, 0 where the sound is not voiced.

    Peak of the window-corrected autocorrelation with a small cost for long periods (Boersma 1993), 40 ms windows
    (longer for voices below 60 Hz), between samples by a parabola, then a median over 5 values.
    """
    steps = -(-sound.length * STEP_RATE // sound.rate)
    pitch = np.zeros(steps, np.float32)
    for first in range(0, steps, _BLOCK_SECONDS * STEP_RATE):
        last = min(first + _BLOCK_SECONDS * STEP_RATE, steps)
        pitch[first:last] = _block(sound, np.arange(first, last), lowest, highest)
    if steps < 5:
        return pitch
    padded = np.pad(pitch, 2, mode="edge")
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(padded, 5), axis=1), np.float32)


def pitch_ratio(one: Samples, other: Samples, rate: int, about: float = 1.0) -> float:
    """How much higher `other` is than `one`, two ways of saying the same line: the median over moments that correspond.

    `about` is where the answer is expected. 0 when too little of both is voiced.
    """
    own = pitch_hz(Sound.of(one, rate))
    middle = float(np.median(own[own > 0])) if (own > 0).sum() >= _LEAST else 0.0
    if not middle:
        return 0.0
    near = middle * about
    then = pitch_hz(Sound.of(other, rate), max(near / _WIDER, 40.0), min(near * _WIDER, rate / 4))
    moments = np.minimum((np.arange(len(own)) + 0.5) * len(then) / len(own), len(then) - 1).astype(int)
    both = (own > middle / _WIDER) & (own < middle * _WIDER) & (then[moments] > 0)
    if both.sum() < _LEAST:
        return 0.0
    return float(np.median(then[moments][both] / own[both]))


def _block(sound: Sound, steps: npt.NDArray[np.int64], lowest: float, highest: float) -> Values:
    """Pitch at `steps` (consecutive), from samples averaged down to about 8 kHz."""
    factor = max(sound.rate // 8000, 1)
    rate = sound.rate / factor
    width = round(max(0.04, 2.4 / lowest) * rate)
    start = int(steps[0]) * sound.rate // STEP_RATE - width * factor // 2
    count = round((len(steps) + 1) * rate / STEP_RATE) + width + 1
    samples = sound.read(start, start + count * factor).reshape(count, factor).mean(axis=1)
    offsets = np.round((steps - steps[0]) * rate / STEP_RATE).astype(int)
    windows = np.lib.stride_tricks.sliding_window_view(samples, width)[offsets]
    windows = (windows - windows.mean(axis=1, keepdims=True)) * np.hanning(width).astype(np.float32)
    size = 1 << (2 * width - 1).bit_length()
    correlation = np.fft.irfft(np.abs(np.fft.rfft(windows, size)) ** 2, size)
    own = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(width), size)) ** 2, size)
    lags = np.arange(max(int(rate / highest), 2), min(int(rate / lowest), width - 2) + 1)
    energy = correlation[:, :1]
    likeness = correlation[:, lags] / np.maximum(energy, 1e-12) * (own[0] / own[lags])
    score = likeness - 0.03 * np.log2(lags / lags[0])
    best = score.argmax(axis=1)
    rows = np.arange(len(steps))
    voiced = (likeness[rows, best] > 0.5) & (energy[:, 0] > width * 1e-7)
    return np.asarray(np.where(voiced, rate / (lags[best] + _between(likeness, rows, best)), 0.0), np.float32)


def _between(likeness: npt.NDArray[np.float64], rows: npt.NDArray[np.int64], best: npt.NDArray[np.int64]) -> Values:
    """How far the top of a parabola through a peak and its neighbours is from the peak, in [-0.5, 0.5] samples."""
    inner = np.clip(best, 1, likeness.shape[1] - 2)
    left, middle, right = (likeness[rows, inner + step] for step in (-1, 0, 1))
    bend = left - 2 * middle + right
    shift = np.where(bend < -1e-9, 0.5 * (left - right) / np.minimum(bend, -1e-9), 0.0)
    return np.asarray(np.where(inner == best, np.clip(shift, -0.5, 0.5), 0.0), np.float32)
