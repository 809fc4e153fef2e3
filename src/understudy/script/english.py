"""How English is read: the rules of running text, first match first.

Sources: by ear and by the usage that American style books share (no "and" in numbers, the month before the day).
"""

from __future__ import annotations

import re

from understudy.script import abbreviations as short
from understudy.script import amounts_en, dates_en, heteronyms, names_en, web
from understudy.script.breaks import ends_sentence
from understudy.script.letters import SHARED, greek
from understudy.script.numbers_en import (
    NUMBER,
    VULGAR,
    cardinal,
    fraction,
    mixed,
    ordinal,
    read_number,
    roman,
    vulgar,
    year,
)
from understudy.script.rules import Rule, after, before, preceded, rule

_IDIOMS = {"24/7": "twenty-four seven", "9/11": "nine eleven", "50/50": "fifty-fifty", "20/20": "twenty-twenty"}


# --- parts


def _fraction(match: re.Match[str]) -> str | None:
    over, under = int(match[1]), int(match[2])
    if match[0] in _IDIOMS:
        return _IDIOMS[match[0]]
    if over > under:
        return f"{cardinal(over)} {'' if over + under == 100 else 'over '}{cardinal(under)}"
    if preceded(match, dates_en.COUNTED):
        return f"{cardinal(over)} of {cardinal(under)}"
    if preceded(match, "Windows|iOS|Android|[Gg]rades?|[Uu]nits?|[Cc]hapters?|[Ll]evels?"):
        return f"{cardinal(over)} {cardinal(under)}"
    if over == under or preceded(match, "rated|rate|rating|scored|score|scores|gave it|give it|got"):
        return f"{cardinal(over)} out of {cardinal(under)}"
    return fraction(over, under) if over else None


def _vulgar(match: re.Match[str]) -> str:
    over, under = vulgar(match[2])
    return mixed(int(match[1]), over, under) if match[1] else fraction(over, under)


# --- any other number


def _number(match: re.Match[str]) -> str:
    """Any other number: a year where four digits may be one."""
    digits = match[0]
    if re.fullmatch(r"[12]\d{3}", digits) and not re.match(r"[-–]?(?:year|piece|page|word)", after(match)):
        asked = preceded(
            match, r"[Ii]n|c\.|[Ss]ince|[Bb]y|[Uu]ntil|[Yy]ear|circa|[Bb]efore|[Aa]fter|AD|[Dd]uring|of|[Ff]rom"
        )
        ranged = re.match(r"\s?[-–]\s?[12]\d{3}\b|[-–]\d\d(?![\w-])", after(match))
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


def _title(match: re.Match[str]) -> str:
    return cardinal(roman(match[0]) or 0)


def _numbered(match: re.Match[str]) -> str | None:
    """`Vol. II`, and not the pronoun of `No. I think`."""
    value = roman(match[2])
    if value is None or (match[2] == "I" and re.match(r"\s[a-z]", after(match))):
        return None
    return f"{short.NUMBERED[match[1]]} {cardinal(value)}"


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


_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")


def _power(match: re.Match[str]) -> str:
    digits = (match[1] or match[2]).translate(_SUPERSCRIPTS)
    if digits in ("2", "3"):
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
_KEYS = {"⌘": "Command", "⌥": "Option", "⇧": "Shift", "⌃": "Control"}
_GROWTH = {
    **{"YoY": "year over year", "QoQ": "quarter over quarter", "MoM": "month over month"},
    **{"y/y": "year over year", "q/q": "quarter over quarter", "m/m": "month over month"},
}

