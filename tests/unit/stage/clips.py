"""Small clips made on the spot: every frame carries its number, so that what is shown can be read back."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import av.filter
import numpy as np

WIDTH, HEIGHT, BITS = 96, 64, 8
COLOURS = {"red": (200, 30, 30), "green": (30, 200, 30), "blue": (30, 30, 200)}


def numbered(number: int, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """A grey picture with the bits of `number` as eight black or white columns in its upper half."""
    picture = np.full((height, width, 4), 128, np.uint8)
    for bit in range(BITS):
        left, right = bit * width // BITS, (bit + 1) * width // BITS
        picture[: height // 2, left:right] = 235 if number >> bit & 1 else 16
    picture[height // 2 :, :, 0] = number * 7 % 256
    picture[..., 3] = 255
    return picture


def read_number(picture: np.ndarray) -> int:
    """The number in a picture made by `numbered`, at any size."""
    height, width = picture.shape[:2]
    row = picture[height // 4, :, 1]
    return sum(1 << bit for bit in range(BITS) if row[(2 * bit + 1) * width // (2 * BITS)] > 128)


def converted(frame: av.VideoFrame, pix_fmt: str) -> av.VideoFrame:
    """`frame` as BT.601 in `pix_fmt`, by a filter graph: clean at any width."""
    graph = av.filter.Graph()
    nodes = [
        graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=Fraction(1, 25)),
        graph.add("scale", "out_color_matrix=bt601:out_range=limited"),
        graph.add("format", pix_fmt),
        graph.add("buffersink"),
    ]
    for left, right in pairwise(nodes):
        left.link_to(right)
    graph.configure()
    frame.pts = 0
    graph.push(frame)
    return graph.pull()


def write_clip(
    file: Path,
    frames: int = 30,
    rate: Fraction | int = 30,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    picture=numbered,
    sound: bool = False,
    options: dict[str, str] | None = None,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    tags: dict[str, int] | None = None,
    aspect: Fraction | None = None,
    container_options: dict[str, str] | None = None,
    convert_as: int | None = None,
    graph: bool = False,
) -> Path:
    """A clip of `picture(n)` (straight RGBA) in the container that the file's name asks for."""
    with av.open(str(file), "w", options=container_options or {}) as container:
        stream = container.add_stream(codec, rate=rate, options=options or {})
        stream.width, stream.height = size
        stream.pix_fmt = pix_fmt
        if aspect is not None:
            stream.sample_aspect_ratio = aspect
        for name, value in (tags or {}).items():
            setattr(stream.codec_context, name, value)
        track = (
            container.add_stream("aac" if file.suffix in {".mp4", ".mov"} else "libopus", rate=48000) if sound else None
        )
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture(number)), format="rgba")
            space = convert_as or (tags or {}).get("colorspace", 5)
            reach = (tags or {}).get("color_range", 1)
            if graph:
                frame = converted(frame, pix_fmt)
            elif "rgb" not in pix_fmt:
                frame = frame.reformat(format=pix_fmt, dst_colorspace=space, dst_color_range=reach)
            frame.pts, frame.time_base = number, Fraction(1) / rate
            container.mux(stream.encode(frame))
        if track is not None:
            tone = np.zeros((1, 1024), np.float32)
            for block in range(int(Fraction(frames * 48000, 1024) / rate)):
                samples = av.AudioFrame.from_ndarray(tone, format="fltp", layout="mono")
                samples.sample_rate, samples.pts = 48000, block * 1024
                container.mux(track.encode(samples))
            container.mux(track.encode(None))
        container.mux(stream.encode(None))
    return file
