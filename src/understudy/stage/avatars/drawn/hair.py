"""Yunling's hair: shoulder-long, parted at the side; the mass behind the head and the two locks in front of it."""

from __future__ import annotations

import random

import cv2
import numpy as np
import numpy.typing as npt
import skia

from understudy.stage.avatars.drawn.locks import Lock, between, paint_lock, parts, shape
from understudy.stage.avatars.drawn.look import Look
from understudy.stage.avatars.drawn.strokes import Point, fill, linear, smooth, taper

LEFT = Lock(
    guides=(
        (
            (550, 128),
            (512, 136),
            (464, 160),
            (421, 202),
            (394, 258),
            (383, 320),
            (378, 392),
            (369, 470),
            (375, 545),
            (408, 594),
        ),
        (
            (552, 106),
            (500, 108),
            (438, 134),
            (393, 184),
            (371, 250),
            (362, 323),
            (357, 402),
            (350, 482),
            (357, 556),
            (390, 612),
        ),
        (
            (554, 80),
            (489, 77),
            (416, 99),
            (369, 155),
            (350, 238),
            (343, 324),
            (338, 410),
            (331, 492),
            (339, 564),
            (370, 618),
        ),
        (
            (554, 47),
            (482, 40),
            (402, 60),
            (353, 122),
            (335, 222),
            (328, 322),
            (322, 412),
            (313, 496),
            (322, 566),
            (351, 611),
        ),
    ),
    strands=340,
    shine=((0.33, 0.95), (0.37, 0.75), (0.77, 0.5)),
    seed=11,
)
RIGHT = Lock(
    guides=(
        (
            (549, 128),
            (570, 135),
            (595, 158),
            (612, 198),
            (620, 252),
            (622, 316),
            (622, 392),
            (631, 470),
            (625, 545),
            (594, 594),
        ),
        (
            (547, 106),
            (577, 105),
            (612, 134),
            (633, 185),
            (642, 250),
            (644, 321),
            (645, 402),
            (652, 482),
            (645, 556),
            (612, 612),
        ),
        (
            (545, 80),
            (585, 74),
            (627, 107),
            (650, 167),
            (660, 243),
            (662, 324),
            (664, 410),
            (671, 492),
            (663, 564),
            (632, 618),
        ),
        (
            (542, 47),
            (592, 43),
            (638, 74),
            (662, 138),
            (674, 228),
            (677, 322),
            (680, 412),
            (688, 496),
            (680, 566),
            (651, 611),
        ),
    ),
    strands=290,
    shine=((0.33, 0.75), (0.38, 0.6), (0.77, 0.36)),
    seed=12,
)
BACK: list[Point] = [
    (500, 250), (400, 252), (356, 290), (342, 360), (334, 440), (330, 520), (340, 590), (380, 622),
    (430, 626), (500, 612), (570, 626), (620, 622), (660, 590), (670, 520), (666, 440), (658, 360),
    (644, 290), (600, 252),
]  # fmt: skip


def paint_back(canvas: skia.Canvas, look: Look) -> None:
    """The hair behind head and neck: in shadow, with a few lit strands."""
    shade = linear((0, 350), (0, 640), [(0, look.hair, 1), (0.35, look.hair_deep, 1), (1, look.hair_deep, 1)])
    canvas.drawPath(smooth(BACK, closed=True), fill(shade))
    dice = random.Random(5)
    for _ in range(130):
        x = dice.uniform(344, 656)
        bend = (500 - x) * 0.10
        spine = [(x, 400), (x + bend * 0.2, 480), (x + bend * 0.6, 560), (x + bend, 618 + dice.uniform(0, 14))]
        canvas.drawPath(
            taper(spine, [0.3, 2.0, 2.6, 0.2]), fill(dice.choice((look.hair, look.hair_light)), dice.uniform(0.1, 0.4))
        )


def paint_front(canvas: skia.Canvas, look: Look) -> None:
    """The locks that frame the face, and the parting."""
    paint_lock(canvas, look, RIGHT)
    paint_lock(canvas, look, LEFT)
    _paint_parting(canvas, look)
    _paint_loose(canvas, look)


