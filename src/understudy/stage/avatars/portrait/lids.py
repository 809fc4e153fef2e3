"""How an eye closes: which height of the picture shows at which height, column by column. See `lips`."""

from __future__ import annotations

import numpy as np

from understudy.stage.avatars.portrait.anatomy import ACROSS, Doubles, Floats, Lids, columns_at

_MEETING = 0.9
"""Where closed lids meet: the upper one does nearly all of the way (by eye)."""

_FOLD = 0.035
"""So high above the lid's edge lashes and fold move with it as they are; the skin above is drawn out."""


class LidShape:
    """One eye of one frame: tables over u of the moved heights."""

    def __init__(self, lids: Lids, blink: float, squint: float, wide: float, look_down: float, look_up: float) -> None:
        self.lids = lids
        opening = lids.opening
        self.closed = closed = min(max(blink + 0.36 * look_down * (1 - blink), 0.0), 1.0)
        raised = (0.2 * wide + 0.1 * look_up) * (1 - blink)
        lifted = (1 - _MEETING) * blink + 0.22 * squint * (1 - blink) - 0.08 * look_down * (1 - blink)
        meeting = min(_MEETING * closed, 1 - lifted)
        self.upper = lids.upper + opening * (meeting - raised)
        self.lower = np.maximum(lids.lower - opening * lifted, self.upper)
        fold = np.minimum(_FOLD, 0.5 * (lids.upper - lids.brow))
        moved = (lids.brow, np.maximum(self.upper - fold, lids.brow + 0.01), self.upper, self.lower, lids.cheek)
        source = (lids.brow, lids.upper - fold, lids.upper, lids.lower, lids.cheek)
        self._segments = []
        for number in (0, 1, 3):
            length = np.maximum(moved[number + 1] - moved[number], 1e-4)
            self._segments.append((moved[number], length, (source[number + 1] - source[number]) / length))

    @property
    def gap(self) -> float:
        """Widest distance of the lids in eye distances."""
        return float((self.lower - self.upper)[self.lids.inside].max())

    @property
    def still(self) -> bool:
        """Whether the lids are as the picture has them."""
        return bool(np.array_equal(self.upper, self.lids.upper) and np.array_equal(self.lower, self.lids.lower))

    def source(self, u: Floats, v: Floats, seen_through: bool = False) -> Floats:
        """The height in the picture that shows at (u, v); between the lids the nearer lid's edge, or the picture's own
        eye where it is `seen_through`."""
        lids, column = self.lids, columns_at(u)
        brow, cheek = lids.brow[column], lids.cheek[column]
        result = np.minimum(v, brow) + np.maximum(v - cheek, 0)
        result += np.where(v > ((self.upper + self.lower) / 2)[column], lids.opening[column], 0)
        for start, length, slope in self._segments:
            result += np.minimum(np.maximum(v - start[column], 0), length[column]) * slope[column]
        if seen_through:
            result = np.where((v > self.upper[column]) & (v < self.lower[column]), v, result)
        return np.asarray(v + (result - v) * lids.fade[column], np.float32)

    def hole(self, steps: int = 17) -> Doubles:
        """The open eye as a polygon (2·steps, 2) in local coordinates."""
        t = np.sin(np.linspace(-np.pi / 2, np.pi / 2, steps))
        u = self.lids.middle + self.lids.half * t
        upper, lower = (np.interp(u, ACROSS, edge) for edge in (self.upper, self.lower))
        return np.concatenate([np.stack([u, upper], 1), np.stack([u, lower], 1)[::-1]])
