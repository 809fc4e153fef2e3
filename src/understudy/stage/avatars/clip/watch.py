"""A clip as the builder sees it: 25 pictures a second, upright, of one size, decoded ahead on a thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from understudy.errors import Warning
from understudy.stage.footage import Footage
from understudy.stage.frame_pixels import FramePixels
from understudy.stage.picture import Picture, upright
from understudy.timing import FRAME_RATE

LONGEST = 60
"""Seconds of a clip that are used."""

_AHEAD = 3
"""Pictures that are decoded ahead."""


class Watch:
    """Plays a clip for whoever analyses it. `size` is its (width, height), upright and with square pixels; `frames` the
    number of pictures at 25 a second; `whole` whether that is all of the clip; `has_sound` whether it is heard.

    Raises `InputError` as `Footage` does.
    """

    def __init__(self, file: Path) -> None:
        self._footage = Footage(file)
        self.size = self._footage.natural_size
        length = int(self._footage.duration * FRAME_RATE)
        self.frames = min(length, LONGEST * int(FRAME_RATE))
        self.whole = self.frames == length
        self.has_sound = self._footage.sound_delay is not None
        self._pixels = FramePixels()

    @property
    def warnings(self) -> list[Warning]:
        """What the clip does without; damage is known when it has been played."""
        return self._footage.warnings

    def picture(self, number: int, size: tuple[int, int]) -> Picture:
        """Picture `number` as (height, width, 3) RGB of `size` (width, height)."""
        frame = self._footage.frame(self._footage.index_at(Fraction(number, FRAME_RATE)))
        turned = self._footage.orientation >= 5
        pixels = self._pixels.of(frame, size[::-1] if turned else size)
        return np.asarray(cv2.cvtColor(upright(pixels, self._footage.orientation), cv2.COLOR_RGBA2RGB), np.uint8)

    def play(self, size: tuple[int, int]) -> Iterator[Picture]:
        """Every picture in order."""
        with ThreadPoolExecutor(1) as decoder:
            coming: deque[Future[Picture]] = deque()
            for number in range(self.frames):
                while len(coming) <= _AHEAD and number + len(coming) < self.frames:
                    coming.append(decoder.submit(self.picture, number + len(coming), size))
                yield coming.popleft().result()

    def close(self) -> None:
        """Let go of the file."""
        self._footage.close()
