"""A film in the film, stretched to its box: any frame rate, looped or played once, with or without transparency."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction

import skia
from av.video.frame import VideoFrame

from understudy import production
from understudy.errors import Warning
from understudy.stage.footage import Footage
from understudy.stage.frame_pixels import FramePixels
from understudy.stage.layers.layer import Box
from understudy.stage.layers.still import Still, make_still, on_output
from understudy.stage.picture import load_picture, upright
from understudy.stage.view import View
from understudy.timing import FRAME_RATE, seconds

COVER = -1
"""State of a clip that has ended and shows its cover picture."""


class VideoLayer:
    """A clip in its box (without a size: as large as it is, upright and with square pixels).

    It begins with the scene and plays `loop_count` times (-1: without end, 0: it is never seen); after that its last
    frame stays, or the cover picture. A film frame shows the clip's frame that is on screen at that exact moment.
    `duration` is the length of one pass in seconds, `playing_time` that of all passes (None: endless), `natural_size`
    its own (width, height), `has_sound` whether it has a sound track.
    `warnings` holds what the clip does without; reading frames may add `clip_damaged`, so look again after rendering.
    Raises what `Footage` and `load_picture` raise.
    """

    def __init__(
        self,
        model: production.VideoLayer,
        view: View,
        *,
        super_resolution: bool = False,
        scene: int | None = None,
        field: str = "layer",
    ) -> None:
        self._model, self._output, self._super_resolution = model, view.size, super_resolution
        self._footage = Footage(model.file, scene=scene, field=f"{field}.file")
        self.warnings: list[Warning] = self._footage.warnings
        if model.play_to_end and model.loop_count < 0:
            text, hint = "the clip plays without end, so no scene lasts until it has played", "give a loop_count"
            self.warnings.append(Warning("clip_endless", text, hint, scene, f"{field}.play_to_end"))
        self.duration, self.natural_size = self._footage.duration, self._footage.natural_size
        self.has_sound = self._footage.sound_delay is not None
        width, height = self.natural_size
        if model.size is not None:
            width, height = model.size.width, model.size.height
        self._target = on_output((model.position.x, model.position.y, width, height), view)
        self._box = self._target.clip(Box(0, 0, *view.size))
        self._cover = None
        if model.cover is not None:
            cover = load_picture(model.cover, scene=scene, field=f"{field}.cover")
            self._cover = make_still(cover, self._target, output=view.size, super_resolution=super_resolution)
        self._shown: tuple[int, Still] | None = None
        self._pixels = FramePixels()

    @property
    def playing_time(self) -> Fraction | None:
        """Seconds from the scene's beginning to the end of the last pass; None when it plays without end."""
        return None if self._model.loop_count < 0 else self.duration * self._model.loop_count

    def state(self, frame: int) -> Hashable:
        """Number of the clip's frame that shows, COVER after the end, None when nothing does."""
        if self._model.loop_count == 0 or self._box.empty:
            return None
        time, end = seconds(frame, FRAME_RATE), self.playing_time
        if end is not None and time >= end:
            return COVER if self._cover is not None else self._footage.last
        return self._footage.index_at(time % self.duration)

    def box(self, frame: int) -> Box:
        """The part of the output that the clip covers."""
        return self._box

    def draw(self, canvas: skia.Canvas, frame: int) -> None:
        """Paint the frame of the clip that is due at `frame`; decodes when it is another than before."""
        state = self.state(frame)
        if state is None:
            return
        if state == COVER and self._cover is not None:
            self._cover.draw(canvas)
            return
        assert isinstance(state, int)
        if self._shown is None or self._shown[0] != state:
            self._shown = (state, self._still(self._footage.frame(state)))
        self._shown[1].draw(canvas)

    def _still(self, frame: VideoFrame) -> Still:
        """`frame` at its place. Opaque clips of usual size are scaled while their colours are converted, in one go."""
        target, orientation = self._target, self._footage.orientation
        size = (target.height, target.width) if orientation >= 5 else (target.width, target.height)
        grows = size[0] > frame.width or size[1] > frame.height
        far_larger = target.width * target.height > 2 * self._output[0] * self._output[1]
        if self._footage.has_alpha or far_larger or (grows and self._super_resolution):
            picture = upright(self._pixels.of(frame, (frame.width, frame.height)), orientation)
            return make_still(picture, target, output=self._output, super_resolution=self._super_resolution)
        picture = upright(self._pixels.of(frame, size), orientation)
        image = skia.Image.fromarray(picture, skia.kRGBA_8888_ColorType, skia.kOpaque_AlphaType, copy=True)
        return Still(image, target)
