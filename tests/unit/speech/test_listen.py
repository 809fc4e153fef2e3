from __future__ import annotations

import itertools
from functools import cache
from importlib import resources

import numpy as np
import pytest

from understudy.speech.clip import Clip, Phone
from understudy.speech.ear import CLASSES, SYMBOLS, Decoder, Ear
from understudy.speech.ear_frames import BANDS, COLUMNS, raw_frames, surroundings
from understudy.speech.engine import Line, Spoken
from understudy.speech.engines.espeak import EspeakEngine
from understudy.speech.listen import listen
from understudy.speech.sound import Sound
from understudy.speech.spread import spread

KIND = {sign: number for number, (_, signs) in reversed(list(enumerate(CLASSES))) for sign in signs}
OPENNESS = {"a": 1.0, "ɛ": 0.65, "ə": 0.45, "i": 0.3, "ɔ": 0.6, "u": 0.25, "y": 0.25, "m": 0, "p": 0, "": 0, "f": 0.1}
ENGLISH = "Maybe we both hope for a better plan. People jump past the simple problem, and my boss stops them."
MANDARIN = "明天上午我爸爸买面包，妈妈跑步。朋友们不怕麻烦，慢慢爬山。"


@cache
def said(tag: str, text: str) -> tuple[Spoken, int]:
    engine = EspeakEngine()
    voice = engine.voice(f"{tag}+f2")  # a voice kept out of training
    return engine.speak(Line(text), voice), voice.rate


@cache
def heard(tag: str, text: str) -> Clip:
    spoken, rate = said(tag, text)
    return listen(Sound.of(spoken.samples, rate), written=text)