def _paint_parting(canvas: skia.Canvas, look: Look) -> None:
    parting: list[Point] = [(549.5, 131), (549.5, 120), (550, 104), (550, 82)]
    canvas.drawPath(taper(parting, [5.0, 2.0, 1.2, 0.2]), fill(look.skin_deep, 0.6, 0.9))
    dice = random.Random(21)
    for lock in (LEFT, RIGHT):
        hairs = [_fine_hair(dice) for _ in range(90)]
        starts, lengths, across, x, y, opacity = np.transpose(hairs)
        curves = parts(between(lock.curves, across), starts, starts + lengths, 5) + np.stack([x, y], -1)[:, None]
        for fine, alpha in zip(curves.tolist(), opacity.tolist(), strict=True):
            canvas.drawPath(taper(fine, [0.1, 0.9, 1.1, 0.8, 0.1]), fill(look.hair, alpha))


def _fine_hair(dice: random.Random) -> tuple[float, ...]:
    """Where a hair at the parting begins along its lock, its length, place across, shift right and down, opacity."""
    start, across, length = dice.uniform(0.0, 0.34), dice.uniform(0, 0.05), dice.uniform(0.03, 0.09)
    return start, length, across, dice.gauss(0, 1.2), abs(dice.gauss(0, 1.6)), dice.uniform(0.2, 0.55)


def _paint_loose(canvas: skia.Canvas, look: Look) -> None:
    """Single hairs beside the outline: no head of hair is a helmet."""
    dice = random.Random(31)
    for lock, side in ((LEFT, -1), (RIGHT, 1)):
        outer = lock.curves[-1:]
        for _ in range(26):
            start = dice.uniform(0.12, 0.85)
            off = min(abs(dice.gauss(0, 1.0)), 2.2)
            (spine,) = parts(outer, start, min(start + dice.uniform(0.06, 0.13), 1.0), 9).tolist()
            bow = [off * (1 - ((step - 4) / 4) ** 2) - 0.8 for step in range(9)]
            fine = [(x + side * away, y - 0.5 * away) for (x, y), away in zip(spine, bow, strict=True)]
            widths = [0.1, 0.5, 0.7, 0.8, 0.8, 0.8, 0.7, 0.5, 0.1]
            canvas.drawPath(taper(fine, widths), fill(look.hair, dice.uniform(0.3, 0.65)))


def cover(left: float, top: float, right: float, bottom: float, step: float, blur: float) -> npt.NDArray[np.float32]:
    """How much the front hair covers each node of a grid of `step` units from (left, top), blurred by `blur` units."""
    fine = 4.0
    mask = np.zeros((round((bottom + step - top) / fine) + 1, round((right + step - left) / fine) + 1, 4), np.uint8)
    with skia.Surface(mask, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType) as canvas:
        canvas.scale(1 / fine, 1 / fine)
        canvas.translate(fine / 2 - left, fine / 2 - top)
        for lock in (LEFT, RIGHT):
            canvas.drawPath(shape(lock), fill("#FFFFFF"))
    alpha = mask[..., 3].astype(np.float32) / 255
    soft = cv2.GaussianBlur(alpha, (0, 0), blur / fine, borderType=cv2.BORDER_REPLICATE)
    every = round(step / fine)
    rows, columns = len(np.arange(top, bottom + step, step)), len(np.arange(left, right + step, step))
    return np.asarray(soft[::every, ::every][:rows, :columns], np.float32)


def paint_shadow(canvas: skia.Canvas, look: Look) -> None:
    """The shadow the front hair throws on the face."""
    for lock, shift in ((RIGHT, 1.0), (LEFT, 8.0)):
        path = shape(lock)
        path.offset(shift, 9)
        canvas.drawPath(path, fill(look.skin_deep, 0.55, 8))


def paint_shadow_on_clothes(canvas: skia.Canvas) -> None:
    """The shadow of the tips on shoulders and neck."""
    for lock in (LEFT, RIGHT):
        path = shape(lock)
        path.offset(5, 10)
        canvas.drawPath(path, fill("#0A0D14", 0.5, 9))
