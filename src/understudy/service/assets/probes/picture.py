"""Pictures: decoded to the last pixel, so that a damaged one is found now and not in a film."""

from __future__ import annotations

from pathlib import Path

import skia

from understudy.errors import InputError
from understudy.service.assets.probes.found import Found, mode, rate
from understudy.stage.picture import format_of, load_picture

CODECS = {"PNG": "png", "JPEG": "mjpeg", "WEBP": "webp", "GIF": "gif", "BMP": "bmp", "TIFF": "tiff"}
"""Formats by the names that FFmpeg gives them, as those of films are."""

LONGEST_SIDE = 8196
"""Pixels, by the contract."""


def probe(file: Path) -> Found:
    """Look at a picture. Raises `InputError` for what is none, is damaged or too large."""
    picture = load_picture(file)
    height, width = picture.shape[:2]
    if max(width, height) > LONGEST_SIDE:
        found = f"{file.name} has {width}x{height} pixels"
        raise InputError("picture_too_large", found, hint=f"at most {LONGEST_SIDE} a side are possible")
    data = file.read_bytes()
    meta = {
        "codec": CODECS[format_of(data) or "PNG"],
        "width": width,
        "height": height,
        "size": len(data),
        "mode": mode(width, height),
    }
    return Found({"image_meta": meta | _movement(data)})


def _movement(data: bytes) -> dict[str, str | int]:
    """Length and rate of a picture that moves."""
    codec = skia.Codec.MakeFromData(data) if format_of(data) in ("GIF", "WEBP") else None
    frames = codec.getFrameCount() if codec is not None else 1
    if codec is None or frames < 2:
        return {}
    seconds = sum(codec.getFrameInfo()[number].fDuration for number in range(frames)) / 1000
    return {"duration": round(seconds), "frame_rate": rate(frames / seconds)} if seconds > 0 else {}
