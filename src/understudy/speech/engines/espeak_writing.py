"""Which voice of espeak-ng reads which writing: its voices spell out, in English, letters that are not their own."""

from __future__ import annotations

from functools import cache

from understudy.speech.engines.espeak_controls import SINITIC

_CYRILLIC = frozenset(
    {*("ru", "uk", "bg", "be", "mk", "sr", "ba", "cv"), *("kk", "ky", "tt", "uz", "kaa", "ru-lv", "ru-cl", "hbs")}
)

_HAN = SINITIC - {"hak"}
"""espeak-ng's Hakka reads Latin letters only, and says "Chinese letter" for each other one."""

READERS: tuple[tuple[str, int, int, str, frozenset[str]], ...] = (
    ("Greek", 0x0370, 0x03FF, "el", frozenset({"el", "grc"})),
    ("Cyrillic", 0x0400, 0x052F, "ru", _CYRILLIC),
    ("Armenian", 0x0530, 0x058F, "hy", frozenset({"hy", "hyw"})),
    ("Hebrew", 0x0590, 0x05FF, "he", frozenset({"he"})),
    ("Arabic", 0x0600, 0x06FF, "ar", frozenset({"ar", "fa", "ur", "sd", "ug", "ku", "ps"})),
    ("Devanagari", 0x0900, 0x097F, "hi", frozenset({"hi", "mr", "ne", "kok", "sa"})),
    ("Bengali", 0x0980, 0x09FF, "bn", frozenset({"bn", "as", "bpy"})),
    ("Gurmukhi", 0x0A00, 0x0A7F, "pa", frozenset({"pa"})),
    ("Gujarati", 0x0A80, 0x0AFF, "gu", frozenset({"gu"})),
    ("Tamil", 0x0B80, 0x0BFF, "ta", frozenset({"ta"})),
    ("Telugu", 0x0C00, 0x0C7F, "te", frozenset({"te"})),
    ("Kannada", 0x0C80, 0x0CFF, "kn", frozenset({"kn"})),
    ("Malayalam", 0x0D00, 0x0D7F, "ml", frozenset({"ml"})),
    ("Sinhala", 0x0D80, 0x0DFF, "si", frozenset({"si"})),
    ("Thai", 0x0E00, 0x0E7F, "th", frozenset({"th"})),
    ("Myanmar", 0x1000, 0x109F, "my", frozenset({"my", "shn"})),
    ("Georgian", 0x10A0, 0x10FF, "ka", frozenset({"ka"})),
    ("Hangul", 0x1100, 0x11FF, "ko", frozenset({"ko"})),
    ("Ethiopic", 0x1200, 0x137F, "am", frozenset({"am", "ti"})),
    ("Cherokee", 0x13A0, 0x13FF, "chr-us-qaaa-x-west", frozenset({"chr-us-qaaa-x-west"})),
    ("kana", 0x3040, 0x30FF, "ja", frozenset({"ja"})),
    ("Hangul jamo", 0x3130, 0x318F, "ko", frozenset({"ko"})),
    ("Han", 0x3400, 0x4DBF, "cmn", _HAN),
    ("Han", 0x4E00, 0x9FFF, "cmn", _HAN),
    ("Hangul", 0xAC00, 0xD7AF, "ko", frozenset({"ko"})),
    ("Han", 0xF900, 0xFAFF, "cmn", _HAN),
    ("Han", 0x20000, 0x3FFFF, "cmn", _HAN),
)
"""Writing, first and last code point (Unicode blocks), the voice that reads it by default, voices whose own it is."""


@cache
def language_for(sign: str, own: str) -> str:
    """The tag of the voice that reads `sign` in a line of voice `own`; '' for digits, marks and spaces."""
    if not sign.isalpha() and not ("ऀ" <= sign <= "༿"):
        return ""
    point = ord(sign)
    for _, first, last, reader, tags in READERS:
        if first <= point <= last:
            return own if own in tags else reader
    return own
