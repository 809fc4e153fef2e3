"""One frame of a portrait: the skin in one resampling, then the inside of mouth and eyes through their openings."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass

import cv2
import numpy as np
import skia

from understudy.performance.coarticulate import lip_gap
from understudy.performance.tracks import SHAPE_INDEX, TONGUE_SHAPE
from understudy.stage.avatars.portrait import pose, pulls
from understudy.stage.avatars.portrait.anatomy import Anatomy, Doubles, Floats, Picture
from understudy.stage.avatars.portrait.eyes import Eyeball
from understudy.stage.avatars.portrait.lids import LidShape
from understudy.stage.avatars.portrait.lips import LipShape
from understudy.stage.avatars.portrait.mouth import MouthInside
from understudy.stage.avatars.portrait.pulls import displaced
from understudy.stage.avatars.portrait.skin import without_openings
from understudy.stage.avatars.portrait.tint import with_inner_lips

CELL = 17
"""Pixels between the nodes at which the head's turn is computed exactly; odd, so that a node is a pixel's middle."""

FACE_CELLS, FINE_CELLS = (9, 15), (3, 5)
"""The same for the face's expression and around mouth and eyes, in small and in large faces."""

_LARGE_FACE = 150
"""Pixels between the outer eye corners from which a face is large."""

SEAM_GAP = 0.03
"""Lips nearer than this show the line between them, in eye distances."""

BAND = 4
"""Cells in a band of rows that is moved as one: what is transparent beside the figure costs nothing."""


_BESIDE = 0.15
"""What a region knows beyond its box, in eye distances: a turned head's upright box needs it."""


