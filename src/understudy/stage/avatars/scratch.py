"""Memory that every frame uses again: fresh memory costs more than what is done with it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]


class Scratch:
    """Room for one map and one picture. For one thread at a time."""

    def __init__(self) -> None:
        self._map: Floats = np.empty(0, np.float32)
        self._pixels: Bytes = np.empty(0, np.uint8)

    def map(self, height: int, width: int) -> Floats:
        """Room for a map, (height, width, 2)."""
        if self._map.size < height * width * 2:
            self._map = np.empty(height * width * 2, np.float32)
        return self._map[: height * width * 2].reshape(height, width, 2)

    def pixels(self, height: int, width: int) -> Bytes:
        """Room for a picture, (height, width, 4)."""
        if self._pixels.size < height * width * 4:
            self._pixels = np.empty(height * width * 4, np.uint8)
        return self._pixels[: height * width * 4].reshape(height, width, 4)
