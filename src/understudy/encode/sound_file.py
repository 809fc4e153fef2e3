"""Sound on its own as a WAV, MP3 or M4A file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from understudy.encode.failures import failure
from understudy.errors import InputError
from understudy.timing import MIX_RATE

ENCODERS = {".wav": ("wav", "pcm_s16le", "s16"), ".mp3": ("mp3", "libmp3lame", "fltp"), ".m4a": ("ipod", "aac", "fltp")}
"""File suffix to container, encoder and its sample format."""
BIT_RATE = 192_000


def check_sound_name(path: Path) -> None:
    """Raise `InputError` (`sound_suffix`) where the suffix of `path` is none of a sound that can be written."""
    if path.suffix.lower() not in ENCODERS:
        hint = "end it with .wav, .mp3 or .m4a"
        raise InputError("sound_suffix", f"{path.name} is no sound file by its name", hint=hint)


def write_sound(path: Path, blocks: Iterable[npt.NDArray[np.float32]], *, channels: int = 2) -> None:
    """Write stereo blocks, shape (n, 2) at 48 kHz, to `path`; the file appears whole or not at all.

    With `channels` 1 the file is mono: the mean of both. Raises `InputError` for another suffix, `ResourceError`
    when the file cannot be written.
    """
    check_sound_name(path)
    container, codec, form = ENCODERS[path.suffix.lower()]
    aside = path.with_name(f".{path.name}.partial")
    try:
        with av.open(str(aside), "w", format=container) as file:
            _encode(file, codec, form, blocks, channels)
        aside.replace(path)
    except (av.FFmpegError, OSError) as error:
        raise failure(error, path, "writing") from error
    finally:
        aside.unlink(missing_ok=True)


def _encode(file: Any, codec: str, form: str, blocks: Iterable[npt.NDArray[np.float32]], channels: int) -> None:
    layout = "stereo" if channels == 2 else "mono"
    stream = file.add_stream(codec, rate=MIX_RATE, layout=layout, format=form)
    if codec != "pcm_s16le":
        stream.bit_rate = BIT_RATE // 2 * channels
    start = 0
    for block in blocks:
        heard = block if channels == 2 else block.mean(axis=1, keepdims=True)
        frame = av.AudioFrame.from_ndarray(_packed(heard, form), format=form, layout=layout)
        frame.sample_rate, frame.pts = MIX_RATE, start
        start += len(block)
        file.mux(stream.encode(frame))
    file.mux(stream.encode(None))


def _packed(block: npt.NDArray[np.float32], form: str) -> npt.NDArray[Any]:
    """The block as FFmpeg wants it: interleaved 16-bit numbers, or one row a channel."""
    if form == "s16":
        return np.clip(np.rint(block * 32767), -32768, 32767).astype(np.int16).reshape(1, -1)
    return np.ascontiguousarray(block.T)
