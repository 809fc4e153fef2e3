"""From what is written to what is said: numbers, dates, money and signs in words, with the way back to the writing.

Only what speech engines get wrong is changed, by the rules of two tables: English, and Mandarin, where every number is
put in words. The numbers of other languages are left to the voice, which knows them better.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from understudy.script.numbers_zh import cardinal, digits_one_by_one, read_number

_RANGE = "㐀-鿿\uf900-\ufaff\U00020000-\U0003ffff"
HAN = re.compile(f"[{_RANGE}]")
"""One Han character."""
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True)
class Piece:
    """Characters `first` to `last` (exclusive) of the written text are said as `spoken`; '' is said by nobody."""

    spoken: str
    first: int
    last: int


Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str], str]
"""A pattern, what is said for it, and the reason."""


def _rule(pattern: str, say: Callable[[re.Match[str]], str], reason: str) -> Rule:
    return re.compile(pattern), say, reason


def is_chinese(text: str) -> bool:
    """Whether numbers in this text are Chinese: it has Han characters and no kana."""
    return HAN.search(text) is not None and not re.search("[぀-ヿ]", text)


def pieces(text: str, language: str) -> tuple[Piece, ...]:
    """The text cut into pieces, in order and without gaps: those that a rule changes, and the stretches between."""
    found: list[tuple[int, int, str]] = []
    taken = bytearray(len(text))
    for pattern, say, _ in (*RULES.get(language[:2], ()), *EVERYWHERE):
        for match in pattern.finditer(text):
            first, last = match.span()
            if first < last and not any(taken[first:last]):
                taken[first:last] = b"\1" * (last - first)
                found.append((first, last, say(match)))
    out: list[Piece] = []
    at = 0
    for first, last, spoken in sorted(found):
        if first > at:
            out.append(Piece(text[at:first], at, first))
        out.append(Piece(spoken, first, last))
        at = last
    if at < len(text):
        out.append(Piece(text[at:], at, len(text)))
    return tuple(out)


def can_be_said(text: str) -> bool:
    """Whether there is a letter or a number in it that a voice could say."""
    return any(unicodedata.category(sign)[0] in "LN" for sign in text)


# --- say-as


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
        return cardinal(hour) + "点" + ("" if seconds and not minute else minutes) + seconds
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

# --- the rules of running text

_CURRENCIES = {"$": ("dollar", "美元"), "£": ("pound", "英镑"), "€": ("euro", "欧元"), "¥": ("yuan", "元")}
_CURRENCIES |= {"￥": ("yuan", "元"), "US$": ("dollar", "美元"), "HK$": ("Hong Kong dollar", "港元")}
_MONEY = r"(US\$|HK\$|[$£€¥￥])\s?(\d[\d,]*(?:\.\d+)?)"
_UNITS_ZH = {
    "℃": "摄氏度",
    "°C": "摄氏度",
    "km/h": "公里每小时",
    "km": "公里",
    "kg": "公斤",
    "cm": "厘米",
    "mm": "毫米",
}
_UNITS_EN = {"℃": "degrees Celsius", "°C": "degrees Celsius", "°F": "degrees Fahrenheit", "km/h": "kilometres per hour"}


def _money_en(match: re.Match[str]) -> str:
    name, amount = _CURRENCIES[match[1]][0], match[2].replace(",", "")
    scale = match[3] or ""
    whole, _, cents = amount.partition(".")
    plural = name if name == "yuan" or (amount == "1" and not scale) else name + "s"
    if len(cents) == 2 and not scale:
        return f"{whole} {plural}" + (f" {int(cents)}" if int(cents) else "")
    return f"{amount}{scale} {plural}"


def _money_zh(match: re.Match[str]) -> str:
    return read_number(match[2].replace(",", "")) + (match[3] or "") + _CURRENCIES[match[1]][1]


_ZH: tuple[Rule, ...] = (
    _rule(r"(?<![\d.-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d.-])", lambda m: _date(m[0], True), "a date"),
    _rule(r"(?<!\d)\d{4}(?=年)", lambda m: digits_one_by_one(m[0]), "a year is read digit by digit"),
    _rule(r"(?<!\d)1[3-9]\d{9}(?!\d)", lambda m: _telephone(m[0], True), "a mobile number"),
    _rule(r"(?<![\d-])0\d{2,3}-\d{7,8}(?!\d)", lambda m: _telephone(m[0], True), "a telephone number"),
    _rule(r"(?<![\d:])([01]?\d|2[0-4])[:：][0-5]\d(?:[:：][0-5]\d)?(?![\d:])", lambda m: _time(m[0], True), "a time"),
    _rule(_MONEY + r"([万亿]+)?", _money_zh, "the currency is said after the amount"),
    _rule(r"(\d[\d,]*(?:\.\d+)?)[%％]", lambda m: "百分之" + read_number(m[1]), "per cent is said first"),
    _rule(
        r"(?<![\d/])(\d{1,3})/(\d{1,3})(?![\d/])", lambda m: f"{cardinal(int(m[2]))}分之{cardinal(int(m[1]))}", "a part"
    ),
    _rule(r"(?<![\d.])2(?=[个位次种天年周件张本家名条款台只间部]|小时|分钟)", lambda m: "两", "two of something"),
    _rule(r"(?<=\d)\s?[~～–-]\s?(?=\d)", lambda m: "到", "a range"),
    _rule(r"(?<=\d)\s?(?:℃|°C|km/h|km|kg|cm|mm)(?![A-Za-z])", lambda m: _UNITS_ZH[m[0].strip()], "a unit"),
    _rule(r"(?<![\d.])-(?=\d)", lambda m: "负", "below zero"),
    _rule(r"\d[\d,]*(?:\.\d+)+|\d+", lambda m: read_number(m[0]), "espeak-ng leaves out zeros inside a number"),
)

_EN: tuple[Rule, ...] = (
    _rule(r"(?<![\d/.-])(\d{4})-(\d{2})-(\d{2})(?![\d/-])", lambda m: _date(m[0], False), "a date"),
    _rule(r"(?<![\d:])([01]?\d|2[0-3]):[0-5]\d(?![\d:])", lambda m: _time(m[0], False), "a time"),
    _rule(_MONEY + r"( (?:thousand|million|billion|trillion)\b)?", _money_en, "the currency is said after the amount"),
    _rule(
        r"(?<![\w+])(?:\+\d{1,3}[ -])?(?:\(\d{3}\) ?|\d{3}-)\d{3}-\d{4}(?!\d)",
        lambda m: _telephone(m[0], False),
        "a telephone number",
    ),
    _rule(r"(?<=\d)\s?(?:℃|°C|°F|km/h)(?![A-Za-z])", lambda m: " " + _UNITS_EN[m[0].strip()], "a unit"),
    _rule(r"(?<=\d)\s?[–~]\s?(?=\d)", lambda m: " to ", "a range"),
    _rule(r"\be\.g\.", lambda m: "for example", "said in full"),
    _rule(r"\bi\.e\.", lambda m: "that is", "said in full"),
)

_WIDE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。"}

EVERYWHERE: tuple[Rule, ...] = (
    _rule(
        f"(?<=[{_RANGE}])(?:[,;!?]|[:.](?=[{_RANGE}]|\\s|$))",
        lambda m: _WIDE[m[0]],
        "espeak-ng makes no pause at half-width marks between Han characters",
    ),
    _rule(
        "[\U0001f000-\U0001faff\U0001fb00-\U0001fbff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff\ufe0e\ufe0f\u20e3\U000e0020-\U000e007f]"
        "|(?<![\u0900-\u0dff\u0600-\u06ff])\u200d",
        lambda m: "",
        "pictures are shown, not read out",
    ),
    _rule(
        "[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff]", lambda m: "", "seen by nobody"
    ),
    _rule("[“”„‟«»‹›「」『』〈〉《》【】〔〕]", lambda m: " ", "quotation marks and brackets are not said"),
    _rule(
        "[*_#|~^`=<>\\\\{}•●■□◆▲▼→←↑↓]+(?!\\d)", lambda m: " ", "signs of layout, which voices would read out by name"
    ),
)

RULES: dict[str, tuple[Rule, ...]] = {"zh": _ZH, "en": _EN}
"""Rules by language, first match first; `EVERYWHERE` follows."""
