"""Speech made by one engine and listened to gives its mouth back; what nobody says leaves it closed."""

from __future__ import annotations

import numpy as np
import pytest

from understudy.performance.visemes import targets
from understudy.script.document import Run, Script
from understudy.speech import voices
from understudy.speech.align import KIND
from understudy.speech.clip import Phone
from understudy.speech.ear import SYMBOLS
from understudy.speech.engine import Line, Spoken
from understudy.speech.follow import follow
from understudy.speech.listen import listen
from understudy.speech.sound import Sound

OPENNESS = {"a": 1.0, "ɛ": 0.65, "ə": 0.45, "i": 0.3, "ɔ": 0.6, "u": 0.25, "y": 0.25, "m": 0, "p": 0, "": 0, "f": 0.1}
EN = "Maybe we both hope for a better plan. People jump past the simple problem, and my boss stops them."
ZH = "明天上午我爸爸买面包，妈妈跑步。朋友们不怕麻烦，慢慢爬山。"
SPEAKERS = {"espeak:en-us+f3": EN, "espeak:en-us+m2": EN, "espeak:cmn+f3": ZH, "flite:slt": EN, "flite:awb": EN}


@pytest.fixture(params=SPEAKERS)
def said(request: pytest.FixtureRequest) -> tuple[Spoken, int, str]:
    if request.param.startswith("flite") and not voices.engine_named("flite").voices():
        pytest.skip("libflite1 is not installed")
    voice, text = voices.choose(request.param, ""), SPEAKERS[request.param]
    return voices.engine_of(voice).speak(Line(text), voice), voice.rate, text


def is_closed(phone: Phone) -> bool:
    """Whether the lips have to meet for it."""
    return any(target.viseme == "PP" for target in targets(phone.symbol))


