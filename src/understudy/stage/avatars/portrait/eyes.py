"""Eyeballs behind the lids: the picture's own white and iris, completed where the lids hid them."""

from __future__ import annotations

import cv2
import numpy as np
import skia

from understudy.stage.avatars.portrait.anatomy import ACROSS, Anatomy, Doubles, Floats, Lids, Picture
from understudy.stage.avatars.portrait.lids import LidShape
from understudy.stage.avatars.portrait.sprite import Sprite, local_pixels, skin_light

_SIDEWAYS, _UPWARDS = 0.062, 0.045
"""Travel of the iris at weight 1 in eye distances: some 30° sideways and 22° up or down on a 12 mm eyeball."""


class Eyeball:
    """One eye of one face."""

    def __init__(self, picture: Picture, anatomy: Anatomy, side: int) -> None:
        """`picture` is premultiplied RGBA, `anatomy` in its pixels; `side` 0 is the person's right eye."""
        lids, iris = anatomy.lids[side], anatomy.local_irises[side]
        reach = 0.4 * lids.half
        low = (lids.left - reach, float(lids.upper[lids.inside].min()) - reach - 0.03)
        high = (lids.right + reach, float(lids.lower[lids.inside].max()) + reach)
        part = local_pixels(picture, anatomy, low, high)
        self._ball: Sprite | None = None
        self._seen: tuple[tuple[float, float], Sprite] | None = None
        if part is None:
            return
        pixels, corner, u, v = part
        colours = np.ascontiguousarray(pixels[..., :3])
        open_ = _aperture(lids, u, v, anatomy.unit)
        far = np.hypot(u - iris.u, v - iris.v) / iris.radius
        far /= _rim(colours, open_, far)
        white = _white(colours, open_, far, skin_light(picture, anatomy))
        self._ball = Sprite.of(white, np.ones(far.shape, np.float32), anatomy, corner)
        edge = np.clip((1.06 - far) * iris.radius * anatomy.unit / 1.5 + 0.5, 0, 1)
        self._iris = Sprite.of(_iris(colours, open_, far), edge.astype(np.float32), anatomy, corner)
        self._across = anatomy.axes.T * anatomy.unit

    def draw(
        self,
        canvas: skia.Canvas,
        outline: skia.Path,
        upper: skia.Path,
        placed: Doubles,
        lids: LidShape,
        gaze: tuple[float, float],
    ) -> None:
        """Paint the eyeball into `outline`, under the upper lid's edge `upper` (output pixels)."""
        if self._ball is None:
            return
        unit = float(np.hypot(placed[0, 0], placed[1, 0]))
        (a, b, c), (d, e, f) = placed.tolist()
        canvas.save()
        canvas.clipPath(outline, doAntiAlias=True)
        canvas.save()
        canvas.concat(skia.Matrix.MakeAll(a, b, c, d, e, f, 0, 0, 1))
        self._looking(self._ball, gaze).draw_in_place(canvas)
        canvas.restore()
        if lids.closed > 0.02:
            paint = skia.Paint(
                Color=skia.Color(20, 8, 6, round(150 * min(lids.closed * 2, 1))),
                AntiAlias=True,
                Style=skia.Paint.kStroke_Style,
                StrokeWidth=unit * 0.022,
                MaskFilter=skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(unit * 0.01, 0.5)),
            )
            canvas.drawPath(upper, paint)
        canvas.restore()

    def _looking(self, ball: Sprite, gaze: tuple[float, float]) -> Sprite:
        """The eyeball with its iris where the gaze takes it; kept while the gaze rests."""
        if self._seen is None or self._seen[0] != gaze:
            travel = self._across @ (gaze[0] * _SIDEWAYS, gaze[1] * _UPWARDS)
            matrix = np.column_stack([np.eye(2), travel])
            size = (ball.pixels.shape[1], ball.pixels.shape[0])
            iris = cv2.warpAffine(self._iris.pixels, matrix, size, flags=cv2.INTER_LINEAR)
            left = cv2.merge([255 - iris[..., 3]] * 4)
            whole = cv2.add(iris, cv2.multiply(ball.pixels, left, scale=1 / 255))
            self._seen = gaze, Sprite(np.asarray(whole, np.uint8), ball.to_local)
        return self._seen[1]


def _aperture(lids: Lids, u: Doubles, v: Doubles, unit: float) -> Doubles:
    """How far each pixel is inside the open eye, in pixels."""
    upper, lower = (np.interp(u, ACROSS, edge) for edge in (lids.upper, lids.lower))
    inside = np.minimum(v - upper, lower - v)
    return np.where(np.abs(u - lids.middle) < lids.half, inside, -1) * unit


def _rim(colours: Picture, open_: Doubles, far: Doubles) -> float:
    """Where the iris really ends, in radii that the model found: the ring at which it grows bright fastest.

    Drawn eyes have larger irises than the model expects.
    """
    light = colours.astype(np.float32).mean(axis=2)
    rings = np.linspace(0.7, 1.6, 19)
    means = []
    for ring in rings:
        band = (open_ > 0.8) & (np.abs(far - ring) < 0.07)
        means.append(float(np.percentile(light[band], 60)) if band.sum() >= 4 else np.nan)
    steps = np.diff(np.array(means))
    if np.isnan(steps).all() or np.nanmax(steps) < 3:
        return 1.0
    return float(np.clip(rings[int(np.nanargmax(steps))] + 0.025, 0.9, 1.45))


def _white(colours: Picture, open_: Doubles, far: Doubles, light: float) -> Picture:
    """The white of the eye with the iris taken out and everything hidden filled in."""
    known = np.clip((far - 1.12) / 0.3, 0, 1)[..., None] * (open_ > 0)[..., None]
    sure = ((open_ > 0.8) & (far > 1.25)).astype(np.float32)
    tint = np.array([222, 214, 208], np.float32) * min(light, 1) * 0.9
    total = np.ones((*far.shape, 3), np.float32) * tint * 1e-7
    weight = np.full(far.shape, 1e-7, np.float32)
    for share, importance in ((0.06, 1.0), (0.15, 1e-2), (0.4, 1e-4)):
        sigma = max(share * far.shape[1], 0.5)
        total += cv2.GaussianBlur(colours * sure[..., None], (0, 0), sigma) * importance
        weight += cv2.GaussianBlur(sure, (0, 0), sigma) * importance
    filled = total / weight[..., None]
    return np.asarray(known * colours + (1 - known) * np.clip(filled, 0, 255), np.uint8)


def _iris(colours: Picture, open_: Doubles, far: Doubles) -> Picture:
    """The whole iris: its own pixels where the eye is open, rings of the mean colour where lids hid it."""
    known = open_ > 0.8
    rings = np.linspace(0, 1.2, 13)
    profile: Floats = np.zeros((len(rings), 3), np.float32)
    have = []
    for number, ring in enumerate(rings):
        band = known & (np.abs(far - ring) < 0.1)
        if band.sum() >= 2:
            profile[number] = np.median(colours[band], axis=0)
            have.append(number)
    if not have:
        return np.full_like(colours, (58, 40, 32))
    filled = np.stack([np.interp(far, rings[have], profile[have, channel]) for channel in range(3)], axis=-1)
    share = np.clip(open_ / 1.5, 0, 1)[..., None]
    return np.asarray(share * colours + (1 - share) * filled, np.uint8)
