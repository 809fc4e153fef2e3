"""Commands that are heard: `say`, `listen`, `voices`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from understudy.cli import screen
from understudy.cli.film import JsonOption, ScriptArgument, VoiceOption, production_of

if TYPE_CHECKING:
    from understudy.audition import Spoken

PlotOption = Annotated[
    Path | None, typer.Option(help="Draw waveform, phones and visemes of the first ten seconds, as .png or .jpg.")
]


def say(
    script: ScriptArgument,
    output: Annotated[Path, typer.Option("--output", "-o", help="A .wav, .mp3 or .m4a file.")],
    voice: VoiceOption = None,
    speed: Annotated[int | None, typer.Option(min=50, max=200, help="Percent.")] = None,
    pitch: Annotated[int | None, typer.Option(min=50, max=200, help="Percent.")] = None,
    volume: Annotated[int | None, typer.Option(min=90, max=240, help="140 is broadcast level.")] = None,
    plot: PlotOption = None,
    as_json: JsonOption = False,
) -> None:
    """Speak a script: sound only, with the times of every word and phone beside it."""
    from understudy.audition import speak_only

    production = production_of(script, voice=voice, speed=speed, pitch=pitch, volume=volume)
    _tell(speak_only(production, output, plot=plot), as_json)


def listen(
    recording: Annotated[Path, typer.Argument(help="A recording of speech: .wav, .mp3, .m4a or any sound file.")],
    text: Annotated[Path | None, typer.Option(help="A file with what it says: plain, <speak>, or subtitles.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Name of the files; default: that of the recording.")
    ] = None,
    plot: PlotOption = None,
    as_json: JsonOption = False,
) -> None:
    """Listen to a recording: when each phone is heard, and each word of its text when that is known."""
    from understudy.audition import listen_only
    from understudy.drafting import text_of

    said = None if text is None else text_of(text)
    _tell(listen_only(recording, text=said, output=output, plot=plot), as_json)


def _tell(spoken: Spoken, as_json: bool) -> None:
    if as_json:
        screen.show_json(spoken.as_dict())
        return
    screen.show_warnings(spoken.warnings)
    screen.say(f"sound     {spoken.path}")
    screen.say(f"length    {screen.duration_words(float(spoken.duration))}")
    screen.say(f"timings   {', '.join(str(path) for path in spoken.files.paths())}")
    if spoken.plot is not None:
        screen.say(f"picture   {spoken.plot}")


def voices(
    language: Annotated[str, typer.Option("--language", "-l", help="Only this language, such as en or zh.")] = "",
    as_json: JsonOption = False,
) -> None:
    """List the voices of every installed engine."""
    from understudy.speech.voices import voices_of

    found = voices_of(language)
    if as_json:
        screen.show_json([{**vars(voice), "controls": sorted(voice.controls)} for voice in found])
        return
    rows = [[voice.id, voice.language, voice.gender, voice.licence, voice.title] for voice in found]
    screen.show_table(rows, ["voice", "language", "gender", "licence", "title"])
