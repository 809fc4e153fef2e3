"""How far sound and picture are apart, measured on decoded films."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from understudy.timing import seconds


def measure_av_offset(path: Path) -> list[float]:
    """How many ms each click of a test film sounds after its flash, measured on decoded pictures and sound.

    A flash is a white frame after a dark one, a click the first sample over a quarter of full scale after a quiet half
    second. There must be as many of one as of the other.
    """
    flashes: list[Fraction] = []
    clicks: list[Fraction] = []
    lit, quiet_since = False, Fraction(-1)
    with av.open(str(path)) as container:
        for frame in container.decode(video=0, audio=0):
            assert isinstance(frame, av.VideoFrame | av.AudioFrame)
            assert frame.pts is not None and frame.time_base is not None
            begin = frame.pts * frame.time_base
            if isinstance(frame, av.VideoFrame):
                bright = float(frame.reformat(format="gray").to_ndarray().mean()) > 127
                if bright and not lit:
                    flashes.append(begin)
                lit = bright
                continue
            samples = np.abs(frame.to_ndarray().astype(np.float64)).max(axis=0)
            if frame.format.name == "s16":  # interleaved, other than what our lossy codecs give
                samples = samples.reshape(-1, 2).max(axis=1) / 32768
            loud = np.flatnonzero(samples > 0.25)
            if len(loud):
                if begin + seconds(int(loud[0]), frame.sample_rate) - quiet_since > Fraction(1, 2):
                    clicks.append(begin + seconds(int(loud[0]), frame.sample_rate))
                quiet_since = begin + seconds(int(loud[-1]), frame.sample_rate)
    assert flashes and len(flashes) == len(clicks), f"{len(flashes)} flashes and {len(clicks)} clicks"
    return [round(float(click - flash) * 1000, 3) for flash, click in zip(flashes, clicks, strict=True)]
