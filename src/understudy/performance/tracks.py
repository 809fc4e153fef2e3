"""A performance: everything the presenter does during one speech, frame by frame, as numbers.

Mouth, lids, gaze and brows are weights in [0, 1] named like Apple's ARKit blendshapes; left and right are the
presenter's own. The head turns in degrees and moves in units of the distance between the outer eye corners.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from understudy.speech.sound import Sound

SHAPES: tuple[str, ...] = (
    *("jawOpen", "jawForward", "jawLeft", "jawRight", "mouthClose", "mouthFunnel", "mouthPucker"),
    *("mouthLeft", "mouthRight", "mouthSmileLeft", "mouthSmileRight", "mouthFrownLeft", "mouthFrownRight"),
    *("mouthDimpleLeft", "mouthDimpleRight", "mouthStretchLeft", "mouthStretchRight"),
    *("mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper", "mouthPressLeft", "mouthPressRight"),
    *("mouthLowerDownLeft", "mouthLowerDownRight", "mouthUpperUpLeft", "mouthUpperUpRight", "tongueOut"),
    *("eyeBlinkLeft", "eyeBlinkRight", "eyeSquintLeft", "eyeSquintRight", "eyeWideLeft", "eyeWideRight"),
    *("eyeLookUpLeft", "eyeLookUpRight", "eyeLookDownLeft", "eyeLookDownRight"),
    *("eyeLookInLeft", "eyeLookInRight", "eyeLookOutLeft", "eyeLookOutRight"),
    *("browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight"),
    *("cheekPuff", "cheekSquintLeft", "cheekSquintRight", "noseSneerLeft", "noseSneerRight"),
)
"""The 52 ARKit blendshapes, in our order: columns of `Performance.weights`."""

MOTIONS: tuple[str, ...] = (
    *("yaw", "pitch", "roll", "x", "y", "z", "lean", "shrug", "breath"),
    *("shift", "twist"),
)
"""Columns of `Performance.motions`: head angles in degrees (yaw > 0 turns to the viewer's right, pitch > 0 looks up,
roll > 0 tilts clockwise as seen), head shift (x right, y down, z towards the viewer) in eye distances, lean of the
upper body in degrees, raised shoulders and filled chest in [0, 1]; how far shoulders and head go aside with the weight
(> 0 to the viewer's right) in eye distances, and how far the shoulders turn about the spine in degrees (as yaw)."""

TONGUE_SHAPE = "tongueOut"
"""Used here for the tongue tip at the upper teeth (/l/, /th/), which ARKit has no name for."""

SHAPE_INDEX = {name: column for column, name in enumerate(SHAPES)}
MOTION_INDEX = {name: column for column, name in enumerate(MOTIONS)}

Table = npt.NDArray[np.float32]


@dataclass(frozen=True)
class VisemeCue:
    """One of the 15 visemes of the Oculus/Meta set over frames [start, stop), fractions included; `peak` in [0, 1]."""

    viseme: str
    start: float
    stop: float
    peak: float = 1.0


@dataclass(frozen=True)
class ActionSpan:
    """A gesture that is performed over frames [start, stop)."""

    tag: str
    start: int
    stop: int


@dataclass(frozen=True, eq=False)
class Performance:
    """All acting of one scene at 25 frames a second.

    `weights` has shape (frames, 52), columns as `SHAPES`, in [0, 1]; `motions` has shape (frames, 11), columns as
    `MOTIONS`. Frames outside the range show the first or the last row. `sound` is what is said meanwhile, from frame
    0 on, for presenters that listen; it is no part of the document.
    """

    weights: Table
    motions: Table
    visemes: tuple[VisemeCue, ...] = ()
    actions: tuple[ActionSpan, ...] = ()
    sound: Sound | None = None

    @property
    def frames(self) -> int:
        """How many frames are acted."""
        return len(self.weights)

    def row(self, frame: int) -> int:
        """The row that holds `frame`, clamped to the acted range."""
        return min(max(frame, 0), self.frames - 1)

    def shapes(self, frame: int) -> dict[str, float]:
        """Weights of one frame by name."""
        return dict(zip(SHAPES, self.weights[self.row(frame)].tolist(), strict=True))

    def motion(self, frame: int) -> dict[str, float]:
        """Motions of one frame by name."""
        return dict(zip(MOTIONS, self.motions[self.row(frame)].tolist(), strict=True))

    def key(self, frame: int) -> bytes:
        """Equal keys mean the same pose."""
        row = self.row(frame)
        return bytes(self.weights[row].tobytes() + self.motions[row].tobytes())

    def as_dict(self) -> dict[str, Any]:
        """The performance as plain JSON values."""
        return {
            "schema": "performance/1",
            "shapes": list(SHAPES),
            "motions": list(MOTIONS),
            "weights": np.round(self.weights.astype(float), 5).tolist(),
            "motion": np.round(self.motions.astype(float), 5).tolist(),
            "visemes": [asdict(cue) for cue in self.visemes],
            "actions": [asdict(span) for span in self.actions],
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Performance:
        """The performance that `as_dict` wrote; columns may stand in any order, missing ones are 0."""
        weights = _columns(values["weights"], values["shapes"], SHAPE_INDEX)
        motions = _columns(values["motion"], values["motions"], MOTION_INDEX)
        visemes = tuple(VisemeCue(**cue) for cue in values.get("visemes", ()))
        return cls(weights, motions, visemes, tuple(ActionSpan(**span) for span in values.get("actions", ())))

    @classmethod
    def still(cls, frames: int = 1) -> Performance:
        """Nobody moves: the neutral face."""
        return cls(np.zeros((frames, len(SHAPES)), np.float32), np.zeros((frames, len(MOTIONS)), np.float32))


def _columns(rows: list[list[float]], names: list[str], index: dict[str, int]) -> Table:
    table = np.zeros((len(rows), len(index)), np.float32)
    for column, name in enumerate(names):
        if name in index:
            table[:, index[name]] = [row[column] for row in rows]
    return table
