"""Gestures that a bust can do, and which of them an action tag of a script asks for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from understudy.errors import Warning
from understudy.performance.acting import GAZE_X, GAZE_Y, Acting
from understudy.performance.coarticulate import FRAMES_A_SECOND
from understudy.performance.curve import add_plateau
from understudy.production import ActionCue
from understudy.speech.clip import Clip

Keys = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Gesture:
    """A movement of `seconds`: points (seconds, value) by channel, each beginning and ending at 0.

    `eyes` tells that the eyes take part: no blink is placed into it.
    """

    seconds: float
    channels: dict[str, Keys]
    reason: str
    eyes: bool = False


GESTURES: dict[str, Gesture] = {
    "nod": Gesture(
        1.2,
        {
            "pitch": ((0.0, 0.0), (0.24, -6.0), (0.48, 1.0), (0.72, -3.6), (1.2, 0.0)),
            "y": ((0.0, 0.0), (0.24, 0.03), (0.48, 0.0), (0.72, 0.018), (1.2, 0.0)),
        },
        "two falling beats, the second smaller; about 2 Hz as people nod (Hadar et al. 1985: 1.8 to 3.7 Hz)",
    ),
    "shake": Gesture(
        1.6,
        {
            "yaw": ((0.0, 0.0), (0.26, -6.0), (0.6, 6.0), (0.94, -4.2), (1.24, 2.2), (1.6, 0.0)),
            "browDown": ((0.0, 0.0), (0.3, 0.12), (1.2, 0.12), (1.6, 0.0)),
        },
        "left, right and dying away; the eyes stay with the viewer",
    ),
    "tilt": Gesture(
        1.9,
        {
            "roll": ((0.0, 0.0), (0.5, 6.0), (1.3, 5.4), (1.9, 0.0)),
            "browInnerUp": ((0.0, 0.0), (0.5, 0.22), (1.3, 0.2), (1.9, 0.0)),
        },
        "interest: the head leans to one side and waits there",
    ),
    "lean_in": Gesture(
        2.4,
        {
            "lean": ((0.0, 0.0), (0.7, 5.0), (1.7, 4.6), (2.4, 0.0)),
            "z": ((0.0, 0.0), (0.7, 0.16), (1.7, 0.15), (2.4, 0.0)),
            "pitch": ((0.0, 0.0), (0.7, -1.6), (1.7, -1.4), (2.4, 0.0)),
            "browOuterUp": ((0.0, 0.0), (0.8, 0.16), (1.6, 0.14), (2.4, 0.0)),
        },
        "to make a point between the two of us",
    ),
    "brow_raise": Gesture(
        1.1,
        {
            "browInnerUp": ((0.0, 0.0), (0.2, 0.6), (0.7, 0.5), (1.1, 0.0)),
            "browOuterUp": ((0.0, 0.0), (0.2, 0.65), (0.7, 0.55), (1.1, 0.0)),
            "eyeWide": ((0.0, 0.0), (0.2, 0.25), (0.7, 0.2), (1.1, 0.0)),
        },
        "surprise or emphasis; lids follow the brows",
        eyes=True,
    ),
    "smile": Gesture(
        2.4,
        {
            "mouthSmile": ((0.0, 0.0), (0.5, 0.55), (1.6, 0.5), (2.4, 0.0)),
            "cheekSquint": ((0.0, 0.0), (0.6, 0.4), (1.6, 0.35), (2.4, 0.0)),
            "eyeSquint": ((0.0, 0.0), (0.6, 0.2), (1.6, 0.18), (2.4, 0.0)),
        },
        "a smile that reaches the eyes (Ekman: cheeks rise), quicker on than off",
    ),
    "look_away": Gesture(
        1.6,
        {
            GAZE_X: ((0.0, 0.0), (0.06, 12.0), (1.2, 12.0), (1.26, 0.0)),
            GAZE_Y: ((0.0, 0.0), (0.06, 4.0), (1.2, 4.0), (1.26, 0.0)),
            "yaw": ((0.0, 0.0), (0.45, 4.5), (1.1, 4.2), (1.6, 0.0)),
        },
        "thinking: the eyes jump away first, the head follows, and the eyes are back first",
        eyes=True,
    ),
    "shrug": Gesture(
        1.5,
        {
            "shrug": ((0.0, 0.0), (0.35, 0.9), (0.8, 0.8), (1.5, 0.0)),
            "roll": ((0.0, 0.0), (0.4, 3.0), (0.8, 2.6), (1.5, 0.0)),
            "browInnerUp": ((0.0, 0.0), (0.3, 0.4), (0.8, 0.35), (1.5, 0.0)),
            "mouthShrugLower": ((0.0, 0.0), (0.35, 0.35), (0.8, 0.3), (1.5, 0.0)),
        },
        "shoulders, brows and lower lip together: who knows",
    ),
}
"""Our own gestures by name; amplitudes by eye (2026-11-22), larger than the sway of speech so that they are noticed."""

ALIASES: dict[str, str] = {
    **{"yes": "nod", "agree": "nod", "greet": "nod", "greeting": "nod", "bow": "nod", "hello": "nod", "thanks": "nod"},
    **{"no": "shake", "deny": "shake", "disagree": "shake", "refuse": "shake", "shake_head": "shake"},
    **{"head_tilt": "tilt", "curious": "tilt", "question": "tilt", "lean": "lean_in", "emphasize": "lean_in"},
    **{"eyebrow_raise": "brow_raise", "surprise": "brow_raise", "happy": "smile", "laugh": "smile"},
    **{"think": "look_away", "look_aside": "look_away", "unsure": "shrug", "doubt": "shrug"},
}
"""Other names that scripts use for them."""

_SYSTEM_TAG = re.compile(r"(?:system_)?(?:female|male|\w+?)_animation_(\d+)", re.IGNORECASE)
_QUICKEST = 0.6
"""A gesture that does not fit before the end of its scene is done up to this much faster, then begun earlier."""

_QUIET, _HEAD = 0.6, ("yaw", "pitch", "roll", "lean")
"""Share of the head's own movement that a gesture takes away while it lasts."""

