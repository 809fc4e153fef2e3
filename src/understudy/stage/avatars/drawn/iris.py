"""The iris as a small picture: fibres around the pupil, a dark rim, light that falls through it."""

from __future__ import annotations

import cv2
import numpy as np

from understudy.stage.avatars.drawn.anatomy import Floats
from understudy.stage.avatars.drawn.look import Eye
from understudy.stage.avatars.drawn.strokes import channels
from understudy.stage.avatars.drawn.warp import Bytes

SIDE = 128
"""Pixels of the picture; its circle touches the edge."""

PUPIL = 0.36
"""Radius of the pupil, in radii of the iris: an office's light."""


def iris(eye: Eye) -> Bytes:
    """The iris in its colours, (SIDE, SIDE, 4) premultiplied RGBA."""
    line = (np.arange(SIDE, dtype=np.float32) + 0.5) / SIDE * 2 - 1
    x, y = np.meshgrid(line, line)
    away, turn = np.hypot(x, y), np.arctan2(y, x)
    tone, deep, light = (channels(shade) for shade in (eye.iris, eye.iris_deep, eye.iris_light))
    fibres = _fibres(away, turn)
    collar = np.exp(-(((away - PUPIL - 0.16 - 0.03 * fibres) / 0.10) ** 2))
    through = np.clip(0.55 * (0.35 * x + 0.94 * y) + 0.30, 0, 1) * np.clip((away - PUPIL) / 0.15, 0, 1)
    bright = np.clip(0.34 * collar + 0.62 * through + 0.26 * fibres, 0, 1)[..., None]
    rgb = tone + (light - tone) * bright
    rgb = rgb * (1 + 0.16 * fibres[..., None] * np.clip(away - 0.3, 0, 1)[..., None])
    rim = np.clip((away - 0.74) / 0.22, 0, 1) ** 1.3
    ring = np.exp(-(((away - PUPIL) / 0.07) ** 2)) * 0.55
    rgb += (deep - rgb) * np.clip(0.92 * rim + ring, 0, 1)[..., None]
    above = np.clip((-y - 0.05) * 0.75, 0, 0.62)[..., None]
    rgb *= 1 - above
    hole = np.clip((PUPIL - away) / 0.035 + 0.5, 0, 1)[..., None]
    rgb = rgb * (1 - hole) + np.array([0.022, 0.014, 0.012], np.float32) * hole
    alpha = np.clip((1 - away) / 0.10, 0, 1)[..., None]
    whole = np.concatenate([np.clip(rgb, 0, 1) * alpha, alpha], axis=2)
    return np.asarray(np.rint(whole * 255), np.uint8)


def _fibres(away: Floats, turn: Floats) -> Floats:
    """Uneven rays, about 0 and mostly within ±1."""
    dice = np.random.default_rng(4)
    around = np.tile(dice.standard_normal((1, 360)).astype(np.float32), 3)
    rays = cv2.GaussianBlur(around, (0, 0), sigmaX=1.6, sigmaY=0.1)[:, 360:720]
    grown: Floats = np.repeat(rays / rays.std(), 64, axis=0).astype(np.float32)
    uneven = cv2.GaussianBlur(dice.standard_normal((64, 360)).astype(np.float32), (0, 0), sigmaX=2, sigmaY=6)
    grown = np.asarray(grown + 2 * uneven, np.float32)
    places = ((turn / (2 * np.pi) + 0.5) * 359).astype(np.float32), (np.clip(away, 0, 1) * 63).astype(np.float32)
    return np.clip(cv2.remap(grown.astype(np.float32), *places, cv2.INTER_LINEAR), -1.6, 1.6) * np.float32(0.6)
