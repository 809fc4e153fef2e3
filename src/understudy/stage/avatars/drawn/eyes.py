"""The eyes at one frame: eyeball, iris, lids and lashes, kept as small pictures."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import skia

from understudy.stage.avatars.drawn.anatomy import AXIS, PLACES, Face
from understudy.stage.avatars.drawn.iris import iris
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

LASHES = tuple((-0.66 + 1.62 * step / 34, 1.8 + 4.4 * (step / 34) ** 1.1) for step in range(35))
"""Place along the lid and length of each upper lash."""

LOWER_LASHES = tuple((-0.3 + 1.15 * step / 13, 1.6 + 1.2 * (step / 13)) for step in range(14))


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
        self._iris = iris(look.eye)
        self._kept: OrderedDict[tuple[Gaze, int], Bytes] = OrderedDict()

    def paint(self, canvas: skia.Canvas, weigh: Weigh, side: int, placed: Matrix, size: tuple[int, int]) -> None:
        """The eye on `side` (1 the viewer's right, the presenter's left), blended where the skin has brought it.

        `placed` is the 2×3 matrix from design units to the pixels of `canvas`, whose picture has `size`.
        """
        eye = self._picture(Gaze.of(weigh, side), side)
        face = self._look.face
        left, top = AXIS + side * face.eye_out + FRAME[0], face.eye_y + FRAME[1]
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
        paint_eye(canvas, self._look, self._iris, gaze, side)
        del surface  # not before: its canvas is no owner
        self._kept[key] = picture
        return picture


def paint_eye(canvas: skia.Canvas, look: Look, iris_picture: Bytes, gaze: Gaze, side: int) -> None:
    """The eye on `side` (1 the viewer's right, the presenter's left) around the origin."""
    blink, down, squint = gaze.blink, gaze.down, gaze.squint
    face = look.face
    lift = gaze.wide * 4.5 - squint * 3.0 - max(down, 0) * 6.5 - min(down, 0) * 3.0
    upper = _lid(face, face.lids.upper, blink, -lift)
    lower = _lid(face, face.lids.lower, blink, -squint * 4.5 + max(down, 0) * 1.6)
    upper = [(x, min(y, low)) for (x, y), (_, low) in zip(upper, lower, strict=True)]
    canvas.save()
    canvas.scale(side, 1)
    _paint_socket(canvas, look, upper, blink)
    if blink < 0.985:
        _paint_ball(canvas, look, iris_picture, (upper, lower), gaze, side)
    _paint_lower_lid(canvas, look, lower, blink)
    _paint_upper_lid(canvas, look, upper, blink, down)
    canvas.restore()


def _lid(face: Face, heights: tuple[float, ...], blink: float, shift: float) -> list[Point]:
    points = []
    for place, open_, closed in zip(PLACES, heights, face.lids.shut, strict=True):
        bulge = 1 - place * place
        points.append((place * face.eye_half, (open_ + shift * bulge) * (1 - blink) + closed * blink))
    return points


def _paint_socket(canvas: skia.Canvas, look: Look, upper: list[Point], blink: float) -> None:
    """The shade of the lid's fold, which goes away when the lid comes down."""
    lids = look.face.lids
    above = [(x * 1.02, y * (1 - 0.3 * blink) - lids.crease * 0.55) for x, y in upper[1:-1]]
    shade = (0.26 + 0.30 * lids.hood) * (1 - 0.8 * blink)
    canvas.drawPath(taper(above, [3, 7, 8, 8, 7, 4]), fill(look.deep, shade, 2.6))


