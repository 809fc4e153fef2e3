"""What film tests share: material made on the spot, and a look into finished films."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest

from understudy.production import Production, load
from understudy.speech.engine import Line
from understudy.speech.voices import choose, engine_of

Samples = npt.NDArray[np.float32]


def production(*scenes: dict[str, Any], **rest: Any) -> Production:
    """A production of these scenes; one that only gives `text` is enough."""
    full = [{"speech": {"text": scene.pop("text")}, **scene} if "text" in scene else scene for scene in scenes]
    return load({"scenes": full, **rest})


def frames_of(path: Path) -> Iterator[npt.NDArray[np.uint8]]:
    """Every decoded frame as RGB."""
    with av.open(str(path)) as film:
        for frame in film.decode(video=0):
            yield frame.to_ndarray(format="rgb24")


def sound_of(path: Path) -> Samples:
    """The decoded sound at 48 kHz as players hear it, mono, shape (n,): priming that the file declares is left out."""
    with av.open(str(path)) as film:
        blocks = [frame.to_ndarray() for frame in film.decode(audio=0)]
    joined = np.concatenate(blocks, axis=1)
    return np.asarray(joined.mean(axis=0), np.float32)


def write_sound(path: Path, samples: Samples, rate: int, layout: str = "mono") -> Path:
    """Write samples, (n,) or (channels, n), as the kind of file that the suffix says."""
    codecs = {".wav": "pcm_s16le", ".mp3": "libmp3lame", ".m4a": "aac"}
    channels = np.atleast_2d(samples).astype(np.float32)
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream(codecs[path.suffix], rate=rate, layout=layout)
        resampler = av.AudioResampler(stream.format, layout, rate)
        source = av.AudioFrame.from_ndarray(np.ascontiguousarray(channels), format="fltp", layout=layout)
        source.sample_rate, source.pts, source.time_base = rate, 0, Fraction(1, rate)
        for frame in [*resampler.resample(source), *resampler.resample(None)]:
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def write_clip(path: Path, pictures: Callable[[int], npt.NDArray[np.uint8]], frames: int, rate: int = 25) -> Path:
    """Write `frames` RGB pictures as an H.264 clip of good quality."""
    first = pictures(0)
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream("libx264", rate=rate, options={"crf": "12", "preset": "ultrafast"})
        stream.height, stream.width, stream.pix_fmt = first.shape[0], first.shape[1], "yuv420p"
        for number in range(frames):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(pictures(number), format="rgb24")))
        file.mux(stream.encode(None))
    return path


def say(text: str, language: str = "en") -> tuple[Samples, int]:
    """Speech as a recording would hold it."""
    voice = choose("", language)
    return engine_of(voice).speak(Line(text), voice).samples, voice.rate


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A recorded sentence, WAV."""
    return write_sound(tmp_path / "speech.wav", *say("The lips must close, maybe before people notice."))
