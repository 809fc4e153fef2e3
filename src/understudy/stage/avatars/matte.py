"""Cuts a person out: a coarse matte from a network or a coloured screen, a fine edge, and colours free of what was
behind.

The network sees 256×256 pixels. Its edge is made fine with the picture as a guide (He, Sun and Tang, "Guided image
filtering", 2010), then every pixel of the uncertain band is explained as a mixture of the colours of person and
background found near it. The colours at the edge are then estimated over a pyramid (after Germer et al., "Fast
multi-level foreground estimation", 2020) so that nothing of the old background glows around the hair.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from understudy.stage.avatars.face.network import Floats, Network

Picture = npt.NDArray[np.uint8]

_SCREEN_SHARE = 0.6
"""A screen is recognised when so much of the picture's upper and side border has its colour."""

_WORK_SIDE = 900
"""Pixels of the longer side at which the edge is found; larger pictures then refine it."""

_BAND = 0.16
"""Half width of the band in which the edge is looked for, in eye distances: as far as hair sticks out (by eye)."""

_HOLE = 0.01
"""Share of the picture up to which a hole in the person is a mistake."""

_SCREEN_HUES = {"green": (35, 85), "blue": (95, 130)}
"""Hue ranges of screens, OpenCV's half degrees."""


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


class Segmenter:
    """The person segmentation model."""

    def __init__(self, models: Path) -> None:
        self._network = Network(models, "selfie_segmentation.tflite")

    def matte(self, picture: Picture) -> Floats:
        """How much each pixel is the person, (height, width) float32 in [0, 1]; `picture` is RGB."""
        height, width = picture.shape[:2]
        small = cv2.resize(picture[..., :3], self._network.size, interpolation=cv2.INTER_AREA)
        (found,) = self._network.run(np.asarray(small, np.float32) / np.float32(255))
        whole = cv2.resize(found[0, ..., 0], (width, height), interpolation=cv2.INTER_CUBIC)
        return np.clip(np.asarray(whole, np.float32), 0, 1)


def cut_out(picture: Picture, segmenter: Segmenter, unit: float) -> CutOut:
    """The person in `picture`, (height, width, 4) straight RGBA; `unit` is the face's eye distance in pixels.

    A picture that is cut out already keeps its own alpha; a green or blue screen is keyed; else the network decides.
    """
    height, width = picture.shape[:2]
    shrink = min(_WORK_SIDE / max(height, width), 1.0)
    if shrink < 1:
        size = (round(width * shrink), round(height * shrink))
        small = cut_out(np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA)), segmenter, unit * shrink)
        return _enlarged(small, picture)
    colours = np.ascontiguousarray(picture[..., :3])
    given = picture[..., 3]
    if (given < 16).mean() > 0.02:
        return CutOut(
            _pure(colours, given.astype(np.float32) / np.float32(255)), np.ascontiguousarray(given), 1.0, "given"
        )
    screen = _screen(colours)
    if screen is not None:
        alpha = _keyed(colours, screen)
        method, certainty = f"{screen} screen", 1.0
    else:
        alpha, certainty = _refined(colours, segmenter.matte(colours), unit)
        method = "network"
    alpha = _whole(alpha)
    return CutOut(_pure(colours, alpha), np.round(alpha * 255).astype(np.uint8), certainty, method)


def _enlarged(small: CutOut, picture: Picture) -> CutOut:
    """The cut-out of a smaller copy brought to the picture's size: edges follow its finer detail."""
    size = (picture.shape[1], picture.shape[0])
    if small.method == "given":
        alpha = picture[..., 3].astype(np.float32) / np.float32(255)
    else:
        rough = cv2.resize(small.alpha.astype(np.float32) / 255, size, interpolation=cv2.INTER_CUBIC)
        alpha = np.asarray(rough, np.float32)
        guide = picture[..., :3].astype(np.float32) / 255
        radius = max(round(2 * size[1] / small.alpha.shape[0]), 2)
        fine = cv2.ximgproc.guidedFilter(guide, alpha, radius, 1e-4)
        alpha = np.asarray(np.clip(np.where((alpha > 0.003) & (alpha < 0.997), fine, alpha), 0, 1), np.float32)
    front = cv2.resize(small.colours, size, interpolation=cv2.INTER_CUBIC)
    solid = np.clip((alpha - 0.9) / 0.1, 0, 1)[..., None]
    colours = np.round(solid * picture[..., :3] + (1 - solid) * front).astype(np.uint8)
    return CutOut(colours, np.round(alpha * 255).astype(np.uint8), small.certainty, small.method)


