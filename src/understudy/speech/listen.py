"""Listening: the phones of a recording in any language, and the times of its words where they are known.

How well is measured by `training/measure_ear.py` and told in `docs/reference/listening.md`: good without the text,
nearly perfect with it (`speech/follow.py`). It knows no language: with a text that cannot be followed, words are laid
over the heard speech by their estimated length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from understudy.speech.clip import Clip, Phone
from understudy.speech.ear import SYMBOLS, Ear, heard
from understudy.speech.ear_frames import FRAME_RATE, raw_frames, surroundings
from understudy.speech.sound import Sound
from understudy.speech.spread import spread
from understudy.timing import rescale

FAINT = -60.0
"""dBFS; a recording that is never louder says nothing."""
_LONGEST_CONSONANT = 40  # frames; a plosive or hum longer than this is noise, not a phone
_SHORTEST_SPEECH = 8  # frames; a blip between silences that is shorter than this is a click
_VOWELS = frozenset(SYMBOLS.index(symbol) for symbol in "aɛəiɔuy")


@dataclass(frozen=True)
class _Run:
    """Frames [start, stop) of one kind."""

    kind: int
    start: int
    stop: int


def listen(sound: Sound, *, written: str = "", language: str = "") -> Clip:
    """The clip of a recording: its sound, what phones are heard in it, and when the words of `written` are spoken.

    Phones are broad IPA symbols (`ear.CLASSES`), at least 30 ms long, with silence as ''. Memory stays below what one
    minute needs, whatever the length, but for the tracks themselves. Deterministic.
    """
    ear = Ear.built_in()
    room = surroundings(raw_frames(sound))
    if room.level < FAINT:
        phones: tuple[Phone, ...] = (Phone("", 0, sound.length),) if sound.length else ()
    else:
        normal = (room.normal(block, ear.usual) for block in raw_frames(sound))
        phones = _phones(_speech(list(_runs(heard(ear, normal)))), sound)
    return Clip(sound, written, language, phones, spread(written, phones, sound.rate))


def _runs(blocks: Iterator[np.ndarray[tuple[int], np.dtype[np.int8]]]) -> Iterator[_Run]:
    """Equal frames joined."""
    place, kind, start = 0, -1, 0
    for block in blocks:
        edges = np.flatnonzero(np.diff(block)) + 1
        for first in (0, *edges.tolist()):
            if int(block[first]) != kind:
                if kind >= 0:
                    yield _Run(kind, start, place + first)
                kind, start = int(block[first]), place + first
        place += len(block)
    if kind >= 0:
        yield _Run(kind, start, place)


def _speech(runs: list[_Run]) -> list[_Run]:
    """The runs, those turned to silence that nobody can have spoken: blips, endless consonants, no vowel at all."""
    kept: list[_Run] = []
    phrase: list[_Run] = []
    for run in [*runs, _Run(0, -1, -1)]:
        if run.kind:
            phrase.append(_Run(0, run.start, run.stop) if _endless(run) else run)
            continue
        if phrase:
            length = phrase[-1].stop - phrase[0].start
            spoken = length >= _SHORTEST_SPEECH and any(part.kind in _VOWELS for part in phrase)
            kept += phrase if spoken else [_Run(0, phrase[0].start, phrase[-1].stop)]
            phrase = []
        if run.start >= 0:
            kept.append(run)
    return kept


def _endless(run: _Run) -> bool:
    return run.kind not in _VOWELS and run.stop - run.start > _LONGEST_CONSONANT


def _phones(runs: list[_Run], sound: Sound) -> tuple[Phone, ...]:
    """Runs as phones that cover the whole sound; equal neighbours joined."""
    phones: list[Phone] = []
    for number, run in enumerate(runs):
        start = 0 if not phones else phones[-1].stop
        last = number == len(runs) - 1
        # a frame stands for the time around its middle
        stop = sound.length if last else min(sound.length, rescale(2 * run.stop - 1, 2 * FRAME_RATE, sound.rate))
        symbol = SYMBOLS[run.kind]
        if phones and phones[-1].symbol == symbol:
            phones[-1] = Phone(symbol, phones[-1].start, stop)
        elif stop > start:
            phones.append(Phone(symbol, start, stop))
    return tuple(phones)
