"""Captions: the written text cut at phrases, and timed by the words that are heard.

A caption has at most two lines of at most 20 East Asian or 42 Latin characters, and stays for at least a second where
the speech leaves room. What is burned into the picture shows no sentence punctuation (contract §9); caption files keep
it. Widths and times after the subtitle guidelines of Netflix and the BBC (42 Latin characters, 16 to 20 Chinese, 1 s).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from understudy.script.breaks import CLOSERS, Quality, breaks, clusters, ends_sentence
from understudy.speech.caption_layout import NARROW_CHARACTERS, WIDE_CHARACTERS, Atom, Layout, MeasuredText
from understudy.speech.clip import Word

SHORTEST = Fraction(1)
"""Seconds that a caption stays at least, pauses permitting."""

TAIL = Fraction(3, 10)
"""Seconds that a caption stays after its last word."""

LONGEST_LINE = 3.0
"""Width of the longest line that can be asked for; 1 is the usual one. Longer ones are not read in their time."""

FLICKER = Fraction(1, 4)
"""Gaps between captions shorter than this many seconds are closed: the first one stays."""

POINTS = frozenset(".,;:!?。，、；：！？．｡､،؛؟।॥။၊។፣¡¿")
"""Sentence punctuation, which burned-in text drops: the "points" of GB/T 15834 (among them ？ and ！) and their kin.

