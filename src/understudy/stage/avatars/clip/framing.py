"""How a clip is looked at: which part of its picture is kept, and what stands behind the person there.

All of it is found in the second in which the face is first seen, so that the clip itself is played only once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from understudy.errors import InputError
from understudy.stage.avatars.clip.follow import Follower
from understudy.stage.avatars.clip.watch import Watch
from understudy.stage.avatars.face.landmarks import CHIN
from understudy.stage.avatars.face.network import Floats
from understudy.stage.avatars.matte import Segmenter, cut_out
from understudy.stage.avatars.matte.plate import fill
from understudy.stage.avatars.matte.screen import Screen, find_screen
from understudy.stage.layers.layer import Box
from understudy.stage.picture import Picture

AROUND = (4.4, 3.6, 5.6)
"""What of the picture is kept, in eye distances from the middle of the eyes: to the sides, upwards, downwards."""

_MOST_EYES, _MOST_SIDE = 150.0, 1440
"""Pixels between the outer eye corners, and of the longer side, that a clip keeps at most: what a 1080p film shows."""

_LOOKED_AT, _APART = 4, 5
"""Frames that are looked at closely, and how far apart they are."""

_STEADY = 9.0
"""Levels by which the background may change from one to the next: more is a moving camera, or somebody walking by."""

_UNSEEN_SIDE = 160
"""Pixels of the longer side at which the plate is filled that only tells edges apart from what is behind them."""

_SIDE = 400
"""Pixels of the longer side at which the person is cut out finely, to correct the coarse mattes."""


@dataclass(frozen=True, eq=False)
class Framing:
    """`whole` is the (width, height) the clip's picture is brought to, `window` the part of it that is kept, `unit` the
    eye distance, all in pixels of that size. `plate` is the window's background (RGB), None when it does not stand
    still; `screen` the coloured one. `wrong` (256, 256) is what the coarse matte of the window says too little.
    `rough` is the coarse matte that this was found for."""

    whole: tuple[int, int]
    window: Box
    unit: float
    plate: Picture | None
    screen: Screen | None
    wrong: Floats
    rough: Floats

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the window."""
        return self.window.width, self.window.height

    def part(self, picture: Picture) -> Picture:
        """The window of a picture of the size `whole`."""
        box = self.window
        return np.ascontiguousarray(picture[box.top : box.bottom, box.left : box.right])


def frame_up(watch: Watch, models: Path, *, uncut: bool = False) -> Framing:
    """Look at the first second in which a face is seen; an `uncut` window is the whole picture.

    Raises `InputError` (`face_missing`) when there is none.
    """
    first, points = _first_face(watch, models)
    unit = float(np.linalg.norm(points[263, :2] - points[33, :2]))
    window = Box(0, 0, *watch.size) if uncut else _window(points, unit, watch.size)
    scale = min(_MOST_EYES / unit, _MOST_SIDE / max(window.width, window.height), 1.0)
    whole = (max(round(watch.size[0] * scale), 2), max(round(watch.size[1] * scale), 2))
    left, top = round(window.left * scale), round(window.top * scale)
    right = left + (min(round(window.right * scale), whole[0]) - left) // 2 * 2
    bottom = top + (min(round(window.bottom * scale), whole[1]) - top) // 2 * 2
    window = Box(left, top, right, bottom)
    segmenter = Segmenter(models)
    parts = [np.ascontiguousarray(picture[top:bottom, left:right]) for picture in _close_look(watch, first, whole)]
    mattes = [segmenter.look(part) for part in parts]
    chin = float(points[CHIN, 1]) * scale - top
    fine, method = _cut_finely(parts[0], segmenter, unit * scale, chin)
    large = np.asarray(cv2.resize(mattes[0], (window.width, window.height)), np.float32)
    screen = find_screen(parts[0], large) if method.endswith("screen") else None
    plate = _plate(parts, mattes, seen=uncut)
    return Framing(whole, window, unit * scale, plate, screen, fine - mattes[0], mattes[0])


def _close_look(watch: Watch, first: int, whole: tuple[int, int]) -> Iterator[Picture]:
    for number in range(first, min(first + _LOOKED_AT * _APART, watch.frames), _APART):
        yield watch.picture(number, whole)


def _first_face(watch: Watch, models: Path) -> tuple[int, Floats]:
    """The first frame, of every fifth, in which there is a face, and its points in pixels of the clip."""
    follower = Follower(models)
    scale = min(1280 / max(watch.size), 1.0)
    size = (round(watch.size[0] * scale), round(watch.size[1] * scale))
    for number in range(0, watch.frames, 5):
        points = follower.look(watch.picture(number, size))
        if points is not None:
            return number, np.asarray(points / np.float32(scale), np.float32)
    hint = "give a clip that shows one person's face from the front"
    raise InputError("face_missing", "no face was found in the clip", hint=hint)


def _window(points: Floats, unit: float, size: tuple[int, int]) -> Box:
    x, y = ((points[33, :2] + points[263, :2]) / 2).tolist()
    across, up, down = (share * unit for share in AROUND)
    whole = Box(0, 0, *size)
    return Box(round(x - across), round(y - up), round(x + across), round(y + down)).clip(whole)


def _cut_finely(part: Picture, segmenter: Segmenter, unit: float, chin: float) -> tuple[Floats, str]:
    """The matte of a window as a photograph's is found, (256, 256), and how it was found."""
    shrink = min(_SIDE / max(part.shape[:2]), 1.0)
    size = (round(part.shape[1] * shrink), round(part.shape[0] * shrink))
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    picture = np.dstack([small, np.full(small.shape[:2], 255, np.uint8)])
    cut = cut_out(picture, segmenter, unit * shrink, chin * shrink)
    alpha = cv2.resize(cut.alpha, (256, 256), interpolation=cv2.INTER_AREA)
    return np.asarray(alpha / np.float32(255), np.float32), cut.method


def _plate(parts: list[Picture], mattes: list[Floats], *, seen: bool) -> Picture | None:
    """The background, collected where the person is not and filled where it always is; None when it moves."""
    shape = parts[0].shape[:2]
    total, count = np.zeros((*shape, 3), np.float32), np.zeros(shape, np.float32)
    low, high = np.full(shape, 255, np.uint8), np.zeros(shape, np.uint8)
    for part, matte in zip(parts, mattes, strict=True):
        near = cv2.dilate(matte, np.ones((7, 7), np.uint8))
        away = cv2.resize(near, shape[::-1], interpolation=cv2.INTER_LINEAR) < 0.05
        total += part * away[..., None]
        count += away
        light = cv2.GaussianBlur(part[..., 1], (0, 0), 1.5)
        low, high = np.where(away, np.minimum(low, light), low), np.where(away, np.maximum(high, light), high)
    known = count > 0
    if not known.any() or float(np.percentile((high.astype(int) - low)[known], 95)) > 2 * _STEADY:
        return None
    mean = total / np.maximum(count, 1)[..., None]
    colours, hole = np.round(mean).astype(np.uint8), (~known).astype(np.uint8)
    return fill(colours, hole) if seen else fill(colours, hole, _UNSEEN_SIDE)
