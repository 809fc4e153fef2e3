"""The inside of the mouth: teeth, tongue and the dark behind them, seen through the open lips.

Upper teeth belong to the skull, lower teeth and tongue to the jaw. A picture that shows teeth keeps its own.
"""

from __future__ import annotations

import cv2
import numpy as np
import skia

from understudy.stage.avatars.face.lab import lab
from understudy.stage.avatars.portrait.anatomy import ACROSS, Anatomy, Doubles, Mouth, Picture
from understudy.stage.avatars.portrait.lips import LipShape
from understudy.stage.avatars.portrait.sprite import Sprite, local_pixels, shaded, skin_light
from understudy.stage.avatars.portrait.tint import lip_colour

_UPPER = ((0.09, 0.1), (0.07, 0.088), (0.074, 0.096), (0.058, 0.082), (0.048, 0.075), (0.044, 0.066))
_LOWER = ((0.056, 0.078), (0.06, 0.08), (0.068, 0.084), (0.058, 0.074), (0.05, 0.066), (0.044, 0.06))
"""Seen width and height of the teeth from the middle outwards, in eye distances: crowns of a mean adult (Wheeler's
Dental Anatomy), foreshortened towards the cheeks."""

_SHOWN = 0.02
"""How far the upper incisors reach below the line where the lips meet (2 mm in a young adult)."""

_TEETH = (232, 224, 210)
_GUM = (176, 96, 92)
_TONGUE = (176, 92, 88)
_DEEP = (34, 10, 10)
_NEAR = (86, 30, 28)

_OWN_TEETH_GAP = 0.035
"""A mouth that is open wider than this in the picture may show teeth of its own, in eye distances."""


