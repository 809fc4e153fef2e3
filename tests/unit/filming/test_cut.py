"""Where films are cut."""

from __future__ import annotations

import pytest

from understudy.encode.profiles import GROUP
from understudy.filming.cut import LONGEST, Segment, cut


@pytest.mark.parametrize("lengths", [[1], [1, 1, 1], [LONGEST], [3 * LONGEST + 17, 2], [100_003], [5, 0, 5]])
def test_every_frame_is_in_one_segment(lengths: list[int]) -> None:
    frames = [(part.scene, frame) for part in cut(lengths) for frame in range(part.start, part.stop)]
    assert frames == [(scene, frame) for scene, length in enumerate(lengths) for frame in range(length)]


def test_long_scenes_are_cut_at_borders_of_groups() -> None:
    parts = cut([15_000])
    assert len(parts) >= 20
    assert all(part.start % GROUP == 0 for part in parts)
    assert all(LONGEST // 2 <= part.frames < LONGEST * 3 // 2 for part in parts)


def test_a_scene_that_grows_keeps_its_first_cuts() -> None:
    shorter, longer = cut([4 * LONGEST]), cut([7 * LONGEST + 3])
    assert shorter[:3] == longer[:3]


def test_short_scenes_stay_whole() -> None:
    assert cut([30, LONGEST + 10]) == [Segment(0, 0, 30), Segment(1, 0, LONGEST + 10)]
