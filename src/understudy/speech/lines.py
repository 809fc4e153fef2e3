"""Where speech is cut into lines: at paragraphs and sentences, and in sentences that are too long for one breath."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from understudy.script.breaks import Quality, breaks, is_ordinal
from understudy.speech.manner import BREATH

LONGEST_LINE = 300
"""Characters of a line that an engine is given at most, whatever breaks it has inside."""

LINKS = frozenset(
    [
        "and",
        "or",
        "but",
        "nor",
        "so",
        "yet",
        "because",
        "although",
        "though",
        "while",
        "when",
        "where",
        "which",
        "who",
        "whose",
        "that",
        "if",
        "unless",
        "until",
        "before",
        "after",
        "since",
        "than",
        "as",
        "with",
        "without",
        "into",
        "onto",
        "from",
        "through",
        "between",
        "among",
        "during",
        "for",
        "to",
        "of",
        "in",
        "on",
        "at",
        "by",
        "about",
        "over",
        "under",
    ]
)
"""English words before which a speaker may take a breath, where no mark is near."""

_WIDE_END = re.compile(r"(?:\.{3,}|…+|[。！？；｡!?])+[”’」』）》\"')\]]*")
_HAN_OR_KANA = re.compile("[㐀-鿿\uf900-\ufaff぀-ヿ\U00020000-\U0003ffff]")
_CUTS = (
    re.compile(r"[;:；：—–…]+[”’」』）》\"')\]]*\s*"),
    re.compile(r"[,，、،]+[”’」』）》\"')\]]*\s*"),
)
"""Where a long sentence is cut, best places first."""

_MARK = re.compile(r"[,，、،;；:：—–…]+(?=\s|[㐀-鿿])|[,，、；：。！？…]+")
"""Marks inside a sentence at which an engine pauses."""

_ENDS = {"sentence": ".!?。！？｡؟।…", "colon": ";；:：—–", "clause": ",，、،"}
_CLOSERS = " \t”’」』）》\"')]»"


@dataclass(frozen=True)
class Span:
    """Characters `first` to `last` (exclusive) that are spoken in one go, and what kind of pause follows."""

    first: int
    last: int
    pause: str


def spans(
    text: str, language: str, unbroken: Sequence[tuple[int, int]] = (), seconds: Callable[[str], float] | None = None
) -> list[Span]:
    """The lines of `text`, in order; no cut falls inside a range of `unbroken`; white space between is left out.

    `seconds` estimates how long a stretch takes to say: where no mark parts as much as a breath holds, a line ends at
    the best place inside it.
    """
    found: list[Span] = []
    for start, stop in _paragraphs(text):
        cuts = [start, *(cut for cut in _sentences(text, start, stop, language) if _allowed(cut, unbroken)), stop]
        for first, last in pairwise(cuts):
            for piece in _pieces(text, first, last, language, unbroken):
                found += _breaths(text, piece, language, unbroken, seconds) if seconds else [piece]
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
        if found > at and sentence.strip() and not is_ordinal(part, len(part[:found].rstrip()) - 1):
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


def _pieces(text: str, first: int, last: int, language: str, unbroken: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """One sentence as lines of at most `LONGEST_LINE` characters; where no mark parts them, the speaker breathes."""
    first, last = _stripped(text, first, last)
    while last - first > LONGEST_LINE:
        cut = _cut(text, first, language, unbroken)
        begin, end = _stripped(text, first, cut)
        if end > begin:
            pause = _pause_after(text, begin, end)
            yield Span(begin, end, "breath" if pause == "none" and cut < first + LONGEST_LINE else pause)
        first, last = _stripped(text, cut, last)
    if last > first:
        yield Span(first, last, _pause_after(text, first, last))


def _breaths(
    text: str, line: Span, language: str, unbroken: Sequence[tuple[int, int]], seconds: Callable[[str], float]
) -> Iterator[Span]:
    """A line cut where a speaker has to breathe: stretches between marks that take longer than a breath."""
    begin = line.first
    edges = [line.first, *(match.end() for match in _MARK.finditer(text, line.first, line.last)), line.last]
    for start, stop in pairwise(edges):
        first = start
        while seconds(text[first:stop]) > BREATH:
            count = math.ceil(seconds(text[first:stop]) / BREATH)
            wanted = first + (stop - first) // count
            place = _breathing_place(text, first, stop, wanted, language, unbroken)
            if place is None:
                break
            head, tail = _stripped(text, begin, place)
            if tail > head:
                yield Span(head, tail, "breath")
            begin = first = place
    head, tail = _stripped(text, begin, line.last)
    if tail > head:
        yield Span(head, tail, line.pause)


def _breathing_place(
    text: str, first: int, stop: int, wanted: int, language: str, unbroken: Sequence[tuple[int, int]]
) -> int | None:
    """The place nearest to `wanted` before which a phrase begins; None where nothing may be cut."""
    best: tuple[float, int] | None = None
    for found in breaks(text[first:stop], language):
        place = first + found.index
        if found.quality < Quality.PHRASE or not _allowed(place, unbroken):
            continue
        word = re.match(r"[A-Za-z]+", text[place : place + 20])
        far = abs(place - wanted) / max(wanted - first, 1)
        cost = far - (0.3 if word and word[0].lower() in LINKS else 0.0)
        if far < 0.9 and (best is None or cost < best[0]):
            best = (cost, place)
    return best[1] if best else None


def _cut(text: str, first: int, language: str, unbroken: Sequence[tuple[int, int]]) -> int:
    """The best place in the second half of the longest line; its very end where there is none."""
    low, high = first + LONGEST_LINE // 3, first + LONGEST_LINE
    for pattern in _CUTS:
        places = [match.end() for match in pattern.finditer(text, low, high) if _allowed(match.end(), unbroken)]
        if places:
            return places[-1]
    return _breathing_place(text, low, high, high - LONGEST_LINE // 6, language, unbroken) or high


def _allowed(cut: int, unbroken: Sequence[tuple[int, int]]) -> bool:
    return not any(first < cut < last for first, last in unbroken)


def _pause_after(text: str, first: int, last: int) -> str:
    """The kind of pause that the last mark asks for."""
    end = text[first:last].rstrip(_CLOSERS)[-1:]
    return next((kind for kind, marks in _ENDS.items() if end and end in marks), "none")
