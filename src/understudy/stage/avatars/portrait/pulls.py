"""What moves the skin apart from lips and lids: one smooth field of displacements for every blendshape."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from understudy.performance.tracks import SHAPE_INDEX
from understudy.stage.avatars.portrait.anatomy import Anatomy, Doubles, Floats

ANCHORS: dict[str, tuple[int, int]] = {
    "brow_inner": (107, 336),
    "brow_middle": (105, 334),
    "brow_outer": (63, 293),
    "corner": (61, 291),
    "cheek": (50, 280),
    "puff": (187, 411),
    "under_eye": (145, 374),
    "wing": (129, 358),
    "chin": (152, 152),
    "mouth": (13, 13),
}
"""Points of the face mesh, of the person's right and left side."""


@dataclass(frozen=True)
class Pull:
    """At weight 1 the skin around `anchor` moves by (du, dv), fading like a bell of the given reach; all in eye
    distances. A shape that has sides is given for the person's left (u > 0); its right twin is the mirror image.
    A shape without sides that sits at paired anchors moves both, mirrored."""

    shape: str
    anchor: str
    reach_u: float
    reach_v: float
    du: float
    dv: float
    flat: float = 0.0
    """Within so many reaches everything moves as one (a brow keeps its thickness)."""


PULLS: tuple[Pull, ...] = (
    Pull("browInnerUp", "brow_inner", 0.15, 0.12, 0.003, -0.05, 0.35),
    Pull("browOuterUp", "brow_outer", 0.15, 0.12, 0.0, -0.042, 0.35),
    Pull("browOuterUp", "brow_middle", 0.12, 0.12, 0.0, -0.012, 0.35),
    Pull("browDown", "brow_inner", 0.15, 0.12, -0.02, 0.035, 0.35),
    Pull("browDown", "brow_middle", 0.14, 0.11, -0.006, 0.02, 0.35),
    Pull("eyeSquint", "under_eye", 0.18, 0.08, 0.0, -0.018),
    Pull("cheekSquint", "cheek", 0.2, 0.15, 0.0, -0.035),
    Pull("cheekPuff", "puff", 0.2, 0.2, 0.045, 0.0),
    Pull("noseSneer", "wing", 0.13, 0.12, 0.004, -0.03),
    Pull("mouthSmile", "corner", 0.2, 0.17, 0.06, -0.05),
    Pull("mouthSmile", "cheek", 0.22, 0.17, 0.012, -0.03),
    Pull("mouthFrown", "corner", 0.16, 0.14, -0.008, 0.05),
    Pull("mouthStretch", "corner", 0.22, 0.2, 0.055, 0.012),
    Pull("mouthDimple", "corner", 0.13, 0.13, 0.03, -0.004),
    Pull("mouthPucker", "corner", 0.23, 0.2, -0.125, 0.0),
    Pull("mouthFunnel", "corner", 0.23, 0.2, -0.065, 0.0),
    Pull("jawOpen", "corner", 0.24, 0.2, -0.02, 0.0),
    Pull("mouthLeft", "mouth", 0.32, 0.22, 0.06, 0.0),
    Pull("mouthRight", "mouth", 0.32, 0.22, -0.06, 0.0),
    Pull("jawLeft", "chin", 0.45, 0.36, 0.06, 0.0),
    Pull("jawRight", "chin", 0.45, 0.36, -0.06, 0.0),
    Pull("jawForward", "chin", 0.3, 0.2, 0.0, 0.015),
    Pull("mouthShrugLower", "chin", 0.2, 0.18, 0.0, -0.03),
)
"""By eye, 2026-11-22, on photographs; travel of the brows and corners after the means of adults (about 6 mm at full
expression, with 95 mm between the outer eye corners)."""


STEP = 0.035
"""Distance of the nodes of the fields in eye distances: a fifth of the smallest reach."""

LOW, HIGH = (-1.2, -1.1), (1.2, 2.4)
"""The box of the nodes in local coordinates; nothing moves beyond it."""


_EXTENT = 1.55
"""A bell ends at so many times its reach: it is like a Gaussian inside, but leaves the rest of the face alone."""


