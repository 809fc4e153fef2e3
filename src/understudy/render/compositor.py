"""Draws the layers of one scene onto one picture, and repaints only what changed since the frame before."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import skia

from understudy.stage.avatars.engine import Picture
from understudy.stage.layers.layer import Box, CoveringLayer, Layer, PartedLayer

Look = tuple[tuple[Hashable, Box], ...]
"""State and box of each part of a layer at one frame; empty while it shows nothing."""


class Compositor:
    """Keeps the picture of the last frame and the state every layer had in it.

    `changed` are the boxes of the last picture that differ from the one before; they do not overlap.

    Colours are blended premultiplied and in sRGB code values, as video tools do.
    """

    def __init__(self, layers: Sequence[Layer], size: tuple[int, int]) -> None:
        width, height = size
        self._layers = tuple(layers)
        self._parted = {id(layer): layer for layer in layers if isinstance(layer, PartedLayer)}
        self._covering = {id(layer): layer for layer in layers if isinstance(layer, CoveringLayer)}
        self.changed: tuple[Box, ...] = ()
        self._whole = Box(0, 0, width, height)
        self._pixels: Picture = np.zeros((height, width, 4), np.uint8)
        self._surface = skia.Surface(
            self._pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType
        )
        self._shown: list[Look] | None = None

    def picture(self, frame: int) -> Picture:
        """The scene at `frame`: (height, width, 4) uint8 RGBA, premultiplied. The next call reuses the array."""
        now = [self._look(layer, frame) for layer in self._layers]
        self.changed = tuple(_apart(self._dirty(now)))
        for box in self.changed:
            self._repaint(box, now, frame)
        self._shown = now
        return self._pixels

    def _look(self, layer: Layer, frame: int) -> Look:
        state = layer.state(frame)
        if state is None:
            return ()
        parted = self._parted.get(id(layer))
        parts = [(state, layer.box(frame))] if parted is None else parted.parts(frame)
        return tuple((state, box.clip(self._whole)) for state, box in parts)

    def _dirty(self, now: list[Look]) -> list[Box]:
        if self._shown is None:
            return [self._whole]
        pairs = [(old, new) for old, new in zip(self._shown, now, strict=True) if old != new]
        changed = [entry for old, new in pairs for entry in set(old).symmetric_difference(new)]
        return [box for _, box in changed if not box.empty]

    def _repaint(self, dirty: Box, now: list[Look], frame: int) -> None:
        """Draw every layer where it is seen within `dirty`, from the bottom up."""
        bare: tuple[Box, ...] = (dirty,)
        seen: list[tuple[Layer, tuple[Box, ...]]] = []
        for layer, look in zip(reversed(self._layers), reversed(now), strict=True):
            shown = tuple(box for box in bare if any(box.touches(place) for _, place in look))
            if shown:
                seen.append((layer, shown))
                for cover in self._covers(layer, frame):
                    bare = tuple(piece for box in bare for piece in box.without(cover))
        with self._surface as canvas:
            for box in bare:
                canvas.save()
                canvas.clipRect(box.rect())
                canvas.clear(skia.ColorTRANSPARENT)
                canvas.restore()
            for layer, boxes in reversed(seen):
                for box in boxes:
                    canvas.save()
                    canvas.clipRect(box.rect())
                    layer.draw(canvas, frame)
                    canvas.restore()

    def _covers(self, layer: Layer, frame: int) -> Sequence[Box]:
        covering = self._covering.get(id(layer))
        return () if covering is None else covering.covers(frame)


def _apart(boxes: Sequence[Box]) -> list[Box]:
    """The same area in boxes that do not overlap: those that touch are joined, so nothing is painted twice."""
    apart: list[Box] = []
    for box in boxes:
        while touching := [other for other in apart if other.touches(box)]:
            for other in touching:
                apart.remove(other)
                box = box.join(other)
        apart.append(box)
    return apart
