"""What moves the skin: for every blendshape and head angle, how far each point of a layer travels.

A field gives displacements in design units at the nodes of a coarse grid; a frame's displacement is the weighted sum.
"Left" is the presenter's own left, the viewer's right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from understudy.stage.avatars.drawn.anatomy import AXIS, JAW_DROP

Floats = npt.NDArray[np.float32]
CHIN_AT = 470.0
"""Height of the chin's inside, where head and neck meet."""

NODE = 12.0
"""Distance of the field's nodes in design units."""


@dataclass(frozen=True)
class Pull:
    """At weight 1 the skin around (x, y) moves by (dx, dy), fading like a bell of the given reach.

    A shape that ends in Left is given for x > 500; its Right twin is the mirror image.
    """

    shape: str
    x: float
    y: float
    reach_x: float
    reach_y: float
    dx: float
    dy: float


PULLS = (
    Pull("browInnerUp", 548, 258, 56, 30, 0, -12),
    Pull("browInnerUp", 452, 258, 56, 30, 0, -12),
    Pull("browOuterUpLeft", 598, 254, 42, 30, 0, -14),
    Pull("browDownLeft", 535, 258, 46, 28, -4, 9),
    Pull("browDownLeft", 590, 252, 40, 26, -3, 5),
    Pull("eyeBlinkLeft", 563, 272, 40, 12, 0, 3),
    Pull("eyeWideLeft", 563, 268, 46, 20, 0, -4),
    Pull("eyeSquintLeft", 563, 325, 44, 16, 0, -6),
    Pull("cheekSquintLeft", 574, 348, 46, 30, 0, -9),
    Pull("mouthSmileLeft", 574, 358, 44, 34, 3, -10),
    Pull("mouthSmileLeft", 550, 405, 26, 24, 9, -8),
    Pull("mouthFrownLeft", 548, 420, 26, 26, 2, 7),
    Pull("mouthStretchLeft", 552, 420, 30, 34, 8, 2),
    Pull("mouthDimpleLeft", 552, 410, 20, 22, 5, -1),
    Pull("mouthUpperUpLeft", 530, 380, 30, 22, 1, -6),
    Pull("mouthLowerDownLeft", 524, 446, 26, 16, 0, 5),
    Pull("noseSneerLeft", 522, 356, 18, 26, 2, -8),
    Pull("noseSneerLeft", 540, 330, 22, 22, -2, -4),
    Pull("cheekPuff", 588, 400, 40, 42, 13, 0),
    Pull("cheekPuff", 412, 400, 40, 42, -13, 0),
    Pull("mouthPucker", 550, 412, 34, 36, -9, 0),
    Pull("mouthPucker", 450, 412, 34, 36, 9, 0),
    Pull("mouthFunnel", 550, 414, 34, 40, -7, 0),
    Pull("mouthFunnel", 450, 414, 34, 40, 7, 0),
    Pull("mouthShrugLower", 500, 452, 34, 22, 0, -7),
    Pull("mouthRollLower", 500, 446, 34, 14, 0, -3),
    Pull("jawOpen", 588, 400, 44, 60, -4, 0),
    Pull("jawOpen", 412, 400, 44, 60, 4, 0),
    Pull("mouthLeft", 512, 412, 60, 36, 10, 0),
    Pull("mouthRight", 488, 412, 60, 36, -10, 0),
)
"""By eye, 2026-11-22."""


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


def face_depth(x: Floats, y: Floats) -> Floats:
    """How far the face stands out before the axis of the head, in design units."""
    round_ = 1 - ((x - AXIS) / 158) ** 2 - ((y - 300) / 235) ** 2
    skull = 132 * np.sqrt(np.clip(round_, 0.02, 1))
    nose = 30 * np.exp(-(((x - AXIS) / 22) ** 2) - ((y - 358) / 26) ** 2)
    bridge = 12 * np.exp(-(((x - AXIS) / 20) ** 2) - ((y - 310) / 40) ** 2)
    lips = 10 * np.exp(-(((x - AXIS) / 40) ** 2) - ((y - 415) / 26) ** 2)
    return np.asarray(skull + nose + bridge + lips, np.float32)


