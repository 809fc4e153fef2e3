"""Where a text may be broken: between characters as readers see them, into lines, and into phrases.

Line breaking is our own, small and the same on every machine: spaces (UAX #14 in its simplest form), ideographs with
the prohibitions of JIS X 4051 and CLREQ ("kinsoku"), and phrases by BudouX for scripts that write no spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any

NEVER_FIRST = frozenset(
    "!%),.:;?]}¢°·’”†‡›»℃‰"
    "、。，．：；！？）」』】〕〗〙〛〉》｝］｠〞〟…‥—–～〜・﹐﹑﹒﹔﹕﹖﹗％￠"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿーゝゞヽヾ々〻"
    "،؛؟।॥။၊។៕ๆຯฯ"
)
"""Characters that begin no line: closing marks, small kana, iteration and length marks, units (JIS X 4051, CLREQ)."""

NEVER_LAST = frozenset("([{£¥$‘“‹«¡¿#＃（「『【〔〖〘〚〈《｛［｟〝＄￡￥₤€")
"""Characters that end no line: opening brackets and quotes, currency and number signs (JIS X 4051, CLREQ)."""

PARTICLES = frozenset("的了吗呢吧们")
"""Chinese characters that belong to the word before them; the parser of phrases sometimes parts them from it."""

PREPOSITIONS = frozenset("在从把被对向往用和与跟为以将比让")
"""Chinese words of one character that belong to the word after them."""

UNPARTED = frozenset("—–…‥─")
"""Marks that are written twice (—— and ……) and stay together (GB/T 15834)."""

SENTENCE_ENDS = frozenset(".!?。！？｡．؟।॥။።៕…")
CLAUSE_ENDS = frozenset(",;:，；：、،؛၊፣—–")
CLOSERS = frozenset("\"')]}’”›»）」』】〕〗〙〛〉》｝］")
"""Marks that belong to the sentence before them, even after its full stop."""

TITLES = frozenset({"dr", "mr", "mrs", "ms", "prof", "rev", "st", "gen", "col", "capt", "mt"})
"""Words whose full stop ends no sentence, for a name follows (lower case, without the last stop)."""

MONTHS = frozenset({"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"})
NUMBERED = MONTHS | {"no", "vol", "pp", "p", "fig", "ch"}
"""Words whose full stop ends no sentence when a number follows."""

LATIN_SHORT = frozenset({"vs", "etc", "e.g", "i.e", "cf", "approx", "est", "a.m", "p.m"})
_UNITS = "tsp tbsp oz lb lbs ft yd mi hr hrs min mins sec secs gal mm cm km"
_OTHERS = "tel fax ext incl misc ave blvd rd hwy jr sr inc ltd co corp dept u.s u.k u.n ph.d"
SHORTENED = LATIN_SHORT.union(_UNITS.split(), _OTHERS.split())
"""Words whose full stop ends a sentence only when a capital letter follows."""


_AFTER_ORDINAL = re.compile(
    r"\s+(?:Jänner|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahrhundert|"
    r"Klasse|Auflage|Stock|Etage|Kapitel|Platz|Mal|Tag|Woche|Monat|Jahr|Geburtstag|Quartal|Semester|Runde|Weltkrieg)"
)
"""German words that follow a number with a full stop, which is an ordinal then."""


class Quality(IntEnum):
    """How good it is to break at a place."""

    EMERGENCY = 0
    """Between two characters, inside a word."""
    IDEOGRAPH = 1
    """Between two ideographs, inside a phrase."""
    PHRASE = 2
    """Between phrases, or at a space."""
    CLAUSE = 3
    """After a comma or the like."""
    SENTENCE = 4
    """After a sentence."""
    FORCED = 5
    """At a newline, which the author wrote."""


@dataclass(frozen=True)
class Break:
    """A place before character `index`; `quality` says how well it breaks there."""

    index: int
    quality: Quality


def clusters(text: str) -> list[int]:
    """Where characters as readers see them begin (UAX #29, extended grapheme clusters), and the length of `text`.

    Hangul jamo, combining marks, emoji sequences with joiners, skin tones, flags and keycaps stay whole.
    """
    starts: list[int] = []
    flags = 0
    for index, mark in enumerate(text):
        flags = flags + 1 if _is_flag_half(mark) else 0
        if not index or not _joined(text[index - 1], mark, flags):
            starts.append(index)
    return [*starts, len(text)]


def _is_flag_half(mark: str) -> bool:
    return "\U0001f1e6" <= mark <= "\U0001f1ff"


def _joined(before: str, mark: str, flags: int) -> bool:
    """Whether no cluster begins between two characters; `flags` counts regional indicators up to and with `mark`."""
    if before == "\r" and mark == "\n":
        return True
    if before in "\r\n":
        return False
    if before == "\u200d" and ord(mark) > 0x2000:
        return True
    if flags:
        return flags % 2 == 0
    if _is_jamo(mark, 0x1160, 0x11FF):
        return _is_jamo(before, 0x1100, 0x11FF) or "\uac00" <= before <= "\ud7a3"
    return _extends(mark) or before in "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd"


def _is_jamo(mark: str, first: int, last: int) -> bool:
    return first <= ord(mark) <= last


@lru_cache(maxsize=4096)
def _extends(mark: str) -> bool:
    """Whether `mark` belongs to the character before it; Thai and Lao vowels that follow are marks there too."""
    return (
        unicodedata.category(mark) in ("Mn", "Me", "Mc")
        or mark in "\u200c\u200d\u0e33\u0eb3"
        or "\U0001f3fb" <= mark <= "\U0001f3ff"
        or "\U000e0020" <= mark <= "\U000e007f"
    )


@lru_cache(maxsize=4096)
def is_ideographic(mark: str) -> bool:
    """Whether lines may break on both sides of `mark`: Han, kana, bopomofo, and full-width forms."""
    code = ord(mark)
    return 0x2E80 <= code <= 0xA4CF or 0xF900 <= code <= 0xFAFF or 0xFF01 <= code <= 0xFF60 or 0x20000 <= code < 0x40000


@lru_cache(maxsize=4096)
def is_pictographic(mark: str) -> bool:
    """Whether `mark` is a picture (emoji, symbol) that stands alone like an ideograph."""
    return 0x1F000 <= ord(mark) <= 0x1FAFF or 0x2600 <= ord(mark) <= 0x27BF


def language_of(text: str, language: str = "") -> str:
    """`ja`, `ko`, `th`, `zh-Hant` or `zh` for a text in such a script; else '' (kana, Hangul and Thai decide first)."""
    if re.search("[\u3041-\u30ff\uff66-\uff9d]", text) and not language.startswith("zh"):
        return "ja"
    if re.search("[\u1100-\u11ff\uac00-\ud7a3]", text):
        return "ko"
    if re.search("[\u0e01-\u0e5b]", text):
        return "th"
    if language.startswith("ja"):
        return "ja"
    if re.search("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]", text):
        return "zh-Hant" if re.match("zh.*(Hant|TW|HK|MO)|yue", language) else "zh"
    return ""


@lru_cache(maxsize=8)
def _phrases(language: str) -> Any:
    """BudouX's parser for one language (Apache-2.0, trained by its authors); None where it has none."""
    import budoux

    loaders = {
        "ja": budoux.load_default_japanese_parser,
        "zh": budoux.load_default_simplified_chinese_parser,
        "zh-Hant": budoux.load_default_traditional_chinese_parser,
        "th": budoux.load_default_thai_parser,
    }
    return loaders[language]() if language in loaders else None


_UNSPACED = re.compile("[\u2e80-\ua4cf\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]+|[\u0e01-\u0e5b]+")
_SYLLABIC = re.compile("[\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Lao, Myanmar, Khmer: no spaces and no parser of ours; they break between characters as readers see them."""


def _phrase_starts(text: str, language: str) -> set[int]:
    """Where phrases begin inside runs without spaces. The parser never sees Latin words and numbers: it splits them."""
    starts: set[int] = set()
    for run in _UNSPACED.finditer(text):
        script = "th" if run[0][0] <= "\u0e5b" else language_of(text, language)
        parser = _phrases(script if script != "ko" else "zh")
        index, bound = run.start(), False
        for phrase in parser.parse(run[0]) if parser else []:
            if script[:2] != "zh" or not (bound or phrase[0] in PARTICLES):
                starts.add(index)
            bound = phrase in PREPOSITIONS
            index += len(phrase)
    return starts


def breaks(text: str, language: str = "") -> list[Break]:
    """Every place where `text` may be broken, in order, the best quality that holds there; never at its ends.

    `language` is a BCP 47 tag and decides only where the script leaves it open (Han without kana).
    """
    starts = _phrase_starts(text, language)
    return [Break(index, _quality(text, index, starts)) for index in clusters(text)[1:-1]]


def _quality(text: str, index: int, phrase_starts: set[int]) -> Quality:
    before, after = text[index - 1], text[index]
    if before in "\n\r\u2028\u2029\x0b\x0c\x85":
        return Quality.FORCED
    if after.isspace() or before in "\u00a0\u2060" or after in "\u00a0\u2060" or _forbidden(before, after):
        return Quality.EMERGENCY
    spaced = before.isspace() or before == "\u200b"
    base = _base(text, index)
    ideographic = any(is_ideographic(mark) or is_pictographic(mark) for mark in (base, after))
    if not (spaced or ideographic or index in phrase_starts or _SYLLABIC.match(base + after) or before in "-‐/"):
        return Quality.EMERGENCY
    if before in "-‐/" and not (before != "/" and after.isalpha() and text[max(index - 2, 0)].isalpha()):
        return Quality.EMERGENCY
    ended = None if is_pictographic(after) else _ended(text, index)
    if ended:
        return ended
    if (spaced and after.isdigit() and text[index - 2 : index - 1].isalpha()) or (base.isdigit() and not spaced):
        return Quality.IDEOGRAPH  # Chapter 3, Python 3.11; 25度
    if is_pictographic(after) and not is_pictographic(base):
        return Quality.IDEOGRAPH  # a picture stays with what it illustrates
    if spaced or index in phrase_starts or is_pictographic(base):
        return Quality.PHRASE if spaced or after not in NEVER_FIRST else Quality.IDEOGRAPH
    return Quality.PHRASE if is_ideographic(base) != is_ideographic(after) else Quality.IDEOGRAPH


def _base(text: str, index: int) -> str:
    """The character before `index` that carries the marks which follow it."""
    index -= 1
    while index > 0 and (_extends(text[index]) or text[index - 1] == "\u200d"):
        index -= 1
    return text[index]


def _forbidden(before: str, after: str) -> bool:
    """Kinsoku: whether typesetting rules forbid a line break between two characters."""
    if before.isspace():
        return after in NEVER_FIRST and after not in "…—–" and is_ideographic(after)
    return after in NEVER_FIRST or after in CLOSERS or before in NEVER_LAST or (before in UNPARTED and after == before)


def _ended(text: str, index: int) -> Quality | None:
    """Whether a sentence or a clause ends right before `index`, spaces and closing marks put aside."""
    last = index - 1
    while last >= 0 and (text[last].isspace() or text[last] in CLOSERS or _pictured(text[last])):
        last -= 1
    if last < 0 or text[last] not in SENTENCE_ENDS | CLAUSE_ENDS:
        return None
    if text[last] in ".…" and not ends_sentence(text, last):
        return Quality.PHRASE
    if text[last] == "," and re.match(r", \d", text[last:]):
        return Quality.IDEOGRAPH  # May 5, 2026
    if text[index - 1] in CLOSERS and is_ideographic(text[index]):
        return Quality.CLAUSE  # “好！”他说
    return Quality.SENTENCE if text[last] in SENTENCE_ENDS else Quality.CLAUSE


def _pictured(mark: str) -> bool:
    """Whether `mark` is a picture, or a part of one."""
    return is_pictographic(mark) or mark in "\u200d\ufe0f"


def ends_sentence(text: str, index: int) -> bool:
    """Whether the full stop or ellipsis at `index` ends a sentence: not in 3.5, Dr. Smith, J. Smith, or mid-thought."""
    rest = text[index + 1 : index + 40].lstrip("".join(CLOSERS))
    if text[index] == "…" or text[max(index - 1, 0) : index] == ".":
        return not rest.strip("…. \n") or rest.lstrip("…. ")[:1].isupper()
    if rest[:1] and not rest[:1].isspace() and not is_ideographic(rest[0]):
        return False
    word = re.search(r"[^\s(\[{\"'“‘（]*$", text[max(index - 20, 0) : index])
    token = word[0].lower() if word else ""
    following = rest.strip()[:1]
    if is_ordinal(text, index):
        return False
    if token in TITLES or (len(token) == 1 and token.isalpha() and token != "i"):
        return not following
    if token in NUMBERED:
        return not following.isdigit()
    return not (token in SHORTENED or re.fullmatch(r"(\w\.)+\w", token)) or not following or following.isupper()


def is_ordinal(text: str, index: int) -> bool:
    """Whether the full stop at `index` makes a number an ordinal, as many languages write it (am 3. Oktober)."""
    rest = text[index + 1 : index + 40]
    if not re.search(r"(?<![\d.,])\d{1,2}$", text[max(index - 3, 0) : index]):
        return False
    return rest.lstrip()[:1].islower() or _AFTER_ORDINAL.match(rest) is not None


_SENTENCE_END = re.compile(r"[。！？\n]+|[.!?]+(?=\s)")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of `text` begin and end (exclusive); joined, they are the text."""
    first = 0
    for match in _SENTENCE_END.finditer(text):
        if match[0] == "." and not ends_sentence(text, match.start()):
            continue
        yield first, match.end()
        first = match.end()
    if first < len(text):
        yield first, len(text)
