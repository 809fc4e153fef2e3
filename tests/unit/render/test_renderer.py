"""Any frame of any scene, in any order, is the frame that the film shows."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pytest
import skia

from understudy.render.renderer import Place, Renderer
from understudy.stage.layers.layer import Box, Layer

SIZE = (16, 8)


@dataclass
class Grey:
    """The whole picture in the grey value `base` + frame."""

    base: int

    def state(self, frame: int) -> Hashable:
        return frame

    def box(self, frame: int) -> Box:
        return Box(0, 0, *SIZE)

    def draw(self, canvas: skia.Canvas, frame: int) -> None:
        value = self.base + frame
        canvas.clear(skia.ColorSetARGB(255, value, value, value))


@dataclass
class GreyTake:
    frames: int
    base: int
    fade: int = 0
    opened: int = 0

    def layers(self) -> Sequence[Layer]:
        self.opened += 1
        return [Grey(self.base)]


def takes() -> list[GreyTake]:
    return [GreyTake(5, 10), GreyTake(4, 100, fade=3), GreyTake(3, 200)]


def greys(renderer: Renderer, frames: range | None = None) -> list[int]:
    return [int(picture[3, 3, 0]) for picture in renderer.pictures(frames)]


def test_scenes_follow_each_other_and_fade_over_the_last_picture() -> None:
    assert greys(Renderer(takes(), SIZE)) == [10, 11, 12, 13, 14, 36, 58, 80, 103, 200, 201, 202]


def test_every_frame_on_its_own_is_the_same() -> None:
    renderer = Renderer(takes(), SIZE)
    whole = [picture.copy() for picture in Renderer(takes(), SIZE).pictures()]
    for index in (7, 2, 11, 6, 5, 0, 8):
        place = renderer.place(index)
        np.testing.assert_array_equal(renderer.picture(place.scene, place.frame), whole[index])


def test_a_range_starts_where_it_is_asked_to() -> None:
    assert greys(Renderer(takes(), SIZE), range(6, 10)) == [58, 80, 103, 200]


def test_each_scene_is_opened_once_on_the_way() -> None:
    scenes = takes()
    list(Renderer(scenes, SIZE).pictures())
    assert [scene.opened for scene in scenes] == [1, 1, 1]


def test_places() -> None:
    renderer = Renderer(takes(), SIZE)
    assert renderer.frames == 12
    assert renderer.place(8) == Place(1, 3)
    with pytest.raises(IndexError, match="0 to 11"):
        renderer.place(12)


def test_what_did_not_change_is_told() -> None:
    """Outside `changed` every picture equals the one before it, also across scenes, fades and jumps."""

    @dataclass
    class Dot(Grey):
        """A pixel that moves to the right with every frame."""

        def box(self, frame: int) -> Box:
            return Box(frame, 0, frame + 1, 1)

        def draw(self, canvas: skia.Canvas, frame: int) -> None:
            canvas.drawRect(self.box(frame).rect(), skia.Paint(Color=skia.ColorSetARGB(255, self.base, 0, 0)))

    class DotTake(GreyTake):
        def layers(self) -> Sequence[Layer]:
            return [Dot(self.base)]

    renderer = Renderer([DotTake(5, 10), DotTake(4, 100, fade=2), DotTake(3, 200)], SIZE)
    before = np.full((SIZE[1], SIZE[0], 4), 77, np.uint8)
    told = []
    for index in [*range(12), 3, 4, 5, 11, 10, 6, 7, 8]:
        picture = next(renderer.pictures(range(index, index + 1))).copy()
        told.append(renderer.changed is not None)
        for box in renderer.changed or [Box(0, 0, *SIZE)]:
            before[box.top : box.bottom, box.left : box.right] = picture[box.top : box.bottom, box.left : box.right]
        assert np.array_equal(before, picture), index
    assert told == [index in {1, 2, 3, 4, 8, 10, 11, 13, 16, 19} for index in range(20)]
