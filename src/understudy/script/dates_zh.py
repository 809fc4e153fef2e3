"""Dates and times in Mandarin."""

from __future__ import annotations

import re

from understudy.script.numbers_zh import cardinal, digits_one_by_one, hours
from understudy.script.rules import Rule, after, before, rule

_CLOCK = r"(?<![\d:：])([01]?\d|2[0-4])[:：]([0-5]\d)(?:[:：]([0-5]\d))?(?![\d:：])分?"
_DASH = r"\s?[-–—~～至到]\s?"


def date(year: str, month: str, day: str | None) -> str | None:
    """Year digit by digit, month and day as numbers; None when there is no such day."""
    if not 1 <= int(month) <= 12 or (day is not None and not 1 <= int(day) <= 31):
        return None
    spoken = (digits_one_by_one(year) + "年" if year else "") + cardinal(int(month)) + "月"
    return spoken + (cardinal(int(day)) + "日" if day else "")


def clock(hour: int, minute: int, second: int | None, *, whole: str = "整") -> str:
    """A time of day; `whole` is said after a full hour."""
    minutes = whole if not minute else ("零" if minute < 10 else "") + cardinal(minute) + "分"
    seconds = cardinal(second) + "秒" if second is not None else ""
    return hours(hour) + "点" + ("" if seconds and not minute else minutes) + seconds


def _time(match: re.Match[str]) -> str | None:
    """A time, unless the words around it speak of a score or a ratio."""
    left, right = before(match, 8), after(match)
    scored = re.search("(?:比分|比例|比率|比值|大比分|以|总分|得分|打成)(?:是|为|战成)?\\s?$", left)
    if scored or re.match("\\s?(?:的?比例|战胜|击败|战平|获胜|领先|落后|大胜|险胜|逆转|的?比分)", right):
        return f"{cardinal(int(match[1]))}比{cardinal(int(match[2]))}" if not match[3] else None
    ranged = re.match(rf"{_DASH}\d{{1,2}}[:：]", after(match)) or re.search(rf"[:：]\d\d{_DASH}$", left)
    return clock(
        int(match[1]),
        int(match[2]),
        int(match[3]) if match[3] else None,
        whole="" if ranged or re.match("[前后左以开准到]", right) else "整",
    )


def _half(match: re.Match[str]) -> str | None:
    """`3:00 PM`: 上午 or 下午 is said first, unless the words before say which half of the day it is."""
    hour, minute = int(match[1]), int(match[2] or 0)
    if not 1 <= hour <= 12:
        return None
    told = re.search("(?:上午|下午|晚上|早上|凌晨|中午|晚|早|午)\\s?$", before(match, 4))
    morning, noon = ("上午", "凌晨") if match[3] in "aA" else ("下午", "中午")
    half = "" if told else noon if hour == 12 else morning
    return half + clock(hour, minute, None, whole="" if re.match("[前后左以开准到]", after(match)) else "整")


def _month_first(match: re.Match[str]) -> str | None:
    month, day = match[1], match[3]
    return date(match[4], *((day, month) if int(month) > 12 else (month, day)))


RULES: tuple[Rule, ...] = (
    rule(r"(?<![\d.-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d-]|\.\d)", lambda m: date(m[1], m[3], m[4]), "a date"),
    rule(r"(?<![\d.-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?![\d-]|\.\d)", _month_first, "a date, month first"),
    rule(r"(?<![\d.-])((?:19|20)\d\d)-(0[1-9]|1[0-2])(?![\d-])", lambda m: date(m[1], m[2], None), "a month of a year"),
    rule(r"(?<=公元前)\d{1,6}(?=年)", lambda m: cardinal(int(m[0])), "a year before our era is a number"),
    rule(r"(?<!\d)1000(?=年)", "一千", "a thousand years, not the year"),
    rule(r"(?<!\d)\d{4}(?=(?:学|财)?年)", lambda m: digits_one_by_one(m[0]), "a year is read digit by digit"),
    rule(
        r"(?<!\d)(?:1\d|20)\d\d(?=\s?[-–—~～至到]\s?\d{4}年)",
        lambda m: digits_one_by_one(m[0]),
        "the first of two years",
    ),
    rule(r"(?<!\d)(?:19|20)\d\d(?=\s?Q[1-4])", lambda m: digits_one_by_one(m[0]), "a year and its quarter"),
    rule(
        r"(?<!\d)(?:0\d|[5-9][1-9])(?=年(?!代|以|之|后|前|来|内|间|龄))",
        lambda m: digits_one_by_one(m[0]),
        "a year of two digits",
    ),
    rule(
        r"(?<!\d)\d0(?=[后后](?!来|天|年|分|秒|度|个|名|元))",
        lambda m: digits_one_by_one(m[0]),
        "who was born when",
    ),
    rule(
        r"(?<=周[一二三四五六日天][（(])(1?\d)/([0-3]?\d)(?=[）)])",
        lambda m: date("", m[1], m[2]),
        "the date of a day of the week",
    ),
    rule(r"(?<![\d第])(?:19|20)\d\d(?=款|版|届|级|赛季)", lambda m: digits_one_by_one(m[0]), "the year of a model"),
    rule(
        r"(?<!\d)(1[89]\d\d|20\d\d)[—–](1[89]\d\d|20\d\d)(?![\d.]|\s?[一-鿿])",
        lambda m: f"{digits_one_by_one(m[1])}到{digits_one_by_one(m[2])}",
        "from one year to another",
    ),
    rule(r"(?<=\d)[-–—](?=前\d)", "到", "from one year to another"),
    rule(r"(?<=年是)(?:19|20)\d\d(?!\d)", lambda m: digits_one_by_one(m[0]), "a year"),
    rule(
        r"(?<![\d:：])(\d{1,2})(?:[:：]([0-5]\d))?\s?([AaPp])(?:[Mm](?![A-Za-z])|\.[Mm]\.)", _half, "a half of the day"
    ),
    rule(_CLOCK, _time, "a time"),
)
