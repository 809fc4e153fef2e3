"""Which words share a caption, and where its line breaks: the cheapest layout of a timed text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from understudy.script.breaks import Quality
from understudy.speech.clip import Word

WIDE_CHARACTERS, NARROW_CHARACTERS = 20, 42
"""Characters of a full line: East Asian ones, and all others."""


@dataclass(frozen=True)
class Atom:
    """Text that no caption parts: characters `first` to `last`, what is heard with it (samples), what follows it."""

    first: int
    last: int
    after: Quality
    words: tuple[Word, ...] = ()
    start: int = -1
    stop: int = -1


@lru_cache(maxsize=8192)
def _units(face: str) -> float:
    """How much of a line characters take."""
    return sum(
        0.0
        if unicodedata.category(mark) in ("Mn", "Me", "Cf")
        else 1 / (WIDE_CHARACTERS if unicodedata.east_asian_width(mark) in "WF" else NARROW_CHARACTERS)
        for mark in face
    )


class MeasuredText:
    """Widths of all stretches of a text, in lines: sums are kept, so that any stretch is measured at once."""

    def __init__(self, written: str, faces: Sequence[str]) -> None:
        self.written, self.faces = written, faces
        self._sums = [0.0]
        for face in faces:
            self._sums.append(self._sums[-1] + _units(face))

    def visible(self, first: int, last: int) -> bool:
        """Whether anything of characters `first` to `last` is shown."""
        return any(face.strip() for face in self.faces[first:last])

    def edges(self, first: int, last: int) -> tuple[int, int]:
        """The range without what is not shown at its ends."""
        while first < last and not self.faces[first].strip():
            first += 1
        while first < last and not self.faces[last - 1].strip():
            last -= 1
        return first, last

    def width(self, first: int, last: int) -> float:
        """Width of a stretch; 1 is a full line."""
        return self._sums[last] - self._sums[first]


_END_COST = {
    Quality.FORCED: 0.0,
    Quality.SENTENCE: 0.0,
    Quality.CLAUSE: 1.5,
    Quality.PHRASE: 5.0,
    Quality.IDEOGRAPH: 14.0,
    Quality.EMERGENCY: 40.0,
}
"""What it costs to end a caption there (by eye on English and Chinese news scripts, 2026-11-22). A line end: half."""

_CAPTION, _SECOND_LINE, _INNER_SENTENCE, _INNER_NEWLINE, _INNER_CLAUSE = 1.0, 0.7, 3.0, 8.0, 5.5
"""Costs of one more caption, of a second line, of a sentence end and of a newline inside a caption, and of a clause end
inside a line, per line that stands on its shorter side.
"""

_SHORT, _TOO_SHORT, _TOO_LONG, _LONG, _PAUSE = 6.0, 40.0, 2.0, 6, 8.0
"""Costs of less than a second on screen, per second missing to it, per second of speech beyond `_LONG`, and per second
of pause inside a caption.
"""


class Layout:
    """Which atoms make a caption and where its line breaks: the cheapest way by dynamic programming."""

    def __init__(
        self, text: MeasuredText, atoms: list[Atom], rate: Fraction, limit: float, end: int, lines: int = 2
    ) -> None:
        self.text, self.atoms, self.rate, self.limit, self.end = text, atoms, float(rate), limit, end
        self.lines = lines
        self._edges = [text.edges(atom.first, atom.last) for atom in atoms]

    def best(self) -> list[tuple[int, int, int]]:
        """(first atom, atom where the second line begins, atom behind the last); equal last two: one line."""
        count = len(self.atoms)
        costs = [0.0] + [float("inf")] * count
        origin = [(0, 0)] * (count + 1)
        for first in range(count):
            for last in range(first + 1, count + 1):
                line = self._second_line(first, last)
                if line is None:
                    break
                cost = costs[first] + self._cost(first, *line, last)
                if cost < costs[last]:
                    costs[last], origin[last] = cost, (first, line[0])
        spans: list[tuple[int, int, int]] = []
        last = count
        while last:
            first, middle = origin[last]
            spans.append((first, middle, last))
            last = first
        return spans[::-1]

    def _width(self, first: int, last: int) -> float:
        return self.text.width(self._edges[first][0], self._edges[last - 1][1])

    def _second_line(self, first: int, last: int) -> tuple[int, float] | None:
        """Where the second line best begins, and what that costs; None when the atoms do not fit."""
        whole = self._width(first, last)
        newline = any(self.atoms[place].after is Quality.FORCED for place in range(first, last - 1))
        if last - first == 1 or (whole <= self.limit and not newline):
            return last, 0.0
        if self.lines == 1 or whole > 2.2 * self.limit:
            return None
        found = None
        for place in range(first + 1, last):
            upper, lower = self._width(first, place), self._width(place, last)
            if max(upper, lower) > self.limit:
                continue
            cost = _END_COST[self.atoms[place - 1].after] / 2 + 3 * abs(upper - lower) / self.limit
            if found is None or cost < found[1]:
                found = (place, cost)
        return found and (found[0], found[1] + _SECOND_LINE)

    def _cost(self, first: int, middle: int, line_cost: float, last: int) -> float:
        atoms = self.atoms
        cost = _CAPTION + line_cost + _END_COST[atoms[last - 1].after]
        for place in range(first, last - 1):
            pause = (atoms[place + 1].start - atoms[place].stop) / self.rate
            cost += _PAUSE * max(pause - 0.3, 0)
            if atoms[place].after is Quality.CLAUSE and place + 1 != middle:
                begun, ended = (first, middle) if place < middle else (middle, last)
                cost += _INNER_CLAUSE * min(self._width(begun, place + 1), self._width(place + 1, ended))
            if atoms[place].after >= Quality.SENTENCE:
                cost += _INNER_SENTENCE
                cost += _INNER_NEWLINE if atoms[place].after is Quality.FORCED and place + 1 != middle else 0
        until = atoms[last].start if last < len(atoms) else self.end
        room = (until - atoms[first].start) / self.rate
        spoken = (atoms[last - 1].stop - atoms[first].start) / self.rate
        cost += _SHORT if room < 1 else 0
        return cost + _TOO_SHORT * max(1 - room, 0) + _TOO_LONG * max(spoken - _LONG, 0)
