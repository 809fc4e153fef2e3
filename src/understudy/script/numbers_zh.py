"""Numbers in Mandarin words."""

from __future__ import annotations

import re

MEASURES = (
    "个月|小时|分钟|分半|百分点|年半|公斤|公里|平方|立方|千米|厘米|毫米|英里|英尺|美元|欧元|英镑|日元|港元|港币|"
    "块|个|位|次|种|天|周|件|张|本|家|条|款|台|只|间|部|元|米|倍|岁|人|名|杯|瓶|把|辆|座|棵|朵|首|篇|场|套|双|对|份|"
    "片|层|番|届|组|箱|包|袋|碗|盒|站|圈|口|头|匹|颗|粒|滴|根|支|枚|架|艘|幅|句|段|节|"
    "门|项|批|秒|斤|吨|升|克|万|亿|千|成|束|排|串|群|堆|笔|道|题|步|遍|趟|顿|年"
)
"""Words of measure: two of them are 两. Not among them: 月 号 楼 级 路 班, which number rather than count."""

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
