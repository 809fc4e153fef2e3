"""The eyes at one frame: eyeball, iris, lids and lashes, kept as small pictures."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import skia

from understudy.stage.avatars.drawn.anatomy import AXIS, EYE_HALF, EYE_OUT, EYE_Y
from understudy.stage.avatars.drawn.look import Look
from understudy.stage.avatars.drawn.strokes import Point, ellipse, fill, linear, pen, radial, smooth, taper
from understudy.stage.avatars.drawn.warp import Bytes, Matrix, image_of, surface_on, window

Weigh = Callable[[str], float]
FRAME = (-48.0, -36.0, 96.0, 56.0)
"""Left, top, width and height of what is painted, around the middle of the eye."""

FINE = 2.0
"""Pixels of a kept eye for each pixel of the figure, so that it stays sharp wherever it is put."""

KEPT = 12_000_000
"""Bytes of eyes that are kept: 160 pictures at 1080p."""

IRIS = 14.0
PLACES = (-1.0, -0.82, -0.55, -0.22, 0.12, 0.46, 0.76, 1.0)
"""Points along a lid, from the inner corner (-1) to the outer (1)."""
UPPER = (4.2, -3.8, -11.0, -15.2, -16.1, -14.0, -9.4, -3.8)
LOWER = (4.2, 6.2, 8.1, 9.4, 9.8, 8.2, 4.0, -3.8)
SHUT = (4.0, 5.6, 6.8, 7.6, 7.9, 6.6, 2.8, -3.2)
"""Heights of the lids at those points: open above, open below, and where both meet. By eye, 2026-11-22."""
LASHES = tuple((-0.55 + 1.5 * step / 18, 2.2 + 4.6 * (step / 18) ** 1.2) for step in range(19))
"""Place along the lid and length of each upper lash."""


@dataclass(frozen=True)
class Gaze:
    """How one eye stands: lids closed by `blink`, turned `out` and `down`, narrowed by `squint`, widened by `wide`."""

    blink: float
    out: float
    down: float
    squint: float
    wide: float

    @classmethod
    def of(cls, weigh: Weigh, side: int) -> Gaze:
        """The eye on `side` for the weights of one frame, in steps too small to be seen."""
        name = "Left" if side > 0 else "Right"
        values = (
            (min(weigh("eyeBlink" + name), 1.0), 32),
            (weigh("eyeLookOut" + name) - weigh("eyeLookIn" + name), 48),
            (weigh("eyeLookDown" + name) - weigh("eyeLookUp" + name), 32),
            (max(weigh("eyeSquint" + name), 0.6 * weigh("cheekSquint" + name)), 32),
            (weigh("eyeWide" + name), 32),
        )
        return cls(*(round(value * steps) / steps for value, steps in values))


class Eyes:
    """Paints both eyes; how they looked in the last frames is kept as pictures, since eyes rest most of the time."""

    def __init__(self, look: Look, scale: float) -> None:
        self._look, self._fine = look, FINE * scale
        self._kept: OrderedDict[tuple[Gaze, int], Bytes] = OrderedDict()

    def paint(self, canvas: skia.Canvas, weigh: Weigh, side: int, placed: Matrix, size: tuple[int, int]) -> None:
        """The eye on `side` (1 the viewer's right, the presenter's left), blended where the skin has brought it.

        `placed` is the 2×3 matrix from design units to the pixels of `canvas`, whose picture has `size`.
        """
        eye = self._picture(Gaze.of(weigh, side), side)
        left, top = AXIS + side * EYE_OUT + FRAME[0], EYE_Y + FRAME[1]
        box = window((left, top, left + FRAME[2], top + FRAME[3]), 0, placed, 1, size)
        if box.empty:
            return
        across, down = FRAME[2] / eye.shape[1], FRAME[3] / eye.shape[0]
        inner = placed[:, :2] * (across, down)
        start = placed @ (left + across / 2, top + down / 2, 1.0) - (box.left + 0.5, box.top + 0.5)
        matrix = np.column_stack([inner, start])
        pixels = cv2.warpAffine(eye, matrix, (box.width, box.height), flags=cv2.INTER_LINEAR)
        canvas.drawImage(image_of(np.asarray(pixels, np.uint8)), box.left, box.top)

    def _picture(self, gaze: Gaze, side: int) -> Bytes:
        key = (gaze, side)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        while len(self._kept) > 1 and sum(eye.nbytes for eye in self._kept.values()) > KEPT:
            self._kept.popitem(last=False)
        left, top, width, height = FRAME
        wide, high = max(round(width * self._fine), 1), max(round(height * self._fine), 1)
        picture: Bytes = np.zeros((high, wide, 4), np.uint8)
        canvas = (surface := surface_on(picture)).getCanvas()
        canvas.scale(wide / width, high / height)
        canvas.translate(-left, -top)
        paint_eye(canvas, self._look, gaze, side)
        del surface  # not before: its canvas is no owner
        self._kept[key] = picture
        return picture


def paint_eye(canvas: skia.Canvas, look: Look, gaze: Gaze, side: int) -> None:
    """The eye on `side` (1 the viewer's right, the presenter's left) around the origin."""
    blink, down, squint = gaze.blink, gaze.down, gaze.squint
    lift = gaze.wide * 4.5 - squint * 3.0 - max(down, 0) * 6.5 - min(down, 0) * 3.0
    upper = _lid(UPPER, SHUT, blink, -lift)
    lower = _lid(LOWER, SHUT, blink, -squint * 4.5 + max(down, 0) * 1.6)
    upper = [(x, min(y, low)) for (x, y), (_, low) in zip(upper, lower, strict=True)]
    canvas.save()
    canvas.scale(side, 1)
    if blink < 0.985:
        _paint_ball(canvas, look, (upper, lower), (gaze.out * 11.0, down * 7.5 - 2.6), side)
    _paint_lids(canvas, look, (upper, lower), blink, down)
    canvas.restore()


def _lid(heights: tuple[float, ...], shut: tuple[float, ...], blink: float, shift: float) -> list[Point]:
    points = []
    for place, open_, closed in zip(PLACES, heights, shut, strict=True):
        bulge = 1 - place * place
        points.append((place * EYE_HALF, (open_ + shift * bulge) * (1 - blink) + closed * blink))
    return points


def _paint_ball(canvas: skia.Canvas, look: Look, lids: tuple[list[Point], list[Point]], gaze: Point, side: int) -> None:
    upper, lower = lids
    opening = smooth(upper)
    smooth(lower[::-1], path=opening, join=True)
    opening.close()
    canvas.save()
    canvas.clipPath(opening, doAntiAlias=True)
    white = radial((0, -2), 36, [(0, "#FBF7F4", 1), (0.55, "#F1E8E4", 1), (1, "#CDB4AC", 1)])
    canvas.drawPath(opening, fill(white))
    pink = radial((-31, 4), 9, [(0, "#D4857C", 0.95), (0.4, "#D98F86", 0.8), (1, "#D98F86", 0)])
    canvas.drawPath(ellipse(-31, 4, 9, 9), fill(pink))
    _paint_iris(canvas, look, gaze)
    top = min(y for _, y in upper)
    shadow = linear((0, top), (0, top + 12), [(0, "#3A1F1B", 0.72), (0.35, "#3A1F1B", 0.4), (1, "#3A1F1B", 0)])
    canvas.drawPath(opening, fill(shadow))
    canvas.drawPath(smooth(upper), pen("#3A1F1B", 5, 0.28))
    x, y = gaze
    canvas.drawPath(ellipse(x - 4.4 * side, y - 4.2, 2.9, 2.7), fill("#FFFFFF", 0.95))
    canvas.drawPath(ellipse(x + 5.0 * side, y + 5.2, 1.7, 1.5), fill("#FFFFFF", 0.45))
    canvas.drawPath(smooth(lower), pen("#B4837A", 2.2, 0.5))
    canvas.restore()


def _paint_iris(canvas: skia.Canvas, look: Look, gaze: Point) -> None:
    canvas.save()
    canvas.translate(*gaze)
    disc = radial(
        (0, 2),
        IRIS,
        [(0, look.iris_light, 1), (0.45, look.iris, 1), (0.86, look.iris_deep, 1), (1, look.iris_deep, 0.86)],
    )
    canvas.drawPath(ellipse(0, 0, IRIS + 0.9, IRIS + 0.9), fill(look.iris_deep, 0.4))
    canvas.drawPath(ellipse(0, 0, IRIS, IRIS), fill(disc))
    glow = radial((0, 7.0), 9.0, [(0, look.iris_light, 0.75), (1, look.iris_light, 0)])
    canvas.drawPath(ellipse(0, 6.0, 9.0, 6.0), fill(glow))
    canvas.drawPath(ellipse(0, 0, 6.2, 6.2), fill("#0B0605"))
    canvas.restore()


def _paint_lids(
    canvas: skia.Canvas, look: Look, lids: tuple[list[Point], list[Point]], blink: float, down: float
) -> None:
    upper, lower = lids
    covered = blink + max(down, 0) * 0.4
    crease = [(x * 1.04, y * (1 - 0.45 * blink) - 6.2 + 1.2 * blink) for x, y in upper[1:]]
    canvas.drawPath(taper(crease, [0.6, 1.6, 2.0, 2.0, 2.0, 1.6, 0.6]), fill(look.skin_deep, 0.68 - 0.3 * blink))
    if covered > 0.1:
        lid = [(x, y - 4) for x, y in upper]
        canvas.drawPath(smooth(lid), pen(look.skin_light, 5, min(covered, 1) * 0.4, 2.5))
    line = [*upper[:-1], (upper[-1][0] + 3.5, upper[-1][1] - 1.6)]
    canvas.drawPath(taper(line, [0.8, 1.8, 2.6, 3.2, 3.7, 4.0, 3.8, 0.4]), fill("#1C1110", 0.96))
    lashes = skia.Path()
    for place, length in LASHES:
        x, y = _on(upper, place)
        lean = 0.1 + 1.0 * max(place, -0.1)
        rise = length * (1 - 1.5 * blink)
        tip = (x + lean * length, y - rise)
        lashes.moveTo(x - 0.7, y)
        lashes.quadTo(x + lean * length * 0.65, y - rise * 0.2, *tip)
        lashes.quadTo(x + lean * length * 0.75, y - rise * 0.15, x + 0.7, y)
    canvas.drawPath(lashes, fill("#1C1110", 0.9))
    canvas.drawPath(taper(lower[1:], [0.4, 0.9, 1.2, 1.4, 1.6, 1.8, 1.0]), fill("#6B4038", 0.45))


def _on(lid: list[Point], place: float) -> Point:
    for index in range(len(PLACES) - 1):
        if place <= PLACES[index + 1]:
            part = (place - PLACES[index]) / (PLACES[index + 1] - PLACES[index])
            here, there = lid[index], lid[index + 1]
            return here[0] + (there[0] - here[0]) * part, here[1] + (there[1] - here[1]) * part
    return lid[-1]
