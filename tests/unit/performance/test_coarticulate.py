import itertools

import numpy as np
import pytest
from spoken_clips import CONSONANTS, RATE, VOWELS, babble, silent, spoken

from closures import is_closure
from understudy.performance.coarticulate import lip_gap, speak
from understudy.performance.prosody import analyse
from understudy.performance.tracks import SHAPE_INDEX, SHAPES
from understudy.performance.visemes import MOUTHS, is_vowel, targets
from understudy.speech.clip import Clip
from understudy.timing import frames_covering


def mouth(clip: Clip, extra: int = 0) -> np.ndarray:
    return speak(clip, analyse(clip), frames_covering(clip.sound.length, clip.rate) + extra)[0]


def shown(clip: Clip, index: int) -> slice:
    """The frames that are on screen while a phone sounds."""
    phone = clip.phones[index]
    return slice(phone.start * 25 // clip.rate, -(-phone.stop * 25 // clip.rate))


def column(weights: np.ndarray, name: str) -> np.ndarray:
    return weights[:, SHAPE_INDEX[name]]


@pytest.mark.parametrize("pace", [0.5, 1.0, 2.0, 4.0])
@pytest.mark.parametrize("seed", range(4))
def test_lips_touch_at_every_bilabial_at_any_pace(seed: int, pace: float) -> None:
    clip = babble(seed, pace=pace)
    gap = lip_gap(mouth(clip))
    closures = [index for index, phone in enumerate(clip.phones) if is_closure(phone.symbol)]
    assert len(closures) >= 3
    assert all((gap[shown(clip, index)] == 0).any() for index in closures)


@pytest.mark.parametrize("offset", np.linspace(0, 0.04, 9))
@pytest.mark.parametrize("length", [0.01, 0.03, 0.06, 0.15])
@pytest.mark.parametrize("vowel", ["ɑː", "uː", "oʊ"])
def test_lips_touch_wherever_a_bilabial_falls_between_frames(vowel: str, length: float, offset: float) -> None:
    clip = spoken([("", 0.2 + offset), (vowel, 0.2), ("b", length), (vowel, 0.2), ("", 0.3)])
    gap = lip_gap(mouth(clip))
    assert (gap[shown(clip, 2)] == 0).any()
    assert gap[shown(clip, 1)].max() > 0.08 and gap[shown(clip, 3)].max() > 0.08


@pytest.mark.parametrize("length", [0.06, 0.08, 0.12])
@pytest.mark.parametrize("offset", [0.0, 0.01, 0.02, 0.03])
def test_lips_part_between_closures(length: float, offset: float) -> None:
    clip = spoken([("", 0.2 + offset), *[("m", length), ("ɑː", length)] * 8, ("", 0.3)])
    gap = lip_gap(mouth(clip))
    assert all(gap[shown(clip, index)].max() > 0.1 for index in range(2, 17, 2))
    assert all(gap[shown(clip, index)].min() == 0 for index in range(1, 16, 2))


@pytest.mark.parametrize("pause", [0.16, 0.25, 0.5, 1.5])
@pytest.mark.parametrize("offset", [0.0, 0.013, 0.027])
def test_mouth_closes_in_pauses_and_stays_closed(pause: float, offset: float) -> None:
    clip = spoken([("", 0.3 + offset), ("ɑː", 0.2), ("", pause), ("ɑː", 0.2), ("", 0.5)])
    gap = lip_gap(mouth(clip, extra=25))
    start, stop = clip.phones[2].start / RATE, clip.phones[2].stop / RATE
    middle = (np.arange(len(gap)) + 0.5) / 25
    settled = (middle >= start + min(0.15, 0.4 * pause)) & (middle <= stop - min(0.08, 0.4 * pause))
    assert gap[int((start + stop) / 2 * 25)] == 0
    assert (gap[settled] == 0).all()
    assert (gap[middle > clip.phones[3].stop / RATE + 0.15] == 0).all()
    assert (gap[middle < clip.phones[0].stop / RATE - 0.08] == 0).all()


def test_short_silences_inside_a_phrase_leave_the_mouth_open() -> None:
    clip = spoken([("", 0.2), ("ɑː", 0.2), ("", 0.06), ("ɑː", 0.2), ("", 0.3)])
    assert (lip_gap(mouth(clip))[shown(clip, 2)] > 0.15).all()


def test_vowels_open_the_mouth_in_their_order() -> None:
    def opening(vowel: str) -> float:
        clip = spoken([("", 0.2), ("k", 0.05), (vowel, 0.25), ("k", 0.05), ("", 0.2)])
        return float(column(mouth(clip), "jawOpen").max())

    assert opening("ɑː") > opening("ɛ") > opening("iː")
    assert opening("ɑː") > opening("ɒ") > opening("uː")
    assert opening("ɑː") > opening("ʌ") > opening("ə")


def test_opening_follows_the_vowels() -> None:
    clip = babble(7, syllables=120)
    gap = lip_gap(mouth(clip))
    vowels = np.zeros(len(gap))
    for index, phone in enumerate(clip.phones):
        if is_vowel(phone.symbol):
            openness = max(MOUTHS[target.viseme].shapes["jawOpen"] * target.peak for target in targets(phone.symbol))
            vowels[shown(clip, index)] = openness
    correlation = [np.corrcoef(np.roll(vowels, shift), gap)[0, 1] for shift in (-3, -2, -1, 0, 1, 2)]
    assert max(correlation) > 0.6
    assert np.argmax(correlation) in (2, 3), "lips lead by at most one frame and never lag"


def test_tongue_consonants_leave_the_lips_to_their_neighbours() -> None:
    for consonant in "tdnlkɡ":
        round_lips = spoken([("", 0.2), ("uː", 0.15), (consonant, 0.07), ("uː", 0.15), ("", 0.2)])
        wide_lips = spoken([("", 0.2), ("iː", 0.15), (consonant, 0.07), ("iː", 0.15), ("", 0.2)])
        assert column(mouth(round_lips), "mouthPucker")[shown(round_lips, 2)].mean() > 0.6
        assert column(mouth(wide_lips), "mouthPucker")[shown(wide_lips, 2)].max() < 0.05
        assert column(mouth(wide_lips), "mouthStretchLeft")[shown(wide_lips, 2)].mean() > 0.2


def test_labiodentals_and_sibilants_take_their_places() -> None:
    for consonant in CONSONANTS:
        clip = spoken([("", 0.2), ("ɑː", 0.15), (consonant, 0.09), ("ɑː", 0.15), ("", 0.2)])
        weights = mouth(clip)[shown(clip, 2)]
        if consonant in ("f", "v"):
            assert column(weights, "mouthRollLower").max() > 0.35 and column(weights, "mouthUpperUpLeft").max() > 0.12
            assert 0 < lip_gap(weights).min() < 0.16 and column(weights, "jawOpen").min() < 0.1
        elif consonant in ("s", "z", "ʃ", "ʒ", "tʃ", "dʒ"):
            assert column(weights, "jawOpen").min() < 0.12
        if consonant in ("θ", "ð"):
            assert column(weights, "tongueOut").max() > 0.5


def test_lips_round_before_a_round_vowel_is_heard() -> None:
    clip = spoken([("", 0.3), ("s", 0.12), ("uː", 0.2), ("", 0.3)])
    pucker = column(mouth(clip), "mouthPucker")
    assert pucker[int(clip.phones[2].start / RATE * 25) - 1] > 0.25


def test_the_jaw_follows_loudness_more_than_the_lips() -> None:
    phones = [("", 0.3), ("oʊ", 0.3), ("k", 0.08), ("oʊ", 0.3), ("", 0.3)]
    even, uneven = spoken(phones), spoken(phones)
    samples = uneven.sound.array
    assert samples is not None
    samples[uneven.phones[3].start :] *= 0.25
    uneven = Clip(uneven.sound, phones=uneven.phones)
    soft = shown(even, 3)
    jaw = column(mouth(uneven), "jawOpen")[soft].max() / column(mouth(even), "jawOpen")[soft].max()
    lips = column(mouth(uneven), "mouthPucker")[soft].max() / column(mouth(even), "mouthPucker")[soft].max()
    assert jaw < 0.85 and jaw < lips < 1.0


def test_a_silent_sound_with_phones_still_speaks() -> None:
    loud = spoken([("", 0.2), ("ɑː", 0.2), ("", 0.2)])
    mute = spoken([("", 0.2), ("ɑː", 0.2), ("", 0.2)], level=0.0)
    assert np.isclose(lip_gap(mouth(mute)).max(), lip_gap(mouth(loud)).max(), atol=0.15)


@pytest.mark.parametrize("pace", [1.0, 2.5])
def test_acceleration_is_bounded(pace: float) -> None:
    weights = mouth(babble(11, syllables=200, pace=pace))
    jerk = np.abs(np.diff(weights, 2, axis=0)).max(axis=0)
    assert jerk[SHAPE_INDEX["jawOpen"]] <= 0.22
    slow = [SHAPE_INDEX[name] for name in ("mouthPucker", "mouthStretchLeft", "mouthRollLower", "tongueOut")]
    assert jerk[slow].max() <= 0.35
    assert np.abs(np.diff(lip_gap(weights), 2)).max() <= 0.9


def test_a_steady_vowel_does_not_tremble() -> None:
    clip = spoken([("", 0.2), ("ɑː", 1.5), ("", 0.2)])
    steady = mouth(clip)[12:38]
    assert np.abs(np.diff(steady, axis=0)).max() < 0.01


def test_lip_gap_is_what_it_says() -> None:
    weights = np.zeros((4, len(SHAPES)), np.float32)
    weights[1:, SHAPE_INDEX["jawOpen"]] = 0.4
    weights[2, SHAPE_INDEX["mouthClose"]] = 0.4
    weights[3, SHAPE_INDEX["mouthClose"]] = 0.5
    assert np.allclose(lip_gap(weights), [0, 0.4, 0, 0])
    assert lip_gap(weights[1]).shape == ()
    weights[0, SHAPE_INDEX["mouthLowerDownLeft"]] = weights[0, SHAPE_INDEX["mouthLowerDownRight"]] = 0.4
    assert np.isclose(lip_gap(weights)[0], 0.1)


def test_cues_cover_the_scene_without_gaps() -> None:
    clip = babble(3)
    frames = frames_covering(clip.sound.length, clip.rate) + 30
    cues = speak(clip, analyse(clip), frames)[1]
    assert cues[0].start == 0 and cues[-1].stop == frames
    assert all(np.isclose(one.stop, two.start) for one, two in itertools.pairwise(cues))


def test_nobody_speaks_when_nothing_is_said() -> None:
    weights, cues = speak(silent(2), analyse(silent(2)), 50)
    assert not weights.any() and [cue.viseme for cue in cues] == ["sil"]
    assert set(VOWELS) and speak(silent(0), analyse(silent(0)), 1)[0].shape == (1, 52)
