"""How texts are read: a table of cases for English and one for Mandarin, written before the rules were.

Columns: what is written; what is said (empty: only sounds are asked for); sounds of single words or characters as
`word=ipa` or `字=pin1yin1` (several of one character in their order, parted by commas); a note.
"""

import csv
import re
from pathlib import Path

import pytest

from understudy.script.normalize import is_chinese, pieces
from understudy.script.polyphones import LONE, pronunciations

TABLES = Path(__file__).parent


def table(name):
    with (TABLES / f"reading_{name}.tsv").open(encoding="utf-8", newline="") as file:
        return [tuple(row.values()) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


ENGLISH, CHINESE = table("en"), table("zh")


def checked(text, language):
    """The pieces, which cover the text without gaps."""
    found = pieces(text, language)
    assert [piece.first for piece in found[1:]] == [piece.last for piece in found[:-1]]
    assert not found or (found[0].first, found[-1].last) == (0, len(text))
    return found


def heard(text):
    """What can be heard of a text: not hyphens, the kind of apostrophe, or spaces beside Chinese characters."""
    text = re.sub(r"(?<=\w)-(?=\w)", " ", text.replace("’", "'"))
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)
    return re.sub(r" (?=[.,!?])", "", text)


def said(text, language):
    return heard("".join(piece.spoken for piece in checked(text, language)))


@pytest.mark.parametrize(("written", "spoken", "sounds", "note"), ENGLISH)
def test_english(written, spoken, sounds, note):
    language = "zh" if is_chinese(written) else "en"
    if spoken or not sounds:
        assert said(written, language) == heard(spoken)
    for wanted in filter(None, sounds.split()):
        word, ipa = wanted.split("=")
        assert (word, "ipa", ipa) in [
            (written[piece.first : piece.last], piece.notation, piece.symbols) for piece in checked(written, language)
        ]


@pytest.mark.parametrize(("written", "spoken", "pinyin", "note"), CHINESE)
def test_chinese(written, spoken, pinyin, note):
    if spoken or not pinyin:
        assert said(written, "zh") == heard(spoken)
    given = {piece.first: piece for piece in checked(written, "zh") if piece.notation == "x-pinyin"}
    for wanted in filter(None, pinyin.split()):
        sign, readings = wanted.split("=")
        places = [place for place, other in enumerate(written) if other == sign]
        assert [pronunciations(written)[place] for place in places] == readings.split(",")
        for place, reading in zip(places, readings.split(","), strict=True):
            assert given[place].symbols == reading if place in given else LONE[sign] == reading


def test_the_same_is_said_without_the_sounds_of_characters():
    for written, *_ in CHINESE:
        plain = pieces(written, "zh", sounds=False)
        assert "".join(piece.spoken for piece in plain) == "".join(piece.spoken for piece in pieces(written, "zh"))
        assert not any(piece.notation == "x-pinyin" for piece in plain)


def test_the_tables_are_large_and_without_doubles():
    for rows in (ENGLISH, CHINESE):
        assert len(rows) >= 300
        assert len({row[0] for row in rows}) == len(rows)
