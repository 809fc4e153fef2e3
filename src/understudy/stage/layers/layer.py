"""What a layer is: something that can be drawn at a frame, and says when its pixels change."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import skia


@dataclass(frozen=True)
class Box:
    """A rectangle in output pixels: [left, right) × [top, bottom)."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Width in pixels, never negative."""
        return max(self.right - self.left, 0)

    @property
    def height(self) -> int:
        """Height in pixels, never negative."""
        return max(self.bottom - self.top, 0)

    @property
    def empty(self) -> bool:
        """Whether it holds no pixel."""
        return self.right <= self.left or self.bottom <= self.top

    def clip(self, other: Box) -> Box:
        """What both have in common."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def touches(self, other: Box) -> bool:
        """Whether both have a pixel in common: `clip` without making a box, as compositors ask it for every frame."""
        across = max(self.left, other.left) < min(self.right, other.right)
        return across and max(self.top, other.top) < min(self.bottom, other.bottom)

    def join(self, other: Box) -> Box:
        """The smallest box around both."""
        if self.empty or other.empty:
            return other if self.empty else self
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def without(self, other: Box) -> tuple[Box, ...]:
        """What is left of it outside `other`, in boxes that do not overlap."""
        hole = self.clip(other)
        if hole.empty:
            return (self,)
        pieces = (
            Box(self.left, self.top, self.right, hole.top),
            Box(self.left, hole.top, hole.left, hole.bottom),
            Box(hole.right, hole.top, self.right, hole.bottom),
            Box(self.left, hole.bottom, self.right, self.bottom),
        )
        return tuple(piece for piece in pieces if not piece.empty)

    def moved(self, right: int, down: int) -> Box:
        """The box, shifted."""
        return Box(self.left + right, self.top + down, self.right + right, self.bottom + down)

    def rect(self) -> skia.Rect:
        """The box as the rasteriser knows it."""
        return skia.Rect.MakeLTRB(self.left, self.top, self.right, self.bottom)


class Layer(Protocol):
    """A picture source placed on the output.

    Frames are counted from the start of the scene. Equal `state`s promise equal pixels: the compositor then leaves them
    alone. `draw` paints onto a canvas whose unit is one output pixel; it must stay inside `box(frame)`.
    """

    def state(self, frame: int) -> Hashable:
        """What the pixels depend on; None when nothing is shown."""
        ...

    def box(self, frame: int) -> Box:
        """All pixels the layer may touch at `frame`."""
        ...

    def draw(self, canvas: skia.Canvas, frame: int) -> None:
        """Paint the layer as it is at `frame`."""
        ...


@runtime_checkable
class PartedLayer(Layer, Protocol):
    """A layer that knows which of its parts change, so that the others are left alone.

    There are always as many parts; equal states of one promise equal pixels where its box lies in no changed one's.
    """

    def parts(self, frame: int) -> Sequence[tuple[Hashable, Box]]:
        """State and box of each part."""
        ...


@runtime_checkable
class CoveringLayer(Layer, Protocol):
    """A layer that knows where nothing shows through it: what lies below is not drawn there."""

    def covers(self, frame: int) -> Sequence[Box]:
        """Boxes whose every pixel it replaces by an opaque one at `frame`; asked only where it shows something."""
        ...
