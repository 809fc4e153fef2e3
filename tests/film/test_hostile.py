"""A sample of the hostile texts (`benchmarks/hostile_texts.py` runs ten thousand) through every installed engine."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from understudy.errors import UnderstudyError
from understudy.production import VoiceChoice
from understudy.script import markup
from understudy.speech import voice_settings, voices
from understudy.speech.engine import Line
from understudy.speech.engines.espeak import EspeakEngine
from understudy.speech.synthesize import synthesize
from understudy.speech.voice_settings import VoiceSettings
from understudy.testing.hostile import KINDS, LONG_WORDS, hostile_texts

SAMPLE, LONGEST_LINE = 25, 600
PROGRAM = """
import sys, wave
text = open(sys.argv[1], encoding="utf-8").read()
with wave.open(sys.argv[2], "wb") as file:
    file.setparams((1, 2, 16000, 0, "NONE", ""))
    file.writeframes(b"\\x00\\x10\\x00\\xf0" * min(4000, 200 * len(text)))
"""


def own_voices(folder: Path) -> None:
    """A voice for commands, and one for Piper where that is installed."""
    (folder / "speaker.py").write_text(PROGRAM, "utf-8")
    words = ", ".join(f"'{word}'" for word in (sys.executable, "-S", str(folder / "speaker.py"), "{text}", "{wav}"))
    (folder / "toy.toml").write_text(f"command = [{words}]\nlanguage = 'en'\nrate = 16000\n", "utf-8")
    voice_settings.use(lambda: VoiceSettings(folder))
    try:
        sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "speech"))
        from tiny_piper import tiny_voice
    except ImportError:
        return
    tiny_voice(folder, "toy")


def children() -> set[int]:
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[1]) == os.getpid():
                found.add(int(stat.parent.name))
        except OSError:
            continue
    return found


@pytest.mark.parametrize("name", ["espeak", "flite", "piper", "command"])
def test_hostile_texts_are_spoken_or_refused(name: str, tmp_path: Path) -> None:
    """Nothing but our own errors, sound that its tracks cover, and no process left behind."""
    own_voices(tmp_path)
    engine: Any = voices.engine_named(name)
    if not engine.voices():
        pytest.skip(f"{name} has no voice here")
    close_hosts(engine)
    before = children()
    voice = engine.voices()[0]
    for text in hostile_texts(SAMPLE, seed=len(name)):
        try:
            script, _ = markup.read(text)
            voice = voices.voice_for(voice.id, script)
            clip, _ = synthesize(script, voice, VoiceChoice(), tmp_path / "speech.f32")
            assert not clip.phones or clip.phones[-1].stop == clip.sound.length
            assert all(clip.written[word.first : word.last] == word.text for word in clip.words)
        except UnderstudyError as error:
            assert error.problems[0].message
        try:
            spoken = engine.speak(Line(text[:LONGEST_LINE]), voice)
            assert not spoken.phones or spoken.phones[-1].stop == len(spoken.samples)
        except UnderstudyError as error:
            assert error.problems[0].message
    close_hosts(engine)
    assert children() - before == set()


def close_hosts(engine: Any) -> None:
    for one in (engine, voices.engine_named("espeak")):
        if hasattr(one, "_hosts"):
            one._hosts.close()


def test_the_texts_are_the_same_every_time_and_of_every_kind() -> None:
    texts = list(hostile_texts(400))
    assert texts == list(hostile_texts(400))
    assert max(len(text.split()) for text in texts) == LONG_WORDS
    assert any("\ud800" <= sign <= "\udfff" for text in texts for sign in text)
    assert any(text.count("<") > 300 for text in texts)
    assert len(KINDS) == 13


def test_a_line_of_which_no_word_is_heard_has_no_words() -> None:
    """Found by the ten thousand: events without a word that begins, which once ended in a ValueError."""
    engine = EspeakEngine()
    engine.speak(Line("⤥ᵨᆫg𓉿\U00038e57⇲\u245d>[ᬈ❼ᛵ\U00079e2f,\U000a8790ᮥ⒒গ훓வ"), engine.voice("cmn"))
