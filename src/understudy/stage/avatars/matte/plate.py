"""What was behind a person: the picture with the person taken out, for where a head moves away."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

_SIDE = 640
"""Pixels of the longer side at which the hole is filled: it is seen in slivers, and mostly out of focus."""

_AROUND = 0.07
"""So far around the person, in eye distances, hair and shadow still colour the background."""

_RADIUS = 5
"""Pixels that each filled one is drawn from."""


def plate(colours: Picture, alpha: Picture, unit: float) -> Picture:
    """The background alone, (height, width, 3), for a picture, its person's matte and the eye distance in pixels.

    Lines that run behind the person are continued (Telea, "An image inpainting technique based on the fast marching
    method", 2004).
    """
    around = 2 * max(round(_AROUND * unit), 1) + 1
    person = (alpha > 4).astype(np.uint8)
    hole = cv2.dilate(person, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (around, around)))
    return fill(colours, np.asarray(hole, np.uint8))


def fill(colours: Picture, hole: Picture, side: int = _SIDE) -> Picture:
    """`colours` (height, width, 3) drawn anew where `hole` (height, width) is not 0, on at most `side` pixels."""
    height, width = hole.shape
    shrink = min(side / max(height, width), 1.0)
    size = (max(round(width * shrink), 1), max(round(height * shrink), 1))
    small = cv2.resize(colours, size, interpolation=cv2.INTER_AREA)
    part = (cv2.resize(hole, size, interpolation=cv2.INTER_AREA) > 0).astype(np.uint8)
    filled = cv2.inpaint(small, part, _RADIUS, cv2.INPAINT_TELEA)
    soft = np.maximum(cv2.GaussianBlur(part.astype(np.float32), (0, 0), 1.5), part)
    share = cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR)[..., None]
    large = cv2.resize(filled, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.round(colours + share * (large.astype(np.float32) - colours)), np.uint8)
