"""The person's own colours: at the edge a pixel also holds some of what was behind.

Estimated over a pyramid (after Germer et al., "Fast multi-level foreground estimation", 2020).
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from understudy.stage.avatars.face.network import Floats

Picture = npt.NDArray[np.uint8]


def pure(colours: Picture, alpha: Floats) -> Picture:
    """The foreground alone, (height, width, 3): what is solid stays as it is, the rest is estimated.

    Solves I = αF + (1−α)B for smooth F and B from coarse to fine.
    """
    height, width = alpha.shape
    picture = colours.astype(np.float32) / np.float32(255)
    levels = max(int(np.ceil(np.log2(max(height, width)))), 1)
    front = np.full((1, 1, 3), 0.5, np.float32)
    back = front.copy()
    for level in range(levels + 1):
        size = (max(round(width * 2.0 ** (level - levels)), 1), max(round(height * 2.0 ** (level - levels)), 1))
        image, share = _resized(picture, size, cv2.INTER_AREA), _resized(alpha, size, cv2.INTER_AREA)
        front, back = (_resized(colour, size, cv2.INTER_NEAREST) for colour in (front, back))
        for _ in range(6 if max(size) <= 64 else 2):
            front, back = _relaxed(image, share, front, back)
    solid = np.clip((alpha - 0.9) / 0.1, 0, 1)[..., None]
    return np.asarray(np.round((solid * picture + (1 - solid) * front) * 255), np.uint8)


def _resized(values: Floats, size: tuple[int, int], way: int) -> Floats:
    """`values` at `size` (width, height); a side of one pixel stays a side."""
    return np.asarray(cv2.resize(values, size, interpolation=way), np.float32).reshape(
        size[1], size[0], *values.shape[2:]
    )


def _relaxed(image: Floats, share: Floats, front: Floats, back: Floats) -> tuple[Floats, Floats]:
    """One step: neighbours' mean first, then the least change of both colours that explains the pixel."""
    front, back = (np.asarray(cv2.blur(colour, (3, 3)), np.float32).reshape(image.shape) for colour in (front, back))
    a = share[..., None]
    left = image - a * front - (1 - a) * back
    norm = a * a + (1 - a) * (1 - a) + 0.01
    return np.clip(front + a * left / norm, 0, 1), np.clip(back + (1 - a) * left / norm, 0, 1)
