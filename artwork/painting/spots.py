"""Small things in the skin: freckles, spots of age, the shadow of a shaved beard."""

from __future__ import annotations

import numpy as np

from painting.plane import Floats, Plane
from painting.relief import Forms


def freckles(plane: Plane, forms: Forms, seed: int) -> Floats:
    """Freckles on nose and cheeks, fewer on the forehead, in [0, 1]."""
    where = forms.bell(62, 348, 48, 26) + 0.9 * forms.bell(0, 338, 22, 34) + 0.35 * forms.bell(0, 200, 90, 44)
    where = where + 0.25 * forms.bell(0, 446, 60, 30)
    dice = np.random.default_rng(seed + 5)
    found = plane.zeros()
    for size, rare, dark in ((1.7, 2.05, 0.75), (1.1, 1.85, 0.7), (0.75, 1.75, 0.55)):
        noise = plane.noise(dice, size)
        found = np.maximum(found, dark * np.clip((noise - rare + 0.9 * np.clip(where, 0, 1.1) - 0.55) * 2.2, 0, 1))
    return np.asarray(found * np.clip(where * 1.6, 0, 1), np.float32)


def age_spots(plane: Plane, forms: Forms, seed: int) -> Floats:
    """A few larger, paler spots at temples and cheeks."""
    where = forms.bell(104, 300, 30, 46) + 0.7 * forms.bell(80, 372, 36, 30) + 0.4 * forms.bell(40, 180, 60, 40)
    dice = np.random.default_rng(seed + 6)
    return np.asarray(0.5 * np.clip((plane.noise(dice, 3.0) - 1.7) * 1.6, 0, 1) * np.clip(where, 0, 1), np.float32)


def stubble(plane: Plane, forms: Forms, seed: int) -> Floats:
    """Where a beard would grow: upper lip, chin, jaw and below the cheeks."""
    jaw = np.clip((forms.v - 398 + 0.16 * np.abs(forms.u) - 6 * np.cos(forms.u / 30)) / 30, 0, 1)
    side = np.clip((np.abs(forms.u) - 96) / 18, 0, 1) * np.clip((forms.v - 340) / 40, 0, 1)
    lip = 0.8 * forms.bell(22, 391, 20, 8)
    bare = 1 - 0.85 * forms.bell(0, 424, 40, 15)
    where = np.clip(np.maximum(np.maximum(jaw, side), lip) * bare, 0, 1)
    dice = np.random.default_rng(seed + 8)
    grain = np.clip(0.8 + 0.35 * plane.noise(dice, 0.4), 0.2, 1.8)
    return np.asarray(0.5 * where * grain, np.float32)
