"""The user's dictionary: written words that are always to be read in a certain way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from understudy.errors import Warning
from understudy.production import LexiconEntry
from understudy.script.document import Item, Run
from understudy.script.interpret import SAY_AS, say_as
from understudy.script.notation import as_notation


def apply(items: Sequence[Item], lexicon: Sequence[LexiconEntry]) -> tuple[Item, ...]:
    """The items with every entry put in: only in text that no tag says how to read; the longest key wins.

    A key of letters matches whole words, in the case in which it is written; a Chinese key matches anywhere.
    """
    if not lexicon:
        return tuple(items)
    entries = {entry.key: entry for entry in sorted(lexicon, key=lambda entry: len(entry.key))}
    pattern = re.compile("|".join(_bounded(key) for key in sorted(entries, key=len, reverse=True)))
    out: list[Item] = []
    for item in items:
        if not isinstance(item, Run) or item.spoken is not None or item.notation or item.delivery.unbroken:
            out.append(item)
            continue
        at = 0
        for match in pattern.finditer(item.written):
            if match.start() > at:
                out.append(replace(item, written=item.written[at : match.start()]))
            out.append(_read(item, match[0], entries[match[0]], item.written))
            at = match.end()
        if at < len(item.written):
            out.append(replace(item, written=item.written[at:]))
    return tuple(out)


def unread(lexicon: Sequence[LexiconEntry]) -> list[Warning]:
    """Entries whose value says nothing: their words are read as written."""
    found: list[Warning] = []
    for number, entry in enumerate(lexicon):
        where, word = f"lexicon[{number}].value", f"{entry.value!r} for {entry.key!r}"
        if entry.kind == "say-as" and entry.value.lower() not in SAY_AS:
            hint = f"one of {', '.join(sorted(SAY_AS))}"
            found.append(Warning("say_as_unknown", f"there is no way of saying {word}", hint, None, where))
        elif entry.kind in ("ipa", "x-pinyin") and not _symbols(entry):
            hint = "use pinyin with tone digits (chong2 qing4) or IPA letters (təˈmɑːtəʊ)"
            found.append(Warning("reading_unclear", f"the reading {word} is no {entry.kind}", hint, None, where))
    return found


def _symbols(entry: LexiconEntry) -> str:
    """The entry's reading in its plain form; '' where it is not what the entry says it is."""
    notation, symbols = as_notation(entry.value, "" if entry.kind == "ipa" else entry.key)
    return symbols if notation == entry.kind else ""


def _bounded(key: str) -> str:
    """The key as a pattern; Latin letters at its ends must not go on beyond it."""
    left = r"(?<![A-Za-z0-9])" if re.match(r"[A-Za-z0-9]", key) else ""
    right = r"(?![A-Za-z0-9])" if re.search(r"[A-Za-z0-9]\Z", key) else ""
    return left + re.escape(key) + right


def _read(run: Run, written: str, entry: LexiconEntry, around: str) -> Run:
    """The run of one match."""
    if entry.kind == "alias":
        return replace(run, written=written, spoken=entry.value)
    if entry.kind in ("ipa", "x-pinyin"):
        symbols = _symbols(entry)
        return replace(run, written=written, notation=entry.kind if symbols else "", symbols=symbols)
    if entry.kind == "say-as":
        notation, said = say_as(entry.value, written, around)
        if notation:
            return replace(run, written=written, notation=notation, symbols=said or "")
        return replace(run, written=written, spoken=said)
    return replace(run, written=written, delivery=replace(run.delivery, unbroken=True))
