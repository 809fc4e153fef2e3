"""Speech without pictures: a script that is spoken, or a recording that is listened to, with its times in four forms.

Beside the sound stand `.words.json` (`timings/1`, with phones), `.srt`, `.ass` (each word lights up as it is said) and
`.TextGrid` (for Praat); on request a picture of waveform, phones and what the mouth makes of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from understudy.deliver.captions import ass, film_captions, srt
from understudy.deliver.cover import check_picture_name, write_cover, write_whole
from understudy.deliver.textgrid import textgrid
from understudy.deliver.timings import Solo, SpokenFilm, write_timings
from understudy.errors import InputError, Warning
from understudy.performance.perform import perform
from understudy.production import Production
from understudy.readthrough import check_outputs
from understudy.rehearse import rehearse
from understudy.script import markup
from understudy.script.document import Script
from understudy.speech.captions import cut
from understudy.speech.clip import Clip
from understudy.timing import FRAME_RATE
from understudy.workspace import workspace

PICTURED = 10.0
"""Seconds of speech that a picture shows."""


@dataclass(frozen=True)
class TimeFiles:
    """Where the times of a speech are written: `hello.words.json` and so on, for `hello.wav`."""

    timings: Path
    srt: Path
    ass: Path
    textgrid: Path

    @classmethod
    def beside(cls, sound: Path) -> TimeFiles:
        """The files that belong to a sound file."""
        return cls(*(sound.with_suffix(ending) for ending in (".words.json", ".srt", ".ass", ".TextGrid")))

    def paths(self) -> tuple[Path, ...]:
        """All of them."""
        return self.timings, self.srt, self.ass, self.textgrid


@dataclass(frozen=True)
class Spoken:
    """What was spoken or heard: the sound file, its times in four forms, its length in seconds, and the picture."""

    path: Path
    files: TimeFiles
    duration: Fraction
    warnings: tuple[Warning, ...]
    plot: Path | None = None

    def as_dict(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        return {
            "path": str(self.path),
            **{name: str(path) for name, path in vars(self.files).items()},
            "plot": None if self.plot is None else str(self.plot),
            "duration": round(float(self.duration), 3),
            "warnings": [warning.as_dict() for warning in self.warnings],
        }


def speak_only(production: Production, output: Path, *, plot: Path | None = None) -> Spoken:
    """Speak the whole script into a WAV, MP3 or M4A file, with its times beside it."""
    from understudy.encode.sound_file import check_sound_name, write_sound  # codecs
    from understudy.film import mix

    check_sound_name(output)
    files = TimeFiles.beside(output)
    _check(production, output, files, plot)
    with workspace(output.parent) as work:
        rehearsal = rehearse(production, work)
        mixer = mix(rehearsal, work)
        made = _write_times(rehearsal, work, None)
        if plot is not None:
            first = rehearsal.scenes[0]
            _draw(first.clip, plot, first.frames)
        write_sound(output, mixer.blocks())
        _move(made, files)
    warnings = tuple(dict.fromkeys([*rehearsal.warnings, *mixer.warnings]))
    return Spoken(output, files, rehearsal.duration, warnings, plot)


def listen_only(
    recording: Path, *, text: str | None = None, output: Path | None = None, plot: Path | None = None
) -> Spoken:
    """Listen to a recording, and find the words of `text` (plain or `<speak>`) in it when they are known.

    The files lie beside `output`, by default beside the recording and named after it. Nothing is written over the
    recording itself. Raises `InputError`, such as `script_empty` for a text without words.
    """
    from understudy.speech.follow import follow  # codecs and the ear
    from understudy.speech.listen import listen
    from understudy.speech.recording import load_recording

    files = TimeFiles.beside(output or recording)
    if plot is not None:
        check_picture_name(plot)
    for path in (*files.paths(), *([plot] if plot else [])):
        if path.resolve() == recording.resolve():
            message = f"{path} is the recording itself and would be overwritten"
            raise InputError("output_is_source", message, hint="give another name with --output")
    script, warnings = markup.read(text) if text else (Script(()), [])
    if text is not None and not script.written.strip():
        raise InputError("script_empty", "the text holds no words", hint="leave it out to listen without")
    with workspace(files.timings.parent) as work:
        sound, found = load_recording(recording, work / "recording.f32")
        warnings += found
        clip = listen(sound)
        if script.written.strip():
            clip, warned = follow(sound, script)
            warnings += warned
        captions = (
            cut(clip.written, clip.words, clip.rate, end=sound.length, language=clip.language) if clip.words else []
        )
        heard = Solo(clip, captions)
        made = _write_times(heard, work, sound.duration)
        if plot is not None:
            _draw(clip, plot, heard.stop)
        _move(made, files)
    return Spoken(recording, files, sound.duration, tuple(dict.fromkeys(warnings)), plot)


def _check(production: Production, output: Path, files: TimeFiles, plot: Path | None) -> None:
    outputs = [output, *files.paths()]
    if plot is not None:
        check_picture_name(plot)
        outputs.append(plot)
    check_outputs(production, outputs)


def _write_times(film: SpokenFilm, work: Path, end: Fraction | None) -> TimeFiles:
    """All forms of the times, in the working folder."""
    made = TimeFiles.beside(work / "speech.wav")
    scenes: Sequence[Any] = film.scenes
    captions = film_captions(scenes)
    write_timings(film, made.timings, phones=True)
    write_whole(made.srt, srt(captions).encode())
    write_whole(made.ass, ass(captions, lit=True).encode())
    write_whole(made.textgrid, textgrid(film, end).encode())
    return made


def _move(made: TimeFiles, files: TimeFiles) -> None:
    for source, target in zip(made.paths(), files.paths(), strict=True):
        source.replace(target)


def _draw(clip: Clip, plot: Path, frames: int) -> None:
    """Waveform, phones and acting of the first seconds."""
    from understudy.deliver.chart import chart  # takes a while to load

    performance, _ = perform(clip, max(frames, 1), seed=0)
    write_cover(chart(clip, performance, start=0, stop=min(PICTURED, float(frames / FRAME_RATE))), plot)
