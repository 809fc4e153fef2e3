"""Brings a cut-out to the size it is shown at."""

from __future__ import annotations

import cv2
import numpy as np

from understudy.stage.avatars.portrait.anatomy import Picture

_ENLARGED = 1.3
"""Pictures that are enlarged by more are sharpened a little, as enlarging blurs."""

_SHARPENING = 0.35
"""How much of the difference to a blurred copy is added (by eye)."""


def scaled(picture: Picture, size: tuple[int, int]) -> Picture:
    """Straight RGBA `picture` as premultiplied RGBA of `size` (width, height)."""
    alpha = picture[..., 3:].astype(np.float32) / 255
    values = np.concatenate([picture[..., :3] * alpha, picture[..., 3:].astype(np.float32)], axis=2)
    factor = size[1] / picture.shape[0]
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    values = np.asarray(cv2.resize(values, size, interpolation=way), np.float32)
    if factor > _ENLARGED:
        blurred = cv2.GaussianBlur(values[..., :3], (0, 0), factor * 0.6)
        values[..., :3] = values[..., :3] + _SHARPENING * (values[..., :3] - blurred)
    whole = np.clip(values.reshape(size[1], size[0], 4), 0, 255)
    whole[..., :3] = np.minimum(whole[..., :3], whole[..., 3:])
    return np.asarray(np.floor(whole + 0.001), np.uint8)
