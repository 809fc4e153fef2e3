"""From a picture to a person without background."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from understudy.stage.avatars.face.network import Floats
from understudy.stage.avatars.matte import screen as screens
from understudy.stage.avatars.matte.colours import pure
from understudy.stage.avatars.matte.laplacian import spread
from understudy.stage.avatars.matte.segment import Segmenter, one_piece
from understudy.stage.avatars.matte.unmix import unmix

Picture = npt.NDArray[np.uint8]

_WORK_SIDE = 900
"""Pixels of the longer side at which the edge is found; larger pictures then refine it."""

_ROWS = 512
"""Rows of a large picture that are worked on at a time."""

_BAND = 0.16
"""Half width of the band in which the edge is looked for, in eye distances: as far as hair sticks out (by eye)."""

_CERTAIN, _MIXED, _ROUGH = 100.0, 3.0, 0.1
"""How strongly the matte is held to what is sure, to what unmixing found, and to what the network thinks."""

_SOLID = (0.03, 0.12)
"""Deeper inside than so many eye distances nobody is transparent: plastic and shining badges are no windows."""

_GONE = 0.1
"""Of less than this alpha by its colour, it is the screen that is seen, also between arm and body."""

_THIN = 0.1
"""What is thinner than so many eye distances is hair, or a line of the background."""

_HAZE = (0.0, 0.15)
"""Alpha that is taken for nothing, above the chin and below: only hair is as thin as that."""

_STRAY = (0.25, 0.08)
"""How far such may lie from the solid person, in eye distances: above the chin, where it is hair, and below."""


@dataclass(frozen=True, eq=False)
class CutOut:
    """A person without background: `colours` (height, width, 3) uint8 straight RGB and `alpha` (height, width) uint8.

    `certainty` in [0, 1] is the share of the edge band where person and background could be told apart; `method` is
    `network`, `green screen`, `blue screen` or `given` (the picture had an alpha of its own).
    """

    colours: Picture
    alpha: Picture
    certainty: float
    method: str


def cut_out(picture: Picture, segmenter: Segmenter, unit: float, chin: float | None = None) -> CutOut:
    """The person in `picture`, (height, width, 4) straight RGBA; `unit` is the face's eye distance and `chin` the row
    of the chin, in pixels.

    A picture that is cut out already keeps its own alpha; a green or blue screen is keyed; else the network decides.
    """
    height, width = picture.shape[:2]
    shrink = min(_WORK_SIDE / max(height, width), 1.0)
    if shrink < 1:
        size = (round(width * shrink), round(height * shrink))
        small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        lower = None if chin is None else chin * shrink
        return _enlarged(cut_out(small, segmenter, unit * shrink, lower), picture)
    colours = np.ascontiguousarray(picture[..., :3])
    given = picture[..., 3]
    if (given < 16).mean() > 0.02:
        front = pure(colours, given.astype(np.float32) / np.float32(255))
        return CutOut(front, np.ascontiguousarray(given), 1.0, "given")
    coarse = segmenter.matte(colours)
    screen = screens.find_screen(colours, coarse)
    if screen:
        alpha, certainty, method = _keyed(colours, coarse, screen, unit), 1.0, f"{screen.name} screen"
    else:
        alpha, certainty = _refined(colours, coarse, unit)
        method = "network"
    alpha = _tidied(alpha, unit, height if chin is None else chin, screen is not None)
    behind = screen or screens.backdrop(colours, coarse)
    if behind and not screen:
        alpha = screens.without_screen(colours, alpha, coarse, behind)
    front = pure(colours, alpha)
    if behind:
        lowest = None if screen else round(chin or 0)  # below it they wear the screen's colour
        front = screens.without_spill(front, alpha, behind, unit, lowest)
    return CutOut(front, np.round(alpha * 255).astype(np.uint8), certainty, method)


def _enlarged(small: CutOut, picture: Picture) -> CutOut:
    """The cut-out of a smaller copy brought to the picture's size: edges follow its finer detail."""
    size = (picture.shape[1], picture.shape[0])
    alpha, front = (
        np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_CUBIC), np.uint8)
        for values in (small.alpha, small.colours)
    )
    fine = np.empty_like(alpha)
    for top in range(0, size[1], _ROWS):
        rows = slice(top, top + _ROWS)
        if small.method == "given":
            fine[rows] = picture[rows, :, 3]
        else:
            _follow(picture, alpha, fine, rows, max(round(2 * size[1] / small.alpha.shape[0]), 2))
        own, other = picture[rows, :, :3].astype(np.float32), fine[rows, :, None].astype(np.float32) / 255
        front[rows] = np.round(front[rows] + np.clip((other - 0.9) * 10, 0, 1) * (own - front[rows]))
    return CutOut(front, fine, small.certainty, small.method)


