"""Explains every pixel of the uncertain band as a mixture of one colour of the person and one of what is behind.

Samples are gathered along rays to the nearest sure pixels in eight directions (after Gastal and Oliveira, "Shared
sampling for real-time alpha matting", 2010). A pixel may also be a mixture of two colours of the background, as on the
edge of something that stands there, or of two of the person.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from understudy.stage.avatars.face.network import Floats

Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

_KEPT = 5
"""Of the eight samples of each side the nearest so many are tried."""

_NOISE = 0.03
"""Distance of colours, of 1, that counts for nothing (by eye, on photographs)."""

_FAR, _COARSE, _ONE_SIDED = 0.6, 0.5, 0.5
"""What samples far away, disagreeing with the coarse matte, and being a mixture of one side cost, in noises."""

_APART = 0.02
"""Squared distance of two colours from which their mixture tells something."""

_SPECK = 0.15
"""Difference to the middle of its neighbours from which a pixel's alpha is doubted."""

_BLUR = 0.03
"""Half width over which samples are averaged, in eye distances."""


@dataclass
class _Side:
    """Samples of one side for every uncertain pixel: colours (samples, n, 3), and what their distance costs."""

    colours: Floats
    cost: Floats


def unmix(
    guide: Floats, coarse: Floats, person: Mask, ground: Mask, unit: float, reach: float
) -> tuple[Floats, Floats]:
    """Alpha of every pixel and how far to trust it, both (height, width) in [0, 1].

    `guide` is RGB in [0, 1], `coarse` the rough matte, `person` and `ground` are what is sure; `unit` is the eye
    distance and `reach` the half width of the band, both in pixels.
    """
    rows, columns = np.nonzero(~(person | ground))
    here, rough = guide[rows, columns], coarse[rows, columns]
    front, back = (_samples(guide, sure, rows, columns, unit, reach) for sure in (person, ground))
    best = np.full(len(rows), np.inf, np.float32)
    sides = np.full((2, len(rows)), np.inf, np.float32)
    alpha, apart, misfit = (np.zeros(len(rows), np.float32) for _ in range(3))
    for one, other, given in _pairs(front, back):
        (first, near), (second, away) = one, other
        share, between, left = _mixture(here, first, second)
        value = share if given is None else np.full_like(share, given)
        cost = left / _NOISE**2 + near + away + _COARSE * (value - rough) ** 2 + (given is not None) * _ONE_SIDED
        better = cost < best
        best = np.where(better, cost, best)
        alpha = np.where(better, value, alpha)
        apart = np.where(better, between if given is None else 0, apart)
        misfit = np.where(better, left, misfit)
        for half, side in enumerate((value < 0.5, value >= 0.5)):
            np.minimum(sides[half], np.where(side, cost, np.inf), out=sides[half])
    one_sided = apart == 0
    told = np.where(one_sided, 1 - np.exp(-np.abs(sides[1] - sides[0])), apart / (apart + _APART))
    trust = told * np.exp(-misfit / (0.15 * np.where(one_sided, 0.1, apart) + 0.002))
    return _placed(person, rows, columns, alpha, trust)


def _placed(person: Mask, rows: Indices, columns: Indices, alpha: Floats, trust: Floats) -> tuple[Floats, Floats]:
    """Alpha and trust as pictures; a pixel that stands alone among others is not believed."""
    whole, sure = person.astype(np.float32), np.zeros(person.shape, np.float32)
    whole[rows, columns], sure[rows, columns] = alpha, trust
    middle = cv2.medianBlur(np.round(whole * 255).astype(np.uint8), 3).astype(np.float32) / np.float32(255)
    return whole, sure * np.exp(-(((whole - middle) / _SPECK) ** 2))


def _pairs(front: _Side, back: _Side) -> Iterator[tuple[tuple[Floats, Floats], tuple[Floats, Floats], float | None]]:
    """Every pair of samples with its costs; the third value is the alpha where both are of one side."""
    fronts, backs = (list(zip(side.colours, side.cost, strict=True)) for side in (front, back))
    yield from ((one, other, None) for one in fronts for other in backs)
    yield from ((one, other, 0.0) for one, other in itertools.combinations(backs, 2))
    yield from ((one, other, 1.0) for one, other in itertools.combinations(fronts, 2))


def _mixture(here: Floats, first: Floats, second: Floats) -> tuple[Floats, Floats, Floats]:
    """Share of the first colour, squared distance of the two, and the squared rest that the mixture leaves."""
    between, away = first - second, here - second
    length = np.einsum("nc,nc->n", between, between) + np.float32(1e-4)
    share = np.clip(np.einsum("nc,nc->n", away, between) / length, 0, 1)
    rest = away - share[:, None] * between
    return share, length, np.einsum("nc,nc->n", rest, rest)


def _samples(guide: Floats, sure: Mask, rows: Indices, columns: Indices, unit: float, reach: float) -> _Side:
    mask = sure.astype(np.float32)
    size = 2 * max(round(unit * _BLUR), 1) + 1
    weight = cv2.blur(mask, (size, size))
    colours = cv2.blur(guide * mask[..., None], (size, size)) / np.maximum(weight, 1e-6)[..., None]
    found = np.stack([hit[rows, columns] for hit in _rays(sure)])
    far = np.hypot(found // sure.shape[1] - rows, found % sure.shape[1] - columns) / reach
    far = np.where(found < 0, 1e6, far)
    order = np.argpartition(far, _KEPT - 1, axis=0)[:_KEPT]
    found, far = np.take_along_axis(found, order, 0), np.take_along_axis(far, order, 0)
    chosen = colours.reshape(-1, 3)[np.maximum(found, 0)]
    return _Side(np.asarray(chosen, np.float32), np.asarray(_FAR * np.sqrt(far), np.float32))


def _rays(sure: Mask) -> Iterator[Indices]:
    """For each of eight directions: the flat index of the first sure pixel on the way, -1 for none; (height, width)."""
    height, width = sure.shape
    flat = np.arange(height * width).reshape(height, width)
    yield from _both_ways(sure, flat)
    yield from (found.T for found in _both_ways(sure.T, flat.T))
    rows = np.arange(height)[:, None]
    places = np.arange(width)[None] + rows  # shifted by a pixel a row, diagonals stand upright
    for turn in (slice(None), slice(None, None, -1)):
        mask, index = np.zeros((height, width + height), bool), np.zeros((height, width + height), np.intp)
        mask[rows, places], index[rows, places] = sure[:, turn], flat[:, turn]
        for found in _both_ways(mask.T, index.T):
            yield found.T[rows, places][:, turn]


def _both_ways(mask: Mask, index: Indices) -> Iterator[Indices]:
    yield _last(mask, index)
    yield _last(mask[:, ::-1], index[:, ::-1])[:, ::-1]


def _last(mask: Mask, index: Indices) -> Indices:
    """The index of the last place in each row, up to each column, where the mask holds."""
    place = np.maximum.accumulate(np.where(mask, np.arange(mask.shape[1]), -1), axis=1)
    return np.where(place >= 0, np.take_along_axis(index, np.maximum(place, 0), 1), -1)
