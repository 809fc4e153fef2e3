"""A picture brought to its place on the output, once: after that, drawing it is a plain copy."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import skia

from understudy import production
from understudy.errors import placed
from understudy.stage.layers.layer import Box
from understudy.stage.picture import Picture, load_picture, stamp
from understudy.stage.view import View
from understudy.timing import nearest

Rectangle = tuple[Fraction | float, Fraction | float, Fraction | float, Fraction | float]
"""x, y, width and height on the canvas."""

MARGIN = 16
"""Source pixels kept around what is visible, so that filters see the same neighbours as on the whole picture."""

KEPT = 6
"""Pictures of scenes that are kept ready to draw: 8 MB at most each at 1080p, 33 MB at 4K."""

_CUBIC = skia.SamplingOptions(skia.CubicResampler.CatmullRom())


@dataclass(frozen=True)
class Still:
    """Pixels ready to copy: `image` (premultiplied) has the size of `box`, in output pixels."""

    image: skia.Image | None
    box: Box

    def draw(self, canvas: skia.Canvas) -> None:
        """Copy the pixels; parts that are transparent let through what is there."""
        if self.image is not None:
            canvas.drawImage(self.image, self.box.left, self.box.top)


class StillLayer:
    """A layer that never changes: it is painted once, and copied."""

    def __init__(self, still: Still) -> None:
        self._still = still

    def state(self, frame: int) -> Hashable:
        """Always the same; None when nothing of it can be seen."""
        return None if self._still.image is None else 0

    def box(self, frame: int) -> Box:
        """The part of the output it may touch."""
        return self._still.box

    def covers(self, frame: int) -> Sequence[Box]:
        """All of it, where nothing is transparent."""
        image = self._still.image
        return (self._still.box,) if image is not None and image.isOpaque() else ()

    def draw(self, canvas: skia.Canvas, frame: int) -> None:
        """Copy what was painted."""
        self._still.draw(canvas)


PictureModel = production.ImageBackground | production.ImageLayer
Place = Callable[[Any, tuple[int, int], tuple[int, int]], Rectangle]
"""Where a picture lies on the canvas, by its model, the size of the canvas and its own size."""


def still_of(
    model: PictureModel, place: Place, view: View, *, super_resolution: bool, scene: int | None, field: str
) -> Still:
    """The picture file of `model`, brought to its place. Raises what `load_picture` raises, at the file of `field`."""
    with placed(scene, f"{field}.file"):
        return _kept(model, place, stamp(model.file), view, super_resolution)


@lru_cache(KEPT)
def _kept(
    model: PictureModel, place: Place, version: tuple[int, int] | None, view: View, super_resolution: bool
) -> Still:
    """The picture as it is drawn; the last ones are kept, because scenes often share them."""
    picture = load_picture(model.file)
    target = on_output(place(model, view.canvas, (picture.shape[1], picture.shape[0])), view)
    turned = model.rotation if isinstance(model, production.ImageLayer) else 0
    return make_still(picture, target, output=view.size, rotation=turned, super_resolution=super_resolution)


def on_output(rectangle: Rectangle, view: View) -> Box:
    """A rectangle of the canvas in output pixels, its edges at the nearest whole pixels, at least one pixel large."""
    x, y, width, height = (Fraction(side) for side in rectangle)
    scale = Fraction(view.scale)
    left, right = nearest(x * scale) + view.offset[0], nearest((x + width) * scale) + view.offset[0]
    top, bottom = nearest(y * scale) + view.offset[1], nearest((y + height) * scale) + view.offset[1]
    return Box(left, top, max(right, left + 1), max(bottom, top + 1))


def turned_box(target: Box, rotation: float) -> Box:
    """The smallest box around `target` turned by `rotation` degrees about its centre."""
    if rotation % 360 == 0:
        return target
    bounds = _turn(target, rotation).mapRect(target.rect())
    return Box(
        math.floor(bounds.left() - 0.01),
        math.floor(bounds.top() - 0.01),
        math.ceil(bounds.right() + 0.01),
        math.ceil(bounds.bottom() + 0.01),
    )


def make_still(
    picture: Picture,
    target: Box,
    *,
    output: tuple[int, int],
    rotation: float = 0,
    super_resolution: bool = False,
) -> Still:
    """`picture` (h, w, 4 straight RGBA) stretched to `target` and turned clockwise about its centre, where visible.

    `output` is the (width, height) of the film; what lies outside is never computed.
    Sides that shrink are averaged over the area of each output pixel, sides that grow are interpolated (Catmull-Rom),
    or, with `super_resolution`, upscaled by `understudy.stage.upscale`.
    """
    box = turned_box(target, rotation).clip(Box(0, 0, *output))
    if box.empty or not picture[..., 3].any():
        return Still(None, Box(0, 0, 0, 0))
    pixels, place = _resample(picture, target, box if rotation % 360 == 0 else None, super_resolution)
    image = _image(pixels)
    whole = (place.width(), place.height()) == (image.width(), image.height())
    if rotation % 360 == 0 and whole and place.makeOffset(0, 0) == box.rect():
        return Still(image, box)
    placed = np.zeros((box.height, box.width, 4), np.uint8)
    with skia.Surface(placed, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType) as canvas:
        canvas.translate(-box.left, -box.top)
        canvas.concat(_turn(target, rotation))
        canvas.clipRect(target.rect(), doAntiAlias=True)
        canvas.drawImageRect(image, place, _CUBIC, skia.Paint(AntiAlias=True))
    return Still(_image(placed), box)


def _turn(target: Box, rotation: float) -> skia.Matrix:
    centre = target.rect()
    return skia.Matrix.RotateDeg(rotation, skia.Point(centre.centerX(), centre.centerY()))


def _resample(
    picture: Picture, target: Box, visible: Box | None, super_resolution: bool
) -> tuple[npt.NDArray[np.uint8], skia.Rect]:
    """Premultiplied pixels and the rectangle of the output they fill; only where a side grows may that differ from 1:1.

    `visible` limits the work on sides that grow; None keeps everything.
    """
    opaque = (picture[..., 3] == 255).all()
    pixels: Picture = picture if opaque else cv2.cvtColor(picture, cv2.COLOR_RGBA2mRGBA).astype(np.uint8, copy=False)
    height, width = pixels.shape[:2]
    fewer = (min(width, target.width), min(height, target.height))
    if fewer != (width, height):
        pixels = cv2.resize(pixels, fewer, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    left, right = _needed(fewer[0], target.left, target.right, (visible.left, visible.right) if visible else None)
    top, bottom = _needed(fewer[1], target.top, target.bottom, (visible.top, visible.bottom) if visible else None)
    across, down = target.width / fewer[0], target.height / fewer[1]
    place = skia.Rect.MakeLTRB(
        target.left + left * across, target.top + top * down, target.left + right * across, target.top + bottom * down
    )
    pixels = np.ascontiguousarray(pixels[top:bottom, left:right])
    if super_resolution and max(across, down) > 1:
        from understudy.stage.upscale import upscale

        size = (max(round(place.width()), 1), max(round(place.height()), 1))
        pixels = upscale(pixels, size=size, premultiplied=True)
    return pixels, place


def _needed(length: int, start: int, end: int, visible: tuple[int, int] | None) -> tuple[int, int]:
    """The range of `length` source pixels, spread over [start, end), that shows in `visible`, and a margin."""
    if visible is None:
        return 0, length
    step = (end - start) / length
    first = math.floor((visible[0] - start) / step) - MARGIN
    last = math.ceil((visible[1] - start) / step) + MARGIN
    return max(first, 0), min(last, length)


def _image(pixels: npt.NDArray[np.uint8]) -> skia.Image:
    """Premultiplied `pixels` as the rasteriser's image; one without transparency is marked so, and copies faster."""
    kind = skia.kOpaque_AlphaType if (pixels[..., 3] == 255).all() else skia.kPremul_AlphaType
    return skia.Image.fromarray(np.ascontiguousarray(pixels), skia.kRGBA_8888_ColorType, kind, copy=True)
