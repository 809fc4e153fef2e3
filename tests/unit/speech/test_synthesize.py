"""From script to sound: every tag's effect is measured in the sound."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest

from understudy.production import VoiceChoice
from understudy.script.markup import read
from understudy.script.tags import EMOTIONS, STRENGTHS
from understudy.speech import synthesize as module
from understudy.speech import voices
from understudy.speech.lines import LONGEST_LINE, spans
from understudy.speech.manner import MANNERS, PAUSES
from understudy.speech.synthesize import synthesize
from understudy.testing.speech_engine import fundamental
from understudy.testing.tone_engine import LETTER_SECONDS, ToneEngine

EN = "The quick presenter walked slowly across the bright stage and smiled at everyone in the room"
ZH = "今天我们想给大家展示一下怎样用一个简短的剧本制作一部完整的影片"


@pytest.fixture
def say(tmp_path):
    """Speaks a text; the codes of the warnings are kept as `say.warnings`."""

    def spoken(text, voice="", **how):
        script, _ = read(text, scene=0)
        chosen = voices.choose(voice, voices.language_of(script.written))
        clip, warnings = synthesize(script, chosen, VoiceChoice(**how), tmp_path / "speech.f32", scene=0)
        assert_sound(clip)
        spoken.warnings = [warning.code for warning in warnings]
        return clip

    return spoken


def assert_sound(clip):
    """What holds for every clip: phones cover the sound, words are where they say."""
    assert clip.sound.path.stat().st_size == 4 * clip.sound.length
    assert not clip.phones or (clip.phones[0].start, clip.phones[-1].stop) == (0, clip.sound.length)
    assert all(one.stop == other.start for one, other in pairwise(clip.phones))
    assert all(phone.stop > phone.start for phone in clip.phones)
    assert all(one.symbol or other.symbol for one, other in pairwise(clip.phones))
    assert all(clip.written[word.first : word.last] == word.text for word in clip.words)
    assert all(0 <= word.start < word.stop <= clip.sound.length for word in clip.words)
    assert all(one.stop <= other.start and one.last <= other.first for one, other in pairwise(clip.words))
    assert all(0 <= cue.start <= cue.stop <= clip.sound.length for cue in clip.cues)


def samples(clip):
    return clip.sound.read(0, clip.sound.length)


def silences(clip, shortest=0.1):
    """Lengths in seconds of the stretches below -46 dB inside the sound."""
    loud = np.flatnonzero(np.abs(samples(clip)) > 0.005)
    gaps = np.diff(loud) / clip.rate
    return gaps[gaps > shortest]


def extent(clip):
    loud = np.flatnonzero(np.abs(samples(clip)) > 0.005)
    return (loud[-1] - loud[0]) / clip.rate


def symbols(clip):
    return [phone.symbol for phone in clip.phones if phone.symbol]


@pytest.mark.parametrize("text", ["one{}two", "one. {} Two", "大家好，{}我是云灵。"])
@pytest.mark.parametrize("milliseconds", [200, 1300])
def test_breaks_are_exact(say, text, milliseconds):
    tag = f'<break time="{milliseconds}ms"/>'
    clip = say(f"<speak>{text.format(tag)}</speak>")
    assert silences(clip) == pytest.approx([milliseconds / 1000], abs=0.02)
    inner = [p for p in clip.phones[1:-1] if not p.symbol and p.stop - p.start > clip.rate / 10]
    assert [(p.stop - p.start) / clip.rate for p in inner] == pytest.approx([milliseconds / 1000], abs=0.02)


@pytest.mark.parametrize("strength", [name for name in STRENGTHS if STRENGTHS[name] > 150])
def test_break_strengths(say, strength):
    clip = say(f'<speak>one<break strength="{strength}"/>two</speak>')
    assert silences(clip) == pytest.approx([STRENGTHS[strength] / 1000], abs=0.02)


def test_the_longest_break_breaks_in_a_row_and_at_the_ends(say):
    clip = say('<speak><break time="1s"/>one<break time="10s"/><break time="500ms"/>two<break time="2s"/></speak>')
    assert silences(clip) == pytest.approx([10.5], abs=0.02)
    loud = np.flatnonzero(np.abs(samples(clip)) > 0.005) / clip.rate
    assert loud[0] == pytest.approx(1, abs=0.02)
    assert float(clip.sound.duration) - loud[-1] == pytest.approx(2, abs=0.02)


def test_only_a_break_is_that_long_and_silent(say):
    clip = say('<speak><break time="3s"/></speak>')
    assert float(clip.sound.duration) == pytest.approx(3.2, abs=0.21)
    assert [phone.symbol for phone in clip.phones] == [""]
    assert say.warnings == ["scene_silent"]


@pytest.mark.parametrize("text", [EN[:48], ZH[:12]])  # one breath, however slow
@pytest.mark.parametrize("rate", [50, 80, 150, 200])
def test_prosody_rate(say, text, rate):
    normal = extent(say(text))
    assert normal / extent(say(f'<speak><prosody rate="{rate}%">{text}</prosody></speak>')) == pytest.approx(
        rate / 100, rel=0.03
    )


@pytest.mark.parametrize("voice", ["", "espeak:ja+f3", "espeak:fr-fr+m3"])
@pytest.mark.parametrize("speed", [50, 200])
def test_speed_of_the_voice(say, voice, speed):
    assert extent(say(EN, voice)) / extent(say(EN, voice, speed=speed)) == pytest.approx(speed / 100, rel=0.05)


@pytest.mark.parametrize(("text", "pace", "unit"), [(EN, 175, "words"), (ZH, 269, "characters")])
def test_the_normal_pace(say, text, pace, unit):
    count = len(text.split()) if unit == "words" else len(text)
    assert count / extent(say(text)) * 60 == pytest.approx(pace, rel=0.1)


@pytest.mark.parametrize("pitch", [50, 80, 125, 200])
def test_pitch_of_the_voice(say, pitch):
    plain = fundamental(samples(say(EN)), 22_050)
    assert fundamental(samples(say(EN, pitch=pitch)), 22_050) / plain == pytest.approx(pitch / 100, rel=0.06)


def test_sub_is_heard_and_its_words_are_the_written_ones(say):
    clip = say('<speak>I like <sub alias="chocolate cake">CC</sub> a lot.</speak>')
    assert symbols(clip) == symbols(say("I like chocolate cake a lot."))
    assert clip.written == "I like CC a lot."
    assert [word.text for word in clip.words] == ["I", "like", "CC", "a", "lot"]


def test_phoneme_is_heard_in_chinese(say):
    clip = say('<speak>我<phoneme ph="hang2">行</phoneme>了</speak>')
    assert [word.text for word in clip.words] == ["我", "行", "了"]
    assert symbols(clip) == symbols(say("我航了"))
    assert symbols(clip) != symbols(say("我行了"))


def test_phoneme_is_heard_in_english(say):
    clip = say('<speak>I say <phoneme ph="təˈmɑːtəʊ">tomato</phoneme> now.</speak>')
    assert "ɑː" in symbols(clip)
    assert "ɑː" not in symbols(say("I say tomato now."))
    assert [word.text for word in clip.words] == ["I", "say", "tomato", "now"]


def test_say_as_is_heard(say):
    clip = say('<speak>Call <say-as interpret-as="digits">12</say-as> now.</speak>')
    assert symbols(clip) == symbols(say("Call one two now."))
    assert [word.text for word in clip.words] == ["Call", "12", "now"]


def test_chinese_numbers_are_read_by_our_rules(say):
    clip = say("花了¥3,500。")
    assert symbols(clip) == symbols(say("花了三千五百元。"))
    assert [word.text for word in clip.words] == ["花", "了", "¥3,500"]


def test_a_word_has_no_pause_inside(say):
    assert [p.symbol for p in say("Ready, steady, go").phones[1:-1]].count("") == 2
    clip = say("<speak><word>Ready, steady, go</word></speak>")
    assert all(phone.symbol for phone in clip.phones[1:-1])
    assert [word.text for word in clip.words] == ["Ready", "steady", "go"]


def test_emoji_are_written_and_not_said(say):
    clip = say("Good 😀 morning")
    assert symbols(clip) == symbols(say("Good morning"))
    assert clip.written == "Good 😀 morning"
    assert [word.text for word in clip.words] == ["Good", "morning"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("One. Two", "sentence"),
        ("One\nTwo", "paragraph"),
        ("一。二", "sentence"),
        ("Really? Yes", "sentence"),
    ],
)
def test_natural_pauses(say, text, kind):
    assert silences(say(text)) == pytest.approx([PAUSES[kind] / 1000], abs=0.02)


def test_a_comma_is_as_long_where_the_language_changes(say):
    for text in ("Hello, 大家好, and", "大家好，welcome"):
        clip = say(text, "espeak:en-us+f3")
        kept = [
            phone for phone in clip.phones[1:-1] if not phone.symbol and phone.stop - phone.start > 0.04 * clip.rate
        ]
        commas = text.count(",") + text.count("，")
        assert [(phone.stop - phone.start) / clip.rate for phone in kept] == pytest.approx([0.22] * commas, abs=0.02)


def test_actions_are_cues_at_the_word_that_follows(say):
    clip = say('<speak>One two <insert-action tag="nod"/>three.<insert-action tag="wave"/></speak>')
    nod, wave = (cue for cue in clip.cues if cue.kind == "action")
    assert (nod.value, nod.start) == ("nod", clip.words[2].start)
    assert wave.value == "wave"
    assert wave.start >= clip.words[2].stop


def test_an_action_between_breaks_comes_at_its_own_place(say):
    clip = say('<speak>One<break time="1s"/><insert-action tag="nod"/><break time="1s"/>two</speak>')
    (cue,) = clip.cues
    assert clip.words[0].stop <= cue.start <= clip.words[1].start


def test_an_emotion_is_a_cue_over_its_words(say):
    clip = say('<speak>One. <emotion type="HAPPY">Two. Three.</emotion> Four.</speak>')
    (cue,) = clip.cues
    assert (cue.kind, cue.value) == ("emotion", "HAPPY")
    assert clip.words[0].stop < cue.start <= clip.words[1].start
    assert clip.words[2].stop <= cue.stop < clip.words[3].start


def test_every_emotion_has_a_manner():
    assert set(MANNERS) - {""} == EMOTIONS


def test_sad_is_slower_and_lower_than_happy(say):
    happy, sad = (
        (extent(clip), fundamental(samples(clip), clip.rate))
        for clip in (say(f'<speak><emotion type="{name}">{EN}</emotion></speak>') for name in ("HAPPY", "SAD"))
    )
    assert happy[0] < 0.9 * sad[0]
    assert happy[1] > 1.05 * sad[1]


def test_a_voice_of_another_language_is_a_warning(say):
    say("大家好，我是云灵。", "espeak:en-us")
    assert say.warnings == ["voice_language"]
    say("Hello, everyone, this is for you.", "espeak:cmn+f3")
    assert say.warnings == []


def test_kanji_are_a_warning_and_a_sub_mends_it(say):
    say("東京はおおきいです。")
    assert say.warnings == ["kanji_unread"]
    clip = say('<speak><sub alias="とうきょう">東京</sub>はおおきいです。</speak>')
    assert say.warnings == []
    assert clip.words[0].text.startswith("東京")


@pytest.mark.parametrize("text", ["", "   ", "...", "😀", "<speak/>"])
def test_nothing_to_say_is_an_empty_clip_and_a_warning(say, text):
    clip = say(text)
    assert (clip.sound.length, clip.phones, clip.words) == (0, (), ())
    assert say.warnings == ["scene_silent"]


def test_one_character(say):
    assert [word.text for word in say("好").words] == ["好"]
    assert [word.text for word in say("A").words] == ["A"]


def test_joints_do_not_click(say):
    """Nowhere does the sound begin or end with a jump: next to digital silence it is near zero."""
    sound = samples(say('<speak>Stop<break time="200ms"/>zoo. Aha! <prosody rate="150%">Mama</prosody> app</speak>'))
    heard = np.flatnonzero(sound)
    gaps = np.flatnonzero(np.diff(heard) > 2000)  # ours; the closure of a stop is shorter
    assert len(gaps) == 3
    assert np.abs(sound[heard[gaps]]).max() < 0.003
    assert np.abs(sound[heard[gaps + 1]]).max() < 0.003


def test_same_script_same_bytes_in_any_order_and_in_parallel(tmp_path):
    texts = [EN, ZH, "Mixed 中文 and English.", "<speak><prosody rate='150%'>Fast.</prosody></speak>"]

    def once(number):
        script, _ = read(texts[number % 4])
        path = tmp_path / f"{number}.f32"
        voice = voices.choose("", voices.language_of(script.written))
        clip, _ = synthesize(script, voice, VoiceChoice(), path)
        return path.read_bytes(), clip.tracks()

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(once, range(8)))
    assert together[:4] == together[4:] == [once(number) for number in range(4)]


def test_a_paragraph_without_marks_is_spoken_in_bearable_lines(say, monkeypatch):
    lengths = []

    class Listening(ToneEngine):
        def speak(self, line, voice):
            lengths.append(len(line.text))
            return super().speak(line, voice)

    engine = Listening()
    monkeypatch.setattr(module, "engine_of", lambda voice: engine)
    monkeypatch.setattr(voices, "choose", lambda name, language: engine.voices()[0])
    clip = say("ox " * 1000)
    assert len(clip.words) == 1000
    say("x" * 2000)
    say("今" * 2000)
    assert max(lengths) <= LONGEST_LINE


def test_a_sentence_longer_than_a_line_is_breathed_in_as_well():
    text = "whom to call and what to wear and how to leave the building in case of any emergency that happens " * 5
    lines = spans(text, "en", (), lambda part: len(part) / 15)
    assert all(line.pause == "breath" for line in lines[:-1])
    assert max(line.last - line.first for line in lines) / 15 <= 7.5


def test_exact_times_with_an_exact_engine(say, monkeypatch):
    engine = ToneEngine()
    monkeypatch.setattr(module, "engine_of", lambda voice: engine)
    monkeypatch.setattr(voices, "choose", lambda name, language: engine.voices()[0])
    clip = say("<speak>abc <sub alias='de'>x</sub><break time='300ms'/>f</speak>")
    letter = round(LETTER_SECONDS * clip.rate)
    abc, sub, last = clip.words
    assert (sub.text, sub.stop - sub.start) == ("x", pytest.approx(2 * letter, abs=8))
    assert abc.stop - abc.start == pytest.approx(3 * letter, abs=8)
    assert last.start - sub.stop == pytest.approx(0.3 * clip.rate, abs=0.02 * clip.rate)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Dr. Smith paid $3.50 on Jan. 5. He left.", ["Dr. Smith paid $3.50 on Jan. 5.", "He left."]),
        ("他说：“你好。”然后走了。", ["他说：“你好。”", "然后走了。"]),
        ("等等……好！真的？", ["等等……", "好！", "真的？"]),
        ("版本3.5很好.下一个", ["版本3.5很好.下一个"]),
        ("One.\n\nTwo", ["One.", "Two"]),
        ("", []),
    ],
)
def test_lines(text, lines):
    assert [text[span.first : span.last] for span in spans(text, "en")] == lines


def test_no_line_is_cut_inside_a_word_tag():
    text = "a " * 140 + "never part. this " * 3 + "b " * 50
    first = text.index("never")
    unbroken = [(first, first + 51)]
    cuts = {span.first for span in spans(text, "en", unbroken)}
    assert not any(first < cut < first + 51 for cut in cuts)
    assert len(cuts) > 1
