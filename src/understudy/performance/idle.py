"""Life that needs no words: sway that never repeats, breath, and small gestures of the presenter's own accord."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from understudy.performance.acting import Acting
from understudy.performance.coarticulate import FRAMES_A_SECOND
from understudy.performance.curve import Curve, stream, through, wander
from understudy.performance.express import Mood
from understudy.performance.gesture import GESTURES, Planned
from understudy.performance.prosody import Phrase

SWAY: tuple[tuple[str, float, float, float], ...] = (
    ("yaw", 0.95, 3.4, 1.0),
    ("yaw", 0.42, 1.1, 1.6),
    ("pitch", 0.4, 2.8, 1.0),
    ("pitch", 0.2, 0.9, 1.5),
    ("roll", 0.45, 3.9, 0.9),
    ("roll", 0.2, 1.3, 1.4),
    ("x", 0.012, 3.1, 1.2),
    ("y", 0.005, 2.3, 1.2),
    ("z", 0.014, 4.3, 1.0),
    ("lean", 0.35, 4.7, 1.0),
)
"""Channel, size, seconds a swing, and how much of it more there is in speech than in listening (by eye). Two sizes of
time each: a slow drift of posture and a quicker liveliness, as in recordings of seated speakers."""

LIMITS: dict[str, float] = {
    **{"yaw": 3.0, "pitch": 2.0, "roll": 1.5, "x": 0.05, "y": 0.03, "z": 0.05},
    **{"lean": 1.6, "shift": 0.09, "twist": 3.5},
}
"""The most that sway, postures, stances and beats together reach; gestures go beyond. Approached softly."""

_LISTENING = 0.55
"""Size of the sway while nobody speaks."""

_INHALE_BEFORE = 0.45
_REST_CYCLE = (3.6, 4.8)
"""Seconds a breath at rest: 12.5 to 16.7 a minute."""

_OWN_SPEAKING = ("tilt", "lean_in", "brow_raise", "smile")
_OWN_LISTENING = ("nod", "tilt", "smile", "brow_raise", "look_away", "lean_in")
_DEFAULT_INTERVAL, _NEVER = 4.0, 255.0


def sway(acting: Acting, seed: tuple[object, ...], mood: Mood, talking: Curve) -> None:
    """Write the head's drift: noise of two speeds a direction, smaller while listening."""
    for number, (channel, size, swing, liveliness) in enumerate(SWAY):
        noise = wander(stream(*seed, "sway", number), acting.frames, swing * FRAMES_A_SECOND)
        amount = _LISTENING + (liveliness - _LISTENING) * talking
        acting.track(channel)[:] += size * amount * noise * mood.sway


def limit(acting: Acting) -> None:
    """Keep what is written so far within `LIMITS`, softly: small movements stay as they are."""
    for channel, most in LIMITS.items():
        curve = acting.track(channel)
        curve[:] = most * np.tanh(curve / most)


def breathe(acting: Acting, random: np.random.Generator, phrases: Sequence[Phrase]) -> None:
    """Write the breath: filled before a phrase and spent over it, and calm cycles where nobody speaks."""
    seconds = acting.frames / FRAMES_A_SECOND
    keys: list[tuple[float, float]] = [(0.0, 0.0)]
    for phrase in phrases:
        _rest(keys, random, phrase.start - _INHALE_BEFORE)
        filled = min(0.45 + 0.08 * (phrase.stop - phrase.start), 0.95)
        if phrase.start - keys[-1][0] > 0.2:
            keys.append((phrase.start - 0.04, max(filled, keys[-1][1])))
        keys.append((max(phrase.stop, keys[-1][0] + 0.1), 0.12))
    _rest(keys, random, seconds)
    times = (np.arange(acting.frames) + 0.5) / FRAMES_A_SECOND
    breath = through(times, *zip(*keys, strict=True))
    acting.track("breath")[:] += breath
    acting.track("y")[:] -= 0.008 * breath
    acting.track("pitch")[:] += 0.3 * breath


def _rest(keys: list[tuple[float, float]], random: np.random.Generator, until: float) -> None:
    """Add breaths at rest while a whole one fits before `until`; then the lungs stay as they are."""
    while keys[-1][0] + _REST_CYCLE[1] < until:
        length = random.uniform(*_REST_CYCLE)
        start = keys[-1][0]
        keys.append((start + 0.4 * length, random.uniform(0.38, 0.55)))
        keys.append((start + length, random.uniform(0.03, 0.1)))
    if until - keys[-1][0] > 0.1:
        keys.append((until, 0.08))


def own_gestures(
    random: np.random.Generator,
    interval: float,
    seconds: float,
    talking: Curve,
    asked: Sequence[Planned],
    known: Collection[str] | None = None,
) -> list[Planned]:
    """Small gestures every `interval` seconds, give or take a third, away from those that were asked for.

    An interval of 0 means 4 s, 255 none. While speaking only such that leave the speech alone; never one that is not
    among the `known` ones.
    """
    interval = interval or _DEFAULT_INTERVAL
    found: list[Planned] = []
    if interval >= _NEVER:
        return found
    time = interval * random.uniform(0.5, 1.2)
    while time < seconds:
        chance, scale, side = random.random(), random.uniform(0.3, 0.55), 1 if random.random() < 0.5 else -1
        busy = talking[min(int(time * FRAMES_A_SECOND), len(talking) - 1)] > 0.5
        names = [one for one in (_OWN_SPEAKING if busy else _OWN_LISTENING) if known is None or one in known]
        if names:
            name = names[int(chance * len(names))]
            stop = time + GESTURES[name].seconds
            free = all(stop < other.start - 0.3 or time > other.stop + 0.3 for other in asked)
            if free and stop < seconds - 0.4:
                found.append(Planned(name, GESTURES[name], time, stop, scale, side))
        time += interval * random.uniform(0.67, 1.33)
    return found