def kinds(phones: tuple[Phone, ...], rate: int) -> np.ndarray:
    """The kind of every frame of 10 ms; the signs of a diphthong share its time."""
    times = np.arange(phones[-1].stop * 100 // rate) * rate / 100
    track = np.zeros(len(times), int)
    for phone in phones:
        signs = [KIND[sign] for sign in phone.symbol if sign in KIND] or [0]
        place = (times - phone.start) / max(phone.stop - phone.start, 1) * len(signs)
        inside = (times >= phone.start) & (times < phone.stop)
        track[inside] = np.array(signs)[place[inside].astype(int)]
    return track


def openness(track: np.ndarray) -> np.ndarray:
    """The jaw at film rate."""
    curve = np.array([OPENNESS.get(SYMBOLS[kind], 0.2) for kind in track])
    return np.convolve(curve, np.hanning(9) / np.hanning(9).sum(), "same")[::4]


def closure(truth: np.ndarray, found: np.ndarray) -> float:
    """F1 of closed lips; one frame of the film may differ."""
    lips = [np.isin(track, [SYMBOLS.index("p"), SYMBOLS.index("m")]) for track in (truth, found)]
    near = [np.convolve(track, np.ones(9), "same") > 0 for track in lips]
    precision = (lips[1] & near[0]).sum() / max(lips[1].sum(), 1)
    recall = (lips[0] & near[1]).sum() / max(lips[0].sum(), 1)
    return float(2 * precision * recall / max(precision + recall, 1e-9))


@pytest.mark.parametrize(("tag", "text"), [("en-us", ENGLISH), ("cmn", MANDARIN)])
def test_a_voice_it_never_heard_moves_jaw_and_lips_rightly(tag: str, text: str) -> None:
    spoken, rate = said(tag, text)
    truth, found = kinds(spoken.phones, rate), kinds(heard(tag, text).phones, rate)
    assert np.corrcoef(openness(truth), openness(found))[0, 1] > 0.9
    assert closure(truth, found) > 0.95


def test_noise_level_and_rate_hardly_matter() -> None:
    import soxr

    spoken, rate = said("en-us", ENGLISH)
    noise = np.random.default_rng(1).standard_normal(len(spoken.samples)).astype(np.float32)
    noisy = 0.05 * (spoken.samples + 0.1 * spoken.samples.std() * noise)
    sound = Sound.of(soxr.resample(noisy, rate, 44_100), 44_100)
    truth, found = kinds(spoken.phones, rate), kinds(listen(sound).phones, 44_100)
    size = min(len(truth), len(found))
    assert np.corrcoef(openness(truth[:size]), openness(found[:size]))[0, 1] > 0.9


def test_phones_are_contiguous_and_cover_the_sound() -> None:
    clip = heard("en-us", ENGLISH)
    edges = [phone.start for phone in clip.phones] + [clip.sound.length]
    assert edges[0] == 0
    assert [phone.stop for phone in clip.phones] == edges[1:]
    assert all(phone.stop > phone.start for phone in clip.phones)
    assert {phone.symbol for phone in clip.phones} <= set(SYMBOLS)
    inner = clip.phones[1:-1]
    assert min(phone.stop - phone.start for phone in inner) >= 0.029 * clip.rate


def silent_share(samples: np.ndarray, rate: int = 16_000) -> float:
    clip = listen(Sound.of(samples.astype(np.float32), rate))
    return sum(p.stop - p.start for p in clip.phones if not p.symbol) / len(samples)


def test_what_nobody_says_leaves_the_mouth_closed() -> None:
    rng = np.random.default_rng(0)
    time = np.arange(16_000 * 5) / 16_000
    assert silent_share(np.zeros(80_000)) == 1
    assert silent_share(1e-4 * rng.standard_normal(80_000)) == 1
    assert silent_share(0.1 * rng.standard_normal(80_000)) > 0.9
    assert silent_share(0.3 * np.sin(2 * np.pi * 440 * time)) > 0.9
    assert silent_share(0.3 * np.sin(2 * np.pi * 1000 * time)) > 0.9


def test_odd_sounds_are_survived() -> None:
    assert listen(Sound.of(np.zeros(0), 48_000)).phones == ()
    assert len(listen(Sound.of(np.ones(1), 48_000)).phones) == 1
    loud = listen(Sound.of(np.ones(48_000), 48_000))
    assert loud.phones[-1].stop == 48_000


def test_the_same_sound_gives_the_same_phones() -> None:
    spoken, rate = said("cmn", MANDARIN)
    assert listen(Sound.of(spoken.samples, rate)).phones == heard("cmn", MANDARIN).phones


def test_words_lie_near_where_they_are_spoken() -> None:
    for tag, text, allowed in (("en-us", ENGLISH, 0.15), ("cmn", MANDARIN, 0.15)):
        spoken, rate = said(tag, text)
        words = heard(tag, text).words
        truth = {first: word.start for word in spoken.words for first in [word.first]}
        misses = [abs(word.start - truth[word.first]) / rate for word in words if word.first in truth]
        assert len(misses) > 8
        assert float(np.median(misses)) < allowed


def test_words_keep_their_places_in_the_text() -> None:
    text = "Don't panic: 3.5 million people — 北京2026! — said so."
    phones = (Phone("", 0, 100), Phone("a", 100, 4_000), Phone("", 4_000, 9_000), Phone("o", 9_000, 16_000))
    words = spread(text, phones, 16_000)
    assert [word.text for word in words] == [
        *("Don't", "panic", "3.5", "million", "people", "北", "京", "2026", "said", "so")
    ]
    assert all(text[word.first : word.last] == word.text for word in words)
    assert all(a.stop <= b.start for a, b in itertools.pairwise(words))
    assert words[0].start == 100
    assert words[-1].stop == 16_000


def test_pauses_are_put_where_the_punctuation_is() -> None:
    text = "one two three. four five six, seven eight nine"
    phones = [Phone("a", 0, 10_000), Phone("", 10_000, 16_000), Phone("a", 16_000, 27_000), Phone("", 27_000, 30_000)]
    words = {word.text: word for word in spread(text, (*phones, Phone("a", 30_000, 42_000)), 16_000)}
    assert words["three"].stop <= 10_000
    assert words["four"].start >= 16_000
    assert words["six"].stop <= 27_000
    assert words["seven"].start >= 30_000


def test_words_are_not_spread_over_silence() -> None:
    assert spread("hello", (Phone("", 0, 1_000),), 16_000) == ()
    assert spread("", (Phone("a", 0, 1_000),), 16_000) == ()
    more_pauses_than_words = tuple(Phone("a" if n % 2 else "", n * 8_000, (n + 1) * 8_000) for n in range(20))
    words = spread("two words", more_pauses_than_words, 16_000)
    assert [word.text for word in words] == ["two", "words"]


def test_long_texts_are_spread_quickly_enough_to_finish() -> None:
    phones = tuple(Phone("a" if n % 2 else "", n * 8_000, (n + 1) * 8_000) for n in range(2_000))
    words = spread("word " * 3_000, phones, 16_000)
    assert len(words) == 3_000
    assert words[-1].stop == phones[-1].stop


def test_frames_do_not_depend_on_how_the_sound_is_stored(tmp_path) -> None:  # type: ignore[no-untyped-def]
    spoken, rate = said("en-us", ENGLISH)
    path = tmp_path / "speech.f32"
    spoken.samples.astype("<f4").tofile(path)
    one = np.concatenate(list(raw_frames(Sound.of(spoken.samples, rate))))
    two = np.concatenate(list(raw_frames(Sound(rate, len(spoken.samples), path=path))))
    assert np.array_equal(one, two)
    assert one.shape == (-(-len(spoken.samples) * 100 // rate), COLUMNS)
    assert np.isfinite(one).all()


def test_loudness_and_colour_of_a_recording_are_taken_out() -> None:
    spoken, rate = said("en-us", ENGLISH)
    usual = np.zeros(BANDS, np.float32)
    frames = []
    for gain in (1.0, 0.05):
        blocks = list(raw_frames(Sound.of(gain * spoken.samples, rate)))
        frames.append(surroundings(iter(blocks)).normal(np.concatenate(blocks), usual))
    voiced = frames[0][:, -1] > -2.5
    assert np.abs(frames[0][voiced] - frames[1][voiced]).mean() < 0.1


def test_decided_stretches_join_without_a_seam() -> None:
    rng = np.random.default_rng(2)
    truth = np.repeat(rng.integers(0, len(CLASSES), 900), rng.integers(4, 12, 900))
    gains = rng.standard_normal((len(truth), len(CLASSES))).astype(np.float32)
    gains[np.arange(len(truth)), truth] += 4
    decoder = Decoder()
    found = np.concatenate([*decoder.feed(gains[:2_000]), *decoder.feed(gains[2_000:]), *decoder.finish()])
    assert len(found) == len(truth)
    assert (found == truth).mean() > 0.97


def test_the_weights_are_small_and_complete() -> None:
    ear = Ear.built_in()
    assert ear.out.shape[1] == ear.prior.shape[0] == len(CLASSES)
    weights = resources.files("understudy.speech").joinpath("ear.npz")
    assert len(weights.read_bytes()) < 1_000_000
    assert np.allclose(np.exp(ear.scores(np.zeros((100, COLUMNS), np.float32))).sum(axis=1), 1, atol=1e-4)
