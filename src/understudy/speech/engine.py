"""What a speech engine is: it lists voices and speaks one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from understudy.errors import Warning
from understudy.speech.clip import Phone
from understudy.speech.sound import Samples


@dataclass(frozen=True)
class Voice:
    """Who is heard. `id` is `engine:name` (`espeak:en-us+f3`); `language` a BCP 47 tag.

    `controls` names what the engine does itself, out of `speed`, `pitch` and `intonation`; speed and pitch are done to
    the sound of one that does not. `notations` are those in which it can be told a pronunciation, out of `ipa`,
    `x-pinyin` and `spell`. `writings` are those it reads (`languages.WRITINGS`); () means any.
    """

    id: str
    title: str
    language: str
    gender: str
    rate: int
    licence: str
    controls: frozenset[str] = frozenset({"speed", "pitch", "intonation"})
    other_languages: tuple[str, ...] = ()
    notations: frozenset[str] = frozenset({"ipa", "x-pinyin", "spell"})
    writings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """How characters `first` to `last` (exclusive) of a line are to be read.

    `notation` is `ipa`, `x-pinyin` (syllables with tone digits, parted by spaces) or `spell` (letter by letter).
    """

    first: int
    last: int
    notation: str
    symbols: str


@dataclass(frozen=True)
class Line:
    """One line to speak: plain text without markup, at most a sentence or so.

    `speed` is a factor (1.0 normal, 2.0 twice as fast), `pitch` a factor on the voice's own fundamental frequency,
    `intonation` a wish for how far it moves (1.0 as usual); an engine without that control leaves it out.
    """

    text: str
    speed: float = 1.0
    pitch: float = 1.0
    readings: tuple[Reading, ...] = ()
    intonation: float = 1.0


@dataclass(frozen=True)
class SpokenWord:
    """Characters `first` to `last` (exclusive) of the line's text sound from sample `start` to `stop`."""

    first: int
    last: int
    start: int
    stop: int


@dataclass(frozen=True, eq=False)
class Spoken:
    """A spoken line: mono float32 `samples` in [-1, 1] at the voice's rate, phones that cover them, and its words.

    `warnings`: what is less exact than usual about it.
    """

    samples: Samples
    phones: tuple[Phone, ...]
    words: tuple[SpokenWord, ...]
    warnings: tuple[Warning, ...] = ()


class SpeechEngine(Protocol):
    """Speaks lines. The same line gives the same samples, in any order and in any process.

    `testing/speech_engine.py` holds the contract suite; the entry-point group is `understudy.speech_engines`.
    """

    def voices(self) -> Sequence[Voice]:
        """Every voice, in a stable order, the best of each language first."""
        ...

    def speak(self, line: Line, voice: Voice) -> Spoken:
        """Speak `line` as `voice`. Raises `EngineError` when the engine crashes or takes too long."""
        ...


@runtime_checkable
class Repeatable(SpeechEngine, Protocol):
    """An engine that says what its sound depends on beside line and voice, so that spoken lines can be kept."""

    def identity(self, voice: Voice) -> str:
        """Changes whenever the same line might sound otherwise: versions of programs, and of the voice's files."""
        ...
