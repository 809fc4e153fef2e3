"""Layers of the figure as pictures: painted once per size, bent and moved at every frame with one resampling."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
import skia

from understudy.stage.avatars.drawn.anatomy import Area, Floats
from understudy.stage.avatars.drawn.field import NODE, Field
from understudy.stage.avatars.scratch import Scratch
from understudy.stage.layers.layer import Box

STEP = 16
"""Pixels between the nodes at which a warp is computed exactly; in between it is linear."""

Bytes = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]


def surface_on(picture: Bytes) -> skia.Surface:
    """A surface that draws into `picture`, (height, width, 4) premultiplied RGBA.

    Keep it as long as its canvas is used: the canvas does not.
    """
    height, width = picture.shape[:2]
    info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    return skia.Surface.MakeRasterDirect(info, picture, picture.strides[0])


def image_of(picture: Bytes) -> skia.Image:
    """The premultiplied picture as the rasteriser's image; it shares the memory."""
    return skia.Image.fromarray(picture, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType, copy=False)


class Sheet:
    """A painted part of the figure. `box` is (left, top, right, bottom) in design units, `scale` pixels per unit."""

    def __init__(self, box: Area, scale: float, picture: Bytes) -> None:
        self.box, self.scale, self.picture = box, scale, picture

    def bend(
        self, field: Field, displacement: Floats, placed: Matrix, box: Box, target: Bytes, scratch: Scratch
    ) -> None:
        """Bend by `displacement` (at the field's nodes), place by the 2×3 matrix `placed`, and put it into `target`.

        `target` holds the pixels of `box` of the whole figure's picture; all of them are replaced.
        """
        across = np.arange(-(-box.width // STEP) + 2, dtype=np.float32) * STEP + (box.left + STEP / 2 - STEP)
        down = np.arange(-(-box.height // STEP) + 2, dtype=np.float32) * STEP + (box.top + STEP / 2 - STEP)
        source = self._source(across, down, field, displacement, placed)
        wide, high = len(across) * STEP, len(down) * STEP
        whole = cv2.resize(source, (wide, high), dst=scratch.map(high, wide), interpolation=cv2.INTER_LINEAR)
        inner = whole[STEP : STEP + box.height, STEP : STEP + box.width]
        pixels = cv2.remap(  # type: ignore[call-overload] # both coordinates are in the first map
            self.picture, inner, None, cv2.INTER_LINEAR, dst=target, borderMode=cv2.BORDER_CONSTANT
        )
        if pixels is not target and not np.shares_memory(pixels, target):
            target[:] = pixels

    def _source(self, across: Floats, down: Floats, field: Field, displacement: Floats, placed: Matrix) -> Floats:
        """Where each node's pixel comes from: pixel coordinates in the painted picture, (rows, nodes, 2)."""
        (a, b, c), (d, e, f) = placed.tolist()
        inverse = 1 / (a * e - b * d)
        x, y = (across + 0.5) / self.scale - c, (down + 0.5) / self.scale - f
        flat = np.empty((len(down), len(across), 2), np.float32)
        flat[..., 0] = (e * inverse * x)[None, :] - (b * inverse * y)[:, None]
        flat[..., 1] = (a * inverse * y)[:, None] - (d * inverse * x)[None, :]
        nodes = (flat - np.array((field.left, field.top), np.float32)) * np.float32(1 / NODE)
        flat -= cv2.remap(  # type: ignore[call-overload] # both coordinates are in the first map
            displacement, nodes, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        flat -= np.array(self.box[:2], np.float32)
        flat *= np.float32(self.scale)
        flat -= np.float32(0.5)
        return flat


def window(area: Area, far: float, placed: Matrix, scale: float, size: tuple[int, int]) -> Box:
    """The pixels, inside a picture of `size`, that `area` may touch when its edge is bent by `far` units and placed."""
    left, top, right, bottom = area
    corners = [(x, y, 1.0) for x in (left - far, right + far) for y in (top - far, bottom + far)]
    points = np.array(corners) @ placed.T * scale
    low, high = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    found = Box(math.floor(low[0]), math.floor(low[1]), math.ceil(high[0]), math.ceil(high[1]))
    return found.clip(Box(0, 0, *size))


def local_frames(places: Sequence[tuple[float, float]], field: Field, displacement: Floats, placed: Matrix) -> Matrix:
    """For each place (x, y) the 2×3 matrix that moves what is drawn there as field and placement move the skin.

    The result has shape (places, 2, 3).
    """
    reach = 2 * NODE
    cross = np.array([(0, 0), (reach, 0), (-reach, 0), (0, reach), (0, -reach)], np.float32)
    points = (np.array(places, np.float32)[:, None] + cross).reshape(-1, 1, 2)
    origin = np.array((field.left, field.top), np.float32)
    there = points
    for _ in range(3):
        nodes = (there - origin) / np.float32(NODE)
        shift = cv2.remap(  # type: ignore[call-overload] # both coordinates are in the first map
            displacement, nodes, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        there = points + shift
    middle, right, left, below, above = there.reshape(-1, 5, 2).astype(np.float64).transpose(1, 0, 2)
    inner = np.stack([right - left, below - above], axis=2) / (2 * reach)
    rest = middle - np.einsum("nij,nj->ni", inner, np.array(places))
    outer = np.concatenate([inner, rest[:, :, None]], axis=2)
    turned = np.einsum("ij,njk->nik", placed[:, :2], outer)
    turned[:, :, 2] += placed[:, 2]
    return np.asarray(turned)
