"""A finished segment: what is in its file, and whether it can be joined to others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from understudy.errors import EngineError
from understudy.timing import FRAME_RATE


@contextmanager
def open_segment(path: Path) -> Iterator[Any]:
    """The picture stream of the segment at `path`; raises `EngineError` (`segment_damaged`) when there is none."""
    try:
        with av.open(str(path)) as container:
            if len(container.streams.video) != 1 or len(container.streams) != 1:
                raise _damaged(path, "it does not hold exactly one stream of pictures")
            yield container.streams.video[0]
    except (av.FFmpegError, OSError, ValueError) as error:
        raise _damaged(path, str(error)) from error


def packets(stream: Any) -> Iterator[tuple[int, Any]]:
    """The stream's packets in decoding order, each with the number of its frame in the segment."""
    for packet in stream.container.demux(stream):
        if packet.size and packet.pts is not None:
            yield frame_number(packet.pts * packet.time_base), packet


def frame_number(time: Fraction) -> int:
    """The frame that begins at `time` seconds; -1 where none does."""
    number = time * FRAME_RATE
    return number.numerator if number.denominator == 1 else -1


def read_segment(path: Path, frames: int) -> None:
    """Read every packet of the segment at `path`, decoding none; raises `EngineError` (`segment_damaged`).

    It is whole when a key frame comes first, and frames 0 to `frames` - 1 are all there, each once.
    """
    with open_segment(path) as stream:
        numbers: list[int] = []
        begins_with_key = False
        for number, packet in packets(stream):
            begins_with_key |= not numbers and packet.is_keyframe
            numbers.append(number)
    if not begins_with_key:
        raise _damaged(path, "it does not begin with a key frame")
    if sorted(numbers) != list(range(frames)):
        raise _damaged(path, f"it holds {len(numbers)} frames, wanted {frames} at {FRAME_RATE} a second")


def _damaged(path: Path, why: str) -> EngineError:
    return EngineError("segment_damaged", f"the segment {path.name} cannot be used: {why}", hint="film it again")
