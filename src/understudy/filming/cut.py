"""Where a film is cut into segments: at scene borders, and inside long scenes at borders of groups of pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from understudy.encode.profiles import GROUP

LONGEST = 10 * GROUP
"""Frames of a segment inside a long scene: 20 seconds. The last one of a scene may be half as long again."""


@dataclass(frozen=True)
class Segment:
    """Frames [start, stop) of scene `scene`, both counted from 0; filmed on its own and joined without encoding."""

    scene: int
    start: int
    stop: int

    @property
    def frames(self) -> int:
        """Length in frames."""
        return self.stop - self.start


def cut(lengths: Sequence[int], longest: int = LONGEST) -> list[Segment]:
    """The segments of a film whose scenes have `lengths` frames.

    Cuts are counted from the beginning of each scene, so a scene that becomes longer keeps its first ones. What would
    be less than half a segment at a scene's end belongs to the one before.
    """
    segments = []
    for scene, length in enumerate(lengths):
        start = 0
        while length - start >= longest * 3 // 2:
            segments.append(Segment(scene, start, start + longest))
            start += longest
        if length > start:
            segments.append(Segment(scene, start, length))
    return segments
