"""A script in memory: what is written, how it is to be said, and what is to happen meanwhile.

Plain text and SSML both become a `Script`. It keeps two views of the same document: `written` is what the author wrote,
without tags (subtitles show it); the items say how each stretch of it is spoken.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Delivery:
    """How a run is said: `rate` in percent of the scene's speed, a mood, and whether pauses inside are forbidden.

    `pitch` is in percent of the scene's, `melody` in percent of how far the pitch usually moves, `level` in dB over the
    scene's loudness.
    """

    rate: int = 100
    emotion: str = ""
    unbroken: bool = False
    pitch: int = 100
    melody: int = 100
    level: float = 0.0


@dataclass(frozen=True)
class Run:
    """A stretch of the written text that is said in one way.

    `spoken` replaces the written text in speech (None: said as written). `notation` with `symbols` fixes the
    pronunciation: `ipa`, `x-pinyin` (tone digits) or `spell`.
    """

    written: str
    spoken: str | None = None
    notation: str = ""
    symbols: str = ""
    delivery: Delivery = Delivery()


@dataclass(frozen=True)
class Pause:
    """Silence of exactly `milliseconds`, put between what stands before and after it."""

    milliseconds: int


@dataclass(frozen=True)
class Action:
    """A gesture that begins when the speech arrives here; `tag` names it, `name` is for people."""

    tag: str
    name: str = ""


Item = Run | Pause | Action


@dataclass(frozen=True)
class Script:
    """The items of one scene in order, and warnings about tags that were read as plain text."""

    items: tuple[Item, ...]

    @property
    def written(self) -> str:
        """All the written text, joined: what subtitles show."""
        return "".join(item.written for item in self.items if isinstance(item, Run))
