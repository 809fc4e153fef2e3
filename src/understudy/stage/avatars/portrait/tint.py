"""Colours of lips that a picture hides: a smile draws them thin, closed they show their redder inner side."""

from __future__ import annotations

import numpy as np

from understudy.stage.avatars.portrait.anatomy import ACROSS, Anatomy, Picture
from understudy.stage.avatars.portrait.sprite import local_pixels

Colour = tuple[int, int, int]

_USUAL: Colour = (170, 100, 96)

_INNER = (0.84, 0.58, 0.62)
"""The moist inner side of a lip over its outer side, by channel (by eye, on photographs of closed mouths)."""

_DEEP, _STRONG = 0.03, 0.85
"""How far the inner side reaches, in eye distances, and how much of its colour is laid on at the edge."""


def lip_colour(picture: Picture, anatomy: Anatomy) -> Colour:
    """The colour of the lower lip: the darker middle of its pixels, so that no gloss counts."""
    mouth = anatomy.mouth
    low = (mouth.middle - 0.5 * mouth.half, float(mouth.inner_lower.min()))
    part = local_pixels(picture, anatomy, low, (mouth.middle + 0.5 * mouth.half, float(mouth.lower.max())))
    if part is None:
        return _USUAL
    pixels, _, u, v = part
    upper, lower = (np.interp(u, ACROSS, edge) for edge in (mouth.inner_lower, mouth.lower))
    inside = (v > upper) & (v < lower) & (np.abs(u - mouth.middle) < 0.5 * mouth.half)
    if inside.sum() < 4:
        return _USUAL
    red, green, blue = np.percentile(pixels[inside][:, :3], 40, axis=0).tolist()
    return int(red), int(green), int(blue)


def with_inner_lips(picture: Picture, anatomy: Anatomy) -> Picture:
    """A copy of the premultiplied picture in which lips that are shown open have their inner side along the edge.

    Without it lips drawn pale over teeth look like teeth when they close. Pictures of closed mouths stay as they are.
    """
    mouth = anatomy.mouth
    low = (mouth.left, float(mouth.upper.min()) - 0.02)
    part = local_pixels(picture, anatomy, low, (mouth.right, float(mouth.lower.max()) + 0.02))
    if not mouth.smiling or part is None:
        return picture
    pixels, (left, top), u, v = part
    red, green, blue = lip_colour(picture, anatomy)
    inner = np.array([red, green, blue], np.float32) * _INNER
    above, below = (np.interp(u, ACROSS, edge) for edge in (mouth.inner_upper, mouth.inner_lower))
    away = np.maximum(np.maximum(above - v, v - below), 0)
    ends = np.clip((mouth.half - np.abs(u - mouth.middle)) / (0.25 * mouth.half), 0, 1)
    share = (_STRONG * mouth.smiling * ends * np.exp(-((away / _DEEP) ** 2)))[..., None]
    tinted = picture.copy()
    colours = pixels[..., :3] * (1 - share) + inner * share
    height, width = pixels.shape[:2]
    tinted[top : top + height, left : left + width, :3] = np.minimum(colours, pixels[..., 3:])
    return tinted
