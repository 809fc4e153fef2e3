"""How the mouth opens: which height of the picture shows at which height of the moved face, column by column.

The mapping is piecewise linear between the nose, the four edges of the lips, the chin and the neck, so that it can be
turned round exactly: lips that should touch do touch.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from understudy.stage.avatars.portrait.anatomy import ACROSS, Doubles, Floats, Mouth, columns_at

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

    def __init__(self, mouth: Mouth, weigh: Weigh, opening: float) -> None:
        """`weigh` gives a blendshape's weight, `opening` the intended distance of the lips in [0, 1]."""
        self.mouth = mouth
        size = np.clip(mouth.depth / MEAN_CHIN, 0.6, 1.3)

        def both(name: str) -> float:
            return (weigh(name + "Left") + weigh(name + "Right")) / 2

        jaw = weigh("jawOpen")
        self.jaw = float(JAW * size * jaw)
        round_ = min(weigh("mouthFunnel") + 0.7 * weigh("mouthPucker"), 1.0)
        self.rounded = round_
        gap = FULL_GAP * size * opening
        raised = 0.05 * both("mouthUpperUp") + 0.035 * weigh("mouthFunnel") + 0.02 * both("mouthSmile")
        raised *= 1 - 0.5 * round_
        up = min(raised + 0.1 * gap, 0.55 * gap)
        profile = mouth.share ** (0.75 - 0.2 * round_)
        deep = mouth.share ** (0.62 - 0.04 * round_)
        width = np.clip((0.8 - np.abs(ACROSS - mouth.middle)) / 0.55, 0, 1)
        self.swing = width * width * (3 - 2 * width)

        line = mouth.inner_upper + _MEETING * mouth.gap
        line = line + self.swing * (0.1 * self.jaw + 0.3 * JAW * size * weigh("mouthClose") * mouth.share)
        line = line - 0.018 * weigh("mouthShrugLower") * profile - 0.012 * weigh("mouthShrugUpper") * profile
        self.line = line
        self.inner_upper = line - up * profile
        self.inner_lower = line + (gap - up) * deep
        full = 1 + 0.3 * round_ - 0.12 * both("mouthStretch") - 0.08 * both("mouthSmile")
        press = 0.35 * both("mouthPress")
        closing = _FULLER * mouth.smiling
        thick_up = max(full - 0.6 * weigh("mouthRollUpper") - press + closing, 0.25)
        thick_low = max(full - 0.62 * weigh("mouthRollLower") - press + closing, 0.25)
        self.upper = self.inner_upper - (mouth.inner_upper - mouth.upper) * thick_up
        self.lower = self.inner_lower + (mouth.lower - mouth.inner_lower) * thick_low
        self.upper = np.maximum(self.upper, mouth.nose + 0.3 * (mouth.upper - mouth.nose))
        self.chin = mouth.chin + self.jaw * self.swing
        self.chin = np.maximum(self.chin, self.lower + 0.4 * (mouth.chin - mouth.lower))
        self._segments = self._measured()

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

    def _measured(self) -> list[tuple[Floats, Floats, Floats]]:
        """Start, length and slope of each piece of the mapping from moved to original heights."""
        mouth = self.mouth
        moved = (mouth.nose, self.upper, self.inner_upper, self.inner_lower, self.lower, self.chin, mouth.neck)
        source = (
            *(mouth.nose, mouth.upper, mouth.inner_upper, mouth.inner_lower, mouth.lower),
            *(mouth.chin, mouth.neck),
        )
        pieces = []
        for number in (0, 1, 3, 4, 5):
            length = np.maximum(moved[number + 1] - moved[number], 1e-4)
            slope = (source[number + 1] - source[number]) / length
            pieces.append((moved[number], length, slope))
        return pieces

    def source(self, u: Floats, v: Floats) -> Floats:
        """The height in the picture that shows at (u, v) of the moved face, for arrays of the same shape.

        Between the lips it is the height of the nearer lip's edge.
        """
        column, mouth = columns_at(u), self.mouth
        result = np.minimum(v, mouth.nose[column])
        for start, length, slope in self._segments[:2]:
            result += np.minimum(np.maximum(v - start[column], 0), length[column]) * slope[column]
        result += np.where(v > ((self.inner_upper + self.inner_lower) / 2)[column], mouth.gap[column], 0)
        for start, length, slope in self._segments[2:]:
            result += np.minimum(np.maximum(v - start[column], 0), length[column]) * slope[column]
        return np.asarray(result + np.maximum(v - mouth.neck[column], 0), np.float32)

    def hole(self, steps: int = 25) -> Doubles:
        """The opening as a polygon (2·steps, 2) in local coordinates of the unmoved face, widened by nothing."""
        t = np.sin(np.linspace(-np.pi / 2, np.pi / 2, steps))
        u = self.mouth.middle + self.mouth.half * t
        upper, lower = (np.interp(u, ACROSS, edge) for edge in (self.inner_upper, self.inner_lower))
        return np.concatenate([np.stack([u, upper], 1), np.stack([u, lower], 1)[::-1]])


_MEETING = 0.3
"""Where lips that the picture shows open meet: so far down from the upper one. The lower lip does most of the way."""

_FULLER = 0.12
"""Lips that a smile in the picture draws thin over the teeth become fuller by this (by eye)."""
