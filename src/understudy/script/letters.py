"""Latin letters that are spelled, or have a reading of their own: acronyms and capitals, in any language's text."""

from __future__ import annotations

import re
from functools import lru_cache

from understudy.script import abbreviations as short
from understudy.script.rules import Rule, Said, after, rule

_GREEK = (
    "α alpha 阿尔法|β beta 贝塔|γ gamma 伽马|δ delta 德尔塔|ε epsilon 艾普西龙|ζ zeta 泽塔|η eta 伊塔|θ theta 西塔|"
    "ι iota 约塔|κ kappa 卡帕|λ lambda 兰布达|μ mu 缪|ν nu 纽|ξ xi 克西|ο omicron 奥密克戎|π pi 派|ρ rho 柔|"
    "σ sigma 西格马|ς sigma 西格马|τ tau 陶|υ upsilon 宇普西龙|φ phi 斐|χ chi 希|ψ psi 普西|ω omega 欧米伽"
)
GREEK: dict[str, tuple[str, str]] = {
    sign: (english, chinese)
    for small, english, chinese in (row.split() for row in _GREEK.split("|"))
    for sign in (small, small.upper())
}
"""Greek letters that stand for something, not in a word: their names in English and in Mandarin."""


def greek(language: str) -> Rule:
    """The rule of a Greek letter that stands alone."""
    place = ("en", "zh").index(language)
    letters, signs = "\u0370-\u03ff\u1f00-\u1fff", "".join(GREEK)
    return rule(f"(?<![{letters}])[{signs}](?![{letters}])", lambda m: GREEK[m[0]][place], "a letter of a formula")


def spell(letters: str) -> str:
    """Letters parted, which voices say by their names."""
    return " ".join(letters.upper())


@lru_cache(maxsize=8)
def _shouted(text: str) -> bool:
    """Whether all of a text is in capitals, which then mean nothing. Chinese has none, and says nothing of it."""
    return text.isupper() and not re.search("[\u2e80-\U0003ffff]", text) and len(re.findall(r"[A-Z]{2,}", text)) > 2


def capitals(match: re.Match[str]) -> str | Said | None:
    """A word in capitals: by name, spelled, or (None) a word that is only written so."""
    word, ending = match[1], match[2]
    bare = word.replace("-", "").replace(".", "")
    if word in short.SOUNDED:
        return short.SOUNDED[word] + ending
    if word in short.ACRONYMS:
        return word.capitalize() + ending
    if word in short.WORDS or (re.search("[AEIOU]", word) and _shouted(match.string)):
        return None
    if "-" not in word and len(word) > 3 and word not in short.SPELLED and re.search("[AEIOU]", word):
        return None
    if ending:
        sounds = "ˌ".join(short.LETTERS[letter] for letter in bare)
        return Said(f"{spell(bare)}s", "ipa", sounds + ("ɪz" if bare[-1] in "SXHZ" else "z"))
    return spell(bare)


def _dotted(match: re.Match[str]) -> str:
    """U.S. and Ph.D.: letters, with the stop where nothing follows."""
    return spell(match[0].replace(".", "")) + (
        "." if not after(match).strip() and match[0].count(".") > 1 and match[0][0] == "P" else ""
    )


SHARED: tuple[Rule, ...] = (
    rule(r"\b(?:[A-Z]\.){2,}|\bPh\.D\.", _dotted, "letters with stops"),
    rule(r"\bPh[Dd]\b", "P H D", "a degree"),
    rule(r"\bWW([12])\b", lambda m: f"World War {'one' if m[1] == '1' else 'two'}", "a war"),
    rule(r"\bAD(?=\s\d)|(?<=\d )AD\b", "A D", "of the years"),
    rule(r"\b[A-Z]{1,3}(?=&[A-Z])|(?<=[A-Z]&)[A-Z]{1,3}\b", lambda m: spell(m[0]), "letters with an and"),
    rule(r"\b([Ss]aaS|PaaS|iOS|macOS|eSIM|LaTeX)()\b", capitals, "a name"),
    rule(r"(?<![A-Za-z])([A-Z]{2,}(?:-[A-Z](?![A-Za-z]))?)(s?)(?![A-Za-z])", capitals, "a word in capitals"),
    rule(r"(?<=[a-z] )A(?=[.,;!?]|\Z)|(?<![A-Za-z])A(?=[/→])", "A", "the letter"),
)
"""Latin letters that are spelled or have a reading of their own, in English and in Chinese text."""
