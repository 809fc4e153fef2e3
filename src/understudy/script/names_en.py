"""Numbers that are names in English: of telephones, rooms, flights, models, versions and standards."""

from __future__ import annotations

import re

from understudy.script.numbers_en import DIGITS, cardinal, in_pairs, one_by_one, ordinal, plural, read_number, year
from understudy.script.rules import Rule, preceded, rule


def _named(match: re.Match[str]) -> str | None:
    """Numbers of three or four digits that are read as a name or digit by digit, by the word before them."""
    if preceded(
        match,
        r"[Cc]all|[Dd]ial|[Rr]ing|[Tt]ext|PIN|[Cc]ode|ZIP|[Zz]ip|[Ee]xtension|[Ee]xt\.|[Pp]asscode|ID"
        r"|OTP|(?:OTP|PIN|[Cc]ode|[Pp]asscode) is|[A-Z][a-z]+, (?:[A-Z]{2}|D\.C\.)",
    ):
        return one_by_one(match[0])
    if len(match[0]) < 5 and preceded(
        match,
        r"HTTP|[Ee]rror|[Ff]orm|Box|[Ff]light [A-Z]{2}|"
        r"[Rr]oom|[Ff]light|[Hh]ighway|[Rr]oute|Boeing|Airbus|[Ss]uite|[Aa]partment|Interstate|[Bb]us|[Ll]ine",
    ):
        return in_pairs(match[0])
    return None


def _version(match: re.Match[str]) -> str | None:
    named = r"[Vv]ersion|[Rr]elease|Python|Java|iOS|macOS|Android|Node|Ruby|PHP|Chrome|Firefox|Ubuntu|Django|HTTP|v|V"
    if match[0].count(".") == 1 and not preceded(match, named, r"\s*"):
        return None
    return _points(match[0])


def _points(numbers: str) -> str:
    return " point ".join(cardinal(int(part)) for part in numbers.split("."))


def _first_course(match: re.Match[str]) -> str | None:
    """`Data Privacy 101`."""
    return "one oh one" if preceded(match, "[A-Z][a-z]+") else None


def _pair(match: re.Match[str]) -> str:
    """`Fig. 3-1`, `No. 19-1234`: two numbers with a dash, which are no range."""
    return " dash ".join(in_pairs(part) for part in match[0].split("-"))


def _lap(match: re.Match[str]) -> str:
    """`1:21.046`."""
    oh = "oh " if match[2][0] == "0" else ""
    return f"{cardinal(int(match[1]))} {oh}{cardinal(int(match[2]))} point {one_by_one(match[3])}"


_STAGES = {"rc": "R C", "a": "alpha", "b": "beta", "alpha": "alpha", "beta": "beta", "dev": "dev", "post": "post"}


def _early_version(match: re.Match[str]) -> str:
    """`2.1.0rc1`."""
    return f"{_points(match[1])} {_STAGES[match[2]]} {cardinal(int(match[3]))}"


def _house(match: re.Match[str]) -> str:
    return in_pairs(match[1]) + (f" {match[2]}" if match[2] else "")


def _telephone(match: re.Match[str]) -> str:
    groups = re.findall(r"\d+", match[0])
    return ("plus " if "+" in match[0] else "") + ", ".join(one_by_one(group) for group in groups)


def _plain_range(match: re.Match[str]) -> str | None:
    """A number of seven digits is a telephone's when it begins with 555 or is asked for."""
    return (
        _telephone(match) if match[0].startswith("555") or preceded(match, "[Cc]all|[Pp]hone|[Dd]ial|[Tt]el") else None
    )


TELEPHONE: tuple[Rule, ...] = (
    rule(
        r"(?<![\w+])(?:\+?\d{1,3}[ .-])?(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\d-])",
        _telephone,
        "a telephone number",
    ),
    rule(r"(?<![\w+])\+\d{1,3}(?:[ -]\d{2,4}){2,5}(?![\d-])", _telephone, "a telephone number with its country"),
    rule(r"(?<![\w$.-])\d{3}-\d{4}(?![\d-])", _plain_range, "a telephone number of one place"),
    rule(
        r"(?:(?<=ISBN )|(?<=ISBN: )|(?<=ISBN-1[03] )|(?<=ISBN-1[03]: ))[\d-]{9,17}[\dX]\b",
        lambda m: _telephone(m) + (", X" if m[0][-1] == "X" else ""),
        "the number of a book",
    ),
    rule(
        r"(?:(?<=Fig\. )|(?<=Figure )|(?<=Table )|(?<=Exercise )|(?<=No\. )|(?<=Eq\. ))\d{1,4}-\d{1,4}(?![\w-]|\.\d)",
        _pair,
        "a name of two numbers",
    ),
    rule(r"(?<![\d:.])(\d{1,2}):([0-5]\d)\.(\d{1,3})(?!\d|\.\d)", _lap, "minutes and seconds"),
    rule(
        r"(?<!\d)0(\d)([0-5]\d)\s?(?:hrs|hours)\b",
        lambda m: f"oh {DIGITS[int(m[1])]} {'hundred' if m[2] == '00' else cardinal(int(m[2]))} hours",
        "a time of armies and trains",
    ),
    rule(
        r"\b802\.(\d{1,2})([a-z]{0,2})\b",
        lambda m: f"eight oh two point {cardinal(int(m[1]))} {' '.join(m[2].upper())}".rstrip(),
        "a standard of networks",
    ),
    rule(r"(?<=[a-z] )101(?=[\"”'’.,:;!?)]|\s*\Z)", _first_course, "a first course"),
    rule(r"(?<=\bCVE-)(\d{4})-(\d{4,7})\b", lambda m: f"{year(int(m[1]))}, {one_by_one(m[2])}", "a flaw of software"),
)
"""Numbers that are called, before dates."""

