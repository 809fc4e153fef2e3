"""TIFF: the tags of the first picture, and its pixels. Exif blocks have the same form, so orientation is read here too.

Pixels are decoded by OpenCV's libtiff; the header is read by ourselves before that, so that a small file which claims
a giant picture is refused unread (TIFF 6.0, Adobe 1992, sections 2 and 8).
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

WIDTH, HEIGHT, PHOTOMETRIC, ORIENTATION, SAMPLES, EXTRA_SAMPLES, PROFILE = 256, 257, 262, 274, 277, 338, 34675
_FORMS = {1: "B", 3: "H", 4: "I", 7: "B"}
"""Value types that the tags above use: byte, short, long, undefined. Others are skipped."""


class TiffError(ValueError):
    """The file breaks the format, or uses a part of it that is not read here; the message says which."""


def tags(data: bytes) -> dict[int, tuple[int, ...]]:
    """The numeric tags of the first directory of a TIFF or Exif block. Raises `TiffError` when it is broken."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    try:
        if order is None or struct.unpack_from(order + "H", data, 2)[0] != 42:
            raise TiffError("it is not a TIFF of the classic kind")
        (start,) = struct.unpack_from(order + "I", data, 4)
        (count,) = struct.unpack_from(order + "H", data, start)
        found: dict[int, tuple[int, ...]] = {}
        for entry in range(start + 2, start + 2 + 12 * count, 12):
            tag, kind, length = struct.unpack_from(order + "HHI", data, entry)
            if kind not in _FORMS:
                continue
            form = f"{order}{length}{_FORMS[kind]}"
            inline = length * struct.calcsize(_FORMS[kind]) <= 4
            place = entry + 8 if inline else struct.unpack_from(order + "I", data, entry + 8)[0]
            if place + struct.calcsize(form) > len(data):
                raise TiffError("it ends early")
            found[tag] = struct.unpack_from(form, data, place)
    except struct.error:
        raise TiffError("it ends early") from None
    return found


def orientation(data: bytes) -> int:
    """Exif orientation 1 to 8 of a TIFF or Exif block; 1 (upright) when there is none or it is broken."""
    try:
        value = tags(data).get(ORIENTATION, (1,))
    except TiffError:
        return 1
    return value[0] if value and 1 <= value[0] <= 8 else 1


def size(data: bytes) -> tuple[int, int]:
    """(width, height) as the header says. Raises `TiffError`."""
    found = tags(data)
    width, height = found.get(WIDTH, ()), found.get(HEIGHT, ())
    if not width or not height or not width[0] or not height[0]:
        raise TiffError("it has no width or no height")
    return width[0], height[0]


def decode(data: bytes) -> tuple[npt.NDArray[np.uint8], bytes | None]:
    """The first picture, (h, w, 4) uint8 straight RGBA upright, and its ICC profile. Raises `TiffError`."""
    found = tags(data)
    if found.get(SAMPLES, (1,))[0] == 2:
        raise TiffError("greyscale with transparency is not read from TIFF")
    pixels = _quietly(data)
    if pixels is None:
        raise TiffError("it ends early or is damaged")
    if pixels.dtype == np.uint16:
        pixels = (pixels >> 8).astype(np.uint8)
        premultiplied = found.get(EXTRA_SAMPLES, (0,))[:1] == (1,)
    elif pixels.dtype == np.uint8:
        premultiplied = True  # libtiff's RGBA reader multiplies; opaque pixels do not mind
    else:
        raise TiffError(f"samples of type {pixels.dtype} are not read")
    if pixels.ndim == 2:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGBA)
    else:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_BGRA2RGBA if pixels.shape[2] == 4 else cv2.COLOR_BGR2RGBA)
    profile = found.get(PROFILE)
    straight = cv2.cvtColor(pixels, cv2.COLOR_mRGBA2RGBA) if premultiplied else pixels
    return straight.astype(np.uint8, copy=False), bytes(profile) if profile else None


def _quietly(data: bytes) -> npt.NDArray[Any] | None:
    """OpenCV's decoder without its messages on stderr: what is wrong is said by our own errors."""
    logging = cv2.utils.logging
    level = logging.getLogLevel()
    logging.setLogLevel(logging.LOG_LEVEL_SILENT)
    try:
        return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error:
        return None
    finally:
        logging.setLogLevel(level)


def png_with_profile(picture: npt.NDArray[np.uint8], profile: bytes) -> bytes:
    """`picture` (straight RGBA) as PNG that carries an ICC profile: the way into Skia's colour management."""
    _, encoded = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGBA2BGRA), [cv2.IMWRITE_PNG_COMPRESSION, 1])
    png = encoded.tobytes()
    body = b"iCCP" + b"icc\0\0" + zlib.compress(profile)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    header = 8 + 25  # signature and IHDR; the profile must come before the pixels
    return png[:header] + chunk + png[header:]
