"""Where the person is, coarsely: a network that sees 256×256 pixels."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from understudy.stage.avatars.face.network import Floats, Network

Picture = npt.NDArray[np.uint8]

_HOLE = 0.01
"""Share of the picture up to which a hole in the person is a mistake."""


class Segmenter:
    """The person segmentation model."""

    def __init__(self, models: Path) -> None:
        self._network = Network(models, "selfie_segmentation.tflite")

    def look(self, picture: Picture) -> Floats:
        """What the network sees: 256×256 float32 in [0, 1] for an RGB `picture` of any size."""
        small = cv2.resize(picture[..., :3], self._network.size, interpolation=cv2.INTER_AREA)
        (found,) = self._network.run(np.asarray(small, np.float32) / np.float32(255))
        return np.asarray(found[0, ..., 0], np.float32)

    def matte(self, picture: Picture) -> Floats:
        """How much each pixel is the person, (height, width) float32 in [0, 1]; `picture` is RGB."""
        size = (picture.shape[1], picture.shape[0])
        whole = cv2.resize(self.look(picture), size, interpolation=cv2.INTER_CUBIC)
        return np.clip(np.asarray(whole, np.float32), 0, 1)


def one_piece(matte: Floats, least: float = 0.5) -> Picture:
    """Where a matte exceeds `least`, as one piece, 0 or 1: its largest part, small holes filled (a badge is no
    window)."""
    solid = (matte > least).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    if count > 2:
        solid = (labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(1 - solid, connectivity=4)
    for number in range(1, count):
        left, top, wide, _, area = stats[number]
        if left > 0 and top > 0 and left + wide < solid.shape[1] and area < solid.size * _HOLE:
            solid[labels == number] = 1
    return solid
