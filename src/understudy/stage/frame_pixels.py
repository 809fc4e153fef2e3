"""Decoded frames as pixels: any size, the frame's own matrix and range in, full-range sRGB values out."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction

import numpy as np
from av.filter import Graph
from av.video.frame import VideoFrame

from understudy.stage.picture import Picture

_EXACT = "accurate_rnd+full_chroma_int+bitexact"
"""For frames that are scaled. Unscaled ones take FFmpeg's direct way, four times as fast: it repeats chroma samples,
which the film's own 4:2:0 averages back to what the clip had."""

_HIGH_DEFINITION = (1280, 576)
"""Without a tag, clips wider or higher than this are BT.709, others BT.601: the rule of players and broadcasters."""


class FramePixels:
    """Converts the frames of one clip; it is quickest while they are alike."""

    def __init__(self) -> None:
        self._converter: tuple[Hashable, Graph] | None = None

    def of(self, frame: VideoFrame, size: tuple[int, int]) -> Picture:
        """`frame` as (height, width, 4) straight RGBA of `size` (width, height), not turned."""
        look = (frame.width, frame.height, frame.format.name, size, _matrix(frame), _full_range(frame))
        if self._converter is None or self._converter[0] != look:
            self._converter = (look, _converter(frame, size))
        graph = self._converter[1]
        graph.push(frame)
        converted = graph.pull()
        assert isinstance(converted, VideoFrame)
        plane = converted.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        return np.ascontiguousarray(rows[: size[1], : size[0] * 4].reshape(size[1], size[0], 4))


def _converter(frame: VideoFrame, size: tuple[int, int]) -> Graph:
    """Scales frames like `frame` to `size` and converts them to RGBA.

    A filter graph, because its pictures have room after each row. PyAV's reformatter allocates none, and FFmpeg's
    vector code then writes into the next row when the width is no multiple of 16 (seen with PyAV 18.1, 2026-11-22).
    """
    if size == (frame.width, frame.height):
        flags = "bicubic"
    elif size[0] < frame.width or size[1] < frame.height:
        flags = f"area+{_EXACT}"
    else:
        flags = f"bicubic+{_EXACT}"
    graph = Graph()
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=Fraction(1, 1000))
    colours = f"in_color_matrix={_matrix(frame)}:in_range={'full' if _full_range(frame) else 'limited'}:out_range=full"
    scale = graph.add("scale", f"{size[0]}:{size[1]}:flags={flags}:{colours}")
    rgba, sink = graph.add("format", "rgba"), graph.add("buffersink")
    source.link_to(scale)
    scale.link_to(rgba)
    rgba.link_to(sink)
    graph.configure()
    return graph


def _full_range(frame: VideoFrame) -> bool:
    return frame.color_range == 2 or frame.format.name.startswith("yuvj")


def _matrix(frame: VideoFrame) -> str:
    """The colour matrix of `frame`, by FFmpeg's name: as tagged (ISO/IEC 23091-2), else by its size."""
    tagged = {1: "bt709", 4: "fcc", 5: "bt601", 6: "bt601", 7: "smpte240m", 9: "bt2020", 10: "bt2020"}
    if frame.colorspace in tagged:
        return tagged[frame.colorspace]
    high = frame.width >= _HIGH_DEFINITION[0] or frame.height > _HIGH_DEFINITION[1]
    return "bt709" if high else "bt601"
