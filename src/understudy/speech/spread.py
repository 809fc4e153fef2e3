"""Known words laid over heard speech: by their estimated length, with pauses where the punctuation expects them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from understudy.speech.clip import Phone, Word

_WORD = re.compile(r"[^\W_]+(?:['’\-.,:][^\W_]+)*[\u0300-\u036f]*", re.UNICODE)
_SYLLABIC = re.compile(r"[\u2e80-\u2fdf\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
"""Signs of writings without spaces, or that are a syllable each: every one is timed as a word of its own."""
_SIGN_LENGTHS = ((_SYLLABIC, 2.6), (re.compile(r"\d"), 3.5), (re.compile(r"[^\W\d_]"), 0.85))
"""Phones that one sign stands for: a Mandarin syllable or a kana with its share of compounds, a digit read out, a
letter (English text has about 0.85 phones a letter). By eye, 2026-11-22."""
_SHORTEST_WORD = 1.5  # phones; even "a" takes time
_STRONG, _WEAK = frozenset(".!?…;:。！？；："), frozenset(",，、—–()（）\n")
_PAUSE = 0.12  # seconds of silence that may stand between two words; less is the closure of a plosive
_UNEXPECTED, _HALF_EXPECTED, _MISSED = 2.5, 0.5, 1.0  # costs of a pause without mark, at a comma, a mark without pause
_SPREAD, _SPREAD_LEAST = 0.18, 0.15  # how far a stretch may be from its estimate: a part of it, and seconds
_CANDIDATES = 80  # words around the expected one that a pause may follow


@dataclass(frozen=True)
class _Token:
    """One word: its place in the text, its length in phones, and how much of a pause its punctuation expects."""

    first: int
    last: int
    length: float
    pause: float


def spread(written: str, phones: Sequence[Phone], rate: int) -> tuple[Word, ...]:
    """When each word of `written` sounds in a track of heard phones; () where nothing is heard.

    The stretches of speech between pauses get the words whose estimated lengths fit them best (dynamic programming
    over the pauses); inside a stretch, words lie in proportion. Not recognition: a wrong text is spread all the same.
    """
    tokens = _tokens(written)
    stretches = _stretches(phones, rate)
    if not tokens or not stretches:
        return ()
    ends = _shares(tokens, stretches, rate)
    words: list[Word] = []
    begin = 0
    for (start, stop), end in zip(stretches, ends, strict=True):
        inside = tokens[begin:end]
        edges = np.concatenate([[0.0], np.cumsum([token.length for token in inside])])
        moments = np.round(start + edges / max(edges[-1], 1e-9) * (stop - start)).astype(int).tolist()
        for token, first, last in zip(inside, moments, moments[1:], strict=False):
            words.append(Word(written[token.first : token.last], token.first, token.last, first, last))
        begin = end
    return tuple(words)


def _tokens(written: str) -> list[_Token]:
    places: list[tuple[int, int]] = []
    for match in _WORD.finditer(written):
        first = match.start()
        for sign in _SYLLABIC.finditer(written, match.start(), match.end()):
            if sign.start() > first:
                places.append((first, sign.start()))
            places.append((sign.start(), sign.end()))
            first = sign.end()
        if first < match.end():
            places.append((first, match.end()))
    nexts = [*(first for first, _ in places), len(written)][1:]
    return [
        _Token(first, last, _length(written[first:last]), _pause_after(written[last:after]))
        for (first, last), after in zip(places, nexts, strict=True)
    ]


def _length(word: str) -> float:
    signs = [sign for sign in unicodedata.normalize("NFC", word) if sign.isalnum()]
    return max(_SHORTEST_WORD, sum(next((n for kind, n in _SIGN_LENGTHS if kind.match(s)), 1.0) for s in signs))


def _pause_after(between: str) -> float:
    if any(sign in _STRONG for sign in between):
        return 1.0
    return 0.5 if any(sign in _WEAK for sign in between) else 0.0


def _stretches(phones: Sequence[Phone], rate: int) -> list[tuple[int, int]]:
    """Speech without pauses, samples [start, stop); shorter silences (closures) are inside."""
    found: list[tuple[int, int]] = []
    for phone in phones:
        if not phone.symbol:
            continue
        if found and phone.start - found[-1][1] < _PAUSE * rate:
            found[-1] = (found[-1][0], phone.stop)
        else:
            found.append((phone.start, phone.stop))
    return found


def _shares(tokens: Sequence[_Token], stretches: Sequence[tuple[int, int]], rate: int) -> list[int]:
    """After which word each stretch ends (the number of words until then); the last one takes all that are left."""
    durations = np.array([(stop - start) / rate for start, stop in stretches])
    lengths = np.concatenate([[0.0], np.cumsum([token.length for token in tokens])])
    pauses = np.array([1.0, *(token.pause for token in tokens)])
    marks = np.cumsum(pauses)
    seconds = lengths * durations.sum() / lengths[-1]
    wanted = np.interp(np.cumsum(durations), seconds, np.arange(len(seconds)))
    here, cost = np.array([0]), np.array([0.0])
    steps: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]] = []
    for number, duration in enumerate(durations):
        if number == len(durations) - 1:
            ends = np.array([len(tokens)])
        else:
            middle = int(wanted[number])
            ends = np.arange(max(0, middle - _CANDIDATES // 2), min(len(tokens), middle + _CANDIDATES // 2) + 1)
        miss = (seconds[ends][None, :] - seconds[here][:, None] - duration) / (_SPREAD * duration + _SPREAD_LEAST)
        skipped = np.maximum(marks[np.maximum(ends - 1, 0)][None, :] - marks[here][:, None], 0)
        total = cost[:, None] + 0.5 * miss**2 + _MISSED * skipped
        total = np.where(ends[None, :] >= here[:, None], total, np.inf)
        total = total + np.interp(pauses[ends], [0, 0.5, 1], [_UNEXPECTED, _HALF_EXPECTED, 0])[None, :]
        if not np.isfinite(total.min()):  # more stretches than words around here: leave this one without words
            total = cost[:, None] + np.abs(ends[None, :] - here[:, None]).astype(float)
        best = total.argmin(axis=0)
        steps.append((ends, best))
        here, cost = ends, total[best, np.arange(len(ends))]
    place, shares = 0, []
    for ends, best in reversed(steps):
        shares.append(int(ends[place]))
        place = int(best[place])
    return [int(share) for share in np.maximum.accumulate(shares[::-1])]
