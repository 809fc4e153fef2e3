"""What a production would become, told without making it: length, voices, warnings, missing glyphs, time to make."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from understudy.errors import Warning
from understudy.machine import usable_cores
from understudy.production import Production, TextLayer
from understudy.readthrough import ReadScene, foreseen_actions, read_through
from understudy.rehearse import clips_end
from understudy.script import markup
from understudy.speech import voices
from understudy.speech.estimate import speaking_time
from understudy.speech.synthesize import foreseen
from understudy.stage.typeface import missing_glyphs
from understudy.stage.view import View

SHORTEST = Fraction(1)
"""Seconds of a scene in which nobody speaks."""

START_SECONDS = 1.0
SECONDS_A_MEGAPIXEL_FRAME = 0.016
"""What rendering and encoding a frame costs for each million of its pixels on two cores (benchmarks, 2026-11-22)."""


@dataclass(frozen=True)
class PlannedScene:
    """What is known of scene `index` (from 0) beforehand; `text` is the beginning of what is said."""

    index: int
    seconds: Fraction
    language: str
    voice: str
    avatar: str
    text: str


@dataclass(frozen=True)
class Plan:
    """The film as it would be. `seconds` is an estimate within some 15 %; `render_seconds` is rougher."""

    scenes: tuple[PlannedScene, ...]
    warnings: tuple[Warning, ...]
    missing_glyphs: tuple[str, ...]
    render_seconds: float

    @property
    def seconds(self) -> Fraction:
        """Estimated length of the film."""
        return sum((scene.seconds for scene in self.scenes), Fraction())

    def as_dict(self) -> dict[str, Any]:
        """The plan as plain JSON values."""
        return {
            "schema": "plan/1",
            "seconds": round(float(self.seconds), 2),
            "render_seconds": round(self.render_seconds, 1),
            "missing_glyphs": list(self.missing_glyphs),
            "warnings": [warning.as_dict() for warning in self.warnings],
            "scenes": [{**vars(scene), "seconds": round(float(scene.seconds), 2)} for scene in self.scenes],
        }


def plan(production: Production) -> Plan:
    """Read, choose and set everything, but speak and render nothing; raises `InputError` with every problem at once."""
    view, warnings = View.of(production.output)
    read, warned = read_through(production, view)
    warnings += warned
    scenes = []
    for scene in read:
        if scene.script and scene.voice:
            warnings += foreseen(scene.script, scene.voice, scene=scene.number)
        warnings += foreseen_actions(production, scene)
        scenes.append(_planned(production, scene, view))
    lost = sorted(set().union(*(missing_glyphs(text) for text in _shown(production))))
    pixels = production.output.width * production.output.height / 1e6
    length = float(sum(scene.seconds for scene in scenes))
    render = START_SECONDS + length * 25 * pixels * SECONDS_A_MEGAPIXEL_FRAME * 2 / min(usable_cores(), 4)
    return Plan(tuple(scenes), tuple(dict.fromkeys(warnings)), tuple(lost), render)


def _planned(production: Production, read: ReadScene, view: View) -> PlannedScene:
    scene = production.scenes[read.number]
    avatar = (scene.avatar or production.avatar).name
    if read.script and read.voice:
        language, said = voices.language_of(read.script.written), read.script.written
        length, heard = speaking_time(read.script, read.voice, (scene.voice or production.voice).speed), read.voice.id
    else:
        assert scene.speech.recording is not None
        language, said, heard, length = "", scene.speech.recording.name, "recording", read.recorded
    length = max(length, clips_end(scene, read.number, view)) or SHORTEST
    return PlannedScene(read.number, length, language, heard, avatar, said[:48].replace("\n", " "))


def _shown(production: Production) -> list[str]:
    """Every text that would be drawn."""
    texts = [layer.text for scene in production.scenes for layer in scene.layers if isinstance(layer, TextLayer)]
    if production.output.label:
        texts.append(production.output.label)
    if production.output.subtitles:
        said = [scene.speech.text for scene in production.scenes if scene.speech.text and not scene.subtitle_file]
        texts += [markup.read(text)[0].written for text in said]
    return texts
