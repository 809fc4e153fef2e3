"""Spreads what is known of a matte along the picture's own edges: the matting Laplacian, solved without building it.

Levin, Lischinski and Weiss ("A closed-form solution to natural image matting", 2008) ask for the matte that is, in
every small window, most nearly a linear function of the colours. Multiplying by their matrix is the same as taking away
what a guided filter makes of a matte (He, Sun and Tang, "Fast matting using large kernel matting Laplacian matrices",
2010), so conjugate gradients need only that filter.
"""

from __future__ import annotations

import cv2
import numpy as np

from understudy.stage.avatars.face.network import Floats

_ROUNDS = 40
"""Steps of the solver at most; with good first guesses the error falls below `_ENOUGH` before."""

_ENOUGH = 1e-6
_RADIUS, _SMOOTHNESS = 1, 1e-5


def spread(guide: Floats, guess: Floats, trust: Floats) -> Floats:
    """The matte, (height, width) in [0, 1], that follows `guide` (height, width, 3, in [0, 1]) and stays near `guess`
    where `trust` (0 and more; 100 is certainty) says so."""
    window = cv2.ximgproc.createGuidedFilter(guide, _RADIUS, _SMOOTHNESS)

    def multiplied(matte: Floats) -> Floats:
        return np.asarray(matte - window.filter(matte) + trust * matte, np.float32)

    easing = np.asarray(1 / (0.8 + trust), np.float32)
    matte = guess.astype(np.float32)
    left = np.asarray(trust * guess - multiplied(matte), np.float32)
    step = way = left * easing
    size, first = float((left * way).sum()), float((left * left).sum())
    for _ in range(_ROUNDS):
        if float((left * left).sum()) <= _ENOUGH * first:
            break
        along = multiplied(step)
        length = size / float((step * along).sum())
        matte += np.float32(length) * step
        left -= np.float32(length) * along
        way = left * easing
        size, before = float((left * way).sum()), size
        step = way + np.float32(size / before) * step
    return np.asarray(np.clip(matte, 0, 1), np.float32)
