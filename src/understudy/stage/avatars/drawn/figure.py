"""The whole figure: its painted layers, and how one frame is put together from them."""

from __future__ import annotations

import math
from collections.abc import Hashable

import numpy as np
import skia

from understudy.performance.tracks import MOTION_INDEX, SHAPE_INDEX, Table
from understudy.stage.avatars.drawn import body, hair, head, rig
from understudy.stage.avatars.drawn.anatomy import AXIS, EYE_DISTANCE, EYE_OUT, EYE_Y, MOUTH_Y, PIVOT
from understudy.stage.avatars.drawn.eyes import Eyes
from understudy.stage.avatars.drawn.look import Look
from understudy.stage.avatars.drawn.mouth import paint_mouth
from understudy.stage.avatars.drawn.warp import (
    Area,
    Bytes,
    Matrix,
    Scratch,
    Sheet,
    image_of,
    local_frames,
    surface_on,
    window,
)
from understudy.stage.layers.layer import Box

HEAD: Area = (304.0, 36.0, 696.0, 648.0)
TRUNK: Area = (110.0, 240.0, 890.0, 1140.0)
"""With the hair behind the neck, which reaches up behind the face."""

NECK: Area = (314.0, 348.0, 686.0, 612.0)
"""The part of the trunk that follows the head; its field's nodes lie on those of the trunk."""

TORSO: Area = (110.0, 540.0, 890.0, 1140.0)
"""The part of the trunk below the neck."""

COVER_BLUR = 16.0
"""Over how many design units (standard deviation) the movement of the face goes over into that of the hair."""

SETTLE = 0.2
"""The torso moves in steps of at most this many pixels, and is painted again only at every step. By eye, 2026-11-22."""

FEATURES = (((AXIS - EYE_OUT, EYE_Y), -1), ((AXIS + EYE_OUT, EYE_Y), 1), ((AXIS, MOUTH_Y), 0))
"""What is drawn anew at every frame: where, and on which side (0: the mouth)."""

REACH = {"breath": 4.5, "shrug": 26.0, "lean": 2.2}
"""How many design units the torso moves at most for 1 of each motion; for lean at its sides."""

LEAN_GROWTH = 0.5
"""Leaning forward by an angle brings the head nearer by its sine times this share of the camera's distance."""

TURN_LIMIT = 28.0
"""Degrees a head is turned at most: the drawing has no profile."""


