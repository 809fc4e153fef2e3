"""One frame's pose: weights by name, and where head and trunk are."""

from __future__ import annotations

import math
from collections.abc import Hashable

import numpy as np

from understudy.performance.tracks import MOTION_INDEX, SHAPE_INDEX, Table
from understudy.stage.avatars.drawn.anatomy import AXIS, PIVOT, Face
from understudy.stage.avatars.drawn.rig import CHIN_AT
from understudy.stage.avatars.drawn.warp import Matrix

SETTLE = 0.2
"""The torso moves in steps of at most this many pixels, and is painted again only at every step. By eye, 2026-11-22."""

REACH = {"breath": 6.0, "shrug": 26.0, "lean": 2.2, "shift": 190.0, "twist": 2.0}
"""How many design units the torso moves at most for 1 of each motion; for lean at its sides."""

STANDS_AT = 1760.0
"""Height of what a shift of weight turns the body about: the upper body goes aside, the hips hardly do."""

SHOULDERS_AT = 640.0
"""Height of what goes aside by a whole shift."""

LEAN_GROWTH = 0.5
"""Leaning forward by an angle brings the head nearer by its sine times this share of the camera's distance."""

TURN_LIMIT = 28.0
"""Degrees a head is turned at most: the drawing has no profile."""


class Pose:
    """One frame's weights by name, and where head and trunk are (2×3 matrices in design units).

    A lean is forward: the head comes nearer, the shoulders half as much.
    """

    def __init__(self, weights: Table, motions: Table, face: Face, scale: float, bottom: float) -> None:
        self.key = (weights.tobytes(), motions.tobytes())
        self._weights: list[float] = np.clip(weights, 0, 1).astype(float).tolist()
        self._motions: list[float] = motions.astype(float).tolist()
        self._settle(scale)
        self._bottom = bottom
        unit = face.eye_distance
        trunk, nearer = self._standing(self.motion("lean"), unit * self.motion("shift"))
        self.trunk, _ = self._standing(self.settled["lean"], unit * self.settled["shift"])
        sink = 200.0 * nearer - 4.5 * self.motion("breath")
        shift = (self.motion("x") * unit, self.motion("y") * unit + sink)
        zoom = (1 + nearer / 2) / (1 - min(max(self.motion("z"), -4.0), 4.0) / 12)
        own = _turned(self.motion("roll"), PIVOT, zoom, shift)
        self.head = trunk @ np.vstack([own, (0, 0, 1)])
        self._sines = {name: math.sin(math.radians(_soft(self.motion(name)))) for name in ("yaw", "pitch")}
        chin = own @ (AXIS, CHIN_AT, 1.0)
        x, y = float(chin[0]) - AXIS + 45 * self._sines["yaw"], float(chin[1]) - CHIN_AT - 45 * self._sines["pitch"]
        (xx, xy, _), (yx, yy, _) = own.tolist()
        self._neck: dict[str, float] = {"head_x": x, "head_y": y}
        self._neck |= {"turn_xx": xx - 1, "turn_xy": xy, "turn_yx": yx, "turn_yy": yy - 1}
        self._lag = {"lag_x": -0.4 * x, "lag_y": -0.4 * y}
        self._body: dict[str, float] = {
            "twist": math.sin(math.radians(self.settled["twist"])),
            "arms": unit * self.settled["shift"],
        }

    def _settle(self, scale: float) -> None:
        """The torso's motions in whole steps."""
        steps = {name: min(SETTLE / (reach * scale), 0.25) for name, reach in REACH.items()}
        counts = {name: round(self.motion(name) / step) for name, step in steps.items()}
        self.torso: Hashable = tuple(counts.values())
        self.settled = {name: count * steps[name] for name, count in counts.items()}

    def _standing(self, degrees: float, aside: float) -> tuple[Matrix, float]:
        """Where a lean and a shift of the shoulders by `aside` put the trunk, and by which share it comes nearer."""
        nearer = LEAN_GROWTH * math.sin(math.radians(min(max(degrees, -20.0), 20.0)))
        fixed = (AXIS, 600.0) if nearer > 0 else (AXIS, self._bottom + 80.0)  # so that no gap opens at the lower edge
        leaning = _turned(0.0, fixed, 1 + nearer / 2, (0.0, 0.0))
        turn = math.degrees(math.atan2(aside, STANDS_AT - SHOULDERS_AT))
        aside_turned = _turned(turn, (AXIS, STANDS_AT), 1.0, (0.0, 0.0))
        return aside_turned @ np.vstack([leaning, (0, 0, 1)]), nearer

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
        if column in self._neck:
            return self._neck[column]
        return self._body[column] if column in self._body else self.settled[column]


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
