"""Where the pixels of a figure come from: one picture, or a frame of a clip, or two frames that are cross-faded."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from understudy.stage.avatars.portrait.anatomy import Doubles, Floats, Picture
from understudy.stage.avatars.portrait.lips import SourceMouth

_COARSE = 8
"""Pixels in one of `solid`."""


@dataclass(frozen=True, eq=False)
class Source:
    """A premultiplied RGBA `picture`, `scale` of whose pixels make one of the figure's.

    `mouth` tells the picture's own where it is not the one at rest; `eyes` whether the picture's own are seen between
    the lids, instead of eyeballs that are drawn. `share` is what it counts in a cross-fade, and `align` the 2×3 matrix
    that brings the head of the figure onto that of the picture, in pixels of the figure; None when they are the same.
    `light` is what red, green and blue are multiplied by where a mouth is laid over another picture. A person that the
    picture's edge cuts off goes on for `beyond` pixels, as in a mirror.
    """

    picture: Picture
    scale: float = 1.0
    mouth: SourceMouth | None = None
    eyes: bool = False
    share: float = 1.0
    align: Doubles | None = None
    light: tuple[float, float, float] = (1.0, 1.0, 1.0)
    beyond: float = 0.0

    def seen(self, places: Floats, reach: float) -> Floats:
        """Above 0 where something may be seen up to `reach` pixels from positions (rows, columns, 2) of the picture."""
        height, width = self.picture.shape[:2]
        x, y = places[..., 0], places[..., 1]
        more = self.beyond
        near = (x > -more) & (x < width + more) & (y > -more) & (y < height + more)
        coarse = (places + np.float32(0.5)) * np.float32(1 / _COARSE) - np.float32(0.5)
        solid = self._around(math.ceil(reach / _COARSE))
        found = cv2.remap(solid, coarse, None, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[call-overload]
        return np.asarray(found * near, np.float32)

    def pixels(self, places: Floats, room: Picture | None = None) -> Picture:
        """The picture at positions (rows, columns, 2); written into `room` where that is given."""
        shown = cv2.remap(  # type: ignore[call-overload] # both coordinates are in the first map
            self.picture, places, None, cv2.INTER_LINEAR, dst=room, borderMode=cv2.BORDER_REFLECT_101
        )
        return np.asarray(shown, np.uint8)

    def _around(self, cells: int) -> Floats:
        """1 where any pixel of so many coarse cells around is not wholly transparent; kept."""
        if cells not in self._kept:
            size = 2 * cells + 1
            self._kept[cells] = np.asarray(cv2.dilate(self._solid, np.ones((size, size), np.uint8)), np.float32)
        return self._kept[cells]

    @cached_property
    def _kept(self) -> dict[int, Floats]:
        return {}

    @cached_property
    def _solid(self) -> Floats:
        """1 where any of a few pixels is not wholly transparent."""
        height, width = self.picture.shape[:2]
        size = (-(-width // _COARSE), -(-height // _COARSE))
        more = (0, size[1] * _COARSE - height, 0, size[0] * _COARSE - width)
        padded = cv2.copyMakeBorder(self.picture[..., 3], *more, cv2.BORDER_CONSTANT)
        most = cv2.resize(padded, size, interpolation=cv2.INTER_AREA) > 0
        return np.asarray(most, np.float32)