def _follow(picture: Picture, rough: Picture, fine: Picture, rows: slice, radius: int) -> None:
    """Write `rows` of a rough alpha into `fine`, its edges along those of the picture (He, Sun and Tang, "Guided image
    filtering", 2010)."""
    first = max(rows.start - 4 * radius, 0)
    wide = slice(first, rows.stop + 4 * radius)
    guide, alpha = picture[wide, :, :3].astype(np.float32) / 255, rough[wide].astype(np.float32) / 255
    found = cv2.ximgproc.guidedFilter(guide, alpha, radius, 1e-4)
    found = np.where((alpha > 0) & (alpha < 1), np.clip(found, 0, 1), alpha)
    part = found[rows.start - first :][: len(fine[rows])]
    fine[rows] = np.round(part * 255)


def _keyed(colours: Picture, coarse: Floats, screen: screens.Screen, unit: float) -> Floats:
    """Alpha by the screen's colour. Clothes of a similar one are solid where the network is sure of the person."""
    alpha = screens.key(colours, screen, coarse)
    inside = cv2.distanceTransform(one_piece(coarse, 0.9), cv2.DIST_L2, 3) / unit
    sure = np.clip((inside - _SOLID[0]) / (_SOLID[1] - _SOLID[0]), 0, 1)
    gone = cv2.dilate((alpha < _GONE).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    return np.asarray(np.where((alpha > 0.4) & ~gone, np.maximum(alpha, sure), alpha), np.float32)


def _refined(colours: Picture, coarse: Floats, unit: float) -> tuple[Floats, float]:
    """Alpha with a fine edge, and the certainty in the band around it."""
    guide = colours.astype(np.float32) / np.float32(255)
    solid = one_piece(coarse)
    reach = max(unit * _BAND, 2)
    inside = cv2.distanceTransform(solid, cv2.DIST_L2, 3)
    outside = cv2.distanceTransform(1 - solid, cv2.DIST_L2, 3)
    person = inside > reach
    ground = outside > reach * np.where(coarse < 0.1, 0.5, 1)
    unsure = ~(person | ground)
    if not person.any() or not ground.any() or not unsure.any():
        return coarse, 1.0
    mixed, trust = unmix(guide, coarse, person, ground, unit, reach)
    rough = _ROUGH * np.abs(2 * coarse - 1)
    guess = (_MIXED * trust * mixed + rough * coarse) / (_MIXED * trust + rough + 1e-6)
    guess = np.where(unsure, guess, person)
    held = np.where(unsure, _MIXED * trust + rough, _CERTAIN).astype(np.float32)
    alpha = spread(guide, np.asarray(guess, np.float32), held)
    return np.asarray(np.clip((alpha - 0.06) / 0.86, 0, 1), np.float32), float(trust[unsure].mean())


def _tidied(alpha: Floats, unit: float, chin: float, keyed: bool) -> Floats:
    """One person: solid inside, without holes but those that a screen is seen through (`keyed`), and without lines of
    the background beside it."""
    piece = one_piece(alpha)
    if keyed:
        piece[cv2.dilate((alpha < _GONE).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 0
    inside = cv2.distanceTransform(piece, cv2.DIST_L2, 3) / unit
    alpha = np.maximum(alpha, np.clip((inside - _SOLID[0]) / (_SOLID[1] - _SOLID[0]), 0, 1))
    size = 2 * max(round(_THIN * unit / 2), 1) + 1
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    thick = cv2.morphologyEx(
        cv2.copyMakeBorder(piece, size, size, size, size, cv2.BORDER_REPLICATE), cv2.MORPH_OPEN, around
    )
    away = cv2.distanceTransform(1 - thick[size:-size, size:-size], cv2.DIST_L2, 3) / unit
    rows = np.arange(alpha.shape[0])[:, None]
    most, haze = (np.where(rows < chin, *pair) for pair in (_STRAY, _HAZE))
    alpha = np.clip((alpha - haze) / (1 - haze), 0, 1)
    return np.asarray(alpha * np.clip((1.5 * most - away) / (0.5 * most), 0, 1), np.float32)
