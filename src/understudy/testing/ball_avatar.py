"""The smallest avatar engine that really works: a ball with eyes and a mouth. Start here to write your own."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import skia

from understudy.errors import InputError
from understudy.performance.tracks import Performance
from understudy.stage.avatars.engine import Picture, Presenter

BALL = Presenter(
    name="ball",
    title="Ball",
    gender="none",
    language="en",
    description="A yellow ball that speaks, for tests and as an example.",
    licence="Apache-2.0",
    size=(1000, 1000),
    actions=("nod", "shake"),
)


class BallEngine:
    """One presenter: the ball."""

    def presenters(self) -> Sequence[Presenter]:
        """The ball."""
        return [BALL]

    def open(self, name: str, size: tuple[int, int]) -> BallActor:
        """The ball at `size` pixels; raises `InputError` for any other name."""
        if name != BALL.name:
            raise InputError("avatar_unknown", f"there is no presenter named {name!r}", hint=f"known: {BALL.name}")
        if min(size) < 1:
            raise InputError("avatar_size", f"a presenter cannot be {size[0]}x{size[1]} pixels large")
        return BallActor(size)


class BallActor:
    """The ball at one size."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.presenter = BALL
        self.size = size

    def pictures(self, performance: Performance, frames: range) -> Iterator[Picture]:
        """The ball at each of `frames`."""
        width, height = self.size
        for frame in frames:
            picture = np.zeros((height, width, 4), np.uint8)
            info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
            surface = skia.Surface.MakeRasterDirect(info, picture, picture.strides[0])
            canvas = surface.getCanvas()
            canvas.scale(width / 1000, height / 1000)
            _paint(canvas, performance.shapes(frame), performance.motion(frame))
            yield picture


def _paint(canvas: skia.Canvas, shapes: dict[str, float], motion: dict[str, float]) -> None:
    turn = 150 * math.sin(math.radians(motion["yaw"]))
    nod = -150 * math.sin(math.radians(motion["pitch"]))
    canvas.translate(100 * motion["x"], 100 * motion["y"] - 6 * motion["breath"])
    canvas.rotate(motion["roll"] + motion["lean"], 500, 960)
    canvas.drawCircle(500, 540, 380, skia.Paint(AntiAlias=True, Color=0xFFF2B632))
    dark = skia.Paint(AntiAlias=True, Color=0xFF40260C)
    for x, side in ((370, "Right"), (630, "Left")):
        open_ = 60 * (1 - min(shapes["eyeBlink" + side], 1))
        canvas.drawOval(skia.Rect.MakeXYWH(x + turn - 34, 430 + nod - open_, 68, max(2 * open_, 8)), dark)
    half = 130 * (1 - 0.6 * max(shapes["mouthPucker"], shapes["mouthFunnel"]))
    gap = 200 * max(shapes["jawOpen"] - shapes["mouthClose"], 0) + 40 * shapes["mouthFunnel"]
    canvas.drawOval(skia.Rect.MakeXYWH(500 + turn - half, 680 + nod - gap * 0.2, 2 * half, max(gap, 10)), dark)
