"""What a rule of reading is: a pattern in the written text, what is said for it, and the reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """Spoken text, and where letters are not enough its sounds: `notation` and `symbols` as in `document.Run`."""

    text: str
    notation: str = ""
    symbols: str = ""


Say = Callable[[re.Match[str]], str | Said | None]
"""What is said for a match; None when the rule does not hold here after all, and later rules may try."""

Rule = tuple[re.Pattern[str], Say, str]
"""A pattern, what is said for it, and the reason."""


def rule(pattern: str, say: Say | str, reason: str) -> Rule:
    """A row of a table; a `say` that is text is said for every match."""
    if isinstance(say, str):
        fixed = say
        return re.compile(pattern), lambda match: fixed, reason
    return re.compile(pattern), say, reason


def narrow(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The same rules where only ASCII letters make a word: Latin words end where Chinese begins."""
    return tuple((re.compile(pattern.pattern, re.ASCII), say, reason) for pattern, say, reason in rules)


def before(match: re.Match[str], length: int = 40) -> str:
    """What stands before a match, `length` characters at most."""
    return match.string[max(0, match.start() - length) : match.start()]


def after(match: re.Match[str], length: int = 60) -> str:
    """What stands after a match, `length` characters at most."""
    return match.string[match.end() : match.end() + length]


def preceded(match: re.Match[str], words: str, between: str = r"\s+") -> bool:
    """Whether one of `words` (a pattern) stands right before the match."""
    left = before(match, 40)
    return re.search(rf"(?:^|\W)(?:{words}){between}$", left) is not None
