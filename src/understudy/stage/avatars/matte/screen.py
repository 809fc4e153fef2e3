"""Green and blue screens: recognised at the picture's border, keyed against the screen's own colour at every place."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from understudy.stage.avatars.face.network import Floats

Picture = npt.NDArray[np.uint8]

_CHANNELS = {"green": 1, "blue": 2}

_SHARE = 0.7
"""A screen is recognised when so much of the picture's upper and side border has its colour."""

_STRONG = 40.0
"""Levels by which a screen's channel exceeds the others at least."""

_AGREED = 0.04
"""Share of the picture over which key and network may disagree: a blue sky over a town is no screen."""

_ALIKE, _WORN = 0.2, 0.08
"""Clothes are like the screen from this share of its strength on; from this share of the person it is not keyed."""

_CLEAN, _SOLID = 0.1, 0.9
"""Alpha below which noise of the screen is left, and above which a person is solid."""

_SPILL = 0.35
"""How far from the edge the screen's light is taken off the person, in eye distances."""

_ITS_OWN = (0.25, 0.5)
"""What is as strong as the second share of the screen is no part of anybody: its colour is taken off wherever it is;
nothing of what is weaker than the first."""


_THROUGH = (0.5, 0.75)
"""Shares of the screen's strength from which on a pixel is in part, and wholly, the screen."""


@dataclass(frozen=True)
class Screen:
    """A coloured screen: its name, the channel (0 to 2) it lives in, and by how many levels that exceeds the others."""

    name: str
    channel: int
    strength: float


def find_screen(colours: Picture, coarse: Floats) -> Screen | None:
    """The screen that the person can be keyed from, if any; `coarse` is what the network thinks."""
    screen = backdrop(colours, coarse)
    if screen is None:
        return None
    apart = (key(colours, screen, coarse) > 0.5) != (coarse > 0.5)
    agreed = apart.mean() < _AGREED + 0.3 * (np.abs(coarse - 0.5) < 0.4).mean()
    return screen if agreed and not _worn(colours, screen, coarse) else None


def backdrop(colours: Picture, coarse: Floats) -> Screen | None:
    """What looks like a screen all around the person, if anything does."""
    height, width = colours.shape[:2]
    edge = max(min(height, width) // 40, 2)
    upper = colours[: height * 2 // 3]
    border = np.concatenate(
        [upper[:edge].reshape(-1, 3), upper[:, :edge].reshape(-1, 3), upper[:, -edge:].reshape(-1, 3)]
    )
    for name, channel in _CHANNELS.items():
        excess = _excess(border[None], channel)
        if (excess > _STRONG).mean() > _SHARE:
            return Screen(name, channel, float(np.median(excess)))
    return None


def _worn(colours: Picture, screen: Screen, coarse: Floats) -> bool:
    """Whether the person wears the screen's colour, so that a key would make holes and take the colour away."""
    excess, person = _excess(colours, screen.channel), coarse > 0.95
    if not person.any():
        return False
    return bool((excess[person] > _ALIKE * np.median(excess[coarse < 0.1])).mean() > _WORN)


def key(colours: Picture, screen: Screen, coarse: Floats) -> Floats:
    """Alpha by colour difference (Vlahos's matte) against the screen as it is lit at each place."""
    excess = _excess(colours, screen.channel)
    plate = _plate(excess, coarse)
    alpha = 1 - np.clip(excess / np.maximum(plate, _STRONG / 2), 0, 1)
    return np.asarray(np.clip((alpha - _CLEAN) / (_SOLID - _CLEAN), 0, 1), np.float32)


def without_screen(colours: Picture, alpha: Floats, coarse: Floats, screen: Screen) -> Floats:
    """Alpha that a network found, less what is as strong as the screen, which is seen between arm and body, say. It
    stays as it is where clothes are as strong."""
    share = _excess(colours, screen.channel) / screen.strength
    person = coarse > 0.95
    if person.any() and (share[person] > _THROUGH[0]).mean() > _WORN / 4:
        return alpha
    left = np.clip((_THROUGH[1] - share) / (_THROUGH[1] - _THROUGH[0]), 0, 1)
    return np.asarray(np.minimum(alpha, left), np.float32)


def without_spill(colours: Picture, alpha: Floats, screen: Screen, unit: float, lowest: int | None = None) -> Picture:
    """The person's colours without the light that the screen throws on them: near the edge no channel of the screen
    exceeds both others, nor anywhere where it does so as on the screen itself. Below the row `lowest` only there."""
    inside = cv2.distanceTransform((alpha > 0.5).astype(np.uint8), cv2.DIST_L2, 3)
    near = 1.3 - inside / (_SPILL * unit)
    near[len(near) if lowest is None else lowest :] = 0
    excess = np.maximum(_excess(colours, screen.channel), 0)
    alike = (excess / screen.strength - _ITS_OWN[0]) / (_ITS_OWN[1] - _ITS_OWN[0])
    values = colours.astype(np.float32)
    values[..., screen.channel] -= np.clip(np.maximum(near, alike), 0, 1) * excess
    return np.asarray(np.round(values), np.uint8)


def _excess(colours: Picture, channel: int) -> Floats:
    """By how much one channel exceeds the larger of the others."""
    values = colours.astype(np.float32)
    others = np.delete(values, channel, axis=2).max(axis=2)
    return np.asarray(values[..., channel] - others, np.float32)


def _plate(excess: Floats, coarse: Floats) -> Floats:
    """What the screen alone would have at every pixel: its own values spread under the person, nearest first."""
    height, width = excess.shape
    strong = excess > max(0.6 * float(np.median(excess[coarse < 0.1])) if (coarse < 0.1).any() else _STRONG, _STRONG)
    mask = (strong & (coarse < 0.5)).astype(np.float32)
    total, weight = excess * mask * 1e-6, mask * 1e-6 + 1e-12
    for share in (0.01, 0.04, 0.16, 0.6):
        size = 2 * max(round(share * max(height, width)), 1) + 1
        trust = (0.01 / share) ** 3
        total += cv2.blur(excess * mask, (size, size)) * trust
        weight += cv2.blur(mask, (size, size)) * trust
    return np.asarray(total / weight, np.float32)
