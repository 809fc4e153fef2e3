"""From a notation of sounds to what espeak-ng reads: IPA to its mnemonics, pinyin to the spelling its dictionary has.

The mnemonics are those of espeak-ng's English phoneme table (its documentation, "Phoneme mnemonics": Kirshenbaum
ASCII-IPA, extended); each row was spoken and its IPA read back (2026-11-22).
"""

from __future__ import annotations

import re
import unicodedata

IPA_TO_MNEMONIC: tuple[tuple[str, str], ...] = (
    # longest first within a start; a stress mark goes before the vowel, which is where espeak-ng wants it
    *(("tʃ", "tS"), ("dʒ", "dZ"), ("t͡ʃ", "tS"), ("d͡ʒ", "dZ"), ("ʧ", "tS"), ("ʤ", "dZ"), ("ts", "ts"), ("dz", "dz")),
    *(("eɪ", "eI"), ("aɪ", "aI"), ("ɔɪ", "OI"), ("aʊ", "aU"), ("oʊ", "oU"), ("əʊ", "oU"), ("ɪə", "i@"), ("eə", "e@")),
    *(("ɛə", "e@"), ("ʊə", "U@"), ("ɑːɹ", "A@"), ("ɔːɹ", "O@"), ("ɜːɹ", "3:"), ("juː", "ju:"), ("ɪɹ", "i@3")),
    *(("iː", "i:"), ("uː", "u:"), ("ɑː", "A:"), ("ɔː", "O:"), ("ɜː", "3:"), ("ɝː", "3:"), ("ɝ", "3:"), ("ɚ", "3")),
    *(("i", "i"), ("ɪ", "I"), ("e", "E"), ("ɛ", "E"), ("æ", "a"), ("a", "a"), ("ɑ", "A:"), ("ɒ", "0"), ("ɔ", "O:")),
    *(("o", "oU"), ("ʊ", "U"), ("u", "u:"), ("ʌ", "V"), ("ɐ", "@"), ("ə", "@"), ("ɜ", "3:"), ("ᵻ", "I2"), ("ɨ", "I2")),
    *(("p", "p"), ("b", "b"), ("t", "t"), ("d", "d"), ("k", "k"), ("g", "g"), ("ɡ", "g"), ("ɾ", "t#"), ("ʔ", "?")),
    *(("m", "m"), ("n", "n"), ("ŋ", "N"), ("f", "f"), ("v", "v"), ("θ", "T"), ("ð", "D"), ("s", "s"), ("z", "z")),
    *(("ʃ", "S"), ("ʒ", "Z"), ("h", "h"), ("x", "x"), ("l", "l"), ("ɫ", "l"), ("ɹ", "r"), ("r", "r"), ("ɻ", "r")),
    *(("j", "j"), ("w", "w"), ("ʍ", "w"), ("y", "u:"), ("ø", "3:"), ("œ", "3:"), ("ɲ", "nj"), ("ç", "h"), ("c", "k")),
    # sounds that English has not: the nearest that it has
    *(("ʁ", "r"), ("ʀ", "r"), ("ɕ", "S"), ("ʂ", "S"), ("ʑ", "Z"), ("ʐ", "Z"), ("ʈ", "t"), ("ɖ", "d"), ("ɟ", "g")),
    *(("q", "k"), ("ɢ", "g"), ("ɣ", "g"), ("χ", "x"), ("ɦ", "h"), ("ɬ", "l"), ("ɭ", "l"), ("ʎ", "lj"), ("ɱ", "m")),
    *(("ʋ", "v"), ("β", "v"), ("ɸ", "f"), ("ɓ", "b"), ("ʝ", "j"), ("ɥ", "w"), ("ʦ", "ts"), ("ʣ", "dz"), ("ɤ", "V")),
    *(("ɯ", "u:"), ("ʉ", "u:"), ("ʏ", "u:"), ("ɵ", "U")),
)
"""IPA letters, longest first, and the nearest phoneme of espeak-ng's English."""

_IGNORED = frozenset(". ‿͡ʰʲʷːˑ̩̯̃/[]()-")
_MNEMONICS = dict(sorted(IPA_TO_MNEMONIC, key=lambda row: -len(row[0])))
_VOWELS = frozenset("iɪeɛæaɑɒɔoʊuʌɐəɜɝɚᵻɨyøœɤɯʉʏɵ")
_PINYIN = re.compile(r"[a-zü]+[0-5]?")

_MISREAD = (
    "xiong1兄凶胸匈汹兇洶胷訩詾讻㐫忷恟哅芎赯 xiong2雄熊赨䧺 xiong4诇詗夐敻 "
    "qiong2穷琼穹窮瓊茕煢邛筇蛩跫銎儝卭宆惸桏橩焪焭睘瞏竆笻藑藭赹 "
    "jiong1扃坰埛冂冋絅蘏蘔顈駉駫 jiong3窘炯迥冏囧侰僒泂澃烱煚煛熲綗褧逈颎 er2儿兒"
)
MISREAD: dict[str, str] = {sign: match[1] for match in re.finditer(r"([a-z]+\d)(\S+)", _MISREAD) for sign in match[2]}
"""Characters that espeak-ng 1.52 reads, in Mandarin, as the English letters of their pinyin (measured 2026-11-27: those
in iong after j, q and x, and words that end in 儿), and the pinyin that is sent in their place."""


def legible(sign: str) -> str:
    """A character for Mandarin's voices: itself, or its pinyin where it would be read as English letters."""
    return f" {pinyin(MISREAD[sign])} " if sign in MISREAD else sign


def mnemonics(ipa: str) -> str:
    """The word in espeak-ng's mnemonics; '' when it holds a sign that is no IPA letter we know."""
    text = unicodedata.normalize("NFC", ipa.strip().strip("/[]"))
    out, stress, position = list[str](), "", 0
    while position < len(text):
        sign = text[position]
        if sign in "ˈˌ'ˌ,":
            stress, position = ("'" if sign in "ˈ'" else ","), position + 1
            continue
        found = next((ipa for ipa in _MNEMONICS if text.startswith(ipa, position)), None)
        if found is None:
            if sign not in _IGNORED:
                return ""
            if sign == " ":
                out.append("||")  # a word ends here
            position += 1
            continue
        if stress and (found[0] in _VOWELS or found == "juː"):
            out.append(stress)
            stress = ""
        out.append(_MNEMONICS[found])
        position += len(found)
    return "".join(out)


def pinyin(syllables: str) -> str:
    """The syllables as espeak-ng's Mandarin reads them inline: ü as v, the neutral tone 5; '' when they are none.

    It knows no iong after j, q and x, but ong there, which sounds the same, and no r at the end.
    """
    words = syllables.lower().replace("u:", "v").replace("ü", "v").split()
    if not words or not all(_PINYIN.fullmatch(word) for word in words):
        return ""
    marked = [word if word[-1].isdigit() else word + "5" for word in words]
    known = " ".join(word[:-1] + "5" if word[-1] == "0" else word for word in marked)
    known = re.sub(r"\b([jqx])iong(?=\d)", r"\1ong", known)
    return re.sub(r"\br(?=\d)", "er", re.sub(r"\b(\w+(?<!\be))r(\d)", r"\1\2 er5", known))
