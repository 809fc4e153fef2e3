"""A spoken scene: its sound with everything that is known about when what is heard."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from understudy.speech.sound import Sound


@dataclass(frozen=True)
class Phone:
    """One sounded instance of a phoneme: samples `start` to `stop`. `symbol` is IPA; '' is silence."""

    symbol: str
    start: int
    stop: int
    stressed: bool = False


@dataclass(frozen=True)
class Word:
    """One word as written: characters `first` to `last` (exclusive) of the clip's text, and when it sounds."""

    text: str
    first: int
    last: int
    start: int
    stop: int


@dataclass(frozen=True)
class Cue:
    """Something to happen over samples `start` to `stop`: kind `action` (value: its tag) or `emotion` (its name)."""

    kind: str
    value: str
    start: int
    stop: int


@dataclass(frozen=True, eq=False)
class Clip:
    """Sound with its tracks, all counted in samples of `sound`. Phones are contiguous and cover the whole sound.

    `language` is a BCP 47 tag ('' when unknown: a recording that was only listened to).
    """

    sound: Sound
    written: str = ""
    language: str = ""
    phones: tuple[Phone, ...] = ()
    words: tuple[Word, ...] = ()
    cues: tuple[Cue, ...] = ()

    @property
    def rate(self) -> int:
        """Samples a second of the sound and of every track."""
        return self.sound.rate

    def tracks(self) -> dict[str, Any]:
        """The tracks without the sound, as plain JSON values."""
        return {
            "schema": "clip/1",
            "rate": self.rate,
            "length": self.sound.length,
            "language": self.language,
            "written": self.written,
            "phones": [asdict(phone) for phone in self.phones],
            "words": [asdict(word) for word in self.words],
            "cues": [asdict(cue) for cue in self.cues],
        }

    @classmethod
    def from_tracks(cls, tracks: dict[str, Any], sound: Sound) -> Clip:
        """The clip that `tracks()` wrote, with its sound."""
        return cls(
            sound,
            tracks["written"],
            tracks["language"],
            tuple(Phone(**phone) for phone in tracks["phones"]),
            tuple(Word(**word) for word in tracks["words"]),
            tuple(Cue(**cue) for cue in tracks["cues"]),
        )
