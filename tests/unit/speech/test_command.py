"""Any program that reads text and writes a WAV file is a voice; only the operator's files can name one."""

import os
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest

from understudy.errors import EngineError, InputError, ResourceError
from understudy.speech import voice_settings, voices
from understudy.speech.engine import Line
from understudy.speech.engines.command import CommandEngine
from understudy.speech.engines.espeak import EspeakEngine
from understudy.speech.voice_settings import VoiceSettings

ENGINE = CommandEngine()
SPEAKER = """
import sys, wave, pathlib
import numpy as np
from understudy.speech.engine import Line
from understudy.speech.engines.espeak import EspeakEngine
text = pathlib.Path(sys.argv[1]).read_text("utf-8") if len(sys.argv) > 1 else sys.stdin.read()
engine = EspeakEngine()
spoken = engine.speak(Line(text.strip()), engine.voice("en-us+f2"))
with wave.open(sys.argv[2] if len(sys.argv) > 2 else sys.stdout.buffer, "wb") as file:
    file.setnchannels(1); file.setsampwidth(2); file.setframerate(22050)
    file.writeframes((spoken.samples * 32767).astype(np.int16).tobytes())
"""
TEXT = "Maybe we both hope for a better plan, and my boss stops them."


def toml(words):
    return "[" + ", ".join(f"'{word}'" for word in words) + "]"


@pytest.fixture
def voice(tmp_path):
    """Makes the file of a voice and answers the voice."""

    def make(*words, rest="language = 'en-US'", name="mine"):
        (tmp_path / f"{name}.toml").write_text(f"command = {toml(words)}\n{rest}\n", "utf-8")
        return voices.choose(f"command:{name}", "")

    (tmp_path / "speaker.py").write_text(SPEAKER, "utf-8")
    voice_settings.use(lambda: VoiceSettings(tmp_path))
    return make


@pytest.mark.parametrize("files", [True, False], ids=["by files", "by pipes"])
def test_speech_of_a_program_is_aligned_by_ear(voice, tmp_path, files):
    program = (sys.executable, str(tmp_path / "speaker.py"), *(("{text}", "{wav}") if files else ()))
    mine = voice(*program, rest="language = 'en-US'\ntitle = 'Ann: English'\nrate = 22050")
    spoken = ENGINE.speak(Line(TEXT), mine)
    engine = EspeakEngine()
    truth = engine.speak(Line(TEXT), engine.voice("en-us+f2"))
    assert len(spoken.samples) == pytest.approx(len(truth.samples), abs=2)
    assert [TEXT[word.first : word.last] for word in spoken.words] == TEXT.replace(",", "").rstrip(".").split()
    late = [abs(one.start - other.start) / 22.05 for one, other in zip(spoken.words, truth.words, strict=True)]
    assert np.median(late) < 20
    assert max(late) < 90


def test_the_voice_is_what_its_file_says(voice):
    mine = voice(
        "true", rest="language = 'de'\ntitle = 'Uli: Deutsch'\ngender = 'male'\nrate = 16000\nlicence = 'mine'"
    )
    assert (mine.id, mine.title, mine.language, mine.gender) == ("command:mine", "Uli: Deutsch", "de", "male")
    assert (mine.rate, mine.licence, mine.controls, mine.notations) == (16000, "mine", frozenset(), {"spell"})


def test_its_speed_and_pitch_are_changed_by_us(voice, tmp_path):
    mine = voice(sys.executable, str(tmp_path / "speaker.py"), rest="language = 'en-US'\nrate = 22050")
    plain, fast = ENGINE.speak(Line(TEXT), mine), ENGINE.speak(Line(TEXT, speed=1.25), mine)
    assert len(plain.samples) / len(fast.samples) == pytest.approx(1.25, rel=0.03)
    assert fast.phones[-1].stop == len(fast.samples)


def test_nothing_to_say_runs_nothing(voice):
    assert len(ENGINE.speak(Line("..."), voice("false")).samples) == 0


@pytest.mark.parametrize(
    ("words", "rest", "error", "said"),
    [
        (("no-such-program-here",), "", ResourceError, "there is no program 'no-such-program-here'"),
        (("sh", "-c", "echo out of voices >&2; exit 7"), "", EngineError, "ended with 7: out of voices"),
        (("true",), "", EngineError, "wrote no sound"),
        (("sh", "-c", "sleep 60 & sleep 60"), "\nseconds = 0.3", EngineError, "said nothing for 0.3 s and was ended"),
    ],
)
def test_a_program_that_fails_is_an_error_that_says_how(voice, words, rest, error, said):
    mine = voice(*words, rest="language = 'en'" + rest)
    with pytest.raises(error) as caught:
        ENGINE.speak(Line("Hello."), mine)
    assert said in str(caught.value)


def test_a_program_that_hangs_leaves_nothing_running(voice, tmp_path):
    marker = f"understudy-test-{os.getpid()}-{time.monotonic_ns()}"
    mine = voice("sh", "-c", f"sleep 61 {marker} & sleep 61", rest="language = 'en'\nseconds = 0.3")
    with pytest.raises(EngineError):
        ENGINE.speak(Line("Hello."), mine)
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert marker not in listed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("language = 'en'", "command is missing"),
        ("command = ['true']", "language is missing"),
        ("command = ['true']\nlanguage = 'en'\nspeed = 2", "speed is unknown"),
        ("command = ['true']\nlanguage = 'en'\nrate = 7", "8000 to 96000 are possible"),
        ("command = [", "mine.toml"),
    ],
)
def test_a_file_that_describes_no_voice_is_told(tmp_path, content, said):
    (tmp_path / "mine.toml").write_text(textwrap.dedent(content), "utf-8")
    voice_settings.use(lambda: VoiceSettings(tmp_path))
    with pytest.raises(InputError) as caught:
        voices.choose("command:mine", "")
    assert caught.value.code == "voice_file_wrong"
    assert said in str(caught.value)
