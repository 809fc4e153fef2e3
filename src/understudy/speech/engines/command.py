"""The speech engine of every other program: one that reads text and writes a WAV file is a voice.

A `.toml` file in the operator's voices folder describes it (`docs/reference/voices.md`). Only the operator can name a
program: a production names the voice, so that a document from elsewhere runs nothing. When each sound is heard is found
by our own ear, with the phones that espeak-ng gives the text.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from understudy.errors import EngineError, InputError, ResourceError, UnderstudyError
from understudy.speech.engine import Line, Spoken, Voice
from understudy.speech.exact import exact
from understudy.speech.languages import writing_of
from understudy.speech.sound import Samples
from understudy.speech.voice_settings import current

TEXT, WAV = "{text}", "{wav}"
"""What stands for the file of the text and that of the sound in a command; without them, standard input and output."""
RATE, SECONDS = 24_000, 60
"""Sample rate of the voice and patience with its program, where the file does not say."""
FIELDS = {"command", "title", "language", "gender", "licence", "rate", "seconds"}


@dataclass(frozen=True)
class Program:
    """A program that speaks: its command, how long it may take, and the voice that it is."""

    command: tuple[str, ...]
    seconds: float
    voice: Voice


class CommandEngine:
    """Other programs as a `SpeechEngine`."""

    def voices(self) -> Sequence[Voice]:
        """One voice for each file. Raises `InputError` (`voice_file_wrong`) for a file that describes none."""
        return [program.voice for program in self._programs().values()]

    def speak(self, line: Line, voice: Voice) -> Spoken:
        """Run the program on `line`. Raises `EngineError` when it fails or takes too long, or writes no sound."""
        from understudy.speech.follow import spoken_by_ear  # loads the ear

        if not any(sign.isalnum() for sign in line.text):
            return Spoken(np.zeros(0, np.float32), (), ())
        samples = _run(self._programs()[voice.id], _said(line))
        spoken = spoken_by_ear(samples, voice.rate, line, voice.language)
        return exact(spoken, spoken, voice.rate, speed=line.speed, pitch=line.pitch, controlled=False)

    @staticmethod
    def _programs() -> dict[str, Program]:
        folder = current().folder
        files = sorted(folder.glob("*.toml")) if folder is not None else []
        return {program.voice.id: program for program in map(_read, files)}


def _read(file: Path) -> Program:
    """The program that a file describes."""
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError("voice_file_wrong", f"{file}: {error}", hint="see the reference of voices") from None
    wrong = _fault(values)
    if wrong:
        raise InputError("voice_file_wrong", f"{file}: {wrong}", hint="see the reference of voices")
    language = str(values["language"])
    voice = Voice(
        f"command:{file.stem}",
        str(values.get("title", file.stem)),
        language,
        str(values.get("gender", "unknown")),
        int(values.get("rate", RATE)),
        str(values.get("licence", "as its program and voice have it")),
        frozenset(),
        notations=frozenset({"spell"}),
        writings=tuple(dict.fromkeys((writing_of(language), "latin"))),
    )
    return Program(tuple(values["command"]), float(values.get("seconds", SECONDS)), voice)


def _fault(values: dict[str, Any]) -> str:
    """What is wrong with a description; '' when nothing is."""
    command = values.get("command")
    if not isinstance(command, list) or not command or not all(isinstance(part, str) for part in command):
        return 'command is missing or no list of words, such as ["my-tts", "--out", "{wav}"]'
    if not isinstance(values.get("language"), str) or not values["language"]:
        return 'language is missing: a tag such as "en-US"'
    unknown = sorted(values.keys() - FIELDS)
    if unknown:
        return f"{unknown[0]} is unknown; there are {', '.join(sorted(FIELDS))}"
    rate, seconds = values.get("rate", RATE), values.get("seconds", SECONDS)
    if not isinstance(rate, int) or not 8000 <= rate <= 96_000:
        return f"rate is {rate!r}: 8000 to 96000 are possible"
    if not isinstance(seconds, (int, float)) or not 0 < seconds <= 3600:
        return f"seconds is {seconds!r}: up to 3600 are possible"
    return ""


def _said(line: Line) -> str:
    """The text of the line, letters that are to be spelled apart; nothing that is no character of a text."""
    text = line.text
    for reading in sorted(line.readings, key=lambda reading: -reading.first):
        if reading.notation == "spell":
            letters = reading.symbols or text[reading.first : reading.last]
            apart = " ".join(letter for letter in letters if letter.isalnum())
            text = text[: reading.first] + apart + text[reading.last :]
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _run(program: Program, text: str) -> Samples:
    """What the program says, at the voice's rate."""
    name = program.voice.id
    with tempfile.TemporaryDirectory(prefix="understudy-") as folder:
        written, wav = Path(folder) / "text.txt", Path(folder) / "speech.wav"
        written.write_text(text + "\n", "utf-8")
        command = [part.replace(TEXT, str(written)).replace(WAV, str(wav)) for part in program.command]
        if shutil.which(command[0]) is None:
            hint = "install it, or give its whole path in the voice's file"
            raise ResourceError("command_missing", f"voice {name}: there is no program {command[0]!r}", hint=hint)
        given: Any = subprocess.DEVNULL
        sink: Any = subprocess.DEVNULL
        with contextlib.ExitStack() as opened:
            if not any(TEXT in part for part in program.command):
                given = opened.enter_context(written.open("rb"))
            if not any(WAV in part for part in program.command):
                sink = opened.enter_context(wav.open("wb"))
            _wait(command, given, sink, program)
        return _sound(wav, program, text)


def _wait(command: Sequence[str], given: Any, sink: Any, program: Program) -> None:
    """Run to the end, or end the program and all that it started."""
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(command, stdin=given, stdout=sink, stderr=complaints, start_new_session=True)
        try:
            status = process.wait(program.seconds)
        except BaseException as error:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            text = f"voice {program.voice.id} said nothing for {program.seconds:g} s and was ended"
            raise EngineError("engine_failed", text, hint="raise seconds in its file, or see why it hangs") from None
        if status:
            complaints.seek(0)
            said = " ".join(complaints.read(2000).decode("utf-8", "replace").split())[-300:]
            text = f"voice {program.voice.id}: {command[0]} ended with {status}: {said or 'no word why'}"
            raise EngineError("engine_failed", text, hint="try the command by hand")


def _sound(wav: Path, program: Program, text: str) -> Samples:
    """The file that the program wrote, mono, at the voice's rate."""
    import soxr

    from understudy.speech.decode import AudioFile

    try:
        with AudioFile(wav) as source:
            blocks = [block.mean(axis=1) for block in source.blocks()]
            rate = source.rate
    except UnderstudyError as error:
        hint = f"the text was {text[:60]!r}"
        raise EngineError("engine_failed", f"voice {program.voice.id} wrote no sound: {error}", hint=hint) from None
    samples = np.concatenate(blocks) if blocks else np.zeros(0, np.float32)
    if rate != program.voice.rate:
        samples = soxr.resample(samples, rate, program.voice.rate)
    return np.clip(samples, -1, 1).astype(np.float32)
