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
    height, width = alpha.shape
    shrink = min(_SIDE / max(height, width), 1.0)
    size = (max(round(width * shrink), 1), max(round(height * shrink), 1))
    small = cv2.resize(colours, size, interpolation=cv2.INTER_AREA)
    reach = 2 * max(round(_AROUND * unit * shrink), 1) + 1
    person = (cv2.resize(alpha, size, interpolation=cv2.INTER_AREA) > 4).astype(np.uint8)
    hole = cv2.dilate(person, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    filled = cv2.inpaint(small, hole, _RADIUS, cv2.INPAINT_TELEA)
    soft = cv2.GaussianBlur(hole.astype(np.float32), (0, 0), max(reach / 6, 0.8))
    share = cv2.resize(np.maximum(soft, person), (width, height), interpolation=cv2.INTER_LINEAR)[..., None]
    large = cv2.resize(filled, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.round(colours + share * (large.astype(np.float32) - colours)), np.uint8)
