"""The points of a face in every frame, as a pack keeps them: whole eighths of a pixel."""

from __future__ import annotations

import numpy as np

from understudy.stage.avatars.face.network import Floats

_STEP = 8

POINTS = 468


def packed(points: Floats) -> bytes:
    """`points` (frames, 468, 3) in pixels as little-endian 16-bit numbers."""
    return np.clip(np.round(points * _STEP), -32768, 32767).astype("<i2").tobytes()


def unpacked(data: bytes, frames: int) -> Floats:
    """The points that `packed` wrote; raises `ValueError` for another number of them."""
    return np.frombuffer(data, "<i2").reshape(frames, POINTS, 3).astype(np.float32) / np.float32(_STEP)
