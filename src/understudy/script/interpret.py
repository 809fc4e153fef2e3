"""`interpret-as`: the ways in which an author, or a dictionary, can ask for a text to be read."""

from __future__ import annotations

import re
from collections.abc import Callable

from understudy.script.normalize import is_chinese, pieces
from understudy.script.numbers_zh import cardinal, digits_one_by_one, hours, read_number

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def say_as(kind: str, text: str, around: str = "") -> tuple[str, str | None]:
    """Notation and spoken text for `interpret-as` = `kind`; ('', None) for as written. `around` decides the language.

    `number` is a value, `figure` its digits one by one (the wire names both, without saying which is which; W3C's note
    on say-as reads number as a value).
    """
    way = SAY_AS.get(kind.lower())
    if way is None:
        return "", None
    if way == "spell":
        return "spell", None
    return "", _WAYS[way](text, is_chinese(text + around))


SAY_AS: dict[str, str] = {
    "date": "date",
    "time": "time",
    "number": "value",
    "cardinal": "value",
    "ordinal": "ordinal",
    "figure": "digits",
    "digits": "digits",
    "telephone": "telephone",
    "phone": "telephone",
    "currency": "written",
    "spell": "spell",
    "spell-out": "spell",
    "characters": "spell",
    "verbatim": "spell",
    "letters": "spell",
    "english": "word",
}
"""`interpret-as` of the wire and of W3C's note on say-as (2005) with common synonyms, and the way that is meant."""


def _value(text: str, chinese: bool) -> str:
    plain = re.sub(r"(?<=\d)[,，\s](?=\d{3})", "", text)
    return re.sub(r"\d+(?:\.\d+)?", lambda match: read_number(match[0]), plain) if chinese else plain


def _digits(text: str, chinese: bool) -> str:
    if chinese:
        return "".join(digits_one_by_one(sign) if sign.isdigit() else sign for sign in text)
    return re.sub(r"\d+", lambda match: " ".join(match[0]), text)


def _telephone(text: str, chinese: bool) -> str:
    """Digit by digit, a short pause between groups; Mandarin says yao for one."""
    groups = [group for group in re.split(r"[^\d+]+", text) if group]
    if len(groups) == 1 and re.fullmatch(r"1\d{10}", groups[0]):  # a mobile number of China: 3-4-4
        groups = [groups[0][:3], groups[0][3:7], groups[0][7:]]
    if chinese:
        return "，".join(digits_one_by_one(group.lstrip("+"), telephone=True) for group in groups)
    spelled = (" ".join(group.lstrip("+")) for group in groups)
    return ("plus " if text.strip().startswith("+") else "") + ", ".join(spelled)


_DATE = re.compile(r"\s*(\d{1,4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,4}))?\s*日?\s*")


def _date(text: str, chinese: bool) -> str:
    """Year-month-day, or month/day/year with the day first where the month cannot be; two numbers: month and day."""
    match = _DATE.fullmatch(text)
    if match is None:
        return text
    one, two, three = match[1], match[2], match[3]
    if len(one) == 4:
        year, month, day = one, two, three
    elif three and len(three) == 4:
        year, (month, day) = three, ((two, one) if int(one) > 12 else (one, two))
    elif three is None:
        year, month, day = "", one, two
    else:
        return text
    if not 1 <= int(month) <= 12 or not (day is None or 1 <= int(day) <= 31):
        return text
    if chinese:
        spoken = (digits_one_by_one(year) + "年" if year else "") + cardinal(int(month)) + "月"
        return spoken + (cardinal(int(day)) + "日" if day else "")
    spoken = _MONTHS[int(month) - 1] + (f" {_ordinal(day, False)}" if day else "")
    return f"{spoken}, {year}" if year else spoken


def _ordinal(text: str, chinese: bool) -> str:
    digits = text.strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        return text
    number = int(digits)
    if chinese:
        return "第" + cardinal(number)
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _time(text: str, chinese: bool) -> str:
    match = re.fullmatch(r"\s*(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?\s*", text)
    if match is None or int(match[1]) > 24 or int(match[2]) > 59:
        return text
    hour, minute = int(match[1]), int(match[2])
    if chinese:
        minutes = "整" if not minute else ("零" if minute < 10 else "") + cardinal(minute) + "分"
        seconds = cardinal(int(match[3])) + "秒" if match[3] else ""
        return hours(hour) + "点" + ("" if seconds and not minute else minutes) + seconds
    minutes = "o'clock" if not minute and hour <= 12 else "hundred" if not minute else str(minute)
    return f"{hour} {'oh ' if 0 < minute < 10 else ''}{minutes}"


def _word(text: str, chinese: bool) -> str:
    return text.lower() if text.isupper() else text


_WAYS: dict[str, Callable[[str, bool], str]] = {
    "date": _date,
    "time": _time,
    "value": _value,
    "ordinal": _ordinal,
    "digits": _digits,
    "telephone": _telephone,
    "written": lambda text, chinese: "".join(piece.spoken for piece in pieces(text, "zh" if chinese else "en")),
    "word": _word,
}
