"""Moods, stress, pauses and breath: what the tables say is measured in the sound, whoever speaks."""

import numpy as np
import pytest

from understudy.production import VoiceChoice
from understudy.script.markup import read
from understudy.script.prosody import EMPHASIS
from understudy.speech import voices
from understudy.speech.manner import MANNERS, PAUSES
from understudy.speech.pitch import pitch_hz, pitch_ratio
from understudy.speech.sound import Sound
from understudy.speech.synthesize import synthesize

EN = "The quick presenter walked slowly across the bright stage and smiled at everyone in the room"
ZH = "今天我们给大家展示一下怎样制作一部影片"
SPEAKERS = ["espeak:en-us+f3", "espeak:cmn+f3", "flite:slt"]
pytestmark = pytest.mark.slow


@pytest.fixture(params=SPEAKERS)
def voice(request):
    if request.param.startswith("flite") and not voices.engine_named("flite").voices():
        pytest.skip("libflite1 is not installed")
    return voices.choose(request.param, "")


@pytest.fixture
def say(tmp_path, voice):
    def spoken(text, **how):
        clip, _ = synthesize(read(text)[0], voice, VoiceChoice(**how), tmp_path / "speech.f32")
        return clip

    return spoken


def text_of(voice):
    return ZH if voice.language == "zh" else EN


def parts(clip):
    """The sound before and after the longest silence, without the silence at its ends."""
    sound = clip.sound.read(0, clip.sound.length)
    loud = np.flatnonzero(np.abs(sound) > 0.002)
    gap = int(np.argmax(np.diff(loud)))
    return sound[loud[0] : loud[gap] + 1], sound[loud[gap + 1] : loud[-1] + 1]


def measured(clip):
    """Speed, pitch in semitones and level in dB of the second part against the first (`test_pitch` tests the ruler)."""
    one, other = parts(clip)
    speed = len(one) / len(other)
    pitch = 12 * np.log2(pitch_ratio(one, other, clip.rate))
    level = 10 * np.log10(np.mean(other**2) / np.mean(one**2))
    return speed, pitch, level


def within(found, speed, pitch, level):
    assert found[0] == pytest.approx(speed, rel=0.03)
    assert found[1] == pytest.approx(12 * np.log2(pitch), abs=0.3)
    assert found[2] == pytest.approx(level, abs=0.5)


@pytest.mark.parametrize("mood", ["HAPPY", "SAD", "ANGER", "FEAR", "AMAZED", "CALM"])
def test_a_mood_is_as_fast_high_and_loud_as_its_row_says(say, voice, mood):
    text = text_of(voice)
    clip = say(f'<speak>{text}.<break time="1s"/><emotion type="{mood}">{text}.</emotion></speak>')
    manner = MANNERS[mood]
    within(measured(clip), manner.speed, manner.pitch, manner.level)


@pytest.mark.parametrize("level", ["strong", "moderate", "reduced"])
def test_stress_is_as_its_row_says(say, voice, level):
    text, row = text_of(voice), EMPHASIS[level]
    clip = say(f'<speak>{text}.<break time="1s"/><emphasis level="{level}">{text}.</emphasis></speak>')
    within(measured(clip), row.rate / 100, row.pitch / 100, row.level)


@pytest.mark.parametrize(
    ("attributes", "speed", "pitch", "level"),
    [
        ('rate="80%"', 0.8, 1, 0),
        ('rate="150%"', 1.5, 1, 0),
        ('pitch="+15%"', 1, 1.15, 0),
        ('pitch="-3st"', 1, 2 ** (-3 / 12), 0),
        ('volume="+4dB"', 1, 1, 4),
        ('volume="soft" rate="90%" pitch="high"', 0.9, 1.15, -4.5),
    ],
)
def test_prosody_is_exact(say, voice, attributes, speed, pitch, level):
    text = text_of(voice)
    clip = say(f'<speak>{text}.<break time="1s"/><prosody {attributes}>{text}.</prosody></speak>')
    within(measured(clip), speed, pitch, level)


@pytest.mark.parametrize(
    ("asked", "speed", "pitch"),
    [({"speed": 80}, 0.8, 1), ({"speed": 150}, 1.5, 1), ({"pitch": 85}, 1, 0.85), ({"pitch": 120}, 1, 1.2)],
)
def test_a_voice_is_as_fast_and_high_as_it_is_set(say, voice, asked, speed, pitch):
    text = text_of(voice) + "."
    plain, other = (sounding(say(text, **how)) for how in ({}, asked))
    found = len(plain) / len(other), 12 * np.log2(pitch_ratio(plain, other, voice.rate))
    assert found[0] == pytest.approx(speed, rel=0.03)
    assert found[1] == pytest.approx(12 * np.log2(pitch), abs=0.3)


