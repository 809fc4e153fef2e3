"""What the body does below a talking head: weight that goes from one foot to the other, shoulders that turn and rise.

Shoulders follow the head by a part and late, and move with what is stressed (McNeill, "Hand and Mind", 1992: beats of
the body fall on the same syllables as those of hands). Standing people shift their weight every few seconds.
"""

from __future__ import annotations

import numpy as np

from understudy.performance.acting import Acting
from understudy.performance.coarticulate import FRAMES_A_SECOND
from understudy.performance.curve import Curve, stream, through, wander
from understudy.performance.express import Mood, strongest
from understudy.performance.prosody import Prosody

_STANCES: tuple[tuple[str, float, float], ...] = (("shift", 0.034, 0.07), ("twist", 1.1, 2.4))
"""Channel, usual size and most of the stances that are taken one after the other (by eye, 2026-11-26)."""

_HELD, _MOVED = (3.2, 7.5), (1.3, 2.1)
"""Seconds a stance is held, and those in which the next one is taken."""

_FOLLOWS, _LATE = 0.22, 0.45
"""Share of the head's turn that shoulders take part in, and seconds over which they do."""

_UNREST: tuple[tuple[str, float, float], ...] = (("shift", 0.006, 2.6), ("twist", 0.35, 1.9))
"""Channel, size and seconds a swing of what never stands still."""


def carry(acting: Acting, seed: tuple[object, ...], prosody: Prosody, mood: Mood) -> None:
    """Write how the body stands and moves; call it when the head's own movement is written."""
    for number, (channel, usual, most) in enumerate(_STANCES):
        _stand(acting, channel, stream(*seed, "stances", number), usual, most)
    for number, (channel, size, swing) in enumerate(_UNREST):
        acting.track(channel)[:] += size * wander(
            stream(*seed, "unrest", number), acting.frames, swing * FRAMES_A_SECOND
        )
    acting.track("twist")[:] += _FOLLOWS * _late(acting.track("yaw"))
    for channel in ("shift", "twist"):
        acting.track(channel)[:] *= mood.sway
    _beat(acting, prosody, mood, stream(*seed, "shoulders"))


def _stand(acting: Acting, channel: str, random: np.random.Generator, usual: float, most: float) -> None:
    """Stances from rest to rest: each is held for a while, then the next is taken."""
    seconds = acting.frames / FRAMES_A_SECOND
    keys, side = [(0.0, 0.0)], 1 if random.random() < 0.5 else -1
    time = random.uniform(0.3, 1.5)
    while time < seconds - 2 * _MOVED[1]:
        moved, held = random.uniform(*_MOVED), random.uniform(*_HELD)
        value = side * min(usual * (0.35 + abs(random.normal())), most)
        stop = max(min(time + moved + held, seconds - _MOVED[1]), time + moved + 0.01)
        keys += [(time, keys[-1][1]), (time + moved, value), (stop, value)]
        time, side = stop + 0.01, -side if random.random() < 0.75 else side
    keys.append((max(seconds, keys[-1][0] + 0.1), 0.0))
    times = (np.arange(acting.frames) + 0.5) / FRAMES_A_SECOND
    acting.track(channel)[:] += through(times, *zip(*keys, strict=True))


def _late(curve: Curve) -> Curve:
    """The curve as something heavy follows it."""
    reach = round(_LATE * FRAMES_A_SECOND)
    window = np.hanning(2 * reach + 1)[1:-1]
    return np.convolve(np.pad(curve, (2 * reach - 2, 0), "edge"), window / window.sum(), "valid")


def _beat(acting: Acting, prosody: Prosody, mood: Mood, random: np.random.Generator) -> None:
    """Shoulders turn and rise a little on stressed syllables."""
    for accent in strongest(prosody.accents, above=0.5, apart=0.9):
        size = accent.strength * random.uniform(0.6, 1.2) * mood.at(mood.nods, accent.time)
        times = (accent.time - 0.2, accent.time + 0.06, accent.time + random.uniform(0.5, 0.8))
        acting.bump("twist", times, size * random.choice((-0.8, 0.8)))
        acting.bump("shrug", times, 0.07 * size)
