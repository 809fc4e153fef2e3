"""`interpret-as`: the ways in which an author, or a dictionary, can ask for a text to be read."""

from __future__ import annotations

import re
from collections.abc import Callable

from understudy.script import numbers_en
from understudy.script.dates_en import MONTHS, clock
from understudy.script.normalize import is_chinese, pieces
from understudy.script.numbers_zh import cardinal, digits_one_by_one, hours, read_number


def say_as(kind: str, text: str, around: str = "", form: str = "") -> tuple[str, str | None]:
    """Notation and its symbols, or '' and the spoken text, for `interpret-as` = `kind`; ('', None) for as written.

    As written is also what does not fit the kind. `around` decides the language; `form` is the order of a date (`dmy`).
    `number` is a value, `figure` its digits one by one (the wire names both, without saying which is which; W3C's note
    on say-as reads number as a value).
    """
    way = SAY_AS.get(kind.lower())
    if way is None:
        return "", None
    chinese = is_chinese(text + around)
    if way == "spell":
        return "spell", re.sub(r"[0-9]", lambda m: digits_one_by_one(m[0]), text) if chinese else text
    return "", _date(text, chinese, form) if way == "date" else _WAYS[way](text, chinese)


SAY_AS: dict[str, str] = {
    "date": "date",
    "time": "time",
    "number": "value",
    "cardinal": "value",
    "fraction": "value",
    "ordinal": "ordinal",
    "figure": "digits",
    "digits": "digits",
    "number_digit": "digits",
    "telephone": "telephone",
    "phone": "telephone",
    "currency": "written",
    "unit": "written",
    "spell": "spell",
    "spell-out": "spell",
    "characters": "spell",
    "verbatim": "spell",
    "letters": "spell",
    "english": "word",
}
"""`interpret-as` of the wire and of W3C's note on say-as (2005) with common synonyms, and the way that is meant."""

_ORDERS = ("mdy", "dmy", "ymd", "ydm", "md", "dm", "ym", "my", "y", "m", "d")
_CLOCKS = frozenset({"hms12", "hms24", "hms", "hm", "h12", "h24", "12", "24"})


def understood(kind: str, form: str) -> bool:
    """Whether `format` says something that is heeded: the order of a date, or the clock of a time."""
    way = SAY_AS.get(kind.lower())
    return (way == "date" and _order(form) != "") or (way == "time" and form.lower() in _CLOCKS)


def _order(form: str) -> str:
    """`dmy` for `dmy`, `dd/MM/yyyy` and the like; '' for anything else."""
    order = re.sub(r"(.)\1*", r"\1", re.sub(r"[^a-z]", "", form.lower()))
    return order if order in _ORDERS else ""


def _value(text: str, chinese: bool) -> str | None:
    """A number as its value, also a year's or a Roman one; what holds a number as running text has it."""
    plain = re.sub(r"(?<=\d)[,，\s](?=\d{3})", "", text.strip())
    match = re.fullmatch(r"([-−–+]?)\s*(\d+(?:\.\d+)?)", plain)
    if match is None:
        value = numbers_en.roman(plain)
        return _written(text, chinese) if value is None else cardinal(value) if chinese else numbers_en.cardinal(value)
    sign = {"": "", "+": "正" if chinese else "plus "}.get(match[1], "负" if chinese else "minus ")
    return sign + (read_number(match[2]) if chinese else numbers_en.read_number(match[2]))


def _written(text: str, chinese: bool) -> str | None:
    """As running text has it; None where there is no number in it."""
    if not any(sign.isdigit() for sign in text):
        return None
    return "".join(piece.spoken for piece in pieces(text, "zh" if chinese else "en"))


def _digits(text: str, chinese: bool) -> str | None:
    """Digit by digit; a point is said, a line between digits is a short pause."""
    if not any(sign.isdecimal() for sign in text):
        return None
    said = re.sub(r"(?<=\d)\.(?=\d)", "点" if chinese else " point ", text)
    said = re.sub(r"(?<=\d)\s*[-–—]\s*(?=\d)", "，" if chinese else ", ", said)
    if chinese:
        return re.sub(r"\d+", lambda match: digits_one_by_one(match[0]), said)
    apart = re.sub(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " ", said)
    return re.sub(r"\d+", lambda match: numbers_en.one_by_one(match[0]), apart)


def _telephone(text: str, chinese: bool) -> str | None:
    """Digit by digit, letters by name, a short pause between groups; Mandarin says yao for one."""
    groups = re.findall(r"\d+|[A-Za-z]+", text)
    if not any(group.isdecimal() for group in groups):
        return None
    if len(groups) == 1 and re.fullmatch(r"1\d{10}", groups[0]):  # a mobile number of China: 3-4-4
        groups = [groups[0][:3], groups[0][3:7], groups[0][7:]]
    plus = ("加" if chinese else "plus ") if text.strip().startswith("+") else ""
    return plus + ("，" if chinese else ", ").join(_group(group, chinese) for group in groups)


def _group(group: str, chinese: bool) -> str:
    if group.lower() in ("ext", "x"):
        return "分机" if chinese else "extension"
    if group.isalpha():
        return " ".join(group.upper())
    return digits_one_by_one(group, telephone=True) if chinese else numbers_en.one_by_one(group)


