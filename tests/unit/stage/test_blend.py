import numpy as np
import skia

from understudy.stage.layers.blend import Blend


def canvas_of(pixels: np.ndarray) -> skia.Surface:
    return skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)


def person(seed: int = 3) -> np.ndarray:
    """Premultiplied pixels of every alpha."""
    chance = np.random.default_rng(seed)
    alpha = chance.integers(0, 256, (20, 30, 1))
    return np.concatenate([chance.integers(0, 256, (20, 30, 3)) * alpha // 255, alpha], axis=2).astype(np.uint8)


def test_blends_as_the_formula_says() -> None:
    pixels = np.full((40, 50, 4), (10, 90, 200, 255), np.uint8)
    expected = pixels.astype(int)
    added = person()
    part = expected[5:25, 7:37]
    part[:] = added + part * (255 - added[..., 3:]) / 255
    with canvas_of(pixels) as canvas:
        canvas.translate(4, 2)
        with Blend(canvas) as blend:
            blend.put(added, 3, 3)
    assert np.abs(pixels.astype(int) - expected).max() <= 1


def test_leaves_alone_what_is_clipped() -> None:
    pixels = np.zeros((40, 50, 4), np.uint8)
    with canvas_of(pixels) as canvas:
        canvas.clipRect(skia.Rect.MakeLTRB(10, 8, 20, 12))
        with Blend(canvas) as blend:
            blend.put(np.full((40, 50, 4), 255, np.uint8), 0, 0)
    assert (pixels[8:12, 10:20] == 255).all()
    pixels[8:12, 10:20] = 0
    assert not pixels.any()


def test_other_canvases_are_served_too() -> None:
    """One with the other order of channels, and one that is turned."""
    added = person()
    other = np.zeros((20, 30, 4), np.uint8)
    surface = skia.Surface(other, colorType=skia.kBGRA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    with surface as canvas, Blend(canvas) as blend:
        blend.put(added, 0, 0)
    assert np.array_equal(other[..., [2, 1, 0, 3]], added)
    turned = np.zeros((30, 20, 4), np.uint8)
    with canvas_of(turned) as canvas:
        canvas.translate(20, 0)
        canvas.rotate(90)
        with Blend(canvas) as blend:
            blend.put(added, 0, 0)
    assert np.abs(turned.astype(int) - np.rot90(added, -1)).max() <= 1
