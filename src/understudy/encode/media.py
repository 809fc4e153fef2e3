"""What pictures and sound look like to an encoder."""

from __future__ import annotations

from collections.abc import Sequence

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter

from understudy.encode.profiles import Profile
from understudy.errors import EngineError
from understudy.stage.layers.layer import Box
from understudy.timing import MIX_RATE

Picture = npt.NDArray[np.uint8]

BT709 = 1
"""Code point of BT.709 in ITU-T H.273: for primaries, transfer and matrix alike."""
LIMITED, FULL = 1, 2
"""Ranges as FFmpeg counts them: 16 to 235, and 0 to 255."""

_GRID = 64  # pixels; boxes that changed are rounded up to it, so that few sizes of them are met
_SIZES = 24  # sizes of boxes for which a converter is kept
_CELL = 8  # pixels; colours bleed up to this far into what is transparent


class Converter:
    """Turns premultiplied RGBA pictures of one size into frames for one encoder; the picture may be reused at once.

    YUV: BT.709, limited range, chroma averaged over its 2×2 pixels (SWS_AREA, the only scaler setting that averages
    exactly; luma within half a step of the formula). 3.7 ms for a 1080p picture on one core, of some 40 ms for encoding
    it. Straight alpha bleeds the figure's colours into its surroundings, so that chroma shared by two pixels has no
    dark fringe.
    """

    def __init__(self, profile: Profile, size: tuple[int, int], *, alpha: bool) -> None:
        self.profile, self.size, self.alpha = profile, size, alpha
        self.format = profile.transparent if alpha else profile.opaque
        self._reformatters: dict[tuple[int, int], VideoReformatter] = {}
        self._kept: Picture | None = None

    def frame(self, picture: Picture, changed: Sequence[Box] | None = None) -> av.VideoFrame:
        """The picture, (height, width, 4) uint8 RGBA premultiplied, as a frame of its own memory.

        `changed`: boxes outside which it equals the picture before; None when that is not known. The frame is the same
        with and without it.
        """
        if picture.shape != (self.size[1], self.size[0], 4) or picture.dtype != np.uint8:
            found = f"{picture.dtype} of shape {picture.shape}"
            raise EngineError("frame_shape", f"a frame is {found}", hint=f"uint8 ({self.size[1]}, {self.size[0]}, 4)")
        if self.format == "yuv420p":
            return self._patched(picture, changed)
        if self.alpha:
            picture = straight(picture, bleed=self.profile.yuv)
        return self._converted(picture)

    def _converted(self, picture: Picture) -> av.VideoFrame:
        reformatter = self._reformatters.get(picture.shape[:2])
        if reformatter is None:  # each sets itself up for one size, which takes as long as a small picture
            while len(self._reformatters) >= _SIZES:
                self._reformatters.pop(next(iter(self._reformatters)))
            reformatter = self._reformatters[picture.shape[:2]] = VideoReformatter()
        source = av.VideoFrame.from_numpy_buffer(np.ascontiguousarray(picture), format="rgba")
        if not self.profile.yuv:
            return reformatter.reformat(source, format=self.format)
        return reformatter.reformat(
            source,
            format=self.format,
            interpolation=Interpolation.AREA,
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=FULL,
            dst_color_range=LIMITED,
            dst_color_trc=BT709,
            dst_color_primaries=BT709,
            threads=1,
        )

    def _patched(self, picture: Picture, changed: Sequence[Box] | None) -> av.VideoFrame:
        """The frame before, with what changed converted anew."""
        width, height = self.size
        if changed is None or self._kept is None or sum(b.width * b.height for b in changed) > width * height / 2:
            frame = self._converted(picture)
            self._kept = np.asarray(frame.to_ndarray(), np.uint8) if changed is not None else None
            return frame
        for box in changed:
            self._patch(picture, box, self._kept)
        frame = av.VideoFrame.from_ndarray(self._kept, format=self.format)
        frame.colorspace, frame.color_range = Colorspace.ITU709, LIMITED
        frame.color_primaries = frame.color_trc = BT709
        return frame

    def _patch(self, picture: Picture, box: Box, kept: Picture) -> None:
        """Convert the pixels of `box` into `kept`, with a margin: the scaler looks at rows beside its own."""
        whole = Box(0, 0, *self.size)
        inner = Box(
            *(edge // _GRID * _GRID for edge in (box.left, box.top)),
            *(-(-edge // _GRID) * _GRID for edge in (box.right, box.bottom)),
        )
        outer = Box(inner.left - _CELL, inner.top - _CELL, inner.right + _CELL, inner.bottom + _CELL).clip(whole)
        inner = inner.clip(whole)
        frame = self._converted(picture[outer.top : outer.bottom, outer.left : outer.right])
        found = np.asarray(frame.to_ndarray(), np.uint8)
        pairs = zip(planes(found, (outer.width, outer.height)), planes(kept, self.size), (1, 2, 2), strict=True)
        for part, plane, step in pairs:
            left, top, right, bottom = (e // step for e in (inner.left, inner.top, inner.right, inner.bottom))
            x, y = outer.left // step, outer.top // step
            plane[top:bottom, left:right] = part[top - y : bottom - y, left - x : right - x]


def planes(pixels: Picture, size: tuple[int, int]) -> tuple[Picture, Picture, Picture]:
    """Y, U and V of a 4:2:0 picture of `size` (both even) that lies in one piece of memory."""
    width, height = size
    flat, luma, chroma = pixels.reshape(-1), width * height, width * height // 4
    half = (height // 2, width // 2)
    return (
        flat[:luma].reshape(height, width),
        flat[luma : luma + chroma].reshape(half),
        flat[luma + chroma : luma + 2 * chroma].reshape(half),
    )


def straight(picture: Picture, *, bleed: bool) -> Picture:
    """The picture with straight alpha; `bleed` also gives transparent pixels near the figure the figure's colour."""
    result = cv2.cvtColor(picture, cv2.COLOR_mRGBA2RGBA)
    if not bleed:
        return np.asarray(result, np.uint8)
    clear = picture[..., 3] == 0
    if not clear.any() or clear.all():
        return np.asarray(result, np.uint8)
    height, width = clear.shape
    coarse = cv2.resize(picture, (-(-width // _CELL), -(-height // _CELL)), interpolation=cv2.INTER_AREA)
    around = cv2.blur(coarse.astype(np.float32), (3, 3))
    colours = np.clip(around[..., :3] * (255 / np.maximum(around[..., 3:], 1 / 9)), 0, 255)
    filled = np.dstack([colours, np.zeros_like(colours[..., :1])]).astype(np.uint8)
    np.copyto(result, cv2.resize(filled, (width, height), interpolation=cv2.INTER_NEAREST), where=clear[..., None])
    return np.asarray(result, np.uint8)


def sound_frame(block: npt.NDArray[np.float32], profile: Profile) -> av.AudioFrame:
    """Samples, (n, 2) float32 in [-1, 1] at 48 kHz, as a frame for the encoder; what is louder is clipped."""
    samples = np.clip(block, -1, 1)
    whole = profile.sound_format == "s16"
    packed = np.rint(samples * 32767).astype(np.int16) if whole else samples.astype(np.float32)
    frame = av.AudioFrame.from_ndarray(packed.reshape(1, -1), format="s16" if whole else "flt", layout="stereo")
    frame.sample_rate = MIX_RATE
    return frame
