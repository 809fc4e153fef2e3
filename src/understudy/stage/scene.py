"""One scene, set: its length, how it begins, and which layers stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from understudy.errors import InputError, Problem, Warning, collecting, placed
from understudy.performance.tracks import Performance
from understudy.production import (
    ColourBackground,
    HumanLayer,
    ImageBackground,
    ImageLayer,
    Production,
    Scene,
    TextLayer,
    VideoLayer,
)
from understudy.speech.captions import Caption
from understudy.stage.avatars.choose import open_actor, presenter_named
from understudy.stage.avatars.engine import Actor
from understudy.stage.layers import background, human, image, subtitle, text
from understudy.stage.layers.label import LabelLayer
from understudy.stage.layers.layer import Layer
from understudy.stage.view import View
from understudy.timing import FRAME_RATE, index_at

if TYPE_CHECKING:
    from understudy.stage.layers import video

BOTTOM = 1
"""Layer index of a presenter that no HUMAN layer places: below every layer that was asked for."""


@dataclass
class Cast:
    """Actors that are already open, so that scenes with the same presenter at the same size share one."""

    _open: dict[tuple[str, tuple[int, int]], Actor] = field(default_factory=dict)

    def actor(self, name: str, size: tuple[int, int]) -> Actor:
        """The presenter `name` at `size` pixels; only the last two are kept."""
        if (name, size) not in self._open:
            while len(self._open) > 1:
                self._open.pop(next(iter(self._open)))
            self._open[name, size] = open_actor(name, size)
        return self._open[name, size]


@dataclass
class StagedScene:
    """Scene `number` of a production, ready to be rendered (see `render.renderer.Take`)."""

    production: Production
    number: int
    view: View
    cast: Cast
    performance: Performance
    captions: Sequence[Caption]
    frames: int
    language: str = ""
    _told: list[list[Warning]] = field(default_factory=list)

    @property
    def scene(self) -> Scene:
        """The scene as the production has it."""
        return self.production.scenes[self.number]

    @property
    def fade(self) -> int:
        """Frames of the cross-fade at its beginning; 0 for a cut."""
        transition = self.scene.transition
        if transition.kind == "cut":
            return 0
        return min(index_at(Fraction(transition.milliseconds, 1000), FRAME_RATE), self.frames - 1)

    @property
    def warnings(self) -> list[Warning]:
        """What `layer_warnings` holds, and what the subtitles warn about, set or not."""
        return [*self.layer_warnings, *self.subtitle_warnings]

    @property
    def layer_warnings(self) -> list[Warning]:
        """What the layers warn about that were built last; a clip may add to it while it is played."""
        return [warning for told in self._told for warning in told]

    @cached_property
    def subtitle_warnings(self) -> list[Warning]:
        """What the subtitles of the whole scene warn about."""
        return self._subtitles().warnings if self.production.output.subtitles else []

    def layers(self) -> list[Layer]:
        """Every layer from the bottom up; what they warn about stands in `warnings` then."""
        self._told = []
        return [*self._background(), *self._placed(), *self._over_all()]

    def check(self) -> list[Warning]:
        """What setting this scene would warn about. Raises one `InputError` with all that cannot be set.

        Opens no presenter.
        """
        self._told, problems = [], list[Problem]()
        own = self.scene.avatar is not None
        where = f"scenes[{self.number}].avatar.name" if own else "avatar.name"
        with collecting(problems), placed(self.number if own else None, where):
            presenter_named((self.scene.avatar or self.production.avatar).name)
        with collecting(problems):
            self._background()
        for place, model in enumerate(self.scene.layers):
            with collecting(problems):
                if not isinstance(model, HumanLayer):
                    self._layer(place, model)
        if problems:
            raise InputError.of(problems)
        self._over_all()
        return self.warnings

    def _over_all(self) -> list[Layer]:
        """Subtitles and the visible mark, which stand over every layer that was asked for."""
        output, layers = self.production.output, list[Layer]()
        if output.subtitles and self.captions:
            layers.append(self._subtitles())
        if output.label:
            label = LabelLayer(output.label, self.view)
            self._told.append(label.warnings)
            layers.append(label)
        return layers

    def _subtitles(self) -> subtitle.SubtitleLayer:
        style, language = self.production.output.subtitle_style, self.language
        return subtitle.SubtitleLayer(self.captions, style, self.view, scene=self.number, language=language)

    def _background(self) -> list[Layer]:
        asked = self.scene.background
        if isinstance(asked, ImageBackground):
            better = self.production.output.super_resolution
            return [background.ImageBackground(asked, self.view, scene=self.number, super_resolution=better)]
        if isinstance(asked, ColourBackground):
            return [background.ColourBackground(asked, self.view)]
        return []

    def _placed(self) -> list[Layer]:
        """The scene's own layers in drawing order: by index, then as listed."""
        asked = list(enumerate(self.scene.layers))
        layers = [(model.position.index, place, self._layer(place, model)) for place, model in asked]
        if not any(isinstance(model, HumanLayer) for model in self.scene.layers):
            layers.append((BOTTOM, -1, self._human(None)))
        return [layer for _, _, layer in sorted(layers, key=lambda entry: entry[:2])]

    def _layer(self, place: int, model: HumanLayer | ImageLayer | VideoLayer | TextLayer) -> Layer:
        where = f"scenes[{self.number}].layers[{place}]"
        better = self.production.output.super_resolution
        if isinstance(model, HumanLayer):
            return self._human(model)
        if isinstance(model, ImageLayer):
            return image.ImageLayer(model, self.view, scene=self.number, field=where, super_resolution=better)
        if isinstance(model, VideoLayer):
            clip = open_clip(model, self.view, self.number, place, super_resolution=better)
            self._told.append(clip.warnings)
            return clip
        words = text.TextLayer(model, self.view, scene=self.number, field=where)
        self._told.append(words.warnings)
        return words

    def _human(self, model: HumanLayer | None) -> Layer:
        name = (self.scene.avatar or self.production.avatar).name
        view = self.view
        box = human.human_box(presenter_named(name), model, self.scene.placement, view.canvas, view.scale, view.offset)
        actor = self.cast.actor(name, (box.width, box.height))
        rotation = model.rotation if model else 0
        return human.HumanLayer(actor, self.performance, box.left, box.top, rotation)


def open_clip(
    model: VideoLayer, view: View, scene: int, place: int, *, super_resolution: bool = False
) -> video.VideoLayer:
    """The clip of layer `place` of scene `scene`; the codecs are loaded when the first one is opened."""
    from understudy.stage.layers import video

    where = f"scenes[{scene}].layers[{place}]"
    return video.VideoLayer(model, view, scene=scene, field=where, super_resolution=super_resolution)
