"""Which language a text is in: by its writing, and among those in Latin letters by their commonest words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


WRITINGS: tuple[tuple[str, str, str], ...] = (
    # writing, characters, language it stands for when nothing says otherwise
    ("kana", "぀-ヿㇰ-ㇿｦ-ﾟ", "ja"),
    ("hangul", "가-힯ᄀ-ᇿ㄰-㆏", "ko"),
    ("han", "㐀-鿿\uf900-\ufaff\U00020000-\U0003ffff", "zh"),
    ("cyrillic", "Ѐ-ԯ", "ru"),
    ("greek", "Ͱ-Ͽ", "el"),
    ("arabic", "؀-ۿݐ-ݿﭐ-﷿ﹰ-ﻼ", "ar"),
    ("hebrew", "֐-׿", "he"),
    ("devanagari", "ऀ-ॿ", "hi"),
    ("bengali", "ঀ-৿", "bn"),
    ("gurmukhi", "਀-੿", "pa"),
    ("gujarati", "઀-૿", "gu"),
    ("tamil", "஀-௿", "ta"),
    ("telugu", "ఀ-౿", "te"),
    ("kannada", "ಀ-೿", "kn"),
    ("malayalam", "ഀ-ൿ", "ml"),
    ("sinhala", "඀-෿", "si"),
    ("thai", "฀-๿", "th"),
    ("myanmar", "က-႟", "my"),
    ("georgian", "Ⴀ-ჿ", "ka"),
    ("armenian", "԰-֏", "hy"),
    ("ethiopic", "ሀ-፿", "am"),
    ("latin", "A-Za-zÀ-ɏḀ-ỿ", "en"),
)

_OTHER_WRITING: dict[str, frozenset[str]] = {
    "cyrillic": _words("ru uk bg be mk sr ba cv kk ky tt"),
    "arabic": _words("ar fa ur sd ug ps"),
    "devanagari": _words("hi mr ne kok sa"),
    "han": _words("zh cmn yue ja"),
    "bengali": _words("bn as bpy"),
    "hebrew": frozenset({"he", "yi"}),
}
"""Languages that share a writing; any other language of the table has its own, all the rest write Latin letters."""

COMMON_WORDS: dict[str, frozenset[str]] = {
    "en": _words("the and of to is in that it for you was with on are this be have we our your i"),
    "de": _words("der die das und ist nicht ein eine zu den mit wir sie ich auf für von im dem auch"),
    "fr": _words("le la les et est un une des du dans pour que qui nous vous pas sur avec ce au"),
    "es": _words("el los las y es una un para que en con por del se nuestro como está más su lo"),
    "it": _words("il gli che è di un una per con non sono del della questo come più nel ed lo si"),
    "pt": _words("o os as e é um uma para que com não do da em por mais nosso você se como"),
    "nl": _words("de het een en is van niet in dat we op te voor met zijn ik je ook er aan"),
    "sv": _words("och att det är en som på för med inte den av ett vi till har jag om så kan"),
    "pl": _words("i w na jest nie że się do z to jak o po co tak za od dla przez są"),
    "tr": _words("ve bir bu için ile de da çok ne olarak var daha gibi biz en mi ama değil sonra her"),
    "vi": _words("và của là có không được cho các trong một những với người này đã tôi chúng để thì khi"),
    "id": _words("yang dan di untuk dengan ini itu dari pada tidak adalah kami kita akan ke dalam juga ada saya anda"),
    "cs": _words("se na že jsou jsem ale aby nebo pro která který tak při už jako co mají byl není nás"),
    "ro": _words("și în este cu nu mai din pentru sunt să ce sau fost acest această ale fi prin după iar"),
    "hu": _words("az és hogy nem egy ez csak már mint volt vagy minden kell lesz azt ezt itt lehet sem után"),
    "fi": _words("ja ei että hän oli mutta niin kuin myös olen ovat tämä joka mitä kun sen voi tai kaikki vain"),
}
"""The twenty commonest words of each language that also tell it from the others, above all from English (by eye)."""

_CLASSES = [(name, re.compile(f"[{characters}]")) for name, characters, _ in WRITINGS]
_LANGUAGE = {name: language for name, _, language in WRITINGS}


@dataclass(frozen=True)
class Guess:
    """A language, its writing, and whether the text really says so (a few words in Latin letters do not)."""

    language: str
    writing: str
    sure: bool


def writings_in(text: str) -> frozenset[str]:
    """Every writing of which the text has a letter."""
    return frozenset(name for name, pattern in _CLASSES if pattern.search(text))


def guess(text: str) -> Guess:
    """The language that most of the text is in. A Han character counts as much as three letters; kana mean Japanese."""
    counts = Counter({name: len(pattern.findall(text)) for name, pattern in _CLASSES})
    counts["han"] *= 3
    counts["kana"] *= 3
    counts["hangul"] *= 2
    if counts["kana"] and counts["kana"] * 8 >= counts["han"]:
        counts["kana"] += counts.pop("han", 0)
    writing, count = counts.most_common(1)[0]
    if not count:
        return Guess("en", "latin", False)
    if writing == "latin":
        return _latin(text)
    return Guess(_LANGUAGE[writing], writing, True)


def _latin(text: str) -> Guess:
    """The language whose common words are most frequent, English where none is clearly ahead."""
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text[:20_000]).lower())
    hits = Counter({language: sum(word in common for word in words) for language, common in COMMON_WORDS.items()})
    hits["en"] -= sum(not word.isascii() for word in words)  # it writes hardly any letter with a mark
    (best, count), (_, second) = hits.most_common(2)
    if count >= 2 and count > 1.3 * second:
        return Guess(best, "latin", True)
    return Guess("en", "latin", False)


def writing_of(language: str) -> str:
    """The writing of a language by its BCP 47 tag."""
    primary = language.lower().replace("_", "-").partition("-")[0]
    for writing, languages in _OTHER_WRITING.items():
        if primary in languages:
            return "kana" if primary == "ja" else writing
    return next((name for name, _, language in WRITINGS if language == primary), "latin")


def primary(language: str) -> str:
    """The language of a tag without country or script; Mandarin by any name is `zh`, Norwegian `nb`."""
    first = language.lower().replace("_", "-").partition("-")[0]
    return {"cmn": "zh", "no": "nb", "iw": "he", "in": "id", "tl": "fil"}.get(first, first)
