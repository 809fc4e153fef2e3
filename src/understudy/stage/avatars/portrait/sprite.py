"""Small pieces cut out of the picture that are drawn on their own: teeth, eyeballs, irises."""

from __future__ import annotations

import math

import cv2
import numpy as np
import skia

from understudy.stage.avatars.portrait.anatomy import Anatomy, Doubles, Floats, Picture


class Sprite:
    """Premultiplied RGBA pixels that know where they lie on the unmoved face."""

    def __init__(self, pixels: Picture, to_local: Doubles) -> None:
        """`to_local` is the 2×3 matrix from their coordinates (whole numbers at corners) to local ones."""
        self.pixels, self.to_local = pixels, to_local

    @classmethod
    def of(cls, colours: Picture, alpha: Floats, anatomy: Anatomy, corner: tuple[int, int]) -> Sprite:
        """From straight RGB and alpha in [0, 1]; `corner` is where they lie in the picture of `anatomy`."""
        pixels = np.empty((*alpha.shape, 4), np.uint8)
        alpha = np.clip(alpha, 0, 1)
        pixels[..., :3] = np.floor(colours * alpha[..., None])
        pixels[..., 3] = np.round(alpha * 255)
        pixels[..., :3] = np.minimum(pixels[..., :3], pixels[..., 3:])
        (a, b), (c, d) = (anatomy.axes / anatomy.unit).tolist()
        x, y = (np.array(corner) - anatomy.origin).tolist()
        return cls(pixels, np.array([[a, b, a * x + b * y], [c, d, c * x + d * y]]))

    def draw_in_place(self, canvas: skia.Canvas, du: float = 0.0, dv: float = 0.0, strength: float = 1.0) -> None:
        """Paint it where it was, moved by (du, dv), its colours times `strength`; the canvas is in local coordinates.

        Only what the canvas's clip lets through is resampled, which is faster than the rasteriser's own way.
        """
        seen = canvas.getDeviceClipBounds()
        if seen.isEmpty():
            return
        now = canvas.getTotalMatrix()
        (p, q, r), (s, t, w) = self.to_local.tolist()
        xx, xy, yx, yy = now.getScaleX(), now.getSkewX(), now.getSkewY(), now.getScaleY()
        a, b, c, d = xx * p + xy * s, xx * q + xy * t, yx * p + yy * s, yx * q + yy * t
        across = seen.left() + 0.5 - (xx * (r + du) + xy * (w + dv) + now.getTranslateX())
        down = seen.top() + 0.5 - (yx * (r + du) + yy * (w + dv) + now.getTranslateY())
        whole = a * d - b * c
        back = ((d / whole, -b / whole), (-c / whole, a / whole))
        matrix = np.array([(e, f, e * across + f * down - 0.5) for e, f in back])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        shown = cv2.warpAffine(self.pixels, matrix, (seen.width(), seen.height()), flags=flags)
        paint = skia.Paint()
        if strength < 1:
            level = round(255 * strength)
            grey = int(skia.Color(level, level, level))
            paint.setColorFilter(skia.ColorFilters.Blend(grey, skia.BlendMode.kModulate))
        image = skia.Image.fromarray(
            np.asarray(shown, np.uint8), skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType, copy=False
        )
        canvas.save()
        canvas.resetMatrix()
        canvas.drawImage(image, seen.left(), seen.top(), skia.SamplingOptions(), paint)
        canvas.restore()


def local_pixels(
    picture: Picture, anatomy: Anatomy, low: tuple[float, float], high: tuple[float, float]
) -> tuple[Picture, tuple[int, int], Doubles, Doubles] | None:
    """The pixels around a box in local coordinates: they, their upper left corner, and each one's u and v."""
    corners = anatomy.to_pixels([(u, v) for u in (low[0], high[0]) for v in (low[1], high[1])])
    left, top = np.maximum(np.floor(corners.min(axis=0)).astype(int) - 1, 0).tolist()
    right, bottom = (np.ceil(corners.max(axis=0)).astype(int) + 2).tolist()
    part = picture[top:bottom, left:right]
    if part.shape[0] < 3 or part.shape[1] < 3:
        return None
    y, x = np.mgrid[top : top + part.shape[0], left : left + part.shape[1]]
    local = anatomy.to_local(np.stack([x + 0.5, y + 0.5], axis=-1))
    return part, (left, top), local[..., 0], local[..., 1]


def skin_light(picture: Picture, anatomy: Anatomy) -> float:
    """How brightly the face is lit, about 1 for a fair skin in good light: teeth and tongue follow it, softened."""
    found = []
    for index in (50, 280, 9, 195):
        x, y = anatomy.points[index, :2]
        reach = max(anatomy.unit * 0.04, 1)
        part = picture[
            max(int(y - reach), 0) : int(y + reach) + 1, max(int(x - reach), 0) : int(x + reach) + 1, :3
        ].reshape(-1, 3)
        if len(part):
            found.append(float(np.median(part @ (0.299, 0.587, 0.114))))
    level = float(np.median(found)) if found else 170.0
    return float(np.clip((level / 185.0) ** 0.5, 0.45, 1.08))


def shaded(colour: tuple[int, int, int], light: float, alpha: int = 255) -> int:
    """A colour in this light, as the rasteriser wants it."""
    red, green, blue = (min(max(math.floor(part * light + 0.5), 0), 255) for part in colour)
    return int(skia.Color(red, green, blue, alpha))
