"""A project's dictionary: what an entry may say, and which entries a voice reads by."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from understudy.script.interpret import SAY_AS
from understudy.script.notation import as_notation, no_syllables
from understudy.service.database.tables import TenantConfig, VocabularyEntry, VocabularyGroup
from understudy.service.jobs.request import invalid
from understudy.speech.engines.espeak_readings import mnemonics

SWITCH = "vocabulary"
"""The key of the switch that turns a project's dictionary on and off."""

ON, OFF = ("true", "on", "1", "enable"), ("false", "off", "0", "disable")

READINGS = {
    "CHINESE_G2P": "x-pinyin",
    "PHONETIC_SYMBOL": "ipa",
    "CONTINUUM": "word",
    "ALIAS": "alias",
    "SAY_AS": "say-as",
}
"""Kinds of entries, on the wire and in a production."""

MODES = ("date", "number", "figure", "telephone", "spell", "english")
"""Ways of saying that the contract names; their synonyms in `SAY_AS` are taken too."""

_HAN = re.compile("[㐀-鿿\uf900-\ufaff\U00020000-\U0003ffff]")


def reading(kind: str, key: str, value: str) -> str:
    """How the word `key` is read, as a production writes it (`chong2 qing4`, IPA, …).

    Raises `InputError`, at the field `key` or `value`, for what is no reading of its kind.
    """
    if not any(sign.isalnum() for sign in key):
        raise invalid("key", "has no letter and no digit", "give the word as it is written")
    if kind != "CONTINUUM" and not value.strip():
        raise invalid("value", f"is missing for {kind}", "say how the word is read")
    if kind == "CHINESE_G2P":
        return _pinyin(key, value)
    if kind == "PHONETIC_SYMBOL":
        return _sounds(key, value)
    if kind == "SAY_AS":
        if value.strip().lower() not in SAY_AS:
            raise invalid("value", f"{value[:40]!r} is no way of saying a word", f"one of {', '.join(MODES)}")
        return value.strip().lower()
    return value.strip() if kind == "ALIAS" else ""


def _pinyin(key: str, value: str) -> str:
    """One syllable for every Chinese character, and nothing else in the word."""
    characters = len(_HAN.findall(key))
    if characters != len(key.strip()):
        raise invalid("key", f"{key[:40]!r} is not Chinese characters alone", "use ALIAS for a mixed word")
    notation, symbols = as_notation(value, key)
    example = "write a syllable with its tone for every character: chong2 qing4"
    if notation != "x-pinyin":
        raise invalid("value", f"{value[:40]!r} is no pinyin", example)
    if none := no_syllables(symbols):
        raise invalid("value", f"{none[0]!r} is no syllable of Mandarin", example)
    if len(symbols.split()) != characters:
        found = f"has {len(symbols.split())} syllables for {characters} characters"
        raise invalid("value", found, example)
    return symbols


def _sounds(key: str, value: str) -> str:
    if _HAN.search(key):
        raise invalid("key", f"{key[:40]!r} is no English word", "use CHINESE_G2P for Chinese characters")
    notation, symbols = as_notation(value, key)
    if notation != "ipa" or not mnemonics(symbols):
        hint = "write the sounds in IPA (təˈmeɪtoʊ) or ARPAbet (T AH0 M EY1 T OW2)"
        raise invalid("value", f"{value[:40]!r} is no notation of sounds", hint)
    return symbols


def switched_on(session: Session, project_id: str) -> bool:
    """Whether the project's dictionary is applied where a request asks for it; it is, until it is switched off."""
    switch = session.get(TenantConfig, (project_id, SWITCH))
    return switch is None or switch.value.lower() not in OFF


def lexicon(session: Session, project_id: str, voice_asset_id: str | None) -> list[dict[str, str]]:
    """The dictionary of a project for one of its voices, as a production has it; empty where it is switched off.

    Of two entries for one word, the newer one counts.
    """
    if not switched_on(session, project_id):
        return []
    groups = session.scalars(select(VocabularyGroup).where(VocabularyGroup.project_id == project_id)).all()
    chosen = [group.id for group in groups if not group.voices or voice_asset_id in group.voices]
    entries = select(VocabularyEntry).where(VocabularyEntry.group_id.in_(chosen))
    found = session.scalars(entries.order_by(VocabularyEntry.update_time, VocabularyEntry.id)).all()
    latest = {entry.key: entry for entry in found}
    return [
        {"key": entry.key, "kind": READINGS[entry.type], "value": reading(entry.type, entry.key, entry.value)}
        for entry in latest.values()
    ]
