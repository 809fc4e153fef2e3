"""A field: displacements at the nodes of a coarse grid, one column for everything that can move them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from understudy.stage.avatars.drawn.anatomy import Floats

NODE = 12.0
"""Distance of the nodes in design units."""


def ramp(values: Floats, start: float, stop: float) -> Floats:
    """0 before `start`, 1 after `stop`, smooth in between."""
    place = np.clip((values - start) / (stop - start), 0, 1)
    return np.asarray(place * place * (3 - 2 * place), np.float32)


class Field:
    """Displacements of one layer: `basis` has shape (columns, rows, nodes, 2), sampled from (left, top) each `NODE`."""

    def __init__(self, left: float, top: float, right: float, bottom: float) -> None:
        self.left, self.top = left, top
        across = np.arange(left, right + NODE, NODE, dtype=np.float32)
        down = np.arange(top, bottom + NODE, NODE, dtype=np.float32)
        self.x, self.y = np.meshgrid(across, down)
        self.columns: dict[str, int] = {}
        self._parts: list[Floats] = []
        self.basis: Floats = np.zeros((0, *self.x.shape, 2), np.float32)

    def add(self, name: str, dx: Floats | float, dy: Floats | float) -> None:
        """Column `name` moves points by (dx, dy), on top of what it already does."""
        part = np.zeros((*self.x.shape, 2), np.float32)
        part[..., 0], part[..., 1] = dx, dy
        if name in self.columns:
            self._parts[self.columns[name]] += part
        else:
            self.columns[name] = len(self._parts)
            self._parts.append(part)
        self.basis = np.stack(self._parts)

    def far(self, weigh: Callable[[str], float]) -> float:
        """How far a point at the edge of the field moves at most, in design units."""
        return float(np.abs([weigh(name) for name in self.columns]) @ self.reach)

    @cached_property
    def reach(self) -> Floats:
        """How far each column moves the edge at most, per unit."""
        edges = (self.basis[:, 0], self.basis[:, -1], self.basis[:, :, 0], self.basis[:, :, -1])
        return np.asarray(np.max([np.abs(edge).max(axis=(1, 2)) for edge in edges], axis=0), np.float32)

    def bell(self, x: float, y: float, reach_x: float, reach_y: float) -> Floats:
        """1 at (x, y), fading to 0 around it."""
        away = ((self.x - x) / reach_x) ** 2 + ((self.y - y) / reach_y) ** 2
        return np.asarray(np.exp(-0.5 * away * 1.6), np.float32)

    def sum(self, weigh: Callable[[str], float]) -> Floats:
        """The displacement at every node, (rows, nodes, 2), for the weight of each column."""
        weights = np.array([weigh(name) for name in self.columns], np.float32)
        return np.asarray(np.einsum("c,cyxd->yxd", weights, self.basis), np.float32)
