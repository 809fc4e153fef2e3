"""One frame of a portrait: the skin in one resampling, then the inside of mouth and eyes through their openings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt
import skia

from understudy.performance.tracks import TONGUE_SHAPE
from understudy.stage.avatars.portrait import pulls
from understudy.stage.avatars.portrait.anatomy import Doubles, Floats, Picture
from understudy.stage.avatars.portrait.expression import Expression
from understudy.stage.avatars.portrait.figure import Desk, Figure
from understudy.stage.avatars.portrait.lips import LipMap
from understudy.stage.avatars.portrait.region import Patch, Region
from understudy.stage.avatars.portrait.source import Source
from understudy.stage.layers.blend import Blend
from understudy.stage.layers.layer import Box

SEAM_GAP = 0.03
"""Lips nearer than this show the line between them, in eye distances."""

_OPEN = 0.6
"""Pixels from which an opening shows what is behind it."""

_BAND = 128
"""Rows of pixels that are moved as one, about: their map stays in the cache."""

_PIECE = 16
"""Side of the squares of pixels of which is known whether anything is seen in them."""

_ASIDE = 0.03
"""So far, in eye distances, an expression may move the figure's outline."""

_EDGES = np.array([(a, b) for a in (0, 0.5, 1) for b in (0, 0.5, 1)])
"""Corners and middles of a box's edges, and its own middle."""


@dataclass(frozen=True, eq=False)
class Mapping:
    """Where in a source's picture the figure's pixels come from: coarsely everywhere, then finely in some places."""

    source: Source
    coarse: Patch
    fine: tuple[Patch, ...]

    def places(self, box: Box, desk: Desk) -> Floats:
        """The position in the source of every pixel of `box`."""
        band = self.coarse.fine(box, desk.band)
        for patch in self.fine:
            if patch.top < box.bottom and patch.bottom > box.top:
                patch.lay(band, box.left, box.top, desk.patch)
        return band


@dataclass(frozen=True, eq=False)
class Cover:
    """A mouth that is laid over the figure's: where its pixels come from, and how much of them is seen."""

    source: Source
    places: Patch
    share: Patch

    def lay(self, pixels: Picture, box: Box, desk: Desk) -> None:
        """Blend it into the `pixels` of `box`."""
        own = self.places.inside.clip(box)
        if own.empty:
            return
        mouth = self.source.pixels(self.places.fine(own, desk.patch))
        part = pixels[own.top - box.top : own.bottom - box.top, own.left - box.left : own.right - box.left]
        share = self.share.fine(own, desk.patch)[..., None]
        lit = np.minimum(mouth * np.array((*self.source.light, 1.0), np.float32), mouth[..., 3:])
        part[:] = np.round(part + share * (lit - part))