RULES: tuple[Rule, ...] = (
    rule(
        r"\b([A-Z])\.(?=\s[A-Z]\.)"
        r"|(?:(?<=\bDr\. )|(?<=\bMr\. )|(?<=\bMs\. )|(?<=\bMrs\. )|(?<=\bProf\. ))([A-Z])\.(?=\s[A-Z])",
        lambda m: m[1] or m[2],
        "an initial ends no sentence",
    ),
    rule(
        r"(?<![\d:])\d{1,3}(?::\d{1,3}){2,}(?![\d:])",
        lambda m: " to ".join(cardinal(int(part)) for part in m[0].split(":")),
        "a ratio of several",
    ),
    rule(r"(?<=\d{4}):(?=(?:19|20)\d\d(?![\d:]))", " ", "a standard and its year"),
    rule(
        r"(?<![\d:])(\d{2,3}):0(\d)(?![\d:])",
        lambda m: f"{cardinal(int(m[1]))} oh {cardinal(int(m[2]))}",
        "minutes and seconds",
    ),
    rule(
        r"(?<![\d:])(\d{1,4}):(\d{1,4})(?![\d:])",
        lambda m: f"{cardinal(int(m[1]))} to {cardinal(int(m[2]))}",
        "a ratio",
    ),
    rule(
        rf"(?<![\w.])[vV]?(\d{{1,3}}(?:\.\d{{1,3}}){{1,3}})-?({'|'.join(_STAGES)})\.?(\d{{1,3}})\b",
        _early_version,
        "a version before its time",
    ),
    rule(r"(?<![A-UW-Za-uw-z\d.])\d{1,3}(?:\.\d{1,5}){2,}(?![\w]|\.\d)", _version, "a version of three numbers"),
    rule(r"(?<![A-Za-z])V(?=(?:6|8|10|12)\b(?!\.\d))", "V ", "an engine"),
    rule(r"(?<![A-Za-z])[vV](?=\d)", "version ", "a version"),
    rule(
        r"(?<![\w.,$-])(\d{3,4})([A-Z]?)(?= (?:[NSEW]\.? )?(?:[A-Z][a-z]+ ){1,3}"
        r"(?:St|Ave|Rd|Blvd|Dr|Ln|Pl|Hwy|Street|Avenue|Road|Boulevard|Drive|Lane|Place|Terrace|Court)\b)",
        _house,
        "the number of a house",
    ),
    rule(r"(?<![\d.,])\d{1,3}\.\d{1,3}(?![\w]|\.\d)", _version, "a version"),
    rule(r"(?<![\w.,-])\d{3,6}(?!\w|[.,]\d)", _named, "a number that is a name"),
    rule(r"\b(7[0-8]7)(?= (?:jet|plane|aircraft|airliner))", lambda m: in_pairs(m[1]), "an airliner"),
    rule(r"(?<!\w)(\d{3,4})[pP]\b", lambda m: f"{in_pairs(m[1])} P", "lines of a picture"),
    rule(
        r"(?<!\w)(\d{3,4})\s?[x×]\s?(\d{3,4})(?!\w)",
        lambda m: f"{in_pairs(m[1])} by {in_pairs(m[2])}",
        "the size of a picture",
    ),
    rule(r"(?<=\b7[0-8]7)-(?=\d{1,3}\b)", " ", "an airliner and its type"),
    rule(r"(?<=[A-Z])-?\d{5,}\b|(?<=[A-Z]\d)\d{5,}\b", lambda m: one_by_one(m[0]), "a number of a thing"),
    rule(r"(?<=['’])0[1-9]\b", lambda m: f"oh {cardinal(int(m[0]))}", "a year of two digits"),
    rule(
        r"(?<![\w.])(\d+(?:\.\d+)?)[eE]([-−+]?)(\d{1,3})\b",
        lambda m: f"{read_number(m[1])} times ten to the {'minus ' if m[2] in ('-', '−') else ''}{cardinal(int(m[3]))}",
        "a number with its power of ten",
    ),
    rule(r"(?<!\w)50-50(?!\w)", "fifty-fifty", "even odds"),
    rule(r"(?<!\w)20-20(?= vision)", "twenty-twenty", "as one sees"),
    rule(r"(?<!\w)(40[13])\(([a-z])\)", lambda m: f"{in_pairs(m[1])} {m[2].upper()}", "a plan to retire on"),
    rule(r"(?<=[A-Z])-?(\d{3}|[1-9](?!00)\d{3})(?=[a-z]|\b)(?![.,:-]\d)", lambda m: in_pairs(m[1]), "a model"),
    rule(
        r"(?<!\w)0x([0-9A-Fa-f]+)\b",
        lambda m: "zero X " + " ".join(DIGITS[int(sign)] if sign.isdecimal() else sign.upper() for sign in m[1]),
        "a number of base sixteen",
    ),
    rule(r"(?<![\w.-])\d(?:-\d)+-\d(?![\w-]|\.\d)", lambda m: one_by_one(m[0]), "a formation"),
    rule(r"(?<![\w.-])\d{1,4}(?:-\d{1,4}){2,}(?![\w-]|\.\d)", _telephone, "a number in groups"),
    rule(r"(?<![\w.])(\d[\d,]{0,20})(?:st|nd|rd|th)\b", lambda m: ordinal(int(m[1].replace(",", ""))), "an ordinal"),
    rule(r"(?<=[A-Z])(\d)s\b", lambda m: plural(cardinal(int(m[1]))), "several of a name with a number"),
    rule(r"(?<!\w)#(?=\d|[A-Z]{1,3}-?\d)", "number ", "a number"),
)
"""Ratios, versions, models and ordinals, after measures and parts."""
