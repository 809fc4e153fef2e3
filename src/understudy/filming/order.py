"""A segment's order: all that is needed to film it, and nothing more, as one document (`segment/1`)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from understudy.filming.cut import Segment
from understudy.performance.tracks import MOTIONS, SHAPES, ActionSpan, Performance, VisemeCue
from understudy.production import (
    AvatarChoice,
    Production,
    Scene,
    Speech,
    Transition,
    TransparentBackground,
    VideoLayer,
)
from understudy.rehearse import Rehearsal, RehearsedScene
from understudy.speech.captions import Caption
from understudy.speech.sound import Sound
from understudy.stage.avatars.choose import presenter_named
from understudy.stage.layers.subtitle import captions_in
from understudy.stage.scene import Cast, StagedScene
from understudy.stage.view import View


def acted(performance: Performance) -> bytes:
    """Shapes and motions as little-endian float32, a row of 63 a frame."""
    return np.hstack([performance.weights, performance.motions]).astype("<f4").tobytes()


def performance_of(
    rows: bytes,
    visemes: tuple[VisemeCue, ...] = (),
    actions: tuple[ActionSpan, ...] = (),
    sound: Sound | None = None,
) -> Performance:
    """The performance whose `acted` is `rows`."""
    table = np.frombuffer(rows, "<f4").astype(np.float32, copy=False).reshape(-1, len(SHAPES) + len(MOTIONS))
    weights, motions = (np.ascontiguousarray(part) for part in np.split(table, [len(SHAPES)], axis=1))
    return Performance(weights, motions, visemes, actions, sound)


class Heard(BaseModel):
    """The sound of a scene: `length` mono samples at `rate` a second, little-endian float32 in a working file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Path
    rate: int
    length: int


class Shot(BaseModel):
    """A scene as far as a segment shows it.

    `frames`: its length, as far as it matters here. `acted`: shapes and motions of the whole scene, because a presenter
    may plan ahead. `heard`: what is said, where the presenter listens to it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")

    frames: int
    language: str
    captions: tuple[Caption, ...]
    acted: bytes
    visemes: tuple[VisemeCue, ...]
    actions: tuple[ActionSpan, ...]
    heard: Heard | None = None

    @property
    def performance(self) -> Performance:
        """What is acted."""
        heard = self.heard
        sound = None if heard is None else Sound(heard.rate, heard.length, path=heard.file)
        return performance_of(self.acted, self.visemes, self.actions, sound)


class SegmentOrder(BaseModel):
    """Frames [start, stop) of the last scene of `production`; one before it is only there to be faded over.

    Of the production, what cannot be seen in the segment has its default value.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_name: Literal["segment/1"] = Field("segment/1", alias="schema")
    production: Production
    shots: tuple[Shot, ...]
    start: int
    stop: int
    alpha: bool

    @property
    def frames(self) -> int:
        """Length in frames."""
        return self.stop - self.start

    def takes(self, cast: Cast) -> list[StagedScene]:
        """The scenes, ready to be rendered."""
        view, _ = View.of(self.production.output)
        return [
            StagedScene(
                self.production,
                number,
                view,
                cast,
                shot.performance,
                shot.captions,
                shot.frames,
                shot.language,
            )
            for number, shot in enumerate(self.shots)
        ]

    def to_json(self) -> str:
        """The document, on one line."""
        return self.model_dump_json(by_alias=True, exclude_none=True)


def order_for(rehearsal: Rehearsal, segment: Segment) -> SegmentOrder:
    """What has to be filmed for one segment of a rehearsed film."""
    production, scene = rehearsal.production, rehearsal.scenes[segment.scene]
    fade = scene.take.fade if segment.scene else 0
    faded = segment.start < fade
    before = [rehearsal.scenes[segment.scene - 1]] if faded else []
    known = max(segment.stop, fade + 1) if faded else segment.stop  # such that the fade is as long as in the film
    shots = [_shot(production, last, last.frames - 1, last.frames, last.frames) for last in before]
    shots.append(_shot(production, scene, segment.start, segment.stop, known))
    scenes = [_seen(production, last, fades=False) for last in before]
    scenes.append(_seen(production, scene, fades=faded))
    return SegmentOrder(
        production=Production(output=production.output.model_copy(update={"loopable": False}), scenes=tuple(scenes)),
        shots=tuple(shots),
        start=segment.start,
        stop=segment.stop,
        alpha=any(isinstance(each.background, TransparentBackground) for each in production.scenes),
    )


def _shot(production: Production, scene: RehearsedScene, start: int, stop: int, known: int) -> Shot:
    performance = scene.performance
    return Shot(
        frames=known,
        language=scene.clip.language,
        captions=tuple(captions_in(scene.captions, range(start, stop))),
        acted=acted(performance),
        visemes=performance.visemes,
        actions=performance.actions,
        heard=_heard(production, scene),
    )


def _heard(production: Production, scene: RehearsedScene) -> Heard | None:
    sound, avatar = scene.clip.sound, production.scenes[scene.number].avatar or production.avatar
    if sound.path is None or not presenter_named(avatar.name).hears:
        return None
    return Heard(file=sound.path.absolute(), rate=sound.rate, length=sound.length)


def _seen(production: Production, rehearsed: RehearsedScene, *, fades: bool) -> Scene:
    """The scene without what is only heard."""
    scene = production.scenes[rehearsed.number]
    quiet: dict[str, object] = {"sound": 0, "play_to_end": False}
    layers = tuple(
        layer.model_copy(update={"group": "", **(quiet if isinstance(layer, VideoLayer) else {})})
        for layer in scene.layers
    )
    return Scene(
        speech=Speech(text=""),
        background=scene.background,
        layers=layers,
        placement=scene.placement,
        transition=scene.transition if fades else Transition(),
        avatar=AvatarChoice(name=(scene.avatar or production.avatar).name),
    )
