"""What the voice does: loudness, melody, phrases and accents of a clip, read in blocks so that memory stays small."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from understudy.performance.visemes import is_vowel
from understudy.speech.clip import Clip, Phone
from understudy.speech.pitch import STEP_RATE, pitch_hz
from understudy.speech.sound import Sound

Values = npt.NDArray[np.float32]

SHORTEST_PAUSE = 0.15
"""Seconds of silence from which the mouth closes and a new phrase begins (Campione & Véronis 2002 count pauses from
about 0.2 s; half-open mouths in shorter ones were worse by eye)."""

FLOOR_DB = -80.0
_BLOCK_SECONDS = 4


@dataclass(frozen=True)
class Phrase:
    """Speech between two pauses, `start` to `stop` in seconds; `question` when it is written as one."""

    start: float
    stop: float
    question: bool = False


@dataclass(frozen=True)
class Accent:
    """A stressed syllable that stands out, at its vowel's middle (seconds); `strength` in (0, 1]."""

    time: float
    strength: float


@dataclass(frozen=True, eq=False)
class Prosody:
    """Loudness in dB below full scale and melody in Hz (0: unvoiced), `STEP_RATE` values a second, and their reading.

    `level_db` is the clip's ordinary speech level; None when its sound is silent.
    """

    loudness_db: Values
    pitch_hz: Values
    level_db: float | None
    phrases: tuple[Phrase, ...]
    accents: tuple[Accent, ...]


def analyse(clip: Clip) -> Prosody:
    """The prosody of a clip; works for clips without phones or without sound."""
    loudness = loudness_db(clip.sound)
    pitch = pitch_hz(clip.sound)
    level = speech_level(clip, loudness)
    phrases = find_phrases(clip)
    return Prosody(loudness, pitch, level, phrases, find_accents(clip, loudness, pitch))


def loudness_db(sound: Sound) -> Values:
    """RMS level in dB of each 10 ms of a sound, smoothed over 30 ms, shape (ceil(seconds × 100),), at least -80."""
    steps = -(-sound.length * STEP_RATE // sound.rate)
    power = np.zeros(steps, np.float64)
    for first in range(0, steps, _BLOCK_SECONDS * STEP_RATE):
        last = min(first + _BLOCK_SECONDS * STEP_RATE, steps)
        edges = (np.arange(first, last + 1) * sound.rate) // STEP_RATE
        squares = np.square(sound.read(int(edges[0]), int(edges[-1])), dtype=np.float64)
        power[first:last] = np.add.reduceat(squares, edges[:-1] - edges[0]) / np.diff(edges)
    smooth = np.convolve(power, (0.25, 0.5, 0.25), "same") if steps else power
    return np.asarray(np.maximum(10.0 * np.log10(smooth + 1e-12), FLOOR_DB), np.float32)


def speech_level(clip: Clip, loudness: Values) -> float | None:
    """The ordinary level of speech in dB: median over vowels, else over what is near the loudest; None if silent."""
    spoken = np.zeros(len(loudness), bool)
    for phone in clip.phones:
        if is_vowel(phone.symbol):
            spoken[phone.start * STEP_RATE // clip.rate : phone.stop * STEP_RATE // clip.rate + 1] = True
    heard = loudness[spoken] if spoken.any() else loudness
    heard = heard[heard > FLOOR_DB + 20]
    if not len(heard):
        return None
    return float(np.median(heard[heard > heard.max() - 20]))


def find_phrases(clip: Clip) -> tuple[Phrase, ...]:
    """Runs of phones between silences of at least `SHORTEST_PAUSE`."""
    spans: list[tuple[int, int]] = []
    for phone in clip.phones:
        if not phone.symbol or phone.stop <= phone.start:
            continue
        if spans and phone.start - spans[-1][1] < SHORTEST_PAUSE * clip.rate:
            spans[-1] = (spans[-1][0], phone.stop)
        else:
            spans.append((phone.start, phone.stop))
    return tuple(Phrase(first / clip.rate, last / clip.rate, _is_question(clip, first, last)) for first, last in spans)


def _is_question(clip: Clip, start: int, stop: int) -> bool:
    """Whether the words that sound from `start` to `stop` are followed by a question mark."""
    inside = [position for position, word in enumerate(clip.words) if start <= (word.start + word.stop) // 2 < stop]
    if not inside:
        return False
    last = inside[-1]
    until = clip.words[last + 1].first if last + 1 < len(clip.words) else len(clip.written)
    return any(sign in clip.written[clip.words[last].last : until] for sign in "?？؟")


def find_accents(clip: Clip, loudness: Values, pitch: Values) -> tuple[Accent, ...]:
    """Stressed vowels that stand out by length, loudness and melody from the syllables around them.

    Where the clip marks no stress (Mandarin, a recording that was listened to), every vowel may be one.
    """
    vowels = [phone for phone in clip.phones if phone.symbol and is_vowel(phone.symbol)]
    stressed = [phone for phone in vowels if phone.stressed] or vowels
    if not stressed:
        return ()
    weight = _prominence(clip, stressed, loudness, pitch)
    accents: list[Accent] = []
    for phone, value in zip(stressed, weight, strict=True):
        accent = Accent((phone.start + phone.stop) / 2 / clip.rate, float(value))
        if accents and accent.time - accents[-1].time < 0.35:
            if accent.strength > accents[-1].strength:
                accents[-1] = accent
        else:
            accents.append(accent)
    return tuple(accents)


def _prominence(clip: Clip, phones: list[Phone], loudness: Values, pitch: Values) -> npt.NDArray[np.float64]:
    """How much each phone stands out among the others, in (0, 1]: ranks of length, peak level and melody, weighed."""
    length = np.array([phone.stop - phone.start for phone in phones], float)
    level, melody = np.zeros(len(phones)), np.zeros(len(phones))
    voiced = pitch[pitch > 0]
    middle = float(np.median(voiced)) if len(voiced) else 100.0
    for position, phone in enumerate(phones):
        span = slice(phone.start * STEP_RATE // clip.rate, max(phone.stop * STEP_RATE // clip.rate, 1) + 1)
        heard = pitch[span][pitch[span] > 0]
        level[position] = loudness[span].max(initial=FLOOR_DB)
        melody[position] = 12 * np.log2(float(heard.max()) / middle) if len(heard) else -6.0
    return 0.25 * _rank(length) + 0.35 * _rank(level) + 0.4 * _rank(melody)


def _rank(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Place of each value among all, (0, 1]; equal values share the higher place."""
    return np.searchsorted(np.sort(values), values, side="right") / len(values)
