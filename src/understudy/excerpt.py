"""Parts of a film on their own: one frame, the sound, or a picture of what happens inside."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from understudy.deliver.chart import chart
from understudy.deliver.cover import write_cover
from understudy.deliver.timings import write_timings
from understudy.encode.sound_file import write_sound
from understudy.errors import InputError, Warning
from understudy.film import mix, workspace
from understudy.production import Production
from understudy.rehearse import Rehearsal, rehearse
from understudy.render.renderer import Renderer
from understudy.timing import FRAME_RATE, index_at, seconds


@dataclass(frozen=True)
class Still:
    """A frame that was drawn: which one, how many the scene has, and the film's warnings."""

    path: Path
    frame: int
    frames: int
    warnings: tuple[Warning, ...]

    def as_dict(self) -> dict[str, Any]:
        """The still as plain JSON values."""
        return {**vars(self), "path": str(self.path), "warnings": [warning.as_dict() for warning in self.warnings]}


@dataclass(frozen=True)
class Spoken:
    """A script that was spoken: the sound file, the word times beside it, and its length in seconds."""

    path: Path
    timings: Path
    duration: Fraction
    warnings: tuple[Warning, ...]

    def as_dict(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        return {
            "path": str(self.path),
            "timings": str(self.timings),
            "duration": round(float(self.duration), 3),
            "warnings": [warning.as_dict() for warning in self.warnings],
        }


def still(production: Production, output: Path, *, scene: int = 0, at: float = 0.0) -> Still:
    """Draw the frame that is on screen `at` seconds into scene `scene` (from 0) to a PNG or JPEG file."""
    _check_scene(production, scene)
    fades = production.scenes[scene].transition.kind == "cross-fade" and scene > 0
    with workspace(output.parent) as work:
        rehearsal = rehearse(production, work, scenes=[scene - 1, scene] if fades else [scene])
        take = rehearsal.scenes[-1].take
        frame = index_at(at, FRAME_RATE)
        if frame >= take.frames:
            length = float(seconds(take.frames, FRAME_RATE))
            text = f"scene {scene + 1} lasts {length:.2f} s, so there is nothing at {at} s"
            raise InputError("time_outside", text, hint=f"give a time below {length:.2f}", scene=scene)
        renderer = Renderer([scene.take for scene in rehearsal.scenes], rehearsal.view.size)
        write_cover(renderer.picture(len(rehearsal.scenes) - 1, frame), output)
        rehearsal.note_filmed()
    return Still(output, frame, take.frames, tuple(rehearsal.warnings))


def speak_only(production: Production, output: Path) -> Spoken:
    """Speak the whole script into a WAV, MP3 or M4A file, with the times of all words and phones as JSON beside it."""
    with workspace(output.parent) as work:
        rehearsal = rehearse(production, work)
        write_sound(output, mix(rehearsal, work).blocks())
        timings = output.with_suffix(".words.json")
        write_timings(rehearsal, timings, phones=True)
    return Spoken(output, timings, rehearsal.duration, tuple(rehearsal.warnings))


def inspect(
    production: Production, output: Path, *, scene: int = 0, start: float = 0, stop: float | None = None
) -> Rehearsal:
    """Draw waveform, phones, visemes and acting of scene `scene` (from 0) as one PNG; ten seconds unless asked else."""
    _check_scene(production, scene)
    with workspace(output.parent) as work:
        rehearsal = rehearse(production, work, scenes=[scene])
        played = rehearsal.scenes[0]
        last = float(seconds(played.frames, FRAME_RATE))
        if start >= last:
            raise InputError("time_outside", f"scene {scene + 1} lasts {last:.2f} s", hint=f"start before {last:.2f}")
        end = min(last, start + 10 if stop is None else stop)
        write_cover(chart(played.clip, played.performance, start=start, stop=end), output)
    return rehearsal


def _check_scene(production: Production, scene: int) -> None:
    count = len(production.scenes)
    if not 0 <= scene < count:
        raise InputError("scene_missing", f"there is no scene {scene + 1}", hint=f"the production has {count}")
