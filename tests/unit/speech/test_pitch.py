"""The ruler that delivery is measured with: pitches of known sounds."""

import numpy as np
import pytest

from understudy.speech.pitch import pitch_hz, pitch_ratio
from understudy.speech.sound import Sound

RATE = 22_050


def buzz(hertz, seconds=1.0):
    """A voice-like sound of ten overtones whose pitch is `hertz`, one value or one for each sample."""
    angle = 2 * np.pi * np.cumsum(np.broadcast_to(hertz, round(seconds * RATE))) / RATE
    return (0.2 * sum(np.sin(k * angle) / k for k in range(1, 11))).astype(np.float32)


@pytest.mark.parametrize("hertz", [71.3, 95, 118.7, 163, 211.1, 305, 397])
def test_a_steady_pitch_is_found_within_a_twentieth_of_a_semitone(hertz):
    found = pitch_hz(Sound.of(buzz(hertz), RATE))[10:-10]
    assert 12 * np.log2(np.median(found) / hertz) == pytest.approx(0, abs=0.05)


def test_a_pitch_that_glides_is_followed():
    glide = np.linspace(120, 240, RATE)
    found = pitch_hz(Sound.of(buzz(glide), RATE))[10:-10]
    wanted = np.interp(np.arange(10, 90) / 100, np.arange(RATE) / RATE, glide)
    assert np.abs(12 * np.log2(found[: len(wanted)] / wanted)).max() < 0.4


@pytest.mark.parametrize("factor", [0.5, 0.84, 0.97, 1, 1.06, 1.25, 2])
@pytest.mark.parametrize("speed", [0.7, 1, 1.5])
def test_the_ratio_of_two_ways_to_say_a_line(factor, speed):
    melody = 150 * 2 ** (0.25 * np.sin(np.linspace(0, 9, RATE)))
    faster = np.interp(np.linspace(0, RATE - 1, round(RATE / speed)), np.arange(RATE), melody)
    found = pitch_ratio(buzz(melody), buzz(factor * faster, 1 / speed), RATE, factor)
    assert 12 * np.log2(found / factor) == pytest.approx(0, abs=0.08)


def test_noise_and_silence_have_no_ratio():
    noise = np.random.default_rng(1).standard_normal(RATE).astype(np.float32)
    assert pitch_ratio(noise, buzz(100), RATE) == 0
    assert pitch_ratio(np.zeros(RATE, np.float32), buzz(100), RATE) == 0