def openness(phones: tuple[Phone, ...], rate: int) -> np.ndarray:
    """The jaw at film rate; the signs of a diphthong share its time."""
    times = np.arange(phones[-1].stop * 100 // rate) * rate / 100
    curve = np.zeros(len(times))
    for phone in phones:
        signs = [OPENNESS.get(SYMBOLS[KIND[sign]], 0.2) for sign in phone.symbol if sign in KIND] or [0.0]
        inside = (times >= phone.start) & (times < phone.stop)
        place = (times[inside] - phone.start) / max(phone.stop - phone.start, 1) * len(signs)
        curve[inside] = np.array(signs)[place.astype(int)]
    return np.convolve(curve, np.hanning(9) / np.hanning(9).sum(), "same")[::4]


def test_with_its_text_every_closure_comes_back(said: tuple[Spoken, int, str]) -> None:
    spoken, rate, text = said
    clip, warnings = follow(Sound.of(spoken.samples, rate), Script((Run(text),)))
    assert warnings == []
    truth, found = (openness(phones, rate) for phones in (spoken.phones, clip.phones))
    assert np.corrcoef(truth, found)[0, 1] > 0.9
    assert near(closures(spoken.phones), closures(clip.phones), rate) == 1


@pytest.mark.parametrize("milliseconds", [80, 160])
@pytest.mark.parametrize("name", ["espeak:en-us+f3", "espeak:en-us+m2"])
def test_a_voice_that_fades_out_closes_its_lips_in_time(name: str, milliseconds: int) -> None:
    voice, text = voices.choose(name, ""), "People jump past the simple problem."
    spoken = voices.engine_of(voice).speak(Line(text), voice)
    last, length = closures(spoken.phones)[-1], voice.rate * milliseconds // 1000
    samples = spoken.samples.copy()
    samples[last.stop - length : last.stop] *= 10 ** (np.linspace(0, -45, length) / 20)
    samples[last.stop :] = 0
    clip, warnings = follow(Sound.of(samples.astype(np.float32), voice.rate), Script((Run(text),)))
    assert warnings == []
    assert near([last], closures(clip.phones), voice.rate) == 1
    assert min(phone.stop - phone.start for phone in clip.phones if phone.symbol) > 0.015 * voice.rate


def closures(phones: tuple[Phone, ...]) -> list[Phone]:
    return [phone for phone in phones if is_closed(phone)]


def near(some: list[Phone], others: list[Phone], rate: int) -> float:
    """The part of `some` that have one of the others at most a frame of the film away."""
    frame = rate // 25
    return float(np.mean([any(a.start < b.stop + frame and a.stop > b.start - frame for b in others) for a in some]))


def test_without_its_text_jaw_and_closures_come_back(said: tuple[Spoken, int, str]) -> None:
    spoken, rate, _ = said
    clip = listen(Sound.of(spoken.samples, rate))
    assert np.corrcoef(openness(spoken.phones, rate), openness(clip.phones, rate))[0, 1] > 0.86
    true, heard = closures(spoken.phones), closures(clip.phones)
    assert near(heard, true, rate) >= 0.9, "lips close where they need not"
    assert near(true, heard, rate) >= (1 if rate == 22_050 else 0.8), (
        "espeak-ng speaks at 22,050 Hz, flite's people at 16,000"
    )


@pytest.mark.parametrize("name", ["espeak:en-us+m2", "espeak:cmn+m2"])
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_a_voice_that_is_hard_to_hear_is_told_from_one_that_says_something_else(name: str, noise: float) -> None:
    others = {EN: "Seven tall trees grow along the river, and the children like to sit there when it is hot outside."}
    others[ZH] = "昨天下午我在学校看书，老师教我们唱歌。大家都很高兴，一起回家吃晚饭。"
    voice, text = voices.choose(name, ""), ZH if "cmn" in name else EN
    spoken = voices.engine_of(voice).speak(Line(text), voice)
    hiss = np.random.default_rng(5).standard_normal(len(spoken.samples)).astype(np.float32)
    sound = Sound.of(spoken.samples + noise * spoken.samples.std() * hiss, voice.rate)
    said, warnings = follow(sound, Script((Run(text),)))
    assert warnings == [] and len(said.words) > 10
    _, warnings = follow(sound, Script((Run(others[text]),)))
    assert [warning.code for warning in warnings] == ["text_differs"]


def music(length: int, rate: int) -> np.ndarray:
    """A chord that is struck twice a second, over a bass."""
    time = np.arange(length) / rate
    strike = np.exp(-3 * (time % 0.5))
    tones = sum(np.sin(2 * np.pi * pitch * time) / number for number, pitch in enumerate((220, 277, 330, 440), 1))
    return (0.1 * tones * strike + 0.1 * np.sin(2 * np.pi * 55 * time)).astype(np.float32)


def test_music_and_breath_alone_leave_the_mouth_closed() -> None:
    rate = 16_000
    rng = np.random.default_rng(3)
    swell = np.interp(np.arange(rate * 6) / rate, [0, 1, 2, 3, 4, 5, 6], [0, 1, 0, 0.7, 0, 1, 0])
    breath = np.convolve(rng.standard_normal(rate * 6) * swell, [1, 0.6, 0.3], "same") * 0.02
    for sound in (music(rate * 6, rate), breath.astype(np.float32)):
        phones = listen(Sound.of(sound, rate)).phones
        assert sum(phone.stop - phone.start for phone in phones if phone.symbol) < 0.05 * len(sound)


def test_a_voice_over_music_still_drives_it() -> None:
    voice = voices.choose("espeak:en-us+f2", "")
    spoken = voices.engine_of(voice).speak(Line(EN), voice)
    bed = music(len(spoken.samples), voice.rate)
    bed *= 0.3 * spoken.samples.std() / bed.std()
    phones = listen(Sound.of(spoken.samples + bed, voice.rate)).phones
    assert np.corrcoef(openness(spoken.phones, voice.rate), openness(phones, voice.rate))[0, 1] > 0.9