Its "marks" (quotes, book marks, brackets, dashes, ellipses, hyphens) are kept: contract §9 names them.
"""


@dataclass(frozen=True)
class CaptionWord:
    """Characters `first` to `last` (exclusive) of line `line` are spoken from `start` to `stop` seconds."""

    line: int
    first: int
    last: int
    start: Fraction
    stop: Fraction


@dataclass(frozen=True)
class Caption:
    """What is on screen from `start` to `stop`, in seconds from the start of the scene.

    `lines` are shown in the picture; `written` are the same lines with all their punctuation, for caption files.
    """

    lines: tuple[str, ...]
    start: Fraction
    stop: Fraction
    words: tuple[CaptionWord, ...] = ()
    written: tuple[str, ...] = ()

    @property
    def full(self) -> tuple[str, ...]:
        """The lines with their punctuation."""
        return self.written or self.lines

    @property
    def reading_speed(self) -> float:
        """Characters a second, spaces and punctuation not counted; a comfortable one is below 17 (Chinese: below 9)."""
        count = sum(mark.isalnum() for line in self.lines for mark in line)
        return float(count / (self.stop - self.start)) if self.stop > self.start else float("inf") if count else 0.0


def cut(
    written: str,
    words: Sequence[Word],
    rate: int,
    *,
    fits: Callable[[str], bool] | None = None,
    end: int,
    language: str = "",
    lines: int = 2,
    longest: int | None = None,
) -> list[Caption]:
    """The captions of a spoken text, in order, without overlap; every word is in exactly one.

    `words` count in samples of `rate`, `end` is the length of the sound. `fits` says whether a line fits the picture;
    lines become shorter until all do. `language` (BCP 47) decides how Han characters form phrases. A caption has at
    most `lines` lines (1 or 2), each of at most `longest` written characters, or else of the usual width.
    """
    faces = shown_marks(written)
    captions = list[Caption]()
    wide = next((mark for mark in written if unicodedata.east_asian_width(mark) == "W"), "")
    limit = min(longest / (WIDE_CHARACTERS if wide else NARROW_CHARACTERS), LONGEST_LINE) if longest else 1.0
    while fits and wide and limit > 1 / WIDE_CHARACTERS and not fits(wide * int(WIDE_CHARACTERS * limit)):
        limit -= 1 / WIDE_CHARACTERS
    for _ in range(24):
        captions = _cut(written, faces, words, Fraction(rate), limit, end, language, lines)
        shown = fits is None or all(fits(line) for caption in captions for line in caption.lines)
        if shown and not (longest and any(len(line) > longest for caption in captions for line in caption.full)):
            break
        limit *= 0.9
    return captions


def shown_marks(text: str) -> list[str]:
    """What stands in the picture for every character of `text`: itself, a space, or nothing.

    Sentence punctuation and runs of spaces become one space, behind a closing quote if one follows.
    """
    faces = ["" if mark.isspace() or _is_point(text, index) else mark for index, mark in enumerate(text)]
    owing = spaced = False
    for index, mark in enumerate(text):
        following = text[index + 1 : index + 2]
        if faces[index]:
            spaced = owing and mark in CLOSERS and following not in CLOSERS
            faces[index] += " " if spaced else ""
            owing = owing and mark in CLOSERS and not spaced
        elif not spaced:
            closing = bool(following) and following in CLOSERS and not mark.isspace()
            spaced = not closing and (not following or bool(faces[index + 1]))
            faces[index] = " " if spaced else ""
            owing = not spaced
    return faces


def _is_point(text: str, index: int) -> bool:
    """Whether the character at `index` is sentence punctuation, not part of 3.5, 10:30, Dr., x.org or an ellipsis."""
    mark = text[index]
    if mark not in POINTS:
        return False
    before, after = text[max(index - 1, 0) : index], text[index + 1 : index + 2]
    if mark == ".":
        return before != "." and after != "." and ends_sentence(text, index)
    if mark in ",:":
        return not (before.isdigit() and after.isdigit()) and not (mark == ":" and after == "/")
    return not (mark in "?!" and before.isascii() and before.isalnum() and after.isascii() and after.isalnum())


def _cut(
    written: str,
    faces: Sequence[str],
    words: Sequence[Word],
    rate: Fraction,
    limit: float,
    end: int,
    language: str,
    lines: int,
) -> list[Caption]:
    text = MeasuredText(written, faces)
    atoms = _timed(_with_words(_atoms(text, words, limit, language), words), text, end)
    layout = Layout(text, atoms, rate, limit, max(end, max((atom.stop for atom in atoms), default=0)), lines)
    return _on_screen([_caption(text, atoms, rate, *span) for span in layout.best()], Fraction(layout.end) / rate)


def _atoms(text: MeasuredText, words: Sequence[Word], limit: float, language: str) -> list[Atom]:
    """The text in its smallest parts: between break opportunities outside words, shorter where one fills a line."""
    inside = {index for word in words for index in range(word.first + 1, word.last)}
    places = [found for found in breaks(text.written, language) if found.quality and found.index not in inside]
    atoms: list[Atom] = []
    first = 0
    for index, quality in [*((found.index, found.quality) for found in places), (len(text.written), Quality.FORCED)]:
        if not text.visible(first, index):
            if atoms:
                merged = max(quality, atoms[-1].after)
                atoms[-1] = Atom(atoms[-1].first, index, merged)
                first = index
            continue
        parts = _parts(text, first, index, limit)
        atoms += [Atom(start, stop, Quality.EMERGENCY) for start, stop in parts[:-1]]
        atoms.append(Atom(*parts[-1], quality))
        first = index
    return atoms


def _parts(text: MeasuredText, first: int, last: int, limit: float) -> list[tuple[int, int]]:
    """A stretch in parts that fit a line: normally itself; parted between characters where it is a monster."""
    start, stop = text.edges(first, last)
    if text.width(start, stop) <= limit:
        return [(first, last)]
    parts: list[tuple[int, int]] = []
    begun = first
    places = [first + index for index in clusters(text.written[first:last])]
    for before, place in pairwise(places[1:]):
        if text.width(begun, place) > limit and text.visible(begun, before) and text.visible(before, last):
            parts.append((begun, before))
            begun = before
    return [*parts, (begun, last)]


def _with_words(atoms: list[Atom], words: Sequence[Word]) -> list[Atom]:
    """Every word goes to the atom where it begins; one that reaches over several is parted in proportion."""
    given: list[list[Word]] = [[] for _ in atoms]
    at = 0
    for word in sorted(words, key=lambda word: (word.first, word.start)):
        while at < len(atoms) - 1 and atoms[at].last <= word.first:
            at += 1
        for offset, part in enumerate(_shares(word, atoms, at) if atoms else ()):
            given[at + offset].append(part)
    return [Atom(atom.first, atom.last, atom.after, tuple(own)) for atom, own in zip(atoms, given, strict=True)]


def _shares(word: Word, atoms: list[Atom], at: int) -> list[Word]:
    shares: list[Word] = []
    length = max(word.last - word.first, 1)
    while True:
        first = word.first if not shares else atoms[at].first
        last = word.last if at + 1 >= len(atoms) else min(word.last, atoms[at].last)
        start, stop = (word.start + (word.stop - word.start) * (edge - word.first) // length for edge in (first, last))
        shares.append(Word(word.text, first, last, start, stop) if (first, last) != (word.first, word.last) else word)
        at += 1
        if at >= len(atoms) or atoms[at].first >= word.last:
            return shares


def _timed(atoms: list[Atom], text: MeasuredText, end: int) -> list[Atom]:
    """When every atom is heard: by its words; one without words takes no time; without any words, in proportion."""
    silent = not any(atom.words for atom in atoms)
    whole = text.width(0, len(text.written)) or 1.0
    timed: list[Atom] = []
    clock = 0
    upcoming = next((min(word.start for word in atom.words) for atom in atoms if atom.words), 0)
    for atom in atoms:
        if silent:
            start, stop = (int(end * text.width(0, edge) / whole) for edge in (atom.first, atom.last))
        elif atom.words:
            start, stop = min(word.start for word in atom.words), max(word.stop for word in atom.words)
        else:
            start = stop = clock or upcoming
        start = max(start, clock)
        clock = max(stop, start)
        timed.append(Atom(atom.first, atom.last, atom.after, atom.words, start, clock))
    return timed


def _caption(text: MeasuredText, atoms: list[Atom], rate: Fraction, first: int, middle: int, last: int) -> Caption:
    """The caption of atoms `first` to `last`, with the times at which it is heard."""
    lines, written, words = [], [], list[CaptionWord]()
    for number, (begin, stop) in enumerate([(first, middle), (middle, last)][: 1 if middle == last else 2]):
        edges = text.edges(atoms[begin].first, atoms[stop - 1].last)
        places = [0]
        for face in text.faces[edges[0] : edges[1]]:
            places.append(places[-1] + len(face))
        line = "".join(text.faces[edges[0] : edges[1]]).rstrip()
        lines.append(line)
        written.append(re.sub(r"\s+", " ", text.written[atoms[begin].first : atoms[stop - 1].last]).strip())
        for word in (word for atom in atoms[begin:stop] for word in atom.words):
            left, right = (places[min(max(edge, edges[0]), edges[1]) - edges[0]] for edge in (word.first, word.last))
            right = max(min(right, len(line)), left)
            words.append(CaptionWord(number, left, right, word.start / rate, word.stop / rate))
    return Caption(tuple(lines), atoms[first].start / rate, atoms[last - 1].stop / rate, tuple(words), tuple(written))


def _on_screen(captions: list[Caption], end: Fraction) -> list[Caption]:
    """The captions with the times at which they are seen: longer into pauses, never over each other or past `end`.

    A short one begins early, in the pause before it, if need be.
    """
    seen: list[Caption] = []
    free = Fraction(0)
    for number, caption in enumerate(captions):
        until = captions[number + 1].start if number + 1 < len(captions) else end
        stop = min(max(caption.stop + TAIL, caption.start + SHORTEST), until)
        stop = until if number + 1 < len(captions) and until - stop < FLICKER else stop
        start = max(min(caption.start, stop - SHORTEST), free)
        if seen and seen[-1].stop > start:
            seen[-1] = replace(seen[-1], stop=start)
        seen.append(replace(caption, start=start, stop=max(stop, start)))
        free = max(caption.stop, min(stop, start + SHORTEST))
    return seen
