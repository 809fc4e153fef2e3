"""flite: its words, its marks, its readings, and that the same line always gives the same samples."""

import subprocess
import sys

import numpy as np
import pytest

from understudy.errors import InputError, ResourceError
from understudy.script.document import Run, Script
from understudy.script.notation import IPA
from understudy.speech import voice_settings, voices
from understudy.speech.engine import Line, Reading
from understudy.speech.engines.flite import RATE, FliteEngine
from understudy.speech.engines.flite_tokens import tokens
from understudy.speech.exact import heard
from understudy.speech.pitch import pitch_ratio
from understudy.speech.voice_settings import VoiceSettings

ENGINE = FliteEngine()
installed = pytest.mark.skipif(not ENGINE.folder, reason="libflite1 is not installed")


def speak(text, *readings, voice="slt", **how):
    named = next(one for one in ENGINE.voices() if one.id == f"flite:{voice}")
    return ENGINE.speak(Line(text, readings=tuple(readings), **how), named)


def symbols(spoken):
    return [phone.symbol for phone in spoken.phones if phone.symbol]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, world.", "Hello, world."),
        ("It’s well-known — isn’t it?", "It's well-known, isn't it?"),
        ("“Naïve” café/bar… ok!", "Naive cafe bar, ok!"),
        ("重庆 now", "now"),
        ("... --", ""),
        ("x" * 100, "x" * 64 + " " + "x" * 36),
    ],
)
def test_tokens_are_ascii_words_with_one_mark(text, words):
    assert " ".join(token.name + token.punctuation for token in tokens(Line(text))) == words


def test_tokens_stand_where_they_are_written():
    text = "“Oh,” said Zoë."
    assert [text[token.first : token.last] for token in tokens(Line(text))] == ["Oh", "said", "Zoë"]


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [("təˈmɑːtəʊ", "t ax0 m aa1 t ow0"), ("ˈtʃɪp", "ch ih1 p"), ("juː", "y uw1"), ("/lɛd/", "l eh1 d")],
)
def test_ipa_in_the_phones_of_flite(ipa, phones):
    (token,) = tokens(Line("word", readings=(Reading(0, 4, "ipa", ipa),)))
    assert token.phones == phones


def test_every_letter_of_ipa_has_a_sound():
    asked = {sign: Line("word", readings=(Reading(0, 4, "ipa", f"a{sign}a"),)) for sign in IPA if sign != "\u0303"}
    assert [sign for sign, line in asked.items() if not tokens(line)[0].phones] == []


def test_a_reading_that_is_none_is_read_as_written():
    assert [token.name for token in tokens(Line("a word", readings=(Reading(2, 6, "ipa", "口"),)))] == ["a", "word"]


@installed
def test_phones_words_and_stress_are_exact():
    text = "Hello, today."
    spoken = speak(text)
    assert symbols(spoken) == ["h", "ə", "l", "oʊ", "t", "ə", "d", "eɪ"]
    assert [text[word.first : word.last] for word in spoken.words] == ["Hello", "today"]
    assert [phone.symbol for phone in spoken.phones if phone.stressed] == ["oʊ", "eɪ"]
    for word in spoken.words:
        edges = {phone.start for phone in spoken.phones} | {phone.stop for phone in spoken.phones}
        assert word.start in edges


@installed
def test_spelling_and_ipa_are_heard():
    assert symbols(speak("IBA", Reading(0, 3, "spell", ""))) == ["aɪ", "b", "iː", "eɪ"]
    assert symbols(speak("say word", Reading(4, 8, "ipa", "ˈfuːf"))) == ["s", "eɪ", "f", "uː", "f"]


@installed
def test_a_new_process_gives_the_same_bytes():
    line = Line("Still here, as ever.", speed=1.2, pitch=1.1)
    voice = ENGINE.voices()[0]
    assert np.array_equal(FliteEngine().speak(line, voice).samples, ENGINE.speak(line, voice).samples)


