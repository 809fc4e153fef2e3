"""Forced alignment: when each sound of a known text is heard, by the ear's scores and the phones a voice gives it.

A Viterbi search along the phones, in stretches of half a minute that look ten seconds ahead, so that memory does not
grow with the length. Between words there may be silence; a sound may be left out, at a price.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from understudy.speech.clip import Clip, Phone, Word
from understudy.speech.ear import CLASSES, SYMBOLS
from understudy.speech.ear_frames import FRAME_RATE, Table
from understudy.timing import rescale

KIND = {sign: number for number, (_, signs) in reversed(list(enumerate(CLASSES))) for sign in signs}
"""The kind of each IPA letter."""

_STOPS = [SYMBOLS.index(symbol) for symbol in "ptk"]
_ALIKE = ("aɛəiɔuyɹwjl", "pm", "tnl", "k", "fθsʃh", "yu", "aɔ", "iɛj", "uɔw", "əɛa")
_DOUBT = 0.15
"""Kinds that sound alike, and the part of what is heard that may have been another of them: voices differ, and what a
text sounds like is only how espeak-ng says it."""
_FLOOR = -7.0  # nats; one frame cannot speak louder against a path
_NASALS = [SYMBOLS.index(symbol) for symbol in "mn"]
_CLOSED, _FADED = 1.0, 3.0
"""Nats by which silence fits a stop and a nasal less than their own kinds: the closure of a stop is silent, and a voice
may fade out before its last nasal ends."""
_LEFT_OUT = 12.0  # nats; what it costs to leave out a sound of the text
_LEAST, _MOST = 2, 3
"""Frames that a sound of the text lasts at least: as many as the voice gives it, within these."""
_STRETCH, _AFTER = 3_000, 1_000  # frames decided at once, frames looked at beyond them
_REACH = 2_400  # states of a stretch: 40 s of very fast speech
_PAUSE = 6  # frames; a silence inside a phrase that is shorter belongs to the sound after it
_FAR = np.float32(-1e9)


@dataclass(frozen=True, eq=False)
class Aligned:
    """Phones that cover the sound and the words of the text, in samples. `misfit`: by how many nats a frame the sounds
    of the text fit worse than what is heard freely, where anything is heard; `backwards`: the same of the sounds in
    the opposite order, a text of the same sounds that nobody said (0 where it is not asked for)."""

    phones: tuple[Phone, ...]
    words: tuple[Word, ...]
    misfit: float
    backwards: float = 0.0


@dataclass(frozen=True, eq=False)
class _States:
    """What is walked through: the kind of each state, the phone it belongs to (-1: silence), the frames it lasts at
    least, the price of skipping it."""

    kinds: npt.NDArray[np.int64]
    owners: npt.NDArray[np.int64]
    least: npt.NDArray[np.int64]
    prices: Table

    def backwards(self) -> _States:
        """The same in the opposite order."""
        return _States(self.kinds[::-1], self.owners[::-1], self.least[::-1], self.prices[::-1])


def align(gains: Iterable[Table], guide: Clip, length: int, rate: int, *, doubted: bool = False) -> Aligned:
    """Lay the phones and words of `guide`, a spoken form of the text, over a sound of `length` samples.

    `gains` are the ear's (`ear.emissions`), one row for each of the sound's frames. Whether they are said at all is
    `doubted`: `backwards` is measured as well, at twice the cost.
    """
    states = _states(guide)
    walks = [_Walk(states), *([_Walk(states.backwards())] if doubted else [])]
    for table, keep in _stretches(gains):
        for walk in walks:
            walk.go_on(table, keep)
    phones, spans = _phones(walks[0].frames, states, guide, length, rate)
    found = tuple(walk.lost / max(walk.heard, 1) for walk in walks)
    return Aligned(tuple(phones), tuple(_words(guide, spans)), *found)


def _states(guide: Clip) -> _States:
    """One state for each sign of each phone, and silences that may be left out where words end."""
    starts = [phone.start for phone in guide.phones]
    ends = {int(np.searchsorted(starts, word.stop)) - 1 for word in guide.words}
    pause = (0, -1, _LEAST, 0.0)
    rows: list[tuple[int, int, int, float]] = [pause]
    for number, phone in enumerate(guide.phones):
        signs = [KIND[sign] for sign in phone.symbol if sign in KIND]
        share = max(len(signs), 1)
        least = rescale(phone.stop - phone.start, guide.rate * share, FRAME_RATE)
        rows += [(kind, number, min(max(least, _LEAST), _MOST), _LEFT_OUT / share) for kind in signs]
        if (not phone.symbol or number in ends) and rows[-1][1] >= 0:
            rows.append(pause)
    if rows[-1][1] >= 0:
        rows.append(pause)
    kinds, owners, shortest, prices = zip(*rows, strict=True)
    return _States(np.array(kinds), np.array(owners), np.array(shortest), np.array(prices, np.float32))


class _Walk:
    """A way through states, a stretch of frames after the other: the state of every frame, and how many nats are `lost`
    in frames where anything is `heard`."""

    def __init__(self, states: _States) -> None:
        self.states, self.lost, self.heard = states, 0.0, 0
        self.frames = np.zeros(0, np.int64)

    def go_on(self, table: Table, keep: int) -> None:
        """Look at all frames of `table`, and decide the first `keep`."""
        fair = _fair(table)
        begin = int(self.frames[-1]) if len(self.frames) else 0
        found = _stretch(fair, self.states, begin, keep == len(table))[:keep]
        best = table[:keep].max(axis=1)
        sounding = table[:keep].argmax(axis=1) != 0
        self.lost += float((best - fair[np.arange(keep), self.states.kinds[found]])[sounding].sum())
        self.heard += int(sounding.sum())
        self.frames = np.concatenate([self.frames, found])


def _stretches(gains: Iterable[Table]) -> Iterator[tuple[Table, int]]:
    """Frames that are looked at together, and how many of them are decided."""
    have = np.zeros((0, len(CLASSES)), np.float32)
    for block in gains:
        have = np.concatenate([have, block])
        while len(have) > _STRETCH + _AFTER:
            yield have[: _STRETCH + _AFTER], _STRETCH
            have = have[_STRETCH:]
    if len(have):
        yield have, len(have)


def _alike() -> Table:
    """How much of each kind (column) is heard when another (row) is meant, shape (kinds, kinds)."""
    near = np.zeros((len(SYMBOLS), len(SYMBOLS)), np.float32)
    for group in _ALIKE:
        places = [SYMBOLS.index(symbol) for symbol in group]
        near[np.ix_(places, places)] += 1 / len(places)
    counts = np.maximum(near.sum(axis=1, keepdims=True), 1)
    return np.asarray((1 - _DOUBT) * np.eye(len(SYMBOLS)) + _DOUBT * near / counts, np.float32)


_HEARD_AS = _alike()


def _fair(table: Table) -> Table:
    """The gains with a doubt, with a floor, and with what is silent of stops and of nasals that fade out."""
    top = table.max(axis=1, keepdims=True)
    fair = np.asarray(top + np.log(np.exp(table - top) @ _HEARD_AS.T + 1e-6), np.float32)
    for kinds, price in ((_STOPS, _CLOSED), (_NASALS, _FADED)):
        fair[:, kinds] = np.maximum(fair[:, kinds], fair[:, :1] - price)
    return np.asarray(np.maximum(fair, fair.max(axis=1, keepdims=True) + _FLOOR))


def _stretch(fair: Table, states: _States, begin: int, to_the_end: bool) -> npt.NDArray[np.int64]:
    """The best way from state `begin` through all frames; to the last state when this is the end.

    Each row of `ways` are the ways that are in a state for one frame longer than those of the row before; a state is
    entered so many rows from the last as it lasts at least, and left from the last.
    """
    stop = min(len(states.kinds), begin + _REACH)
    kinds, skip = states.kinds[begin:stop], states.prices[begin + 1 : stop - 1]
    count = len(kinds)
    entry, each = _MOST - states.least[begin:stop], np.arange(count)
    skipped, ripened = np.zeros((2, len(fair), count), bool)
    ways = np.full((_MOST, count), _FAR, np.float32)
    ways[-1, 0] = 0
    if begin == 0 and count > 1:
        ways[entry[1], 1] = 0
    one, two = np.full((2, count), _FAR, np.float32)
    for time, emission in enumerate(fair[:, kinds]):
        if time:
            one[1:] = ways[-1, :-1]
            two[2:] = ways[-1, :-2] - skip
            skipped[time], ripened[time] = two > one, ways[-2] > ways[-1]
            np.maximum(ways[-1], ways[-2], out=ways[-1])
            ways[1:-1] = ways[:-2]
            ways[0] = _FAR
            ways[entry, each] = np.maximum(one, two)
        ways += emission
    final = count - 1
    if not to_the_end or stop < len(states.kinds):
        final = int(ways[-1].argmax())
    elif count > 1 and ways[-1, -2] > ways[-1, -1]:
        final = count - 2
    path, row = np.empty(len(fair), np.int64), _MOST - 1
    for time in range(len(fair) - 1, -1, -1):
        path[time] = begin + final
        if row == entry[final]:
            final, row = final - 1 - int(skipped[time, final]), _MOST - 1
        elif row < _MOST - 1 or ripened[time, final]:
            row -= 1
    return path


def _phones(
    frames: npt.NDArray[np.int64], states: _States, guide: Clip, length: int, rate: int
) -> tuple[list[Phone], dict[int, tuple[int, int]]]:
    """The phones in samples, short silences given to the sound after them, and where each phone of the guide is."""
    owners = states.owners[frames]
    edges = np.flatnonzero(np.diff(owners, prepend=-2))
    runs = [
        (int(owners[first]), int(first), int(last))
        for first, last in zip(edges, [*edges[1:], len(owners)], strict=True)
    ]
    phones: list[Phone] = []
    spans: dict[int, tuple[int, int]] = {}
    at, waiting = 0, False
    for number, (owner, first, last) in enumerate(runs):
        if owner < 0 and 0 < number < len(runs) - 1 and last - first <= _PAUSE:
            waiting = True
            continue
        stop = length if number == len(runs) - 1 else min(length, rescale(2 * last - 1, 2 * FRAME_RATE, rate))
        if stop <= at:
            continue
        asked = guide.phones[owner] if owner >= 0 else Phone("", 0, 0)
        if phones and not waiting and not asked.symbol and not phones[-1].symbol:
            at = phones.pop().start
        phones.append(Phone(asked.symbol, at, stop, asked.stressed))
        if owner >= 0:
            spans[owner] = (at, stop)
        at, waiting = stop, False
    return phones, spans


def _words(guide: Clip, spans: dict[int, tuple[int, int]]) -> Iterator[Word]:
    """The words of which a sound was found, from the first to the last of their phones."""
    middles = np.array([(phone.start + phone.stop) // 2 for phone in guide.phones])
    clock = 0
    for word in guide.words:
        first, last = np.searchsorted(middles, (word.start, word.stop))
        found = [spans[number] for number in range(int(first), int(last)) if number in spans]
        if found and found[-1][1] > max(found[0][0], clock):
            start = max(found[0][0], clock)
            clock = found[-1][1]
            yield Word(word.text, word.first, word.last, start, clock)


def shares(words: Sequence[Word], written: str) -> float:
    """Which part of the letters of `written` has a time."""
    timed = sum(sign.isalnum() for word in words for sign in written[word.first : word.last])
    return timed / max(sum(sign.isalnum() for sign in written), 1)
