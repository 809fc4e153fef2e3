"""Where the lips are at one frame: four curves from corner to corner, out of the weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from understudy.stage.avatars.drawn.anatomy import AXIS, Face

Weigh = Callable[[str], float]
Curve = npt.NDArray[np.float64]

PLACES = np.array([-1, -0.9, -0.74, -0.56, -0.38, -0.2, 0, 0.2, 0.38, 0.56, 0.74, 0.9, 1.0])
"""Points along the mouth: -1 the corner at the viewer's left (the presenter's right), 1 the other."""
_UP = np.array([0.02, 0.16, 0.39, 0.63, 0.85, 0.98, 0.93, 0.98, 0.85, 0.63, 0.39, 0.16, 0.02])
_BOW = np.array([0, 0, 0, 0, 0, 0.04, -0.10, 0.04, 0, 0, 0, 0, 0])
_LOW = np.array([0.02, 0.25, 0.54, 0.77, 0.92, 0.99, 1.0, 0.99, 0.92, 0.77, 0.54, 0.25, 0.02])
_LINE = np.array([0.6, 0.2, -0.4, -0.9, -0.7, 0.4, 1.5, 0.4, -0.7, -0.9, -0.4, 0.2, 0.6])
"""Cupid's bow, the full lower lip, and the wave of the closed line. By eye, 2026-11-22."""
_BELL = (1 - PLACES**2) ** 0.72
_ROUND = (1 - PLACES**2) ** 0.5
"""Where the jaw opens the mouth it is round at its corners, as skin between the lips folds there."""
_UPPER_COMES = 0.35
"""Of the way that an open jaw leaves between closed lips, the upper one goes so much."""

_PRESSED, _FLAT = 0.8, 0.4
"""How far lips that close over an open jaw are pressed together, and how much less they are rounded meanwhile."""

_LEFT = np.clip((PLACES + 0.35) / 0.7, 0, 1)
_RIGHT = 1 - _LEFT


@dataclass(frozen=True)
class Lips:
    """Four curves of (13, 2) points in design units, left to right as seen; `jaw` is how far the jaw has moved."""

    upper_out: Curve
    upper_in: Curve
    lower_in: Curve
    lower_out: Curve
    jaw: tuple[float, float]

    @property
    def gap(self) -> float:
        """The widest opening between the lips, in design units; 0 when they touch all along."""
        return float(np.max(self.lower_in[:, 1] - self.upper_in[:, 1]))


def lips(face: Face, weigh: Weigh) -> Lips:
    """The lips of a face for the weights of one frame."""
    jaw, close = weigh("jawOpen"), min(weigh("mouthClose"), weigh("jawOpen"))
    press = _sides(weigh, "mouthPress")
    seal = min(1.0, max(1.6 * weigh("mouthClose") / (jaw + 0.1), float(press.max())))
    shut = min(1.6 * close / (jaw + 0.03), 1.0)
    funnel, pucker = (weigh(name) * (1 - _FLAT * shut) for name in ("mouthFunnel", "mouthPucker"))
    drop = face.jaw_drop * jaw
    across = _across(face, weigh, jaw, funnel, pucker) + 10 * (weigh("mouthLeft") - weigh("mouthRight"))
    base = face.mouth_y + _corners(weigh, drop) * np.abs(PLACES) ** 1.7
    line = base + _LINE * (1 - 0.4 * pucker)
    free = 1 - seal
    raised = free * (
        9.5 * _sides(weigh, "mouthUpperUp") * _BELL + 5.5 * funnel * _BELL + 3.5 * weigh("mouthRollLower") * _BELL
    )
    lowered = free * (9.5 * _sides(weigh, "mouthLowerDown") * _BELL + 6.0 * funnel * _BELL)
    meet = face.jaw_drop * close * _ROUND
    shrug_up, shrug_low = 4.5 * weigh("mouthShrugUpper"), 5.0 * weigh("mouthShrugLower")
    upper_in = line - raised + _UPPER_COMES * meet - np.minimum(shrug_low, 3.0) * _BELL * free
    lower_in = line + lowered + drop * _ROUND - (1 - _UPPER_COMES) * meet - shrug_low * _BELL
    lower_in = lower_in - 2.5 * weigh("mouthRollLower") * _BELL * np.clip((lower_in - upper_in) / 6, 0, 1)
    lower_in = np.maximum(lower_in, upper_in)
    pressed = np.maximum(press, _PRESSED * shut)
    up, low = _thickness(face, weigh, jaw, pressed, funnel, pucker)
    side = 8.0 * (weigh("jawLeft") - weigh("jawRight")) * _BELL
    upper_out = upper_in - up * (_UP + face.bow * _BOW) - shrug_up * _BELL * 0.5
    lower_out = lower_in + low * _LOW ** (1 - 0.45 * max(pucker, 0.7 * funnel))
    return Lips(
        np.column_stack([across, upper_out]),
        np.column_stack([across, upper_in]),
        np.column_stack([across + side, lower_in]),
        np.column_stack([across + side, lower_out]),
        (12.0 * (weigh("jawLeft") - weigh("jawRight")), drop),
    )


def _sides(weigh: Weigh, name: str) -> Curve:
    return np.asarray(_LEFT * weigh(name + "Left") + _RIGHT * weigh(name + "Right"))


def _across(face: Face, weigh: Weigh, jaw: float, funnel: float, pucker: float) -> Curve:
    """Where the points lie across the face: rounding narrows the mouth, smiling and stretching widen it."""
    narrow = (1 - 0.50 * pucker) * (1 - 0.36 * funnel) * (1 - 0.15 * jaw)
    wider = (
        9.0 * _sides(weigh, "mouthSmile")
        + 8.5 * _sides(weigh, "mouthStretch")
        + 3.5 * _sides(weigh, "mouthDimple")
        - 1.5 * _sides(weigh, "mouthPress")
        - 2.0 * _sides(weigh, "mouthFrown")
    )
    return np.asarray(AXIS + PLACES * (face.mouth_half + wider) * narrow)


def _corners(weigh: Weigh, drop: float) -> Curve:
    """How far the corners sink."""
    return np.asarray(
        -9.5 * _sides(weigh, "mouthSmile")
        + 8.0 * _sides(weigh, "mouthFrown")
        + 2.5 * _sides(weigh, "mouthStretch")
        - 1.0 * _sides(weigh, "mouthDimple")
        + 0.24 * drop
        - 5.6
    )


def _thickness(face: Face, weigh: Weigh, jaw: float, press: Curve, funnel: float, pucker: float) -> tuple[Curve, Curve]:
    wide = _sides(weigh, "mouthSmile") + _sides(weigh, "mouthStretch")
    round_ = 1 + 0.22 * pucker + 0.16 * funnel
    up = face.upper_lip * round_ * (1 - 0.14 * wide) * (1 - 0.28 * press) * (1 - 0.08 * jaw)
    low = (
        face.lower_lip * (1 + 0.02 * pucker + 0.06 * funnel) * (1 - 0.10 * wide) * (1 - 0.28 * press) * (1 - 0.06 * jaw)
    )
    up = up * (1 - 0.62 * weigh("mouthRollUpper")) + 2.5 * weigh("mouthShrugUpper")
    low = low * (1 - 0.55 * weigh("mouthRollLower")) + 2.5 * weigh("mouthShrugLower")
    return np.asarray(up), np.asarray(low + 2.0 * weigh("jawForward"))
