"""The whole way from a sentence to a mouth, with the built-in speech engine."""

import numpy as np
import pytest

from closures import is_closure
from understudy.performance.coarticulate import lip_gap
from understudy.performance.perform import perform
from understudy.performance.prosody import analyse
from understudy.performance.visemes import UNKNOWN, is_vowel, targets
from understudy.speech.clip import Clip
from understudy.speech.engine import Line
from understudy.speech.engines.espeak import EspeakEngine
from understudy.speech.sound import Sound
from understudy.timing import frames_covering

SENTENCES = {
    "en-us": "Hello, maybe Bob will be pumping papa's five very big bubbles. Thank you for joining us; shall we begin?",
    "cmn": "大家好，我是云灵。爸爸妈妈不怕热，明天我们一起去北京吧？",
}


@pytest.fixture(scope="module", params=SENTENCES)
def clip(request: pytest.FixtureRequest) -> Clip:
    engine = EspeakEngine()
    voice = next(voice for voice in engine.voices() if voice.id.startswith(f"espeak:{request.param}+f3"))
    spoken = engine.speak(Line(SENTENCES[request.param]), voice)
    return Clip(Sound.of(spoken.samples, voice.rate), SENTENCES[request.param], voice.language, spoken.phones)


def test_lips_close_where_they_must_and_open_for_vowels(clip: Clip) -> None:
    frames = frames_covering(clip.sound.length, clip.rate) + 10
    performance, warnings = perform(clip, frames, seed=1)
    gap = lip_gap(performance.weights)
    assert not warnings and sum(is_closure(phone.symbol) for phone in clip.phones) >= 7
    heard: dict[bool, list[float]] = {True: [], False: []}
    for phone in clip.phones:
        assert targets(phone.symbol) != UNKNOWN
        shown = gap[phone.start * 25 // clip.rate : -(-phone.stop * 25 // clip.rate)]
        if is_closure(phone.symbol):
            assert (shown == 0).any(), phone
        elif phone.symbol:
            heard[is_vowel(phone.symbol)].append(float(shown.max()))
        elif phone.stop - phone.start > 0.15 * clip.rate and phone.stop < clip.sound.length:
            assert gap[(phone.start + phone.stop) // 2 * 25 // clip.rate] == 0
    assert np.mean(heard[True]) > 1.15 * np.mean(heard[False]) and max(heard[True]) > 0.35
    assert np.abs(np.diff(gap, 2)).max() < 0.9


def test_the_melody_of_a_woman_is_found(clip: Clip) -> None:
    prosody = analyse(clip)
    voiced = prosody.pitch_hz[prosody.pitch_hz > 0]
    assert len(voiced) > 0.3 * len(prosody.pitch_hz) and 110 < np.median(voiced) < 300
    assert len(prosody.phrases) >= 2 and len(prosody.accents) >= 5
