"""Sound made faster or slower, higher or lower, where an engine cannot do so itself."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from understudy.speech.sound import Samples


def stretched(samples: Samples, rate: int, speed: float) -> Samples:
    """The sound `speed` times as fast at the same pitch: exactly `round(length / speed)` samples.

    Overlap-and-add by similarity (FFmpeg's `atempo`), which is transparent for speech within some 20 percent.
    """
    import av
    import av.filter

    length = round(len(samples) / speed)
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=rate, format="flt", layout="mono", time_base=Fraction(1, rate))
    last: Any = source
    for factor in _factors(speed):
        tempo = graph.add("atempo", repr(factor))
        last.link_to(tempo)
        last = tempo
    last.link_to(graph.add("abuffersink"))
    graph.configure()
    parts: list[Samples] = []
    for start in range(0, len(samples), 1 << 14):
        frame = av.AudioFrame.from_ndarray(samples[None, start : start + (1 << 14)], format="flt", layout="mono")
        frame.sample_rate, frame.pts = rate, start
        frame.time_base = Fraction(1, rate)
        graph.push(frame)
        parts += _pulled(graph)
    graph.push(None)
    parts += _pulled(graph)
    sound = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    return np.pad(sound[:length], (0, max(0, length - len(sound)))).astype(np.float32)


def _factors(speed: float) -> list[float]:
    """The speed as factors that one filter takes: not below a half."""
    factors: list[float] = []
    while speed < 0.5:
        factors.append(0.5)
        speed *= 2
    return [*factors, float(speed)]


def _pulled(graph: Any) -> list[Samples]:
    import av

    parts: list[Samples] = []
    while True:
        try:
            parts.append(graph.pull().to_ndarray().reshape(-1))
        except (av.error.BlockingIOError, av.error.EOFError):
            return parts


def repitched(samples: Samples, factor: float) -> Samples:
    """The sound with every frequency times `factor`, and so `factor` times as fast; timbre moves along."""
    import soxr

    shifted: Samples = soxr.resample(samples, factor, 1.0, quality="HQ").astype(np.float32)
    length = round(len(samples) / factor)
    return np.pad(shifted[:length], (0, max(0, length - len(shifted))))