def _screen(colours: Picture) -> str | None:
    """The name of the screen the person stands before, if any."""
    height, width = colours.shape[:2]
    edge = max(min(height, width) // 40, 2)
    upper = colours[: height * 2 // 3]
    border = np.concatenate(
        [upper[:edge].reshape(-1, 3), upper[:, :edge].reshape(-1, 3), upper[:, -edge:].reshape(-1, 3)]
    )
    hue, strength, light = cv2.cvtColor(border[None], cv2.COLOR_RGB2HSV)[0].T
    for name, (low, high) in _SCREEN_HUES.items():
        if ((hue >= low) & (hue <= high) & (strength > 110) & (light > 60)).mean() > _SCREEN_SHARE:
            return name
    return None


def _keyed(colours: Picture, screen: str) -> Floats:
    """Alpha by colour difference: how much the screen's channel exceeds the larger of the others (Vlahos's matte)."""
    values = colours.astype(np.float32)
    key = 1 if screen == "green" else 2
    others = np.max(np.delete(values, key, axis=2), axis=2)
    excess = values[..., key] - others
    height, width = excess.shape
    edge = max(min(height, width) // 40, 2)
    border = np.concatenate([excess[:edge].ravel(), excess[:, :edge].ravel(), excess[:, -edge:].ravel()])
    full = float(np.median(border[border > 20])) if (border > 20).any() else 255.0
    alpha = 1 - np.clip(excess / max(full * 0.92, 1), 0, 1)
    return np.asarray(np.clip((alpha - 0.06) / 0.88, 0, 1), np.float32)


def _refined(colours: Picture, coarse: Floats, unit: float) -> tuple[Floats, float]:
    guide = colours.astype(np.float32) / np.float32(255)
    radius = max(round(unit * 0.1), 2)
    solid = _solid(coarse)
    reach = max(unit * _BAND, 2)
    inside = cv2.distanceTransform(solid, cv2.DIST_L2, 3)
    outside = cv2.distanceTransform(1 - solid, cv2.DIST_L2, 3)
    person = ((inside > reach * np.where(coarse > 0.9, 0.5, 1)) & (inside > 0)).astype(np.uint8)
    ground = (outside > reach * np.where(coarse < 0.1, 0.5, 1)).astype(np.uint8)
    smooth = cv2.ximgproc.guidedFilter(guide, np.maximum(coarse * (outside < reach), person), radius, 1e-4)
    mixed, trust = _unmixed(guide, person, ground, unit)
    joined = np.asarray(trust * mixed + (1 - trust) * np.clip(smooth, 0, 1), np.float32)
    alpha = np.clip(cv2.ximgproc.guidedFilter(guide, joined, max(radius // 4, 1), 1e-5), 0, 1)
    alpha = alpha + (1 - alpha) * cv2.blur(person.astype(np.float32), (5, 5)) ** 2
    alpha = alpha * (1 - cv2.blur(ground.astype(np.float32), (5, 5)))
    unsure = (person == 0) & (ground == 0)
    certainty = float(trust[unsure].mean()) if unsure.any() else 1.0
    return _contrasted(np.asarray(alpha, np.float32)), certainty


def _solid(coarse: Floats) -> Picture:
    """The coarse matte as one piece, 0 or 1: its largest part, small holes filled (a badge is not a window)."""
    solid = (coarse > 0.5).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    if count > 1:
        solid = (labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(1 - solid, connectivity=4)
    for number in range(1, count):
        left, top, wide, _, area = stats[number]
        if left > 0 and top > 0 and left + wide < solid.shape[1] and area < solid.size * _HOLE:
            solid[labels == number] = 1
    return solid


def _unmixed(guide: Floats, person: Picture, ground: Picture, unit: float) -> tuple[Floats, Floats]:
    """Alpha from the nearest sure colours of both sides, and how far to trust it (the two colours differ enough)."""
    here, behind = _nearby(guide, person, unit), _nearby(guide, ground, unit)
    between = here - behind
    length = (between**2).sum(axis=2)
    alpha = ((guide - behind) * between).sum(axis=2) / np.maximum(length, 1e-4)
    left = guide - (behind + np.clip(alpha, 0, 1)[..., None] * between)
    misfit = (left**2).sum(axis=2)
    trust = length / (length + 0.02) * np.exp(-misfit / (0.15 * length + 0.002))
    return np.clip(alpha, 0, 1).astype(np.float32), trust.astype(np.float32)


def _nearby(guide: Floats, sure: Picture, unit: float) -> Floats:
    """The colour of the `sure` pixels around every pixel: the closest ones count most."""
    mask = sure.astype(np.float32)
    total = np.zeros_like(guide)
    weight = np.full(mask.shape, 1e-8, np.float32)
    for share, importance in ((0.05, 1.0), (0.12, 1e-2), (0.4, 1e-4)):
        size = 2 * max(round(unit * share), 1) + 1
        count = cv2.blur(mask, (size, size)) * importance
        total += cv2.blur(guide * mask[..., None], (size, size)) * importance
        weight += count
    return np.asarray(total / weight[..., None], np.float32)


def _contrasted(alpha: Floats) -> Floats:
    """Faint haze becomes nothing and near-solid becomes solid."""
    return np.asarray(np.clip((alpha - 0.06) / 0.86, 0, 1), np.float32)


def _whole(alpha: Floats) -> Floats:
    """Only the largest piece stays, without holes."""
    solid = (alpha > 0.4).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    if count > 1:
        largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
        reach = cv2.dilate((labels == largest).astype(np.uint8), np.ones((9, 9), np.uint8), iterations=3)
        alpha = np.where(reach > 0, alpha, 0)
    empty = (alpha <= 0.4).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(empty, connectivity=4)
    _height, width = alpha.shape
    for number in range(1, count):
        left, top, wide, _high, area = stats[number]
        if left > 0 and top > 0 and left + wide < width and area < alpha.size // 200:
            alpha = np.where(labels == number, 1, alpha)
    return np.asarray(alpha, np.float32)


def _pure(colours: Picture, alpha: Floats) -> Picture:
    """The person's own colours: where it is solid as they are, at the edge without what was behind.

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
