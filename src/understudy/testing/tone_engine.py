"""A toy speech engine that really works: every letter is a tone of known pitch and length.

It shows in one page what an engine has to do, and gives tests a speech whose every phone is known exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from understudy.speech.clip import Phone
from understudy.speech.engine import Line, Spoken, SpokenWord, Voice
from understudy.speech.sound import Samples

RATE = 16_000
LETTER_SECONDS, GAP_SECONDS, PAUSE_SECONDS = 0.08, 0.04, 0.2
FADE = 80
"""Samples over which a tone rises and falls, so that it does not click: 5 ms."""

PHONES = dict(zip("abcdefghijklmnopqrstuvwxyz", "abkdɛfɡhiʒklmnopkrstuvwsjz", strict=True))
"""What each letter is to sound like, for the mouth; any other letter is an open vowel."""

VOICES = (
    Voice("tone:low", "Low tone", "en", "male", RATE, "Apache-2.0"),
    Voice("tone:high", "High tone", "en", "female", RATE, "Apache-2.0"),
)
BASE_FREQUENCY = {"tone:low": 110.0, "tone:high": 220.0}


@dataclass(frozen=True)
class _Note:
    """One letter (or a silence, symbol '') that stands for characters `first` to `last` of the line."""

    symbol: str
    seconds: float
    first: int
    last: int


class ToneEngine:
    """Speaks any text as tones; `tone:low` and `tone:high` an octave apart."""

    def voices(self) -> Sequence[Voice]:
        """Both voices."""
        return VOICES

    def speak(self, line: Line, voice: Voice) -> Spoken:
        """One tone for each letter, silence for spaces and marks."""
        frequency = BASE_FREQUENCY[voice.id] * line.pitch
        sound: list[Samples] = []
        phones: list[Phone] = []
        words: list[SpokenWord] = []
        at = 0
        for note in _notes(line):
            length = max(2 * FADE, round(note.seconds / line.speed * RATE))
            sound.append(_tone(frequency if note.symbol else 0.0, length))
            _append(phones, Phone(note.symbol, at, at + length))
            if note.symbol:
                _extend(words, SpokenWord(note.first, note.last, at, at + length), line.text)
            at += length
        samples = np.concatenate(sound) if sound else np.zeros(0, np.float32)
        return Spoken(samples, tuple(phones), tuple(words))


def _notes(line: Line) -> Iterator[_Note]:
    """The letters of the line in order, those under a reading replaced by its symbols."""
    position = 0
    for reading in sorted(line.readings, key=lambda reading: reading.first):
        yield from _written(line.text, position, reading.first)
        symbols = line.text[reading.first : reading.last] if reading.notation == "spell" else reading.symbols
        for symbol in symbols:
            if symbol.isalpha():
                known = symbol if reading.notation == "ipa" else PHONES.get(symbol.lower(), "a")
                yield _Note(known, LETTER_SECONDS, reading.first, reading.last)
                if reading.notation == "spell":
                    yield _Note("", GAP_SECONDS, reading.first, reading.last)
        position = reading.last
    yield from _written(line.text, position, len(line.text))


def _written(text: str, first: int, last: int) -> Iterator[_Note]:
    for position in range(first, last):
        sign = text[position]
        if sign.isalnum():
            yield _Note(PHONES.get(sign.lower(), "a"), LETTER_SECONDS, position, position + 1)
        elif sign.isspace():
            yield _Note("", GAP_SECONDS, position, position + 1)
        elif sign.isprintable():
            yield _Note("", PAUSE_SECONDS, position, position + 1)


def _tone(frequency: float, length: int) -> Samples:
    """A sine with its first two overtones, shape (length,); silence at frequency 0."""
    if not frequency:
        return np.zeros(length, np.float32)
    turns = 2 * np.pi * frequency / RATE * np.arange(length)
    wave = 0.3 * np.sin(turns) + 0.12 * np.sin(2 * turns) + 0.05 * np.sin(3 * turns)
    ramp = np.minimum(1.0, (np.arange(length) + 0.5) / FADE)
    tone: Samples = (wave * ramp * ramp[::-1]).astype(np.float32)
    return tone


def _append(phones: list[Phone], phone: Phone) -> None:
    """Add a phone; silences in a row are one."""
    if phones and not phone.symbol and not phones[-1].symbol:
        phone = Phone("", phones.pop().start, phone.stop)
    phones.append(phone)


def _extend(words: list[SpokenWord], letter: SpokenWord, text: str) -> None:
    """Add a letter to the word it continues, or begin a new one."""
    last = words[-1] if words else None
    if last and letter.first <= last.last and text[last.first : letter.last].isalnum():
        words[-1] = SpokenWord(last.first, max(last.last, letter.last), last.start, letter.stop)
    else:
        words.append(letter)