RULES: tuple[Rule, ...] = (
    rule(r"\bC\+\+", "C plus plus", "a language"),
    rule(r"\b([CF])#", lambda m: f"{m[1]} sharp", "a language, or a note"),
    rule(r"(?<!\w)\.NET\b", "dot net", "a platform"),
    *web.rules("en"),
    *names_en.TELEPHONE,
    *dates_en.RULES,
    *amounts_en.RULES,
    # parts
    rule(
        r"(?<![\d/.])(\d{1,3})\s(\d{1,2})/(\d{1,2})(?![\d/])",
        lambda m: mixed(*map(int, m.groups())),
        "a number and a part",
    ),
    rule(r"(?<![\d/.])(\d{1,3})/(\d{1,3})(?![\d/])", _fraction, "a part"),
    rule(rf"((?<!\d)\d{{1,9}}|)([{VULGAR}])", _vulgar, "a part in one character"),
    *names_en.RULES,
    # Roman numerals
    rule(r"\b([A-Z][a-z]+) ([IVX]+)\b", _regnal, "a ruler"),
    rule(r"\b([A-Z][a-z]+) ([IVXLC]+)\b", _heading, "a numbered part"),
    rule(r"(?<=[A-Z]{3} )(?:VI|IX|XI|XV|IV(?![ -][a-z]))\b", _title, "a numbered title"),
    rule(
        rf"\b({'|'.join(short.NUMBERED)})\. ([IVXL]+)\b(?!['’])",
        _numbered,
        "a numbered part, shortened",
    ),
    rule(r"(?<![\w'-])[IVXLCDM]{2,}(?![\w-])", _numeral, "a Roman numeral"),
    # shortened words
    rule(rf"(?<=[a-z], )({'|'.join(short.STATES)})(?=\W|$)", lambda m: short.STATES[m[1]], "a state after its town"),
    rule(r"\bc\. ?(?=\d{3,4}\b)", "circa ", "a shortened word"),
    rule(r"(?<=\d[srnt][tdh] )c\.(?= [a-z])", "century", "a shortened word"),
    rule(r"\b([Nn]o)\.(?= [A-Z]{1,3}-?\d)", lambda m: short.NUMBERED[m[1]], "a shortened word"),
    rule(r"\bGen\.(?= [XYZ]\b)", "Gen", "a generation"),
    rule(
        r"\b(Gen|Rev)\.(?= \d{1,2}:\d)", lambda m: {"G": "Genesis", "R": "Revelation"}[m[1][0]], "a book of the Bible"
    ),
    rule(r"(?<=\d)[- ]?y[/.]?o\.?(?!\w)", " year old", "of age"),
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
    rule(rf"\b(?:{'|'.join(_GROWTH)})\b", lambda m: _GROWTH[m[0]], "shortened words"),
    rule(r"(?<!\S)@(?=\s)", "at", "a shortened word"),
    rule(r"(?<=\w)@(?=\d)", " at ", "a shortened word"),
    rule(r"(?<=\b[A-Z])\.(?=\d)", " point ", "a part of an appendix"),
    rule(r"(?<=[a-z] )(Ave|Blvd|Rd|Hwy)\b(?!\.)", lambda m: short.SHORT[m[1]], "a road"),
    rule(r"\bCtrl\b", "Control", "a key"),
    rule(r"([⌘⌥⇧⌃])\s?(?:\+\s?)?", lambda m: f"{_KEYS[m[1]]} ", "a key"),
    rule(r"(?<!\w)w/o\b", "without", "a shortened word"),
    rule(r"(?<!\w)w/(?=\s)", "with", "a shortened word"),
    *SHARED,
    # signs
    rule(
        r"(?<=\d)\s-\s(?=\d+\s*=)|(?<=[²³)])\s?[-−]\s?(?=\d)|(?:(?<=\d[a-z])|(?<=\b[xyz]))\s[-−]\s(?=\d)",
        " minus ",
        "in a sum",
    ),
    rule(r"(?<![^\s(=<>≥≤:,~/])[-−](?=[$€£.]?\d)|−(?=\d)", "minus ", "below zero"),
    rule(r"(?<=[\d%℃°])\s?[-–~—]\s?(?=[\d$€£¥])|(?<=\d[kKmMbB])\s?[-–]\s?(?=[$€£]\d)", " to ", "a range"),
    rule(r"(?<=\d[srnt][tdh])\s?[-–]\s?(?=\d)", " to ", "from one place to another"),
    rule(r"(?<=[A-Za-z])[-–](?=\d)", " ", "a name with a number"),
    rule(r"(?<!\w)[~≈]\s?(?=\d)", lambda m: "about " if m[0][0] == "~" else "approximately ", "roughly"),
    rule(r"\^([-−]?\d{1,9})(?!\d)|(⁻?[⁰¹²³⁴-⁹]{1,9})", _power, "a power"),
    rule(r"(?<=\d)\+(?=\s|\Z|[.,;])", " plus", "or more"),
    rule(r"(?<![\w)])\+(?=[\d$€£])", "plus ", "above zero"),
    rule(
        r"\s?(?:[<>!=]=|->|[=×÷≠≤≥±√π∞→&§©∑∠△])\s?|\s?(?<=\w)\s?\+\s?(?=\w)|(?<=[\w)])\s?[<>]\s?(?=[\d.])",
        _marked,
        "a sign with a name",
    ),
    rule(
        r"(?<=[\"″])\s[x×]\s(?=\d)|(?<=\d)\s[x×]\s(?=[\d.]+\s?(?:in\b|inch|ft\b|feet|foot|[cm]?m\b|[\"″'′]|x\s))"
        r"|(?<=\d)\s[x×]\s(?=\d+(?:\.\d+)?\s?(?:[x×]\s?)?[\d.]+\s?(?:in\b|ft\b|[cm]?m\b))",
        " by ",
        "sides",
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