class MouthInside:
    """What lies behind the lips of one face, drawn once."""

    def __init__(self, picture: Picture, anatomy: Anatomy) -> None:
        """`picture` is premultiplied RGBA, `anatomy` is in its pixels."""
        self.anatomy = anatomy
        self.light = skin_light(picture, anatomy)
        mouth = anatomy.mouth
        self.width = float(np.clip(mouth.half / 0.27, 0.75, 1.25))
        self.own = _own_teeth(picture, anatomy)
        self._lip = lip_colour(picture, anatomy)
        self._upper = _teeth(_UPPER, anatomy.unit, self.light, self.width, lower=False)
        self._lower = _teeth(_LOWER, anatomy.unit, self.light, self.width, lower=True)

    def draw(self, canvas: skia.Canvas, outline: skia.Path, placed: Doubles, lips: LipShape, tongue: float) -> None:
        """Paint the inside into `outline` (output pixels); `placed` maps local coordinates to output pixels (2×3),
        `tongue` is how far the tongue's tip is raised, in [0, 1]."""
        unit = float(np.hypot(placed[0, 0], placed[1, 0]))
        (a, b, c), (d, e, f) = placed.tolist()
        canvas.save()
        canvas.clipPath(outline, doAntiAlias=True)
        canvas.concat(skia.Matrix.MakeAll(a, b, c, d, e, f, 0, 0, 1))
        jaw = lips.jaw + max(lips.gap - 0.12, 0) * 0.15
        self._cavity(canvas, lips)
        below = lips.middle_low - 0.032 * min(lips.gap / 0.14, 1.0)
        mouth, rest = lips.mouth, self.anatomy.mouth
        self._tongue(canvas, lips, below, tongue)
        self._lower.draw_in_place(canvas, mouth.middle, below, min(max(0.8 + jaw, 0), 0.95))
        if self.own is None:
            self._upper.draw_in_place(canvas, mouth.middle, mouth.line + _SHOWN)
        else:
            self._gum(canvas, mouth)
            self.own.draw_in_place(canvas, mouth.middle - rest.middle, mouth.line - rest.line)
        if tongue > 0.3:
            self._tip(canvas, mouth, tongue, jaw)
        canvas.restore()
        canvas.save()
        canvas.clipPath(outline, doAntiAlias=True)
        self._lip_shadow(canvas, outline, unit, lips)
        canvas.restore()

    def seam(self, canvas: skia.Canvas, line: skia.Path, unit: float, lips: LipShape) -> None:
        """The dark line between closed lips, which a picture of an open mouth does not have; `line` in pixels."""
        strength = lips.mouth.parted * max(1 - lips.gap / 0.03, 0.0)
        if strength <= 0:
            return
        paint = skia.Paint(
            Color=shaded(self._lip, 0.36, round(190 * strength)),
            AntiAlias=True,
            Style=skia.Paint.kStroke_Style,
            StrokeWidth=unit * 0.011,
            StrokeCap=skia.Paint.kRound_Cap,
            MaskFilter=skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(unit * 0.0045, 0.4)),
        )
        canvas.drawPath(line, paint)

    def _cavity(self, canvas: skia.Canvas, lips: LipShape) -> None:
        line = lips.mouth.line
        top, bottom = line - 0.05, line + max(lips.gap, 0.1) + 0.02
        colours = [shaded(_NEAR, self.light), shaded(_DEEP, self.light), shaded(_NEAR, self.light * 0.9)]
        gradient = skia.GradientShader.MakeLinear(
            [skia.Point(0, top), skia.Point(0, bottom)], colours, [0.0, 0.45, 1.0]
        )
        canvas.drawPaint(skia.Paint(Shader=gradient))

    def _tongue(self, canvas: skia.Canvas, lips: LipShape, below: float, raised: float) -> None:
        """The back of the tongue behind the lower teeth, whose edge is at `below`."""
        gap = lips.gap
        top = below - (0.12 + 0.4 * raised) * gap - 0.005
        light = self.light * (0.5 + 0.34 * min(gap * 4, 1))
        self._mound(canvas, (lips.mouth.middle, top), 0.21 * self.width, 0.3, (light, light * 0.72), 1.0)

    def _tip(self, canvas: skia.Canvas, mouth: Mouth, raised: float, jaw: float) -> None:
        """The tip of the tongue at the upper teeth, in front of their edge."""
        top = mouth.line + _SHOWN + 0.028 - 0.02 * raised
        light = self.light * 0.84
        strength = min((raised - 0.3) / 0.3, 1.0)
        self._mound(canvas, (mouth.middle, top), 0.115 * self.width, 0.1 + jaw, (light, light * 0.78), strength)

    def _mound(
        self,
        canvas: skia.Canvas,
        top: tuple[float, float],
        wide: float,
        high: float,
        lights: tuple[float, float],
        strength: float,
    ) -> None:
        """A soft-edged oval whose upper end is at `top`."""
        alpha = round(255 * strength)
        inner, outer = (shaded(_TONGUE, light, alpha) for light in lights)
        canvas.save()
        canvas.translate(top[0], top[1] + high / 2)
        canvas.scale(wide, high / 2)
        gradient = skia.GradientShader.MakeRadial(
            skia.Point(0, 0),
            1.0,
            [inner, inner, outer, outer & 0xFFFFFF],
            [0.0, 0.45, 0.86, 1.0],
        )
        canvas.drawRect(skia.Rect.MakeLTRB(-1, -1, 1, 1), skia.Paint(Shader=gradient))
        canvas.restore()

    def _gum(self, canvas: skia.Canvas, mouth: Mouth) -> None:
        """Behind teeth of the picture's own: what a raised upper lip uncovers."""
        inside = mouth.share > 0.12
        u, v = ACROSS[inside][::8], mouth.inner_upper[inside][::8]
        path = skia.Path()
        path.moveTo(float(u[0]), float(v[0]) - 0.08)
        for x, y in zip(u.tolist(), v.tolist(), strict=True):
            path.lineTo(x, y + 0.015)
        path.lineTo(float(u[-1]), float(v[-1]) - 0.08)
        path.close()
        canvas.drawPath(path, skia.Paint(Color=shaded(_GUM, self.light * 0.72), AntiAlias=True))

    def _lip_shadow(self, canvas: skia.Canvas, outline: skia.Path, unit: float, lips: LipShape) -> None:
        """What the lips take away of the light: all round the edge, more under the upper one, most when rounded."""
        bounds = outline.getBounds()
        dark = round(48 + 90 * lips.rounded)
        gradient = skia.GradientShader.MakeLinear(
            [skia.Point(0, bounds.top()), skia.Point(0, bounds.top() + 0.075 * unit)],
            [skia.Color(62, 26, 18, dark), skia.Color(62, 26, 18, round(75 * lips.rounded))],
        )
        canvas.drawPaint(skia.Paint(Shader=gradient))
        paint = skia.Paint(
            Color=skia.Color(28, 6, 6, 165),
            AntiAlias=True,
            Style=skia.Paint.kStroke_Style,
            StrokeWidth=unit * min(0.03, 0.012 + 0.2 * lips.gap),
            MaskFilter=skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(unit * 0.011, 0.5)),
        )
        canvas.drawPath(outline, paint)


