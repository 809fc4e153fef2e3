"""The frames of a film, one after the other or any range of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from understudy.render.compositor import Compositor
from understudy.stage.avatars.engine import Picture
from understudy.stage.layers.layer import Box, Layer


class Take(Protocol):
    """A scene that is ready to be filmed: its layers are built when they are needed."""

    @property
    def frames(self) -> int:
        """Length in frames."""
        ...

    @property
    def fade(self) -> int:
        """Frames of the cross-fade at its beginning; 0 for a cut."""
        ...

    def layers(self) -> Sequence[Layer]:
        """Every layer from the bottom up; built anew by each call, so that a finished scene frees its memory."""
        ...


@dataclass(frozen=True)
class Place:
    """A frame of the film as its scene knows it."""

    scene: int
    frame: int


class Renderer:
    """Renders the takes of a film in order.

    A take with `fade` n is blended over the last picture of the take before during its first n frames.
    """

    def __init__(self, takes: Sequence[Take], size: tuple[int, int]) -> None:
        self._takes, self._size = tuple(takes), size
        self._open: tuple[int, Compositor] | None = None
        self._before: tuple[int, Picture] | None = None
        self._given: Compositor | None = None
        self.changed: tuple[Box, ...] | None = None
        """Boxes outside which the last picture equals the one given before it; None when that is not known."""

    @property
    def frames(self) -> int:
        """Length of the film in frames."""
        return sum(take.frames for take in self._takes)

    def place(self, index: int) -> Place:
        """Where frame `index` of the film lies; raises `IndexError` beyond its ends."""
        rest = index
        for scene, take in enumerate(self._takes):
            if 0 <= rest < take.frames:
                return Place(scene, rest)
            rest -= take.frames
        raise IndexError(f"frame {index} is not one of 0 to {self.frames - 1}")

    def pictures(self, frames: range | None = None) -> Iterator[Picture]:
        """Frames of the film: (height, width, 4) uint8 RGBA, premultiplied; each is valid until the next one."""
        for index in frames if frames is not None else range(self.frames):
            place = self.place(index)
            yield self.picture(place.scene, place.frame)

    def picture(self, scene: int, frame: int) -> Picture:
        """Frame `frame` of scene `scene` on its own."""
        take = self._takes[scene]
        if scene == 0 or frame >= take.fade:
            return self._cut(scene, frame)
        self._given = self.changed = None
        before = self._last_of(scene - 1)
        part = (frame + 1) / (take.fade + 1)
        return np.asarray(cv2.addWeighted(self._plain(scene, frame), part, before, 1 - part, 0), np.uint8)

    def _cut(self, scene: int, frame: int) -> Picture:
        picture = self._plain(scene, frame)
        compositor = self._open[1] if self._open else None
        self.changed = compositor.changed if compositor is not None and compositor is self._given else None
        self._given = compositor
        return picture

    def _plain(self, scene: int, frame: int) -> Picture:
        if self._open is None or self._open[0] != scene:
            self._open = None
            self._open = (scene, Compositor(self._takes[scene].layers(), self._size))
        return self._open[1].picture(frame)

    def _last_of(self, scene: int) -> Picture:
        if self._before is None or self._before[0] != scene:
            self._before = (scene, self._plain(scene, self._takes[scene].frames - 1).copy())
        return self._before[1]