class Figure:
    """A presenter painted at `scale` pixels per design unit: a trunk, and a head that is laid over it."""

    def __init__(self, look: Look, scale: float) -> None:
        self.look, self.scale = look, scale
        self._torso_field, self._neck_field = rig.torso_field(*TRUNK), rig.neck_field(*NECK)
        hair_field, covered = rig.hair_field(*HEAD, depth=(78.0, 30.0)), hair.cover(*HEAD, rig.NODE, COVER_BLUR)
        self._head_field = rig.head_field(rig.face_field(*HEAD), hair_field, covered)
        self._trunk = Sheet(TRUNK, scale, self._paint_trunk)
        self._head = Sheet(HEAD, scale, self._paint_head)
        self._eyes = Eyes(look, scale)
        self._torso: tuple[Hashable, Bytes] | None = None
        self._posed: Pose | None = None
        self._scratch = Scratch()

    def _paint_trunk(self, canvas: skia.Canvas) -> None:
        hair.paint_back(canvas, self.look)
        body.paint_neck(canvas, self.look)
        body.paint_clothes(canvas, self.look)
        canvas.save()
        canvas.clipPath(body.outline_of_all(), doAntiAlias=True)
        hair.paint_shadow_on_clothes(canvas)
        canvas.restore()

    def _paint_head(self, canvas: skia.Canvas) -> None:
        head.paint_head(canvas, self.look)
        canvas.save()
        canvas.clipPath(head.face_path(), doAntiAlias=True)
        hair.paint_shadow(canvas, self.look)
        canvas.restore()
        hair.paint_front(canvas, self.look)

    def parts(self, weights: Table, motions: Table, size: tuple[int, int]) -> tuple[tuple[Hashable, Box], ...]:
        """What the pixels depend on: the torso's state with its box, and the pose with that of head and neck."""
        pose = self._pose(weights, motions)
        moving = self._head_box(pose, size).join(self._neck_box(pose, size))
        return (pose.torso, self._torso_box(pose, size)), (pose.key, moving)

    def _pose(self, weights: Table, motions: Table) -> Pose:
        """The pose, worked out once though two ask for it."""
        if self._posed is None or self._posed.key != (weights.tobytes(), motions.tobytes()):
            self._posed = Pose(weights, motions, self.scale)
        return self._posed

    def _head_box(self, pose: Pose, size: tuple[int, int]) -> Box:
        return window(HEAD, self._head_field.far(pose.skin), pose.head, self.scale, size)

    def _neck_box(self, pose: Pose, size: tuple[int, int]) -> Box:
        return window(NECK, self._neck_field.far(pose.neck), pose.trunk, self.scale, size)

    def _torso_box(self, pose: Pose, size: tuple[int, int]) -> Box:
        return window(TORSO, self._torso_field.far(pose.neck), pose.trunk, self.scale, size)

    def paint(self, picture: Bytes, weights: Table, motions: Table) -> None:
        """One frame into `picture`: rows of weights (52) and motions (9) as in a performance."""
        pose, size = self._pose(weights, motions), (picture.shape[1], picture.shape[0])
        np.copyto(picture, self._settled(pose, size))
        box = self._neck_box(pose, size)
        if not box.empty:
            target, field = picture[box.top : box.bottom, box.left : box.right], self._neck_field
            self._trunk.bend(field, field.sum(pose.neck), pose.trunk, box, target, self._scratch)
        canvas = (surface := surface_on(picture)).getCanvas()
        self._lay_head(canvas, pose, size)
        del surface  # not before: its canvas is no owner

    def _settled(self, pose: Pose, size: tuple[int, int]) -> Bytes:
        """The torso alone in a picture of its own, kept until it moves."""
        key = (pose.torso, size)
        if self._torso is None or self._torso[0] != key:
            picture = self._blank(size)
            box, field = self._torso_box(pose, size), self._torso_field
            if not box.empty:
                target = picture[box.top : box.bottom, box.left : box.right]
                self._trunk.bend(field, field.sum(pose.neck), pose.trunk, box, target, self._scratch)
            self._torso = key, picture
        return self._torso[1]

    def _blank(self, size: tuple[int, int]) -> Bytes:
        """An empty picture: the memory of the last torso, if that had the same size."""
        if self._torso is None or self._torso[1].shape[:2] != (size[1], size[0]):
            return np.zeros((size[1], size[0], 4), np.uint8)
        picture = self._torso[1]
        picture[:] = 0
        return picture

    def _lay_head(self, canvas: skia.Canvas, pose: Pose, size: tuple[int, int]) -> None:
        box, field = self._head_box(pose, size), self._head_field
        if not box.empty:
            pixels = self._scratch.pixels(box.height, box.width)
            self._head.bend(field, field.sum(pose.skin), pose.head, box, pixels, self._scratch)
            canvas.drawImage(image_of(pixels), box.left, box.top)
        frames = local_frames([place for place, _ in FEATURES], field, field.sum(pose.turn), pose.head)
        for frame, (_, side) in zip(frames * self.scale, FEATURES, strict=True):
            if side:
                self._eyes.paint(canvas, pose.shape, side, frame, size)
                continue
            (a, b, c), (d, e, f) = frame.tolist()
            canvas.save()
            canvas.concat(skia.Matrix.MakeAll(a, b, c, d, e, f, 0, 0, 1))
            paint_mouth(canvas, self.look, pose.shape)
            canvas.restore()