_REST = 0.2
"""Seconds at the end of a scene that gestures leave to the rest pose."""


@dataclass(frozen=True)
class Planned:
    """A gesture at its place: `start` and `stop` in seconds, `scale` of its amplitude, mirrored where `side` is -1."""

    tag: str
    gesture: Gesture
    start: float
    stop: float
    scale: float = 1.0
    side: int = 1


def plan(
    clip: Clip, seconds: float, actions: Sequence[ActionCue], known: Collection[str] | None
) -> tuple[list[Planned], list[Warning]]:
    """Every action of the clip's cues and of a recorded scene, placed in time, with a warning for each that is done
    differently (`action_mapped`) or not at all (`action_unknown`, `action_too_late`).

    `known` are the actions this presenter can do; None means all of `GESTURES`.
    """
    asked = [(cue.start / clip.rate, cue.value) for cue in clip.cues if cue.kind == "action"]
    asked += [(action.at, action.tag) for action in actions]
    able = [name for name in GESTURES if known is None or name in known]
    planned: list[Planned] = []
    warnings: list[Warning] = []
    for at, tag in sorted(asked):
        name, warning = resolve(tag, able)
        if name and at >= seconds:
            name, warning = "", _too_late(tag, at, seconds)
        if name:
            planned.append(_placed(tag, GESTURES[name], at, seconds))
        if warning:
            warnings.append(warning)
    return planned, warnings


def resolve(tag: str, able: Sequence[str]) -> tuple[str, Warning | None]:
    """The gesture of `able` that stands for an action tag ('' for none), and what to tell its author."""
    plain = re.sub(r"[\s\-]+", "_", tag.strip().lower())
    if plain in able:
        return plain, None
    named = ALIASES.get(plain, "")
    number = _SYSTEM_TAG.fullmatch(plain)
    if not named and number and able:
        named = able[int(number[1]) % len(able)]
    if named in able:
        hint = f"to choose it yourself, write one of {', '.join(able)}"
        return named, Warning("action_mapped", f"action {tag!r} is performed as {named!r}", hint)
    hint = f"known actions: {', '.join(able)}" if able else "this presenter has no actions"
    return "", Warning("action_unknown", f"action {tag!r} is not known and was left out", hint)


def perform_gestures(acting: Acting, planned: Iterable[Planned]) -> None:
    """Add gestures to the acting; where they overlap, they add up."""
    for item in planned:
        pace = (item.stop - item.start) / item.gesture.seconds
        for channel, keys in item.gesture.channels.items():
            mirrored = item.side if channel in ("yaw", "roll", "x", GAZE_X) else 1
            stretched = [(time * pace, value) for time, value in keys]
            acting.keys(channel, item.start, stretched, item.scale * mirrored)


def make_room(acting: Acting, planned: Iterable[Planned]) -> None:
    """Quieten the head's own movement under gestures that were asked for, so that they read clearly."""
    quiet = np.zeros(acting.frames)
    for item in planned:
        add_plateau(quiet, item.start * FRAMES_A_SECOND, item.stop * FRAMES_A_SECOND, 10, _QUIET)
    for channel in _HEAD:
        acting.track(channel)[:] *= 1.0 - np.minimum(quiet, _QUIET)


def _placed(tag: str, gesture: Gesture, at: float, seconds: float) -> Planned:
    room = max(seconds - _REST - at, 0.0)
    length = min(gesture.seconds, max(room, gesture.seconds * _QUICKEST))
    start = max(min(at, seconds - _REST - length), 0.0)
    return Planned(tag, gesture, start, start + length)


def _too_late(tag: str, at: float, seconds: float) -> Warning:
    message = f"action {tag!r} at {at:g} s lies after the end of the scene at {seconds:.2f} s and was left out"
    return Warning("action_too_late", message, "place it before the end of the speech")
