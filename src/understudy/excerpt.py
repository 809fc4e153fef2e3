"""Parts of a film on their own: one frame, or a picture of what happens inside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from understudy.deliver.cover import check_picture_name, cover_frame, fitted, write_cover
from understudy.errors import InputError, Warning
from understudy.production import Production
from understudy.readthrough import check_outputs
from understudy.rehearse import Rehearsal, RehearsedScene, rehearse
from understudy.render.renderer import Renderer
from understudy.timing import FRAME_RATE, index_at, seconds
from understudy.workspace import workspace


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


def still(production: Production, output: Path, *, scene: int = 0, at: float = 0.0) -> Still:
    """Draw the frame that is on screen `at` seconds into scene `scene` (from 0) to a PNG or JPEG file."""
    check_picture_name(output)
    check_outputs(production, [output])
    _check_scene(production, scene)
    begins = production.scenes[scene].transition
    fades = scene > 0 and begins.kind == "cross-fade" and at * 1000 <= begins.milliseconds
    with workspace(output.parent) as work:
        rehearsal = rehearse(production, work, scenes=[scene - 1, scene] if fades else [scene])
        take = rehearsal.scenes[-1].take
        _check_time(at, rehearsal.scenes[-1])
        frame = index_at(at, FRAME_RATE)
        renderer = Renderer([scene.take for scene in rehearsal.scenes], rehearsal.view.size)
        picture = renderer.picture(len(rehearsal.scenes) - 1, frame)
        rehearsal.note_filmed()
        write_cover(picture, output)
    return Still(output, frame, take.frames, tuple(rehearsal.warnings))


def sketch(production: Production, picture: Path, *, longest_side: int, sound: Path | None = None) -> Rehearsal:
    """The first scene at a glance: its best frame as a small PNG or JPEG file, and with `sound` what is heard in it."""
    from understudy.encode.sound_file import write_sound  # these load codecs, which no still needs
    from understudy.film import mix

    check_picture_name(picture)
    with workspace(picture.parent) as work:
        rehearsal = rehearse(production, work, scenes=[0])
        scene = rehearsal.scenes[0]
        frame = Renderer([scene.take], rehearsal.view.size).picture(0, cover_frame([scene.performance], [scene.frames]))
        rehearsal.note_filmed()
        write_cover(fitted(frame, longest_side), picture)
        if sound is not None:
            write_sound(sound, mix(rehearsal, work).blocks(), channels=1)
    return rehearsal


def inspect(
    production: Production, output: Path, *, scene: int = 0, start: float = 0, stop: float | None = None
) -> Rehearsal:
    """Draw waveform, phones, visemes and acting of scene `scene` (from 0) as one picture; ten seconds unless asked."""
    from understudy.deliver.chart import chart  # takes a while to load, and no still needs it

    check_picture_name(output)
    check_outputs(production, [output])
    _check_scene(production, scene)
    if stop is not None and not start < stop:
        text = f"the part from {start:g} s to {stop:g} s is empty"
        raise InputError("time_outside", text, hint="stop after the start", scene=scene)
    with workspace(output.parent) as work:
        rehearsal = rehearse(production, work, scenes=[scene])
        played = rehearsal.scenes[0]
        _check_time(start, played)
        last = float(seconds(played.frames, FRAME_RATE))
        end = min(last, start + 10 if stop is None else stop)
        write_cover(chart(played.clip, played.performance, start=start, stop=end), output)
    return rehearsal


def _check_scene(production: Production, scene: int) -> None:
    count = len(production.scenes)
    if not 0 <= scene < count:
        hint = f"the production has {count} scenes" if count > 1 else "the production has 1 scene"
        raise InputError("scene_missing", f"there is no scene {scene + 1}", hint=hint)


def _check_time(at: float, scene: RehearsedScene) -> None:
    length = float(seconds(scene.frames, FRAME_RATE))
    if not 0 <= at < length:
        text = f"scene {scene.number + 1} lasts {length:.2f} s, so there is nothing at {at:g} s"
        raise InputError("time_outside", text, hint=f"give a time below {length:.2f}", scene=scene.number)
