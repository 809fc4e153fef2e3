"""Voices: every one can be reached, and the right one is found."""

import unicodedata

import pytest

from understudy import plugins
from understudy.errors import EngineError, InputError
from understudy.speech import voices
from understudy.speech.engines.espeak_catalogue import CURATED, Catalogue, installation
from understudy.testing.tone_engine import ToneEngine

CATALOGUE = Catalogue(installation() / "espeak-ng-data")


def test_listed_voices_are_unique_and_start_with_the_curated_ones():
    listed = [voice for voice in voices.voices() if voice.id.startswith("espeak:")]
    assert len({voice.id for voice in listed}) == len(listed)
    assert [voice.id for voice in listed[: len(CURATED)]] == [f"espeak:{row[0]}+{row[1]}" for row in CURATED]
    assert len(listed) == len(CURATED) + 141


@pytest.mark.parametrize("language", ["en-us", "en-gb", "cmn", "yue", "de", "fr-fr", "es", "ja"])
def test_a_woman_and_a_man_for_every_important_language(language):
    genders = {voice.gender for voice in voices.voices() if voice.id.startswith(f"espeak:{language}+")}
    assert genders == {"female", "male"}


def test_every_tag_that_a_file_lists_is_found():
    tags = {tag for file in CATALOGUE.languages.values() for tag in file.tags}
    assert len(tags) > 140
    for tag in tags:
        assert CATALOGUE.find(tag).id.startswith("espeak:")


@pytest.mark.parametrize(
    ("tag", "voice"),
    [("zh", "cmn"), ("zh-cmn", "cmn"), ("en", "en-us"), ("en-gb", "en-gb"), ("fr-fr", "fr-fr"), ("zh-yue", "yue")],
)
def test_tags_that_espeak_itself_refuses(tag, voice):
    assert voices.choose(f"espeak:{tag}", "").id == f"espeak:{voice}"


def test_every_variant_of_every_language_is_a_voice():
    assert len(CATALOGUE.variants) > 100
    for variant in CATALOGUE.variants:
        assert CATALOGUE.find(f"cmn+{variant}").language == "zh"


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("espeak:en-uss", "en-us"),
        ("espeak:en-us+f33", "f3"),
        ("espeak:en-us+nosuchvariant", "there are"),
        ("nobody:en", "espeak"),
        ("Clarra", "near it: Clara"),
        ("yunlin", "near it: Yunling"),
    ],
)
def test_an_unknown_name_is_an_error_with_near_ones(name, near):
    with pytest.raises(InputError) as caught:
        voices.choose(name, "en")
    assert caught.value.code == "voice_unknown"
    assert near in caught.value.problems[0].hint


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("en", "en-us+f3"),
        ("en-GB", "en-gb+f3"),
        ("zh", "cmn+f3"),
        ("zh-CN", "cmn+f3"),
        ("de", "de+f3"),
        ("pt-BR", "pt-br+f3"),
        ("fi", "fi"),
        ("tlh", "en-us+f3"),
    ],
)
def test_the_best_voice_of_a_language(language, voice):
    assert voices.choose("", language).id == f"espeak:{voice}"


def test_a_voice_is_found_by_its_name_and_without_its_engine():
    assert voices.choose("Clara", "zh").id == "espeak:en-us+f3"
    assert voices.choose("en-us+Annie", "zh").id == "espeak:en-us+Annie"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("12345", "en"),
        ("Hello, everyone.", "en"),
        ("大家好，我用Python写程序。", "zh"),
        ("これは日本語のテストです。東京", "ja"),
        ("안녕하세요", "ko"),
        ("Привет, мир", "ru"),
        ("مرحبا بالعالم", "ar"),
        ("שלום עולם", "he"),
        ("Καλημέρα", "el"),
        ("สวัสดี", "th"),
        ("नमस्ते दुनिया", "hi"),
        ("Das ist ein Satz, und er ist nicht zu lang.", "de"),
        ("Nous avons une maison dans la ville.", "fr"),
        ("We met in a café with the Müllers and it was on the house.", "en"),
        ("A plan is a plan.", "en"),
        ("Care for a van? I am on it.", "en"),
        ("Chào mừng các bạn đến với bản tin hôm nay.", "vi"),
        (unicodedata.normalize("NFD", "Chúng tôi đã làm bộ phim này trong một ngày."), "vi"),
        ("Kami membuat film ini dalam satu hari untuk anda.", "id"),
        ("Dobrý večer, tohle je přehled zpráv, který pro vás připravil počítač.", "cs"),
        ("Toate ființele umane se nasc libere și egale în demnitate și în drepturi.", "ro"),
        ("Minden emberi lény szabadon születik, és egyenlő méltósága és joga van.", "hu"),
        ("Hyvää iltaa, tämä on päivän uutiskatsaus, ja se on tehty tietokoneella.", "fi"),
        ("Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan.", "fi"),
    ],
)
def test_language_of(text, language):
    assert voices.language_of(text) == language


@pytest.mark.parametrize(
    ("voice", "language", "answer"),
    [
        ("en-us", "en", True),
        ("en-us", "en-GB", True),
        ("en-us", "zh", False),
        ("cmn", "zh", True),
        ("cmn", "zh-CN", True),
        ("cmn", "en", True),
        ("de", "fr", False),
        ("ru", "", True),
    ],
)
def test_can_speak(voice, language, answer):
    assert voices.can_speak(voices.choose(f"espeak:{voice}", ""), language) is answer


@pytest.mark.parametrize(
    ("voice", "text", "answer"),
    [
        ("de", "Guten Tag", True),  # too short to be sure that it is not German
        ("de", "This is the house that we have built for you.", False),
        ("en-us", "大家好", False),
        ("cmn", "Hello everyone, this is a test of the voice.", True),
        ("uk", "Привіт усім", True),
    ],
)
def test_reads(voice, text, answer):
    assert voices.reads(voices.choose(f"espeak:{voice}", ""), text) is answer


def test_an_engine_that_cannot_be_loaded_is_left_out_and_named(monkeypatch):
    def engine(group, name):
        if name == "broken":
            raise EngineError("engine_broken", "no such file")
        return ToneEngine()

    monkeypatch.setattr(plugins, "names", lambda group: ["broken", "tone"])
    monkeypatch.setattr(plugins, "engine", engine)
    assert [voice.id for voice in voices.voices()] == ["tone:low", "tone:high"]
    assert [warning.code for warning in voices.missing()] == ["engine_unusable"]
    assert "broken" in voices.missing()[0].message
    assert voices.choose("tone:high", "en").id == "tone:high"
    with pytest.raises(InputError):
        voices.choose("tone:none", "en")
