"""How the mouth opens: which height of the picture shows at which height of the moved face, column by column.

The mapping is piecewise linear between the nose, the four edges of the lips, the chin and the neck, so that it can be
turned round exactly: lips that should touch do touch.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from understudy.stage.avatars.face.landmarks import LOWER_INNER, LOWER_OUTER, UPPER_INNER, UPPER_OUTER
from understudy.stage.avatars.portrait.anatomy import ACROSS, MEETING, Doubles, Floats, Mouth, columns_at

FULL_GAP = 0.44
"""Distance of the inner lips at the widest, in eye distances, for a chin as far below the mouth as `MEAN_CHIN`.

An adult opens some 45 mm between the lips at most; the outer eye corners are about 95 mm apart."""

MEAN_CHIN = 0.47
"""Distance of mouth and chin of a mean face in eye distances."""

JAW = 0.3
"""How far the chin drops at `jawOpen` 1: the jaw turns about its joints, so that the chin travels less than the lip."""

Weigh = Callable[[str], float]


class LipShape:
    """The mouth of one frame: tables over u of the moved heights."""

    def __init__(self, mouth: Mouth, weigh: Weigh, opening: tuple[float, float]) -> None:
        """`weigh` gives a blendshape's weight; `opening` is the intended distance of the lips in [0, 1], as the
        person's right and left side of the mouth want it."""
        self.mouth = mouth
        size = np.clip(mouth.depth / MEAN_CHIN, 0.6, 1.3)

        def sides(right: float, left: float) -> float | Doubles:
            """One value where both sides agree, else a table that goes over from one to the other."""
            return right if right == left else right + (left - right) * mouth.leftwards

        def both(name: str) -> float | Doubles:
            return sides(weigh(name + "Right"), weigh(name + "Left"))

        jaw = weigh("jawOpen")
        self.jaw = float(JAW * size * jaw)
        round_ = min(weigh("mouthFunnel") + 0.7 * weigh("mouthPucker"), 1.0)
        self.rounded = round_
        gap = FULL_GAP * size * sides(*opening)
        raised = 0.05 * both("mouthUpperUp") + 0.035 * weigh("mouthFunnel") + 0.02 * both("mouthSmile")
        raised *= 1 - 0.5 * round_
        up = np.minimum(raised + 0.1 * gap, 0.55 * gap)
        profile = mouth.share ** (0.75 - 0.2 * round_)
        deep = mouth.share ** (0.62 - 0.04 * round_)
        width = np.clip((0.8 - np.abs(ACROSS - mouth.middle)) / 0.55, 0, 1)
        self.swing = width * width * (3 - 2 * width)

        line = mouth.inner_upper + MEETING * mouth.gap
        line = line + self.swing * (0.1 * self.jaw + 0.3 * JAW * size * weigh("mouthClose") * mouth.share)
        line = line - 0.018 * weigh("mouthShrugLower") * profile - 0.012 * weigh("mouthShrugUpper") * profile
        self.line = line
        self.inner_upper = line - up * profile
        self.inner_lower = line + (gap - up) * deep
        round_full = 0.3 * round_ * np.minimum(_PRESSED + gap / 0.1, 1)
        full = 1 + round_full - 0.12 * both("mouthStretch") - 0.08 * both("mouthSmile")
        shut = min(1.6 * weigh("mouthClose") / (jaw + 0.03), 1.0)
        press = 0.35 * both("mouthPress") + _DRAWN_IN * shut
        thick_up = np.maximum(full - 0.6 * weigh("mouthRollUpper") - press, 0.25)
        thick_low = np.maximum(full - 0.62 * weigh("mouthRollLower") - press, 0.25)
        self.upper = self.inner_upper - (mouth.inner_upper - mouth.upper) * thick_up
        self.lower = self.inner_lower + (mouth.lower - mouth.inner_lower) * thick_low
        self.upper = np.maximum(self.upper, mouth.nose + 0.3 * (mouth.upper - mouth.nose))
        self.chin = mouth.chin + self.jaw * self.swing
        self.chin = np.maximum(self.chin, self.lower + 0.4 * (mouth.chin - mouth.lower))

    @property
    def gap(self) -> float:
        """Widest distance of the inner lips in eye distances."""
        return float((self.inner_lower - self.inner_upper).max())

    @property
    def middle_low(self) -> float:
        """Height of the lower lip's inner edge in the middle of the mouth."""
        return float(np.interp(self.mouth.middle, ACROSS, self.inner_lower))

    def seam(self, steps: int = 21) -> Doubles:
        """The line where the lips meet, (steps, 2) in local coordinates."""
        u = self.mouth.middle + self.mouth.half * 1.02 * np.linspace(-1, 1, steps)
        return np.stack([u, np.interp(u, ACROSS, self.inner_upper)], axis=1)

    def onto(self, source: Mouth | SourceMouth) -> LipMap:
        """From where in a picture with the mouth `source` these lips get their colours."""
        return LipMap(self, source)

    def hole(self, steps: int = 25) -> Doubles:
        """The opening as a polygon (2·steps, 2) in local coordinates of the unmoved face, widened by nothing."""
        t = np.sin(np.linspace(-np.pi / 2, np.pi / 2, steps))
        u = self.mouth.middle + self.mouth.half * t
        upper, lower = (np.interp(u, ACROSS, edge) for edge in (self.inner_upper, self.inner_lower))
        return np.concatenate([np.stack([u, upper], 1), np.stack([u, lower], 1)[::-1]])


