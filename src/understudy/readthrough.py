"""The read-through: everything that can be found out about a film before anybody speaks.

Scripts are read, voices and presenters found, files opened, layers set without the presenter. What is wrong in any of
them is told at once, so that nobody waits for a long film to learn of a typing error in its last scene.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from understudy.deliver.captions import read_captions
from understudy.errors import InputError, Problem, Warning, collecting, placed
from understudy.performance.gesture import resolve
from understudy.performance.tracks import Performance
from understudy.production import LONGEST_FILM, Production, Scene
from understudy.script import markup
from understudy.script.document import Action, Script
from understudy.script.lexicon import unread
from understudy.speech.engine import Voice
from understudy.speech.voices import voice_for
from understudy.stage.avatars.choose import presenter_named
from understudy.stage.scene import Cast, StagedScene
from understudy.stage.view import View

if TYPE_CHECKING:
    from understudy.speech.decode import AudioFile


@dataclass(frozen=True)
class ReadScene:
    """Scene `number` as read: script and voice, or for a recording the `recorded` seconds that its file promises."""

    number: int
    script: Script | None = None
    voice: Voice | None = None
    recorded: Fraction = Fraction()


def read_through(
    production: Production, view: View, numbers: Sequence[int] | None = None
) -> tuple[list[ReadScene], list[Warning]]:
    """The scenes `numbers`, and what is done without or differently in them.

    `numbers` None is the whole film, with its music. Raises one `InputError` with every problem of all of them.
    """
    problems: list[Problem] = []
    warnings = unread(production.lexicon)
    wanted = range(len(production.scenes)) if numbers is None else numbers
    read = [_read(production, view, number, problems, warnings) for number in wanted]
    total = sum(len(scene.script.written) for scene in read if scene.script)
    if total > LONGEST_FILM:
        hint = f"at most {LONGEST_FILM} are possible: make two films of it"
        problems.append(Problem("film_too_long", f"the scripts have {total} characters", hint, field="scenes"))
    if production.music and numbers is None:
        with collecting(problems), _opened(production.music.file, field="music.file"):
            pass
    if problems:
        raise InputError.of(list(dict.fromkeys(problems)))
    return read, list(dict.fromkeys(warnings))


def sources(production: Production) -> Iterator[tuple[str, Path]]:
    """Every file that the production reads, with the field that names it."""
    if production.music:
        yield "music.file", production.music.file
    for number, scene in enumerate(production.scenes):
        where = f"scenes[{number}]"
        named = {"speech.recording": scene.speech.recording, "subtitle_file": scene.subtitle_file}
        named["background.file"] = getattr(scene.background, "file", None)
        for place, layer in enumerate(scene.layers):
            named[f"layers[{place}].file"] = getattr(layer, "file", None)
            named[f"layers[{place}].cover"] = getattr(layer, "cover", None)
        yield from ((f"{where}.{field}", path) for field, path in named.items() if path is not None)


def check_outputs(production: Production, outputs: Iterable[Path]) -> None:
    """Raise `InputError` (`output_is_source`) where a file that is to be written is one the production reads."""
    wanted = {path.resolve(): path for path in outputs}
    for field, path in sources(production):
        if path.resolve() in wanted:
            text = f"{wanted[path.resolve()]} is read by this production and would be overwritten"
            raise InputError("output_is_source", text, hint="give another name with --output", field=field)


def foreseen_actions(production: Production, scene: ReadScene) -> list[Warning]:
    """What the presenter of the scene will do otherwise than its script or its recording's actions ask."""
    asked = production.scenes[scene.number]
    able = presenter_named((asked.avatar or production.avatar).name).actions
    tags = [item.tag for item in scene.script.items if isinstance(item, Action)] if scene.script else []
    found = [resolve(tag, able)[1] for tag in (*tags, *(action.tag for action in asked.speech.actions))]
    return [in_scene(warning, asked, scene.number) for warning in dict.fromkeys(found) if warning]


def in_scene(warning: Warning, scene: Scene, number: int) -> Warning:
    """A warning about the acting in scene `number`, with the field where actions and moods are asked for."""
    field = f"scenes[{number}].speech.{'actions' if scene.speech.text is None else 'text'}"
    return Warning(warning.code, warning.message, warning.hint, number, warning.field or field)


def _opened(file: Path, *, scene: int | None = None, field: str) -> AudioFile:
    """A recording or the music; only they need the codecs, which take a while to load."""
    from understudy.speech.decode import AudioFile

    return AudioFile(file, scene=scene, field=field)


def _read(
    production: Production, view: View, number: int, problems: list[Problem], warnings: list[Warning]
) -> ReadScene:
    scene = production.scenes[number]
    choice, script, voice, recorded = scene.voice or production.voice, None, None, Fraction()
    if scene.speech.text is not None:
        with collecting(problems):
            script, warned = markup.read(scene.speech.text, scene=number, lexicon=production.lexicon)
            warnings += warned
        own = scene.voice is not None
        with (
            collecting(problems),
            placed(number if own else None, f"scenes[{number}].voice.name" if own else "voice.name"),
        ):
            voice = voice_for(choice.name, script or Script(()))
    elif scene.speech.recording is not None:
        where = f"scenes[{number}].speech.recording"
        with collecting(problems), _opened(scene.speech.recording, scene=number, field=where) as source:
            recorded = source.promised_length or Fraction()
    if scene.subtitle_file is not None:
        with collecting(problems):
            read_captions(scene.subtitle_file, scene=number)
    with collecting(problems):
        warnings += StagedScene(production, number, view, Cast(), Performance.still(), (), 1).check()
    return ReadScene(number, script, voice, recorded)
