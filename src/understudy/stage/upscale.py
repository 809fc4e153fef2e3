"""Enlarges pictures with a small trained network: edges stay sharp where interpolation smears them.

A single-image super resolution of the ESPCN kind (Shi et al. 2016, "Real-time single image and video super-resolution
using an efficient sub-pixel convolutional neural network", arXiv:1609.05158): five 3×3 convolutions on the luma picture
at half its size predict what bicubic interpolation lacks; colours are interpolated. It restores edges and lines; it
invents no detail. Runs in OpenCV's dnn module; weights: `upscale_x2.onnx`, trained by `training/upscaler.py`.
What it gains over Lanczos and on what it was trained: `docs/reference/super-resolution.md`.
"""

from __future__ import annotations

import functools
import math
from importlib import resources
from threading import Lock
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]

LARGEST_FACTOR = 4
"""Two passes; nothing is left to sharpen after them."""

LEAST_FACTOR = 1.2
"""Below this, doubling and shrinking again loses more than the network gains over Lanczos (at 1.1: 0.5 dB; at 1.25 it
wins by 0.2 dB; three photographs, 2026-11-22)."""

HALO = 12
"""Source pixels around a tile that the network looks at: five 3×3 convolutions at half size reach 10; even."""

TILE = 512
"""Source pixels a side that are worked on at a time: bounds memory to about 100 MB."""

_LOCK = Lock()


def upscale(
    picture: Pixels, factor: float | None = None, *, size: tuple[int, int] | None = None, premultiplied: bool = False
) -> Pixels:
    """`picture` (h, w, 3 RGB or 4 RGBA) uint8 enlarged by `factor`, or to `size` (width, height): give one of them.

    Alpha is straight unless `premultiplied`, in the result as in the picture, and gets sharp edges too. Sides that do
    not grow are averaged. Below LEAST_FACTOR, and for what is left beyond LARGEST_FACTOR, Lanczos does the work.
    Deterministic. Raises `ValueError` for a picture of another kind, and when not exactly one of `factor` (above 0) and
    `size` is given.
    """
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] not in (3, 4) or not picture.size:
        raise ValueError(f"a picture is (h, w, 3 or 4) uint8, found {picture.shape} {picture.dtype}")
    if (factor is None) == (size is None) or (factor is not None and not factor > 0):
        raise ValueError("give either a factor above 0 or a size")
    height, width = picture.shape[:2]
    if size is None:
        size = (max(round(width * (factor or 1)), 1), max(round(height * (factor or 1)), 1))
    if picture.shape[2] == 4 and (picture[..., 3] == 255).all():
        return _with_alpha(_enlarge(np.ascontiguousarray(picture[..., :3]), size))
    if picture.shape[2] == 3 or premultiplied:
        return _enlarge(picture, size)
    grown = _enlarge(_uint8(cv2.cvtColor(picture, cv2.COLOR_RGBA2mRGBA)), size)
    return _uint8(cv2.cvtColor(grown, cv2.COLOR_mRGBA2RGBA))


def _enlarge(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Premultiplied or opaque `pixels` at `size`."""
    growth = max(size[0] / pixels.shape[1], size[1] / pixels.shape[0])
    passes = math.ceil(math.log2(min(growth, LARGEST_FACTOR))) if growth >= LEAST_FACTOR else 0
    for _ in range(passes):
        pixels = _double(pixels)
    height, width = pixels.shape[:2]
    fewer = (min(width, size[0]), min(height, size[1]))
    if fewer != (width, height):
        pixels = _uint8(cv2.resize(pixels, fewer, interpolation=cv2.INTER_AREA))
    if fewer != size:
        pixels = _uint8(cv2.resize(pixels, size, interpolation=cv2.INTER_LANCZOS4))
        pixels = _within_alpha(pixels)
    return pixels


def _double(pixels: Pixels) -> Pixels:
    """Twice as wide and high: bicubic, plus what the network finds missing in luma and in alpha."""
    height, width = pixels.shape[:2]
    grown = _uint8(cv2.resize(pixels, (2 * width, 2 * height), interpolation=cv2.INTER_CUBIC))
    missing = _missing(_uint8(cv2.cvtColor(np.ascontiguousarray(pixels[..., :3]), cv2.COLOR_RGB2GRAY)))
    planes = [missing, missing, missing]
    if pixels.shape[2] == 4:
        planes.append(_missing(np.ascontiguousarray(pixels[..., 3])))
    return _within_alpha(_uint8(cv2.add(grown, cv2.merge(planes), dtype=cv2.CV_8U)))


def _missing(plane: Pixels) -> npt.NDArray[np.int16]:
    """What bicubic interpolation of `plane` (h, w) to twice its size lacks, in levels: (2h, 2w) int16."""
    height, width = plane.shape
    rows, columns = height + height % 2, width + width % 2
    padded = cv2.copyMakeBorder(plane, HALO, HALO + rows - height, HALO, HALO + columns - width, cv2.BORDER_REPLICATE)
    given: Plane = padded.astype(np.float32)
    given /= 255
    given -= 0.5
    result = np.empty((2 * rows, 2 * columns), np.int16)
    for top in range(0, rows, TILE):
        for left in range(0, columns, TILE):
            tile = given[top : top + TILE + 2 * HALO, left : left + TILE + 2 * HALO]
            found = _run(tile)[2 * HALO : -2 * HALO, 2 * HALO : -2 * HALO]
            result[2 * top : 2 * (top + TILE), 2 * left : 2 * (left + TILE)] = np.rint(found * 255)
    return result[: 2 * height, : 2 * width]


def _run(tile: Plane) -> Plane:
    """The network on one tile (h, w), even sides: (2h, 2w)."""
    height, width = tile.shape[0] // 2, tile.shape[1] // 2
    given = tile.reshape(height, 2, width, 2).transpose(1, 3, 0, 2).reshape(1, 4, height, width)
    with _LOCK:
        net = _network()
        net.setInput(np.ascontiguousarray(given))
        found = net.forward()
    return np.asarray(found, np.float32).reshape(4, 4, height, width).transpose(2, 0, 3, 1).reshape(4 * height, -1)


@functools.cache
def _network() -> Any:
    weights = np.frombuffer(resources.files(__package__).joinpath("upscale_x2.onnx").read_bytes(), np.uint8)
    engine = getattr(cv2.dnn, "ENGINE_CLASSIC", None)  # OpenCV 5 has two; this one is the faster for plain convolutions
    return cv2.dnn.readNetFromONNX(weights) if engine is None else cv2.dnn.readNetFromONNX(weights, engine)


def _within_alpha(pixels: Pixels) -> Pixels:
    """Premultiplied colours never exceed their alpha."""
    if pixels.shape[2] == 4:
        np.minimum(pixels, pixels[..., 3:], out=pixels)
    return pixels


def _with_alpha(pixels: Pixels) -> Pixels:
    return _uint8(cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA))


def _uint8(pixels: Any) -> Pixels:
    """OpenCV's result under our type."""
    return np.asarray(pixels, np.uint8)
