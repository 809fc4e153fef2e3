"""The ear: a small network that says which kind of phone each frame is, and a decoder that makes a phone track of it.

The weights (`ear.npz`) are made by `training/ear.py` from speech of espeak-ng, flite, festival and people. Inference is
numpy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from understudy.speech.ear_frames import COLUMNS, Table

CLASSES: tuple[tuple[str, str], ...] = (
    ("", ""),
    ("a", "aɑæɐʌ"),
    ("ɛ", "eɛ"),
    ("ə", "əɜɚɝɘɤɞɵ"),
    ("i", "iɪɨᵻ"),
    ("ɔ", "oɔɒ"),
    ("u", "uʊɯʉ"),
    ("y", "yøœʏ"),
    ("m", "mɱ"),
    ("n", "nŋɲɳɴ"),
    ("l", "lɫʎɭɬɮ"),
    ("ɹ", "ɹrɾɽʁʀɻ"),
    ("w", "wɥɰ"),
    ("j", "jʝ"),
    ("p", "pbɓ"),
    ("t", "tdʈɖɗ"),
    ("k", "kɡgqcɟɢʔ"),
    ("f", "fvɸβʋ"),
    ("s", "sz"),
    ("ʃ", "ʃʒʂʐɕʑ"),
    ("θ", "θð"),
    ("h", "hxɣχħɦçʕ"),
)
"""The kinds of phones that are told apart: the symbol that stands for the kind, and what belongs to it.

