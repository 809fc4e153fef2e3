"""What a Wav2Lip-shaped network hears: for every frame of film 16 columns of a mel spectrogram, a fifth of a second.

The measures are those of the published model (Prajwal and others, "A Lip Sync Expert Is All You Need", 2020, and the
parameters that its authors give with the code): 16 kHz, a Hann window of 800 samples every 200, 80 bands from 55 to
7600 Hz on Slaney's mel scale, pre-emphasis 0.97, decibels from -100 to 0 below 20 dB, brought to [-4, 4].
"""

from __future__ import annotations

from functools import cache
from math import gcd

import numpy as np
import numpy.typing as npt

from understudy.speech.sound import Samples, Sound
from understudy.timing import FRAME_RATE

RATE, HOP, WINDOW = 16_000, 200, 800
BANDS, COLUMNS = 80, 16
LOWEST, HIGHEST = 55.0, 7600.0
PRE_EMPHASIS = 0.97
REFERENCE, FLOOR = 20.0, -100.0
MOST = 4.0

_MARGIN = 800
"""Samples around a stretch that are resampled with it, so that its ends are not heard."""

_LINEAR, _STEP, _BREAK = 200 / 3, np.log(6.4) / 27, 1000.0
"""Slaney's scale: so many Hz a mel below the break, a factor of 6.4 in 27 mels above (Auditory Toolbox, 1998)."""

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]


def windows(sound: Sound, frames: range) -> Floats:
    """What is heard at each of the consecutive `frames`: (frames, 1, 80, 16) in [-4, 4]; silence outside the sound."""
    starts = [frame * RATE // HOP // int(FRAME_RATE) for frame in frames]
    columns = spectrogram(sound, starts[0], starts[-1] + COLUMNS)
    return np.stack([columns[None, :, start - starts[0] :][..., :COLUMNS] for start in starts])


def spectrogram(sound: Sound, first: int, last: int) -> Floats:
    """Columns [first, last) of the mel spectrogram, (80, last - first); column n is centred on sample 200 n."""
    start = first * HOP - WINDOW // 2
    samples = _at_16_khz(sound, start - 1, (last - 1) * HOP + WINDOW // 2).astype(np.float64)
    sharp = samples[1:] - PRE_EMPHASIS * samples[:-1]
    pieces = np.lib.stride_tricks.sliding_window_view(sharp, WINDOW)[::HOP]
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)
    strength = _bands() @ np.abs(np.fft.rfft(pieces * hann, axis=1)).T
    level = 20 * np.log10(np.maximum(strength, 10 ** (FLOOR / 20))) - REFERENCE
    return np.clip(2 * MOST * (level - FLOOR) / -FLOOR - MOST, -MOST, MOST).astype(np.float32)


def _at_16_khz(sound: Sound, start: int, stop: int) -> Samples:
    """Samples [start, stop) of the sound at 16 kHz, whatever else is asked for."""
    if sound.rate == RATE:
        return sound.read(start, stop)
    import soxr

    common = gcd(sound.rate, RATE)
    here, there = RATE // common, sound.rate // common
    first, last = (start - _MARGIN) // here, -(-(stop + _MARGIN) // here)
    whole = soxr.resample(sound.read(first * there, last * there), sound.rate, RATE)
    return np.asarray(whole[start - first * here : stop - first * here], np.float32)


@cache
def _bands() -> Doubles:
    """Triangles over the frequencies of a window, (80, 401), each of area 1."""
    edges = _hertz(np.linspace(_mel(LOWEST), _mel(HIGHEST), BANDS + 2))
    frequencies = np.arange(WINDOW // 2 + 1) * (RATE / WINDOW)
    rising = (frequencies - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - frequencies) / (edges[2:] - edges[1:-1])[:, None]
    return np.maximum(np.minimum(rising, falling), 0) * (2 / (edges[2:] - edges[:-2]))[:, None]


def _mel(hertz: float) -> float:
    return hertz / _LINEAR if hertz < _BREAK else _BREAK / _LINEAR + float(np.log(hertz / _BREAK) / _STEP)


def _hertz(mels: Doubles) -> Doubles:
    knee = _BREAK / _LINEAR
    return np.where(mels < knee, mels * _LINEAR, _BREAK * np.exp((mels - knee) * _STEP))
