"""The whole acting of one scene, from its sound: read this file first, one line a part.

A scene begins and ends at rest (every weight and motion 0), so that cuts match and films can loop.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import blake2b

import numpy as np

from understudy.errors import Warning
from understudy.performance.acting import Acting
from understudy.performance.body import carry
from understudy.performance.coarticulate import FRAMES_A_SECOND, speak
from understudy.performance.curve import Curve, ease, stream
from understudy.performance.express import beat, feel, raise_brows, smile, speaking, take_postures
from understudy.performance.eyes import blink, glances, hold_viewer, look
from understudy.performance.gesture import Planned, make_room, perform_gestures, plan
from understudy.performance.idle import breathe, limit, own_gestures, sway
from understudy.performance.prosody import analyse
from understudy.performance.tracks import SHAPE_INDEX, ActionSpan, Performance, Table
from understudy.production import ActionCue
from understudy.speech.clip import Clip

_EASE_FRAMES = 10
"""Frames over which a scene leaves and reaches the rest pose (0.4 s)."""

_MOUTH_EASE_FRAMES = 2
"""The same for the mouth, which may have to speak at once."""


def perform(
    clip: Clip,
    frames: int,
    *,
    seed: int,
    idle_interval: float = 4.0,
    actions: Sequence[ActionCue] = (),
    loopable: bool = False,
    known_actions: Collection[str] | None = None,
) -> tuple[Performance, list[Warning]]:
    """Act a clip over `frames` frames (at least 1); where they outlast the clip, the presenter listens.

    The same clip, seed and options give the same rows, whatever else is in the film. `actions` are
    those of a recorded scene, `known_actions` the presenter's (None: all of ours), `idle_interval` the seconds
    between gestures of its own accord (0 means 4, 255 none). A `loopable` performance ends on exactly its first row,
    which the rest pose already makes true. Warnings tell what was asked and is done differently or not at all.
    """
    chance = (seed, _likeness(clip))
    seconds = frames / FRAMES_A_SECOND
    prosody = analyse(clip)
    phrases = prosody.phrases
    mouth, visemes = speak(clip, prosody, frames)
    talking = speaking(phrases, frames)
    asked, warnings = plan(clip, seconds, actions, known_actions)
    own = own_gestures(stream(*chance, "own"), idle_interval, seconds, talking, asked, known_actions)

    acting = Acting(frames)
    mood, unknown = feel(acting, clip)
    raise_brows(acting, prosody, mood, stream(*chance, "brows"))
    smile(acting, phrases, mood, talking)
    take_postures(acting, phrases, mood, stream(*chance, "postures"))
    beat(acting, prosody, mood, stream(*chance, "beats"))
    sway(acting, chance, mood, talking)
    carry(acting, chance, prosody, mood)
    breathe(acting, stream(*chance, "breath"), phrases)
    limit(acting)
    make_room(acting, asked)

    away = glances(stream(*chance, "glances"), phrases, seconds)
    look(acting, stream(*chance, "gaze"), away)
    perform_gestures(acting, [*asked, *own])
    hold_viewer(acting)
    acting.soften(_rest(frames, _EASE_FRAMES))
    favoured = [phrase.stop + 0.08 for phrase in phrases] + [start for (start, _), _ in away]
    busy = [(item.start, item.stop) for item in (*asked, *own) if item.gesture.eyes]
    blink(acting, stream(*chance, "blinks"), favoured, busy)

    weights = _joined(mouth * _rest(frames, _MOUTH_EASE_FRAMES)[:, None].astype(np.float32), acting.weights())
    performance = Performance(
        weights, acting.motions(), visemes, tuple(_span(item, frames) for item in asked), clip.sound
    )
    assert not loopable or performance.key(0) == performance.key(frames - 1)
    return performance, [*warnings, *unknown]


def _likeness(clip: Clip) -> str:
    """A stable hash of what the clip says and when: two scenes of one film act differently, and apart."""
    tracks = (clip.written, clip.language, clip.rate, clip.sound.length)
    phones = [(phone.symbol, phone.start, phone.stop) for phone in clip.phones]
    return blake2b(repr((tracks, phones)).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _rest(frames: int, ramp: int) -> Curve:
    """0 in the first and the last frame, 1 from `ramp` frames inside; one value a frame."""
    number = np.arange(frames)
    return ease(number / ramp) * ease((frames - 1 - number) / ramp)


def _joined(mouth: Table, face: Table) -> Table:
    """Speech and face in one: added up, the smile giving way where the lips are rounded."""
    rounded = mouth[:, SHAPE_INDEX["mouthPucker"]] + mouth[:, SHAPE_INDEX["mouthFunnel"]]
    for name in ("mouthSmileLeft", "mouthSmileRight"):
        face[:, SHAPE_INDEX[name]] *= 1.0 - 0.75 * np.minimum(rounded, 1.0)
    return np.asarray(np.clip(mouth + face, 0.0, 1.0), np.float32)


def _span(item: Planned, frames: int) -> ActionSpan:
    start = min(int(item.start * FRAMES_A_SECOND), frames - 1)
    return ActionSpan(item.tag, start, min(max(round(item.stop * FRAMES_A_SECOND), start + 1), frames))
