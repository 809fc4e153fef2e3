"""espeak-ng: readings, mixed writing, determinism, and the process it runs in."""

import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from understudy.errors import EngineError
from understudy.script.notation import IPA
from understudy.speech.engine import Line, Reading
from understudy.speech.engines import host
from understudy.speech.engines.espeak import EspeakEngine
from understudy.speech.engines.espeak_readings import mnemonics, pinyin
from understudy.speech.engines.espeak_writing import READERS

ENGINE = EspeakEngine()


def speak(text, voice="en-us", *readings, **how):
    return ENGINE.speak(Line(text, readings=tuple(readings), **how), ENGINE.voice(voice))


def symbols(spoken):
    return [phone.symbol for phone in spoken.phones if phone.symbol]


def spoken_words(spoken, text):
    return [text[word.first : word.last] for word in spoken.words]


@pytest.mark.parametrize(
    ("voice", "text", "sounds"),
    [
        ("en-us", "Hello", "h ə l oʊ"),
        ("cmn", "重庆", "tʂʰ ʊŋ tɕʰ i ŋ"),
        ("cmn", "是", "ʂ ɨ"),
        ("en-us", "twelve", "t w ɛ l v"),
    ],
)
def test_phones_are_ipa(voice, text, sounds):
    assert symbols(speak(text, voice)) == sounds.split()


def test_stress_is_a_flag():
    phones = [phone for phone in speak("tomato").phones if phone.symbol]
    assert [phone.symbol for phone in phones if phone.stressed] == ["eɪ"]


@pytest.mark.parametrize("text", ["a pea", "a bee", "happy people", "stop"])
def test_a_stop_begins_with_its_closure(text):
    """The silence before the burst belongs to the stop: the mouth is closed in it."""
    spoken = speak(text)
    stops = [p for p in spoken.phones[1:] if p.symbol in "pb"]
    assert stops
    assert not any(not one.symbol and other.symbol in "pb" for one, other in pairwise(spoken.phones[1:]))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("大家好，我用Python写程序。", ["大", "家", "好", "我", "用", "Python", "写", "程", "序"]),
        ("重庆人", ["重", "庆", "人"]),
        ("It's well-known: 3,500 people.", ["It's", "well-known", "3,500", "people"]),
    ],
)
def test_words_in_both_languages(text, parts):
    assert spoken_words(speak(text, "cmn" if "，" in text or "人" in text else "en-us"), text) == parts


def test_english_in_chinese_and_chinese_in_english_are_read_in_their_own_sounds():
    assert {"aɪ", "θ"} <= set(symbols(speak("我用Python", "cmn")))
    mixed = symbols(speak("We met in 重庆 today", "en-us+f3"))
    assert "".join(mixed).count("tʂʰʊŋtɕʰiŋ") == 1
    assert mixed[-1] == "eɪ"


def test_other_writings_in_a_line_are_read_by_their_own_voice():
    assert symbols(speak("He said Москва twice"))[5:11] == symbols(speak("Москва", "ru"))


@pytest.mark.parametrize("reader", sorted({row[3] for row in READERS}))
def test_every_writing_has_a_voice_that_reads_it(reader):
    """Found by the ten thousand: Cherokee letters had one that does not exist."""
    first = next(row for row in READERS if row[3] == reader)
    letters = next(chr(point) for point in range(first[1], first[2]) if chr(point).isalpha()) * 2
    assert len(ENGINE.speak(Line(f"and {letters}"), ENGINE.voice("en-us")).samples)


def test_an_english_sentence_in_a_chinese_voice_has_english_numbers():
    assert symbols(speak("I have 22 dogs", "cmn"))[5:] == symbols(speak("I have 22 dogs", "en-us"))[5:]


def test_a_german_ordinal_is_one_and_ends_no_sentence():
    found = symbols(speak("Am 3. Oktober.", "de"))
    assert "".join(found).startswith("amdɾɪtə")
    assert "".join(symbols(speak("Ich habe 3. Oma hat 4.", "de"))).startswith("ɪçhɑːbədɾaɪ")


def test_ipa_reading():
    line = "I say tomato"
    assert symbols(speak(line, "en-us", Reading(6, 12, "ipa", "təˈmɑːtəʊ")))[3:] == ["t", "ə", "m", "ɑː", "ɾ", "oʊ"]
    assert "ɑː" not in symbols(speak(line, "en-us"))


def test_pinyin_reading():
    plain, other = speak("还了书", "cmn"), speak("还了书", "cmn", Reading(0, 1, "x-pinyin", "huan2"))
    assert symbols(plain)[0] == symbols(other)[0] == "x"
    assert symbols(other)[1] != symbols(plain)[1]
    assert spoken_words(other, "还了书") == ["还", "了", "书"]


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("大熊猫", "t ɑ ɕ ʊŋ m ɑu"),
        ("你去哪儿", "n i tɕʰ y n ɑ ɚ"),
        ("穷兄弟", "tɕʰ ʊŋ ɕ ʊŋ t i"),
        ("一点儿", "j i t iɛ n ɚ"),
    ],
)
def test_characters_that_the_library_reads_as_english_are_chinese(text, sounds):
    spoken = speak(text, "cmn")
    assert " ".join(symbols(spoken)) == sounds
    assert spoken_words(spoken, text) == list(text)


