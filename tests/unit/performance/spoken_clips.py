"""Clips made by hand: phones with times, and a tone wherever something is said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from understudy.speech.clip import Clip, Cue, Phone, Word
from understudy.speech.sound import Sound

RATE = 16_000


def spoken(
    phones: Sequence[tuple[str, float]],
    *,
    level: float = 0.2,
    hertz: float = 120.0,
    written: str = "",
    cues: Sequence[Cue] = (),
) -> Clip:
    """A clip of (symbol, seconds); a symbol that begins with ˈ is stressed, '' is silence."""
    at, track = 0.0, []
    for symbol, seconds in phones:
        start, at = round(at * RATE), at + seconds
        track.append(Phone(symbol.lstrip("ˈ"), start, round(at * RATE), symbol.startswith("ˈ")))
    samples = tone(round(at * RATE), level, hertz)
    for phone in track:
        if not phone.symbol:
            samples[phone.start : phone.stop] = 0
    spoken_phones = [phone for phone in track if phone.symbol]
    words = (
        (Word(written, 0, len(written.rstrip("?？。.")), spoken_phones[0].start, spoken_phones[-1].stop),)
        if written
        else ()
    )
    return Clip(Sound.of(samples, RATE), written, "en", tuple(track), words, tuple(cues))


def tone(samples: int, level: float, hertz: float) -> np.ndarray:
    time = np.arange(samples) / RATE
    return (level * sum(np.sin(2 * np.pi * hertz * n * time) / n for n in (1, 2, 3, 4))).astype(np.float32)


CONSONANTS = (*"pbmfvθðtdnlszʃʒkɡŋhɹwj", "tʃ", "dʒ")
VOWELS = (*"ɪɛæɒʊʌə", "iː", "ɑː", "ɔː", "uː", "ɜː", "eɪ", "aɪ", "ɔɪ", "aʊ", "oʊ")


def babble(seed: int, syllables: int = 60, pace: float = 1.0) -> Clip:
    """Random syllables with pauses now and then, phones of 25 to 160 ms at pace 1."""
    random = np.random.default_rng(seed)
    phones: list[tuple[str, float]] = [("", 0.2)]
    for number in range(syllables):
        phones.append((str(random.choice(CONSONANTS)), float(random.uniform(0.025, 0.1)) / pace))
        stress = "ˈ" if random.random() < 0.4 else ""
        phones.append((stress + str(random.choice(VOWELS)), float(random.uniform(0.05, 0.16)) / pace))
        if number % 11 == 10:
            phones.append(("", float(random.uniform(0.1, 0.9))))
    return spoken([*phones, ("", 0.3)])


def silent(seconds: float) -> Clip:
    """Nobody speaks and nothing is known."""
    return Clip(Sound.of(np.zeros(round(seconds * RATE), np.float32), RATE))