_DATE = re.compile(r"\s*(\d{1,4})(?:\s*[-/.\s年]\s*(\d{1,2}))?(?:\s*[-/.\s月]\s*(\d{1,4}))?\s*[日号月年]?\s*")


def _date(text: str, chinese: bool, form: str) -> str | None:
    """A day in words by its numbers, in the order of `form`; None for a day that there is not.

    Without a form: year-month-day, or month/day/year with the day first where the month cannot be; two numbers: month
    and day. A month may be in letters.
    """
    text = _in_numbers(text)
    compact = re.fullmatch(r"\s*(\d{4})(\d\d)(\d\d)\s*", text)
    match = compact or _DATE.fullmatch(text)
    if match is None:
        return None
    numbers = [number for number in match.groups() if number]
    order = "ymd" if compact else _order(form)
    if len(order) != len(numbers):
        order = _usual_order(numbers)
    found = dict(zip(order, numbers, strict=False))
    year, month, day = (found.get(part, "") for part in "ymd")
    if not found or (month and not 1 <= int(month) <= 12) or (day and not 1 <= int(day) <= _DAYS[int(month or 1) - 1]):
        return None
    if len(year) == 2:
        year = f"20{year}"
    return _day_chinese(year, month, day) if chinese else _day_english(year, month, day)


_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""The days of every month, at most."""


def _in_numbers(text: str) -> str:
    """`Nov. 22nd, 2026` as `2026-11-22`, `5 May` as `5-5`; as it is where no month stands in letters."""
    match = re.search(r"[A-Za-z]{3,}", text)
    numbers = re.findall(r"\d+", text)
    names = [number for number, name in enumerate(MONTHS, 1) if match and name.lower().startswith(match[0].lower())]
    if not names or not re.fullmatch(r"[\s\d.,]*[A-Za-z]+[\s\d.,]*(?:(?:st|nd|rd|th)?[\s\d.,]*)", text):
        return text
    years, days = ([one for one in numbers if (len(one) == 4) is long] for long in (True, False))
    return "-".join([*years[:1], str(names[0]), *days[:1]])


def _usual_order(numbers: list[str]) -> str:
    if len(numbers[0]) == 4:
        return "ymd"[: len(numbers)]
    if len(numbers) == 1:
        return ""
    if len(numbers) == 2:
        return "my" if len(numbers[1]) == 4 else "md"
    return "dmy" if int(numbers[0]) > 12 else "mdy"


def _day_chinese(year: str, month: str, day: str) -> str:
    said = digits_one_by_one(year) + "年" if year else ""
    said += cardinal(int(month)) + "月" if month else ""
    return said + (cardinal(int(day)) + "日" if day else "")


def _day_english(year: str, month: str, day: str) -> str:
    said = MONTHS[int(month) - 1] if month else ""
    said += f" {numbers_en.ordinal(int(day))}" if day else ""
    return ", ".join(filter(None, (said.strip(), numbers_en.year(int(year)) if year else "")))


def _ordinal(text: str, chinese: bool) -> str | None:
    digits = re.sub(r"^第\s*|(?:st|nd|rd|th)$", "", text.strip())
    number = int(digits) if re.fullmatch(r"[0-9]{1,9}", digits) else numbers_en.roman(digits)
    if number is None:
        return None
    return "第" + cardinal(number) if chinese else numbers_en.ordinal(number)


def _time(text: str, chinese: bool) -> str | None:
    """An hour of the clock; other ways of writing a time are read as in running text."""
    lasting = re.fullmatch(r"\s*(\d{1,3})\s*['′’](?:\s*(\d{1,2})\s*[\"″”])?\s*", text)
    if lasting:
        return _lasting(int(lasting[1]), lasting[2], chinese)
    match = re.fullmatch(r"\s*(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?\s*", text)
    if match is None:
        return _written(text, chinese)
    hour, minute = int(match[1]), int(match[2])
    if hour > 24 or minute > 59 or int(match[3] or 0) > 59:
        return None
    if chinese:
        minutes = "整" if not minute else ("零" if minute < 10 else "") + cardinal(minute) + "分"
        seconds = cardinal(int(match[3])) + "秒" if match[3] else ""
        return hours(hour) + "点" + ("" if seconds and not minute else minutes) + seconds
    return clock(hour, minute, int(match[3]) if match[3] else None, False)


def _lasting(minutes: int, seconds: str | None, chinese: bool) -> str:
    """How long something lasts: 1'21"."""
    if chinese:
        return f"{cardinal(minutes)}{f'分{cardinal(int(seconds))}秒' if seconds else '分钟'}"
    said = f"{numbers_en.cardinal(minutes)} minute{'' if minutes == 1 else 's'}"
    return said + (f" {numbers_en.cardinal(int(seconds))} second{'' if int(seconds) == 1 else 's'}" if seconds else "")


def _word(text: str, chinese: bool) -> str:
    return text.lower() if text.isupper() else text


_WAYS: dict[str, Callable[[str, bool], str | None]] = {
    "time": _time,
    "value": _value,
    "ordinal": _ordinal,
    "digits": _digits,
    "telephone": _telephone,
    "written": _written,
    "word": _word,
}
