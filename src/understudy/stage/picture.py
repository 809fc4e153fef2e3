"""Reads pictures: any PNG, JPEG, WEBP, GIF (first frame), BMP or TIFF becomes upright, straight RGBA in sRGB.

The content decides the format, never the file's name. Skia's codecs decode (TIFF: OpenCV); ICC profiles are converted
to sRGB, 16-bit samples are cut to 8, palettes, greyscale and transparency are resolved. CMYK JPEGs are converted by
the plain formula, as web browsers without colour management do. Sizes are read from the header and checked before a
single pixel is decoded.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import skia

from understudy.errors import InputError
from understudy.stage import tiff

Picture = npt.NDArray[np.uint8]

MOST_PIXELS = 100_000_000
"""100 megapixels, 400 MB decoded: more than any camera of a presenter's photographer, less than a machine's memory."""

LONGEST_SIDE = 32_767
"""The rasteriser counts in 16.16 fixed point; longer sides overflow it."""

LARGEST_FILE = 512 * 1024 * 1024
"""Bytes; an uncompressed 100 megapixel RGBA picture is smaller than this."""

_READABLE = "PNG, JPEG, WEBP, GIF, BMP or TIFF"
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", 0, "PNG"),
    (b"\xff\xd8\xff", 0, "JPEG"),
    (b"WEBP", 8, "WEBP"),
    (b"GIF8", 0, "GIF"),
    (b"BM", 0, "BMP"),
    (b"II*\0", 0, "TIFF"),
    (b"MM\0*", 0, "TIFF"),
)
_STRANGERS = (
    (b"ftyphei", 4, "HEIC picture"),
    (b"ftypmif1", 4, "HEIC picture"),
    (b"ftypavi", 4, "AVIF picture"),
    (b"ftyp", 4, "video"),
    (b"\x1aE\xdf\xa3", 0, "video"),
    (b"%PDF", 0, "PDF document"),
    (b"<svg", 0, "drawing (SVG)"),
    (b"<?xml", 0, "XML document"),
    (b"8BPS", 0, "Photoshop document"),
    (b"\0\0\1\0", 0, "icon (ICO)"),
)
"""What people give by mistake, so that the message can name it: (bytes, where, what)."""


def stamp(file: Path) -> tuple[int, int] | None:
    """Time of change (nanoseconds) and size of a file, which tell its versions apart; None when it cannot be seen."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def load_picture(file: Path, *, scene: int | None = None, field: str | None = None) -> Picture:
    """The picture in `file`: (height, width, 4) uint8, straight RGBA, sRGB, upright.

    Raises `InputError` (`file_missing`, `file_unreadable`, `picture_unknown`, `picture_broken`, `picture_too_large`)
    that names `scene` and `field`. A damaged or cut file is an error: half a picture is never shown.
    """
    try:
        return decode_picture(_read(file), str(file))
    except InputError as error:
        first = error.problems[0]
        raise InputError(first.code, first.message, hint=first.hint, scene=scene, field=field) from None


def decode_picture(data: bytes, name: str = "the picture") -> Picture:
    """The picture in `data`; as `load_picture`, with `name` in the messages."""
    if not data:
        raise InputError("picture_broken", f"{name} is empty (0 bytes)", hint="copy or export the picture again")
    kind = format_of(data)
    if kind is None:
        found = next((what for bytes_, at, what in _STRANGERS if data[at : at + len(bytes_)] == bytes_), None)
        what = f"is {'an' if found[:1] in 'AHXi' else 'a'} {found}" if found else "is not a picture of a known format"
        raise InputError("picture_unknown", f"{name} {what}", hint=f"give a {_READABLE} file")
    return _decode_tiff(data, name) if kind == "TIFF" else _decode(data, name, kind)


def _read(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        if file.is_dir():
            raise InputError("file_unreadable", f"{file} is a folder", hint="give the picture file itself")
        if size > LARGEST_FILE:
            found = f"{file} has {size / 2**20:.0f} MiB"
            raise InputError("picture_too_large", found, hint=f"at most {LARGEST_FILE // 2**20} MiB are possible")
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise InputError("file_missing", f"there is no file {file}", hint="check the path") from None
    except OSError as error:
        raise InputError("file_unreadable", f"{file} cannot be read: {error.strerror}") from None


def format_of(data: bytes) -> str | None:
    """The format of a picture by its first bytes (`PNG`, `JPEG`, …); None for what is no picture that can be read."""
    return next((kind for mark, at, kind in _SIGNATURES if data[at : at + len(mark)] == mark), None)


def _decode(data: bytes, name: str, kind: str) -> Picture:
    try:
        codec = skia.Codec.MakeFromData(data)
    except RuntimeError:
        raise _broken(name, kind) from None
    width, height = codec.dimensions().width(), codec.dimensions().height()
    _check_size(width, height, name)
    pixels = np.zeros((height, width, 4), np.uint8)
    result = codec.getPixels(_info(width, height), pixels, width * 4)
    if result != skia.Codec.kSuccess:
        raise _broken(name, kind)
    origin = int(codec.getOrigin())
    if kind == "PNG" and origin == 1:
        origin = next((tiff.orientation(body) for type_, body in _chunks(data) if type_ == b"eXIf"), 1)
    return upright(pixels, origin)


def _decode_tiff(data: bytes, name: str) -> Picture:
    try:
        _check_size(*tiff.size(data), name)
        pixels, profile = tiff.decode(data)
    except tiff.TiffError as error:
        raise InputError("picture_broken", f"{name} cannot be read as TIFF: {error}", hint="save it as PNG") from None
    if profile:
        pixels = _decode(tiff.png_with_profile(pixels, profile), name, "TIFF")
    return pixels


def _info(width: int, height: int) -> skia.ImageInfo:
    return skia.ImageInfo.Make(
        width, height, skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType, skia.ColorSpace.MakeSRGB()
    )


def _check_size(width: int, height: int, name: str) -> None:
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise InputError(
            "picture_too_large",
            f"{name} has {width}x{height} pixels",
            hint=f"at most {MOST_PIXELS // 10**6} megapixels and {LONGEST_SIDE} pixels a side are possible",
        )


def _broken(name: str, kind: str) -> InputError:
    message = f"{name} looks like a {kind} picture, but is cut short or damaged"
    return InputError("picture_broken", message, hint="copy or export the picture again")


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(type, content) of each chunk of a PNG that has been decoded without error."""
    at = 8
    while at + 8 <= len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def upright(pixels: Picture, origin: int) -> Picture:
    """`pixels` turned and mirrored as Exif orientation `origin` (1 to 8) asks."""
    down, right = _STEPS[origin]
    pixels = pixels[::down, ::right]
    return np.ascontiguousarray(pixels.swapaxes(0, 1) if origin >= 5 else pixels)


_STEPS = {1: (1, 1), 2: (1, -1), 3: (-1, -1), 4: (-1, 1), 5: (1, 1), 6: (-1, 1), 7: (-1, -1), 8: (1, -1)}
"""How stored rows and columns are walked, by Exif orientation (Exif 2.32, tag 0x0112); 5 to 8 then swap the two."""
