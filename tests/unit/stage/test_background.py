"""Backgrounds lie where the contract says, on every output size."""

from __future__ import annotations

import numpy as np
import pytest
import skia
from PIL import Image

from understudy import production
from understudy.errors import InputError
from understudy.production import Output
from understudy.stage.layers.background import ColourBackground, ImageBackground
from understudy.stage.layers.layer import Box
from understudy.stage.view import View

RED, GREEN, BLUE, WHITE = (200, 20, 30), (20, 180, 40), (30, 40, 190), (250, 250, 250)


def paint(layer, size, frame=0):
    pixels = np.zeros((size[1], size[0], 4), np.uint8)
    with skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType) as canvas:
        layer.draw(canvas, frame)
    return pixels


def view(width=1920, height=1080, **more):
    return View.of(Output(width=width, height=height, **more))[0]


def picture(folder, width, height, bands=(RED, GREEN, BLUE), across=True, alpha=255):
    """Bands of equal thickness, side by side or stacked."""
    pixels = np.zeros((height, width, 4), np.uint8)
    for number, colour in enumerate(bands):
        if across:
            pixels[:, number * width // len(bands) : (number + 1) * width // len(bands), :3] = colour
        else:
            pixels[number * height // len(bands) : (number + 1) * height // len(bands), :, :3] = colour
    pixels[..., 3] = alpha
    file = folder / "picture.png"
    Image.fromarray(pixels).save(file)
    return file


def at(pixels, x, y):
    return tuple(int(value) for value in pixels[y, x])


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (3840, 2160), (1080, 1920), (720, 1280)])
def test_a_picture_covers_every_output_without_a_gap(tmp_path, size):
    layer = ImageBackground(production.ImageBackground(file=picture(tmp_path, 301, 207)), view(*size))
    pixels = paint(layer, size)
    assert (pixels[..., 3] == 255).all()
    assert layer.box(0) == Box(0, 0, *size)
    assert layer.state(0) == layer.state(999) is not None


def test_the_longer_side_is_cut_in_the_middle(tmp_path):
    wide = ImageBackground(production.ImageBackground(file=picture(tmp_path, 3 * 1920, 1080)), view())
    assert (paint(wide, (1920, 1080)) == (*GREEN, 255)).all()
    high = picture(tmp_path, 960, 1620, across=False)
    pixels = paint(ImageBackground(production.ImageBackground(file=high), view()), (1920, 1080))
    assert (pixels[3:-3] == (*GREEN, 255)).all()  # 1920x3240 at scale 2: the middle third shows


def test_a_box_of_its_own_is_stretched(tmp_path):
    model = production.ImageBackground(file=picture(tmp_path, 30, 10), x=-960, y=-100, width=2880, height=1300)
    pixels = paint(ImageBackground(model, view(1280, 720)), (1280, 720))
    assert at(pixels, 100, 300)[:3] == GREEN  # bands change at canvas x = 0 and 960, output 0 and 640
    assert at(pixels, 540, 300)[:3] == GREEN
    assert at(pixels, 740, 300)[:3] == BLUE


@pytest.mark.parametrize(
    ("box", "size", "fields"),
    [
        ((0, 0, 1919, 1080), (1920, 1080), ["width"]),
        ((-10, -10, 1920, 1080), (1920, 1080), ["width", "height"]),
        ((0, -1, 1080, 1920), (1080, 1920), ["height"]),
        ((0, 0, 1920, 1080), (1080, 1920), ["height"]),
    ],
)
def test_a_box_that_leaves_the_canvas_bare_is_refused(tmp_path, box, size, fields):
    names = dict(zip(("x", "y", "width", "height"), box, strict=True))
    model = production.ImageBackground(file=picture(tmp_path, 30, 10), **names)
    with pytest.raises(InputError) as caught:
        ImageBackground(model, view(*size), scene=2)
    assert [problem.field for problem in caught.value.problems] == [f"scenes[2].background.{name}" for name in fields]
    assert {problem.code for problem in caught.value.problems} == {"background_uncovered"}


def test_a_crop_window_sees_its_part_of_the_canvas(tmp_path):
    file = picture(tmp_path, 1920, 1080)
    whole = paint(ImageBackground(production.ImageBackground(file=file), view()), (1920, 1080))
    cut = view(400, 200, clip_mode="CROP", crop_x=500, crop_y=300)
    window = paint(ImageBackground(production.ImageBackground(file=file), cut), (400, 200))
    assert np.array_equal(window, whole[300:500, 500:900])


def test_shrinking_averages(tmp_path):
    """One-pixel stripes become an even grey, without moiré."""
    stripes = np.zeros((2160, 3840, 3), np.uint8)
    stripes[:, ::2] = 200
    file = tmp_path / "stripes.png"
    Image.fromarray(stripes).save(file)
    pixels = paint(ImageBackground(production.ImageBackground(file=file), view()), (1920, 1080))
    assert (pixels[..., :3] == 100).all()


def test_transparent_parts_stay_transparent(tmp_path):
    layer = ImageBackground(production.ImageBackground(file=picture(tmp_path, 192, 108, alpha=128)), view())
    assert at(paint(layer, (1920, 1080)), 960, 540) == (10, 90, 20, 128)
    nothing = ImageBackground(production.ImageBackground(file=picture(tmp_path, 192, 108, alpha=0)), view())
    assert nothing.state(0) is None


def test_a_missing_picture_says_where(tmp_path):
    with pytest.raises(InputError) as caught:
        ImageBackground(production.ImageBackground(file=tmp_path / "none.jpg"), view(), scene=0)
    assert (caught.value.code, caught.value.problems[0].field) == ("file_missing", "scenes[0].background.file")


def test_one_colour_fills_the_output():
    layer = ColourBackground(production.ColourBackground(colour="#0A64fF"), view(1280, 720))
    assert (paint(layer, (1280, 720)) == (10, 100, 255, 255)).all()
    assert layer.box(7) == Box(0, 0, 1280, 720)
    assert layer.state(0) == layer.state(7) is not None
