"""Which face draws which part of a text: letters, the marks beside them, pictures, and unified Han characters."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from understudy.script.breaks import clusters, is_ideographic, language_of
from understudy.stage.typeface import CJK, EMOJI, FACES, LATIN, STAND_IN, Typeface, alias, has_glyph, is_silent


@dataclass(frozen=True)
class Run:
    """A stretch of text and the face that draws all of it: its alias in `collection` and its line pitch in ems."""

    text: str
    alias: str
    pitch: float


def runs(text: str, face: Typeface, language: str = "") -> list[Run]:
    """`text` cut into stretches that one face draws each. Characters that no face has are left out.

    `language` (BCP 47) decides between Chinese, Japanese and Korean shapes of the same character where kana or Hangul
    in the text do not.
    """
    parts = [text[start:stop] for start, stop in pairwise(clusters(text))]
    names = _choose(parts, _order(text, face, language), _cjk(text, language))
    found: list[Run] = []
    pitches = {entry.name: entry.pitch for entry in FACES}
    for part, name in zip(parts, names, strict=True):
        kept = "".join(mark for mark in part if is_silent(mark) or has_glyph(*name, mark))
        known = alias(name[0], face.weight, name[1])
        if found and found[-1].alias == known:
            found[-1] = Run(found[-1].text + kept, known, found[-1].pitch)
        elif kept:
            found.append(Run(kept, known, pitches.get(name[0], 1.3)))
    return found


_Name = tuple[str, bool]
"""A face: its family, and whether it is an installed one."""


def _cjk(text: str, language: str) -> str:
    """The face for Han characters in `text` (unified code points have other shapes in each country)."""
    return CJK.get(language_of(text, language), STAND_IN)


def _order(text: str, face: Typeface, language: str) -> list[_Name]:
    """The faces in the order in which they are asked for the letters of `text`."""
    first = (face.family, face.installed)
    unified = (_cjk(text, language), False)
    if not face.installed and face.family == STAND_IN:
        first = unified
    latin = (LATIN, False)
    if first == unified and any(_western(mark) and not has_glyph(*first, mark) for mark in set(text)):
        first = latin  # one Latin face for the whole text, not two within a word
    rest = [(entry.name, False) for entry in FACES if entry.name != EMOJI]
    return list(dict.fromkeys([first, unified, latin, *rest, (EMOJI, False)]))


def _western(mark: str) -> bool:
    """Whether `mark` is a Latin, Greek or Cyrillic letter."""
    return (mark < "\u0530" or "\u1e00" <= mark <= "\u1fff") and mark.isalpha()


_EMOJI_BY_DEFAULT = frozenset(
    "⌚⌛⏩⏪⏫⏬⏰⏳◽◾☔☕♈♉♊♋♌♍♎♏♐♑♒♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓❔❕❗➕➖➗➰➿⬛⬜⭐⭕"
)
"""Characters below U+1F000 that are pictures unless a selector says otherwise (Unicode Emoji_Presentation)."""

_SHARED = frozenset("‘’“”…·—–")
"""Marks that Chinese and Western texts write with the same code points and draw in different widths."""


def _is_emoji(part: str) -> bool:
    if "\ufe0e" in part[1:2]:
        return False
    pictured = "\ufe0f" in part or "\u20e3" in part or part[0] in _EMOJI_BY_DEFAULT or part[0] >= "\U0001f000"
    return pictured and all(is_silent(mark) or has_glyph(EMOJI, False, mark) for mark in part)


def _choose(parts: list[str], order: list[_Name], cjk: str) -> list[_Name]:
    """The face for every cluster: letters by `order`, marks like the letters beside them, pictures from the emoji."""
    strong = [None if _is_neutral(part) else _strong(part, order) for part in parts]
    before: list[_Name | None] = []
    for name in strong:
        before.append(name if name and name[0] != EMOJI else before[-1] if before else None)
    after: _Name | None = None
    chosen: list[_Name] = [order[0]] * len(parts)
    for index in range(len(parts) - 1, -1, -1):
        name, part = strong[index], parts[index]
        if name and name[0] != EMOJI:
            after = name
        chosen[index] = name or _neutral(part, before[index], after, order, cjk, _near(parts, index))
    return chosen


def _is_neutral(part: str) -> bool:
    """Whether a cluster takes the face of its neighbours: spaces, punctuation, digits; never an emoji or full-width."""
    return (
        not _is_emoji(part)
        and not is_ideographic(part[0])
        and (
            part.isspace() or is_silent(part[0]) or unicodedata.category(part[0])[0] in "PN" or part[0] in "$+<=>^`|~°"
        )
    )


def _strong(part: str, order: list[_Name]) -> _Name:
    if _is_emoji(part):
        return (EMOJI, False)
    needed = [mark for mark in part if not is_silent(mark)]
    whole = (name for name in order if all(has_glyph(*name, mark) for mark in needed))
    base = (name for name in order if needed and has_glyph(*name, needed[0]))
    return next(whole, None) or next(base, order[0])


def _near(parts: list[str], index: int) -> str:
    """The letter or digit that a mark belongs to: behind an opening quote, else before the mark; '' without one."""
    forward = parts[index] in "“‘"
    around = parts[index + 1 : index + 6] if forward else parts[max(index - 5, 0) : index][::-1]
    return next((part[0] for part in around if part[0].isalnum() or is_ideographic(part[0])), "")


def _neutral(part: str, before: _Name | None, after: _Name | None, order: list[_Name], cjk: str, near: str) -> _Name:
    first = order[0]
    if part in _SHARED and near:
        ours = not first[1] and first[0] in CJK.values()
        first = (cjk, False) if is_ideographic(near) else (LATIN, False) if ours else first
        return first if has_glyph(*first, part) else _strong(part, order)
    marks = [mark for mark in part if not is_silent(mark)]
    candidates = [name for name in (before, after, *order) if name]
    return next((name for name in candidates if all(has_glyph(*name, mark) for mark in marks)), first)
