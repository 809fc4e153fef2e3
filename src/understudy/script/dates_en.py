"""Dates, times and decades in English."""

from __future__ import annotations

import re

from understudy.script.numbers_en import cardinal, ordinal, plural, year
from understudy.script.rules import Rule, after, before, preceded, rule

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_SHORT = {name[:3]: name for name in MONTHS} | {"Sept": "September"}
_NAME = "(" + "|".join([*MONTHS, *(f"{short}\\.?" for short in ("Sept", *(name[:3] for name in MONTHS)))]) + ")"
_AFTER_CLOCK = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[ECMP][SD]?T|GMT|UTC|BST|CET|Eastern|Central|Pacific|"
    + "|".join(MONTHS)
    + r")\b"
)
"""What follows a time of day inside its sentence: a day, a zone."""
_DAY = r"(0?[1-9]|[12]\d|3[01])"
COUNTED = "[Ss]lide|[Pp]age|[Ss]tep|[Dd]ay|[Ww]eek|[Ll]esson|[Pp]art|[Qq]uestion"
"""Words after which `3/20` is the third of twenty."""
_NO_PARTS = {13, 14, 17, 18, 19, 21, 22, 23, 24, 26, 27, 28, 29, 30, 31}
"""Days of a month that nobody cuts things into."""
_TH = "(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(1\d{3}|20\d{2}))?"


def _month(name: str) -> str:
    return _SHORT.get(name.rstrip("."), name)


def _with_year(words: str, digits: str | None) -> str:
    return f"{words}, {year(int(digits))}" if digits else words


def _numbers(month: str, day: str, digits: str | None) -> str | None:
    """Month and day as numbers; the day first where the month cannot be. Two digits of a year are of this century."""
    one, two = int(month), int(day)
    if one > 12:
        one, two = two, one
    if not (1 <= one <= 12 and 1 <= two <= 31):
        return None
    full = None if digits is None else digits if len(digits) == 4 else "20" + digits
    return _with_year(f"{MONTHS[one - 1]} {ordinal(two)}", full)


def _month_day(match: re.Match[str]) -> str:
    """`Jan. 5, 2026`, `May 5-7`."""
    words = f"{_month(match[1])} {ordinal(int(match[2]))}"
    if match[3]:
        words += f" to {ordinal(int(match[3]))}"
    return _with_year(words, match[4])


def _day_month(match: re.Match[str]) -> str:
    """`5 May 2026`, `the 5th of May`."""
    spoken_the = re.search(r"\bthe\s+$", before(match), re.IGNORECASE)
    words = f"{'' if spoken_the else 'the '}{ordinal(int(match[1]))} of {_month(match[2])}"
    return _with_year(words, match[3])


def _short_date(match: re.Match[str]) -> str | None:
    """`on 12/25`: two numbers are a date after a word that asks for one."""
    asked = re.search(r"\b(?:on|week of|due|by|since|until|before|after|starting|from)\s+$", before(match), re.I)
    part = int(match[1]) < int(match[2]) <= 10 and re.search(r"\b(?:by|from|after|before)\s+$", before(match), re.I)
    return _numbers(match[1], match[2], None) if (asked and not part) or _no_part(match) else None


def _no_part(match: re.Match[str]) -> bool:
    """Whether two numbers can hardly be anything but a date: `12/31`."""
    counted = re.match(r" (?:of|people|[a-z]+s)\b", after(match)) or preceded(match, COUNTED)
    reckoned = re.search(r"[=+×÷*<>]\s*$", before(match)) or re.match(r"\s*[=+×÷*<>]", after(match))
    return int(match[1]) <= 12 and int(match[2]) in _NO_PARTS and not counted and not reckoned


def clock(hour: int, minute: int, seconds: int | None, half: bool) -> str:
    """A time of day; `half` when a.m. or p.m. follows, which leaves the full hour without a word."""
    if minute:
        words = f"{cardinal(hour)} {'oh ' if minute < 10 else ''}{cardinal(minute)}"
    elif half:
        words = cardinal(hour)
    else:
        words = f"{cardinal(hour)} {'o’clock' if 1 <= hour <= 12 else 'hundred'}".replace("’", "'")
    if seconds:
        words += f" and {cardinal(seconds)} second{'' if seconds == 1 else 's'}"
    return words