def _own_teeth(picture: Picture, anatomy: Anatomy) -> Sprite | None:
    """The teeth that the picture shows, cut along the lips; None when it shows none."""
    mouth, unit = anatomy.mouth, anatomy.unit
    if float(mouth.gap.max()) < _OWN_TEETH_GAP:
        return None
    low = (mouth.left, float(mouth.inner_upper.min()) - 0.02)
    high = (mouth.right, float(mouth.inner_lower.max()) + 0.05)
    part = local_pixels(picture, anatomy, low, high)
    if part is None:
        return None
    pixels, corner, u, v = part
    upper, lower = (np.interp(u, ACROSS, edge) for edge in (mouth.inner_upper, mouth.inner_lower))
    inside = np.clip(np.minimum(v - upper, lower - v) * unit - 0.2, 0, 1)
    core = inside >= 1
    if core.sum() < 20:
        return None
    light, red, _ = np.moveaxis(lab(pixels[..., :3]), -1, 0)
    toothy = core & (red < np.median(red[~core & (pixels[..., 3] > 200)]) - 2) & (light > 35)
    if toothy.mean() < 0.3 * core.mean():
        return None
    colours = _spread(pixels[..., :3], core)
    alpha = cv2.GaussianBlur((np.minimum(lower - v, 1) * unit > -0.02 * unit).astype(np.float32), (0, 0), 1.0)
    alpha = alpha * (v > upper - 0.03) * np.clip((lower + 0.004 - v) * unit / 1.5 + 0.5, 0, 1)
    return Sprite.of(colours, np.asarray(alpha, np.float32), anatomy, corner)


def _spread(colours: Picture, core: np.ndarray[tuple[int, int]]) -> Picture:
    """The colours of `core`, continued smoothly outside it."""
    grown = cv2.inpaint(np.ascontiguousarray(colours), (~core).astype(np.uint8), 3, cv2.INPAINT_TELEA)
    return np.asarray(grown, np.uint8)


def _teeth(sizes: tuple[tuple[float, float], ...], unit: float, light: float, width: float, *, lower: bool) -> Sprite:
    """A row of teeth; upper ones hang down to the edge, lower ones stand up to it. The edge is at v = 0."""
    scale = max(unit * 1.2, 120.0)
    half, tall, over = sum(width for width, _ in sizes) + 0.02, 0.15, 0.02
    top = -over if lower else -tall
    surface = skia.Surface(round(2 * half * scale), round((tall + over) * scale))
    canvas = surface.getCanvas()
    canvas.scale(scale, scale)
    canvas.translate(half, -top)
    sign = 1 if lower else -1
    gum = skia.Path()
    gum.addRect(skia.Rect.MakeLTRB(-half + 0.03, sign * 0.06, half - 0.03, sign * 0.16).makeSorted())
    blur = skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.012)
    canvas.drawPath(gum, skia.Paint(Color=shaded(_GUM, light * 0.62), AntiAlias=True, MaskFilter=blur))
    for side in (-1, 1):
        u = 0.0
        for number, (wide, height) in enumerate(sizes):
            _tooth(canvas, side * (u + wide / 2), wide, height, sign, number, light)
            u += wide
    pixels = surface.toarray(colorType=skia.kRGBA_8888_ColorType)
    to_local = np.array([[width / scale, 0, -half * width], [0, 1 / scale, top]])
    return Sprite(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGBA2mRGBA), np.uint8), to_local)


def _tooth(canvas: skia.Canvas, u: float, width: float, height: float, sign: int, number: int, light: float) -> None:
    rise = sign * (0.16 * u * u + (0.006 if number == 1 else 0))  # the arch climbs away from the middle
    dim = max(1 - 2.2 * u * u - 0.035 * number, 0.3)
    edge, root = rise, rise + sign * height
    rect = skia.Rect.MakeLTRB(u - width * 0.485, edge, u + width * 0.485, root + sign * 0.02).makeSorted()
    corner = width * (0.34 if number == 2 else 0.24)
    shape = skia.RRect.MakeRectXY(rect, corner, corner)
    colours = [
        shaded((212, 208, 202), light * 0.98 * dim),
        shaded(_TEETH, light * 1.02 * dim),
        shaded((222, 208, 186), light * 0.92 * dim),
    ]
    gradient = skia.GradientShader.MakeLinear([skia.Point(u, edge), skia.Point(u, root)], colours, [0, 0.3, 1])
    canvas.drawRRect(shape, skia.Paint(Shader=gradient, AntiAlias=True))
    rim = skia.Paint(
        Color=shaded((96, 60, 48), light * dim, 60), AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=0.004
    )
    rim.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.003))
    canvas.drawRRect(shape, rim)
