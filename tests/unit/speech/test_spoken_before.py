"""Spoken lines are kept by all that decides their sound, and by nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from understudy.content_cache import ContentCache
from understudy.errors import Warning
from understudy.production import load
from understudy.rehearse import rehearse
from understudy.speech import spoken_before, voice_settings
from understudy.speech.engine import Line, Reading, Spoken, Voice
from understudy.speech.engines.espeak import EspeakEngine
from understudy.speech.engines.flite import FliteEngine
from understudy.speech.voice_settings import VoiceSettings
from understudy.speech.voices import voices
from understudy.testing.tone_engine import VOICES, ToneEngine

LIMIT = 10_000_000
LINE = Line("Good morning, world.", readings=(Reading(5, 12, "ipa", "mɔːnɪŋ"),))


class Counting(ToneEngine):
    """Tells how often it spoke."""

    version = "1"

    def __init__(self) -> None:
        self.spoken: list[str] = []

    def identity(self, voice: Voice) -> str:
        return self.version

    def speak(self, line: Line, voice: Voice) -> Spoken:
        self.spoken.append(line.text)
        return replace(super().speak(line, voice), warnings=(Warning("a_code", "what it said", "a hint"),))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    kept = tmp_path / "new" / "lines"
    voice_settings.use(lambda: VoiceSettings(kept_lines=ContentCache(kept, LIMIT)))
    return kept


def same(one: Spoken, other: Spoken) -> bool:
    return (
        np.array_equal(one.samples, other.samples)
        and one.samples.dtype == other.samples.dtype == np.float32
        and (one.phones, one.words, one.warnings) == (other.phones, other.words, other.warnings)
    )


def test_a_line_is_spoken_once(folder: Path) -> None:
    engine = Counting()
    answers = [spoken_before.speak(engine, LINE, VOICES[0]) for _ in range(3)]
    assert engine.spoken == [LINE.text]
    assert all(same(answer, answers[0]) for answer in answers)
    assert answers[0].words and answers[0].phones
    assert len(list(folder.glob("*/*"))) == 1


def test_whatever_changes_the_sound_is_spoken_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Counting()
    others = (
        replace(LINE, text="Good morning, world!"),
        replace(LINE, speed=1.1),
        replace(LINE, pitch=0.9),
        replace(LINE, intonation=1.2),
        replace(LINE, readings=()),
    )
    for line in (LINE, *others):
        spoken_before.speak(engine, line, VOICES[0])
    spoken_before.speak(engine, LINE, VOICES[1])
    assert len(engine.spoken) == len(others) + 2
    engine.version = "2"
    spoken_before.speak(engine, LINE, VOICES[0])
    monkeypatch.setattr(spoken_before, "__version__", "another")
    spoken_before.speak(engine, LINE, VOICES[0])
    assert len(engine.spoken) == len(others) + 4


def test_nothing_is_kept_without_a_folder_or_of_an_engine_that_does_not_say_what_it_depends_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken_before.speak(ToneEngine(), LINE, VOICES[0])
    voice_settings.use(VoiceSettings)
    engine = Counting()
    for _ in range(2):
        spoken_before.speak(engine, LINE, VOICES[0])
    assert len(engine.spoken) == 2
    assert not folder.exists()


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_file_is_spoken_anew_and_replaced(damage: bytes | None, folder: Path) -> None:
    engine = Counting()
    first = spoken_before.speak(engine, LINE, VOICES[0])
    (file,) = folder.glob("*/*")
    file.write_bytes(file.read_bytes()[:-300] if damage is None else damage)
    again = [spoken_before.speak(engine, LINE, VOICES[0]) for _ in range(2)]
    assert len(engine.spoken) == 2
    assert same(again[0], first) and same(again[1], first)


def test_a_folder_that_cannot_be_written_to_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    voice_settings.use(lambda: VoiceSettings(kept_lines=ContentCache(tmp_path / "file" / "lines", LIMIT)))
    spoken = spoken_before.speak(Counting(), LINE, VOICES[0])
    assert [warning.code for warning in spoken.warnings] == ["a_code", "lines_not_kept"]
    assert len(spoken.samples)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_lines_that_were_not_used_for_longest_go_first(folder: Path) -> None:
    engine = Counting()
    lines = [replace(LINE, text=f"{LINE.text} {number}") for number in range(3)]
    spoken_before.speak(engine, lines[0], VOICES[0])
    (first,) = folder.glob("*/*")
    os.utime(first, (1, 1))
    limit = 5 * first.stat().st_size // 2
    voice_settings.use(lambda: VoiceSettings(kept_lines=ContentCache(folder, limit)))
    for line in (lines[1], lines[2], lines[1]):
        spoken_before.speak(engine, line, VOICES[0])
    assert len(engine.spoken) == 3
    assert not first.exists()
    assert len(list(folder.glob("*/*"))) == 2


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What espeak-ng is asked to speak."""
    found: list[str] = []
    speak = EspeakEngine.speak

    def noted(self: EspeakEngine, line: Line, voice: Voice) -> Spoken:
        found.append(line.text)
        return speak(self, line, voice)

    monkeypatch.setattr(EspeakEngine, "speak", noted)
    yield found


def test_an_edited_script_is_spoken_anew_only_where_it_changed(folder: Path, asked: list[str], tmp_path: Path) -> None:
    def clip(name: str, text: str):  # type: ignore[no-untyped-def]
        work = tmp_path / name
        work.mkdir()
        scene = {"speech": {"text": text}, "voice": {"name": "espeak:en-us+f3"}}
        return rehearse(load({"scenes": [scene]}), work).scenes[0].clip

    whole = "The first sentence stays. The second one is changed. The third one stays."
    first = clip("one", whole)
    assert len(asked) == 3
    clip("two", whole.replace("changed", "new"))
    assert asked[3:] == ["The second one is new."]
    again = clip("three", whole)
    assert len(asked) == 4
    assert again.tracks() == first.tracks()
    assert np.array_equal(again.sound.read(0, again.sound.length), first.sound.read(0, first.sound.length))


def test_built_in_engines_say_what_their_sound_depends_on() -> None:
    found = {voice.id.partition(":")[0]: voice for voice in voices()}
    assert "espeakng-loader" in EspeakEngine().identity(found["espeak"])
    if "flite" in found:
        assert "libflite.so.1" in FliteEngine().identity(found["flite"])
