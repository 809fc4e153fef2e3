"""What the ear sees: a hundred spectra a second, streamed, made independent of level, microphone and room colour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from understudy.speech.resample import resampled
from understudy.speech.sound import Sound

Table = npt.NDArray[np.float32]

EAR_RATE = 16_000
"""Samples a second of the sound that is listened to."""
FRAME_RATE = 100
"""Frames a second; frame i looks at 25 ms around sample 160 i."""
BANDS = 32
"""Mel bands from 80 to 7600 Hz."""
COLUMNS = BANDS + 2
"""Columns of a frame: the bands, voicing, level."""

HOP, WINDOW, SPECTRUM, LAG_SPECTRUM = EAR_RATE // FRAME_RATE, 400, 512, 512
_LOWEST, _HIGHEST = 80.0, 7600.0
_CHUNK = 500  # frames worked on at once
FLOOR = -100.0  # dB
LOUD = 25  # dB below the loud frames down to which a frame belongs to the voice
TRUST = 150.0  # frames of voice after which its own mean counts as much as that of all speakers
LEVELS = 140  # bins of 1 dB from -120 to +20


def _mel(hertz: npt.ArrayLike) -> npt.NDArray[np.float64]:
    return np.asarray(2595 * np.log10(1 + np.asarray(hertz) / 700))


def _filters() -> Table:
    """Triangles on the mel scale (O'Shaughnessy 1987), each of area 1, shape (spectrum, BANDS)."""
    place = _mel(np.fft.rfftfreq(SPECTRUM, 1 / EAR_RATE))[:, None]
    edges = np.linspace(_mel(_LOWEST), _mel(_HIGHEST), BANDS + 2)
    left, middle, right = edges[:-2], edges[1:-1], edges[2:]
    table = np.clip(np.minimum((place - left) / (middle - left), (right - place) / (right - middle)), 0, None)
    return np.asarray(table / table.sum(axis=0), np.float32)


FILTERS = _filters()
HANN = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
HALF = HANN[::2]  # voicing is looked for at half the rate: no voice is higher than 400 Hz
_OWN = np.fft.irfft(np.abs(np.fft.rfft(HALF, LAG_SPECTRUM)) ** 2)
LAGS = slice(EAR_RATE // 2 // 400, EAR_RATE // 2 // 70)  # periods of voices from 400 down to 70 Hz
WINDOW_LAGS = (_OWN / _OWN[0])[LAGS].astype(np.float32)


def raw_frames(sound: Sound) -> Iterator[Table]:
    """The frames of `sound` in order, shape (n, COLUMNS): band levels in dB, voicing in [0, 1], level in dBFS.

    Together `length * 100 / rate` of them, rounded up.
    """
    left = np.zeros(WINDOW // 2, np.float32)
    remaining = -(-sound.length * FRAME_RATE // sound.rate)
    for block in resampled(sound, EAR_RATE):
        left = np.concatenate([left, block])
        while remaining > _CHUNK and len(left) >= (_CHUNK - 1) * HOP + WINDOW:
            yield _analysed(left, _CHUNK)
            remaining -= _CHUNK
            left = left[_CHUNK * HOP :]
    left = np.concatenate([left, np.zeros(remaining * HOP + WINDOW, np.float32)])
    while remaining > 0:
        count = min(remaining, _CHUNK)
        yield _analysed(left, count)
        remaining -= count
        left = left[count * HOP :]


def _analysed(samples: npt.NDArray[np.float32], count: int) -> Table:
    part = samples[: (count - 1) * HOP + WINDOW]
    windows = np.lib.stride_tricks.sliding_window_view(part, WINDOW)[::HOP]
    power = _power(windows * HANN, SPECTRUM)
    bands = 10 * np.log10(np.maximum(power @ FILTERS / (WINDOW / 4), 10 ** (FLOOR / 10)))
    halves = np.lib.stride_tricks.sliding_window_view(_halved(part), WINDOW // 2)[:: HOP // 2]
    energy = np.fft.irfft(_power(halves * HALF, LAG_SPECTRUM), axis=1)
    likeness = energy[:, LAGS] / WINDOW_LAGS / np.maximum(energy[:, :1], 1e-9)
    level = 10 * np.log10(np.maximum(power.sum(axis=1) / LEVEL, 10 ** (FLOOR / 10)))
    return np.column_stack([bands, np.clip(likeness.max(axis=1), 0, 1), level]).astype(np.float32)


LEVEL = np.float32(SPECTRUM / 2 * (HANN**2).sum())
"""By which the sum of a one-sided power spectrum becomes a mean square (Parseval)."""


def _power(windows: Table, size: int) -> Table:
    spectrum = np.fft.rfft(windows, size, axis=1)
    return np.asarray(spectrum.real**2 + spectrum.imag**2, np.float32)


def _halved(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Every second sample, what lies above taken out by a short binomial filter."""
    padded = np.pad(samples, 2)
    smooth = 0.375 * padded[2:-2] + 0.25 * (padded[1:-3] + padded[3:-1]) + 0.0625 * (padded[:-4] + padded[4:])
    return np.asarray(smooth[::2], np.float32)


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What a recording has in common: how loud its voice is (dBFS), and its mean band levels (dB, shape (BANDS,))."""

    level: float
    colour: Table
    frames: float

    def normal(self, frames: Table, usual: Table) -> Table:
        """Frames relative to this voice in this room; `usual` is the mean of all speakers relative to their level."""
        share = self.frames / (self.frames + TRUST)
        colour = share * (self.colour - self.level) + (1 - share) * usual
        normal = np.empty_like(frames)
        normal[:, :BANDS] = np.clip((frames[:, :BANDS] - self.level - colour) / 10, -5, 4)
        normal[:, BANDS] = 4 * frames[:, BANDS] - 2
        normal[:, BANDS + 1] = np.clip((frames[:, BANDS + 1] - self.level) / 10, -6, 2)
        return normal


def surroundings(frames: Iterator[Table]) -> Surroundings:
    """Measure what all frames of a recording have in common, in one pass and fixed memory."""
    counts, sums = np.zeros(LEVELS), np.zeros((LEVELS, BANDS))
    for block in frames:
        place = np.clip(block[:, -1] + 120, 0, LEVELS - 1).astype(int)
        counts += np.bincount(place, minlength=LEVELS)
        np.add.at(sums, place, block[:, :BANDS])
    total = counts.sum()
    if not total:
        return Surroundings(FLOOR, np.zeros(BANDS, np.float32), 0)
    audible = counts.copy()
    audible[: 120 - 65] = 0  # frames below -65 dBFS say nothing about how loud the voice is
    if not audible.sum():
        return Surroundings(FLOOR, np.zeros(BANDS, np.float32), 0)
    loud = int(np.searchsorted(np.cumsum(audible), 0.9 * audible.sum()))
    voice = slice(max(0, loud - LOUD), None)
    mean = sums[voice].sum(axis=0) / max(counts[voice].sum(), 1)
    return Surroundings(loud - 120.0, mean.astype(np.float32), float(counts[voice].sum()))
