"""Numbers in Mandarin words."""

from __future__ import annotations

import re

DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿")


def cardinal(number: int) -> str:
    """The value in words, 0 to 10^16 - 1: 10 is 十, 2000 is 两千, 1005 is 一千零五."""
    if not 0 <= number < 10**16:
        return digits_one_by_one(str(number))
    if number == 0:
        return DIGITS[0]
    if number >= 10**12:
        high, low = divmod(number, 10**8)
        rest = ("零" if low < 10**7 else "") + re.sub("^十", "一十", cardinal(low)) if low else ""
        return f"{cardinal(high)}亿{rest}"
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            gap = bool(words)
            continue
        if words and (gap or group < 1000):
            words += DIGITS[0]
        words += ("两" if group == 2 and place else _group(group, first=not words)) + _GROUPS[place]
        gap = False
    return words


def _group(number: int, first: bool) -> str:
    """1 to 9999 in words; ten to nineteen at the start of a number without the one."""
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(words)
            continue
        if gap:
            words += DIGITS[0]
            gap = False
        if digit == 1 and place == 1 and not words and first:
            words += _PLACES[1]
        else:
            words += ("两" if digit == 2 and place == 3 else DIGITS[digit]) + _PLACES[place]
    return words


def digits_one_by_one(digits: str, telephone: bool = False) -> str:
    """Each digit on its own; on the telephone, one is yao."""
    return "".join("幺" if telephone and sign == "1" else DIGITS[int(sign)] for sign in digits if sign.isdecimal())


def read_number(digits: str) -> str:
    """A written number: with decimals, thousands parted by commas; leading zeros or 17 digits are read one by one."""
    whole, *decimals = digits.replace(",", "").replace("，", "").split(".")
    if not whole.isdecimal():
        return digits
    long = len(whole) > 16 or (len(whole) > 1 and whole[0] == "0")
    words = digits_one_by_one(whole) if long else cardinal(int(whole))
    return "点".join([words, *(digits_one_by_one(part) for part in decimals)])


def hours(number: int) -> str:
    """An hour of the clock: two is 两."""
    return "两" if number == 2 else cardinal(number)


def amount(digits: str) -> str:
    """A number of something: two on its own is 两, all others as `read_number`."""
    return "两" if digits == "2" else read_number(digits)