def _paint_ball(
    canvas: skia.Canvas, look: Look, iris_picture: Bytes, lids: tuple[list[Point], list[Point]], gaze: Gaze, side: int
) -> None:
    upper, lower = lids
    half, wet = look.face.eye_half, 1 - gaze.blink
    middle = (gaze.out * 10.5, gaze.down * 7.5 - 1.2)
    opening = smooth(upper)
    smooth(lower[::-1], path=opening, join=True)
    opening.close()
    canvas.save()
    canvas.clipPath(opening, doAntiAlias=True)
    canvas.drawPath(opening, fill(look.eye.white))
    round_ = radial((-4 * side, -3), 1.15 * half, [(0, "#FFFFFF", 0.55), (0.45, "#D8C6C0", 0.05), (1, "#8A6C66", 0.75)])
    canvas.drawPath(opening, fill(round_))
    inner = (-0.93 * half, 4.2)
    pink = radial(inner, 0.30 * half, [(0, "#CF7F76", 1.0), (0.45, "#D68F86", 0.8), (1, "#D9A098", 0)])
    canvas.drawPath(ellipse(*inner, 9, 9), fill(pink))
    canvas.drawPath(ellipse(inner[0] + 1.5, inner[1] - 1.2, 1.3, 0.9), fill("#FFFFFF", 0.7, 0.5))
    _paint_iris(canvas, look, iris_picture, middle, side)
    top = min(y for _, y in upper)
    shadow = linear((0, top), (0, top + 13), [(0, "#2A1512", 0.72), (0.3, "#3A1F1B", 0.36), (1, "#3A1F1B", 0)])
    canvas.drawPath(opening, fill(shadow))
    canvas.drawPath(smooth(upper), pen("#2A1512", 4.4, 0.34, 1.0))
    _paint_catch_lights(canvas, middle, side)
    canvas.drawPath(smooth(lower), pen("#B98178", 3.0, 0.55 * wet, 0.5))
    canvas.drawPath(smooth([(x, y - 1.5) for x, y in lower[1:-1]]), pen("#FFFFFF", 0.8, 0.45 * wet, 0.3))
    canvas.drawPath(opening, fill("#2A1512", 0.75 * max(gaze.blink - 0.3, 0)))
    canvas.restore()


def _paint_iris(canvas: skia.Canvas, look: Look, iris_picture: Bytes, gaze: Point, side: int) -> None:
    radius = look.face.iris
    x, y = gaze
    canvas.drawPath(ellipse(x, y + 0.6, radius + 0.9, radius + 0.9), fill(look.eye.iris_deep, 0.30, 0.9))
    canvas.save()
    canvas.translate(x, y)
    canvas.scale(side, 1)
    place = skia.Rect.MakeLTRB(-radius, -radius, radius, radius)
    canvas.drawImageRect(image_of(iris_picture), place, skia.SamplingOptions(skia.FilterMode.kLinear))
    canvas.restore()


def _paint_catch_lights(canvas: skia.Canvas, gaze: Point, side: int) -> None:
    """The key light as a window at the upper left, the fill at the lower right, the room as a soft veil."""
    x, y = gaze
    canvas.drawPath(ellipse(x - 3.0 * side, y - 5.5, 6.4, 4.2), fill("#DDE6F2", 0.20, 1.6))
    canvas.drawPath(ellipse(x - 4.4 * side, y - 4.7, 2.7, 2.9), fill("#FFFFFF", 0.97, 0.25))
    canvas.drawPath(ellipse(x + 4.6 * side, y + 5.0, 1.5, 1.3), fill("#FFF6EC", 0.42, 0.4))


def _paint_lower_lid(canvas: skia.Canvas, look: Look, lower: list[Point], blink: float) -> None:
    eye = look.eye
    canvas.drawPath(
        taper([(x, y + 1.0) for x, y in lower[1:]], [0.4, 1.0, 1.4, 1.6, 1.8, 2.0, 1.2]), fill(look.deep, 0.50, 0.7)
    )
    if blink < 0.9:
        below = [(x, y + 4.6) for x, y in lower[1:-1]]
        canvas.drawPath(taper(below, [0.5, 2.4, 3.0, 3.0, 2.4, 0.5]), fill(look.light, 0.22 * (1 - blink), 1.6))
    lashes = skia.Path()
    for place, length in LOWER_LASHES:
        x, y = _on(lower, place)
        lean = 0.35 * length * (place - 0.1)
        lashes.moveTo(x - 0.28, y + 0.6)
        lashes.quadTo(x + lean * 0.4, y + length * 0.6, x + lean, y + length)
        lashes.quadTo(x + lean * 0.4 + 0.3, y + length * 0.6, x + 0.28, y + 0.6)
    canvas.drawPath(lashes, fill(eye.lash_tone, eye.lower_lash * (1 - 0.5 * blink)))


