"""Boxes of the face in which the expression is computed, and the fine maps of pixels that come of it."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from understudy.stage.avatars.portrait import pulls
from understudy.stage.avatars.portrait.anatomy import Anatomy, Floats
from understudy.stage.avatars.scratch import Scratch
from understudy.stage.layers.layer import Box

Indices = npt.NDArray[np.intp]

_BESIDE = 0.15
"""What a region knows beyond its box, in eye distances: a turned head's upright box needs it."""


class Region:
    """A box of the unmoved face at whose nodes the expression is computed, `step` pixels apart."""

    def __init__(self, anatomy: Anatomy, low: tuple[float, float], high: tuple[float, float], step: float) -> None:
        self.low, self.high = low, high
        self.step = step / anatomy.unit
        more = _BESIDE + 2 * self.step
        self.start = (low[0] - more, low[1] - more)
        counts = [int(np.ceil((high[axis] - low[axis] + 2 * more) / self.step)) + 1 for axis in (0, 1)]
        u, v = (self.start[axis] + np.arange(counts[axis]) * self.step for axis in (0, 1))
        self.u, self.v = (grid.astype(np.float32) for grid in np.meshgrid(u, v))
        self.across, self.down = (
            (grid - np.float32(low)) / np.float32(pulls.STEP)
            for grid, low in zip((self.u, self.v), pulls.LOW, strict=True)
        )

    def between(self, top: float, bottom: float) -> Region:
        """The part of the region between two heights; shares all memory."""
        part = copy(self)
        part.low = (self.low[0], max(self.low[1], top))
        part.high = (self.high[0], min(self.high[1], bottom))
        more = _BESIDE / 3 + 2 * self.step
        first = max(int((part.low[1] - more - self.start[1]) / self.step), 0)
        last = int(np.ceil((part.high[1] + more - self.start[1]) / self.step)) + 1
        rows = slice(first, last)
        part.start = (self.start[0], self.start[1] + first * self.step)
        part.u, part.v = self.u[rows], self.v[rows]
        part.across, part.down = self.across[rows], self.down[rows]
        return part

    def pulled(self, field: Floats) -> Floats:
        """A field of `pulls.Bases` at this region's nodes."""
        return np.asarray(cv2.remap(field, self.across, self.down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT))

    def sampled(self, travel: Floats, x: Floats, y: Floats, anatomy: Anatomy) -> Floats:
        """`travel` (local units, at the nodes) in pixels, at positions of the unmoved face `anatomy`."""
        return self.carried(travel @ (anatomy.axes * anatomy.unit).astype(np.float32), x, y, anatomy)

    def carried(self, values: Floats, x: Floats, y: Floats, anatomy: Anatomy) -> Floats:
        """`values` (rows, columns, 2) at the nodes, at positions of the unmoved face `anatomy`."""
        (a, b), (c, d) = (anatomy.axes / (anatomy.unit * self.step)).tolist()
        dx, dy = x - np.float32(anatomy.origin[0]), y - np.float32(anatomy.origin[1])
        column = dx * np.float32(a) + dy * np.float32(b) - np.float32(self.start[0] / self.step)
        row = dx * np.float32(c) + dy * np.float32(d) - np.float32(self.start[1] / self.step)
        return np.asarray(cv2.remap(values, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


@dataclass(frozen=True, eq=False)
class Patch:
    """Positions in the picture at nodes `cell` pixels apart: (rows, columns, 2), the first cell at (left, top)."""

    left: int
    top: int
    cell: int
    nodes: Floats

    @property
    def bottom(self) -> int:
        """The first row of pixels below it."""
        return self.top + len(self.nodes) * self.cell

    def at(self, x: Indices, y: Indices) -> Floats:
        """The position for rows `y` and columns `x` of pixels, (len(y), len(x), 2)."""
        places = np.empty((len(y), len(x), 2), np.float32)
        places[..., 0], places[..., 1] = ((x - self._first(0)) / self.cell), ((y - self._first(1)) / self.cell)[:, None]
        found = cv2.remap(self._travel, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[call-overload]
        found[..., 0] += x
        found[..., 1] += y[:, None]
        return np.asarray(found, np.float32)

    @cached_property
    def _travel(self) -> Floats:
        """How far each position is from its node: `remap` rounds places to 32nds, which counts for large values."""
        travel = self.nodes.copy()
        travel[..., 0] -= self._first(0) + np.arange(travel.shape[1]) * self.cell
        travel[..., 1] -= (self._first(1) + np.arange(travel.shape[0]) * self.cell)[:, None]
        return travel

    def fine(self, box: Box, scratch: Scratch) -> Floats:
        """The position for every pixel of `box`, which must lie half a cell or more inside the outer nodes; in the
        memory of `scratch`."""
        rows, columns = self.nodes.shape[:2]
        j0, j1 = (
            max((box.left - self.left) // self.cell - 1, 0),
            min((box.right - 1 - self.left) // self.cell + 2, columns),
        )
        i0, i1 = max((box.top - self.top) // self.cell - 1, 0), min((box.bottom - 1 - self.top) // self.cell + 2, rows)
        size = ((j1 - j0) * self.cell, (i1 - i0) * self.cell)
        room = scratch.map(size[1], size[0])
        whole = cv2.resize(self.nodes[i0:i1, j0:j1], size, dst=room, interpolation=cv2.INTER_LINEAR)
        x, y = box.left - self.left - j0 * self.cell, box.top - self.top - i0 * self.cell
        return np.asarray(whole[y : y + box.height, x : x + box.width], np.float32)

    @property
    def inside(self) -> Box:
        """The pixels between its nodes."""
        half, (rows, columns) = self.cell // 2, self.nodes.shape[:2]
        right, bottom = self.left + columns * self.cell - half, self.top + rows * self.cell - half
        return Box(self.left + half, self.top + half, right, bottom)

    def lay(self, band: Floats, left: int, top: int, scratch: Scratch) -> None:
        """Write what lies within a band of positions, whose upper left pixel is (left, top), into it."""
        own = self.inside.clip(Box(left, top, left + band.shape[1], top + band.shape[0]))
        if not own.empty:
            band[own.top - top : own.bottom - top, own.left - left : own.right - left] = self.fine(own, scratch)

    def _first(self, axis: int) -> int:
        """The pixel at which the first node lies."""
        return (self.left, self.top)[axis] + self.cell // 2
