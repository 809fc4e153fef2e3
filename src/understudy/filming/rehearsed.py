"""A rehearsed film as files, so that others film its segments and join them: nothing is spoken or acted twice.

    rehearsed.json      what is heard and shown when, scene by scene (`rehearsal/1`)
    acted-003.f32       the acting of scene 3 (`order.acted`)
    speech-003.f32      its sound; only who mixes the film needs it, and a presenter who listens

The production is not among them: it lies with the files that it names.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from understudy.errors import Warning
from understudy.filming.order import acted, performance_of
from understudy.performance.tracks import ActionSpan, VisemeCue
from understudy.production import Production
from understudy.rehearse import Rehearsal, RehearsedScene
from understudy.speech.captions import Caption
from understudy.speech.clip import Clip
from understudy.speech.sound import Sound, SoundWriter
from understudy.stage.scene import Cast, StagedScene
from understudy.stage.view import View

PRODUCTION, FOLDER = "production.json", "rehearsed"
"""Names in a film's folder: the production, which names files beside it, and the folder with its rehearsal."""

DOCUMENT = "rehearsed.json"

BLOCK = 1 << 20
"""Samples that are copied at a time."""


class _Scene(BaseModel):
    """A scene without its acting and its sound."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    frames: int
    clip: dict[str, Any]
    captions: tuple[Caption, ...]
    visemes: tuple[VisemeCue, ...]
    actions: tuple[ActionSpan, ...]


class _Film(BaseModel):
    """Everything that is no table of numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_name: Literal["rehearsal/1"] = Field("rehearsal/1", alias="schema")
    warnings: tuple[Warning, ...]
    scenes: tuple[_Scene, ...]


def sound_name(number: int) -> str:
    """The file with the sound of scene `number`."""
    return f"speech-{number:03}.f32"


def write(rehearsal: Rehearsal, folder: Path) -> None:
    """Write the rehearsal into `folder`, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    scenes = []
    for scene in rehearsal.scenes:
        _acted(folder, scene.number).write_bytes(acted(scene.performance))
        _copy(scene.clip.sound, folder / sound_name(scene.number))
        kept = _Scene(
            number=scene.number,
            frames=scene.frames,
            clip=scene.clip.tracks(),
            captions=tuple(scene.captions),
            visemes=scene.performance.visemes,
            actions=scene.performance.actions,
        )
        scenes.append(kept)
    film = _Film(warnings=tuple(rehearsal.warnings), scenes=tuple(scenes))
    (folder / DOCUMENT).write_text(film.model_dump_json(by_alias=True), encoding="utf-8")


def read(production: Production, folder: Path) -> Rehearsal:
    """The rehearsal of `production` that was written into `folder`; sounds are looked for when they are heard."""
    film = _Film.model_validate_json((folder / DOCUMENT).read_bytes())
    view, _ = View.of(production.output)
    rehearsal, cast = Rehearsal(production, view, warnings=list(film.warnings)), Cast()
    for kept in film.scenes:
        number, tracks = kept.number, kept.clip
        clip = Clip.from_tracks(tracks, Sound(tracks["rate"], tracks["length"], path=folder / sound_name(number)))
        performance = performance_of(_acted(folder, number).read_bytes(), kept.visemes, kept.actions, clip.sound)
        captions = list(kept.captions)
        take = StagedScene(production, number, view, cast, performance, captions, kept.frames, clip.language)
        rehearsal.scenes.append(RehearsedScene(number, rehearsal.frames, clip, performance, captions, take))
    return rehearsal


def _acted(folder: Path, number: int) -> Path:
    return folder / f"acted-{number:03}.f32"


def _copy(sound: Sound, path: Path) -> None:
    """A sound as a file of its own, copied in blocks where it is in memory or in another one."""
    with SoundWriter(path, sound.rate) as writer:
        for start in range(0, sound.length, BLOCK):
            writer.append(sound.read(start, min(start + BLOCK, sound.length)))
