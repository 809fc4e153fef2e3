"""What one row of weights makes of one face, its head held still."""

from __future__ import annotations

import numpy as np

from understudy.performance.coarticulate import lip_gap
from understudy.performance.tracks import SHAPE_INDEX
from understudy.stage.avatars.portrait.anatomy import Anatomy, Floats
from understudy.stage.avatars.portrait.lids import LidShape
from understudy.stage.avatars.portrait.lips import LipShape
from understudy.stage.avatars.portrait.region import Region


class Expression:
    """The face of one frame, head held still."""

    def __init__(self, anatomy: Anatomy, weights: Floats) -> None:
        self.weights = weights
        self.lips = LipShape(anatomy.mouth, self.weigh, float(lip_gap(weights)))
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

    def weigh(self, name: str) -> float:
        """The weight of a blendshape."""
        return float(self.weights[SHAPE_INDEX[name]])

    def gaze(self, side: int) -> tuple[float, float]:
        """Where an eye looks: (u, v) in [-1, 1]; `side` 0 is the person's right eye."""
        who, inwards = (("Right", 1), ("Left", -1))[side]
        across = inwards * (self.weigh("eyeLookIn" + who) - self.weigh("eyeLookOut" + who))
        return across, self.weigh("eyeLookDown" + who) - self.weigh("eyeLookUp" + who)

    def travel(self, region: Region, number: int, field: Floats) -> Floats:
        """From where each node of `region` gets its colour, less the node, in local units. `number` 0 is the whole
        face, 1 the mouth, 2 and 3 the eyes."""
        shift = region.pulled(field)
        u, v = region.u - shift[..., 0], region.v - shift[..., 1]
        source = v
        if number in (0, 1):
            source = self.lips.source(u, source)
        for side in (0, 1):
            if number in (0, 2 + side):
                source = self.lids[side].source(u, source)
        return np.stack([-shift[..., 0], source - region.v], axis=-1)
