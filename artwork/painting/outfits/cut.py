"""Cutting cloth: pieces are given for the viewer's left side; the other side is their mirror image, a little uneven."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from painting.plane import Floats, Plane, Point
from painting.stack import Fold, Stack
from painting.trunk import Bare, Build
from understudy.stage.avatars.drawn.strokes import outline


class Below(Protocol):
    """What is worn below a jacket, or on its own."""

    def dress(self, plane: Plane, stack: Stack, bare: Bare, build: Build) -> None:
        """Lay every piece."""
        ...


class Cutter:
    """`side` is -1 for the viewer's left and 1 for the right.

    Patterns are drawn for the first woman's build: what lies near the neck is moved out for a wider one, folds at sides
    and sleeves for broader shoulders.
    """

    def __init__(self, plane: Plane, build: Build) -> None:
        self.plane, self.side = plane, -1
        self._neck, self._shoulder = build.neck - 59.0, build.shoulder - 330.0

    def at(self, x: float, y: float) -> Point:
        """A point of the pattern for this build."""
        away, high = 500 - x, min(max((720 - y) / 160, 0), 1)
        near = min(max((away - 20) / 40, 0), 1)
        far = min(max((away - 90) / 180, 0), 1)
        moved = away + self._neck * near * high * (1 - far) + self._shoulder * far
        return (500 + moved, y) if self.side > 0 else (500 - moved, y)

    def outline(self, start: Point, *steps: Sequence[float], closed: bool = True) -> Floats:
        """What a piece covers, given as for `strokes.outline`."""
        first = self.at(*start)
        moved = [
            [value for at in range(0, len(step), 2) for value in self.at(step[at], step[at + 1])] for step in steps
        ]
        return self.plane.inside(outline(first, *moved, closed=closed))

    def points(self, spine: Sequence[Point]) -> tuple[Point, ...]:
        """A line on this side."""
        return tuple(self.at(x, y) for x, y in spine)

    def folds(self, table: Sequence[Fold]) -> tuple[Fold, ...]:
        """Folds on this side; on the right one they are shifted, so that the halves are no copies."""
        uneven = []
        for index, fold in enumerate(table):
            down, more = (7 * ((index * 37) % 5 - 2), 1 + 0.12 * ((index * 53) % 5 - 2)) if self.side > 0 else (0, 1.0)
            spine = tuple(self.at(x, y + down) for x, y in fold.spine)
            uneven.append(Fold(spine, fold.height * more, fold.width, fold.soft))
        return tuple(uneven)

    def drape(self, spine: Sequence[Point], height: float, width: float, soft: float) -> Floats:
        """A soft roll along a line on this side."""
        stroke = self.plane.brush(self.points(spine), [0.3 * width, width, width, 0.6 * width], soft)
        return stroke * height
