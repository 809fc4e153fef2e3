"""How a reading is written down: pinyin with tone digits or marks, IPA, or the ARPAbet of English dictionaries."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

ARPABET = {
    **{"AA": "ɑː", "AE": "æ", "AH": "ʌ", "AO": "ɔː", "AW": "aʊ", "AY": "aɪ", "EH": "ɛ", "ER": "ɜː", "EY": "eɪ"},
    **{"IH": "ɪ", "IY": "iː", "OW": "oʊ", "OY": "ɔɪ", "UH": "ʊ", "UW": "uː", "B": "b", "CH": "tʃ", "D": "d"},
    **{"DH": "ð", "F": "f", "G": "ɡ", "HH": "h", "JH": "dʒ", "K": "k", "L": "l", "M": "m", "N": "n", "NG": "ŋ"},
    **{"P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "V": "v", "W": "w", "Y": "j", "Z": "z"},
    "ZH": "ʒ",
}
"""The phones of the CMU Pronouncing Dictionary (public domain) in IPA."""

ALPHABETS = frozenset(
    {"", "ipa", "x-pinyin", "pinyin", "x-amazon-pinyin", "py", "sapi", "x-arpabet", "arpabet", "x-cmu", "cmu"}
)
"""What `alphabet` may say: it is told by its looks which of ours a reading is in, so only a foreign one matters."""

_WITHOUT_TONE = "a ba bo de di ge la le lo ma me men ne o ou ya yo zhe zi tou shang guo wa na r er"
_UNMARKED = frozenset(_WITHOUT_TONE.split())
"""Syllables that have the neutral tone as a word or an ending of their own; others without a tone lack it."""

_SYLLABLES = re.compile(r"[a-zü:]{1,7}[0-5](?:[\s'-]*[a-zü:]{1,7}[0-5])*", re.IGNORECASE)
_SYLLABLE = re.compile(r"[a-zü:]+[0-5]", re.IGNORECASE)
_TONE_MARKS = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
IPA = frozenset(
    "abcdefghijklmnopqrstuvwxyzæɐɑɒɓɔɕçðɖəɚɛɜɝɟɡɢɣɤɥɦɨɪɬɭɫɯɱɲŋøœɸɹɻɾʀʁʂʃʈʉʊʋʌʍʎʏʐʑʒʔʝʦʧʤβθχᵻʰʲʷːˑˈˌ'.‿̩̯̃͡ /[]()-"
)
"""The signs that a reading in IPA may have; every engine that takes IPA has a sound for each."""


def as_notation(symbols: str, written: str) -> tuple[str, str]:
    """Notation (`x-pinyin` or `ipa`) and symbols in its plain form; ('', '') for what is neither."""
    text = re.sub(r"(?<=[a-zü:])\s(?=[0-5](?:\s|$))", "", unicodedata.normalize("NFC", symbols.strip()))
    chinese = any("㐀" <= sign <= "鿿" for sign in written)
    if _SYLLABLES.fullmatch(text):
        return "x-pinyin", " ".join(syllable.lower() for syllable in _SYLLABLE.findall(text))
    if chinese and (digits := _with_digits(text)):
        return "x-pinyin", digits
    if arpabet := _from_arpabet(text):
        return "ipa", arpabet
    if not chinese and text and all(sign in IPA for sign in text):
        return "ipa", text.strip("/[]")
    return "", ""


def _with_digits(text: str) -> str:
    """`chóng qìng` as `chong2 qing4`; '' when a syllable is no Latin letters.

    No mark is the neutral tone; where no syllable has one, the tones were forgotten, unless they are known without.
    """
    out = list[str]()
    for syllable in text.lower().split():
        tone, letters = "5", ""
        for sign in unicodedata.normalize("NFD", syllable):
            if sign in _TONE_MARKS:
                tone = _TONE_MARKS[sign]
            elif sign == "\u0308":
                letters = letters[:-1] + "v"
            elif "a" <= sign <= "z":
                letters += sign
            else:
                return ""
        out.append(letters + tone)
    forgotten = all(syllable[-1] == "5" for syllable in out) and not {syllable[:-1] for syllable in out} <= _UNMARKED
    return "" if forgotten else " ".join(out)


def _from_arpabet(text: str) -> str:
    """`T AH0 M EY1 T OW2` as IPA; '' for anything else."""
    out = ""
    for part in text.split():
        phone, stress = part.rstrip("012"), part[-1]
        if phone not in ARPABET:
            return ""
        reduced = phone == "AH" and stress == "0"
        out += {"1": "ˈ", "2": "ˌ"}.get(stress, "") + ("ə" if reduced else ARPABET[phone])
    return out


def misfit(symbols: str, written: str) -> str:
    """What is wrong with pinyin in its plain form for what is written; '' where it fits.

    A final r may be a character of its own (花儿 huar1).
    """
    if none := no_syllables(symbols):
        return f"{none[0]!r} is no syllable of Mandarin"
    syllables, characters = len(symbols.split()), len(written)
    if not all("㐀" <= sign <= "鿿" for sign in written) or characters - written.count("儿") <= syllables <= characters:
        return ""
    return f"it has {syllables} syllable{'' if syllables == 1 else 's'} for {characters} characters"


def no_syllables(symbols: str) -> list[str]:
    """What of pinyin in its plain form (`chong2 qing4`) is no syllable of Mandarin; a final r is allowed."""
    known = _inventory()
    written = {syllable: syllable[:-1].replace("u:", "v").replace("ü", "v") for syllable in symbols.split()}
    return [given for given, plain in written.items() if not {plain, plain.removesuffix("r")} & known]


@cache
def _inventory() -> frozenset[str]:
    """Every syllable that a Chinese character is read as, without its tone, ü as v."""
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    readings = {reading for readings in PINYIN_DICT.values() for reading in readings.split(",")}
    return frozenset(to_normal(reading) for reading in readings) | {"r"}
