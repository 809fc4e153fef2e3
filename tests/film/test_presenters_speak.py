"""Every built-in presenter speaks: the landmark model reads the lips, on the frames that count."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from closures import closure_frames
from filmed_people import spoken
from portraits import model_folder
from understudy.performance.coarticulate import lip_gap
from understudy.performance.perform import perform
from understudy.performance.tracks import Performance
from understudy.speech.clip import Clip
from understudy.stage.avatars.drawn import DrawnEngine
from understudy.stage.avatars.drawn.cast import PEOPLE
from understudy.stage.avatars.face.detect import Detector
from understudy.stage.avatars.face.landmarks import Landmarker
from understudy.stage.avatars.face.suitability import mouth_gap
from understudy.timing import frames_covering

TEXT = "Hello, maybe Bob will be pumping papa's five very big bubbles. Thank you for joining us; shall we begin?"
WALL, HEIGHT, SILENT = (170, 190, 205), 866, 15
EVERY = 8
"""Of the frames between, one in so many is looked at."""


@cache
def said() -> tuple[Clip, Performance]:
    """What everybody says, and a moment of silence."""
    clip = spoken(TEXT)
    return clip, perform(clip, frames_covering(clip.sound.length, clip.rate) + 2 * SILENT, seed=1, idle_interval=255)[0]


class Reader:
    """Reads the lips of one presenter, each frame once."""

    def __init__(self, name: str) -> None:
        models = model_folder()
        wide, high = next(one.size for one in DrawnEngine().presenters() if one.name == name)
        self._actor = DrawnEngine().open(name, (HEIGHT * wide // high, HEIGHT))
        self._detector, self._landmarker = Detector(models), Landmarker(models)
        self._found: dict[int, float] = {}

    def gap(self, frame: int) -> float:
        """How far the lips are apart, in eye distances."""
        if frame not in self._found:
            picture = next(iter(self._actor.pictures(said()[1], range(frame, frame + 1))))
            seen = (picture[..., :3] + WALL * (1 - picture[..., 3:] / 255.0)).astype(np.uint8)
            points, _ = self._landmarker.points(seen, self._detector.faces(seen, (1,))[0])
            self._found[frame] = mouth_gap(points)
        return self._found[frame]


@pytest.mark.parametrize("name", [person.look.name for person in PEOPLE])
def test_lips_do_what_is_said(name: str) -> None:
    clip, performance = said()
    reader, intended = Reader(name), lip_gap(performance.weights)
    found = closure_frames(clip)
    assert len(found) >= 12
    shut = [min(reader.gap(frame) for frame in frames if intended[frame] < 0.05) < 0.02 for frames in found]
    assert np.mean(shut) >= 0.95
    silent = range(performance.frames - SILENT, performance.frames, 4)
    assert max(reader.gap(frame) for frame in silent) < 0.02
    between = range(0, performance.frames, EVERY)
    gaps = [reader.gap(frame) for frame in between]
    assert np.corrcoef(intended[list(between)], gaps)[0, 1] >= 0.85
