"""Hostile texts said by an engine: by a test a few of them, by `benchmarks/hostile_texts.py` ten thousand.

A text goes the way of a scene (`markup.read`, choice of voice, `synthesize`), and its raw characters straight to the
engine as one line.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from toy_program import toy_program
from understudy.errors import UnderstudyError
from understudy.production import VoiceChoice
from understudy.script import markup
from understudy.speech import voice_settings, voices
from understudy.speech.engine import Line, Voice
from understudy.speech.synthesize import synthesize
from understudy.speech.voice_settings import VoiceSettings

ENGINES = ("espeak", "flite", "piper", "command")
LONGEST_LINE = 600
"""Characters of a text that go to an engine as one line: twice what it is ever given."""


def own_voices(folder: Path) -> None:
    """A voice for commands, and one for Piper where that is installed."""
    toy_program(folder)
    voice_settings.use(lambda: VoiceSettings(folder))
    try:
        from tiny_piper import tiny_voice
    except ImportError:
        return
    tiny_voice(folder, "toy")


def as_a_scene(text: str, voice: Voice, path: Path) -> str:
    """`spoken`, `silent`, or the code of the error that a person would read; the sound goes to `path`."""
    try:
        script, _ = markup.read(text)
        clip, _ = synthesize(script, voices.voice_for(voice.id, script), VoiceChoice(), path)
    except UnderstudyError as error:
        return _told(error)
    assert not clip.phones or clip.phones[-1].stop == clip.sound.length
    assert all(clip.written[word.first : word.last] == word.text for word in clip.words)
    assert all(word.stop <= clip.sound.length for word in clip.words)
    path.unlink()
    return "spoken" if clip.sound.length else "silent"


def as_a_line(text: str, voice: Voice, longest: int = LONGEST_LINE) -> str:
    """The same of its first characters as one line, which no step before the engine has seen."""
    try:
        spoken = voices.engine_of(voice).speak(Line(text[:longest]), voice)
    except UnderstudyError as error:
        return _told(error)
    assert not spoken.phones or spoken.phones[-1].stop == len(spoken.samples)
    return "spoken" if len(spoken.samples) else "silent"


def _told(error: UnderstudyError) -> str:
    assert error.problems[0].message
    return error.code


def children() -> dict[int, str]:
    """Processes of ours, with their state."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found[int(stat.parent.name)] = fields[0]
    return found


def close_hosts(engine: str) -> None:
    """End the processes of an engine, and those of espeak-ng, which reads the text for engines that are aligned."""
    for name in ("espeak", engine):
        hosts: Any = getattr(voices.engine_named(name), "_hosts", None)
        if hosts is not None:
            hosts.close()
