"""From espeak-ng's events to phones that cover the sound, and words that are found in the line."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np

from understudy.speech.clip import Phone
from understudy.speech.engine import SpokenWord
from understudy.speech.sound import Samples

WORD, PHONEME = 1, 7
SILENT = 0.002
"""Below this the sound counts as silence (-54 dB): espeak-ng's pauses measure 0 to 40 of 32768, its speech 2300."""

CLOSURE = 0.06
"""A silence up to this long (seconds) belongs to the sound after it: the closure of a stop, heard as part of it."""

SHORTEST = 0.015
"""A phone that espeak-ng gives no time of its own (the l of 'twelve') takes this much from the one before it."""

SPELLINGS: tuple[tuple[str, str], ...] = (
    *(("ts.h", "tʂʰ"), ("ts.", "tʂ"), ("s.", "ʂ"), ("z.", "ʐ"), ("i.", "ɨ"), ("i̪", "ɨ"), ("χ", "x"), ("o-", "ɤ")),
    *(("onɡ", "ʊŋ"), ("tɕh", "tɕʰ"), ("tsh", "tsʰ"), ("ph", "pʰ"), ("th", "tʰ"), ("kh", "kʰ"), ("ər", "ɚ")),
)
"""What espeak-ng writes for Mandarin, which is its own spelling, and the IPA that is meant."""

BARE = {"S": "ʃ", "Z": "ʒ", "N": "ŋ", "X": "χ", "Φ": "ɸ", "K": "ɬ", "F": "f", "2": "ø", "9": "œ", "4": "ʏ", "5": "ɵ"}
"""Mnemonics that some languages have no IPA for (Kyrgyz, Uzbek, Oromo, Faroese …): X-SAMPA, near enough."""

_TONES = re.compile(r"[0-9˥˦˧˨˩]+|(?<=[^ɜ])ɜ$")
_HAN, _KANA = "㐀-鿿\uf900-\ufaff\U00020000-\U0003ffff", "぀-ヿ"
_TOKENS = re.compile(
    rf"[{_HAN}]|[{_KANA}]+"  # one Han character, a stretch of kana
    rf"|[^\W\d_{_HAN}{_KANA}]+(?:['’.\-][^\W\d_{_HAN}{_KANA}]+)*|\d+(?:[.,:]\d+)*[%％]?"
    rf"|[^\W{_HAN}{_KANA}\d]+"
)


def phones(events: Sequence[Sequence[Any]], samples: Samples, rate: int, mandarin: bool) -> list[Phone]:
    """Contiguous phones from 0 to the end of `samples`; symbol '' is silence."""
    marks = [event for event in events if event[0] == PHONEME and not event[4].startswith("(")]
    starts = [min(max(0, int(event[3])), len(samples)) for event in marks] + [len(samples)]
    track: list[Phone] = [Phone("", 0, starts[0])] if starts[0] else []
    for event, start, stop in zip(marks, starts, starts[1:], strict=False):
        symbol = _symbol(event[4], mandarin)
        is_pause = str(event[5]).startswith("_")
        stop = max(start, stop)
        if is_pause or not symbol:
            if is_pause and (not track or track[-1].symbol == ""):
                symbol = ""
            elif not is_pause and track:  # palatalisation, a tone: a part of the sound before it
                last = track.pop()
                track.append(Phone(last.symbol, last.start, stop, last.stressed))
                continue
        track.append(Phone(symbol, start, stop, "ˈ" in event[4]))
    return _with_closures(_with_pauses(_with_time(track, rate), samples, rate), rate)


def _symbol(ipa: str, mandarin: bool) -> str:
    """The phone in IPA: stress and tones dropped, espeak's own spellings replaced."""
    text = ipa.strip("ˈˌ_|: ")
    if mandarin:
        text = _TONES.sub("", text)
        for spelling, meant in SPELLINGS:
            if spelling in text:
                return text.replace(spelling, meant)
    text = re.sub(r"[ˈˌ \-#\"^]", "", text)
    for spelling, meant in (("ʦ", "ts"), ("ε", "ɛ"), ("A", "ɑ")):
        text = text.replace(spelling, meant)
    if any(sign in BARE for sign in text) and not text[1:].isdecimal():
        text = "".join(BARE.get(sign, sign) for sign in text)
    return text.lstrip("ʰʲʷː")  # alone, these belong to the sound before


