"""Which frames of a clip are shown when: forward and over its jumps, as long as the film lasts.

Every scene begins at the clip's start and comes back to it at its end, so that cuts match and films can loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from understudy.stage.avatars.clip.loop import FADE, Jump, Loop

_TAKEN = 0.15
"""How often a jump is taken that need not be. Too many make short loops, in which the clip's blinks come too often:
with 0.4 a clip of 12 blinks a minute had 30, with 0.15 it has 19."""


@dataclass(frozen=True)
class Shown:
    """Frame `frame` of the clip, mixed with frame `other` by `mix` in [0, 1]."""

    frame: int
    other: int = 0
    mix: float = 0.0


def schedule(loop: Loop, clip: int, length: int, seed: int) -> list[Shown]:
    """What of a clip of `clip` frames is shown in each of `length` frames; the same seed gives the same."""
    walk = _bounce(loop, clip) if loop.turns or not loop.jumps else _wander(loop, np.random.default_rng(seed))
    shown = [next(walk) for _ in range(length)]
    if length < 3 * FADE:
        return shown
    for left in range(FADE):
        here = shown[-1 - left]
        frame = here.frame if here.mix < 0.5 else here.other
        shown[-1 - left] = Shown(frame, max(loop.start - left, 0), 1 - left / FADE)
    return shown


def _wander(loop: Loop, chance: np.random.Generator) -> Iterator[Shown]:
    last = max(jump.leave for jump in loop.jumps if jump.enter < jump.leave)
    frame = loop.start
    while True:
        here = [jump for jump in loop.jumps if jump.leave == frame]
        if here and (frame == last or chance.random() < _TAKEN):
            jump = _picked(here, frame == last, chance)
            for step in range(FADE):
                yield Shown(jump.leave + step, jump.enter + step, (step + 1) / (FADE + 1))
            frame = jump.enter + FADE
        else:
            yield Shown(frame)
            frame += 1


def _picked(jumps: list[Jump], back: bool, chance: np.random.Generator) -> Jump:
    usable = [jump for jump in jumps if jump.enter < jump.leave] if back else jumps
    return usable[int(chance.integers(len(usable)))]


def _bounce(loop: Loop, clip: int) -> Iterator[Shown]:
    low, high = loop.turns or (0, clip - 1)
    while True:
        yield from (Shown(frame) for frame in range(low, high))
        yield from (Shown(frame) for frame in range(high, low, -1))
        if low == high:
            yield Shown(low)