_DRAWN_IN = 0.15
"""Share of its fullness that each lip loses where they close over an open jaw, for a sound."""

_PRESSED = 0.2
"""Share of its fullness that a rounded mouth keeps while it is closed: lips that close for a sound press together."""


class LipMap:
    """Which height of a picture shows at which height of the moved face."""

    def __init__(self, lips: LipShape, source: Mouth | SourceMouth) -> None:
        self._lips, self._source, mouth = lips, source, lips.mouth
        moved = (mouth.nose, lips.upper, lips.inner_upper, lips.inner_lower, lips.lower, lips.chin, mouth.neck)
        there = (
            *(mouth.nose, source.upper, source.inner_upper, source.inner_lower, source.lower),
            *(source.chin, mouth.neck),
        )
        self._pieces = []
        for number in (0, 1, 3, 4, 5):
            length = np.maximum(moved[number + 1] - moved[number], 1e-4)
            self._pieces.append((moved[number], length, (there[number + 1] - there[number]) / length))

    def source(self, u: Floats, v: Floats) -> Floats:
        """The height in the picture that shows at (u, v) of the moved face, for arrays of the same shape.

        Between the lips it is the height of the nearer lip's edge.
        """
        column, lips, mouth = columns_at(u), self._lips, self._lips.mouth
        result = np.minimum(v, mouth.nose[column])
        for start, length, slope in self._pieces[:2]:
            result += np.minimum(np.maximum(v - start[column], 0), length[column]) * slope[column]
        middle = ((lips.inner_upper + lips.inner_lower) / 2)[column]
        result += np.where(v > middle, self._source.gap[column], 0)
        for start, length, slope in self._pieces[2:]:
            result += np.minimum(np.maximum(v - start[column], 0), length[column]) * slope[column]
        return np.asarray(result + np.maximum(v - mouth.neck[column], 0), np.float32)

    def aside(self, u: Floats, v: Floats) -> Floats | None:
        """How far to the side of (u, v) the picture has what shows there; None when its mouth is as wide."""
        return self._source.aside(u, v) if isinstance(self._source, SourceMouth) else None


class SourceMouth:
    """The mouth of a picture whose person is about to speak, talks or smiles, seen from the mouth at rest: tables over
    the columns of the latter."""

    def __init__(self, rest: Mouth, rest_local: Doubles, local: Doubles) -> None:
        """`rest_local` and `local` are all points (468, 2) at rest and as the picture shows them."""
        mixed = local.copy()
        mixed[list(LIPS), 0] = rest_local[list(LIPS), 0]
        found = Mouth(mixed)
        beyond = np.maximum(np.abs(ACROSS - rest.middle) - rest.half, 0)
        part = np.clip(1 - beyond / _FADING, 0, 1)
        part = part * part * (3 - 2 * part)

        def near(name: str) -> Doubles:
            own, other = getattr(rest, name), getattr(found, name)
            return np.asarray(own + (other - own) * part)

        self.inner_upper, self.inner_lower = near("inner_upper"), near("inner_lower")
        self.inner_lower = np.maximum(self.inner_lower, self.inner_upper)
        self.upper = np.minimum(np.maximum(near("upper"), rest.nose + 0.01), self.inner_upper)
        self.lower = np.maximum(near("lower"), self.inner_lower)
        self.chin = np.clip(near("chin"), self.lower + 0.05, rest.neck - 0.1)
        self.gap = self.inner_lower - self.inner_upper
        order = list(UPPER_OUTER)
        shift = local[order, 0] - rest_local[order, 0]
        ends = (rest_local[order[0], 0] - 2 * _FADING, rest_local[order[-1], 0] + 2 * _FADING)
        u = [ends[0], *rest_local[order, 0], ends[1]]
        self._shift = np.interp(ACROSS, u, [0, *shift, 0])
        self._line = rest.line
        self.open = found.open

    def aside(self, u: Floats, v: Floats) -> Floats:
        """How far to the side the picture has what shows at (u, v) of the mouth at rest."""
        near = np.clip(1.4 - np.abs(v - self._line) / _FADING, 0, 1)
        return np.asarray(self._shift[columns_at(u)] * near, np.float32)


LIPS = tuple({*UPPER_OUTER, *LOWER_OUTER, *UPPER_INNER, *LOWER_INNER})
"""Every point of the lips."""

_FADING = 0.25
"""So far beside and above the mouth, in eye distances, its shape in the picture still counts."""
