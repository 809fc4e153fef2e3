"""Where head and body go: every point of the picture has a depth and a share in the head, and turns in space."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from understudy.performance.tracks import MOTION_INDEX
from understudy.stage.avatars.face.landmarks import CHIN, OVAL
from understudy.stage.avatars.portrait.anatomy import Anatomy, Doubles, Floats

FINEST, NODES = 12, 12
"""Nodes of depth and share are at least so many pixels apart, and so many fit into an eye distance."""

PIVOT = (0.35, 1.1)
"""The head's joint: below the chin and behind the eyes, in eye distances (atlas of a mean adult, by eye)."""

LIMITS = {"yaw": 24.0, "pitch": 18.0, "roll": 25.0}
"""Degrees: a single picture shows nothing of the sides."""

_CHEST = 0.55
"""How far the chest stands out before the spine, in eye distances."""

_VIEWER = 14.0
"""Distance of the viewer in eye distances: for perspective when the head comes nearer."""


class Space:
    """Depth and share in the head's movement at nodes all over the picture, `size` pixels (width, height)."""

    def __init__(self, anatomy: Anatomy, size: tuple[int, int]) -> None:
        self.anatomy, self.size = anatomy, size
        self._step = step = max(round(anatomy.unit / NODES), FINEST)
        columns, rows = (side // step + 3 for side in size)
        x, y = np.meshgrid((np.arange(columns) - 1) * float(step), (np.arange(rows) - 1) * float(step))
        local = anatomy.to_local(np.stack([x, y], axis=-1))
        self.depth = _depth(anatomy, (rows, columns), step)
        chin = float(anatomy.local[CHIN, 1])
        fall = np.clip((local[..., 1] - (chin - 0.12)) / 1.25, 0, 1)
        self.head = (1 - fall * fall * (3 - 2 * fall)).astype(np.float32)
        below = np.clip((local[..., 1] - chin) / 1.0, 0, 1)
        height = float(size[1])
        floor = np.clip((height - y) / max(height - float(anatomy.to_pixels((0, chin + 0.9))[1]), 1), 0, 1)
        self.chest = (below * floor).astype(np.float32)
        side = np.clip((np.abs(local[..., 0]) - 0.35) / 0.9, 0, 1)
        self.shoulders = (below * floor * side).astype(np.float32)
        self.upper = (1 - 0.7 * np.clip((local[..., 1] - chin) / 5.0, 0, 1)).astype(np.float32)
        out = np.clip(1 - (local[..., 0] / 1.5) ** 2, -1, 1)
        self.breast = (_CHEST * anatomy.unit * out * self.chest).astype(np.float32)
        self._x, self._y = x, y
        joint = anatomy.to_pixels((0.0, chin + 0.1))
        self._joint = (float(joint[0]), float(joint[1]))

    def share(self, start: tuple[float, float]) -> Travel:
        """How much of each point belongs to the head, as a field of which only the first value counts."""
        return Travel(np.repeat(self.head[..., None], 2, axis=2), self._step, start)

    def travel(self, motions: Floats, start: tuple[float, float] = (0.0, 0.0)) -> Travel:
        """How far every node travels for one row of motions; `start` is how far the person sits from its place."""
        unit = self.anatomy.unit

        def motion(name: str) -> float:
            value = float(motions[MOTION_INDEX[name]])
            most = LIMITS.get(name)
            return most * math.tanh(value / most) if most else value

        x, y, z = self._x - self._joint[0], self._y - self._joint[1], self.depth - PIVOT[1] * unit
        yaw, pitch, roll = (math.radians(motion(name)) for name in LIMITS)
        ax = x * math.cos(yaw) - z * math.sin(yaw)
        az = x * math.sin(yaw) + z * math.cos(yaw)
        ay = y * math.cos(pitch) + az * math.sin(pitch)
        bx = ax * math.cos(roll) - ay * math.sin(roll)
        by = ax * math.sin(roll) + ay * math.cos(roll)
        zoom = 1 / (1 - min(max(motion("z"), -4.0), 4.0) / _VIEWER)
        near = 1 - (az - z) / (_VIEWER * unit)
        shift_x = min(max(motion("x"), -2), 2) * unit
        shift_y = min(max(motion("y"), -2), 2) * unit - 0.022 * unit * motion("breath")
        dx = self.head * (bx * zoom * near - x + shift_x)
        dy = self.head * (by * zoom * near - y + shift_y)
        dy -= unit * (0.03 * motion("breath") * self.chest + 0.13 * motion("shrug") * self.shoulders)
        dx += (
            unit * min(max(motion("shift"), -1), 1) * self.upper + math.sin(math.radians(motion("twist"))) * self.breast
        )
        lean = math.radians(min(max(motion("lean"), -15), 15))
        if lean:
            px, py = self._x + dx - self.size[0] / 2, self._y + dy - self.size[1] * 1.15
            dx += px * (math.cos(lean) - 1) - py * math.sin(lean)
            dy += px * math.sin(lean) + py * (math.cos(lean) - 1)
        return Travel(np.stack([dx, dy], axis=-1).astype(np.float32), self._step, start)


@dataclass(frozen=True, eq=False)
class Travel:
    """How far every node travels, (rows, columns, 2) pixels; nodes are `step` pixels apart, the second ones at
    `start`."""

    nodes: Floats
    step: int
    start: tuple[float, float] = (0.0, 0.0)

    def at(self, x: Floats, y: Floats) -> Floats:
        """The travel of pixel positions (arrays of the same two-dimensional shape)."""
        scale = np.float32(1 / self.step)
        across = x * scale + np.float32(1 - self.start[0] / self.step)
        down = y * scale + np.float32(1 - self.start[1] / self.step)
        return np.asarray(cv2.remap(self.nodes, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))

    def origin_of(self, x: Floats, y: Floats, rounds: int = 4) -> Floats:
        """Which points of the picture come to lie at (x, y): (…, 2), by fixed-point iteration."""
        here = np.stack([x, y], axis=-1).astype(np.float32)
        there = here
        for _ in range(rounds):
            there = here - self.at(there[..., 0], there[..., 1])
        return there

    def moved(self, points: Doubles) -> Doubles:
        """Where points of the picture (n, 2) go."""
        shift = self.at(points[:, :1].astype(np.float32), points[:, 1:].astype(np.float32))
        return np.asarray(points + shift.reshape(-1, 2))


def _depth(anatomy: Anatomy, shape: tuple[int, int], step: int) -> Floats:
    """The mesh's depths spread smoothly over all nodes, away from the viewer, 0 in the plane of the eyes' corners.

    Beyond the face the depth of its outline is kept: hair lies at the sides of the skull, not behind it.
    """
    points = anatomy.points
    plane = float(points[[33, 263], 2].mean())
    total, weight = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    heavy = np.ones(len(points))
    heavy[list(OVAL)] = 2
    for (x, y, z), importance in zip(points.tolist(), heavy.tolist(), strict=True):
        column, row = round(x / step) + 1, round(y / step) + 1
        if 0 <= row < shape[0] and 0 <= column < shape[1]:
            total[row, column] += (z - plane) * importance
            weight[row, column] += importance
    filled, known = np.zeros(shape, np.float32), np.full(shape, 1e-12, np.float32)
    for share, trust in ((0.08, 1.0), (0.2, 1e-3), (0.6, 1e-6), (2.5, 1e-9)):
        sigma = max(share * anatomy.unit / step, 0.4)
        filled += cv2.GaussianBlur(total, (0, 0), sigma) * trust
        known += cv2.GaussianBlur(weight, (0, 0), sigma) * trust
    depth = filled / known
    return cv2.GaussianBlur(depth, (0, 0), max(0.07 * anatomy.unit / step, 0.4)).astype(np.float32)