def face_field(left: float, top: float, right: float, bottom: float) -> Field:
    """The field of the face: columns are blendshapes, and `yaw` and `pitch` as sines."""
    field = Field(left, top, right, bottom)
    for pull in PULLS:
        field.add(pull.shape, *_pulled(field, pull, 1))
        if pull.shape.endswith("Left") and pull.shape != "mouthLeft":
            field.add(pull.shape.removesuffix("Left") + "Right", *_pulled(field, pull, -1))
    _add_jaw(field)
    depth = face_depth(field.x, field.y)
    field.add("yaw", depth, 0)
    field.add("pitch", 0, -depth)
    return field


def _pulled(field: Field, pull: Pull, side: int) -> tuple[Floats, Floats]:
    bell = field.bell(AXIS + side * (pull.x - AXIS), pull.y, pull.reach_x, pull.reach_y)
    return bell * side * pull.dx, bell * pull.dy


def _add_jaw(field: Field) -> None:
    low = ramp(field.y, 356, 486)
    middle = 1 - 0.55 * ramp(np.abs(field.x - AXIS), 60, 150)
    field.add("jawOpen", 0, JAW_DROP * low * middle)
    field.add("jawLeft", 12 * ramp(field.y, 360, 470), 0)
    field.add("jawRight", -12 * ramp(field.y, 360, 470), 0)
    spread = ramp(field.y, 380, 480)
    field.add("jawForward", (field.x - AXIS) * 0.07 * spread, 6 * spread)


def hair_field(left: float, top: float, right: float, bottom: float, depth: tuple[float, float]) -> Field:
    """The field of a layer of hair: the crown turns with the head, the tips follow by less.

    `depth` is how far it stands out before the head's axis at the face and at the silhouette.
    """
    field = Field(left, top, right, bottom)
    hold = 1 - 0.6 * ramp(field.y, 380, 620)
    inner, outer = depth
    stands = inner + (outer - inner) * ramp(np.abs(field.x - AXIS), 95, 180)
    field.add("yaw", stands * hold, 0)
    field.add("pitch", 0, -stands * hold)
    field.add("lag_x", 1 - hold, 0)
    field.add("lag_y", 0, 1 - hold)
    return field


def head_field(face: Field, hair: Field, covered: Floats) -> Field:
    """The field of face and front hair as one picture: each moves as itself, and where they meet as a mixture.

    `covered` is how much of each node the hair covers, in [0, 1], blurred. The two fields must have the same nodes.
    """
    field = Field.__new__(Field)
    field.left, field.top, field.x, field.y = face.left, face.top, face.x, face.y
    bare = (1 - covered) * (1 - ramp(face.y, 520, 600))  # below the chin there is nothing but hair
    field.columns = {name: place for place, name in enumerate(dict.fromkeys([*face.columns, *hair.columns]))}
    field.basis = np.zeros((len(field.columns), *face.x.shape, 2), np.float32)
    for part, share in ((face, bare), (hair, 1 - bare)):
        for name, place in part.columns.items():
            field.basis[field.columns[name]] += part.basis[place] * share[..., None]
    return field


def torso_field(left: float, top: float, right: float, bottom: float) -> Field:
    """The field of the trunk: breath and shrug."""
    field = Field(left, top, right, bottom)
    away = np.abs(field.x - AXIS)
    high = 1 - ramp(field.y, 640, 1060)
    field.add("breath", (field.x - AXIS) * 0.010 * high * ramp(field.y, 600, 700), -4.5 * high)
    field.add("shrug", 0, -26 * ramp(away, 60, 230) * high)
    return field


def neck_field(left: float, top: float, right: float, bottom: float) -> Field:
    """The field of the neck and the hair behind it: what the trunk does, and the top goes with the head.

    `head_x` and `head_y` are the shift of the chin; `turn_xx` to `turn_yy` what the head's turn and zoom add around it,
    each the share of one coordinate (second letter) in the movement along another (first letter).
    """
    field = torso_field(left, top, right, bottom)
    follow = 1 - ramp(field.y, 470, 606)
    field.add("head_x", follow, 0)
    field.add("head_y", 0, follow)
    x, y = follow * (field.x - AXIS), follow * (field.y - CHIN_AT)
    field.add("turn_xx", x, 0)
    field.add("turn_xy", y, 0)
    field.add("turn_yx", 0, x)
    field.add("turn_yy", 0, y)
    return field
