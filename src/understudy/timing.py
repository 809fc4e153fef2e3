"""Time as exact numbers: an index with a rate, or a fraction of a second. The only rounding of the project is here.

Sound is the clock: the number of samples decides the number of frames, never the other way round.
"""

from __future__ import annotations

import math
from fractions import Fraction

FRAME_RATE = Fraction(25)
"""Frames a second of every film (the contract fixes 25)."""

MIX_RATE = 48_000
"""Samples a second of the finished sound."""

Rate = int | Fraction


def nearest(value: Fraction) -> int:
    """The nearest whole number; a half goes up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def seconds(index: int, rate: Rate) -> Fraction:
    """When index `index` of a track with `rate` begins, in seconds."""
    return Fraction(index) / rate


def index_at(time: Fraction | float | str, rate: Rate) -> int:
    """The index nearest to `time` seconds. A float is read as the shortest decimal that prints it (0.1 is 1/10)."""
    exact = Fraction(repr(time)) if isinstance(time, float) else Fraction(time)
    return nearest(exact * rate)


def rescale(index: int, from_rate: Rate, to_rate: Rate) -> int:
    """The same moment on another clock, rounded to the nearest index."""
    return nearest(Fraction(index) * to_rate / from_rate)


def frames_covering(samples: int, rate: Rate, frame_rate: Fraction = FRAME_RATE) -> int:
    """How many frames it takes to show all of `samples` samples: a begun frame counts whole."""
    return math.ceil(Fraction(samples) * frame_rate / rate)


def sample_at_frame(frame: int, rate: Rate, frame_rate: Fraction = FRAME_RATE) -> int:
    """The first sample that sounds while `frame` is on screen."""
    return math.ceil(Fraction(frame) * rate / frame_rate)


def timestamp(time: Fraction, separator: str = ".") -> str:
    """`time` as hours:minutes:seconds and milliseconds, as subtitle files write it (SRT separates by a comma)."""
    milliseconds = nearest(time * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{separator}{rest % 1000:03}"
