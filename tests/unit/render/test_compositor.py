"""The compositor repaints what changed and nothing else, and shows the same as painting everything."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

import numpy as np
import skia

from understudy.render.compositor import Compositor
from understudy.stage.layers.layer import Box, Layer

SIZE = (64, 48)


@dataclass
class Square:
    """A coloured square that jumps by `step` pixels each frame and counts how often it is painted."""

    colour: int
    place: Box
    step: int = 0
    hidden: tuple[int, ...] = ()
    painted: list[int] = field(default_factory=list)

    def state(self, frame: int) -> Hashable:
        return None if frame in self.hidden else frame * self.step

    def box(self, frame: int) -> Box:
        shift = frame * self.step
        return Box(self.place.left + shift, self.place.top, self.place.right + shift, self.place.bottom)

    def draw(self, canvas: skia.Canvas, frame: int) -> None:
        self.painted.append(frame)
        canvas.drawRect(self.box(frame).rect(), skia.Paint(Color=self.colour, AntiAlias=False))


def stack() -> list[Square]:
    return [
        Square(0xFF204060, Box(0, 0, *SIZE)),
        Square(0x80FF0000, Box(2, 2, 12, 12), step=3),
        Square(0xFF00FF00, Box(30, 5, 50, 40), hidden=(2, 3)),
        Square(0x4000FFFF, Box(-5, 30, 70, 60)),
    ]


def test_repainting_what_changed_shows_the_same_as_painting_everything() -> None:
    moving = Compositor(stack(), SIZE)
    for frame in (0, 1, 2, 3, 3, 9, 4, 40, 0):
        fresh = Compositor(stack(), SIZE).picture(frame)
        np.testing.assert_array_equal(moving.picture(frame), fresh)


def test_what_stands_still_is_not_painted_again() -> None:
    layers = stack()
    compositor = Compositor(layers, SIZE)
    for frame in (0, 1, 1, 1):
        compositor.picture(frame)
    assert layers[1].painted == [0, 1]
    assert layers[2].painted == [0]


class Plate(Square):
    """A square that tells that nothing shows through it."""

    def covers(self, frame: int) -> tuple[Box, ...]:
        return (self.box(frame),)


def test_what_lies_below_an_opaque_layer_is_not_painted() -> None:
    def layers(kind: type[Square]) -> list[Square]:
        below, glass = Square(0xFF204060, Box(0, 0, *SIZE)), Square(0x4000FFFF, Box(-5, 30, 70, 60))
        hidden = Square(0xFFFFFFFF, Box(26, 12, 30, 20))
        return [below, hidden, kind(0xFF00FF00, Box(20, 5, 50, 40), step=1), glass]

    covered, plain = layers(Plate), layers(Square)
    one, other = Compositor(covered, SIZE), Compositor(plain, SIZE)
    for frame in (0, 1, 4):
        np.testing.assert_array_equal(one.picture(frame), other.picture(frame))
    assert plain[1].painted and not covered[1].painted


def test_a_box_without_another_is_what_is_left_of_it() -> None:
    whole, hole = Box(2, 3, 20, 30), Box(5, 1, 9, 10)
    pieces = np.zeros((40, 40), int)
    for piece in whole.without(hole):
        pieces[piece.top : piece.bottom, piece.left : piece.right] += 1
    expected = np.zeros((40, 40), int)
    expected[3:30, 2:20] = 1
    expected[3:10, 5:9] = 0
    assert np.array_equal(pieces, expected)
    assert whole.without(Box(20, 3, 25, 9)) == (whole,) and whole.without(Box(0, 0, 40, 40)) == ()


def test_pixels_outside_the_change_stay_untouched() -> None:
    layers: list[Layer] = [Square(0xFF111111, Box(0, 0, *SIZE)), Square(0xFFFFFFFF, Box(0, 0, 4, 4), step=1)]
    compositor = Compositor(layers, SIZE)
    compositor.picture(0)[40, 60] = 77
    assert (compositor.picture(1)[40, 60] == 77).all()


def test_colours_are_blended_in_code_values_and_stay_premultiplied() -> None:
    picture = Compositor([Square(0x80FF0000, Box(0, 0, 10, 10))], SIZE).picture(0)
    assert picture[5, 5].tolist() == [128, 0, 0, 128]
    assert picture[20, 20].tolist() == [0, 0, 0, 0]
