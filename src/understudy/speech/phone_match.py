"""Words for a track of phones, taken from another voice that says the same text: phone by phone, the nearest way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from understudy.speech.clip import Clip, Phone
from understudy.speech.engine import SpokenWord

_LEFT_OUT, _DIFFERENT = 1.0, 1.5


def words_by_phones(guide: Clip, phones: Sequence[Phone]) -> Iterator[SpokenWord]:
    """The words of `guide`, each when those of `phones` are heard that stand for its own."""
    told = [(letter, number) for number, phone in enumerate(guide.phones) for letter in _letters(phone)]
    heard = [(letter, number) for number, phone in enumerate(phones) for letter in _letters(phone)]
    pairs = _paired([letter for letter, _ in told], [letter for letter, _ in heard])
    spans: dict[int, tuple[int, int]] = {}
    for one, other in pairs:
        number, phone = told[one][1], phones[heard[other][1]]
        start, stop = spans.get(number, (phone.start, phone.stop))
        spans[number] = (min(start, phone.start), max(stop, phone.stop))
    clock = 0
    for word in guide.words:
        own = [
            spans[number]
            for number, phone in enumerate(guide.phones)
            if number in spans and word.start <= (phone.start + phone.stop) // 2 < word.stop
        ]
        if own and own[-1][1] > max(own[0][0], clock):
            start, clock = max(own[0][0], clock), own[-1][1]
            yield SpokenWord(word.first, word.last, start, clock)


def _letters(phone: Phone) -> str:
    return "".join(sign for sign in phone.symbol if sign.isalpha())


def _paired(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Which letters stand for each other in the cheapest way from one row to the other (Levenshtein)."""
    costs = np.zeros((len(one) + 1, len(other) + 1))
    costs[:, 0], costs[0] = np.arange(len(one) + 1) * _LEFT_OUT, np.arange(len(other) + 1) * _LEFT_OUT
    for row, letter in enumerate(one, 1):
        for column, sign in enumerate(other, 1):
            costs[row, column] = min(
                costs[row - 1, column] + _LEFT_OUT,
                costs[row, column - 1] + _LEFT_OUT,
                costs[row - 1, column - 1] + (_DIFFERENT if letter != sign else 0),
            )
    pairs: list[tuple[int, int]] = []
    row, column = len(one), len(other)
    while row and column:
        change = _DIFFERENT if one[row - 1] != other[column - 1] else 0
        if costs[row, column] == costs[row - 1, column - 1] + change:
            row, column = row - 1, column - 1
            pairs.append((row, column))
        elif costs[row, column] == costs[row - 1, column] + _LEFT_OUT:
            row -= 1
        else:
            column -= 1
    return pairs[::-1]
