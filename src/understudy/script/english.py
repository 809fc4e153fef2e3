"""How English is read: the rules of running text, first match first.

Sources: by ear and by the usage that American style books share (no "and" in numbers, the month before the day).
"""

from __future__ import annotations

import re
import unicodedata

from understudy.script import abbreviations as short
from understudy.script import dates_en, heteronyms, measures, names_en, web
from understudy.script.breaks import ends_sentence
from understudy.script.letters import SHARED, greek
from understudy.script.numbers_en import (
    cardinal,
    fraction,
    ordinal,
    read_number,
    roman,
    year,
)
from understudy.script.rules import Rule, after, before, preceded, rule

NUMBER = r"(?<!\d)(?:\d{1,3}(?:,\d{3}){1,8}(?![\d,])|\d+)(?:\.\d+)?"
_VULGAR = "".join(chr(code) for code in (0xBC, 0xBD, 0xBE, *range(0x2150, 0x215F)))
_IDIOMS = {"24/7": "twenty-four seven", "9/11": "nine eleven", "50/50": "fifty-fifty", "20/20": "twenty-twenty"}
_SCALE = r"[\s-](?:thousand|million|billion|trillion)\b|(?:\s?(?:bn|mn|tn|trn)|[kKmMbBT])\b"


# --- money, percent, measures


def _amount(digits: str) -> str:
    return read_number(digits)


def _money(match: re.Match[str]) -> str:
    """`$3.50`, `$1.5M`, `a $5 bill`."""
    name, digits = measures.CURRENCIES[match[1]], match[2].replace(",", "")
    scale = measures.SCALES[match[3].strip(" -").lower()][0] if match[3] else ""
    whole, _, cents = digits.partition(".")
    if scale:
        return f"{_amount(digits)} {scale} {name.one if match[3][0] == '-' else name.many}"
    one = digits == "1" or (preceded(match, "a|an|A|An") and re.match(r" [a-z]", after(match)) is not None)
    words = f"{_amount(whole)} {name.one if one or whole == '1' else name.many}"
    if len(cents) != 2 or not name.small[0]:
        return f"{_amount(digits)} {name.one if one else name.many}"
    if not int(cents):
        return words
    small = f"{cardinal(int(cents))} {name.small[0 if int(cents) == 1 else 1]}"
    if whole == "0":
        return small
    return f"{words} {cardinal(int(cents))}" if int(cents) > 9 else f"{words} and {small}"


def _money_range(match: re.Match[str]) -> str:
    return f"{_amount(match[2])} to {_amount(match[3])} {measures.CURRENCIES[match[1]].many}"


def _money_after(match: re.Match[str]) -> str:
    name = measures.CODES[match[2]]
    return f"{_amount(match[1])} {name.one if match[1] == '1' else name.many}"


def _measure(match: re.Match[str]) -> str | None:
    """`5 kg`, and `5-km` before a noun, which is of one."""
    name = measures.UNITS[match[3]]
    if len(match[3]) == 1 and match[2] and re.match(r"\. [A-Z]", after(match)):
        return None  # 45 W. Main Street
    one = match[1] == "1" or match[2] == "-"
    return f"{_amount(match[1])} {name.one if one else name.many}"


def _inches(match: re.Match[str]) -> str | None:
    """`27"`, unless the sign closes a quotation that the text opened."""
    if match[2] == '"' and match.string[: match.start()].count('"') % 2:
        return None
    named = re.match(r" (?!(?:long|wide|tall|high|thick|deep|by|x|in|of|and|or|to|is|are)\b)[a-z]", after(match))
    return f"{_amount(match[1])} {'inch' if match[1] == '1' or named else 'inches'}"


# --- parts


def _fraction(match: re.Match[str]) -> str | None:
    over, under = int(match[1]), int(match[2])
    if match[0] in _IDIOMS:
        return _IDIOMS[match[0]]
    if over > under:
        return f"{cardinal(over)} {'' if over + under == 100 else 'over '}{cardinal(under)}"
    if preceded(match, "Windows|iOS|Android|[Gg]rades?|[Uu]nits?|[Cc]hapters?|[Ll]evels?"):
        return f"{cardinal(over)} {cardinal(under)}"
    if over == under or preceded(match, "rated|rate|rating|scored|score|scores|gave it|give it|got"):
        return f"{cardinal(over)} out of {cardinal(under)}"
    return fraction(over, under) if over else None


