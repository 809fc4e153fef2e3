"""The image layer: place, size, rotation, transparency."""

from __future__ import annotations

import numpy as np
import pytest
import skia
from PIL import Image

from understudy import production
from understudy.production import Output
from understudy.stage.layers.image import ImageLayer
from understudy.stage.layers.layer import Box
from understudy.stage.view import View

RED, GREEN = (200, 20, 30), (20, 180, 40)


def view(width=1920, height=1080, **more):
    return View.of(Output(width=width, height=height, **more))[0]


def paint(layer, size, under=(0, 0, 0, 0)):
    pixels = np.full((size[1], size[0], 4), under, np.uint8)
    with skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType) as canvas:
        layer.draw(canvas, 0)
    return pixels


@pytest.fixture
def flag(tmp_path):
    """100×60, upper half red, lower half green."""
    pixels = np.zeros((60, 100, 3), np.uint8)
    pixels[:30], pixels[30:] = RED, GREEN
    Image.fromarray(pixels).save(tmp_path / "flag.png")
    return tmp_path / "flag.png"


def layer(file, seen, x=0, y=0, size=None, **more):
    model = production.ImageLayer(
        file=file,
        position=production.Position(x=x, y=y, index=1),
        size=size and production.Size(width=size[0], height=size[1]),
        **more,
    )
    return ImageLayer(model, seen)


def touched(pixels):
    rows, columns = np.nonzero(pixels[..., 3])
    return Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


def test_without_a_size_one_pixel_is_one_of_the_canvas(flag):
    for size, factor in (((1920, 1080), 1), ((3840, 2160), 2)):
        shown = layer(flag, view(*size), 300, 200)
        pixels = paint(shown, size)
        assert touched(pixels) == shown.box(0) == Box(300 * factor, 200 * factor, 400 * factor, 260 * factor)
        assert pixels[202 * factor, 302 * factor].tolist() == [*RED, 255]
        assert pixels[258 * factor, 398 * factor].tolist() == [*GREEN, 255]


def test_a_picture_at_its_own_size_is_copied_exactly(tmp_path):
    noise = np.random.default_rng(3).integers(0, 256, (61, 83, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    pixels = paint(layer(tmp_path / "noise.png", view(), 11, 17), (1920, 1080))
    assert np.array_equal(pixels[17:78, 11:94, :3], noise)


def test_it_is_stretched_to_its_size(flag):
    shown = layer(flag, view(1280, 720), 150, 75, (333, 777))
    pixels = paint(shown, (1280, 720))
    assert shown.box(0) == touched(pixels) == Box(100, 50, 322, 568)
    assert (pixels[52:566, 102:320, 3] == 255).all()


@pytest.mark.parametrize(
    ("angle", "upper", "right", "lower", "left"),
    [
        (0, RED, None, GREEN, None),
        (90, None, RED, None, GREEN),
        (180, GREEN, None, RED, None),
        (270, None, GREEN, None, RED),
    ],
)
def test_rotation_is_clockwise_about_the_centre(flag, angle, upper, right, lower, left):
    pixels = paint(layer(flag, view(), 500, 500, (200, 200), rotation=angle), (1920, 1080))
    points = {(600, 530): upper, (670, 600): right, (600, 670): lower, (530, 600): left}
    for (x, y), colour in points.items():
        if colour is not None:
            assert np.abs(pixels[y, x].astype(int) - (*colour, 255)).max() <= 1


def test_a_turned_layer_stays_in_its_box_and_has_smooth_edges(flag):
    shown = layer(flag, view(), 500, 500, (300, 180), rotation=30)
    pixels, box = paint(shown, (1920, 1080)), shown.box(0)
    seen = touched(pixels)
    assert box.left <= seen.left and seen.right <= box.right and box.top <= seen.top and seen.bottom <= box.bottom
    assert abs(box.width - (300 * np.cos(np.pi / 6) + 180 * 0.5)) < 4
    part = ((pixels[..., 3] > 0) & (pixels[..., 3] < 255)).sum()
    assert 300 < part < 3000  # one or two pixels along the four edges


def test_transparent_pixels_lend_no_colour_to_their_neighbours(tmp_path):
    """White beside transparent black: no dark fringe, at any size or angle."""
    pixels = np.zeros((40, 40, 4), np.uint8)
    pixels[10:30, 10:30] = 255
    Image.fromarray(pixels).save(tmp_path / "white.png")
    for size, angle in (((13, 13), 0), ((400, 400), 0), ((120, 120), 33)):
        shown = layer(tmp_path / "white.png", view(), 500, 500, size, rotation=angle)
        over_white = paint(shown, (1920, 1080), under=(255, 255, 255, 255))
        assert over_white.min() >= 253


def test_half_transparent_is_premultiplied_once(tmp_path):
    Image.new("RGBA", (20, 20), (200, 100, 50, 128)).save(tmp_path / "glass.png")
    shown = layer(tmp_path / "glass.png", view(), 0, 0)
    assert np.abs(paint(shown, (1920, 1080))[10, 10].astype(int) - (100, 50, 25, 128)).max() <= 1
    assert (
        np.abs(paint(shown, (1920, 1080), under=(0, 0, 200, 255))[10, 10].astype(int) - (100, 50, 125, 255)).max() <= 1
    )


def test_outside_the_output_there_is_nothing_to_do(flag):
    away = layer(flag, view(), 3000, 0)
    assert away.state(0) is None
    assert away.box(0).empty
    cut = layer(flag, view(), -50, 1050)
    assert cut.box(0) == Box(0, 1050, 50, 1080)
    assert paint(cut, (1920, 1080))[1055, 5].tolist() == [*RED, 255]


def test_a_giant_box_costs_what_is_seen_of_it(flag):
    shown = layer(flag, view(3840, 2160), -1920, -1920, (7680, 7680), rotation=45)
    assert shown.box(0) == Box(0, 0, 3840, 2160)
    straight = layer(flag, view(3840, 2160), -1920, -1920, (7680, 7680))
    pixels = paint(straight, (3840, 2160))
    assert (pixels[..., 3] == 255).all()
    assert pixels[1000, 1000].tolist() == [*RED, 255]  # the border of the halves lies at 2 x (-1920 + 3840)
    assert straight.box(0) == Box(0, 0, 3840, 2160)
