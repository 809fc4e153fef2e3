"""Eyes that live: blinks at phrase ends, gaze that jumps and rests, glances away in thinking pauses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from understudy.performance.acting import GAZE_X, GAZE_Y, Acting
from understudy.performance.coarticulate import FRAMES_A_SECOND
from understudy.performance.prosody import Phrase

Span = tuple[float, float]

BLINKS: tuple[tuple[float, ...], ...] = (
    (0.6, 1.0, 0.35),
    (0.5, 1.0, 0.7, 0.2),
    (0.7, 1.0, 0.55, 0.15),
)
"""Lid weights frame by frame, 120 and 160 ms: lids close in about a third of the time they take to open
(Evinger et al. 1991)."""

_FIRST_BLINK = (0.7, 2.4)
_SHORTEST_WAIT, _LONGEST_WAIT = 1.7, 4.9
_WAIT_SHAPE, _WAIT_SCALE = 2.0, 0.75
"""Waits between blinks are 1.7 s plus a gamma-distributed time, 3.2 s on average: 19 a minute, as people do at ease
(Bentivoglio et al. 1997: 17 at rest, 26 in conversation)."""

_SNAP = 0.9
"""A blink waits or hurries so much to fall on the end of a phrase or a glance (Nakano & Kitazawa 2010)."""

_TWICE = 0.06
_THINKING_PAUSE = 0.6
_BACK_BEFORE = 0.14
"""Seconds before speech at which the eyes are back at the viewer."""


def glances(random: np.random.Generator, phrases: Sequence[Phrase], seconds: float) -> list[tuple[Span, Span]]:
    """When the eyes leave the viewer, and where they go: ((start, stop), (x, y)) in seconds and degrees.

    In pauses between phrases they look away at the start and are back before speech; while listening, now and then.
    """
    found: list[tuple[Span, Span]] = []
    edges = [0.0, *(edge for phrase in phrases for edge in (phrase.start, phrase.stop)), seconds]
    for number, (start, stop) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
        between = 0 < number < len(phrases)
        time = start + (0.06 if between else random.uniform(2.5, 6.0))
        while time + 0.3 + _BACK_BEFORE < stop and stop - start > _THINKING_PAUSE:
            length = min(random.uniform(0.35, 0.85), stop - _BACK_BEFORE - time)
            side = 1.0 if random.random() < 0.5 else -1.0
            place = (side * random.uniform(5.0, 10.0), random.uniform(-5.0, 3.0))
            if random.random() < 0.75:
                found.append(((time, time + length), place))
            time += length + random.uniform(4.5, 9.0)
    return found


def look(acting: Acting, random: np.random.Generator, away: Sequence[tuple[Span, Span]]) -> None:
    """Write the gaze: rest for a second or so, jump by a degree, and the glances `away`.

    A jump takes less than a frame, so it is a step (Carpenter 1988: 10° in 45 ms).
    """
    across, up = acting.track(GAZE_X), acting.track(GAZE_Y)
    frame = 0
    while frame < acting.frames:
        last = frame + round((0.3 + random.gamma(2.0, 0.45)) * FRAMES_A_SECOND)
        x, y = random.normal(0.0, 0.8), random.normal(0.0, 0.45)
        across[frame:last], up[frame:last] = np.clip(x, -1.8, 1.8), np.clip(y, -1.2, 1.2)
        frame = last
    for (start, stop), (x, y) in away:
        span = slice(round(start * FRAMES_A_SECOND), round(stop * FRAMES_A_SECOND))
        across[span], up[span] = x, y


def hold_viewer(acting: Acting) -> None:
    """Turn the eyes against the head, so that they stay on the camera while it moves (vestibulo-ocular reflex)."""
    acting.track(GAZE_X)[:] -= acting.track("yaw")
    acting.track(GAZE_Y)[:] -= acting.track("pitch")


def blink(acting: Acting, random: np.random.Generator, favoured: Iterable[float], busy: Sequence[Span]) -> list[int]:
    """Write blinks and answer the frames in which the lids meet.

    They are drawn towards the `favoured` times (phrase ends, glances) and stay out of `busy` spans (seconds), of the
    first half second and of the last.
    """
    lids = acting.track("eyeBlink")
    ends = np.array(sorted(favoured))
    time, closed = random.uniform(*_FIRST_BLINK), [-FRAMES_A_SECOND]
    while time < acting.frames / FRAMES_A_SECOND:
        wait = min(_SHORTEST_WAIT + random.gamma(_WAIT_SHAPE, _WAIT_SCALE), _LONGEST_WAIT)
        profile = BLINKS[int(random.integers(len(BLINKS)))]
        twice = random.random() < _TWICE
        earliest = closed[-1] / FRAMES_A_SECOND + 1.2
        near = ends[(np.abs(ends - time) < _SNAP) & (ends > earliest)]
        time = _after(float(near[np.abs(near - time).argmin()]) if len(near) else time, busy)
        for again in (0, 9) if twice else (0,):
            frame = round(time * FRAMES_A_SECOND) + again
            if FRAMES_A_SECOND // 2 <= frame < acting.frames - FRAMES_A_SECOND // 2:
                lids[frame - 1 : frame - 1 + len(profile)] = profile
                closed.append(frame)
        time += wait
    return closed[1:]


def _after(time: float, busy: Sequence[Span]) -> float:
    """`time`, or just after the busy spans that it falls into."""
    for start, stop in sorted(busy):
        if start - 0.5 < time < stop + 0.1:
            time = stop + 0.1
    return time
