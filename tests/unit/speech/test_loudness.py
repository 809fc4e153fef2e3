from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest
import soxr

from understudy.speech.loudness import Meter, k_weighting, loudness
from understudy.speech.resample import Resampler, resampled
from understudy.speech.sound import Sound


def syllables(rate: int, length: float, seed: int = 0) -> np.ndarray:
    """Something with the spectrum and the rhythm of speech, with pauses."""
    rng = np.random.default_rng(seed)
    time = np.arange(int(rate * length)) / rate
    voice = sum(np.sin(2 * np.pi * 120 * k * time + rng.uniform(0, 6)) / k for k in range(1, 20))
    rhythm = np.clip(np.sin(2 * np.pi * 2.5 * time) + 0.4, 0, 1) * (np.sin(2 * np.pi * 0.23 * time + 1) > -0.7)
    return (0.1 * voice * rhythm + 0.0005 * rng.standard_normal(len(time))).astype(np.float32)


def test_the_filter_is_the_one_of_the_standard_at_48_khz() -> None:
    shelf, high_pass = k_weighting(48_000)
    expected = [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585]
    assert shelf == pytest.approx(expected, abs=1e-9)
    assert high_pass == pytest.approx([1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621], abs=1e-9)


def test_a_full_scale_sine_reads_what_the_standard_says() -> None:
    sine = np.sin(2 * np.pi * 997 * np.arange(48_000 * 3) / 48_000)
    meter = Meter(48_000, 1)
    meter.add(sine)
    assert meter.integrated() == pytest.approx(-3.01, abs=0.01)
    pair = Meter(48_000, 2)
    pair.add(np.stack([sine, sine], axis=1))
    assert pair.integrated() == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
def test_it_agrees_with_pyloudnorm(rate: int) -> None:
    samples = syllables(rate, 8)
    expected = pyloudnorm.Meter(rate).integrated_loudness(samples.astype(float))
    assert loudness(Sound.of(samples, rate)) == pytest.approx(expected, abs=0.1)


def test_gating_agrees_with_pyloudnorm_when_half_is_quiet() -> None:
    samples = np.concatenate([syllables(48_000, 5), 0.1 * syllables(48_000, 5, 1), np.zeros(48_000 * 4, np.float32)])
    stereo = np.stack([samples, samples[::-1]], axis=1)
    meter = Meter(48_000, 2)
    meter.add(stereo)
    assert meter.integrated() == pytest.approx(
        pyloudnorm.Meter(48_000).integrated_loudness(stereo.astype(float)), abs=0.1
    )


def test_block_sizes_do_not_matter() -> None:
    samples, whole, pieces = syllables(48_000, 3), Meter(48_000), Meter(48_000)
    whole.add(samples)
    place = 0
    for size in [1, 7, 23, 4_799, 4_800, 4_801, 0, 50_000, 10**6]:
        pieces.add(samples[place : place + size])
        place += size
    assert pieces.integrated() == pytest.approx(whole.integrated(), abs=1e-9)
    assert pieces.true_peak() == pytest.approx(whole.true_peak(), abs=1e-6)


def test_short_and_silent_sounds_have_a_loudness() -> None:
    assert loudness(Sound.of(np.zeros(48_000), 48_000)) == -np.inf
    assert loudness(Sound.of(np.zeros(0), 48_000)) == -np.inf
    short = np.sin(2 * np.pi * 997 * np.arange(9_600) / 48_000)
    assert loudness(Sound.of(short, 48_000)) == pytest.approx(-3.01, abs=0.2)


def test_true_peak_finds_what_lies_between_samples() -> None:
    time = np.arange(48_000)
    sine = (0.5 * np.sin(2 * np.pi * time / 4 + np.pi / 4)).astype(np.float32)  # no sample lies on a crest
    sine *= np.minimum(1, np.minimum(time, time[::-1]) / 4_800).astype(np.float32)
    meter = Meter(48_000)
    meter.add(sine)
    assert np.abs(sine).max() < 0.36
    assert meter.true_peak() == pytest.approx(-6.02, abs=0.1)
    busy = syllables(44_100, 2) + 0.1 * np.random.default_rng(3).standard_normal(88_200).astype(np.float32)
    meter = Meter(44_100)
    meter.add(busy)
    oversampled = 20 * np.log10(np.abs(soxr.resample(busy, 44_100, 8 * 44_100, "VHQ")).max())
    assert meter.true_peak() == pytest.approx(oversampled, abs=0.3)


@pytest.mark.parametrize(
    ("from_rate", "to_rate"), [(22_050, 48_000), (16_000, 48_000), (48_000, 48_000), (44_100, 16_000)]
)
def test_resampling_keeps_every_moment(from_rate: int, to_rate: int) -> None:
    length = from_rate * 20 + 17
    samples = np.zeros(length, np.float32)
    times = [0, from_rate // 3, from_rate * 10, length - 40]
    for time in times:
        samples[time : time + 8] = np.hanning(8)
    out = np.concatenate(list(resampled(Sound.of(samples, from_rate), to_rate)))
    assert len(out) == round(length * to_rate / from_rate)
    for time in times:
        expected = (time + 3.5) * to_rate / from_rate
        near = slice(max(0, int(expected) - 100), int(expected) + 100)
        weights = np.square(out[near])
        centre = np.average(np.arange(len(out))[near], weights=weights)
        assert centre == pytest.approx(expected, abs=0.5)


def test_resampling_two_channels_in_odd_blocks_gives_an_exact_length() -> None:
    resampler = Resampler(44_100, 48_000, 2)
    parts = [resampler.feed(np.ones((size, 2), np.float32)) for size in (1, 1, 5_000, 3, 44_100)]
    out = np.concatenate([*parts, resampler.finish()])
    assert out.shape == (round(49_105 * 48_000 / 44_100), 2)
