"""Small films for the tests of the encoder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from understudy.encode.encoder import SegmentWriter
from understudy.encode.probe import Probe
from understudy.encode.profiles import profile_of
from understudy.encode.splice import splice
from understudy.production import Codec

Picture = npt.NDArray[np.uint8]
SMALL = (160, 90)


def solid(colour: tuple[int, int, int], size: tuple[int, int] = SMALL, alpha: int = 255) -> Picture:
    """One premultiplied colour."""
    picture = np.zeros((size[1], size[0], 4), np.uint8)
    picture[...] = (*(round(part * alpha / 255) for part in colour), alpha)
    return picture


def busy(frames: int, size: tuple[int, int] = (320, 180)) -> Iterator[Picture]:
    """A detailed picture that turns, swells and drifts under fresh grain: hard to encode at every bitrate."""
    random = np.random.default_rng(1)
    width, height = size
    texture = np.zeros((height * 2, width * 2, 3), np.float32)
    for step in (2, 4, 8, 16, 32, 64):
        noise = random.standard_normal((height * 2 // step + 2, width * 2 // step + 2, 3)).astype(np.float32)
        texture += cv2.resize(noise, (width * 2, height * 2), interpolation=cv2.INTER_CUBIC) * step**0.9
    texture = 128 + 45 * texture / texture.std()
    grain = [random.normal(0, 6, (height, width, 1)).astype(np.float32) for _ in range(7)]
    picture = solid((0, 0, 0), size)
    for index in range(frames):
        turn = cv2.getRotationMatrix2D((width, height), 3 * np.sin(index / 17), 1 + 0.1 * np.sin(index / 23))
        turn[:, 2] += (15 * np.sin(index / 9) - width / 2, 10 * np.cos(index / 7) - height / 2)
        moved = cv2.warpAffine(texture, turn, size, borderMode=cv2.BORDER_REFLECT)
        picture[..., :3] = np.clip(moved + grain[index % 7], 0, 255)
        yield picture


def write(
    path: Path,
    pictures: Iterable[Picture],
    codec: Codec,
    *,
    size: tuple[int, int] = SMALL,
    bitrate: int = 500,
    alpha: bool = False,
    metadata: Mapping[str, str] | None = None,
    sound: Iterable[npt.NDArray[np.float32]] | None = None,
) -> Probe:
    """A film of these pictures, one segment, with silence unless there is sound."""
    segment = path.with_name(f"segment-{path.name}")
    frames = film_segment(segment, pictures, codec, size=size, bitrate=bitrate, alpha=alpha)
    blocks = (np.zeros((1920, 2), np.float32) for _ in range(frames))
    try:
        return splice([segment], blocks if sound is None else sound, path, codec, size, alpha=alpha, metadata=metadata)
    finally:
        segment.unlink()


def film_segment(
    path: Path,
    pictures: Iterable[Picture],
    codec: Codec,
    *,
    size: tuple[int, int] = SMALL,
    bitrate: int = 500,
    alpha: bool = False,
) -> int:
    """A segment of these pictures; answers how many there are."""
    with SegmentWriter(path, codec, size, bitrate, alpha=alpha) as writer:
        for picture in pictures:
            writer.add_frame(picture)
        writer.finish()
    return writer.frames


def decoded(path: Path, codec: Codec, name: str = "rgba") -> list[Picture]:
    """Every frame, decoded with transparency, straight alpha."""
    frames: list[Picture] = []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        if codec is Codec.QTRLE:
            return [frame.to_ndarray(format=name) for frame in container.decode(stream)]
        decoder = av.CodecContext.create(profile_of(codec).decoder, "r")
        decoder.extradata = stream.codec_context.extradata
        for packet in container.demux(stream):
            frames += [frame.to_ndarray(format=name) for frame in decoder.decode(packet)]
    return frames
