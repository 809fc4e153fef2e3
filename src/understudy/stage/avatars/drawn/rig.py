"""What moves the skin: for every blendshape and head angle, how far each point of a layer travels.

A field gives displacements in design units at the nodes of a coarse grid; a frame's displacement is the weighted sum.
"Left" is the presenter's own left, the viewer's right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from understudy.stage.avatars.drawn.anatomy import AXIS, HEIGHTS, Area, Face, Floats
from understudy.stage.avatars.drawn.field import NODE, Field, ramp
from understudy.stage.avatars.drawn.sheets import Motion

CHIN_AT = 470.0
"""Height of the chin's inside, where head and neck meet."""


CHEST = (300.0, 115.0)
"""Half the width of the chest, and how far it stands out before the spine: arms turn behind it."""


@dataclass(frozen=True)
class Pull:
    """At weight 1 the skin around (x, y) moves by (dx, dy), fading like a bell of the given reach.

    Places are those of the canonical face. A shape that ends in Left is given for x > 500; its Right twin is the
    mirror image.
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


def head_field(face: Face, area: Area, motion: Motion) -> Field:
    """The field of the head: columns are blendshapes, `yaw` and `pitch` as sines, and how far hair lags behind.

    Hair, ears and glasses know no expression; what hangs freely turns with the head by less, and later.
    """
    field = Field(*area)
    soft = 1 - motion.rigid
    for pull in PULLS:
        _add_pull(field, face, pull, 1, soft)
        if pull.shape.endswith("Left") and pull.shape != "mouthLeft":
            _add_pull(field, face, pull, -1, soft)
    _add_jaw(field, face, soft)
    hold = 1 - 0.6 * motion.hang
    field.add("yaw", motion.depth * hold, 0)
    field.add("pitch", 0, -motion.depth * hold)
    field.add("lag_x", 1 - hold, 0)
    field.add("lag_y", 0, 1 - hold)
    return field


def _add_pull(field: Field, face: Face, pull: Pull, side: int, soft: Floats) -> None:
    name = pull.shape if side > 0 else pull.shape.removesuffix("Left") + "Right"
    x, y = face.spot(side * (pull.x - AXIS), pull.y)
    wider = face.eye_out / 63.5
    bell = field.bell(x, y, pull.reach_x * wider, pull.reach_y) * soft
    field.add(name, bell * side * pull.dx, bell * pull.dy)


def _add_jaw(field: Field, face: Face, soft: Floats) -> None:
    below = np.interp(field.y, face.heights, HEIGHTS).astype(np.float32)
    low = ramp(below, 356, 486)
    middle = 1 - 0.55 * ramp(np.abs(field.x - AXIS), 60, 150)
    field.add("jawOpen", 0, face.jaw_drop * low * middle * soft)
    field.add("jawLeft", 12 * ramp(below, 360, 470) * soft, 0)
    field.add("jawRight", -12 * ramp(below, 360, 470) * soft, 0)
    spread = ramp(below, 380, 480) * soft
    field.add("jawForward", (field.x - AXIS) * 0.07 * spread, 6 * spread)


def glasses_field(area: Area, motion: Motion, head: Area) -> Field:
    """The field of glasses: they turn with the head, each place by its depth."""
    field = Field(*area)
    row, column = round((area[1] - head[1]) / NODE), round((area[0] - head[0]) / NODE)
    depth = motion.depth[row : row + len(field.y), column : column + field.x.shape[1]]
    field.add("yaw", depth, 0)
    field.add("pitch", 0, -depth)
    return field


def torso_field(left: float, top: float, right: float, bottom: float) -> Field:
    """The field of the trunk: breath, raised shoulders, how they turn about the spine, and arms that hang straight
    down while the body goes aside (`arms` is by how much)."""
    field = Field(left, top, right, bottom)
    away = np.abs(field.x - AXIS)
    high = 1 - ramp(field.y, 640, 1060)
    field.add("breath", (field.x - AXIS) * 0.012 * high * ramp(field.y, 600, 700), -6.0 * high)
    field.add("shrug", 0, -26 * ramp(away, 60, 230) * high)
    out = np.clip(1 - (away / CHEST[0]) ** 2, -1, 1) * ramp(field.y, 596, 700) * (1 - ramp(field.y, 760, 1560))
    field.add("twist", np.asarray(CHEST[1] * out, np.float32), 0)
    hanging = np.clip((field.y - 660) / 1100, 0, 1) * ramp(away, 170, 290)
    field.add("arms", np.asarray(hanging, np.float32), 0)
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
