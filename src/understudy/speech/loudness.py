"""Loudness as broadcasters measure it: ITU-R BS.1770-4, streaming, in memory that does not grow.

The gated mean needs every block's energy twice (once to find the gate, once to average above it); here the blocks are
counted in bins of 0.01 LU instead of being kept, which moves the relative gate by less than 0.01 LU.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from understudy.speech.sound import Sound

Block = npt.NDArray[np.float32] | npt.NDArray[np.float64]

ABSOLUTE_GATE = -70.0
"""LUFS; blocks below it are silence (BS.1770-4, annex 1)."""
RELATIVE_GATE = -10.0
"""LU below the mean of the blocks over the absolute gate; quieter blocks do not count (BS.1770-4, annex 1)."""
_OFFSET = -0.691  # dB; makes a 997 Hz sine at full scale in one channel read -3.01 LUFS
_BINS_PER_LU, _BINS = 100, 100 * 100  # from -70 to +30 LUFS
_STEPS = 4  # a block is 400 ms long and a new one starts every 100 ms
_READ = 1 << 18


def k_weighting(rate: int) -> npt.NDArray[np.float64]:
    """The two biquads of BS.1770 (head shelf, then high-pass) at any rate, shape (2, 6): b0 b1 b2 a0 a1 a2.

    The analogue prototypes are those of B. De Man, "Evaluation of implementations of the EBU R128 loudness
    measurement" (AES 145, 2018); at 48 kHz they give the standard's own coefficients.
    """
    centre, gain, quality = 1681.974450955533, 3.999843853973347, 0.7071752369554196
    k = math.tan(math.pi * centre / rate)
    high, middle = 10 ** (gain / 20), 10 ** (gain / 20 * 0.4996667741545416)
    a0 = 1 + k / quality + k * k
    shelf = [
        *((high + middle * k / quality + k * k) / a0, 2 * (k * k - high) / a0),
        *((high - middle * k / quality + k * k) / a0, 1.0, 2 * (k * k - 1) / a0, (1 - k / quality + k * k) / a0),
    ]
    centre, quality = 38.13547087602444, 0.5003270373238773
    k = math.tan(math.pi * centre / rate)
    a0 = 1 + k / quality + k * k
    high_pass = [1.0, -2.0, 1.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / quality + k * k) / a0]
    return np.array([shelf, high_pass])


HALF = 12
"""Samples on each side that the true-peak interpolation looks at."""


def _interpolators() -> npt.NDArray[np.float64]:
    """Windowed-sinc filters for the points 1/4, 2/4 and 3/4 between two samples, shape (3, 2 * HALF)."""
    taps = np.arange(-HALF + 1, HALF + 1)
    filters = []
    for quarter in (0.25, 0.5, 0.75):
        distance = quarter - taps
        filters.append(np.sinc(distance) * np.i0(9 * np.sqrt(1 - (distance / (HALF + 1)) ** 2)) / np.i0(9))
    table = np.array(filters)
    return np.asarray(table / table.sum(axis=1, keepdims=True))


_INTERPOLATE = _interpolators()
_WORST = float(np.abs(_INTERPOLATE).sum(axis=1).max())


def between(samples: Block) -> npt.NDArray[np.float64]:
    """The largest magnitude at and between samples, four points a sample; `samples` has shape (n,).

    Answers shape (n - 2 * HALF + 1,): entry i is the peak from sample i + HALF - 1 up to just before the next one.
    """
    centre = np.abs(samples[HALF - 1 : len(samples) - HALF]).astype(float)
    for taps in _INTERPOLATE:
        np.maximum(centre, np.abs(np.convolve(samples, taps[::-1], "valid")), out=centre)
    return centre


class Meter:
    """Measures integrated loudness and true peak of sound that passes in blocks.

    `channels` all weigh 1 (mono, or left and right). One mono channel reads 3.01 LU less than the same sound in both
    channels of a stereo pair, as the standard has it.
    """

    def __init__(self, rate: int, channels: int = 1, *, peaks: bool = True) -> None:
        from scipy.signal import sosfilt

        self.rate, self.channels = rate, channels
        self._filter, self._sos = sosfilt, k_weighting(rate)
        self._state = np.zeros((2, 2, channels))
        self._step = round(rate / 10)
        self._rest = np.zeros((0, channels))
        self._recent: list[float] = []
        self._counts, self._energies = np.zeros(_BINS), np.zeros(_BINS)
        self._energy, self._length = 0.0, 0
        self._peaks, self._peak = peaks, 0.0
        self._tail = np.zeros((2 * HALF - 1, channels), np.float32)

    def add(self, block: Block) -> None:
        """Take the next samples, shape (n,) or (n, channels)."""
        if len(block) == 0:
            return
        block = block.reshape(len(block), -1)
        if self._peaks:
            self._look_for_peak(block)
        weighted, self._state = self._filter(self._sos, block.astype(float), axis=0, zi=self._state)
        self._rest = np.concatenate([self._rest, weighted])
        self._length += len(block)
        steps = len(self._rest) // self._step
        whole, self._rest = self._rest[: steps * self._step], self._rest[steps * self._step :]
        for energy in np.square(whole).reshape(steps, self._step * self.channels).sum(axis=1).tolist():
            self._count(energy)

    def integrated(self) -> float:
        """Gated loudness of all that was added, in LUFS; -inf for silence.

        Sound shorter than one 400 ms block is measured as the one block that it is.
        """
        if self._length < _STEPS * self._step:
            energy = self._energy + float(np.square(self._rest).sum())
            value = _decibels(energy / self._length) + _OFFSET if self._length else -math.inf
            return value if value >= ABSOLUTE_GATE else -math.inf
        total = self._counts.sum()
        if not total:
            return -math.inf
        gate = _decibels(self._energies.sum() / total) + _OFFSET + RELATIVE_GATE
        first = max(0, math.ceil((gate - ABSOLUTE_GATE) * _BINS_PER_LU))
        return _decibels(self._energies[first:].sum() / self._counts[first:].sum()) + _OFFSET

    def true_peak(self) -> float:
        """The largest magnitude at and between the samples so far, in dBTP (four points a sample); -inf for silence."""
        end = Meter(self.rate, self.channels)
        end._tail, end._peak = self._tail, self._peak
        end._look_for_peak(np.zeros((2 * HALF, self.channels), np.float32))
        return _decibels(end._peak**2)

    def _count(self, energy: float) -> None:
        """Note the energy of 100 ms, and with it the block of 400 ms that ends here."""
        self._energy += energy
        self._recent = [*self._recent[1 - _STEPS :], energy]
        if len(self._recent) < _STEPS:
            return
        mean = sum(self._recent) / (_STEPS * self._step)
        place = math.floor((_decibels(mean) + _OFFSET - ABSOLUTE_GATE) * _BINS_PER_LU) if mean > 0 else -1
        if place >= 0:
            self._counts[min(place, _BINS - 1)] += 1
            self._energies[min(place, _BINS - 1)] += mean

    def _look_for_peak(self, block: Block) -> None:
        joined = np.concatenate([self._tail, block.astype(np.float32)])
        self._tail = joined[-(2 * HALF - 1) :]
        for column in joined.T:
            highest = float(np.abs(column).max())
            if highest * _WORST > self._peak:  # else no point between these samples can be a new peak
                self._peak = max(self._peak, highest, float(between(np.ascontiguousarray(column)).max()))


def loudness(sound: Sound) -> float:
    """Integrated loudness of a mono sound in LUFS (BS.1770-4); -inf for silence."""
    meter = Meter(sound.rate, peaks=False)
    for start in range(0, sound.length, _READ):
        meter.add(sound.read(start, min(start + _READ, sound.length)))
    return meter.integrated()


def _decibels(power: float) -> float:
    return 10 * math.log10(power) if power > 0 else -math.inf