def _mixed(match: re.Match[str]) -> str:
    part = fraction(int(match[2]), int(match[3]))
    return f"{cardinal(int(match[1]))} and {re.sub('^one ', 'a ', part)}"


def _vulgar(match: re.Match[str]) -> str:
    over, _, under = unicodedata.normalize("NFKC", match[2]).partition("\u2044")
    part = fraction(int(over), int(under))
    return f"{cardinal(int(match[1]))} and {re.sub('^one ', 'a ', part)}" if match[1] else part


# --- any other number


def _number(match: re.Match[str]) -> str:
    """Any other number: a year where four digits may be one."""
    digits = match[0]
    if re.fullmatch(r"[12]\d{3}", digits) and not re.match(r"[-–]?(?:year|piece|page|word)", after(match)):
        asked = preceded(
            match, r"[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Yy]ear|circa|[Bb]efore|[Aa]fter|AD|[Dd]uring|of|[Ff]rom"
        )
        ranged = re.match(r"\s?[-–]\s?[12]\d{3}\b", after(match))
        if 1900 <= int(digits) <= 2099 or asked or ranged:
            return year(int(digits))
    return read_number(digits)


# --- letters


def _regnal(match: re.Match[str]) -> str | None:
    value = roman(match[2])
    if value is None or value > 40 or match[1] not in short.REGNAL:
        return None
    following = after(match)
    if match[2] == "I" and not re.match(
        r"\Z|['’.,;:!?)]|\s(?:was|is|of|and|became|ruled|reigned|had|died|in)\b", following
    ):
        return None
    return f"{match[1]} the {ordinal(value)}"


def _heading(match: re.Match[str]) -> str | None:
    value = roman(match[2])
    if value is None or match[1] not in short.HEADINGS:
        return None
    if match[2] == "I" and match[1] != "War" and re.match(r"['’]|\s[a-z]", after(match)):
        return None  # the pronoun
    return f"{match[1]} {cardinal(value)}"


def _numeral(match: re.Match[str]) -> str | None:
    """A numeral of three letters or more, or before a century."""
    value = roman(match[0])
    if value is None or match[0] in ("MIX", "DIM", "MILD", "DI"):
        return None
    if re.match(r"(?:th)? [Cc]entur", after(match)):
        return ordinal(value)
    return cardinal(value) if (len(match[0]) > 2 and set(match[0]) <= set("IVX")) or match[0] == "II" else None


def _shortened(match: re.Match[str]) -> str:
    """The full word; its stop stays where it ends the sentence as well."""
    last = match.end() - 1
    stop = "." if not after(match).strip() or _ends(match.string, last) else ""
    return short.SHORT[match[1]] + (stop if match[1] not in ("e.g", "i.e", "cf") else "")


def _ends(text: str, index: int) -> bool:
    return (
        ends_sentence(text, index)
        and text[index + 1 :].lstrip()[:1].isupper()
        and text[max(0, index - 3) : index]
        in (
            "etc",
            " Jr",
            " Sr",
        )
    )


def _street(match: re.Match[str]) -> str | None:
    """St. and Dr. are a street and a drive after a name, a saint and a doctor before one."""
    following = after(match)
    titled = re.match(r"\s*[A-Z]", following) is not None
    placed = re.search(r"[A-Z][a-z]+ $|\d(?:st|nd|rd|th) $", before(match)) is not None
    addressed = re.search(r"\d (?:[A-Z][a-z]+ )+$", before(match)) is not None
    if addressed and titled:
        return {"St": "Street.", "Dr": "Drive."}[match[1]]
    if placed and not titled:
        return {"St": "Street", "Dr": "Drive"}[match[1]] + ("." if not following.strip() else "")
    return {"St": "Saint", "Dr": "Doctor"}[match[1]] if titled else None


_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def _power(match: re.Match[str]) -> str:
    digits = (match[1] or match[2]).translate(_SUPERSCRIPTS)
    if digits in ("2", "3") and match[2]:
        return {"2": " squared", "3": " cubed"}[digits]
    return (
        " to the "
        + ("power of " if match[1] else "")
        + ("minus " if digits[0] == "-" else "")
        + cardinal(abs(int(digits)))
    )


def _marked(match: re.Match[str]) -> str:
    """A sign between two things, said as a word."""
    return f" {SIGNS[match[0].strip()]} "


