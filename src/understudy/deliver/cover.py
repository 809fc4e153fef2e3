"""The cover: which frame shows the film best, and pictures as files."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from understudy.encode.failures import failure
from understudy.errors import InputError
from understudy.performance.tracks import MOTION_INDEX, SHAPE_INDEX, Performance

Picture = npt.NDArray[np.uint8]

SETTLED = 13
"""Frames at the start of the film and of each scene that make no cover: half a second, in which pictures fade in."""

_EFFECTS = {
    "eyeBlinkLeft": 5.0,  # closed lids spoil a portrait more than anything
    "eyeBlinkRight": 5.0,
    "eyeLookDownLeft": 1.0,
    "jawOpen": 3.0,
    "mouthFunnel": 1.0,
    "mouthPucker": 1.0,
    "mouthUpperUpLeft": 1.0,
    "mouthPressLeft": 0.5,
    "browDownLeft": 0.7,
    "mouthSmileLeft": -0.6,
    "mouthSmileRight": -0.6,
}
"""What each blendshape adds to the cost of a frame (by eye, 2026-11-22): negative ones make a better cover."""

_TURN = 0.03  # for each degree of yaw, pitch and roll
_GESTURE = 0.5  # hands in the air
_DISTANCE = 1.0  # for a film's length of distance from its first third

_PNG = [
    *(cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE),
    *(cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_UP),
]
"""How PNG is packed: a 1080p still takes 26 ms, no larger than at zlib's own level 3, which takes 76 ms."""

SUFFIXES = (".png", ".jpg", ".jpeg")


def cover_frame(performances: Sequence[Performance], lengths: Sequence[int]) -> int:
    """The frame of the film that makes the best cover, from 0: eyes open, mouth closed or nearly, in the first third.

    One performance a scene; `lengths` are the scenes' frames. Frames at the very start of a scene are avoided.
    """
    total = sum(lengths)
    best, lowest, start = min(SETTLED, max(total - 1, 0)), float("inf"), 0
    for performance, length in zip(performances, lengths, strict=True):
        if length > 0:
            costs = _costs(performance, length)
            costs += _DISTANCE * np.abs(np.arange(start, start + length) - total / 3) / total
            costs[:SETTLED] += 100.0
            frame = int(np.argmin(costs))
            if costs[frame] < lowest:
                best, lowest = start + frame, float(costs[frame])
        start += length
    return best


def _costs(performance: Performance, length: int) -> npt.NDArray[np.float64]:
    rows = np.minimum(np.arange(length), max(performance.frames - 1, 0))
    weights = performance.weights[rows].astype(float)
    costs = sum(factor * weights[:, SHAPE_INDEX[name]] for name, factor in _EFFECTS.items()) + np.zeros(length)
    for name in ("yaw", "pitch", "roll"):
        costs = costs + _TURN * np.abs(performance.motions[rows, MOTION_INDEX[name]].astype(float))
    for span in performance.actions:
        costs[span.start : span.stop] += _GESTURE
    return np.asarray(costs, np.float64)


def check_picture_name(path: Path) -> None:
    """Raise `InputError` (`picture_suffix`) where the suffix of `path` is none of a picture that can be written."""
    if path.suffix.lower() not in SUFFIXES:
        hint = "end it with .png or .jpg"
        raise InputError("picture_suffix", f"{path.name} is neither a PNG nor a JPEG file by its name", hint=hint)


def fitted(picture: Picture, longest_side: int) -> Picture:
    """The picture, made smaller where its longer side has more pixels than `longest_side`."""
    height, width = picture.shape[:2]
    scale = longest_side / max(height, width)
    if scale >= 1:
        return picture
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def write_cover(picture: Picture, path: Path) -> None:
    """Write a picture, (height, width, 4) uint8 RGBA premultiplied, as PNG or JPEG; the file appears whole or not.

    PNG keeps transparency, JPEG stands on white. Raises `InputError` for another suffix, `ResourceError` when the file
    cannot be written.
    """
    check_picture_name(path)
    suffix = path.suffix.lower()
    alpha = picture[..., 3:]
    if suffix == ".png":
        opaque = bool((alpha == 255).all())
        whole = np.ascontiguousarray(picture)
        straight = whole if opaque else cv2.cvtColor(whole, cv2.COLOR_mRGBA2RGBA)
        pixels = cv2.cvtColor(straight, cv2.COLOR_RGBA2BGR if opaque else cv2.COLOR_RGBA2BGRA)
        options = _PNG
    else:
        pixels = np.minimum(picture[..., 2::-1].astype(np.uint16) + (255 - alpha), 255).astype(np.uint8)
        options = [cv2.IMWRITE_JPEG_QUALITY, 92]
    _, coded = cv2.imencode(suffix, pixels, options)
    write_whole(path, coded.tobytes())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file aside and rename it: it appears whole or not at all. Raises `ResourceError`."""
    aside = path.with_name(path.name + ".partial")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise failure(error, path, "writing") from error