def _paint_upper_lid(canvas: skia.Canvas, look: Look, upper: list[Point], blink: float, down: float) -> None:
    eye, lids = look.eye, look.face.lids
    covered = min(blink + max(down, 0) * 0.4, 1.0)
    if lids.crease:
        crease = [(x * 1.05, y * (1 - 0.42 * blink) - lids.crease + 1.2 * blink) for x, y in upper[1:]]
        widths = [0.5, 1.3, 1.8, 2.0, 2.0, 1.6, 0.5]
        canvas.drawPath(taper(crease, widths), fill(look.deep, 0.72 - 0.5 * blink, 0.5 + 1.3 * blink))
        canvas.drawPath(taper([(x, y - 2.2) for x, y in crease], widths), fill(look.light, 0.25 * (1 - blink), 1.2))
    if covered > 0.1:
        lid = [(x, y - 9) for x, y in upper[1:-1]]
        canvas.drawPath(taper(lid, [2, 7, 9, 9, 7, 2]), fill(look.light, covered * 0.12, 4.5))
        roots = [(x, y - 1.2) for x, y in upper[1:-1]]
        canvas.drawPath(taper(roots, [1, 4, 5.5, 5.5, 4, 1]), fill(look.deep, covered * 0.34, 2.2))
    end = upper[-1]
    line = [*upper[:-1], (end[0] + 2.8 * eye.liner, end[1] - 1.5 * eye.liner)]
    strength = 0.55 + 0.45 * eye.liner
    widths = [0.6, 1.4, 2.0, 2.5, 2.9, 3.1, 2.8, 0.4]
    canvas.drawPath(taper(line, [width * strength for width in widths]), fill(eye.lash_tone, 0.90, 0.3))
    _paint_lashes(canvas, look, upper, blink)


def _paint_lashes(canvas: skia.Canvas, look: Look, upper: list[Point], blink: float) -> None:
    """They curve up and out; over a closed eye they lie down on the cheek."""
    lashes, thick = skia.Path(), 0.22 + 0.2 * look.eye.liner
    for number, (place, length) in enumerate(LASHES):
        x, y = _on(upper, place)
        uneven = 1 + 0.3 * ((number * 7) % 5 - 2) / 2
        long = length * look.eye.lash / 5.0 * uneven
        lean = 0.12 + 0.95 * max(place, -0.25) + 0.1 * ((number * 3) % 4 - 1.5)
        rise = long * (1 - 1.55 * blink)
        tip = (x + lean * long, y - rise)
        bend = (x + lean * long * 0.68, y - rise * 0.18 + 0.4)
        lashes.moveTo(x - thick, y)
        lashes.quadTo(*bend, *tip)
        lashes.quadTo(bend[0] + 0.8 * thick, bend[1] + 0.6 * thick, x + thick, y)
    canvas.drawPath(lashes, fill(look.eye.lash_tone, 0.35 + 0.45 * look.eye.liner))


def _on(lid: list[Point], place: float) -> Point:
    for index in range(len(PLACES) - 1):
        if place <= PLACES[index + 1]:
            part = (place - PLACES[index]) / (PLACES[index + 1] - PLACES[index])
            here, there = lid[index], lid[index + 1]
            return here[0] + (there[0] - here[0]) * part, here[1] + (there[1] - here[1]) * part
    return lid[-1]
