"""Every phone of every language that espeak-ng speaks has its mouth: asked of the library, phoneme by phoneme."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

import pytest

from understudy.performance.visemes import LETTERS, UNKNOWN, _letters, targets
from understudy.speech.engines import espeak_tracks
from understudy.speech.engines.espeak import EspeakEngine
from understudy.speech.engines.espeak_catalogue import Catalogue, installation
from understudy.speech.engines.espeak_controls import SINITIC
from understudy.speech.engines.flite_tokens import IPA

DATA = installation() / "espeak-ng-data"
CATALOGUE = Catalogue(DATA)
SOUNDS = range(2, 9)
"""Types of phonemes that are vowels or consonants; pauses and stresses come before them."""


def tables() -> dict[str, dict[int, tuple[int, str]]]:
    """The phoneme tables by name: code to type and mnemonic, those of the table that one builds on included."""
    content = (DATA / "phontab").read_bytes()
    place, found, order = 4, dict[str, dict[int, tuple[int, str]]](), list[str]()
    for _ in range(content[0]):
        count, base = content[place], content[place + 1]
        name = content[place + 4 : place + 36].split(b"\0")[0].decode()
        own = dict(found[order[base - 1]]) if base else {}
        for row in range(place + 36, place + 36 + 16 * count, 16):
            mnemonic, _, _, code, kind = struct.unpack("<IIHBB", content[row : row + 12])
            if code:
                own[code] = (kind, struct.pack("<I", mnemonic).split(b"\0")[0].decode("latin1"))
        found[name] = own
        order.append(name)
        place += 36 + 16 * count
    return found


TABLES = tables()


def mnemonics(tag: str) -> list[str]:
    """Every sounded phoneme of a language."""
    file = CATALOGUE.languages[tag]
    named = re.search(r"^phonemes\s+(\S+)", (DATA / "lang" / file.path).read_text("utf-8", "replace"), re.MULTILINE)
    name = named[1] if named else file.tags[0]
    table = TABLES.get(name) or TABLES[name.partition("-")[0]]
    return [mnemonic for kind, mnemonic in table.values() if kind in SOUNDS and mnemonic.isprintable()]


def spoken(tag: str) -> Iterator[str]:
    """The IPA of each phoneme, as the engine would give it."""
    asked = " ".join(f"[[{mnemonic}]]" for mnemonic in mnemonics(tag))
    identifier = CATALOGUE.sounding(CATALOGUE.find(tag)).identifier
    request = {"voice": identifier, "text": asked, "speed": 300, "pitch": 50, "range": 50, "phonemes": True}
    told, _ = ENGINE._hosts.ask(request)
    for event in told["events"]:
        if event[0] == espeak_tracks.PHONEME and not event[4].startswith("(") and not str(event[5]).startswith("_"):
            yield espeak_tracks._symbol(event[4], tag in SINITIC)


ENGINE = EspeakEngine()


@pytest.mark.slow
def test_no_phone_of_any_language_is_without_a_mouth() -> None:
    uncovered, heard = [], set[str]()
    for tag in CATALOGUE.languages:
        symbols = {symbol for symbol in spoken(tag) if symbol}
        assert len(symbols) >= 15, tag
        heard |= symbols
        uncovered += [
            (tag, symbol)
            for symbol in sorted(symbols)
            if targets(symbol) == UNKNOWN or any(letter not in LETTERS for letter in _letters(symbol))
        ]
    assert uncovered == []
    assert len(heard) > 300


def test_no_phone_of_flite_is_without_a_mouth() -> None:
    assert [symbol for symbol in IPA.values() if targets(symbol) == UNKNOWN or not _letters(symbol)] == []
