"""The whole figure: its painted layers, and how one frame is put together from them."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import skia

from understudy.performance.tracks import Table
from understudy.stage.avatars.drawn import rig
from understudy.stage.avatars.drawn.anatomy import AXIS, Area
from understudy.stage.avatars.drawn.eyes import Eyes
from understudy.stage.avatars.drawn.look import Look
from understudy.stage.avatars.drawn.mouth import Mouth
from understudy.stage.avatars.drawn.pose import Pose
from understudy.stage.avatars.drawn.sheets import GLASSES, TRUNK, motion, sheet
from understudy.stage.avatars.drawn.warp import (
    Bytes,
    image_of,
    local_frames,
    surface_on,
    window,
)
from understudy.stage.avatars.scratch import Scratch
from understudy.stage.layers.layer import Box

NECK: Area = (314.0, 348.0, 686.0, 612.0)
"""The part of the trunk that follows the head; its field's nodes lie on those of the trunk."""

SHOULDERS = 540.0
"""Where the part of the trunk begins that does not follow the head."""

SPARE = 40.0
"""How much of the trunk is kept below the picture: a lean brings it into view."""


class Figure:
    """A presenter painted at `scale` pixels per design unit: a trunk, and a head that is laid over it."""

    def __init__(self, look: Look, scale: float, bottom: float) -> None:
        """`bottom` is where the picture ends, in design units."""
        self.look, self.scale, self._bottom = look, scale, bottom
        area = look.head_area
        self._trunk = sheet(look.name, "trunk", TRUNK, scale, bottom + SPARE)
        self._head = sheet(look.name, "head", area, scale)
        moves = motion(look.name)
        self._torso_field, self._neck_field = rig.torso_field(*self._trunk.box), rig.neck_field(*NECK)
        self._head_field = rig.head_field(look.face, area, moves)
        self._torso_area: Area = (TRUNK[0], SHOULDERS, TRUNK[2], self._trunk.box[3])
        self._eyes, self._mouth = Eyes(look, scale), Mouth(look, scale)
        self._features = (
            ((AXIS - look.face.eye_out, look.face.eye_y), -1),
            ((AXIS + look.face.eye_out, look.face.eye_y), 1),
            ((AXIS, look.face.mouth_y), 0),
        )
        self._glasses = sheet(look.name, "glasses", GLASSES, scale) if look.glasses else None
        self._glasses_field = rig.glasses_field(GLASSES, moves, area)
        self._torso: tuple[Hashable, Bytes] | None = None
        self._posed: Pose | None = None
        self._scratch = Scratch()

    def parts(self, weights: Table, motions: Table, size: tuple[int, int]) -> tuple[tuple[Hashable, Box], ...]:
        """What the pixels depend on: the torso's state with its box, and the pose with that of head and neck."""
        pose = self._pose(weights, motions)
        moving = self._head_box(pose, size).join(self._neck_box(pose, size))
        return (pose.torso, self._torso_box(pose, size)), (pose.key, moving)

    def _pose(self, weights: Table, motions: Table) -> Pose:
        """The pose, worked out once though two ask for it."""
        if self._posed is None or self._posed.key != (weights.tobytes(), motions.tobytes()):
            self._posed = Pose(weights, motions, self.look.face, self.scale, self._bottom)
        return self._posed

    def _head_box(self, pose: Pose, size: tuple[int, int]) -> Box:
        return window(self._head.box, self._head_field.far(pose.skin), pose.head, self.scale, size)

    def _neck_box(self, pose: Pose, size: tuple[int, int]) -> Box:
        return window(NECK, self._neck_field.far(pose.neck), pose.trunk, self.scale, size)

    def _torso_box(self, pose: Pose, size: tuple[int, int]) -> Box:
        return window(self._torso_area, self._torso_field.far(pose.neck), pose.trunk, self.scale, size)

    def paint(self, picture: Bytes, weights: Table, motions: Table) -> None:
        """One frame into `picture`: rows of weights (52) and motions as in a performance."""
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
        frames = local_frames([place for place, _ in self._features], field, field.sum(pose.turn), pose.head)
        for frame, (_, side) in zip(frames * self.scale, self._features, strict=True):
            if side:
                self._eyes.paint(canvas, pose.shape, side, frame, size)
                continue
            (a, b, c), (d, e, f) = frame.tolist()
            canvas.save()
            canvas.concat(skia.Matrix.MakeAll(a, b, c, d, e, f, 0, 0, 1))
            self._mouth.paint(canvas, pose.shape)
            canvas.restore()
        self._lay_glasses(canvas, pose, size)

    def _lay_glasses(self, canvas: skia.Canvas, pose: Pose, size: tuple[int, int]) -> None:
        if self._glasses is None:
            return
        field = self._glasses_field
        box = window(GLASSES, field.far(pose.turn), pose.head, self.scale, size)
        if not box.empty:
            pixels = self._scratch.pixels(box.height, box.width)
            self._glasses.bend(field, field.sum(pose.turn), pose.head, box, pixels, self._scratch)
            canvas.drawImage(image_of(pixels), box.left, box.top)
