from pathlib import Path

import numpy as np
import pytest
from spoken_clips import RATE, silent, spoken, tone

from understudy.performance.prosody import analyse, find_phrases, loudness_db
from understudy.speech.clip import Clip, Phone
from understudy.speech.pitch import pitch_hz
from understudy.speech.sound import Sound, SoundWriter


@pytest.mark.parametrize("hertz", [75.0, 110.0, 190.0, 310.0])
@pytest.mark.parametrize("rate", [16_000, 22_050, 48_000])
def test_pitch_of_a_tone_is_found(hertz: float, rate: int) -> None:
    time = np.arange(rate) / rate
    samples = sum(np.sin(2 * np.pi * hertz * n * time) / n for n in (1, 2, 3)) * 0.2
    pitch = pitch_hz(Sound.of(samples, rate))[10:-10]
    assert (pitch > 0).all() and np.abs(pitch / hertz - 1).max() < 0.03


def test_noise_and_silence_have_no_pitch() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, RATE)
    assert (pitch_hz(Sound.of(noise, RATE)) > 0).mean() < 0.1
    assert not pitch_hz(silent(1).sound).any()


def test_loudness_of_a_sine_is_three_decibels_below_its_peak() -> None:
    samples = 0.1 * np.sin(2 * np.pi * 200 * np.arange(RATE) / RATE)
    assert np.allclose(loudness_db(Sound.of(samples, RATE))[5:-5], -23.01, atol=0.1)


def test_a_sound_in_a_file_is_read_in_blocks_to_the_same_values(tmp_path: Path) -> None:
    samples = tone(RATE * 11, 0.3, 140.0) * np.linspace(0, 1, RATE * 11, dtype=np.float32)
    with SoundWriter(tmp_path / "sound.f32", RATE) as writer:
        writer.append(samples)
        stored = writer.sound()
    held = Sound.of(samples, RATE)
    assert np.array_equal(loudness_db(stored), loudness_db(held)) and np.array_equal(pitch_hz(stored), pitch_hz(held))
    assert np.abs(np.diff(pitch_hz(held)[20:-20])).max() < 5, "no seam between blocks"


def test_phrases_are_parted_by_pauses_and_know_questions() -> None:
    clip = spoken([("", 0.2), ("ɑː", 0.3), ("", 0.1), ("ɑː", 0.3), ("", 0.2), ("ɑː", 0.3)])
    assert [(round(p.start, 2), round(p.stop, 2)) for p in find_phrases(clip)] == [(0.2, 0.9), (1.1, 1.4)]
    asked = spoken([("", 0.2), ("ˈɑː", 0.3), ("", 0.2)], written="really?")
    assert [p.question for p in find_phrases(asked)] == [True]
    told = spoken([("", 0.2), ("ˈɑː", 0.3), ("", 0.2)], written="really.")
    assert [p.question for p in find_phrases(told)] == [False]


def test_the_loudest_longest_stressed_vowel_is_the_strongest_accent() -> None:
    phones = [("", 0.2)]
    for number in range(6):
        phones += [("t", 0.06), ("ˈɑː", 0.3 if number == 3 else 0.12), ("n", 0.06), ("ə", 0.3)]
    clip = spoken(phones)
    samples = clip.sound.array
    assert samples is not None
    phone = clip.phones[1 + 4 * 3 + 1]
    samples[phone.start : phone.stop] = tone(phone.stop - phone.start, 0.4, 160.0)
    prosody = analyse(clip)
    best = max(prosody.accents, key=lambda accent: accent.strength)
    assert phone.start / RATE < best.time < phone.stop / RATE
    assert len(prosody.accents) == 6 and best.strength == 1.0


def test_where_no_stress_is_marked_every_vowel_may_be_an_accent() -> None:
    clip = spoken([("", 0.2), *[("m", 0.1), ("a", 0.4)] * 3])
    assert len(analyse(clip).accents) == 3


def test_nothing_is_found_in_nothing() -> None:
    for clip in (silent(0), silent(1), Clip(Sound.of([], RATE), phones=(Phone("", 0, 0),))):
        prosody = analyse(clip)
        assert prosody.level_db is None and not prosody.phrases and not prosody.accents
