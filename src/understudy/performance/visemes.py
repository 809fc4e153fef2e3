"""Which mouth belongs to which sound: tables from IPA phones to the 15 visemes, and from visemes to mouth shapes.

The 15 visemes are those of the Oculus/Meta lip-sync set (https://developers.meta.com/horizon/documentation, "Viseme
Reference"), a superset of the MPEG-4 facial animation set. A phone gives one or more `Target`s in order (a diphthong
two); a viseme gives a `Mouth`. Numbers without another source are set by eye (2026-11-22).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

VISEMES: tuple[str, ...] = (
    *("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR"),
    *("aa", "E", "ih", "oh", "ou"),
)
"""The 15 visemes in the order of the Oculus/Meta set; the last five are vowels."""

VOWELS = frozenset(VISEMES[10:])

GROUPS: dict[str, tuple[str, ...]] = {
    "jaw": ("jawOpen",),
    "round": ("mouthFunnel", "mouthPucker"),
    "spread": ("mouthStretch", "mouthSmile"),
    "part": ("mouthLowerDown", "mouthUpperUp"),
    "inner": ("mouthRollLower", "mouthRollUpper", "mouthPress"),
    "tongue": ("tongueOut",),
}
"""Parts of the mouth that move on their own; the shapes of one part share their dominance. A name without side stands
for left and right. `tongueOut` is the tongue tip at the upper teeth."""


@dataclass(frozen=True)
class Target:
    """One mouth to reach: a viseme, how far (`peak`), how strongly against its neighbours (`pull`), and the part of
    the phone's time that belongs to it (`share`, relative to the phone's other targets)."""

    viseme: str
    peak: float = 1.0
    pull: float = 1.0
    share: float = 1.0


@dataclass(frozen=True)
class Mouth:
    """A viseme as a mouth: the `shapes` it wants and the `dominance` of each group of `GROUPS` in [0, 1].

    `lead` is how long before its own time the lips begin to show it (seconds, time constant of the rising dominance),
    `hold` the least time it stays, `reason` why the row is as it is.
    """

    shapes: Mapping[str, float]
    dominance: Mapping[str, float]
    lead: float
    hold: float
    reason: str


def _mouth(shapes: dict[str, float], dominance: str, lead: float, hold: float, reason: str) -> Mouth:
    strengths = dict(zip(GROUPS, map(float, dominance.split()), strict=True))
    return Mouth(MappingProxyType(shapes), MappingProxyType(strengths), lead, hold, reason)


#   dominance in the order jaw, round, spread, part, inner, tongue
MOUTHS: dict[str, Mouth] = {
    "sil": _mouth({}, "0.6 0.4 0.4 0.6 0.6 0.5", 0.06, 0.0, "rest: everything returns, without haste"),
    "PP": _mouth(
        {"jawOpen": 0.05, "mouthRollLower": 0.16, "mouthRollUpper": 0.12, "mouthPress": 0.22},
        "0.45 0.15 0.2 1.0 1.0 0.1",
        *(0.05, 0.05),
        "lips meet (closure itself is placed by coarticulate); rounding is left to the neighbours: 'poo' differs"
        " from 'pea' (JALI 2016: bilabials must close)",
    ),
    "FF": _mouth(
        {"jawOpen": 0.05, "mouthRollLower": 0.5, "mouthUpperUp": 0.22, "mouthStretch": 0.08},
        "0.95 0.5 0.4 1.0 1.0 0.1",
        *(0.06, 0.06),
        "lower lip goes in under the upper teeth, the upper lip lifts to show them (JALI 2016: labiodentals touch)",
    ),
    "TH": _mouth(
        {"jawOpen": 0.15, "tongueOut": 0.85, "mouthLowerDown": 0.18, "mouthUpperUp": 0.08},
        "0.6 0.2 0.2 0.4 0.5 1.0",
        *(0.05, 0.05),
        "tongue tip between the teeth, which must be apart for it",
    ),
    "DD": _mouth(
        {"jawOpen": 0.12, "tongueOut": 0.35, "mouthLowerDown": 0.14},
        "0.5 0.06 0.08 0.15 0.4 0.8",
        *(0.04, 0.04),
        "tongue only: the jaw rises a little, the lips follow the neighbours (JALI 2016)",
    ),
    "kk": _mouth(
        {"jawOpen": 0.17, "mouthLowerDown": 0.08},
        "0.25 0.05 0.05 0.08 0.3 0.3",
        *(0.04, 0.03),
        "made behind: neither lips nor jaw are needed",
    ),
    "CH": _mouth(
        {"jawOpen": 0.07, "mouthFunnel": 0.55, "mouthPucker": 0.22, "mouthLowerDown": 0.16, "mouthUpperUp": 0.14},
        "1.0 0.85 0.6 0.6 0.6 0.3",
        *(0.08, 0.06),
        "sibilant: teeth together (JALI 2016), lips pushed forward, which begins early",
    ),
    "SS": _mouth(
        {"jawOpen": 0.04, "mouthStretch": 0.26, "mouthLowerDown": 0.24, "mouthUpperUp": 0.1},
        "1.0 0.12 0.35 0.5 0.6 0.5",
        *(0.05, 0.05),
        "sibilant: teeth together and seen, lips slightly drawn; rounding of the neighbours stays ('soup')",
    ),
    "nn": _mouth(
        {"jawOpen": 0.14, "tongueOut": 0.5, "mouthLowerDown": 0.12},
        "0.45 0.05 0.06 0.12 0.4 0.9",
        *(0.04, 0.04),
        "tongue only: tip up and visible in an open mouth; lips follow the neighbours (JALI 2016)",
    ),
    "RR": _mouth(
        {"jawOpen": 0.17, "mouthFunnel": 0.34, "mouthPucker": 0.22},
        "0.4 0.55 0.4 0.3 0.4 0.6",
        *(0.08, 0.04),
        "English r pushes the lips forward; the tongue is drawn back from the teeth",
    ),
    "aa": _mouth(
        {"jawOpen": 0.6, "mouthLowerDown": 0.34, "mouthUpperUp": 0.16, "mouthStretch": 0.06},
        "0.9 0.45 0.35 0.6 0.6 0.6",
        *(0.05, 0.06),
        "widest opening, lips at ease",
    ),
    "E": _mouth(
        {"jawOpen": 0.38, "mouthStretch": 0.26, "mouthSmile": 0.1, "mouthLowerDown": 0.3, "mouthUpperUp": 0.16},
        "0.75 0.5 0.6 0.6 0.6 0.6",
        *(0.05, 0.06),
        "half open, slightly wide",
    ),
    "ih": _mouth(
        {"jawOpen": 0.2, "mouthStretch": 0.36, "mouthSmile": 0.18, "mouthLowerDown": 0.26, "mouthUpperUp": 0.14},
        "0.7 0.6 0.7 0.6 0.6 0.5",
        *(0.06, 0.06),
        "nearly closed jaw, wide lips",
    ),
    "oh": _mouth(
        {"jawOpen": 0.42, "mouthFunnel": 0.55, "mouthPucker": 0.32, "mouthLowerDown": 0.1},
        "0.8 0.85 0.7 0.6 0.6 0.6",
        *(0.09, 0.07),
        "open and round; protrusion begins early",
    ),
    "ou": _mouth(
        {"jawOpen": 0.17, "mouthFunnel": 0.34, "mouthPucker": 0.82},
        "0.7 1.0 0.8 0.6 0.6 0.5",
        *(0.11, 0.08),
        "small and round; the strongest and earliest lip movement of all (Cohen & Massaro 1993: /u/ reaches far back)",
    ),
}
"""Each viseme as a mouth. Dominance after Cohen & Massaro, "Modeling coarticulation in synthetic visual speech" (1993);
which parts a sound needs, after Edwards et al., "JALI" (SIGGRAPH 2016, doi 10.1145/2897824.2925984)."""

_CONSONANTS: tuple[tuple[str, Target, str], ...] = (
    ("pbmɓʙʘ", Target("PP"), "bilabial: the lips close"),
    ("ɸβ", Target("FF", 0.7), "bilabial fricative: the lips nearly close, the nearest mouth that is not closed"),
    ("fvɱⱱ", Target("FF"), "labiodental"),
    ("ʋ", Target("FF", 0.7), "labiodental approximant"),
    ("θð", Target("TH"), "dental fricative"),
    ("tdʈɖɗᶑǀǃǂǁ", Target("DD"), "stop made with the tongue tip"),
    ("ɾɽ", Target("DD", 0.8, 0.7), "tap: too short to shape anything else"),
    ("nlɳɲɭʎɫɬɮɺʟ", Target("nn"), "nasal or lateral made with the tongue"),
    ("szɕʑ", Target("SS"), "sibilant with spread lips; Mandarin x, j and q are spread, unlike English sh"),
    ("ʃʒɧ", Target("CH"), "sibilant with lips pushed forward"),
    ("ʂʐ", Target("CH", 0.8), "retroflex sibilant: less rounding than English sh"),
    ("ɹɻɚɝ", Target("RR"), "approximant r and rhotic vowels"),
    ("r", Target("RR", 0.6), "trill: tongue only, less rounding"),
    ("kɡgqɢŋɴcɟçʝxɣɠʛʄʀʁ", Target("kk"), "palatal, velar or uvular"),
    ("hɦʔħʕχʜʢʡɰ", Target("kk", 0.6, 0.35), "throat: the mouth already has the next sound's shape"),
    ("wʍɥ", Target("ou", 0.85), "labial glide"),
    ("j", Target("ih", 0.8, 0.7), "palatal glide"),
)

_VOWELS: tuple[tuple[str, Target, str], ...] = (
    ("iɪɨᵻ", Target("ih"), "close, unrounded"),
    ("ɯ", Target("ih", 0.7), "close, back, unrounded: less spread"),
    ("yʏ", Target("ou", 0.85), "close, front, rounded"),
    ("uʉ", Target("ou"), "close, rounded"),
    ("ʊɵ", Target("ou", 0.7), "near-close, rounded, lax"),
    ("eɛ", Target("E"), "mid, front"),
    ("ɜɤ", Target("E", 0.75), "mid, central or back, unrounded: less spread"),
    ("əɘᵊ", Target("E", 0.55, 0.6), "reduced: hardly any mouth of its own"),
    ("øœoɔɒɞɶ", Target("oh"), "mid or open, rounded"),
    ("æ", Target("aa", 0.9), "near-open"),
    ("aɑ", Target("aa"), "open"),
    ("ʌɐ", Target("aa", 0.72, 0.8), "near-open, central: less jaw"),
)

LETTERS: dict[str, Target] = {
    letter: target for table in (_CONSONANTS, _VOWELS) for letters, target, _ in table for letter in letters
}
"""Every base letter of the IPA (and a few of its neighbours) with its mouth."""

_VOWEL_LETTERS = frozenset("".join(letters for letters, _, _ in _VOWELS) + "ɚɝ")

SPELLINGS: tuple[tuple[str, str, str], ...] = (
    ("nɡ", "ŋ", "espeak-ng writes the Mandarin final -ong as 'onɡ'"),
    ("ts.", "ʂ", "espeak-ng's Mandarin zh/ch: only the sibilant is seen"),
    ("s.", "ʂ", "espeak-ng's Mandarin sh"),
    ("z.", "ʐ", "espeak-ng's Mandarin r"),
    ("i.", "ɨ", "espeak-ng's apical vowel after sh: teeth nearly together"),
    ("i̪", "ɨ", "espeak-ng's apical vowel after s"),
    ("o-", "ɤ", "espeak-ng's Mandarin e: unrounded"),
    ("tɕ", "ɕ", "affricate: the tongue's stop is not seen"),
    ("ts", "s", "affricate: the tongue's stop is not seen"),
    ("tʃ", "ʃ", "affricate: lips are forward from its start"),
    ("dʒ", "ʒ", "affricate: lips are forward from its start"),
    ("dz", "z", "affricate: the tongue's stop is not seen"),
    ("ʈʂ", "ʂ", "affricate: the tongue's stop is not seen"),
    ("ɖʐ", "ʐ", "affricate: the tongue's stop is not seen"),
    ("dʑ", "ʑ", "affricate: the tongue's stop is not seen"),
    ("ər", "ɚ", "espeak-ng's Mandarin er"),
    ("ᵐ", "m", "prenasalised: the lips close for it (Sinhala)"),
    ("ᵑ", "ŋ", "prenasalised"),
    ("ⁿ", "n", "prenasalised"),
)
"""Spellings that are read as another letter before the letters are looked up."""

SILENCE = (Target("sil"),)
UNKNOWN = (Target("E", 0.55, 0.5),)
"""A sound that no table knows opens the mouth a little and follows its neighbours."""

_FIRST_SHARE = 1.25
"""A falling diphthong spends more of its time on its first target (by eye)."""


@cache
def targets(symbol: str) -> tuple[Target, ...]:
    """The mouths of one IPA phone in order; '' (and pause marks) is silence. Every string has an answer."""
    if not symbol.strip(" _|") or symbol.startswith("("):
        return SILENCE  # espeak-ng marks a change of language as "(en)"
    found = [LETTERS[letter] for letter in _letters(symbol) if letter in LETTERS]
    if not found:
        return UNKNOWN if any(unicodedata.category(sign)[0] == "L" for sign in symbol) else SILENCE
    if "ʷ" in symbol and found[-1].viseme not in ("ou", "oh"):
        found.append(Target("ou", 0.7))
    if len(found) == 1:
        return (found[0],)
    first, *rest = found
    return (Target(first.viseme, first.peak, first.pull, _FIRST_SHARE), *rest)


def is_vowel(symbol: str) -> bool:
    """Whether the phone is a vowel or a diphthong."""
    return any(letter in _VOWEL_LETTERS for letter in _letters(symbol)[:1])


@cache
def _letters(symbol: str) -> str:
    """Base letters of a phone: known spellings replaced; stress, length, tone, aspiration and diacritics dropped."""
    text = symbol
    while len(text) > 1 and text[-1] == "ɜ" and (text[-2] in _VOWEL_LETTERS or text[-2] in ".-ɡr̪"):
        text = text[:-1]  # espeak-ng writes the third Mandarin tone so
    for spelling, letter, _ in SPELLINGS:
        text = text.replace(spelling, letter)
    plain = "".join(sign for sign in unicodedata.normalize("NFD", text) if sign.isalpha() and sign not in "ʰʲˠˤᵝˡʷːˑ")
    bare = "".join(letter for position, letter in enumerate(plain) if not _is_aspiration(plain, position))
    return bare or plain


def _is_aspiration(text: str, position: int) -> bool:
    return text[position] == "h" and position > 0 and text[position - 1] not in _VOWEL_LETTERS
