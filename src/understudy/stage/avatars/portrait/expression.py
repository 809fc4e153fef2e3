"""What one row of weights makes of one face, its head held still."""

from __future__ import annotations

import numpy as np

from understudy.performance.coarticulate import lip_gap
from understudy.performance.tracks import SHAPE_INDEX, SHAPES
from understudy.stage.avatars.portrait.anatomy import Anatomy, Floats, columns_at
from understudy.stage.avatars.portrait.lids import LidShape
from understudy.stage.avatars.portrait.lips import LipMap, LipShape
from understudy.stage.avatars.portrait.region import Region
from understudy.stage.avatars.portrait.source import Source

_COVER = (0.02, 0.09)
"""A mouth that is laid over another covers the skin beside it up to the first distance, and ends at the second."""


_LEFT = [SHAPE_INDEX[name] for name in SHAPES if name.endswith("Left") and name[:-4] + "Right" in SHAPE_INDEX]
_RIGHT = [SHAPE_INDEX[name[:-4] + "Right"] for name in SHAPES if SHAPE_INDEX[name] in _LEFT]


def _one_sided(weights: Floats) -> Floats:
    """The weights as if both sides did what the right one does, and as if both did what the left one does."""
    both = np.stack([weights, weights])
    both[0, _LEFT], both[1, _RIGHT] = weights[_RIGHT], weights[_LEFT]
    return both


class Expression:
    """The face of one frame, head held still."""

    def __init__(self, anatomy: Anatomy, weights: Floats) -> None:
        self.weights = weights
        right, left = lip_gap(_one_sided(weights)).tolist()
        self.lips = LipShape(anatomy.mouth, self.weigh, (right, left))
        self.lids = tuple(
            LidShape(
                anatomy.lids[side],
                *(self.weigh(f"{name}{who}") for name in ("eyeBlink", "eyeSquint", "eyeWide")),
                *(self.weigh(f"{name}{who}") for name in ("eyeLookDown", "eyeLookUp")),
            )
            for side, who in enumerate(("Right", "Left"))
        )

    @property
    def mouth_rows(self) -> tuple[float, float]:
        """Between which heights lips are now, with some room."""
        lips, mouth = self.lips, self.lips.mouth
        inside = mouth.share > 0
        return float(lips.upper[inside].min()) - 0.09, float(lips.lower[inside].max()) + 0.09

    def around_mouth(self, region: Region) -> Floats:
        """1 on the lips as they are now, fading to 0 beside them; at the nodes of `region`."""
        lips, mouth = self.lips, self.lips.mouth
        column = columns_at(region.u)
        above, below = lips.upper[column] - region.v, region.v - lips.lower[column]
        beside = np.abs(region.u - mouth.middle) - mouth.half
        away = np.maximum(np.maximum(above, below), beside)
        part = np.clip((_COVER[1] - away) / (_COVER[1] - _COVER[0]), 0, 1)
        return np.asarray(part * part * (3 - 2 * part), np.float32)

    def weigh(self, name: str) -> float:
        """The weight of a blendshape."""
        return float(self.weights[SHAPE_INDEX[name]])

    def gaze(self, side: int) -> tuple[float, float]:
        """Where an eye looks: (u, v) in [-1, 1]; `side` 0 is the person's right eye."""
        who, inwards = (("Right", 1), ("Left", -1))[side]
        across = inwards * (self.weigh("eyeLookIn" + who) - self.weigh("eyeLookOut" + who))
        return across, self.weigh("eyeLookDown" + who) - self.weigh("eyeLookUp" + who)

    def travel(self, region: Region, number: int, field: Floats, source: Source, lips: LipMap) -> Floats:
        """From where in `source` each node of `region` gets its colour, less the node, in local units; `lips` is what
        this face's make of it. `number` 0 is the whole face without its lids, 1 the mouth, 2 and 3 the eyes."""
        shift = region.pulled(field)
        u, v = region.u - shift[..., 0], region.v - shift[..., 1]
        across, down = -shift[..., 0], v
        if number in (0, 1):
            down = lips.source(u, v)
            aside = lips.aside(u, down)
            across = across if aside is None else across + aside
        if number > 1:
            down = self.lids[number - 2].source(u, down, source.eyes)
        return np.stack([across, down - region.v], axis=-1)
