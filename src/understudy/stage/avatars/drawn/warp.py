"""Layers of the figure as pictures: painted once per size, bent and moved at every frame with one resampling."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt
import skia

from understudy.stage.avatars.drawn.rig import NODE, Field, Floats

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


class Scratch:
    """Memory that every layer's warp uses in turn, so that frames allocate nothing large. For one thread at a time."""

    def __init__(self) -> None:
        self._map: Floats = np.empty(0, np.float32)
        self._pixels: Bytes = np.empty(0, np.uint8)

    def map(self, height: int, width: int) -> Floats:
        """Room for a map, (height, width, 2)."""
        if self._map.size < height * width * 2:
            self._map = np.empty(height * width * 2, np.float32)
        return self._map[: height * width * 2].reshape(height, width, 2)

    def pixels(self, height: int, width: int) -> Bytes:
        """Room for a picture, (height, width, 4)."""
        if self._pixels.size < height * width * 4:
            self._pixels = np.empty(height * width * 4, np.uint8)
        return self._pixels[: height * width * 4].reshape(height, width, 4)


class Sheet:
    """One painted layer. `box` is (left, top, right, bottom) in design units, `scale` pixels per unit."""

    def __init__(
        self, box: tuple[float, float, float, float], scale: float, field: Field, paint: Callable[[skia.Canvas], None]
    ) -> None:
        self.box, self.scale, self.field = box, scale, field
        left, top, right, bottom = box
        self.picture: Bytes = np.zeros((round((bottom - top) * scale), round((right - left) * scale), 4), np.uint8)
        surface = surface_on(self.picture)
        canvas = surface.getCanvas()
        canvas.scale(scale, scale)
        canvas.translate(-left, -top)
        paint(canvas)

    def moved(
        self, displacement: Floats, placed: Matrix, size: tuple[int, int], scratch: Scratch
    ) -> tuple[Bytes, tuple[int, int]] | None:
        """The layer bent by `displacement` (at the field's nodes), then placed by the 2×3 matrix `placed`.

        Gives the pixels and where their upper left corner lies in the picture of `size`; None when nothing is left.
        """
        window = self._window(displacement, placed, size)
        if window is None:
            return None
        left, top, right, bottom = window
        across = np.arange(-(-(right - left) // STEP) + 2, dtype=np.float32) * STEP + (left + STEP / 2 - STEP)
        down = np.arange(-(-(bottom - top) // STEP) + 2, dtype=np.float32) * STEP + (top + STEP / 2 - STEP)
        source = self._source(across, down, displacement, placed)
        wide, high = len(across) * STEP, len(down) * STEP
        whole = cv2.resize(source, (wide, high), dst=scratch.map(high, wide), interpolation=cv2.INTER_LINEAR)
        inner = whole[STEP : STEP + bottom - top, STEP : STEP + right - left]
        pixels = cv2.remap(  # type: ignore[call-overload] # both coordinates are in the first map
            self.picture,
            inner,
            None,
            cv2.INTER_LINEAR,
            dst=scratch.pixels(bottom - top, right - left),
            borderMode=cv2.BORDER_CONSTANT,
        )
        return np.asarray(pixels, np.uint8), (left, top)

    def _window(self, displacement: Floats, placed: Matrix, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
        left, top, right, bottom = self.box
        low, high = displacement.min(axis=(0, 1)), displacement.max(axis=(0, 1))
        corners = [(x, y, 1.0) for x in (left + low[0], right + high[0]) for y in (top + low[1], bottom + high[1])]
        points = np.array(corners) @ placed.T * self.scale
        first = np.maximum(np.floor(points.min(axis=0)).astype(int), 0)
        last = np.minimum(np.ceil(points.max(axis=0)).astype(int), size)
        if (last <= first).any():
            return None
        return int(first[0]), int(first[1]), int(last[0]), int(last[1])

    def _source(self, across: Floats, down: Floats, displacement: Floats, placed: Matrix) -> Floats:
        """Where each node's pixel comes from: pixel coordinates in the painted picture, (rows, nodes, 2)."""
        x, y = np.meshgrid((across + 0.5) / self.scale, (down + 0.5) / self.scale)
        back = np.linalg.inv(np.vstack([placed, (0, 0, 1)]))
        flat_x = (back[0, 0] * x + back[0, 1] * y + back[0, 2]).astype(np.float32)
        flat_y = (back[1, 0] * x + back[1, 1] * y + back[1, 2]).astype(np.float32)
        nodes_x, nodes_y = (flat_x - self.field.left) / NODE, (flat_y - self.field.top) / NODE
        shift = cv2.remap(displacement, nodes_x, nodes_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        left, top = self.box[:2]
        source = np.empty((*x.shape, 2), np.float32)
        source[..., 0] = (flat_x - shift[..., 0] - left) * self.scale - 0.5
        source[..., 1] = (flat_y - shift[..., 1] - top) * self.scale - 0.5
        return source


def local_frame(x: float, y: float, field: Field, displacement: Floats, placed: Matrix) -> Matrix:
    """The 2×3 matrix that moves things drawn around (x, y) as the field and the placement move the skin there."""
    reach = 2 * NODE
    points = np.array([(x, y), (x + reach, y), (x - reach, y), (x, y + reach), (x, y - reach)], np.float32)
    there = points.copy()
    for _ in range(3):
        nodes = (there - (field.left, field.top)) / NODE
        shift = cv2.remap(
            displacement,
            np.ascontiguousarray(nodes[:, None, 0], np.float32),
            np.ascontiguousarray(nodes[:, None, 1], np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        there = points + shift.reshape(-1, 2)
    middle, right, left, below, above = there.astype(np.float64)
    inner = np.column_stack([(right - left) / (2 * reach), (below - above) / (2 * reach)])
    outer = np.column_stack([inner, middle - inner @ (x, y)])
    return np.asarray(placed @ np.vstack([outer, (0, 0, 1)]))
