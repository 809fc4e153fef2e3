"""A film in the film, stretched to its box: any frame rate, looped or played once, with or without transparency."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction

import numpy as np
import skia
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from understudy import production
from understudy.errors import Warning
from understudy.stage.footage import Footage
from understudy.stage.layers.layer import Box
from understudy.stage.layers.still import Still, make_still, on_output
from understudy.stage.picture import Picture, load_picture, upright
from understudy.stage.view import View
from understudy.timing import FRAME_RATE, seconds

COVER = -1
"""State of a clip that has ended and shows its cover picture."""

_EXACT = Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT | Interpolation.BITEXACT
"""For frames that are scaled. Unscaled ones take FFmpeg's direct way, four times as fast: it repeats the chroma samples,
which the film's own 4:2:0 averages back to what the clip had."""
_HIGH_DEFINITION = (1280, 576)
"""Without a tag, clips wider or higher than this are BT.709, others BT.601: the rule of players and broadcasters."""


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
        self._reformatter = VideoReformatter()

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
            picture = upright(self._pixels(frame, (frame.width, frame.height)), orientation)
            return make_still(picture, target, output=self._output, super_resolution=self._super_resolution)
        picture = upright(self._pixels(frame, size), orientation)
        image = skia.Image.fromarray(picture, skia.kRGBA_8888_ColorType, skia.kOpaque_AlphaType, copy=True)
        return Still(image, target)

    def _pixels(self, frame: VideoFrame, size: tuple[int, int]) -> Picture:
        """`frame` as (h, w, 4) straight RGBA of `size`: its own matrix and range, full-range sRGB values out."""
        if size == (frame.width, frame.height):
            interpolation = Interpolation.BICUBIC
        elif size[0] < frame.width or size[1] < frame.height:
            interpolation = Interpolation.AREA | _EXACT
        else:
            interpolation = Interpolation.BICUBIC | _EXACT
        converted = self._reformatter.reformat(
            frame,
            width=size[0],
            height=size[1],
            format="rgba",
            src_colorspace=_matrix(frame),
            dst_colorspace=Colorspace.DEFAULT,
            interpolation=interpolation,
            src_color_range=frame.color_range or ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG,
        )
        plane = converted.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        return np.ascontiguousarray(rows[: size[1], : size[0] * 4].reshape(size[1], size[0], 4))


def _matrix(frame: VideoFrame) -> Colorspace:
    """The colour matrix of `frame`: as tagged, else by its size."""
    tagged = {1: Colorspace.ITU709, 4: Colorspace.FCC, 5: Colorspace.ITU601, 6: Colorspace.ITU601}
    tagged |= {7: Colorspace.SMPTE240M, 9: Colorspace.BT2020, 10: Colorspace.BT2020}
    if frame.colorspace in tagged:
        return tagged[frame.colorspace]
    high = frame.width >= _HIGH_DEFINITION[0] or frame.height > _HIGH_DEFINITION[1]
    return Colorspace.ITU709 if high else Colorspace.ITU601
