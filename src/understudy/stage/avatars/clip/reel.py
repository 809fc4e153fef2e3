"""The frames of a pack's clip: colours above, alpha below, in one H.264 stream with an entry every half second."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from understudy.stage.footage import Footage
from understudy.stage.picture import Picture
from understudy.timing import FRAME_RATE

_ENTRY = 12
"""Frames from one that stands alone to the next: playing backwards decodes so many at once."""

_OPTIONS = {"preset": "ultrafast", "crf": "15", "g": str(_ENTRY), "bf": "0", "sc_threshold": "0"}


class ReelWriter:
    """Writes a clip of `size` (width, height), both even. A context manager."""

    def __init__(self, path: Path, size: tuple[int, int]) -> None:
        self._size, self.frames = size, 0
        self._container = av.open(str(path), "w")
        stream: Any = self._container.add_stream("libx264", rate=FRAME_RATE, options=_OPTIONS)
        stream.width, stream.height, stream.pix_fmt = size[0], 2 * size[1], "yuv420p"
        self._stream = stream

    def __enter__(self) -> ReelWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()

    def add(self, colours: Picture, alpha: Picture) -> None:
        """The next frame: premultiplied colours (height, width, 3) and alpha (height, width)."""
        width, height = self._size
        luma, chroma = width * height, width * height // 4
        flat = np.full(3 * luma, 128, np.uint8)
        picture = cv2.cvtColor(colours, cv2.COLOR_RGB2YUV_I420).reshape(-1)
        flat[:luma], flat[luma : 2 * luma] = picture[:luma], cv2.LUT(alpha, _LUMA).reshape(-1)
        for number in (0, 1):
            start = 2 * luma + 2 * number * chroma
            flat[start : start + chroma] = picture[luma + number * chroma :][:chroma]
        packed = flat.reshape(3 * height, width)
        self._container.mux(self._stream.encode(av.VideoFrame.from_ndarray(packed, format="yuv420p")))
        self.frames += 1

    def finish(self) -> None:
        """Write what the encoder still holds."""
        self._container.mux(self._stream.encode(None))


class Reel:
    """Reads such a clip: any frame, quickest in order. `size` is that of its pictures."""

    def __init__(self, path: Path, size: tuple[int, int]) -> None:
        self._footage = Footage(path)
        self.size, self.frames = size, self._footage.last + 1
        self._kept: dict[int, Picture] = {}
        self._last = -1

    def picture(self, number: int) -> Picture:
        """Frame `number` as premultiplied RGBA (height, width, 4)."""
        packed = self._kept.get(number)
        if packed is None:
            if number == self._last - 1:  # backwards: take the whole group that ends here
                self._kept = {n: self._packed(n) for n in range(max(number - _ENTRY + 1, 0), number + 1)}
            else:
                self._kept = {number: self._packed(number)}
            packed = self._kept[number]
        self._last = number
        return _unpacked(packed, self.size)

    def close(self) -> None:
        """Let go of the file."""
        self._footage.close()

    def _packed(self, number: int) -> Picture:
        frame = self._footage.frame(self._footage.index_at(Fraction(number, FRAME_RATE)))
        return np.asarray(frame.to_ndarray(), np.uint8)


def _unpacked(packed: Picture, size: tuple[int, int]) -> Picture:
    width, height = size
    flat = packed.reshape(-1)
    luma, chroma = width * height, width * height // 4
    parts = (flat[:luma], flat[2 * luma :][:chroma], flat[2 * luma + 2 * chroma :][:chroma])
    colours = np.concatenate(parts).reshape(height * 3 // 2, width)
    alpha = cv2.LUT(packed[height : 2 * height], _ALPHA)
    return np.asarray(cv2.min(cv2.cvtColor(colours, cv2.COLOR_YUV2RGBA_I420), cv2.merge([alpha] * 4)), np.uint8)


_LUMA = (16 + np.round(np.arange(256) * (219 / 255))).astype(np.uint8)
"""Luma of each alpha."""

_ALPHA = np.clip(np.round((np.arange(256) - 16.5) * 255 / 218), 0, 255).astype(np.uint8)
"""Alpha of each luma value; what the encoder made of nothing stays nothing, and of solid solid."""
