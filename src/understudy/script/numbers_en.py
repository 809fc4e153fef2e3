"""Numbers in English words, as Americans read them (no "and" inside a number)."""

from __future__ import annotations

import unicodedata

NUMBER = r"(?<!\d)(?:\d{1,3}(?:,\d{3}){1,8}(?![\d,])|\d+)(?:\.\d+)?"
VULGAR = "".join(chr(code) for code in (0xBC, 0xBD, 0xBE, *range(0x2150, 0x215F)))
"""A number as people write it, as a pattern; and the characters that are a part in one."""

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SMALL = (
    *DIGITS,
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GROUPS = ("", " thousand", " million", " billion", " trillion")
_ORDINALS = {
    **{"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"},
    "twelve": "twelfth",
}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def cardinal(number: int) -> str:
    """The value in words, 0 to 10^15 - 1; longer numbers digit by digit."""
    if not 0 <= number < 10**15:
        return one_by_one(str(number))
    if number < 1000:
        return _hundreds(number)
    words: list[str] = []
    place = 0
    while number:
        number, group = divmod(number, 1000)
        if group:
            words.insert(0, _hundreds(group) + _GROUPS[place])
        place += 1
    return " ".join(words)


def _hundreds(number: int) -> str:
    """0 to 999 in words."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{DIGITS[number % 10]}" if number % 10 else "")
    rest = f" {_hundreds(number % 100)}" if number % 100 else ""
    return f"{DIGITS[number // 100]} hundred{rest}"


def one_by_one(digits: str) -> str:
    """Each digit on its own; other signs are left out."""
    return " ".join(DIGITS[int(sign)] for sign in digits if sign.isdecimal())


def read_number(digits: str) -> str:
    """A written number: decimals, thousands parted by commas; leading zeros or 16 digits are read one by one."""
    whole, *decimals = digits.replace(",", "").split(".")
    if whole and not whole.isdecimal():
        return digits
    long = len(whole) > 15 or (len(whole) > 1 and whole[0] == "0")
    words = [one_by_one(whole) if long else cardinal(int(whole))] if whole else []
    for part in decimals:
        words += ["point", one_by_one(part)]
    return " ".join(words)


def ordinal(number: int) -> str:
    """First, second, twenty-first ..."""
    words = cardinal(number)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:]
    if last in _ORDINALS:
        return words[:cut] + _ORDINALS[last]
    return words[:cut] + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


def year(number: int) -> str:
    """A year of four digits, in pairs: 1905 is nineteen oh five, 2005 two thousand five, 1900 nineteen hundred."""
    century, rest = divmod(number, 100)
    if not 1000 <= number <= 9999 or number % 1000 < 10:
        return cardinal(number)
    if not rest:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {f'oh {DIGITS[rest]}' if rest < 10 else cardinal(rest)}"


def in_pairs(digits: str) -> str:
    """A name of three or four digits: room 304 is three oh four, route 370 three seventy, 1920 nineteen twenty."""
    head, tail = digits[:-2], digits[-2:]
    if len(digits) not in (3, 4) or head[0] == "0":
        return read_number(digits)
    if tail == "00":
        return f"{cardinal(int(head))} hundred"
    return f"{cardinal(int(head))} {f'oh {DIGITS[int(tail[1])]}' if tail[0] == '0' else cardinal(int(tail))}"


def plural(words: str) -> str:
    """Many of a number: nineteen eighties, sixes, fours."""
    if words.endswith("y"):
        return words[:-1] + "ies"
    return words + ("es" if words.endswith(("x", "s")) else "s")


def fraction(over: int, under: int) -> str:
    """Parts in words: three quarters, one hundredth."""
    if under == 2:
        part = "half" if over == 1 else "halves"
    else:
        name = "quarter" if under == 4 else ordinal(under).removeprefix("one ")
        part = name if over == 1 else name + "s"
    return f"{cardinal(over)} {part}"


def mixed(whole: int, over: int, under: int) -> str:
    """A number and a part: two and a half."""
    part = fraction(over, under)
    return f"{cardinal(whole)} and {f'a {part[4:]}' if part.startswith('one ') else part}"


def vulgar(sign: str) -> tuple[int, int]:
    """Numerator and denominator of a part in one character (one of `VULGAR`)."""
    over, _, under = unicodedata.normalize("NFKC", sign).partition("\u2044")
    return int(over), int(under)


def roman(letters: str) -> int | None:
    """The value of a well-formed Roman numeral up to 3999, else None."""
    values = [_ROMAN.get(letter, 0) for letter in letters]
    total = sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
    return total if letters and 0 not in values and _as_roman(total) == letters else None


def _as_roman(number: int) -> str:
    steps = (
        *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
        *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
    )
    out = ""
    for value, sign in steps:
        out += sign * (number // value)
        number %= value
    return out
