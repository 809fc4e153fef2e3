"""Where speech is cut into lines: at paragraphs and sentences, and in sentences that are too long for one breath."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

LONGEST_LINE = 300
"""Characters of a line: some 20 s of speech."""

_WIDE_END = re.compile(r"(?:\.{3,}|…+|[。！？；｡!?])+[”’」』）》\"')\]]*")
_HAN_OR_KANA = re.compile("[㐀-鿿\uf900-\ufaff぀-ヿ\U00020000-\U0003ffff]")
_CUTS = (
    re.compile(r"[;:；：—–…]+[”’」』）》\"')\]]*\s*"),
    re.compile(r"[,，、،]+[”’」』）》\"')\]]*\s*"),
    re.compile(r"\s+"),
)
"""Where a long sentence is cut, best places first."""

_ENDS = {"sentence": ".!?。！？｡؟।…;；", "clause": ",，、:：،—–"}
_CLOSERS = " \t”’」』）》\"')]»"


@dataclass(frozen=True)
class Span:
    """Characters `first` to `last` (exclusive) that are spoken in one go, and what kind of pause follows."""

    first: int
    last: int
    pause: str


def spans(text: str, language: str, unbroken: Sequence[tuple[int, int]] = ()) -> list[Span]:
    """The lines of `text`, in order; no cut falls inside a range of `unbroken`; white space between is left out."""
    found: list[Span] = []
    for start, stop in _paragraphs(text):
        cuts = [start, *(cut for cut in _sentences(text, start, stop, language) if _allowed(cut, unbroken)), stop]
        for first, last in pairwise(cuts):
            found += _pieces(text, first, last, unbroken)
        if found and found[-1].last == stop and stop < len(text):
            found[-1] = Span(found[-1].first, found[-1].last, "paragraph")
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n]+", text):
        yield _stripped(text, *match.span())


def _stripped(text: str, first: int, last: int) -> tuple[int, int]:
    while first < last and text[first].isspace():
        first += 1
    while last > first and text[last - 1].isspace():
        last -= 1
    return first, last


def _sentences(text: str, start: int, stop: int, language: str) -> list[int]:
    """Positions at which a new sentence begins."""
    part = text[start:stop]
    if _HAN_OR_KANA.search(part):
        return [start + match.end() for match in _WIDE_END.finditer(part) if _ends_wide(part, match)]
    ends: list[int] = []
    at = 0
    for sentence in _segmenter(language).segment(part):
        found = part.find(sentence.strip(), at)
        if found > at and sentence.strip():
            ends.append(start + found)
        at = found + len(sentence.strip()) if found >= 0 else at
    return ends


def _ends_wide(part: str, match: re.Match[str]) -> bool:
    """A mark between Chinese ends its sentence; dots inside a number or a name do not."""
    following = part[match.end() : match.end() + 1]
    return not (match[0][0] in "!?." and following.isalnum() and following.isascii())


@cache
def _segmenter(language: str) -> Any:
    """pysbd's rules for the language, English where it has none."""
    import pysbd
    from pysbd.languages import LANGUAGE_CODES

    return pysbd.Segmenter(language=language if language in LANGUAGE_CODES else "en", clean=False)


def _pieces(text: str, first: int, last: int, unbroken: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """One sentence as lines of at most `LONGEST_LINE` characters."""
    first, last = _stripped(text, first, last)
    while last - first > LONGEST_LINE:
        cut = _cut(text, first, unbroken)
        begin, end = _stripped(text, first, cut)
        if end > begin:
            yield Span(begin, end, _pause_after(text, begin, end))
        first, last = _stripped(text, cut, last)
    if last > first:
        yield Span(first, last, _pause_after(text, first, last))


def _cut(text: str, first: int, unbroken: Sequence[tuple[int, int]]) -> int:
    """The best place in the second half of the longest line; its very end where there is none."""
    low, high = first + LONGEST_LINE // 3, first + LONGEST_LINE
    for pattern in _CUTS:
        places = [match.end() for match in pattern.finditer(text, low, high) if _allowed(match.end(), unbroken)]
        if places:
            return places[-1]
    return high


def _allowed(cut: int, unbroken: Sequence[tuple[int, int]]) -> bool:
    return not any(first < cut < last for first, last in unbroken)


def _pause_after(text: str, first: int, last: int) -> str:
    """The kind of pause that the last mark asks for."""
    end = text[first:last].rstrip(_CLOSERS)[-1:]
    return next((kind for kind, marks in _ENDS.items() if end and end in marks), "none")
