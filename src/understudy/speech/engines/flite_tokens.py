"""What flite is given: the words of a line in ASCII, one by one, with the place in the line where each stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from understudy.script.notation import ARPABET
from understudy.speech.engine import Line, Reading

IPA = {name.lower(): ipa for name, ipa in ARPABET.items()} | {"ax": "ə", "axr": "ɚ", "er": "ɚ", "dx": "ɾ"}
"""flite's phones (those of the CMU dictionary, and its reduced vowels) in IPA."""

_NEAREST = {
    **{ipa.replace("ː", ""): name.lower() for name, ipa in ARPABET.items()},
    **{"ə": "ax", "ɚ": "er", "ɝ": "er", "əʊ": "ow", "ɐ": "ah", "ɒ": "aa", "a": "aa", "e": "eh", "o": "ow", "ɵ": "uh"},
    **{"ɨ": "ih", "ᵻ": "ih", "ʉ": "uw", "y": "uw", "ø": "er", "œ": "er", "ɪə": "ih er", "eə": "eh er", "ʊə": "uh er"},
    **{"r": "r", "ɾ": "t", "ʔ": "t", "ɫ": "l", "ʍ": "w", "x": "k", "ç": "hh", "c": "k", "ɲ": "n y", "g": "g", "ɻ": "r"},
    **{"ʧ": "ch", "ʤ": "jh", "t͡ʃ": "ch", "d͡ʒ": "jh", "ts": "t s", "dz": "d z", "ju": "y uw", "β": "b", "ɸ": "f"},
    **{"ʁ": "r", "ʀ": "r", "ɕ": "sh", "ʂ": "sh", "ʑ": "zh", "ʐ": "zh", "ʈ": "t", "ɖ": "d", "ɟ": "g", "q": "k"},
    **{"ɢ": "g", "ɣ": "g", "χ": "k", "ɦ": "hh", "ɬ": "l", "ɭ": "l", "ʎ": "l y", "ɱ": "m", "ʋ": "v", "ɓ": "b"},
    **{"ʝ": "y", "ɥ": "w", "ʦ": "t s", "ʣ": "d z", "ɤ": "ah", "ɯ": "uw", "ʏ": "uw"},
}
"""IPA without length marks, and the nearest phones that flite has."""

_VOWELS = frozenset(["aa", "ae", "ah", "ao", "aw", "ax", "ay", "eh", "er", "ey", "ih", "iy", "ow", "oy", "uh", "uw"])
_IGNORED = frozenset(". ‿͡ʰʲʷːˑ̩̯̃/[]()-")
_LONGEST = 64  # letters of a word that anybody reads; what is longer is said in parts
_STRONG, _WEAK = re.compile(r"[.!?]"), re.compile(r"[,;:—–…]|\.{2,}|-{2,}")
_PLAIN = {
    **{"’": "'", "‘": "'", "ʼ": "'", "ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "OE"},
    **{"đ": "d", "Đ": "D", "ð": "th", "Ð": "Th", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "ı": "i", "ŋ": "ng"},
}


@dataclass(frozen=True)
class Token:
    """A word: its letters in ASCII, the mark behind it, its phones where they are given, and where it stands."""

    name: str
    first: int
    last: int
    punctuation: str = ""
    phones: str = ""


def tokens(line: Line) -> list[Token]:
    """The words of the line in order, readings put in; [] when nothing of it can be said."""
    found: list[Token] = []
    position = 0
    for reading in sorted(line.readings, key=lambda reading: reading.first):
        if reading.first < position:
            continue
        read = _read(reading, line.text)
        if not read:
            continue
        _add(found, _written(line.text, position, reading.first))
        found += read
        position = reading.last
    _add(found, _written(line.text, position, len(line.text)))
    return found


def _add(found: list[Token], more: Iterator[Token]) -> None:
    """Append; a mark on its own belongs to the word before it."""
    for token in more:
        if token.name:
            found.append(token)
        elif found and token.punctuation and not found[-1].punctuation:
            found[-1] = replace(found[-1], punctuation=token.punctuation)


def _written(text: str, first: int, last: int) -> Iterator[Token]:
    """The words between white space, dashes and slashes, each in ASCII."""
    for match in re.finditer(r"[^\s—–/…]+|[—–…]", text[first:last]):
        start, chunk = first + match.start(), match[0]
        inside = [place for place, sign in enumerate(chunk) if sign.isalnum()]
        if not inside:
            yield Token("", start, start, _mark(chunk))
            continue
        begin, end = inside[0], inside[-1] + 1
        name = "".join(map(_ascii, chunk[begin:end]))
        mark = _mark(chunk[end:])
        for part in range(0, len(name), _LONGEST):
            closing = mark if part + _LONGEST >= len(name) else ""
            yield Token(name[part : part + _LONGEST], start + begin, start + end, closing)
        if not name and mark:
            yield Token("", start, start, mark)


def _mark(signs: str) -> str:
    """The one mark that flite pauses at."""
    if _WEAK.search(signs):
        return ","
    strong = _STRONG.search(signs)
    return strong[0] if strong else ""


def _ascii(sign: str) -> str:
    """A letter without its accent; nothing for one that is not Latin, and for controls."""
    if sign in _PLAIN:
        return _PLAIN[sign]
    plain = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain if letter.isalnum() or letter in "'-.,&@%$+:")


def _read(reading: Reading, text: str) -> list[Token]:
    """The words of a stretch whose sounds are given; [] when the notation is not one for flite: read as written."""
    if reading.notation == "ipa":
        words = [_phones(word) for word in reading.symbols.strip("/[]").split()]
        if words and all(words):
            return [Token("word", reading.first, reading.last, "", phones) for phones in words]
    if reading.notation == "spell":
        letters = "".join(map(_ascii, reading.symbols or text[reading.first : reading.last]))
        return [
            Token(letter, reading.first, reading.last, "", "ey1" if letter in "aA" else "")
            for letter in letters
            if letter.isalnum()
        ]
    return []


def _phones(word: str) -> str:
    """A word of IPA in flite's phones with stress digits; '' when a sign of it is unknown."""
    text = unicodedata.normalize("NFC", word).replace("ː", "")
    out, stress, position = list[str](), "0", 0
    while position < len(text):
        if text[position] in "ˈˌ'":
            stress, position = "1", position + 1
            continue
        size = next((size for size in (3, 2, 1) if text[position : position + size] in _NEAREST), 0)
        if not size:
            if text[position] not in _IGNORED:
                return ""
            position += 1
            continue
        for phone in _NEAREST[text[position : position + size]].split():
            out.append(phone + stress if phone in _VOWELS else phone)
            stress = "0" if phone in _VOWELS else stress
        position += size
    return " ".join(_with_stress(out))


def _with_stress(phones: Sequence[str]) -> list[str]:
    """At least one syllable of a word is stressed: the first, where none is marked."""
    out = list(phones)
    vowels = [place for place, phone in enumerate(out) if phone[-1].isdigit()]
    if vowels and not any(phone.endswith("1") for phone in out):
        out[vowels[0]] = out[vowels[0]][:-1] + "1"
    return out