class Pose:
    """One frame's weights by name, and where head and trunk are (2×3 matrices in design units).

    A lean is forward: the head comes nearer, the shoulders half as much.
    """

    def __init__(self, weights: Table, motions: Table, scale: float) -> None:
        self.key = (weights.tobytes(), motions.tobytes())
        self._weights: list[float] = np.clip(weights, 0, 1).astype(float).tolist()
        self._motions: list[float] = motions.astype(float).tolist()
        self._settle(scale)
        trunk, nearer = self._leaning(self.motion("lean"))
        self.trunk, _ = self._leaning(self.settled["lean"])
        sink = 200.0 * nearer - 4.0 * self.motion("breath")
        shift = (self.motion("x") * EYE_DISTANCE, self.motion("y") * EYE_DISTANCE + sink)
        zoom = (1 + nearer / 2) / (1 - min(max(self.motion("z"), -4.0), 4.0) / 12)
        own = _turned(self.motion("roll"), PIVOT, zoom, shift)
        self.head = trunk @ np.vstack([own, (0, 0, 1)])
        self._sines = {name: math.sin(math.radians(_soft(self.motion(name)))) for name in ("yaw", "pitch")}
        chin = own @ (AXIS, rig.CHIN_AT, 1.0)
        x, y = float(chin[0]) - AXIS + 45 * self._sines["yaw"], float(chin[1]) - rig.CHIN_AT - 45 * self._sines["pitch"]
        (xx, xy, _), (yx, yy, _) = own.tolist()
        self._neck = {"head_x": x, "head_y": y, "turn_xx": xx - 1, "turn_xy": xy, "turn_yx": yx, "turn_yy": yy - 1}
        self._lag = {"lag_x": -0.4 * x, "lag_y": -0.4 * y}

    def _settle(self, scale: float) -> None:
        """The torso's motions in whole steps."""
        steps = {name: min(SETTLE / (reach * scale), 0.25) for name, reach in REACH.items()}
        counts = {name: round(self.motion(name) / step) for name, step in steps.items()}
        self.torso: Hashable = tuple(counts.values())
        self.settled = {name: count * steps[name] for name, count in counts.items()}

    @staticmethod
    def _leaning(degrees: float) -> tuple[Matrix, float]:
        """Where a lean puts the trunk, and by which share it brings it nearer."""
        nearer = LEAN_GROWTH * math.sin(math.radians(min(max(degrees, -20.0), 20.0)))
        fixed = (AXIS, 600.0) if nearer > 0 else (AXIS, 1180.0)  # so that no gap opens at the lower edge
        return _turned(0.0, fixed, 1 + nearer / 2, (0.0, 0.0)), nearer

    def shape(self, name: str) -> float:
        """Weight of a blendshape."""
        return self._weights[SHAPE_INDEX[name]]

    def motion(self, name: str) -> float:
        """Value of a motion."""
        return self._motions[MOTION_INDEX[name]]

    def skin(self, column: str) -> float:
        """Weight of a column of the head's field."""
        if column in self._sines:
            return self._sines[column]
        return self._lag[column] if column in self._lag else self.shape(column)

    def turn(self, column: str) -> float:
        """The same, with the head's turn only."""
        return self._sines.get(column, 0.0)

    def neck(self, column: str) -> float:
        """Weight of a column of the neck's or the torso's field."""
        return self._neck[column] if column in self._neck else self.settled[column]


def _soft(degrees: float) -> float:
    """The angle, held back smoothly towards the limit of the drawing."""
    return TURN_LIMIT * math.tanh(degrees / TURN_LIMIT)


def _turned(degrees: float, pivot: tuple[float, float], zoom: float, shift: tuple[float, float]) -> Matrix:
    """Turn clockwise as seen and zoom about `pivot`, then shift."""
    cosine, sine = (f(math.radians(degrees)) * zoom for f in (math.cos, math.sin))
    x, y = pivot
    return np.array(
        [
            [cosine, -sine, x - cosine * x + sine * y + shift[0]],
            [sine, cosine, y - sine * x - cosine * y + shift[1]],
        ]
    )