def _time(match: re.Match[str]) -> str | None:
    if re.search(r"\b(?:ratio|odds|scale)\b.{0,6}$", before(match), re.IGNORECASE):
        return f"{cardinal(int(match[1]))} to {cardinal(int(match[2]))}"
    half = re.match(r"\s?[ap]\.?m\b", after(match), re.IGNORECASE) is not None
    return clock(int(match[1]), int(match[2]), int(match[3]) if match[3] else None, half)


def _half(match: re.Match[str]) -> str:
    """The stop of `a.m.` stays where the sentence ends there."""
    ended = match[0].endswith(".") and re.match(rf"\s*\Z|\s+(?!{_AFTER_CLOCK})[A-Z]", after(match))
    return f" {match[1].upper()} M{'.' if ended else ''}"


def _decade(match: re.Match[str]) -> str:
    century, tens = match[1] or "", match[2]
    if century:
        return plural(year(int(century + tens + "0")))
    return plural(cardinal(int(tens) * 10))


def _month_year(match: re.Match[str]) -> str:
    return f"{_month(match[1])} {year(int(match[2]))}"


RULES: tuple[Rule, ...] = (
    rule(
        r"(?<![\d/.-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d/-])", lambda m: _numbers(m[3], m[4], m[1]), "year first"
    ),
    rule(
        r"(?<![\d/.-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?![\d/-])",
        lambda m: _numbers(m[1], m[3], m[4]),
        "American order, unless there is no such month",
    ),
    rule(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})/(\d{2})(?![\d/-])", lambda m: _numbers(m[1], m[2], m[3]), "a short year"),
    rule(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})(?![\d/]|\.\d)", _short_date, "month and day"),
    rule(rf"\b{_NAME}\s+{_DAY}{_TH}(?:\s?[-–]\s?{_DAY}{_TH})?(?![\d:%.,]*\d)(?!\w){_YEAR}", _month_day, "a day"),
    rule(rf"\b{_NAME}\s+{_DAY}{_TH}(?:\s?[-–]\s?{_DAY}{_TH})?(?!\w|:){_YEAR}(?!\d)", _month_day, "a day of a year"),
    rule(rf"(?<![\d./-]){_DAY}(?:st|nd|rd|th)?\s+(?:of\s+)?{_NAME}\b{_YEAR}(?!\d)", _day_month, "a day"),
    rule(rf"\b{_NAME},?\s+(1\d{{3}}|20\d{{2}})(?!\d)", _month_year, "a month of a year"),
    rule(rf"\b{_NAME}(?=\s?[-–]\s?{_NAME}\b)", lambda m: _month(m[1]), "from one month"),
    rule(rf"(?<=\d)\s?[-–]\s?(?={_NAME}\s+\d{{1,2}}(?!\d))", " to ", "to the other day"),
    rule(r"(?<=[12]\d{3}[-–])0([1-9])(?![\w-])", lambda m: f"oh {cardinal(int(m[1]))}", "the other year"),
    rule(rf"(?<=[a-z.])\s?[-–]\s?(?=(?:{_NAME}|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b)", " to ", "to the other"),
    rule(rf"(?<=[-–]){_NAME}\b(?!\s*[a-z])", lambda m: _month(m[1]), "the other month"),
    rule(
        r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b\.?(?=,|\s+\d|\s?[-–])|(?<=[-–])(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b",
        lambda m: next(day for day in DAYS if day.startswith(m[1] or m[2])),
        "a day of the week",
    ),
    rule(r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?![\d:])", _time, "a time"),
    rule(r"(?<=\d)\s?([AaPp])\.\s?[Mm]\b\.?", _half, "a half of the day"),
    rule(r"(?<=\d)\s?([AaPp])[Mm]\b", lambda m: f" {m[1].upper()} M", "a half of the day"),
    rule(r"(?<=[ap]m)\s?[-–]\s?(?=\d)", " to ", "from one time to another"),
    rule(r"(?<![\d,.])(1\d|20)(\d)0[’']?s\b", _decade, "the years of a decade"),
    rule(r"(?<![\w,.])[‘’']?()([2-9])0[’']?s\b", _decade, "the years of a decade, or somebody's age"),
)