class Posed:
    """A figure in the pose of one frame: rows of weights (52) and motions as in a performance."""

    def __init__(self, figure: Figure, weights: Floats, motions: Floats) -> None:
        self.figure = figure
        self.face = Expression(figure.anatomy, np.clip(weights, 0, 1))
        self.travel = figure.space.travel(motions, figure.start)
        self.field = figure.bases.sum(self.face.weights)
        self._origins = self._coarse()
        self._maps = [self._mapping(source) for source in figure.sources]
        self._cover = None if figure.cover is None else self._covering(figure.cover)
        self._ends = _ends(np.maximum.reduce([self._seen(found) for found in self._maps]) > 0)

    def span(self, top: int, bottom: int) -> tuple[int, int]:
        """Between which columns something may be seen in rows [top, bottom); (0, 0) when nothing is."""
        starts, stops = self._ends
        rows = slice(max(top // _PIECE, 0), -(-bottom // _PIECE))
        start, stop = min(starts[rows], default=0), max(stops[rows], default=0)
        return (start * _PIECE, min(stop * _PIECE, self.figure.size[0])) if start < stop else (0, 0)

    def _seen(self, found: Mapping) -> Floats:
        """Above 0 for every piece of the figure's picture in which something may be seen."""
        x, y = (np.arange(-(-side // _PIECE)) * _PIECE + _PIECE // 2 for side in self.figure.size)
        reach = 0.6 * _PIECE + _ASIDE * self.figure.anatomy.unit
        return found.source.seen(found.coarse.at(x, y), reach * found.source.scale)

    def points(self) -> Doubles:
        """Where the points of the face's mesh lie as head and body move, whatever the face does: (468, 2) pixels."""
        return self.travel.moved(self.figure.anatomy.points[:, :2].astype(np.float64))

    def paint(self, canvas: skia.Canvas) -> None:
        """Paint what the canvas's clip lets through; the canvas's origin is the figure's upper left corner."""
        clip = skia.Rect(canvas.getDeviceClipBounds())
        matrix = canvas.getTotalMatrix()
        clip.offset(-matrix.getTranslateX(), -matrix.getTranslateY())
        seen = Box(*(round(edge) for edge in (clip.left(), clip.top(), clip.right(), clip.bottom())))
        seen = seen.clip(Box(0, 0, *self.figure.size))
        with Blend(canvas) as blend:
            for top in range(seen.top, seen.bottom, _BAND):
                bottom = min(top + _BAND, seen.bottom)
                left, right = self.span(top, bottom)
                box = Box(left, top, right, bottom).clip(seen)
                if not box.empty:
                    blend.put(self._skin(box), box.left, box.top)
        self._open(canvas, seen)

    def _skin(self, box: Box) -> Picture:
        """The pixels of `box`, openings grown over."""
        desk, first = self.figure.desk, self._maps[0]
        shown = first.source.pixels(first.places(box, desk), desk.band.pixels(box.height, box.width))
        for other in self._maps[1:]:
            part, also = other.source.share, other.source.pixels(other.places(box, desk))
            shown = np.asarray(cv2.addWeighted(shown, 1 - part, also, part, 0), np.uint8)
        if self._cover is not None:
            self._cover.lay(shown, box, desk)
        return shown

    def _coarse(self) -> Patch:
        """Where the pixels come from as head and body move: coarse, but all over."""
        cell = self.figure.cell
        x, y = (places.astype(np.float32) for places in self._grid(cell))
        return Patch(-cell, -cell, cell, self.travel.origin_of(*np.meshgrid(x, y)))

    def _grid(self, cell: int) -> list[npt.NDArray[np.intp]]:
        """The columns and rows of pixels at which nodes lie all over the figure, and one beyond each edge."""
        return [np.arange(-1, -(-side // cell) + 1) * cell + cell // 2 for side in self.figure.size]

    def _mapping(self, source: Source) -> Mapping:
        """Where in `source` the pixels come from: as finely as a face needs it, and finer around mouth and eyes."""
        figure, face, cell = self.figure, self.face, self.figure.face_cell
        lips = face.lips.onto(source.mouth or figure.anatomy.mouth)
        nodes = self._origins.at(*self._grid(cell))
        ((left, top, columns, rows),) = self._boxes([(figure.face, cell)])
        across, down = left // cell + 1, top // cell + 1
        part = nodes[down : down + rows + 1, across : across + columns + 1]
        if part.size:
            travel = face.travel(figure.face, 0, self.field, source, lips)
            part += figure.face.sampled(travel, part[..., 0], part[..., 1], figure.anatomy)
        coarse = Patch(-cell, -cell, cell, self._onto(source, nodes))
        return Mapping(source, coarse, tuple(self._fine(source, lips)))

    def _fine(self, source: Source, lips: LipMap) -> Iterator[Patch]:
        """Where the pixels around mouth and eyes come from."""
        figure, face = self.figure, self.face
        regions = (
            (1, figure.mouth_region.between(*face.mouth_rows), figure.fine_cell),
            *((2 + side, figure.eye_regions[side], figure.fine_cell) for side in (0, 1)),
        )
        boxes = self._boxes([(region, cell) for _, region, cell in regions])
        for (number, region, cell), (left, top, columns, rows) in zip(regions, boxes, strict=True):
            if number > 1 and source.eyes and face.lids[number - 2].still:
                continue
            if columns < 3 or rows < 3:
                continue
            x, y = (first + cell // 2 + np.arange(count) * cell for first, count in ((left, columns), (top, rows)))
            nodes = self._origins.at(x, y)
            travel = face.travel(region, number, self.field, source, lips)
            moved = region.sampled(travel, nodes[..., 0], nodes[..., 1], figure.anatomy)
            yield Patch(left, top, cell, self._onto(source, nodes + moved))

    def _covering(self, source: Source) -> Cover | None:
        """The mouth of `source`, closed, over that of the other sources."""
        figure, face = self.figure, self.face
        region = figure.mouth_region.between(*face.mouth_rows)
        ((left, top, columns, rows),) = self._boxes([(region, figure.fine_cell)])
        if columns < 3 or rows < 3:
            return None
        cell, lips = figure.fine_cell, face.lips.onto(source.mouth or figure.anatomy.mouth)
        x, y = (first + cell // 2 + np.arange(count) * cell for first, count in ((left, columns), (top, rows)))
        nodes = self._origins.at(x, y)
        travel = face.travel(region, 1, self.field, source, lips)
        moved = region.sampled(travel, nodes[..., 0], nodes[..., 1], figure.anatomy)
        around = np.repeat(face.around_mouth(region)[..., None], 2, axis=2)
        share = region.carried(around, nodes[..., 0], nodes[..., 1], figure.anatomy)[..., 0] * np.float32(source.share)
        places = Patch(left, top, cell, self._onto(source, nodes + moved))
        return Cover(source, places, Patch(left, top, cell, np.asarray(share, np.float32)))

    def _onto(self, source: Source, places: Floats) -> Floats:
        """Positions in the figure as positions in the picture of `source`."""
        if source.align is not None:
            share = self.figure.space.share(self.figure.start).at(places[..., 0], places[..., 1])[..., :1]
            there = places @ source.align[:, :2].T.astype(np.float32) + source.align[:, 2].astype(np.float32)
            places = places + share * (there - places)
        if source.scale != 1:
            places = (places + np.float32(0.5)) * np.float32(source.scale) - np.float32(0.5)
        down = np.maximum(places[..., 1], 0)  # above the picture there is nobody in any mirror
        return np.stack([places[..., 0], down], axis=-1).astype(np.float32)

    def _boxes(self, places: Sequence[tuple[Region, int]]) -> list[tuple[int, int, int, int]]:
        """Left, top, columns and rows of the cells that hold each region where the head is now."""
        low, high = (np.array([getattr(region, end) for region, _ in places]) for end in ("low", "high"))
        edges = low[:, None] + (high - low)[:, None] * _EDGES
        points = self._in_place(edges.reshape(-1, 2)).reshape(len(places), -1, 2)
        first = np.maximum(np.floor(points.min(axis=1)).astype(int), 0).tolist()
        last = np.minimum(np.ceil(points.max(axis=1)).astype(int), self.figure.size).tolist()
        return [
            (left, top, (right - left) // cell, (bottom - top) // cell)
            for (left, top), (right, bottom), (_, cell) in zip(first, last, places, strict=True)
        ]

    def _in_place(self, local: Doubles) -> Doubles:
        """Where points in local coordinates (n, 2) lie as head and body move."""
        return self.travel.moved(self.figure.anatomy.to_pixels(local))

    def _open(self, canvas: skia.Canvas, seen: Box) -> None:
        """Paint what lids and lips let see."""
        figure, lips, unit = self.figure, self.face.lips, self.figure.anatomy.unit
        near = [reach.touches(seen) for reach in self._reaches]
        if not any(near):
            return
        right_eye, left_eye, mouth, seam = self._contours
        right, left, middle = self._places
        for side, (hole, frame) in enumerate(((right_eye, right), (left_eye, left))):
            lids = self.face.lids[side]
            if figure.eyeballs and near[side] and lids.gap * unit > _OPEN:
                upper = _path(hole[: len(hole) // 2], False)
                figure.eyeballs[side].draw(canvas, _path(hole, True), upper, frame, lids, self.face.gaze(side))
        if not near[2]:
            return
        if figure.anatomy.mouth.parted and lips.gap < SEAM_GAP:
            figure.inside.seam(canvas, _path(seam, False), unit, lips)
        if lips.gap * unit > _OPEN:
            figure.inside.draw(canvas, _path(mouth, True), middle, lips, self.face.weigh(TONGUE_SHAPE))

    @cached_property
    def _contours(self) -> list[Doubles]:
        """The person's right and left eye, the mouth, and the line where the lips meet, in pixels."""
        return self._placed([*(lids.hole() for lids in self.face.lids), self.face.lips.hole(), self.face.lips.seam()])

    @cached_property
    def _reaches(self) -> list[Box]:
        """The boxes that hold eyes and mouth with their soft edges."""
        return [_reach(contour) for contour in self._contours[:3]]

    @cached_property
    def _places(self) -> list[Doubles]:
        """Matrices of the right and the left iris and of the mouth."""
        anatomy = self.figure.anatomy
        mouth = (anatomy.mouth.middle, anatomy.mouth.line)
        return self._frames([*((iris.u, iris.v) for iris in anatomy.local_irises), mouth])

    def _placed(self, contours: Sequence[Doubles]) -> list[Doubles]:
        """Contours in local coordinates of the unmoved skin, as they lie in the picture."""
        skin = pulls.displaced(self.field, np.concatenate(contours))
        ends = np.cumsum([len(contour) for contour in contours])[:-1]
        return np.split(self._in_place(skin), ends)

    def _frames(self, places: Sequence[tuple[float, float]]) -> list[Doubles]:
        """The 2×3 matrices from local coordinates to output pixels around `places`, as the skull moves."""
        reach = 0.12
        points = [(u + du, v + dv) for u, v in places for du, dv in ((0, 0), (reach, 0), (0, reach))]
        triples = self._in_place(np.array(points)).reshape(-1, 3, 2)
        found = []
        for place, (middle, right, down) in zip(places, triples, strict=True):
            inner = np.column_stack([(right - middle) / reach, (down - middle) / reach])
            found.append(np.column_stack([inner, middle - inner @ place]))
        return found


def _ends(seen: npt.NDArray[np.bool_]) -> tuple[list[int], list[int]]:
    """The first column of each row in which something is seen, and the one after the last; rows with nothing begin
    after they end."""
    columns = seen.shape[1]
    some = seen.any(axis=1)
    starts = np.where(some, seen.argmax(axis=1), columns)
    stops = np.where(some, columns - seen[:, ::-1].argmax(axis=1), 0)
    return starts.tolist(), stops.tolist()


def _reach(contour: Doubles) -> Box:
    """The box that holds a contour and its soft edge."""
    (left, top), (right, bottom) = contour.min(axis=0).tolist(), contour.max(axis=0).tolist()
    more = 0.1 * (right - left) + 2
    return Box(math.floor(left - more), math.floor(top - more), math.ceil(right + more), math.ceil(bottom + more))


def _path(points: Doubles, closed: bool) -> skia.Path:
    return skia.Path.Polygon([skia.Point(x, y) for x, y in points.tolist()], closed)
