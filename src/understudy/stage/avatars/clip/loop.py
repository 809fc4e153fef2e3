"""How a clip goes on without end: places where it may jump from one frame to another, or turn round, and nobody sees.

After Schödl, Szeliski, Salesin and Essa, "Video textures" (SIGGRAPH 2000): frames are compared with their neighbours in
time, so that what moves goes on in the same direction. The mouth counts for nothing, as it is driven anyway.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from understudy.stage.avatars.face.network import Floats

FADE = 8
"""Frames over which a jump is cross-faded."""

Doubles = npt.NDArray[np.float64]

STEADY = (168, 6, 197, 195, 33, 133, 362, 263, 127, 356, 10, 151, 9)
"""Points of brow, nose, temples and eyes' corners, which neither speech nor expression moves much."""

_UPPER, _LOWER = ((159, 386), (145, 374))
"""The middles of the lids."""

_LIDS, _BODY = 2.0, 0.8
"""What a difference of the lids' opening (in eye distances) and of the whole sketch (of 1) counts in eye distances."""

_SHUT = 0.8
"""Lids closer than this share of their usual opening blink: the landmark model never sees them shut altogether."""

_UNSEEN = 0.045
"""A jump whose frames differ by less is not seen, in eye distances (by eye, at 1080p)."""

_MOST = 16
"""Jumps that are kept."""

_SHORTEST = 25
"""Frames between both ends of a jump, at least: shorter loops would twitch."""

_LEAST = 0.35
"""Share of a clip that the first jump back leads over, at least: else most of it would never be seen again."""

_STILL = 0.006
"""Eye distances a frame below which a clip may turn round."""


@dataclass(frozen=True)
class Jump:
    """After frame `leave` frame `enter` may follow, cross-faded; `cost` in eye distances tells how much they differ."""

    leave: int
    enter: int
    cost: float


@dataclass(frozen=True)
class Loop:
    """Where a clip may jump, and where it may turn round when it cannot (first and last frame, else None)."""

    start: int
    jumps: tuple[Jump, ...]
    turns: tuple[int, int] | None
    seen: bool
    """Whether somebody may notice."""


def find_loop(points: Floats, sketches: Floats, unit: float) -> Loop:
    """The best way to play a clip without end; `points` (frames, 468, 3) in pixels, `sketches` (frames, h, w)."""
    feature = _features(points, sketches, unit)
    frames = len(feature)
    cost = _costs(feature)
    jumps = _chosen(cost)
    speed = _speed(feature)
    start = _start(speed, jumps, frames)
    way_back = max((jump for jump in jumps if jump.enter < jump.leave), key=lambda jump: jump.leave, default=None)
    if way_back is not None and way_back.cost <= _UNSEEN:
        return Loop(start, tuple(jumps), None, seen=False)
    turns = _turns(speed)
    if turns is not None:
        return Loop(turns[0], (), turns, seen=False)
    return Loop(start, tuple(jumps), None, seen=True)


def opening_of_lids(points: Floats, unit: float) -> Floats:
    """How far the lids are apart, the mean of both eyes, in eye distances; one value a frame."""
    apart = points[:, list(_LOWER), 1] - points[:, list(_UPPER), 1]
    return np.asarray(apart.mean(axis=1) / unit, np.float32)


def shut_eyes(points: Floats, unit: float) -> npt.NDArray[np.bool_]:
    """Whether the person blinks, for every frame."""
    lids = opening_of_lids(points, unit)
    return np.asarray(lids < _SHUT * np.median(lids), np.bool_)


def _features(points: Floats, sketches: Floats, unit: float) -> Doubles:
    """One row a frame; its city-block distances are eye distances."""
    places = points[:, list(STEADY), :2].astype(np.float64) / unit
    lids = opening_of_lids(points, unit)[:, None] * _LIDS
    body = sketches.reshape(len(points), -1).astype(np.float64)
    return np.hstack([places.reshape(len(points), -1) / len(STEADY), lids, body * (_BODY / body.shape[1])])


def _costs(feature: Doubles) -> Floats:
    """For every pair (leave, enter) the largest difference of the frames that are cross-faded."""
    apart = np.empty((len(feature), len(feature)), np.float32)
    for number, row in enumerate(feature):
        apart[number] = np.abs(feature - row).sum(axis=1)
    count = max(len(feature) - FADE, 0)
    cost = np.zeros((count, count), np.float32)
    for offset in range(FADE + 1):
        np.maximum(cost, apart[offset : offset + count, offset : offset + count], out=cost)
    return cost


def _chosen(cost: Floats) -> list[Jump]:
    """Jumps that are not seen, none near another one.

    The first leads from late in the clip back to an early frame; when none such is good enough, it is the cheapest that
    leads back.
    """
    leave, enter = np.ogrid[: len(cost), : len(cost)]
    usable = np.where(np.abs(leave - enter) >= _SHORTEST, cost, np.float32(np.inf))
    long_ = leave - enter >= max(_SHORTEST, round(_LEAST * len(cost)))
    back = np.where(long_ & (enter >= FADE), usable, np.float32(np.inf))
    if not np.isfinite(back).any():
        return []
    best = float(back.min())
    good = back <= max(min(2 * best + 0.005, _UNSEEN), 1.1 * best)
    limit = min(3 * best + 0.015, _UNSEEN)
    first = int(np.argmax(np.where(good, leave - enter - back, -np.inf)))
    found: list[Jump] = []
    last = first // len(cost)
    while len(found) < _MOST:
        row, column = divmod(first if not found else int(np.argmin(usable)), len(cost))
        price = float(cost[row, column])
        if found and not usable[row, column] <= limit:
            break
        if row <= last and column + FADE <= last:  # from everywhere the way back must be reached
            found.append(Jump(row, column, round(price, 4)))
        usable[(np.abs(leave - row) < FADE) & (np.abs(enter - column) < 2 * FADE)] = np.inf
    return sorted(found, key=lambda jump: (jump.leave, jump.enter))


def _speed(feature: Doubles) -> Doubles:
    """How much each frame differs from the next, smoothed over a few."""
    change = np.abs(np.diff(feature, axis=0)).sum(axis=1)
    return np.convolve(np.append(change, change[-1:]), np.ones(5) / 5, "same")


def _start(speed: Doubles, jumps: list[Jump], frames: int) -> int:
    """The calmest frame of the first half from which a jump back can still be reached, and that can be faded into."""
    last = max((jump.leave for jump in jumps), default=frames - 1)
    stop = max(min(frames // 2, last), FADE + 1)
    return FADE + int(np.argmin(speed[FADE:stop])) if stop > FADE else 0


def _turns(speed: Doubles) -> tuple[int, int] | None:
    """The first and the last frame at which the clip stands still, far enough apart; None when it never does."""
    still = np.flatnonzero(speed < _STILL)
    if len(still) and still[-1] - still[0] >= 2 * _SHORTEST:
        return int(still[0]), int(still[-1])
    return None
