"""The sheet on which the acting is written: one curve a channel, added up by those who express, breathe and gesture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from understudy.performance.coarticulate import FRAMES_A_SECOND
from understudy.performance.curve import Curve, add_bump, add_plateau, through
from understudy.performance.tracks import MOTION_INDEX, MOTIONS, SHAPE_INDEX, SHAPES, Table

GAZE_X, GAZE_Y = "gaze_x", "gaze_y"
"""Channels of where the eyes look, in degrees from the camera: x > 0 to the viewer's right, y > 0 up."""

_GAZE_X_FULL, _GAZE_Y_FULL = 30.0, 25.0
"""Degrees at which an eyeLook weight is 1 (the eye's comfortable range)."""

_SIDES = ("Left", "Right")


@dataclass
class Acting:
    """Curves by channel, one value a frame: a shape, a shape without its side (then both), a motion or a gaze."""

    frames: int
    tracks: dict[str, Curve] = field(default_factory=dict)

    def track(self, channel: str) -> Curve:
        """The curve of a channel, zero at first; add to it in place."""
        if channel not in self.tracks:
            known = channel in SHAPE_INDEX or channel + "Left" in SHAPE_INDEX or channel in MOTION_INDEX
            assert known or channel in (GAZE_X, GAZE_Y), channel
            self.tracks[channel] = np.zeros(self.frames)
        return self.tracks[channel]

    def bump(self, channel: str, times: tuple[float, float, float], height: float) -> None:
        """Rise from 0 at the first time to `height` at the second and back to 0 at the third (seconds)."""
        start, peak, stop = (time * FRAMES_A_SECOND for time in times)
        add_bump(self.track(channel), start, peak, stop, height)

    def plateau(self, channel: str, start: float, stop: float, ramp: float, height: float) -> None:
        """Hold `height` from `start` to `stop`, eased in and out over `ramp` (seconds)."""
        if stop > start:
            rate = FRAMES_A_SECOND
            add_plateau(self.track(channel), start * rate, stop * rate, ramp * rate, height)

    def keys(self, channel: str, start: float, keys: Sequence[tuple[float, float]], scale: float) -> None:
        """Pass through (seconds after `start`, value) points; before the first and after the last nothing is added."""
        first, last = int((start + keys[0][0]) * FRAMES_A_SECOND), int((start + keys[-1][0]) * FRAMES_A_SECOND) + 1
        first, last = max(first, 0), min(last, self.frames)
        if last > first:
            times = (np.arange(first, last) + 0.5) / FRAMES_A_SECOND - start
            self.track(channel)[first:last] += scale * through(times, *zip(*keys, strict=True))

    def soften(self, envelope: Curve) -> None:
        """Multiply every channel by `envelope`."""
        for curve in self.tracks.values():
            curve *= envelope

    def weights(self) -> Table:
        """Shapes as weights, shape (frames, 52), unclipped; gaze becomes the eyes' four directions."""
        table = np.zeros((self.frames, len(SHAPES)), np.float32)
        for channel, curve in self.tracks.items():
            for name in (channel, *(channel + side for side in _SIDES)):
                if name in SHAPE_INDEX:
                    table[:, SHAPE_INDEX[name]] += curve
        self._look(table)
        return table

    def motions(self) -> Table:
        """Motions, shape (frames, 11)."""
        table = np.zeros((self.frames, len(MOTIONS)), np.float32)
        for channel, curve in self.tracks.items():
            if channel in MOTION_INDEX:
                table[:, MOTION_INDEX[channel]] = curve + 0.0  # no negative zeros: equal poses are equal bytes
        return table

    def _look(self, table: Table) -> None:
        """The presenter's own left is the viewer's right: looking there, the left eye turns out and the right in."""
        across = np.clip(self.track(GAZE_X) / _GAZE_X_FULL, -1, 1)
        up = np.clip(self.track(GAZE_Y) / _GAZE_Y_FULL, -1, 1)
        for name, curve in (
            *(("eyeLookOutLeft", across), ("eyeLookInRight", across)),
            *(("eyeLookInLeft", -across), ("eyeLookOutRight", -across)),
            *(("eyeLookUpLeft", up), ("eyeLookUpRight", up), ("eyeLookDownLeft", -up), ("eyeLookDownRight", -up)),
        ):
            table[:, SHAPE_INDEX[name]] += np.maximum(curve, 0)