def sounding(clip):
    """The sound without the silence at its ends."""
    sound = clip.sound.read(0, clip.sound.length)
    loud = np.flatnonzero(np.abs(sound) > 0.002)
    return sound[loud[0] : loud[-1] + 1]


def spread(samples, rate):
    """How far the pitch moves: the standard deviation in semitones."""
    hertz = pitch_hz(Sound.of(samples, rate))
    semitones = 12 * np.log2(hertz[hertz > 0])
    near = np.abs(semitones - np.median(semitones)) < 8  # octave errors are none of the voice's movements
    return float(np.std(semitones[near]))


@pytest.mark.parametrize("speaker", ["espeak:en-us+f3", "flite:slt"])
def test_a_mood_moves_the_pitch_more_or_less(tmp_path, speaker):
    if speaker.startswith("flite") and not voices.engine_named("flite").voices():
        pytest.skip("libflite1 is not installed")
    found = {}
    for mood in ("SAD", "DEFAULT", "HAPPY"):
        script = read(f'<speak><emotion type="{mood}">{EN}.</emotion></speak>')[0]
        clip, _ = synthesize(script, voices.choose(speaker, ""), VoiceChoice(), tmp_path / "x.f32")
        found[mood] = spread(clip.sound.read(0, clip.sound.length), clip.rate)
    assert found["SAD"] < 0.92 * found["DEFAULT"]
    assert found["HAPPY"] > 1.15 * found["DEFAULT"]


def silences(clip, shortest=0.15):
    return [
        (p.stop - p.start) / clip.rate
        for p in clip.phones[1:-1]
        if not p.symbol and p.stop - p.start > shortest * clip.rate
    ]


def test_marks_make_the_pauses_of_the_table(say, voice):
    if voice.language == "zh":
        clip = say("今天下雨，明天也下雨；后天天晴。我们去公园。")
    else:
        clip = say("It rains today, it rains tomorrow; then the sun shines. We go to the park.")
    wanted = [PAUSES[kind] / 1000 for kind in ("clause", "colon", "sentence")]
    assert silences(clip) == pytest.approx(wanted, abs=0.02)


def test_a_mood_stretches_every_pause(say, voice):
    text = (
        "今天下雨，明天也下雨。后天。"
        if voice.language == "zh"
        else "It rains today, it rains tomorrow. Then it stops."
    )
    clip = say(f'<speak><emotion type="SAD">{text}</emotion></speak>')
    factor = MANNERS["SAD"].pauses / MANNERS["SAD"].speed
    assert silences(clip) == pytest.approx(
        [PAUSES["clause"] / 1000 * factor, PAUSES["sentence"] / 1000 * factor], abs=0.02
    )


LONG_EN = (
    "The committee that was formed last autumn has now finished its long report about the future of the old harbour "
    "and the people who live near it and work there every day from early in the morning until late at night because "
    "they believe that nobody else will ever take care of the ships and the warehouses on the other side of the river"
)
LONG_ZH = (
    "去年秋天成立的委员会现在已经完成了关于老港口的未来以及住在港口附近并且每天从清晨工作到深夜的人们的长篇报告"
    "他们相信没有别人会照顾河对岸的船只和仓库"
)


@pytest.mark.parametrize("speed", [70, 100, 150])
def test_nobody_speaks_longer_than_a_breath(say, voice, speed):
    clip = say(LONG_ZH + "。" if voice.language == "zh" else LONG_EN + ".", speed=speed)
    edges = [
        0,
        *(p.start for p in clip.phones if not p.symbol and p.stop - p.start > 0.1 * clip.rate),
        clip.sound.length,
    ]
    longest = max(np.diff(edges)) / clip.rate
    assert 2 < longest < 12
    assert len(clip.words) > 50


def test_a_breath_is_taken_between_phrases(say, voice):
    if voice.language == "zh":
        return
    clip = say(LONG_EN + ".")
    after = [
        next(word.text for word in clip.words if word.start >= pause.stop - clip.rate // 50)
        for pause in clip.phones[1:-1]
        if not pause.symbol and pause.stop - pause.start > 0.15 * clip.rate
    ]
    assert after
    assert set(after) <= {"and", "who", "from", "until", "because", "that", "on", "of", "about"}