def _bell(squared: npt.NDArray[Any], flat: npt.ArrayLike) -> npt.NDArray[Any]:
    """1 up to the distance `flat`, 0 from `_EXTENT` on; given the squared distance in reaches."""
    beyond = np.maximum(np.sqrt(squared) - flat, 0) / (_EXTENT - np.asarray(flat))
    rest = np.maximum(1 - beyond * beyond, 0)
    return np.asarray(rest * rest)


class Bases:
    """Every field at nodes in local coordinates: a frame's displacement is their weighted sum.

    Displacements are those of the moved face: what shows at x lay at x minus the sum.
    """

    def __init__(self, anatomy: Anatomy) -> None:
        u, v = np.meshgrid(*(np.arange(low, high, STEP, dtype=np.float32) for low, high in zip(LOW, HIGH, strict=True)))
        columns, fields = [], []
        for column, middle, reach, travel, flat in _placed(anatomy):
            bell = _bell(((u - middle[0]) / reach[0]) ** 2 + ((v - middle[1]) / reach[1]) ** 2, flat)
            columns.append(column)
            fields.append(np.stack([bell * travel[0], bell * travel[1]], axis=-1).ravel())
        self._columns, self._shape = np.array(columns), u.shape
        self._fields: Floats = np.asarray(fields, np.float32)

    def sum(self, weights: Floats) -> Floats:
        """The displacement at every node, (rows, columns, 2), for a row of 52 weights."""
        strengths = np.append(weights, np.float32(1))[self._columns]
        active = np.flatnonzero(strengths)
        return np.asarray(strengths[active] @ self._fields[active]).reshape(*self._shape, 2)


def displaced(field: Floats, points: Doubles) -> Doubles:
    """Where `points` (n, 2) in local coordinates go in a field that `Bases.sum` gave."""
    low = np.array(LOW)
    there = points
    for _ in range(3):
        nodes = ((there - low) / STEP).astype(np.float32)
        travel = cv2.remap(field, nodes[:, :1], nodes[:, 1:], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        there = points + travel.reshape(-1, 2)
    return there


_ROUNDING = ("mouthPucker", "mouthFunnel")
"""Shapes that leave some of their way to the relaxing of a smile, and take its raised corners down."""

_SMILING = ("mouthSmile", "mouthDimple", "mouthStretch")
"""Shapes that a face which smiles in the picture has partly done already."""

_ALWAYS = len(SHAPE_INDEX)
"""The column after the shapes: what is done to a face in every frame."""


@cache
def _placed(anatomy: Anatomy) -> tuple[tuple[int, Doubles, Doubles, Doubles, float], ...]:
    """Column, middle, reach and travel of every pull and its twin."""
    placed = []
    for pull in PULLS:
        right, left = (anatomy.local[index] for index in ANCHORS[pull.anchor])
        reach, travel = np.array([pull.reach_u, pull.reach_v]), np.array([pull.du, pull.dv])
        if pull.shape in _ROUNDING:
            left_over = min(0.6 * anatomy.mouth.tighten, -0.5 * pull.du)
            travel = np.array([pull.du + left_over, 0.05 * anatomy.mouth.smiling])
        if pull.shape in _SMILING:
            travel = travel * (1 - 0.7 * anatomy.mouth.smiling)
        sided = pull.shape + "Left" in SHAPE_INDEX
        paired = ANCHORS[pull.anchor][0] != ANCHORS[pull.anchor][1]
        placed.append((SHAPE_INDEX[pull.shape + "Left" * sided], left, reach, travel, pull.flat))
        if paired:
            placed.append((SHAPE_INDEX[pull.shape + "Right" * sided], right, reach, travel * (-1, 1), pull.flat))
    tighten = anatomy.mouth.tighten
    if tighten:
        travel = np.array([-tighten, 0.75 * tighten])
        for index, mirror in ((291, 1), (61, -1)):
            placed.append((_ALWAYS, anatomy.local[index], np.array([0.23, 0.2]), travel * (mirror, 1), 0.0))
    return tuple(placed)