@installed
def test_a_hurried_voice_is_no_lower():
    natural, hurried = (speak("Take the second exit, then turn left.", voice="rms", speed=one) for one in (1, 1.6))
    ratio = pitch_ratio(*(one.samples[slice(*heard(one.samples))] for one in (natural, hurried)), RATE)
    assert 12 * np.log2(ratio) == pytest.approx(0, abs=0.3)


@installed
def test_nothing_to_say_is_silence():
    assert len(speak("重庆 …").samples) == 0


@installed
def test_the_library_is_never_in_our_process():
    program = (
        "from understudy.speech.engines.flite import FliteEngine\n"
        "from understudy.speech.engine import Line\n"
        "engine = FliteEngine()\n"
        "engine.speak(Line('Hello.'), engine.voices()[0])\n"
        "assert 'libflite' not in open('/proc/self/maps').read()\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.fixture
def without_flite(monkeypatch):
    monkeypatch.setattr(FliteEngine, "folder", "")


@pytest.mark.usefixtures("without_flite")
def test_without_the_library_it_lists_nothing_and_says_what_to_install():
    engine = FliteEngine()
    assert engine.voices() == []
    with pytest.raises(ResourceError) as caught:
        engine.voice("slt")
    assert caught.value.code == "flite_missing"
    assert "libflite1" in str(caught.value)


def script(*texts, notation=""):
    return Script(tuple(Run(text, notation=notation if number else "") for number, text in enumerate(texts)))


@installed
@pytest.mark.parametrize(
    ("spoken", "voice"),
    [
        (script("Good morning."), "flite:slt"),
        (script("With α = 0.05, a wire of 10 μm has 5 kΩ, and the area is πr²."), "flite:slt"),
        (script("The word λόγος is Greek."), "espeak:en-us+f3"),
        (script("Good morning, 重庆, this is the news for you."), "espeak:en-us+f3"),
        (script("Good morning, ", "Chongqing", notation="x-pinyin"), "espeak:en-us+f3"),
        (script("Good morning, ", "tomato", notation="ipa"), "flite:slt"),
        (script("Guten Morgen, das ist nicht für mich."), "espeak:de+f3"),
        (script("大家好。"), "espeak:cmn+f3"),
    ],
)
def test_the_default_voice_is_the_best_that_can_read_everything(spoken, voice):
    voice_settings.use(VoiceSettings)
    assert voices.voice_for("", spoken).id == voice


@pytest.mark.usefixtures("without_flite")
def test_english_is_spoken_by_espeak_without_flite(monkeypatch):
    monkeypatch.setattr(voices, "engine_named", lambda name: {"flite": FliteEngine()}.get(name) or ESPEAK)
    voice_settings.use(VoiceSettings)
    assert voices.voice_for("", script("Good morning.")).id == "espeak:en-us+f3"


ESPEAK = voices.engine_named("espeak")


@installed
@pytest.mark.parametrize(
    ("spoken", "code", "words"),
    [
        (script("Good morning, 重庆."), "letters_unread", "reads latin letters only, and the text has 重庆"),
        (script("Good ", "Chongqing", notation="x-pinyin"), "notation_unread", "takes ipa, spell"),
    ],
)
def test_what_a_named_voice_cannot_do_is_refused(spoken, code, words):
    with pytest.raises(InputError) as caught:
        voices.voice_for("flite:slt", spoken)
    assert caught.value.code == code
    assert words in str(caught.value)


@installed
def test_voices_are_found_by_name_whoever_speaks():
    assert voices.choose("Grace", "").id == "flite:slt"
    assert voices.choose("en-us+f3", "").id == "espeak:en-us+f3"
    assert voices.choose("ka", "").id == "espeak:ka"
    with pytest.raises(InputError) as caught:
        voices.choose("flite:sl", "")
    assert "flite:slt" in caught.value.problems[0].hint
