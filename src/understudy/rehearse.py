"""Everything before the camera runs: the scenes are read, spoken, acted and set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from understudy import production as document
from understudy.deliver.captions import read_captions
from understudy.errors import Cancelled, Warning
from understudy.performance.perform import perform
from understudy.performance.tracks import Performance
from understudy.production import Output, Production, Scene
from understudy.readthrough import in_scene, read_through
from understudy.script.document import Script
from understudy.speech.captions import Caption, cut
from understudy.speech.clip import Clip
from understudy.speech.speak import speak
from understudy.stage.avatars.choose import presenter_named
from understudy.stage.layers.subtitle import fitting
from understudy.stage.scene import Cast, StagedScene, open_clip
from understudy.stage.view import View
from understudy.timing import FRAME_RATE, frames_covering, index_at, seconds

Progress = Callable[[str, int, int], None]
"""Called with the stage (`speech`, `frames`, `delivery`), how many of its steps are done, and how many there are."""

SILENT_SCENE = 25
"""Frames of a scene in which nobody speaks and no clip plays: one second."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Tells nobody."""


@dataclass
class RehearsedScene:
    """Scene `number` of the production as it will be filmed, from frame `start` of the film on."""

    number: int
    start: int
    clip: Clip
    performance: Performance
    captions: list[Caption]
    take: StagedScene

    @property
    def frames(self) -> int:
        """Length in frames."""
        return self.take.frames

    @property
    def stop(self) -> int:
        """The first frame of the film after the scene."""
        return self.start + self.frames


@dataclass
class Rehearsal:
    """A film before it is filmed. `warnings` hold what was found so far; setting a scene may add to them."""

    production: Production
    view: View
    scenes: list[RehearsedScene] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)

    @property
    def frames(self) -> int:
        """Length of the film in frames."""
        return self.scenes[-1].stop if self.scenes else 0

    @property
    def duration(self) -> Fraction:
        """Length of the film in seconds."""
        return seconds(self.frames, FRAME_RATE)

    def note_filmed(self) -> None:
        """Add what setting the scenes warned about: some of it is known only once captions stand in the picture."""
        found = [*self.warnings, *(warning for scene in self.scenes for warning in scene.take.warnings)]
        self.warnings[:] = dict.fromkeys(found)


def rehearse(
    production: Production,
    work: Path,
    *,
    scenes: Sequence[int] | None = None,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = lambda: False,
) -> Rehearsal:
    """Rehearse all scenes, or those asked for; their sound is written into the folder `work`.

    Whatever is wrong with scripts, files and names in any of them is raised as one `InputError` before anybody speaks.
    """
    view, warnings = View.of(production.output)
    rehearsal = Rehearsal(production, view, warnings=warnings)
    scenes_read, warned = read_through(production, view, scenes)
    warnings += warned
    cast = Cast()
    for done, read in enumerate(scenes_read):
        if cancelled():
            raise Cancelled
        progress("speech", done, len(scenes_read))
        rehearsal.scenes.append(_rehearse_scene(rehearsal, read.number, read.script, cast, work))
    progress("speech", len(scenes_read), len(scenes_read))
    return rehearsal


def _rehearse_scene(rehearsal: Rehearsal, number: int, script: Script | None, cast: Cast, work: Path) -> RehearsedScene:
    production, view = rehearsal.production, rehearsal.view
    scene = production.scenes[number]
    choice = scene.voice or production.voice
    clip, warned = speak(scene.speech, script, choice, work / f"speech-{number:03}.f32", scene=number)
    rehearsal.warnings += warned
    until = index_at(clips_end(scene, number, view), FRAME_RATE)
    frames = max(frames_covering(clip.sound.length, clip.rate), until) or SILENT_SCENE
    acted = any(cue.kind == "action" for cue in clip.cues) or bool(scene.speech.actions)
    performance, warned = perform(
        clip,
        frames,
        seed=production.seed,
        idle_interval=production.idle_action_interval,
        actions=scene.speech.actions,
        loopable=production.output.loopable and not acted,
        known_actions=presenter_named((scene.avatar or production.avatar).name).actions,
    )
    rehearsal.warnings += [in_scene(warning, scene, number) for warning in warned]
    captions = _captions(rehearsal, number, clip, frames)
    take = StagedScene(production, number, view, cast, performance, captions, frames, clip.language)
    return RehearsedScene(number, rehearsal.frames, clip, performance, captions, take)


def _captions(rehearsal: Rehearsal, number: int, clip: Clip, frames: int) -> list[Caption]:
    """The scene's captions: from its subtitle file when it has one, else cut from its words."""
    scene, output = rehearsal.production.scenes[number], rehearsal.production.output
    if scene.subtitle_file is not None:
        captions, late = _until(read_captions(scene.subtitle_file, scene=number), seconds(frames, FRAME_RATE))
        if late:
            length = float(seconds(frames, FRAME_RATE))
            text = f"{late} of its subtitles reach beyond the scene, which lasts {length:.2f} s"
            hint = "times count from the start of the scene"
            rehearsal.warnings.append(Warning("subtitle_late", text, hint, number, f"scenes[{number}].subtitle_file"))
        return captions
    if output.subtitles and clip.sound.length and not clip.words:
        text, hint = "there are no words to show as subtitles", "give recording_text or subtitle_file"
        rehearsal.warnings.append(Warning("subtitles_missing", text, hint, number, f"scenes[{number}].speech"))
    return own_captions(output, rehearsal.view, clip)


def own_captions(output: Output, view: View, clip: Clip) -> list[Caption]:
    """The captions of what is heard, cut so that they fit the picture where they are shown in it."""
    fits = fitting(output.subtitle_style, view, clip.language) if output.subtitles else None
    return cut(clip.written, clip.words, clip.rate, fits=fits, end=clip.sound.length, language=clip.language)


def _until(captions: list[Caption], end: Fraction) -> tuple[list[Caption], int]:
    """The captions as far as they lie before `end`, and how many are cut or left out."""
    kept = [replace(caption, stop=min(caption.stop, end)) for caption in captions if caption.start < end]
    return kept, sum(caption.stop > end for caption in captions)


def clips_end(scene: Scene, number: int, view: View) -> Fraction:
    """Seconds after which every clip of the scene that is to play to its end has done so; 0 when there is none."""
    endings = [Fraction()]
    for place, layer in enumerate(scene.layers):
        if isinstance(layer, document.VideoLayer) and layer.play_to_end:
            endings.append(open_clip(layer, view, number, place).playing_time or Fraction())
    return max(endings)
