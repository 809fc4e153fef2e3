"""People whose recordings are free, with the sounds of their text where the ear finds them.

Debian: `fillets-ng-data`, `-cs`, `-nl` (a game's dialogues, Czech and Dutch actors, GPL-2), `tuxpaint-stamps-default`
(names of things in eight languages, GPL-2), `gcin-voice` (all syllables of Mandarin by two people, LGPL-3 and CC BY 3).
Either installed, or unpacked (`dpkg -x`) below the folder that `UNDERSTUDY_RECORDINGS` names. Nothing of them is
copied. What a recording says is known from its text; when, from forced alignment (`speech/follow.py`) by the ear as it
is, and recordings that do not seem to say their text are left out. None of these people is measured with.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from ear_speech import Piece, Task, few, joined
from festival_speech import read

from understudy.errors import UnderstudyError
from understudy.script.document import Run, Script
from understudy.speech.clip import Phone
from understudy.speech.follow import FITS, MISFIT, fitted, guide_of
from understudy.speech.sound import Sound
from understudy.speech.voices import choose

ROOT = Path(os.environ.get("UNDERSTUDY_RECORDINGS", "/"))
GAME, STAMPS, SYLLABLES = (
    ROOT / "usr/share" / name for name in ("games/fillets-ng", "tuxpaint/stamps", "gcin-voice/ogg")
)
STAMP_LANGUAGES = ("es", "fr", "ru", "ca", "bg", "ro", "el", "da")
STAMP_COUNT = 500
"""Names of things in each language, at most."""
DIALOGUE = re.compile(r'dialogId\("([^"]+)", "([^"]+)",.*?\)\s*dialogStr\("((?:[^"\\]|\\.)*)"\)', re.S)
WORST = 1.2
"""Nats a frame above which a recording is left out, however well its sounds fit."""
SHORT = 6
"""Phones below which the opposite order tells nothing."""

Recording = tuple[Path, str]
"""A file and what it says."""


def tasks(rng: np.random.Generator) -> Iterator[Task]:
    """Pieces of a few recordings of one person."""
    for language, recordings in (*_dialogues(), *_stamps(), *_syllables()):
        order = [recordings[place] for place in rng.permutation(len(recordings))]
        for some in few(order):
            yield pieces, (language, some, int(rng.integers(1 << 31)))


def _dialogues() -> Iterator[tuple[str, list[Recording]]]:
    """By language and part."""
    for language in ("cs", "nl"):
        parts: dict[str, list[Recording]] = {}
        for script in sorted(GAME.glob(f"script/*/dialogs_{language}.lua")):
            level = script.parent.name
            for name, part, text in DIALOGUE.findall(script.read_text("utf-8", "replace")):
                file = GAME / "sound" / level / language / f"{name}.ogg"
                if file.exists() and len(text) > 8:
                    who = part if part in ("font_small", "font_big") else f"{level} {part}"
                    parts.setdefault(who, []).append((file, text.replace('\\"', '"').replace("\\n", " ")))
        yield from ((language, recordings) for recordings in parts.values())


def _stamps() -> Iterator[tuple[str, list[Recording]]]:
    for language in STAMP_LANGUAGES:
        found = []
        for file in sorted(STAMPS.rglob(f"*_desc_{language}.ogg")):
            book = file.with_name(file.name.replace(f"_desc_{language}.ogg", ".txt"))
            text = book.read_text("utf-8", "replace") if book.exists() else ""
            said = re.search(rf"^{language}\.utf8=(.+)$", text, re.M)
            if said:
                found.append((file, said[1]))
        yield language, found[:: -(-len(found) // STAMP_COUNT)] if found else []


def _syllables() -> Iterator[tuple[str, list[Recording]]]:
    """Each syllable as a character that is read so."""
    from pypinyin import Style, lazy_pinyin

    signs = [chr(code) for code in range(0x4E00, 0x9FA6)]
    spelt = {lazy_pinyin(sign, Style.BOPOMOFO)[0]: sign for sign in reversed(signs)}
    tones = {"ˊ": "2", "ˇ": "3", "ˋ": "4", "˙": "1"}
    for speaker in ("3", "5"):
        found = []
        for name, sign in spelt.items():
            plain, tone = name.rstrip("".join(tones)), tones.get(name[-1], "")
            file = SYLLABLES / f"{plain}{tone}" / f"{speaker}.ogg"
            if file.exists():
                found.append((file, sign))
        yield "cmn", found


def pieces(language: str, recordings: Sequence[Recording], seed: int) -> list[Piece]:
    """Recordings one after the other, those left out whose text does not fit."""
    said, rate = list[tuple[np.ndarray, Sequence[Phone]]](), 0
    for file, text in recordings:
        try:
            samples, own = read(file)
        except (UnderstudyError, ValueError):  # some are empty
            continue
        rate = rate or own
        phones = aligned(samples, own, text, language)
        if phones and own == rate:
            said.append((samples, phones))
    return [joined(said, rate, np.random.default_rng(seed))] if said else []


def aligned(samples: np.ndarray, rate: int, text: str, language: str) -> Sequence[Phone]:
    """The phones of a text where they are heard; none where it does not seem to be said."""
    try:
        guide = guide_of(Script((Run(text),)), choose(f"espeak:{language}", language))
    except UnderstudyError:
        return ()
    found = fitted(Sound.of(samples, rate), guide, doubted=True) if guide.words else None
    if found is None:
        return ()
    fits = WORST if len(guide.phones) < SHORT else min(max(MISFIT * found.backwards, FITS), WORST)
    if found.misfit > fits:
        return ()
    return found.phones
