"""Follows one face through a clip: from frame to frame by its points, by detection at first and after it was lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from understudy.stage.avatars.face.detect import Detector, Picture
from understudy.stage.avatars.face.landmarks import Landmarker
from understudy.stage.avatars.face.network import Floats
from understudy.stage.avatars.face.suitability import LEAST_PRESENCE

_JUMP, _GROWTH = 0.6, 1.3
"""A face that moves farther (in eye distances) or changes its size by more from one frame to the next is another
one, or none."""


class Follower:
    """Looks at pictures in order."""

    def __init__(self, models: Path) -> None:
        self._detector, self._landmarker = Detector(models), Landmarker(models)
        self._last: Floats | None = None
        self.losses = 0
        """How often the face was lost."""

    def look(self, picture: Picture) -> Floats | None:
        """The points (468, 3) of the face in `picture`, (height, width, 3) RGB; None when there is none."""
        if self._last is not None:
            points, presence = self._landmarker.near(picture, self._last)
            if presence >= LEAST_PRESENCE and _same(points, self._last):
                self._last = points
                return points
            self.losses += 1
        self._last = self._found(picture)
        return self._last

    def _found(self, picture: Picture) -> Floats | None:
        """The largest face of the picture; what only looks like one is passed over."""
        for found in sorted(self._detector.faces(picture, (1, 2)), key=lambda face: -face.size):
            points, presence = self._landmarker.points(picture, found)
            if presence >= LEAST_PRESENCE:
                return points
        return None


def _same(points: Floats, before: Floats) -> bool:
    size, old = (max(float(np.linalg.norm(found[263, :2] - found[33, :2])), 1e-3) for found in (points, before))
    here, there = ((found[33, :2] + found[263, :2]) / 2 for found in (points, before))
    return bool(np.linalg.norm(here - there) < _JUMP * old and 1 / _GROWTH < size / old < _GROWTH)