SIGNS = {
    **{"+": "plus", "=": "equals", "×": "times", "÷": "divided by", "≈": "approximately", "≠": "not equal to"},
    **{"≤": "less than or equal to", "≥": "greater than or equal to", "±": "plus or minus", "√": "the square root of"},
    **{"<": "less than", ">": "greater than", "π": "pi", "∞": "infinity", "→": "to", "&": "and", "§": "section"},
    **{
        "<=": "less than or equal to",
        ">=": "greater than or equal to",
        "!=": "not equal to",
        "==": "equals",
        "->": "to",
    },
    **{"∠": "angle", "△": "triangle", "©": "copyright", "∑": "the sum of", "∫": "the integral of"},
}
"""Signs and their names between numbers and letters."""

_PERIODS = {
    **{"mo": "month", "yr": "year", "hr": "hour", "wk": "week", "bbl": "barrel", "gal": "gallon"},
    **{"oz": "ounce", "lb": "pound", "sq ft": "square foot"},
}
_PER = "month|year|day|week|hour|minute|second|person|night|user|kg|km|head|unit|item"

RULES: tuple[Rule, ...] = (
    rule(r"\bC\+\+", "C plus plus", "a language"),
    rule(r"\b([CF])#", lambda m: f"{m[1]} sharp", "a language, or a note"),
    rule(r"(?<!\w)\.NET\b", "dot net", "a platform"),
    *web.rules("en"),
    *names_en.TELEPHONE,
    *dates_en.RULES,
    # money
    rule(rf"{measures.SIGN}\s?({NUMBER})\s?[-–]\s?({NUMBER})(?![\w%])", _money_range, "from one amount to another"),
    rule(
        rf"{measures.SIGN}\s?({NUMBER})({_SCALE})?",
        _money,
        "the currency is said after the amount",
    ),
    rule(rf"(?<![\w.])({NUMBER})\s?{measures.CODE}", _money_after, "an amount with a code"),
    # measures
    rule(r"(?<=\d)/(?=\d{2,3}\s?mmHg)", " over ", "the pressure of blood"),
    rule(
        r"(?<![\w.])(\d)['′](\d{1,2})(?:[\"″]|''|(?![\w'’]))",
        lambda m: f"{cardinal(int(m[1]))} foot {cardinal(int(m[2]))}",
        "a height",
    ),
    rule(rf"(?<![\w.])({NUMBER})([\s-]?){measures.UNIT}(?:\.(?= [a-z]))?", _measure, "a unit"),
    rule(r"(?<![\w.])(\d+\.\d+\s?|\d{1,3} )s(?![\w'’])", lambda m: f"{_amount(m[1].strip())} seconds", "seconds"),
    rule(rf"(?<=[⁰¹²³⁴-⁹] ){measures.UNIT}", lambda m: measures.UNITS[m[1]].many, "a unit after a power"),
    rule(r"(?<![\w.])(\d{1,2})h(?=\d)", lambda m: f"{cardinal(int(m[1]))} hour{'' if m[1] == '1' else 's'} ", "hours"),
    rule(r"(?<=\dh)(\d{1,2})(?:min|m)?(?!\w)", lambda m: f"{cardinal(int(m[1]))} minutes", "and minutes"),
    rule(rf"(?<![\w./])({NUMBER})([\"″])", _inches, "inches"),
    rule(rf"({NUMBER})\s?[%％]", lambda m: f"{_amount(m[1])} percent", "per cent"),
    rule(rf"({NUMBER})\s?‰", lambda m: f"{_amount(m[1])} per mille", "per mille"),
    # parts
    rule(r"(?<![\d/.])(\d{1,3})\s(\d{1,2})/(\d{1,2})(?![\d/])", _mixed, "a number and a part"),
    rule(r"(?<![\d/.])(\d{1,3})/(\d{1,3})(?![\d/])", _fraction, "a part"),
    rule(rf"((?<!\d)\d{{1,9}}|)([{_VULGAR}])", _vulgar, "a part in one character"),
    *names_en.RULES,
    # Roman numerals
    rule(r"\b([A-Z][a-z]+) ([IVX]+)\b", _regnal, "a ruler"),
    rule(r"\b([A-Z][a-z]+) ([IVXLC]+)\b", _heading, "a numbered part"),
    rule(r"(?<![\w'-])[IVXLCDM]{2,}(?![\w-])", _numeral, "a Roman numeral"),
    # shortened words
    rule(rf"(?<=[a-z], )({'|'.join(short.STATES)})(?=\W|$)", lambda m: short.STATES[m[1]], "a state after its town"),
    rule(r"\b(St|Dr)\.", _street, "a street or a saint, a drive or a doctor"),
    rule(
        r"\b(" + "|".join(short.NUMBERED) + r")\.\s?(?=\d)",
        lambda m: f"{short.NUMBERED[m[1]]} ",
        "shortened before a number",
    ),
    rule(
        r"(?<![\w.])(" + "|".join(re.escape(word) for word in sorted(short.SHORT, key=len, reverse=True)) + r")\.",
        _shortened,
        "a shortened word",
    ),
    rule(r"\bvs\b|(?<=[a-z] )v\.(?= [A-Z])", "versus", "a shortened word"),
    rule(r"(?<!\w)w/o\b", "without", "a shortened word"),
    rule(r"(?<!\w)w/(?=\s)", "with", "a shortened word"),
    *SHARED,
    # signs
    rule(r"(?<=\d)\s-\s(?=\d+\s*=)|(?<=[²³)])\s?[-−]\s?(?=\d)", " minus ", "in a sum"),
    rule(r"(?<![^\s(=<>≥≤:,~/])[-−](?=[$€£.]?\d)|−(?=\d)", "minus ", "below zero"),
    rule(r"(?<=[\d%℃°])\s?[-–~—]\s?(?=[\d$€£¥])|(?<=\d[kKmMbB])\s?[-–]\s?(?=[$€£]\d)", " to ", "a range"),
    rule(r"(?<=\d[srnt][tdh])\s?[-–]\s?(?=\d)", " to ", "from one place to another"),
    rule(r"(?<=[A-Za-z])[-–](?=\d)", " ", "a name with a number"),
    rule(r"(?<!\w)[~≈]\s?(?=\d)", lambda m: "about " if m[0][0] == "~" else "approximately ", "roughly"),
    rule(r"\^(\d{1,9})(?!\d)|(⁻?[⁰¹²³⁴-⁹]{1,9})", _power, "a power"),
    rule(r"(?<=\d)\+(?=\s|\Z|[.,;])", " plus", "or more"),
    rule(r"(?<![\w)])\+(?=[\d$€£])", "plus ", "above zero"),
    rule(
        r"\s?(?:[<>!=]=|->|[=×÷≠≤≥±√π∞→&§©∑∠△])\s?|\s?(?<=\w)\s?\+\s?(?=\w)|(?<=[\w)])\s?[<>]\s?(?=[\d.])",
        _marked,
        "a sign with a name",
    ),
    rule(r"(?<=\d)\sx\s(?=\d)|(?<=\d)\s?\*\s?(?=\d)", " times ", "a product"),
    rule(r"(?<=\d)x(?=\d)", " by ", "sides"),
    rule(r"(?<=\d)x\b", " X", "so many times"),
    rule(r"(?<=\d)\.(?=x\b)", " point ", "any of a version"),
    rule(
        r"\b(he/she|she/he|his/her|him/her|s/he)\b",
        lambda m: {"s/he": "she or he"}.get(m[1], m[1].replace("/", " or ")),
        "either",
    ),
    rule(rf"/({'|'.join(_PERIODS)})\b", lambda m: f" per {_PERIODS[m[1]]}", "for each"),
    rule(rf"(?<=[\w%])/(?=(?:{_PER})\b)(?<=\d.)", " per ", "for each"),
    rule(r"(?<=[\w+])/(?=\w)", " ", "a slash between words is not said"),
    rule(r"(?<=\d) / (?=\d+(?![\w°%]))", " divided by ", "a division"),
    rule(r"(?<=\S) / (?=\S)", ", ", "a slash between phrases is not said"),
    rule(r"(?<=[A-Za-z]):\\(?=\w)", " ", "a drive and its folder"),
    rule(r"[™®℠]|(?<=[A-Za-z]):\\", "", "not said"),
    rule(r"(?<=\w)’(?=\w)", "'", "an apostrophe as voices know it"),
    # everything else in digits
    rule(rf"{NUMBER}|(?<![\w.])\.\d+", _number, "a number"),
    greek("en"),
    heteronyms.RULE,
)
"""English, first match first."""