def test_a_cantonese_voice_reads_no_pinyin_and_a_hakka_voice_no_characters():
    told = speak("还了书", "yue", Reading(0, 1, "x-pinyin", "huan2"))
    assert symbols(told) == symbols(speak("还了书", "yue"))
    assert "x-pinyin" not in ENGINE.voice("yue+f3").notations
    assert symbols(speak("你好", "hak")) == symbols(speak("你好", "cmn"))


def test_spelling():
    assert symbols(speak("IBA", "en-us", Reading(0, 3, "spell", ""))) == ["aɪ", "b", "iː", "eɪ"]


@pytest.mark.parametrize(
    ("ipa", "written"), [("təˈmɑːtəʊ", "t@m'A:toU"), ("ˈtʃɪp", "tS'Ip"), ("q!", ""), ("/ˈlɛd/", "l'Ed")]
)
def test_mnemonics(ipa, written):
    assert mnemonics(ipa) == written


@pytest.mark.parametrize(
    ("given", "read"),
    [("lü4 xing2", "lv4 xing2"), ("ma", "ma5"), ("le0", "le5"), ("好", ""), ("xiong2", "xong2"), ("huar1", "hua1 er5")],
)
def test_pinyin(given, read):
    assert pinyin(given) == read


def test_every_letter_of_ipa_has_a_sound():
    assert [sign for sign in IPA if sign != "\u0303" and not mnemonics(f"a{sign}a")] == []
    assert mnemonics("ʁɥi") == "rwi"


def test_brackets_and_commands_in_the_text_are_not_obeyed():
    assert symbols(speak("[[h@l'oU]] a")) != symbols(speak("hello a"))
    assert len(symbols(speak("\x01250S hello"))) > 0
    assert symbols(speak("a \x0199P b")) == symbols(speak("a  99P b"))


@pytest.mark.parametrize("voice", ["en-us+f3", "cmn+f3", "en-us+whisper", "de+klatt4"])
def test_a_new_process_gives_the_same_bytes(voice):
    """Also at another second of the clock, which espeak-ng would seed its noise with."""
    line = Line("Still here, 大家好, as ever.")
    first = EspeakEngine().speak(line, ENGINE.voice(voice)).samples
    time.sleep(1.05 if voice == "en-us+f3" else 0)
    assert np.array_equal(EspeakEngine().speak(line, ENGINE.voice(voice)).samples, first)


def children(state=""):
    """Process ids of this process's children, those in `state` only."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid() and (not state or fields[0] == state):
            found.append(int(stat.parent.name))
    return set(found)


def test_a_host_that_was_killed_is_replaced_and_no_zombie_stays():
    engine, before = EspeakEngine(), children()
    voice = engine.voice("en-us")
    first = engine.speak(Line("Hello."), voice).samples
    (host,) = children() - before
    os.kill(host, signal.SIGKILL)
    assert np.array_equal(engine.speak(Line("Hello."), voice).samples, first)
    engine._hosts.close()
    assert children() - before == set()
    assert not children("Z") - before


def test_hosts_end_with_the_engine():
    before = children()
    engine = EspeakEngine()
    engine.speak(Line("Hello."), engine.voice("en-us"))
    assert children() - before
    del engine
    assert children() - before == set()


def test_a_host_ends_when_its_parent_is_killed():
    program = (
        "import os, signal\n"
        "from understudy.speech.engines.espeak import EspeakEngine\n"
        "from understudy.speech.engine import Line\n"
        "engine = EspeakEngine()\n"
        "engine.speak(Line('Hello.'), engine.voice('en-us'))\n"
        "print([int(p) for p in open(f'/proc/self/task/{os.getpid()}/children').read().split()][0], flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    host = Path(f"/proc/{int(done.stdout)}")
    for _ in range(200):
        if not host.exists() or host.joinpath("stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return  # a zombie here waits for init, not for us
        time.sleep(0.02)
    pytest.fail("the host outlived its parent")


def crash(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def hang(*_):
    time.sleep(60)


@pytest.mark.parametrize("fault", [crash, hang])
def test_a_child_that_crashes_or_hangs_is_an_error_and_is_reaped(monkeypatch, fault):
    before = children()
    monkeypatch.setattr(host, "WALL_SECONDS", 0.2)
    assert host.in_children(fault, ["one", "two"]) == [None, None]
    assert children() == before


def test_an_error_of_the_library_names_the_text():
    with pytest.raises(EngineError) as caught:
        ENGINE._hosts.ask(
            {"voice": "no-such-voice", "text": "some text", "speed": 160, "pitch": 50, "range": 50, "phonemes": False}
        )
    assert "no-such-voice" in str(caught.value)
    assert "some text" in caught.value.problems[0].hint


def test_the_core_never_loads_the_library():
    program = (
        "import sys\n"
        "from understudy.speech.engines.espeak import EspeakEngine\n"
        "from understudy.speech.engine import Line\n"
        "engine = EspeakEngine()\n"
        "engine.speak(Line('Hello.'), engine.voice('en-us'))\n"
        "assert 'espeakng_loader' not in sys.modules and 'espeak_host' not in ' '.join(sys.modules)\n"
        "assert 'libespeak' not in open('/proc/self/maps').read()\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