def _with_time(track: list[Phone], rate: int) -> list[Phone]:
    """Every sounded phone gets some time: one without takes the end of the phone before it, or else goes."""
    least = int(SHORTEST * rate)
    out: list[Phone] = []
    for phone in track:
        if phone.stop > phone.start:
            out.append(phone)
        elif phone.symbol and out and out[-1].symbol and out[-1].stop - out[-1].start >= 2 * least:
            last = out.pop()
            out.append(Phone(last.symbol, last.start, last.stop - least, last.stressed))
            out.append(Phone(phone.symbol, last.stop - least, last.stop, phone.stressed))
    return out


def _with_pauses(track: list[Phone], samples: Samples, rate: int) -> list[Phone]:
    """The silent end of a sounded phone becomes silence of its own; silences are joined, the end is reached."""
    loud = np.flatnonzero(np.abs(samples) > SILENT)
    out: list[Phone] = []
    for phone in track:
        last = int(np.searchsorted(loud, phone.stop))
        heard = int(loud[last - 1]) + 1 if last else phone.stop
        if phone.symbol and phone.start < heard < phone.stop - rate // 250:
            out += [Phone(phone.symbol, phone.start, heard, phone.stressed), Phone("", heard, phone.stop)]
        else:
            out.append(phone)
    if len(samples) and (not out or out[-1].stop < len(samples)):
        out.append(Phone("", out[-1].stop if out else 0, len(samples)))
    return one_silence(out)


def _with_closures(track: list[Phone], rate: int) -> list[Phone]:
    """A short silence between two sounds goes to the one after it."""
    longest = int(CLOSURE * rate)
    out: list[Phone] = []
    for number, phone in enumerate(track):
        inside = 0 < number < len(track) - 1
        if inside and not phone.symbol and phone.stop - phone.start <= longest:
            continue
        out.append(Phone(phone.symbol, out[-1].stop if out else 0, phone.stop, phone.stressed))
    return out


def one_silence(track: Sequence[Phone]) -> list[Phone]:
    """Neighbouring silences as one, and no phone without time."""
    out: list[Phone] = []
    for phone in track:
        if phone.stop <= phone.start:
            continue
        if out and not phone.symbol and not out[-1].symbol:
            out[-1] = Phone("", out[-1].start, phone.stop)
        else:
            out.append(phone)
    return out


def words(
    events: Sequence[Sequence[Any]], offsets: Sequence[int], text: str, track: Sequence[Phone]
) -> list[SpokenWord]:
    """The words of `text` with their times. `offsets[i]` is the character of `text` that character i of what was
    sent stands for. Characters that espeak-ng reads together share their time evenly."""
    if not offsets:
        return []
    tokens = [match.span() for match in _TOKENS.finditer(text, min(offsets), max(offsets) + 1)]
    firsts = [first for first, _ in tokens]
    begun: dict[int, int] = {}
    for event in events:
        if event[0] != WORD:
            continue
        at = offsets[min(max(event[1] - 1, 0), len(offsets) - 1)]
        token = bisect_right(firsts, at) - 1
        if token < 0 or (tokens[token][1] <= at and token + 1 < len(tokens)):
            token += 1
        if token < len(tokens):
            begun.setdefault(token, int(event[3]))
    sounded = [phone for phone in track if phone.symbol]
    if not sounded or not begun:
        return []
    known = sorted(begun.items())
    end = sounded[-1].stop
    out: list[SpokenWord] = []
    for (token, start), (after, stop) in zip(known, [*known[1:], (len(tokens), end)], strict=True):
        if stop <= start:
            continue
        start, stop = _heard(sounded, start, stop)
        for part in range(token, after):
            first = start + (stop - start) * (part - token) // (after - token)
            last = start + (stop - start) * (part - token + 1) // (after - token)
            out.append(SpokenWord(*tokens[part], first, last))
    return out


def _heard(sounded: Sequence[Phone], start: int, stop: int) -> tuple[int, int]:
    """The range from the first to the last sounded phone that lies in start to stop."""
    first = bisect_right(sounded, start, key=lambda phone: phone.stop)
    last = bisect_left(sounded, stop, key=lambda phone: phone.start)
    if last <= first:
        return start, stop
    return max(start, sounded[first].start), min(stop, sounded[last - 1].stop)
