"""From phones to a moving mouth: dominance blending, closures that always close, loudness, and sampling into frames.

Every phone pulls the mouth towards its viseme with a dominance that falls off around its time; the mouth is the
dominance-weighted mean of all pulls (Cohen & Massaro 1993). Fast speech therefore undershoots by itself, and lips
that matter start early. What must happen in any case is placed afterwards (JALI, Edwards et al. 2016): lips meet at
every /p b m/ and stay together in pauses.

The curve is computed in steps of 10 ms and each frame takes its mean over the 40 ms it is shown (area sampling):
a sound that lies between two frame centres still counts, and speech rhythm does not beat against the frame rate.
The whole curve runs `LEAD` ahead of the sound, because viewers accept lips that are early but not late.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from understudy.performance.curve import Curve, ease
from understudy.performance.prosody import SHORTEST_PAUSE, Prosody
from understudy.performance.tracks import SHAPE_INDEX, SHAPES, Table, VisemeCue
from understudy.performance.visemes import GROUPS, MOUTHS, SILENCE, VOWELS, Target, targets
from understudy.speech.clip import Clip, Phone
from understudy.speech.pitch import STEP_RATE

FRAMES_A_SECOND = 25
LEAD = 0.02
"""Seconds by which the mouth runs ahead of the sound (0.04 is the most that goes unnoticed)."""

_STEPS = STEP_RATE // FRAMES_A_SECOND
_REACH = 0.4
"""Seconds beyond its own time in which a phone still pulls (its dominance there is below 1 %)."""

_EDGE = 0.03
"""Seconds at both ends of a phone that already belong to the transition; a quarter of short phones."""

_TRAIL = 0.05
"""Time constant in seconds with which a phone's dominance falls after it."""

_CLOSING, _PARTING_TIME = 0.06, 0.045
"""Seconds in which lips come together before a closure and burst apart after it."""

_MOST_IN_VOWEL = 0.15
"""How far neighbouring closures may still hold the lips together in the middle of a vowel."""

_SETTLE, _PREPARE = 0.14, 0.07
"""At most so many seconds after speech ends the mouth is closed; so long before it begins it opens again."""

_HIGHEST_JAW: dict[str, tuple[float, float]] = {"FF": (0.08, 0.01), "SS": (0.07, 0.06), "CH": (0.1, 0.06)}
"""How far the jaw may be open where the lower lip touches the teeth or the teeth meet (JALI 2016), and the length in
seconds from which on that is reached in full: lip and teeth always meet, hurried sibilants only nearly."""

_JAW_HELPS = 0.4
"""Share of its opening that the jaw gives up around a closure, so that the lips need not do all of it."""

_NAMES: tuple[str, ...] = tuple(name for names in GROUPS.values() for name in names)
_GROUP_OF = np.array([position for position, names in enumerate(GROUPS.values()) for _ in names])
_SHAPE_ROWS = {
    viseme: np.array([mouth.shapes.get(name, 0.0) for name in _NAMES], np.float32) for viseme, mouth in MOUTHS.items()
}
_DOMINANCE_ROWS = {
    viseme: np.array([mouth.dominance[group] for group in GROUPS], np.float32) for viseme, mouth in MOUTHS.items()
}

_MOST_JERK = {"jawOpen": 0.2}
_MOST_JERK_ELSE = 0.25
"""Largest second difference between frames before closures are placed (weight per frame²); more would be jitter."""

_PARTING = ("jawOpen", "mouthLowerDown", "mouthUpperUp", "mouthFunnel")
"""Shapes that part the lips, which a closure takes back: the first by `mouthClose`, the others by not being there."""


@dataclass(frozen=True)
class Pull:
    """One target over `start` to `stop` seconds of the sound."""

    target: Target
    start: float
    stop: float


