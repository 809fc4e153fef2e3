"""The picture without its openings: what is seen through lids and lips is drawn apart, so skin takes its place."""

from __future__ import annotations

import cv2
import numpy as np

from understudy.stage.avatars.portrait.anatomy import ACROSS, Anatomy, Doubles, Picture
from understudy.stage.avatars.portrait.sprite import local_pixels

_BEYOND = 0.04
"""How much skin around an opening is looked at, in eye distances."""


def without_openings(picture: Picture, anatomy: Anatomy) -> Picture:
    """A copy of the premultiplied picture in which eyes and an open mouth are grown over from their edges.

    Where a lid or lip passes over them, no white of the eye and no tooth of the picture can shine through.
    """
    skin = picture.copy()
    mouth = anatomy.mouth
    rows = [(lids.left, lids.right, lids.upper, lids.lower) for lids in anatomy.lids]
    if mouth.smiling:
        rows.append((mouth.left, mouth.right, mouth.inner_upper, mouth.inner_lower))
    for left, right, upper, lower in rows:
        inside = (left < ACROSS) & (right > ACROSS)
        low = (left - _BEYOND, float(upper[inside].min()) - _BEYOND)
        high = (right + _BEYOND, float(lower[inside].max()) + _BEYOND)
        part = local_pixels(skin, anatomy, low, high)
        if part is not None:
            pixels, (x, y), u, v = part
            hole = _between(u, v, (left, right), upper, lower)
            grown = cv2.inpaint(np.ascontiguousarray(pixels[..., :3]), hole, 2, cv2.INPAINT_TELEA)
            skin[y : y + pixels.shape[0], x : x + pixels.shape[1], :3] = np.minimum(grown, pixels[..., 3:])
    return skin


def _between(u: Doubles, v: Doubles, ends: tuple[float, float], upper: Doubles, lower: Doubles) -> Picture:
    top, bottom = (np.interp(u, ACROSS, edge) for edge in (upper, lower))
    return ((v > top) & (v < bottom) & (u > ends[0]) & (u < ends[1])).astype(np.uint8)
