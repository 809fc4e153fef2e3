"""Colours as the eye tells them apart (CIE 1976 L*a*b*), for pictures of a face: without the tables that OpenCV fills
for the first one, which cost more than the rest of looking at a face."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_TO_XYZ = np.array(
    [(0.412453, 0.357580, 0.180423), (0.212671, 0.715160, 0.072169), (0.019334, 0.119193, 0.950227)], np.float32
)
"""Linear sRGB (D65) as X, Y and Z."""

_WHITE = np.array((0.950456, 1.0, 1.088754), np.float32)

_levels = np.arange(256, dtype=np.float32) / np.float32(255)
_LINEAR = np.where(_levels <= 0.04045, _levels / 12.92, ((_levels + 0.055) / 1.055) ** 2.4).astype(np.float32)


def lab(colours: npt.NDArray[np.uint8]) -> Floats:
    """sRGB (…, 3) as lightness in [0, 100], and how red (not green) and how yellow (not blue) it is, about ±100."""
    part = (_LINEAR[colours] @ _TO_XYZ.T) / _WHITE
    bent = np.where(part > 0.008856, np.cbrt(part), 7.787 * part + np.float32(16 / 116))
    x, y, z = bent[..., 0], bent[..., 1], bent[..., 2]
    return np.asarray(np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1), np.float32)