def lip_gap(weights: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """How far the inner lips are apart, in [0, 1] (0: they touch; 1: as far as this mouth opens).

    `weights` has shape (..., 52), columns as `tracks.SHAPES`. The jaw parts the lips and `mouthClose` takes that back
    one to one (ARKit's own meaning of `mouthClose`: lips closed whatever the jaw does); lowered lower lip, raised
    upper lip and funnel part them further by a quarter, a fifth and a tenth.
    """
    table = np.asarray(weights, np.float32)

    def pair(name: str) -> npt.NDArray[np.float32]:
        return np.asarray((table[..., SHAPE_INDEX[f"{name}Left"]] + table[..., SHAPE_INDEX[f"{name}Right"]]) / 2)

    jaw = table[..., SHAPE_INDEX["jawOpen"]] - table[..., SHAPE_INDEX["mouthClose"]]
    lips = 0.25 * pair("mouthLowerDown") + 0.2 * pair("mouthUpperUp") + 0.1 * table[..., SHAPE_INDEX["mouthFunnel"]]
    return np.asarray(np.clip(jaw + lips, 0.0, 1.0), np.float32)


def speak(clip: Clip, prosody: Prosody, frames: int) -> tuple[Table, tuple[VisemeCue, ...]]:
    """The mouth of a clip: weights (frames, 52) with only mouth, jaw and tongue moved, and its viseme cues.

    Beyond the clip the mouth is closed and at rest.
    """
    weights = np.zeros((frames, len(SHAPES)), np.float32)
    pulls = tuple(_pulls(clip, frames))
    if not any(pull.target.viseme != "sil" for pull in pulls):
        return weights, _cues(pulls, frames)
    closed = _closure(pulls, frames)
    mouth = _sampled(_blend(pulls, prosody, frames))
    mouth[:, 0] *= 1 - _JAW_HELPS * np.convolve(np.pad(closed, 1, mode="edge"), (0.25, 0.5, 0.25), "valid")
    _raise_jaw(mouth, pulls)
    mouth = _calm(mouth)
    for column, name in enumerate(_NAMES):
        track = mouth[:, column] * (1 - closed) if name in _PARTING[1:] else mouth[:, column]
        for shape in (name,) if name in SHAPE_INDEX else (f"{name}Left", f"{name}Right"):
            weights[:, SHAPE_INDEX[shape]] = track
    jaw = weights[:, SHAPE_INDEX["jawOpen"]]
    weights[:, SHAPE_INDEX["mouthClose"]] = closed.astype(np.float32) * jaw
    return np.clip(weights, 0.0, 1.0), _cues(pulls, frames)


def _raise_jaw(mouth: npt.NDArray[np.float32], pulls: Sequence[Pull]) -> None:
    """Bring the jaw up to where teeth, or lip and teeth, must meet (`_HIGHEST_JAW`), in place."""
    for pull in pulls:
        if pull.target.viseme not in _HIGHEST_JAW:
            continue
        most, shortest = _HIGHEST_JAW[pull.target.viseme]
        start, stop = _framed(pull.start - LEAD / 2, pull.stop - LEAD, pull)
        frames, near = _near(start, stop, len(mouth))
        near = near * min((pull.stop - pull.start) / shortest, 1.0)
        over = np.maximum(mouth[frames, 0] - most, 0)
        mouth[frames, 0] -= np.asarray(over * near, np.float32)


def _near(start: float, stop: float, frames: int) -> tuple[slice, Curve]:
    """The frames around a time span (seconds), and for each 1 inside, eased to 0 before and after."""
    first = min(max(int((start - _CLOSING) * FRAMES_A_SECOND), 0), frames)
    last = min(max(int((stop + _PARTING_TIME) * FRAMES_A_SECOND) + 1, first), frames)
    middle = (np.arange(first, last) + 0.5) / FRAMES_A_SECOND
    away = np.maximum(np.maximum((start - middle) / _CLOSING, (middle - stop) / _PARTING_TIME), 0.0)
    return slice(first, last), ease(1.0 - away)


def _closure(pulls: Sequence[Pull], frames: int) -> Curve:
    """How far the lips are brought together, one value a frame: 1 closed, 0 free, eased in between.

    A vowel between two closures has one frame in which the lips are apart, unless a closure needs that very frame.
    """
    closed = np.zeros(frames)
    for start, stop in _closures(pulls):
        shown, near = _near(start, stop, frames)
        closed[shown] = np.maximum(closed[shown], near)
    needed = {_middle_frame(pull) for pull in pulls if pull.target.viseme == "PP"}
    for pull in pulls:
        frame = _middle_frame(pull)
        if pull.target.viseme in VOWELS and frame < frames and frame not in needed:
            closed[frame] = min(closed[frame], _MOST_IN_VOWEL)
    return closed


def _closures(pulls: Sequence[Pull]) -> Iterator[tuple[float, float]]:
    """Times in which lips touch (start, stop, in seconds), each reaching the middle of at least one frame."""
    for viseme, group in itertools.groupby(pulls, key=lambda pull: pull.target.viseme):
        spans = list(group)
        if viseme == "PP":
            for pull in spans:
                yield _framed(pull.start - LEAD / 2, pull.start + 0.75 * (pull.stop - pull.start), pull)
        elif viseme == "sil":
            start, stop = spans[0].start, spans[-1].stop
            if stop - start <= SHORTEST_PAUSE:
                continue
            begin = start + min(_SETTLE, 0.35 * (stop - start)) if start > 0 else start
            end = stop - min(_PREPARE, 0.35 * (stop - start))
            whole = Pull(spans[0].target, start, stop)
            yield _framed(begin, end, whole)


def _framed(start: float, stop: float, pull: Pull) -> tuple[float, float]:
    """The span widened to the middle of the frame that shows the middle of the pull, which lies within its time."""
    middle = (_middle_frame(pull) + 0.5) / FRAMES_A_SECOND
    return min(start, middle), max(stop, middle)


def _middle_frame(pull: Pull) -> int:
    return int((pull.start + pull.stop) / 2 * FRAMES_A_SECOND)


def _pulls(clip: Clip, frames: int) -> Iterator[Pull]:
    """Targets of all phones in order of time, a diphthong's sharing its time, then silence beyond the last frame."""
    for phone in clip.phones:
        if phone.stop > phone.start:
            yield from _phone_pulls(phone, clip.rate)
    end = clip.phones[-1].stop / clip.rate if clip.phones else 0.0
    yield Pull(SILENCE[0], end, max(frames / FRAMES_A_SECOND, end + 0.5))


def _phone_pulls(phone: Phone, rate: int) -> Iterator[Pull]:
    found = targets(phone.symbol)
    whole = sum(target.share for target in found)
    start, length = phone.start / rate, (phone.stop - phone.start) / rate
    for target in found:
        stop = start + length * target.share / whole
        yield Pull(target, start, stop)
        start = stop


def _blend(pulls: Sequence[Pull], prosody: Prosody, frames: int) -> npt.NDArray[np.float32]:
    """The mouth in steps of 10 ms, shape (frames × 4, shapes): dominance-weighted mean of all pulls, then loudness."""
    steps = frames * _STEPS
    wanted = np.zeros((steps, len(_NAMES)), np.float32)
    weight = np.full((steps, len(GROUPS)), 1e-3, np.float32)
    for pull in pulls:
        first = max(int((pull.start - LEAD - _REACH) * STEP_RATE), 0)
        last = min(int((pull.stop - LEAD + _REACH) * STEP_RATE) + 1, steps)
        if last <= first:
            continue
        time = (np.arange(first, last) + 0.5) / STEP_RATE + LEAD
        dominance = _fall_off(pull, time)[:, None] * (_DOMINANCE_ROWS[pull.target.viseme] * _strength(pull))
        weight[first:last] += dominance
        wanted[first:last] += dominance[:, _GROUP_OF] * (_SHAPE_ROWS[pull.target.viseme] * pull.target.peak)
    for column, group in enumerate(_GROUP_OF):
        wanted[:, column] /= weight[:, group]
    jaw, lips = _expressiveness(prosody, steps)
    wanted[:, _GROUP_OF == 0] *= jaw[:, None]
    wanted[:, _GROUP_OF != 0] *= lips[:, None]
    return wanted


def _strength(pull: Pull) -> float:
    """Short silences inside a phrase hardly pull: the mouth waits in its place."""
    if pull.target.viseme != "sil":
        return pull.target.pull
    return pull.target.pull * min(max((pull.stop - pull.start) / SHORTEST_PAUSE, 0.1), 1.0) ** 2


def _fall_off(pull: Pull, time: Curve) -> npt.NDArray[np.float32]:
    """Dominance over time: 1 over the pull's own time but its edges (at least its hold), exponential outside."""
    mouth = MOUTHS[pull.target.viseme]
    middle = (pull.start + pull.stop) / 2
    length = pull.stop - pull.start
    half = max(length / 2 - min(length / 4, _EDGE), mouth.hold / 2)
    before, after = np.maximum(middle - half - time, 0), np.maximum(time - middle - half, 0)
    return np.asarray(np.exp(-before / mouth.lead - after / _TRAIL), np.float32)


def _expressiveness(prosody: Prosody, steps: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Gains of jaw and lips from local loudness (JALI's two axes): the jaw follows loudness more than the lips do.

    6 dB above the ordinary level open the jaw by a quarter more; whispering never takes more than half of it away.
    """
    if prosody.level_db is None or not len(prosody.loudness_db):
        return np.ones(steps, np.float32), np.ones(steps, np.float32)
    size = 2 * 8 + 1
    window = np.hanning(size + 2)[1:-1]
    loud = np.maximum(prosody.loudness_db - prosody.level_db, -24.0)
    smooth = np.convolve(np.pad(loud, size // 2, mode="edge"), window / window.sum(), "valid")
    smooth = np.pad(smooth[:steps], (0, max(steps - len(smooth), 0)), mode="edge")
    shifted = np.roll(smooth, -round(LEAD * STEP_RATE))
    jaw = np.clip(1.0 + shifted / 24.0, 0.5, 1.35)
    return np.asarray(jaw, np.float32), np.asarray(np.clip(1.0 + shifted / 60.0, 0.75, 1.12), np.float32)


def _sampled(curve: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """One value a frame: the mean over the time the frame is shown."""
    return np.asarray(curve.reshape(-1, _STEPS, curve.shape[1]).mean(axis=1), np.float32)


def _calm(mouth: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The same movement with bounded acceleration: rows that jerk more than `_MOST_JERK` are smoothed, most of all
    where they do."""
    if len(mouth) < 3:
        return mouth
    most = np.array([_MOST_JERK.get(name, _MOST_JERK_ELSE) for name in _NAMES], np.float32)
    for _ in range(12):
        jerk = np.zeros_like(mouth)
        jerk[1:-1] = mouth[2:] - 2 * mouth[1:-1] + mouth[:-2]
        over = np.abs(jerk) > most
        if not over.any():
            break
        mouth = np.asarray(mouth + 0.36 * np.where(over, jerk - np.sign(jerk) * most, 0), np.float32)
    return np.asarray(np.clip(mouth, 0.0, 1.0), np.float32)


def _cues(pulls: Sequence[Pull], frames: int) -> tuple[VisemeCue, ...]:
    """Visemes over (fractional) frames of the sound's own time; silence fills what lies beyond the clip."""
    cues: list[VisemeCue] = []
    for pull in pulls:
        start, stop = pull.start * FRAMES_A_SECOND, min(pull.stop * FRAMES_A_SECOND, float(frames))
        if stop <= start:
            continue
        if cues and cues[-1].viseme == pull.target.viseme == "sil":
            cues[-1] = VisemeCue("sil", cues[-1].start, stop)
        else:
            cues.append(VisemeCue(pull.target.viseme, start, stop, round(pull.target.peak, 3)))
    return tuple(cues)
