import random
import unicodedata

import pytest

from closures import is_closure
from understudy.performance.tracks import SHAPE_INDEX
from understudy.performance.visemes import GROUPS, LETTERS, MOUTHS, UNKNOWN, VISEMES, is_vowel, targets

PULMONIC = "pbtdʈɖcɟkɡqɢʔmɱnɳɲŋɴʙrʀⱱɾɽɸβfvθðszʃʒʂʐçʝxɣχʁħʕhɦɬɮʋɹɻjɰlɭʎʟ"
OTHERS = "ʘǀǃǂǁɓɗʄɠʛʍwɥʜʢʡɕʑɺɧ"
VOWELS = "iyɨʉɯuɪʏʊeøɘɵɤoəɛœɜɞʌɔæɐaɶɑɒɚɝ"

ESPEAK = {
    "tʃ": "CH", "dʒ": "CH", "oʊ": "oh ou", "aɪ": "aa ih", "eɪ": "E ih", "aʊ": "aa ou", "ɔɪ": "oh ih", "əʊ": "E ou",
    "iː": "ih", "uː": "ou", "ɑːɹ": "aa RR", "ɜː": "E", "əl": "E nn", "n̩": "nn", "ɡ": "kk", "ɹ": "RR", "ᵻ": "ih",
    "ɐ": "aa",
    "aɪə": "aa ih E", "(en)": "sil", "ɾ": "DD", "ʔ": "kk", "ɬ": "nn", "x": "kk",
    "ts.h": "CH", "ts.": "CH", "s.": "CH", "ʈʂʰ": "CH", "tɕh": "SS", "tɕʰ": "SS", "ɕ": "SS", "tsh": "SS",
    "ph": "PP", "pʰ": "PP",
    "th": "DD", "kh": "kk", "χ": "kk", "i.5": "ih", "i̪2": "ih", "iɜ": "ih", "əɜ": "E", "o-5": "E", "onɡ5": "oh kk",
    "iou5": "ih oh ou", "uei5": "ou E ih", "yæɜ": "ou aa", "ər5": "RR", "ɑu2": "aa ou", "ʐ": "CH", "y5": "ou",
}  # fmt: skip


@pytest.mark.parametrize(("symbol", "visemes"), ESPEAK.items())
def test_phones_of_espeak_have_their_visemes(symbol: str, visemes: str) -> None:
    assert [target.viseme for target in targets(symbol)] == visemes.split()


@pytest.mark.parametrize("letter", PULMONIC + OTHERS + VOWELS)
def test_every_letter_of_the_ipa_is_known_with_any_diacritic(letter: str) -> None:
    assert targets(letter) != UNKNOWN
    for mark in ("\u0303", "\u0325", "\u032a", "ː", "ʲ", "ˠ", "˞", "\u0329", "˥", "ʰ"):
        assert targets(letter + mark)[0].viseme == targets(letter)[0].viseme


def test_vowels_are_vowel_mouths_and_consonants_are_not() -> None:
    for letter in VOWELS.replace("ɚ", "").replace("ɝ", ""):
        assert is_vowel(letter) and VISEMES.index(targets(letter)[0].viseme) >= 10
    assert not any(is_vowel(letter) for letter in PULMONIC + OTHERS)


def test_lips_close_for_bilabials_only() -> None:
    assert {letter for letter in LETTERS if is_closure(letter)} == set("pbmɓʙʘ")


def test_any_text_at_all_has_an_answer() -> None:
    chance = random.Random(1)
    for _ in range(3000):
        symbol = "".join(chr(chance.randrange(1, 0x3000)) for _ in range(chance.randrange(1, 5)))
        found = targets(symbol)
        assert found and all(target.viseme in VISEMES for target in found)
    assert targets("") == targets("_:"[:1]) == targets(" ") and targets("")[0].viseme == "sil"
    assert targets("口") == UNKNOWN and unicodedata.category("口")[0] == "L"


def test_rounding_diacritic_rounds() -> None:
    assert [target.viseme for target in targets("kʷ")] == ["kk", "ou"]
    assert [target.viseme for target in targets("uʷ")] == ["ou"]


def test_mouths_are_complete_and_within_range() -> None:
    assert tuple(MOUTHS) == VISEMES
    names = {name for group in GROUPS.values() for name in group}
    for mouth in MOUTHS.values():
        assert set(mouth.shapes) <= names and set(mouth.dominance) == set(GROUPS)
        assert all(0 <= value <= 1 for value in (*mouth.shapes.values(), *mouth.dominance.values()))
        assert 0.02 <= mouth.lead <= 0.12 and mouth.reason
    assert all(name in SHAPE_INDEX or name + "Left" in SHAPE_INDEX for name in names)
