"""Cuts the person out of every frame of a clip: quickly, and so that the edge stands still where the person does.

The network's mattes are smoothed over time first. Near their edge every pixel is explained as a mixture of the person's
colour nearby and of the background, which is known exactly where the camera stands still.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from understudy.stage.avatars.face.network import Floats
from understudy.stage.avatars.matte import screen as screens
from understudy.stage.picture import Picture

_REACH = 0.11
"""Half width of the band in which the edge is looked for, in eye distances."""

_NEAR, _WIDE = 0.1, 0.3
"""Half widths over which the person's colour beside the edge is averaged: the nearer counts more."""

_APART = 0.02
"""Squared distance of two colours, of 1, from which their mixture tells something."""

_OVER_TIME = 0.7
"""Weight of the mattes before and after one; those that differ count less."""

_CLEAN, _SOLID = 0.1, 0.9

_PALE = (0.2, 0.7)
"""Of a pixel that is less the person's than the first, nothing of its own colour is kept; all from the second on."""


@dataclass(frozen=True)
class Cutter:
    """Cuts windows of a clip. `size` is their (width, height), `unit` the eye distance in their pixels; `plate` is the
    background where it is known, `screen` the coloured one where there is one."""

    size: tuple[int, int]
    unit: float
    plate: Picture | None
    screen: screens.Screen | None

    def cut(self, picture: Picture, coarse: Floats) -> tuple[Picture, Picture]:
        """Premultiplied colours (height, width, 3) and alpha (height, width) of a window and its smoothed matte."""
        half = (max(self.size[0] // 2, 1), max(self.size[1] // 2, 1))
        small = cv2.resize(picture, half, interpolation=cv2.INTER_AREA)
        rough = np.asarray(np.clip(cv2.resize(coarse, half, interpolation=cv2.INTER_CUBIC), 0, 1), np.float32)
        if self.screen is not None:
            fine, front = screens.key(np.asarray(small, np.uint8), self.screen, rough), None
        else:
            fine, front = self._unmixed(np.asarray(small, np.float32) / np.float32(255), rough)
        clear = cv2.convertScaleAbs(
            np.maximum(fine, _CLEAN), alpha=255 / (_SOLID - _CLEAN), beta=-255 * _CLEAN / (_SOLID - _CLEAN)
        )
        alpha = np.asarray(cv2.resize(clear, self.size, interpolation=cv2.INTER_LINEAR), np.uint8)
        if self.screen is not None:
            picture = screens.without_spill(picture, alpha.astype(np.float32) / np.float32(255), self.screen, self.unit)
        return self._coloured(picture, alpha, front), alpha

    def _unmixed(self, small: Floats, rough: Floats) -> tuple[Floats, Floats]:
        """Alpha at half the size, and the person's colours beside the edge at an eighth."""
        size = 2 * max(round(self.unit / 2 * _REACH), 1) + 1
        share = cv2.blur((rough > 0.5).astype(np.float32), (size, size))
        edge = _where(cv2.inRange(share, 0.001, 0.999))
        front = _nearby(small, share >= 0.999, self.unit / 8)
        back = self._behind if self._behind is not None else _nearby(small, share <= 0.001, self.unit / 8)
        here, f, b, c = small[edge], _at(front, edge, 4), _at(back, edge, 4 if self.plate is None else 1), rough[edge]
        between = f - b
        length = np.einsum("nc,nc->n", between, between) + np.float32(1e-4)
        mixed = np.clip(np.einsum("nc,nc->n", here - b, between) / length, 0, 1)
        rest = here - b - mixed[:, None] * between
        misfit = np.einsum("nc,nc->n", rest, rest)
        trust = length / (length + _APART) * np.exp(-misfit / (0.3 * length + 0.004))
        fine = (share >= 0.999).astype(np.float32)
        fine[edge] = trust * mixed + (1 - trust) * c
        return np.asarray(cv2.blur(fine, (3, 3)), np.float32), front

    @cached_property
    def _behind(self) -> Floats | None:
        """The plate at half the size."""
        if self.plate is None:
            return None
        half = (max(self.size[0] // 2, 1), max(self.size[1] // 2, 1))
        return np.asarray(cv2.resize(self.plate, half, interpolation=cv2.INTER_AREA) / np.float32(255), np.float32)

    def _coloured(self, picture: Picture, alpha: Picture, front: Floats | None) -> Picture:
        """Premultiplied colours, at the edge without what was behind."""
        pixels = cv2.multiply(picture, cv2.merge([alpha] * 3), scale=1 / 255)
        if front is None:
            return np.asarray(pixels, np.uint8)
        edge = _where(cv2.inRange(alpha, 1, 250))
        beside = _at(front, edge, 8)
        share = alpha[edge][:, None] / np.float32(255)
        own = picture[edge] / np.float32(255)
        if self.plate is not None:
            behind = self.plate[edge] / np.float32(255)
            own = (own - (1 - share) * behind) / np.maximum(share, 0.1)
        part = np.clip((share - _PALE[0]) / (_PALE[1] - _PALE[0]), 0, 1)
        colours = beside + part * (np.clip(own, 0, 1) - beside)
        pixels[edge] = np.round(colours * share * 255)
        return np.asarray(pixels, np.uint8)


def steadied(before: Floats, own: Floats, after: Floats) -> Floats:
    """A matte, (256, 256) in [0, 1], quiet where those before and after it agree with it."""
    total, weight = own.copy(), np.ones_like(own)
    for other in (before, after):
        apart = 3 * (other - own)
        alike = _OVER_TIME * np.exp(-(apart * apart))
        total += alike * other
        weight += alike
    return np.asarray(total / weight, np.float32)


def _where(mask: cv2.typing.MatLike) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Rows and columns of the pixels that are not 0: as `np.nonzero`, in a sixth of the time."""
    found = cv2.findNonZero(mask)
    places = np.zeros((0, 2), np.intp) if found is None else found.reshape(-1, 2).astype(np.intp)
    return places[:, 1], places[:, 0]


def _nearby(colours: Floats, sure: npt.NDArray[np.bool_], unit: float) -> Floats:
    """The colour of the `sure` pixels around every pixel, at a quarter of the size; `unit` is in its pixels."""
    size = (max(colours.shape[1] // 4, 1), max(colours.shape[0] // 4, 1))
    mask = sure.astype(np.float32)
    weighed = cv2.resize(colours * mask[..., None], size, interpolation=cv2.INTER_AREA)
    weight = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
    total, count = np.zeros((size[1], size[0], 3), np.float32), np.full(size[::-1], 1e-8, np.float32)
    for reach, importance in ((_NEAR, 1.0), (_WIDE, 1e-2), (3 * _WIDE, 1e-4)):
        around = 2 * max(round(unit * reach), 1) + 1
        total += cv2.blur(weighed, (around, around)) * np.float32(importance)
        count += cv2.blur(weight, (around, around)) * np.float32(importance)
    return np.asarray(total / count[..., None], np.float32)


def _at(colours: Floats, places: tuple[npt.NDArray[np.intp], ...], smaller: int) -> Floats:
    """Colours at pixels of a picture that is `smaller` times as large, (n, 3)."""
    if smaller == 1:
        return np.asarray(colours[places], np.float32)
    down, across = ((place[:, None] + 0.5) / smaller - 0.5 for place in places)
    found = cv2.remap(
        colours,
        across.astype(np.float32),
        down.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(found.reshape(-1, 3), np.float32)
