"""Cuts the face out of a picture for a network, and pastes the mouth that it drew back, so that no edge is seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from understudy.stage.avatars.face.landmarks import OVAL
from understudy.stage.avatars.neural.network import SIDE
from understudy.stage.layers.layer import Box
from understudy.stage.picture import Picture

Floats = npt.NDArray[np.float32]

_BELOW = 0.04
"""What of the face's height is seen below the chin: Wav2Lip pads some 10 pixels to a face of 250."""

_AROUND = (2, 326, 423, 426, 436, 434, 430, 431, 428, 199, 208, 211, 210, 214, 216, 206, 203, 97)
"""Points around the mouth, between nose, cheeks and chin: what is pasted ends here, inside the face."""

_SOFT = 0.13
"""Width over which the edge fades, in eye distances."""

_LIGHTS = (0.75, 1.35)
"""The most that colours are darkened and brightened to match those around the mouth."""


@dataclass(frozen=True, eq=False)
class FacePlace:
    """Where a face is in a picture: `points` (468, 2) are the mesh's, in pixels."""

    points: Floats

    @cached_property
    def box(self) -> Box:
        """Pixels that hold all the network sees."""
        (left, top), (right, bottom) = self._corners
        return Box(int(np.floor(left)) - 2, int(np.floor(top)) - 2, int(np.ceil(right)) + 2, int(np.ceil(bottom)) + 2)

    def cut(self, face: Picture) -> Picture:
        """What the network sees, (96, 96, 3) RGB; `face` is the premultiplied RGBA of `box`."""
        larger = self._steps.max()
        colours = face[..., :3]
        if larger > 1.2:
            colours = np.asarray(cv2.GaussianBlur(colours, (0, 0), 0.4 * float(larger)), np.uint8)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpAffine(colours, self._matrix, (SIDE, SIDE), flags=flags), np.uint8)

    def pasted(self, face: Picture, drawn: Picture) -> tuple[Picture, Box]:
        """The mouth that the network drew, as it is blended over the picture: premultiplied RGBA, and its box.

        `face` is the premultiplied RGBA of `box` with the mouth at rest, `drawn` what the network made of it.
        """
        part = self._mouth
        left, top = part.left - self.box.left, part.top - self.box.top
        rest = face[top : top + part.height, left : left + part.width]
        matrix = self._matrix.copy()
        matrix[:, 2] -= (left, top)
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        back = cv2.invertAffineTransform(matrix)
        new = cv2.warpAffine(drawn, back, (part.width, part.height), flags=flags).astype(np.float32)
        share = self._share
        edge = (share > 0) & (share < 1) & (rest[..., 3] == 255)
        light = np.ones(3, np.float32)
        if edge.any():
            ratio = np.median((rest[edge, :3] + np.float32(1)) / (np.maximum(new[edge], 0) + 1), axis=0)
            light = np.clip(ratio, *_LIGHTS).astype(np.float32)
        seen = share * (rest[..., 3] / np.float32(255))
        colours = np.clip(new * light, 0, 255) * seen[..., None]
        pasted = np.dstack([colours, 255 * seen])
        whole = np.round(pasted).astype(np.uint8)
        return np.minimum(whole, whole[..., 3:]), part

    @cached_property
    def _corners(self) -> tuple[tuple[float, float], tuple[float, float]]:
        oval = self.points[list(OVAL)]
        (left, top), (right, bottom) = oval.min(axis=0).tolist(), oval.max(axis=0).tolist()
        return (left, top), (right, bottom + _BELOW * (bottom - top))

    @cached_property
    def _steps(self) -> npt.NDArray[np.float64]:
        """Pixels of the picture in one that the network sees, across and down."""
        low, high = self._corners
        return (np.array(high) - low) / SIDE

    @cached_property
    def _matrix(self) -> npt.NDArray[np.float64]:
        """From pixels that the network sees to those of `box`, both counted at their middles."""
        start = np.array(self._corners[0]) - (self.box.left, self.box.top)
        return np.column_stack([np.diag(self._steps), start + 0.5 * self._steps - 0.5])

    @cached_property
    def _mouth(self) -> Box:
        around = self.points[list(_AROUND)]
        (left, top), (right, bottom) = np.floor(around.min(axis=0)), np.ceil(around.max(axis=0))
        return Box(int(left), int(top), int(right) + 1, int(bottom) + 1).clip(self.box)

    @cached_property
    def _share(self) -> Floats:
        """How much of what was drawn is seen, (rows, columns) of `_mouth` in [0, 1]."""
        part = self._mouth
        around = cv2.convexHull(self.points[list(_AROUND)])[:, 0] - (part.left, part.top)
        inside = np.zeros((part.height, part.width), np.uint8)
        cv2.fillConvexPoly(inside, np.round(around * 16).astype(np.int32), 1, shift=4)
        inside[[0, -1]] = inside[:, [0, -1]] = 0
        soft = max(_SOFT * float(np.linalg.norm(self.points[263] - self.points[33])), 2.0)
        share = np.clip(cv2.distanceTransform(inside, cv2.DIST_L2, 5) / soft, 0, 1)
        return np.asarray(share * share * (3 - 2 * share), np.float32)
