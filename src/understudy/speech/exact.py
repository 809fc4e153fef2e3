"""Makes a line exactly as fast and as high as was asked, whatever the engine's own controls gave.

An engine's controls are near, not exact: a factor asked for is compared with the line as the engine says it without
any factor, and what is missing is done to the sound.
"""

from __future__ import annotations

import numpy as np

from understudy.speech.clip import Phone
from understudy.speech.engine import Spoken, SpokenWord
from understudy.speech.pitch import pitch_ratio
from understudy.speech.sound import Samples
from understudy.speech.stretch import repitched, stretched

SPEED_TOLERANCE, PITCH_TOLERANCE = 0.008, 0.006
"""What nobody hears is left alone: 0.8 % of speed, 0.6 % of pitch (a tenth of a semitone)."""

AUDIBLE = 0.003
"""Sound below this (-50 dB) at a line's ends is the engine's own silence."""

_FURTHEST = 1.5  # a pitch that seems further off than this was measured wrongly: octave errors, creaky voices


def exact(spoken: Spoken, natural: Spoken, rate: int, *, speed: float, pitch: float, controlled: bool = True) -> Spoken:
    """`spoken` with the length of `natural` over `speed`, its pitch times `pitch` and its level, tracks and all.

    `natural` is the same line without factors; `controlled` says that `spoken` already has about the right pitch, and
    not that of `natural`, from which a voice that is hurried may stray by half a semitone.
    """
    rest = _rest_of_pitch(spoken, natural, rate, pitch) if controlled else pitch * _rest_of_pitch(spoken, natural, rate)
    samples = repitched(spoken.samples, rest) if abs(rest - 1) > PITCH_TOLERANCE else spoken.samples
    wanted = _extent(natural.samples) / speed
    have = _extent(samples)
    if wanted and have and abs(have / wanted - 1) > SPEED_TOLERANCE:
        samples = stretched(samples, rate, have / wanted)
    return _rescaled(spoken, _levelled(samples, natural.samples))


def heard(samples: Samples) -> tuple[int, int]:
    """From the first to the last audible sample (exclusive); (0, 0) for silence."""
    loud = np.flatnonzero(np.abs(samples) > AUDIBLE)
    return (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, 0)


def _extent(samples: Samples) -> int:
    first, last = heard(samples)
    return last - first


def _levelled(samples: Samples, natural: Samples) -> Samples:
    """The sound as loud as the natural one (root mean square), as far as its peaks allow."""
    own, wanted = (
        float(np.sqrt(np.mean(one[slice(*heard(one))] ** 2))) if any(heard(one)) else 0.0 for one in (samples, natural)
    )
    if not own or not wanted:
        return samples
    gain = min(wanted / own, 0.999 / float(np.abs(samples).max()))
    return np.asarray(samples * np.float32(gain))


def _rest_of_pitch(spoken: Spoken, natural: Spoken, rate: int, pitch: float = 1.0) -> float:
    """The factor that `spoken` lacks; 1 where no pitch can be measured."""
    spans = (slice(*heard(one.samples)) for one in (natural, spoken))
    now = pitch_ratio(natural.samples[next(spans)], spoken.samples[next(spans)], rate, pitch)
    rest = pitch / now if now else 1.0
    return rest if 1 / _FURTHEST < rest < _FURTHEST else 1.0


def _rescaled(spoken: Spoken, samples: Samples) -> Spoken:
    """The tracks of `spoken` for a sound that was stretched evenly into `samples`."""
    scale = len(samples) / max(len(spoken.samples), 1)
    phones = [Phone(p.symbol, round(p.start * scale), round(p.stop * scale), p.stressed) for p in spoken.phones]
    words = [SpokenWord(w.first, w.last, round(w.start * scale), round(w.stop * scale)) for w in spoken.words]
    return Spoken(samples, tuple(p for p in phones if p.stop > p.start), tuple(w for w in words if w.stop > w.start))
