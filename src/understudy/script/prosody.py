"""What the values of `<prosody>` and `<emphasis>` mean: words, percent, semitones and decibels in numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

RATES = {"x-slow": 60, "slow": 80, "medium": 100, "default": 100, "fast": 120, "x-fast": 150}
SLOWEST, FASTEST = 50, 200
PITCHES = {"x-low": 75, "low": 87, "medium": 100, "default": 100, "high": 115, "x-high": 133}
LOWEST, HIGHEST = 50, 200
MELODIES = {"x-low": 40, "low": 70, "medium": 100, "default": 100, "high": 140, "x-high": 180}
LIVELIEST = 300
LEVELS = {"silent": -40.0, "x-soft": -9.0, "soft": -4.5, "medium": 0.0, "default": 0.0, "loud": 3.0, "x-loud": 6.0}
QUIETEST, LOUDEST = -40.0, 6.0
"""W3C's words for rate, pitch and range (percent) and volume (dB): even steps, by eye; W3C leaves them to the voice."""


@dataclass(frozen=True)
class Stress:
    """How a word stands out: rate, pitch and melody in percent, level in dB."""

    rate: int
    pitch: int
    melody: int
    level: float


EMPHASIS = {
    "strong": Stress(88, 106, 130, 2.5),
    "moderate": Stress(94, 103, 115, 1.5),
    "none": Stress(100, 100, 100, 0.0),
    "reduced": Stress(108, 98, 85, -1.5),
}
"""W3C's `emphasis`. What makes a word stand out is its pitch, its length and its level, in this order (Fry 1958,
"Experiments in the perception of stress"); the sizes are by eye, the levels above the 1 dB that is just heard."""

_PERCENT = re.compile(r"([+-]?)(\d{1,6}(?:\.\d{1,6})?)\s*%?")
_SEMITONES = re.compile(r"([+-]?\d{1,3}(?:\.\d{1,3})?)\s*st")
_DECIBELS = re.compile(r"([+-]?\d{1,3}(?:\.\d{1,3})?)\s*dB", re.IGNORECASE)


def rate(value: str) -> float | None:
    """Percent of the rate: a word, `80%`, `+20%`, or W3C's plain factor `0.8`; None for anything else."""
    number = _percent(value, RATES)
    return number * 100 if number is not None and value[:1].isdigit() and "%" not in value and number < 10 else number


def pitch(value: str) -> float | None:
    """Percent of the pitch: a word, `+10%`, `-2st`; None for hertz, which depend on the voice, and anything else."""
    semitones = _SEMITONES.fullmatch(value)
    return 100 * 2 ** (float(semitones[1]) / 12) if semitones else _percent(value, PITCHES)


def melody(value: str) -> float | None:
    """Percent of how far the pitch moves: a word or `+20%`; None for anything else."""
    return _percent(value, MELODIES)


def level(value: str) -> float | None:
    """Decibels: a word or `+3dB`; None for anything else."""
    if value.lower() in LEVELS:
        return LEVELS[value.lower()]
    match = _DECIBELS.fullmatch(value)
    return float(match[1]) if match else None


def _percent(value: str, words: dict[str, int]) -> float | None:
    if value.lower() in words:
        return words[value.lower()]
    match = _PERCENT.fullmatch(value)
    if match is None:
        return None
    number = float(match[2])
    return number if not match[1] else 100 + (number if match[1] == "+" else -number)
