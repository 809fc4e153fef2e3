"""What lip networks hear."""

from __future__ import annotations

import numpy as np
import pytest

from understudy.speech.sound import Sound
from understudy.stage.avatars.neural.mel import spectrogram, windows


def tone(hertz: float, rate: int = 16_000, seconds: float = 1.0) -> Sound:
    return Sound.of(0.3 * np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate), rate)


def test_silence_is_the_lowest_value() -> None:
    assert (windows(Sound.of(np.zeros(16_000), 16_000), range(4)) == -4).all()
    assert windows(tone(440), range(100, 103)).max() == -4


def test_every_frame_hears_a_fifth_of_a_second_from_its_own_time_on() -> None:
    samples = np.zeros(16_000, np.float32)
    samples[8000:8100] = 0.5  # half a second in: column 40, frame 12.5
    heard = windows(Sound.of(samples, 16_000), range(25))
    assert heard.shape == (25, 1, 80, 16) and heard.dtype == np.float32
    loud = [number for number in range(25) if heard[number].max() > -3]
    assert loud == list(range(8, 14))
    assert int(heard[10, 0].max(axis=0).argmax()) in (8, 9)  # frame 10 begins at column 32


@pytest.mark.parametrize("hertz", [220, 1000, 4000])
def test_a_tone_is_loudest_in_its_own_band(hertz: float) -> None:
    mel = 15 + 27 * np.log(hertz / 1000) / np.log(6.4) if hertz > 1000 else hertz * 3 / 200
    low, high = 55 * 3 / 200, 15 + 27 * np.log(7.6) / np.log(6.4)
    band = (mel - low) / (high - low) * 81 - 1
    assert abs(int(spectrogram(tone(hertz), 30, 50).mean(axis=1).argmax()) - band) < 1


def test_the_rate_of_the_sound_does_not_matter() -> None:
    chance = np.random.default_rng(1)
    slow = np.convolve(chance.normal(0, 0.2, 48_000), np.hanning(31) / 15, "same")
    whole, part = (spectrogram(Sound.of(slow[:: 48_000 // rate], rate), 10, 60) for rate in (48_000, 16_000))
    assert np.abs(whole - part)[:55].mean() < 0.05


def test_a_frame_hears_the_same_whatever_is_asked_with_it() -> None:
    sound = Sound.of(np.random.default_rng(2).normal(0, 0.1, 44_100), 22_050)
    whole = windows(sound, range(30))
    assert np.allclose(whole[17:19], windows(sound, range(17, 19)), atol=1e-3)


def test_values_are_those_of_the_published_models_own_tools() -> None:
    """Measured with librosa 0.11 on the same samples, 2026-11-26; the whole table was alike to 1e-7."""
    time = np.arange(16_000) / 16_000
    samples = 0.2 * np.sin(2 * np.pi * (150 + 300 * time) * time) + 0.05 * np.sin(
        2 * np.pi * (3000 + 500 * time) * time
    )
    found = spectrogram(Sound.of(samples, 16_000), 0, 81)
    assert found[[10, 60, 60], [40, 40, 60]] == pytest.approx([1.441, -0.156, -0.260], abs=0.002)
    assert found[[10, 45], [60, 40]] == pytest.approx([-3.887, -4.0], abs=0.002)
