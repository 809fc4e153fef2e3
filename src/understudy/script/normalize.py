"""From what is written to what is said: numbers, dates, money and signs in words, with the way back to the writing.

The rules are tables: English, and Mandarin; a text that mixes both is read piece by piece in its own language. The
numbers of other languages are left to the voice, which knows them better.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache

from understudy.script.rules import Rule, Said, rule

_RANGE = "㐀-鿿\uf900-\ufaff\U00020000-\U0003ffff"
HAN = re.compile(f"[{_RANGE}]")
"""One Han character."""

_ENGLISH = (
    "the a an in on of at is are was were be been have has had do does did i you he she it we they my your his her our "
    "their and or but to for with from by this that there not can will would should"
)
ENGLISH = frozenset(_ENGLISH.split())
"""English words that only English around them explains: a stretch of Latin letters with one is an English sentence."""


@dataclass(frozen=True)
class Piece:
    """Characters `first` to `last` (exclusive) of the written text are said as `spoken`; '' is said by nobody.

    `notation` with `symbols` fixes the sounds, as in `document.Run`.
    """

    spoken: str
    first: int
    last: int
    notation: str = ""
    symbols: str = ""


def is_chinese(text: str) -> bool:
    """Whether numbers in this text are Chinese: it has Han characters and no kana."""
    return HAN.search(text) is not None and not re.search("[぀-ヿ]", text)


def pieces(text: str, language: str, *, sounds: bool = True) -> tuple[Piece, ...]:
    """The text cut into pieces, in order and without gaps: those that a rule changes, and the stretches between.

    Without `sounds`, characters of several readings are left as they are: what is said is the same, and the library
    that knows them is not loaded, which takes 0.15 s.
    """
    if not text:
        return ()
    plain = text.translate(_NARROW)
    found: list[Piece] = []
    taken = bytearray(len(text))
    for own, first, last in _stretches(plain, language[:2]):
        for pattern, say, _ in (*_rules(own), *(_sounds(own) if sounds else ()), *EVERYWHERE):
            for match in pattern.finditer(plain, first, last):
                start, stop = match.span()
                if start < stop and not any(taken[start:stop]) and (said := say(match)) is not None:
                    taken[start:stop] = b"\1" * (stop - start)
                    found.append(_piece(said, start, stop))
    return tuple(_joined(text, sorted(found, key=lambda piece: piece.first)))


_NARROW = {
    **{code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))},
    **{code: code - 0x2050 for code in range(0x2080, 0x208A)},
    0x2236: ord(":"),
}
"""Full-width digits and letters, digits below the line (CO₂) and the sign of ratios, read like the narrow ones."""


def _piece(said: str | Said, first: int, last: int) -> Piece:
    if isinstance(said, str):
        return Piece(said, first, last)
    return Piece(said.text, first, last, said.notation, said.symbols)


def _joined(text: str, found: list[Piece]) -> list[Piece]:
    """The pieces and what stands between, with a space where a new word would run into its neighbour."""
    out: list[Piece] = []
    at = 0
    for piece in [*found, Piece("", len(text), len(text))]:
        if piece.first > at:
            out.append(Piece(text[at : piece.first], at, piece.first))
        if piece.first < len(text):
            out.append(piece)
        at = piece.last
    changed = {(piece.first, piece.last) for piece in found}
    for number, piece in enumerate(out[1:], 1):
        before = out[number - 1]
        if not (_ends_word(before.spoken) and _ends_word(piece.spoken[:1])):
            continue
        if (piece.first, piece.last) in changed:
            out[number] = replace(piece, spoken=" " + piece.spoken)
        elif (before.first, before.last) in changed:
            out[number - 1] = replace(before, spoken=before.spoken + " ")
    return out


def _ends_word(spoken: str) -> bool:
    return bool(spoken) and spoken[-1].isascii() and spoken[-1].isalnum()


def _stretches(text: str, language: str) -> list[tuple[str, int, int]]:
    """Parts of the text and whose rules read them: in Chinese, whole English phrases are English."""
    if language != "zh" and not (language == "en" and HAN.search(text)):
        return [(language, 0, len(text))]
    out: list[tuple[str, int, int]] = []
    at = 0
    for match in _LATIN.finditer(text):
        if not ENGLISH & {word.lower() for word in re.findall(r"[A-Za-z]+(?= |\Z|[,.!?])", match[0])}:
            continue
        if match.start() > at:
            out.append(("zh", at, match.start()))
        out.append(("en", match.start(), match.end()))
        at = match.end()
    return [*out, ("zh", at, len(text))] if at < len(text) else out


_LATIN = re.compile(r"[A-Za-z$£€#@'’(\d][^\u2e80-\U0003ffff]* [^\u2e80-\U0003ffff]*")
"""Two words or more without a Chinese character or mark."""


def can_be_said(text: str) -> bool:
    """Whether there is a letter or a number in it that a voice could say."""
    return any(unicodedata.category(sign)[0] in "LN" for sign in text)


_WIDE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。"}

GERMAN: tuple[Rule, ...] = (
    rule(
        r"(?<![\d:.])([01]?\d|2[0-4]):([0-5]\d) Uhr\b",
        lambda m: f"{int(m[1])} Uhr" + (f" {int(m[2])}" if int(m[2]) else ""),
        "espeak-ng says the word Uhr in both places",
    ),
)

EVERYWHERE: tuple[Rule, ...] = (
    rule(
        f"(?<=[{_RANGE}])(?:[,;!?]|[:.](?=[{_RANGE}]|\\s|$))",
        lambda m: _WIDE[m[0]],
        "espeak-ng makes no pause at half-width marks between Han characters",
    ),
    rule(
        "[\U0001f000-\U0001faff\U0001fb00-\U0001fbff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff\ufe0e\ufe0f\u20e3\U000e0020-\U000e007f]"
        "|(?<![\u0900-\u0dff\u0600-\u06ff])\u200d",
        "",
        "pictures are shown, not read out",
    ),
    rule("[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff]", "", "seen by nobody"),
    rule(rf"(?<=[{_RANGE}%％）])\t(?=\S)|(?<=\S)\t(?=[{_RANGE}])", "，", "from one cell of a table to the next"),
    rule(r"(?<=\S)\t(?=\S)", ", ", "from one cell of a table to the next"),
    rule("[“”„‟«»‹›「」『』〈〉《》【】〔〕]", " ", "quotation marks and brackets are not said"),
    rule("[*_#|~^`=<>\\\\{}•●■□◆▲▼→←↑↓]+(?!\\d)", " ", "signs of layout, which voices would read out by name"),
)


@cache
def _rules(language: str) -> tuple[Rule, ...]:
    """The rules of a language; the tables are loaded when they are first needed."""
    if language == "zh":
        from understudy.script import mandarin

        return mandarin.RULES
    if language == "en":
        from understudy.script import english

        return english.RULES
    return GERMAN if language == "de" else ()


@cache
def _sounds(language: str) -> tuple[Rule, ...]:
    """The rules of a language that fix only sounds."""
    if language == "zh":
        from understudy.script import mandarin

        return mandarin.SOUNDS
    return ()
