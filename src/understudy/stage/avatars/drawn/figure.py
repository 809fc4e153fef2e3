"""The whole figure: its painted layers, and how one frame is put together from them."""

from __future__ import annotations

import math

import numpy as np
import skia

from understudy.performance.tracks import MOTION_INDEX, SHAPE_INDEX, Table
from understudy.stage.avatars.drawn import body, hair, head, rig
from understudy.stage.avatars.drawn.anatomy import AXIS, EYE_DISTANCE, EYE_OUT, EYE_Y, MOUTH_Y, PIVOT
from understudy.stage.avatars.drawn.eyes import paint_eye
from understudy.stage.avatars.drawn.look import Look
from understudy.stage.avatars.drawn.mouth import paint_mouth
from understudy.stage.avatars.drawn.warp import Brush, Bytes, Matrix, Scratch, Sheet, local_frames, surface_on

FACE = (324.0, 60.0, 676.0, 560.0)
HAIR = (304.0, 36.0, 696.0, 648.0)
FRONT = ((304.0, 36.0, 696.0, 210.0), (304.0, 210.0, 424.0, 648.0), (580.0, 210.0, 696.0, 648.0))
"""The front hair without the hole for the face, in three parts that touch."""

BACK = (320.0, 240.0, 680.0, 648.0)
BODY = (110.0, 410.0, 890.0, 1140.0)
FEATURES = (((AXIS - EYE_OUT, EYE_Y), -1), ((AXIS + EYE_OUT, EYE_Y), 1), ((AXIS, MOUTH_Y), 0))
"""What is drawn anew at every frame: where, and on which side (0: the mouth)."""

LEAN_GROWTH = 0.5
"""Leaning forward by an angle brings the head nearer by its sine times this share of the camera's distance."""

TURN_LIMIT = 28.0
"""Degrees a head is turned at most: the drawing has no profile."""


class Figure:
    """A presenter painted at `scale` pixels per design unit."""

    def __init__(self, look: Look, scale: float) -> None:
        self.look, self.scale = look, scale
        scratch = Scratch()
        self._over, self._under = Brush(scratch, skia.Paint()), Brush(scratch, skia.Paint())
        self._under.paint.setBlendMode(skia.BlendMode.kDstOver)
        self.face_field = rig.face_field(*FACE)
        back, front = rig.hair_field(*BACK, depth=(18.0, 26.0)), rig.hair_field(*HAIR, depth=(78.0, 30.0))
        self.back = Sheet(BACK, scale, back, lambda canvas: hair.paint_back(canvas, look))
        self.body = Sheet(BODY, scale, rig.body_field(*BODY), self._paint_body)
        self.face = Sheet(FACE, scale, self.face_field, self._paint_face)
        whole = Sheet(HAIR, scale, front, lambda canvas: hair.paint_front(canvas, look))
        self.front = [whole.cut(box) for box in FRONT]

    def _paint_body(self, canvas: skia.Canvas) -> None:
        body.paint_neck(canvas, self.look)
        body.paint_clothes(canvas, self.look)
        canvas.save()
        canvas.clipPath(body.outline_of_all(), doAntiAlias=True)
        hair.paint_shadow_on_clothes(canvas)
        canvas.restore()

    def _paint_face(self, canvas: skia.Canvas) -> None:
        head.paint_head(canvas, self.look)
        canvas.save()
        canvas.clipPath(head.face_path(), doAntiAlias=True)
        hair.paint_shadow(canvas, self.look)
        canvas.restore()

    def paint(self, picture: Bytes, weights: Table, motions: Table) -> None:
        """One frame into `picture`: rows of weights (52) and motions (9) as in a performance."""
        picture[:] = 0
        surface = surface_on(picture)
        canvas = surface.getCanvas()
        size = (picture.shape[1], picture.shape[0])
        pose = Pose(weights, motions)
        self.body.moved(self.body.field.sum(pose.body), pose.trunk, picture, self._over.scratch)
        self.back.laid(canvas, self.back.field.sum(pose.hair), pose.head, size, self._under)
        self.face.laid(canvas, self.face.field.sum(pose.face), pose.head, size, self._over)
        self._paint_features(canvas, pose)
        swept = self.front[0].field.sum(pose.hair)
        for part in self.front:
            part.laid(canvas, swept, pose.head, size, self._over)

    def _paint_features(self, canvas: skia.Canvas, pose: Pose) -> None:
        turned = self.face_field.sum(pose.turn)
        frames = local_frames([place for place, _ in FEATURES], self.face_field, turned, pose.head)
        for frame, (_, side) in zip(frames.tolist(), FEATURES, strict=True):
            (a, b, c), (d, e, f) = frame
            canvas.save()
            canvas.scale(self.scale, self.scale)
            canvas.concat(skia.Matrix.MakeAll(a, b, c, d, e, f, 0, 0, 1))
            if side:
                paint_eye(canvas, self.look, pose.shape, side)
            else:
                paint_mouth(canvas, self.look, pose.shape)
            canvas.restore()


class Pose:
    """One frame's weights by name, and where head and trunk are (2×3 matrices in design units).

    A lean is forward: the head comes nearer, the shoulders half as much.
    """

    def __init__(self, weights: Table, motions: Table) -> None:
        self._weights: list[float] = np.clip(weights, 0, 1).astype(float).tolist()
        self._motions: list[float] = motions.astype(float).tolist()
        nearer = LEAN_GROWTH * math.sin(math.radians(min(max(self.motion("lean"), -20.0), 20.0)))
        fixed = (AXIS, 600.0) if nearer > 0 else (AXIS, 1180.0)  # so that no gap opens at the lower edge
        self.trunk = _turned(0.0, fixed, 1 + nearer / 2, (0.0, 0.0))
        sink = 200.0 * nearer - 4.0 * self.motion("breath")
        shift = (self.motion("x") * EYE_DISTANCE, self.motion("y") * EYE_DISTANCE + sink)
        zoom = (1 + nearer / 2) / (1 - min(max(self.motion("z"), -4.0), 4.0) / 12)
        own = _turned(self.motion("roll"), PIVOT, zoom, shift)
        self.head = self.trunk @ np.vstack([own, (0, 0, 1)])
        self._sines = {name: math.sin(math.radians(_soft(self.motion(name)))) for name in ("yaw", "pitch")}
        chin = own @ (AXIS, 470.0, 1.0)
        self._neck = (
            float(chin[0]) - AXIS + 45 * self._sines["yaw"],
            float(chin[1]) - 470.0 - 45 * self._sines["pitch"],
        )

    def shape(self, name: str) -> float:
        """Weight of a blendshape."""
        return self._weights[SHAPE_INDEX[name]]

    def motion(self, name: str) -> float:
        """Value of a motion."""
        return self._motions[MOTION_INDEX[name]]

    def face(self, column: str) -> float:
        """Weight of a column of the face's field."""
        return self._sines[column] if column in self._sines else self.shape(column)

    def turn(self, column: str) -> float:
        """The same, with the head's turn only."""
        return self._sines.get(column, 0.0)

    def hair(self, column: str) -> float:
        """Weight of a column of a hair field."""
        lag = {"lag_x": -0.4 * self._neck[0], "lag_y": -0.4 * self._neck[1]}
        return self._sines[column] if column in self._sines else lag[column]

    def body(self, column: str) -> float:
        """Weight of a column of the body's field."""
        neck = {"head_x": self._neck[0], "head_y": self._neck[1]}
        return neck[column] if column in neck else self.motion(column)


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