They are chosen by what is seen: voiced and voiceless sounds look alike, and so do sounds made far back."""

SYMBOLS = tuple(symbol for symbol, _ in CLASSES)
FIRST = 5
"""Frames that the first layer sees at once."""
DILATIONS = (1, 2, 4, 8, 16, 4, 1)
"""How far apart the three frames are that each further layer puts together."""
REACH = FIRST // 2 + sum(DILATIONS)
"""Frames before and after a frame that the network sees."""

_LEAST = 3  # frames that a phone lasts at least
_SWITCH = 1.0  # cost of a change (nats)
_LIPS = [SYMBOLS.index(symbol) for symbol in "pm"]
_CLOSING = 0.75
"""Nats that closed lips are favoured by: where the network is unsure of a voice, it is late to believe a closure. Of
-0.5 to 1.25 the least that finds as many closures as any, 0.985 of them and 0.971 in pink noise of 15 dB, on voices
that are neither trained on nor measured with: festival's `ked` and three of espeak-ng's (`training/choose_ear.py`,
2026-11-26). Seven of ten frames of closed lips that are heard are there. The cost of a change was chosen so too."""
WITH_TEXT = 0.6
"""How much of a kind's frequency in training is taken out where the text is known: of 0, 0.3 and 0.6 the best in five
languages, by the same voices. Without the text none of it is, which finds most closures in noise."""
_STRETCH = 3_000  # frames decided at once
_AFTER = 100  # frames looked at beyond them
SILENT = -45.0
"""dB below the voice at which nothing is heard."""


@dataclass(frozen=True, eq=False)
class Ear:
    """A convolutional network of some 485,000 weights. Taps come first, then from where, then to where.

    `usual`: mean band levels of all speakers relative to their voice's level, in dB. `prior`: log of how often each
    kind was met in training.
    """

    usual: Table
    first: Table
    first_bias: Table
    mix: Table
    mix_bias: Table
    back: Table
    back_bias: Table
    out: Table
    out_bias: Table
    prior: Table

    @classmethod
    @cache
    def built_in(cls) -> Ear:
        """The ear that comes with the package."""
        with resources.files("understudy.speech").joinpath("ear.npz").open("rb") as file, np.load(file) as stored:
            return cls(**{name: stored[name].astype(np.float32) for name in cls.__dataclass_fields__})

    def scores(self, frames: Table) -> Table:
        """Log probability of each kind for frames REACH to -REACH, shape (n - 2 * REACH, kinds)."""
        hidden = _convolved(frames, self.first, self.first_bias, 1)
        for number, step in enumerate(DILATIONS):
            mixed = _convolved(hidden, self.mix[number], self.mix_bias[number], step)
            hidden = hidden[step:-step] + mixed @ self.back[number] + self.back_bias[number]
        scores = hidden @ self.out + self.out_bias
        scores -= scores.max(axis=1, keepdims=True)
        logs: Table = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return logs


def _convolved(rows: Table, taps: Table, bias: Table, step: int) -> Table:
    """What positive there is in the sum over taps, `step` rows apart; as many rows fewer as the taps reach."""
    count = len(rows) - (len(taps) - 1) * step
    total = rows[:count] @ taps[0]
    for number in range(1, len(taps)):
        total += rows[number * step : number * step + count] @ taps[number]
    total += bias
    return np.asarray(np.maximum(total, 0, out=total))


def heard(ear: Ear, frames: Iterator[Table]) -> Iterator[npt.NDArray[np.int8]]:
    """The kind of every frame of `frames` (normal ones, in blocks), in blocks; together as many."""
    decoder = Decoder()
    for gains in emissions(ear, frames):
        gains[:, _LIPS] += _CLOSING
        yield from decoder.feed(gains)
    yield from decoder.finish()


def emissions(ear: Ear, frames: Iterator[Table], prior: float = 0.0) -> Iterator[Table]:
    """What each kind gains by being chosen, shape (n, kinds), in blocks; together as many rows as `frames` have.

    `prior`: how much of each kind's frequency in training is taken out.
    """
    edge = np.tile(_silence(), (REACH, 1))
    waiting = [edge]
    have = -REACH  # frames whose context is complete
    for block in frames:
        waiting.append(block)
        have += len(block)
        if have > _STRETCH:
            joined = np.concatenate(waiting)
            yield _emissions(ear, joined, prior)
            waiting, have = [joined[-2 * REACH :]], 0
    joined = np.concatenate([*waiting, edge])
    if len(joined) > 2 * REACH:
        yield _emissions(ear, joined, prior)


def _silence() -> Table:
    frame = np.zeros((1, COLUMNS), np.float32)
    frame[:, :-2], frame[:, -2], frame[:, -1] = -5, -2, -6
    return frame


def _emissions(ear: Ear, frames: Table, prior: float) -> Table:
    """What each kind gains by being chosen, per frame; nothing but silence where it is too quiet."""
    gains = ear.scores(frames) - prior * ear.prior
    quiet = frames[REACH : len(frames) - REACH, -1] < SILENT / 10
    gains[quiet, 1:] -= 20
    return np.maximum(gains, -20).astype(np.float32)


class Decoder:
    """The most likely sequence of kinds (Viterbi), each at least 30 ms long, decided a stretch at a time."""

    def __init__(self) -> None:
        self._gains = np.zeros((0, len(CLASSES)), np.float32)
        self._best: Table | None = None

    def feed(self, gains: Table) -> Iterator[npt.NDArray[np.int8]]:
        """Take the next frames; gives the kinds that are decided by now."""
        self._gains = np.concatenate([self._gains, gains])
        while len(self._gains) >= _STRETCH + _AFTER:
            yield self._decided(self._gains[: _STRETCH + _AFTER], _STRETCH)
            self._gains = self._gains[_STRETCH:]

    def finish(self) -> Iterator[npt.NDArray[np.int8]]:
        """The kinds of what is left."""
        if len(self._gains):
            yield self._decided(self._gains, len(self._gains))

    def _decided(self, gains: Table, keep: int) -> npt.NDArray[np.int8]:
        """Kinds of the first `keep` frames. A state is how long the present kind has lasted (0, 1, 2 = at least 3)."""
        kinds = gains.shape[1]
        fresh = second = np.full(kinds, -np.inf, np.float32)
        done = self._best if self._best is not None else np.zeros(kinds, np.float32)
        came = np.empty((len(gains), _LEAST, kinds), np.int8)  # the row (own kind) or -1 - kind that it came from
        for time, gain in enumerate(gains):
            winner = int(done.argmax())
            came[time, 0] = -1 - winner
            came[time, 1] = 0
            came[time, 2] = 1 + (done >= second)
            begun = gain + (done[winner] - _SWITCH)
            fresh, second, done = begun, fresh + gain, np.maximum(done, second) + gain
        track = np.empty(len(gains), np.int8)
        kind, row = int(done.argmax()), _LEAST - 1
        for time in range(len(gains) - 1, -1, -1):
            track[time] = kind
            source = int(came[time, row, kind])
            if source < 0:
                kind, row = -1 - source, _LEAST - 1
            else:
                row = source
        after = np.full(gains.shape[1], -_SWITCH * 2, np.float32)
        after[track[keep - 1]] = 0
        self._best = after
        return track[:keep]
