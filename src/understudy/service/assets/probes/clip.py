"""Clips: their pictures and sound, what of them films do not show as it is, and a cover."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from understudy.deliver.cover import write_cover
from understudy.service.assets.probes.found import Found, mode, rate
from understudy.stage.footage import Footage
from understudy.stage.frame_pixels import FramePixels
from understudy.stage.picture import Picture, upright

LONGEST = 86_400
"""Seconds that the contract can tell."""

COVER_SIDE = 1280
"""Pixels of a cover's longer side at most."""

LOOKED_AT = (0.1, 0.3, 0.5)
"""Parts of the clip after which a frame may become its cover."""


def probe(file: Path, folder: Path) -> Found:
    """Look at a clip and draw its cover into `folder`. Raises `InputError` for what is none, is cut off or damaged."""
    footage = Footage(file)
    try:
        cover = _cover(footage, folder / "cover.jpg")
        (width, height), frames = footage.natural_size, footage.last + 1
        seconds = float(footage.duration)
        meta = {
            "width": width,
            "height": height,
            "frame_rate": rate(frames / seconds),
            "duration": min(round(seconds), LONGEST),
            "mode": mode(width, height),
        }
        return Found({"video_meta": meta | _streams(file, seconds)}, list(footage.warnings), cover.name)
    finally:
        footage.close()


def _streams(file: Path, seconds: float) -> dict[str, Any]:
    """Codecs and rates, as the file's header has them."""
    with av.open(str(file), metadata_errors="replace") as container:
        pictures = container.streams.video[0]
        sound = next(iter(container.streams.audio), None)
        heard = sound_of(sound) if sound is not None else {}
        rest = file.stat().st_size * 8 / seconds - heard.get("audio_bit_rate", 0) * 1000
        bits = pictures.bit_rate or max(rest, 0)
        return {"video_codec": pictures.codec_context.name, "video_bit_rate": round(bits / 1000), **heard}


def sound_of(stream: Any) -> dict[str, Any]:
    """What the header of a sound stream says."""
    return {
        "audio_codec": stream.codec_context.name,
        "audio_channels": int(stream.channels or 0),
        "sample": int(stream.rate or 0),
        **({"audio_bit_rate": round(stream.bit_rate / 1000)} if stream.bit_rate else {}),
    }


def _cover(footage: Footage, path: Path) -> Path:
    """The frame that shows most, of a few early ones."""
    width, height = footage.natural_size
    scale = min(COVER_SIDE / max(width, height), 1.0)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    frames = dict.fromkeys(round(footage.last * part) for part in LOOKED_AT)
    stored, pixels = (size[::-1] if footage.orientation >= 5 else size), FramePixels()
    pictures = (upright(pixels.of(footage.frame(frame), stored), footage.orientation) for frame in frames)
    best = max(pictures, key=_contrast)
    write_cover(np.asarray(cv2.cvtColor(best, cv2.COLOR_RGBA2mRGBA), np.uint8), path)
    return path


def _contrast(picture: Picture) -> float:
    return float(np.std(cv2.cvtColor(picture, cv2.COLOR_RGBA2GRAY)))