class Region:
    """A box of the unmoved face at whose nodes the expression is computed, `step` pixels apart."""

    def __init__(self, anatomy: Anatomy, low: tuple[float, float], high: tuple[float, float], step: float) -> None:
        self.anatomy, self.low, self.high = anatomy, low, high
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
        self._turn = (anatomy.axes * anatomy.unit).astype(np.float32)

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

    def sampled(self, travel: Floats, x: Floats, y: Floats) -> Floats:
        """`travel` (local units, at the nodes) in pixels, at positions of the unmoved picture."""
        (a, b), (c, d) = (self.anatomy.axes / (self.anatomy.unit * self.step)).tolist()
        dx, dy = x - np.float32(self.anatomy.origin[0]), y - np.float32(self.anatomy.origin[1])
        column = dx * np.float32(a) + dy * np.float32(b) - np.float32(self.start[0] / self.step)
        row = dx * np.float32(c) + dy * np.float32(d) - np.float32(self.start[1] / self.step)
        pixels = travel @ self._turn
        return np.asarray(cv2.remap(pixels, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


@dataclass(frozen=True, eq=False)
class Patch:
    """Positions in the picture at nodes `cell` pixels apart: (rows, columns, 2), the first cell at (left, top)."""

    left: int
    top: int
    cell: int
    nodes: Floats

    def lay(self, band: Floats, left: int, top: int) -> None:
        """Write what lies within a band of positions, whose upper left pixel is (left, top), into it."""
        half = self.cell // 2
        rows, columns = self.nodes.shape[:2]
        x0, x1 = max(self.left + half, left), min(self.left + columns * self.cell - half, left + band.shape[1])
        y0, y1 = max(self.top + half, top), min(self.top + rows * self.cell - half, top + band.shape[0])
        if x1 <= x0 or y1 <= y0:
            return
        j0, j1 = max((x0 - self.left) // self.cell - 1, 0), min((x1 - 1 - self.left) // self.cell + 2, columns)
        i0, i1 = max((y0 - self.top) // self.cell - 1, 0), min((y1 - 1 - self.top) // self.cell + 2, rows)
        size = ((j1 - j0) * self.cell, (i1 - i0) * self.cell)
        whole = cv2.resize(self.nodes[i0:i1, j0:j1], size, interpolation=cv2.INTER_LINEAR)
        x, y = x0 - self.left - j0 * self.cell, y0 - self.top - i0 * self.cell
        band[y0 - top : y1 - top, x0 - left : x1 - left] = whole[y : y + y1 - y0, x : x + x1 - x0]


class Figure:
    """A person at one size. `picture` is premultiplied RGBA; `anatomy` is in its pixels."""

    def __init__(self, picture: Picture, anatomy: Anatomy) -> None:
        height, width = picture.shape[:2]
        self.size, self.anatomy = (width, height), anatomy
        self.space = pose.Space(anatomy, self.size)
        more = max(int(anatomy.unit), 4)
        skin = without_openings(with_inner_lips(picture, anatomy), anatomy)
        self._source = cv2.copyMakeBorder(skin, 0, more, 0, 0, cv2.BORDER_REPLICATE)
        solid = cv2.dilate((picture[..., 3] > 0).astype(np.uint8), np.ones((2 * CELL + 1, 2 * CELL + 1), np.uint8))
        solid = cv2.copyMakeBorder(solid, 0, more, 0, 0, cv2.BORDER_REPLICATE)
        self._solid = solid.astype(np.float32)
        large = anatomy.unit >= _LARGE_FACE
        self._face_cell, self._fine_cell = FACE_CELLS[large], FINE_CELLS[large]
        chin = float(anatomy.local[152, 1])
        mouth = anatomy.mouth
        self.face = Region(anatomy, (-0.98, -0.72), (0.98, chin + 1.0), self._face_cell)
        upper, lower = float(mouth.nose.min()), float(mouth.lower.max())
        low, high = (mouth.left - 0.17, upper - 0.05), (mouth.right + 0.17, min(lower + 0.5, chin + 0.35))
        self.mouth_region = Region(anatomy, low, high, self._fine_cell)
        self.eye_regions = tuple(
            Region(
                anatomy,
                (lids.left - 0.09, float(lids.brow[lids.inside].min()) - 0.03),
                (lids.right + 0.09, float(lids.cheek[lids.inside].max()) + 0.03),
                self._fine_cell,
            )
            for lids in anatomy.lids
        )
        self.bases = pulls.Bases(anatomy)
        self.inside = MouthInside(picture, anatomy)
        self.eyeballs = (Eyeball(picture, anatomy, 0), Eyeball(picture, anatomy, 1))
        x = (np.arange(width // CELL + 3) - 1) * CELL + CELL // 2
        y = (np.arange(height // CELL + 3) - 1) * CELL + CELL // 2
        self._nodes = tuple(grid.astype(np.float32) for grid in np.meshgrid(x, y))

    def paint(self, picture: Picture, weights: Floats, motions: Floats) -> None:
        """One frame into `picture` (height, width, 4): rows of weights (52) and motions (9) as in a performance."""
        face = Expression(self.anatomy, np.clip(weights, 0, 1))
        travel = self.space.displacement(motions)
        origins = pose.origin_of(travel, *self._nodes)
        patches = list(self._patches(face, travel, origins))
        picture[:] = 0
        for left, top, band in self._bands(origins):
            for patch in patches:
                patch.lay(band, left, top)
            cv2.remap(
                self._source,
                band,
                None,  # type: ignore[call-overload] # both coordinates are in the first map
                cv2.INTER_LINEAR,
                dst=picture[top : top + band.shape[0], left : left + band.shape[1]],
                borderMode=cv2.BORDER_CONSTANT,
            )
        self._open(picture, face, travel)

    def _bands(self, origins: Floats) -> Iterator[tuple[int, int, Floats]]:
        """Where the pixels come from as head and body move, for every band of rows in which anything is seen.

        Gives left and top of the band, and (rows, columns, 2) positions; one band at a time stays in the cache.
        """
        seen = cv2.remap(self._solid, origins, None, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT) > 0  # type: ignore[call-overload]
        width, height = self.size
        for first in range(1, seen.shape[0] - 1, BAND):
            last = min(first + BAND, seen.shape[0] - 1)
            columns = np.flatnonzero(seen[first - 1 : last + 1].any(axis=0))
            if not len(columns):
                continue
            start, stop = max(int(columns[0]) - 1, 1), min(int(columns[-1]) + 2, seen.shape[1] - 1)
            top, left = (first - 1) * CELL, (start - 1) * CELL
            bottom, right = min((last - 1) * CELL, height), min((stop - 1) * CELL, width)
            if bottom > top and right > left:
                part = origins[first - 1 : last + 1, start - 1 : stop + 1]
                whole = cv2.resize(part, (part.shape[1] * CELL, part.shape[0] * CELL), interpolation=cv2.INTER_LINEAR)
                yield left, top, np.asarray(whole[CELL : CELL + bottom - top, CELL : CELL + right - left], np.float32)

    def _patches(self, face: Expression, travel: Floats, origins: Floats) -> Iterator[Patch]:
        """Where the pixels of the face come from: coarsely all over, then finely around mouth and eyes."""
        field = self.bases.sum(face.weights)
        regions = (
            (self.face, self._face_cell),
            (self.mouth_region.between(*face.mouth_rows), self._fine_cell),
            *((region, self._fine_cell) for region in self.eye_regions),
        )
        for number, (region, cell) in enumerate(regions):
            left, top, columns, rows = self._box(region, travel, cell)
            if columns < 3 or rows < 3:
                continue
            x = (left + cell // 2 + np.arange(columns, dtype=np.float32) * cell - CELL // 2) / CELL + 1
            y = (top + cell // 2 + np.arange(rows, dtype=np.float32) * cell - CELL // 2) / CELL + 1
            across, down = np.meshgrid(x.astype(np.float32), y.astype(np.float32))
            nodes = np.asarray(cv2.remap(origins, across, down, cv2.INTER_LINEAR), np.float32)
            moved = region.sampled(face.travel(region, number, field), nodes[..., 0], nodes[..., 1])
            yield Patch(left, top, cell, nodes + moved)

    def _box(self, region: Region, travel: Floats, cell: int) -> tuple[int, int, int, int]:
        """Left, top, columns and rows of cells that hold the region where the head is now."""
        (u0, v0), (u1, v1) = region.low, region.high
        edge = [(u0 + (u1 - u0) * a, v0 + (v1 - v0) * b) for a in (0, 0.5, 1) for b in (0, 0.5, 1)]
        points = pose.moved(travel, self.anatomy.to_pixels(edge))
        left, top = np.maximum(np.floor(points.min(axis=0)).astype(int), 0).tolist()
        right, bottom = np.minimum(np.ceil(points.max(axis=0)).astype(int), self.size).tolist()
        return left, top, (right - left) // cell, (bottom - top) // cell

    def _open(self, picture: Picture, face: Expression, travel: Floats) -> None:
        """Paint what lids and lips let see."""
        height, width = picture.shape[:2]
        info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
        surface = skia.Surface.MakeRasterDirect(info, picture, picture.strides[0])
        canvas = surface.getCanvas()
        for side, eyeball in enumerate(self.eyeballs):
            lids = face.lids[side]
            if lids.gap * self.anatomy.unit > 0.6:
                hole = self._placed(face, lids.hole(), travel)
                iris = self.anatomy.local_irises[side]
                frame = self._frame((iris.u, iris.v), travel)
                upper = _path(hole[: len(hole) // 2], False)
                eyeball.draw(canvas, _path(hole, True), upper, frame, lids, face.gaze(side))
        if self.anatomy.mouth.smiling and face.lips.gap < SEAM_GAP:
            seam = self._placed(face, face.lips.seam(), travel)
            self.inside.seam(canvas, _path(seam, False), self.anatomy.unit, face.lips)
        if face.lips.gap * self.anatomy.unit > 0.6:
            hole = self._placed(face, face.lips.hole(), travel)
            frame = self._frame((self.inside.middle, self.inside.line), travel)
            self.inside.draw(canvas, _path(hole, True), frame, face.lips, face.weigh(TONGUE_SHAPE))

    def _placed(self, face: Expression, local: Doubles, travel: Floats) -> Doubles:
        skin = displaced(self.anatomy, face.weights, local)
        return pose.moved(travel, self.anatomy.to_pixels(skin))

    def _frame(self, place: tuple[float, float], travel: Floats) -> Doubles:
        """The 2×3 matrix from local coordinates to output pixels around `place`, as the skull moves."""
        reach = 0.12
        points = np.array([place, (place[0] + reach, place[1]), (place[0], place[1] + reach)])
        middle, right, down = pose.moved(travel, self.anatomy.to_pixels(points))
        inner = np.column_stack([(right - middle) / reach, (down - middle) / reach])
        return np.column_stack([inner, middle - inner @ place])


class Expression:
    """The face of one frame, head held still."""

    def __init__(self, anatomy: Anatomy, weights: Floats) -> None:
        self.weights = weights
        self.lips = LipShape(anatomy.mouth, self.weigh, float(lip_gap(weights)))
        self.lids = tuple(
            LidShape(
                anatomy.lids[side],
                *(self.weigh(f"{name}{who}") for name in ("eyeBlink", "eyeSquint", "eyeWide")),
                *(self.weigh(f"{name}{who}") for name in ("eyeLookDown", "eyeLookUp")),
            )
            for side, who in enumerate(("Right", "Left"))
        )

    @property
    def mouth_rows(self) -> tuple[float, float]:
        """Between which heights lips are now, with some room."""
        lips, mouth = self.lips, self.lips.mouth
        inside = mouth.share > 0
        return float(lips.upper[inside].min()) - 0.09, float(lips.lower[inside].max()) + 0.09

    def weigh(self, name: str) -> float:
        """The weight of a blendshape."""
        return float(self.weights[SHAPE_INDEX[name]])

    def gaze(self, side: int) -> tuple[float, float]:
        """Where an eye looks: (u, v) in [-1, 1]; `side` 0 is the person's right eye."""
        who, inwards = (("Right", 1), ("Left", -1))[side]
        across = inwards * (self.weigh("eyeLookIn" + who) - self.weigh("eyeLookOut" + who))
        return across, self.weigh("eyeLookDown" + who) - self.weigh("eyeLookUp" + who)

    def travel(self, region: Region, number: int, field: Floats) -> Floats:
        """From where each node of `region` gets its colour, less the node, in local units. `number` 0 is the whole
        face, 1 the mouth, 2 and 3 the eyes."""
        shift = region.pulled(field)
        u, v = region.u - shift[..., 0], region.v - shift[..., 1]
        source = v
        if number in (0, 1):
            source = self.lips.source(u, source)
        for side in (0, 1):
            if number in (0, 2 + side):
                source = self.lids[side].source(u, source)
        return np.stack([-shift[..., 0], source - region.v], axis=-1)


def _path(points: Doubles, closed: bool) -> skia.Path:
    return skia.Path.Polygon([skia.Point(x, y) for x, y in points.tolist()], closed)
