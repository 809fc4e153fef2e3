"""Draws the backgrounds and copies the music that the service offers as system assets; all of it is our own work.

.venv/bin/python artwork/stock.py
"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import skia
from first_film import FOLDER as FIRST_FILM
from first_film import studio

STOCK = Path(__file__).parent.parent / "src" / "understudy" / "service" / "assets" / "stock"


def daylight(width: int, height: int) -> skia.Image:
    """A bright room out of focus: morning light falls through tall windows onto a pale wall."""
    surface = skia.Surface(width, height)
    with surface as canvas:
        wall = skia.GradientShader.MakeLinear([(0, 0), (width, height)], [0xFFF7F3EC, 0xFFE9E4DC, 0xFFD8D5D2])
        canvas.drawPaint(skia.Paint(Shader=wall))
        for number, alpha in enumerate((0x70, 0x5C, 0x48, 0x34)):
            left = width * (0.08 + 0.17 * number)
            band = skia.Path()
            band.addPoly(
                [(left, 0), (left + width * 0.11, 0), (left - width * 0.12, height), (left - width * 0.3, height)], True
            )
            canvas.drawPath(band, _blurred(skia.ColorSetARGB(alpha, 255, 250, 236), 26))
        floor = skia.GradientShader.MakeLinear([(0, height * 0.86), (0, height)], [0x00B9A78F, 0x8CA08C74])
        canvas.drawPaint(skia.Paint(Shader=floor))
        _vignette(canvas, width, height, 0x26)
    return surface.makeImageSnapshot()


def newsroom(width: int, height: int) -> skia.Image:
    """Deep blue with slanting bands of light, as behind a news desk."""
    surface = skia.Surface(width, height)
    draw = np.random.default_rng(3)
    with surface as canvas:
        ground = skia.GradientShader.MakeLinear([(0, 0), (width, height)], [0xFF0B1B3A, 0xFF123A73, 0xFF0A1730])
        canvas.drawPaint(skia.Paint(Shader=ground))
        for _ in range(14):
            left, wide = draw.uniform(-0.2, 1.1) * width, draw.uniform(0.02, 0.12) * width
            band = skia.Path()
            band.addPoly(
                [(left, 0), (left + wide, 0), (left + wide - width * 0.2, height), (left - width * 0.2, height)], True
            )
            shade = skia.ColorSetARGB(int(draw.uniform(10, 34)), 120, 180, 255)
            canvas.drawPath(band, _blurred(shade, draw.uniform(2, 14), skia.BlendMode.kScreen))
        for _ in range(9):
            y = draw.uniform(0.1, 0.95) * height
            line = skia.GradientShader.MakeLinear([(0, y), (width, y)], [0x0080C8FF, 0x4080C8FF, 0x0080C8FF])
            canvas.drawRect(skia.Rect.MakeXYWH(0, y, width, draw.uniform(1, 3)), skia.Paint(Shader=line))
        _vignette(canvas, width, height, 0x88)
    return surface.makeImageSnapshot()


def _blurred(colour: int, radius: float, mode: skia.BlendMode = skia.BlendMode.kSrcOver) -> skia.Paint:
    blur = skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, radius)
    return skia.Paint(Color=colour, AntiAlias=True, MaskFilter=blur, BlendMode=mode)


def _vignette(canvas: skia.Canvas, width: int, height: int, strength: int) -> None:
    around = skia.GradientShader.MakeRadial((width / 2, height * 0.45), 0.75 * max(width, height), [0, strength << 24])
    canvas.drawPaint(skia.Paint(Shader=around))


if __name__ == "__main__":
    STOCK.mkdir(parents=True, exist_ok=True)
    pictures = {
        "evening-studio": studio(),
        "daylight": daylight(1920, 1080),
        "newsroom": newsroom(1920, 1080),
        "daylight-tall": daylight(1080, 1920),
        "newsroom-tall": newsroom(1080, 1920),
    }
    for name, picture in pictures.items():
        picture.save(str(STOCK / f"{name}.jpg"), skia.kJPEG, 88)
    shutil.copyfile(FIRST_FILM / "music.m4a", STOCK / "calm-loop.m4a")
