"""Amounts in English: money, measures and parts of them."""

from __future__ import annotations

import re

from understudy.script import measures
from understudy.script.numbers_en import NUMBER, VULGAR, cardinal, fraction, mixed, read_number, vulgar
from understudy.script.rules import Rule, after, before, preceded, rule

_SCALE = r"[\s-](?:thousand|million|billion|trillion)\b|(?:\s?(?:bn|mn|tn|trn)|[kKmMbBT])\b"
_INCH = measures.Name("inch", "inches", "英寸")
_MANY = r"(?=\+? (?:[a-z]+ )?[a-z]+s\b|\+? people\b)"


def _before_a_noun(match: re.Match[str]) -> bool:
    """`a $5 bill`, `a 5 km run`: the amount is of one."""
    return preceded(match, "[Aa]n?") and re.match(" [a-z]", after(match)) is not None


def _money(match: re.Match[str]) -> str:
    """`$3.50`, `$1.5M`, `a $5 bill`."""
    name = measures.CURRENCIES.get(match[1]) or measures.CODES[match[1]]
    digits = match[2].replace(",", "")
    scale = _scale(match[3]) if match[3] else ""
    whole, _, cents = digits.partition(".")
    if scale:
        return f"{read_number(digits)} {scale} {name.one if match[3][0] == '-' else name.many}"
    one = digits == "1" or _before_a_noun(match)
    words = f"{read_number(whole)} {name.one if one or whole == '1' else name.many}"
    if len(cents) != 2 or not name.small[0]:
        return f"{read_number(digits)} {name.one if one else name.many}"
    if not int(cents):
        return words
    small = f"{cardinal(int(cents))} {name.small[0 if int(cents) == 1 else 1]}"
    if whole == "0":
        return small
    return f"{words} {cardinal(int(cents))}" if int(cents) > 9 else f"{words} and {small}"


def _money_range(match: re.Match[str]) -> str:
    return f"{read_number(match[2])} to {read_number(match[3])} {measures.CURRENCIES[match[1]].many}"


def _money_after(match: re.Match[str]) -> str:
    """`400 JPY`, `5M USD`."""
    name = measures.CODES[match[3]]
    if match[2]:
        return f"{read_number(match[1])} {_scale(match[2])} {name.many}"
    return f"{read_number(match[1])} {name.one if match[1] == '1' else name.many}"


def _scale(written: str) -> str:
    return measures.SCALES[written.strip(" -").lower()][0]


def _measure(match: re.Match[str]) -> str | None:
    """`5 kg`, and before a noun, which is of one, `5-km` and `a 5 km`."""
    name = measures.UNITS[match[3]]
    if len(match[3]) == 1 and match[2] and re.match(r"\. [A-Z]", after(match)):
        return None  # 45 W. Main Street
    one = match[1] == "1" or match[2] == "-" or _before_a_noun(match)
    return f"{read_number(match[1])} {name.one if one else name.many}"


def _part_of_measure(match: re.Match[str]) -> str | None:
    """`1 1/2 tsp`, `3/4 lb`, `½ oz`."""
    whole, sign, unit = match[1] or match[4], match[5], match[6]
    over, under = vulgar(sign) if sign else (int(match[2]), int(match[3]))
    if not 0 < over < under:
        return None
    name = measures.UNITS[unit] if unit else _INCH
    return f"{mixed(int(whole), over, under)} {name.many}" if whole else f"{fraction(over, under)} {name.one}"


def _basis_points(match: re.Match[str]) -> str:
    """Parts of a per cent; a thousand and more are the bits of a line."""
    if float(match[1].replace(",", "")) >= 1000:
        return f"{read_number(match[1])} bits per second"
    return f"{read_number(match[1])} basis point{'' if match[1] == '1' else 's'}"


def _per(match: re.Match[str]) -> str | None:
    """`4 g/day`: for each, after a unit."""
    return " per " if re.search(rf"\d\s?{measures.UNIT}$", before(match)) else None


def _inches(match: re.Match[str]) -> str | None:
    """`27"`, unless the sign closes a quotation that the text opened."""
    if match[2] == '"' and len(re.findall(r'(?<!\d)"', match.string[: match.start()])) % 2:
        return None
    named = re.match(r" (?!(?:long|wide|tall|high|thick|deep|by|x|in|of|and|or|to|is|are)\b)[a-z]", after(match))
    return f"{read_number(match[1])} {'inch' if match[1] == '1' or named else 'inches'}"


def _grouped(match: re.Match[str]) -> str:
    """`12 000 km`."""
    unit = f" {measures.UNITS[match[2]].many}" if match[2] else ""
    return read_number(re.sub(r"\s", "", match[1])) + unit


RULES: tuple[Rule, ...] = (
    rule(
        r"(?<![\d,.])(\d{1,3}(?:(?:[\u00a0\u2009\u202f]\d{3}){1,4}|(?: \d{3}){2,4}| 000)(?:\.\d+)?)(?![\d,])"
        rf"(?:\s?{measures.UNIT})?",
        _grouped,
        "a number parted by spaces",
    ),
    # money
    rule(rf"{measures.SIGN}\s?({NUMBER})\s?[-–]\s?({NUMBER})(?![\w%])", _money_range, "from one amount to another"),
    rule(
        rf"{measures.SIGN}\s?({NUMBER})({_SCALE})?",
        _money,
        "the currency is said after the amount",
    ),
    rule(rf"(?<![\w/]){measures.CODE_BEFORE}\s?({NUMBER})({_SCALE})?(?![\w-])", _money, "an amount after a code"),
    rule(rf"(?<![\w.])({NUMBER})({_SCALE})?\s?{measures.CODE}", _money_after, "an amount with a code"),
    rule(
        rf"(?<![\w.])(?:({NUMBER})([MB]){_MANY}|(\d+\.\d+)(M)(?!\w))",
        lambda m: f"{read_number(m[1] or m[3])} {_scale(m[2] or m[4])}",
        "so many of something",
    ),
    # measures
    rule(rf"(?<![\w.])({NUMBER})\s?bps?\b", _basis_points, "a part of a per cent"),
    rule(
        rf"(?<![\d/.])(?:(?:(\d{{1,3}})[\s-])?(\d{{1,2}})/(\d{{1,2}})|(\d{{0,3}})([{VULGAR}]))\s?"
        rf"(?:{measures.UNIT}(?:\.(?= [a-z]))?|in\.(?=\s[a-z]|[,;)]|\s*\Z))",
        _part_of_measure,
        "a part of a unit",
    ),
    rule(r"(?<=\d)/(?=\d{2,3}\s?mmHg)", " over ", "the pressure of blood"),
    rule(
        r"(?<![\w.])(\d)['′](\d{1,2})(?:[\"″]|''|(?![\w'’]))",
        lambda m: f"{cardinal(int(m[1]))} foot {cardinal(int(m[2]))}",
        "a height",
    ),
    rule(
        r"(?<![\d.])(\d{1,3})°\s?(\d{1,2})['′’](?:\s?(\d{1,2})(?:[\"″”]|''))?",
        lambda m: (
            f"{cardinal(int(m[1]))} degrees {cardinal(int(m[2]))} minutes"
            + (f" {cardinal(int(m[3]))} seconds" if m[3] else "")
        ),
        "a place on the globe",
    ),
    rule(r"(?<=\d\.\d)/(?=\d+\.\d)", " out of ", "so many of so many"),
    rule(rf"(?<![\w.])({NUMBER})([\s-]?){measures.UNIT}(?:\.(?= [a-z]))?", _measure, "a unit"),
    rule(r"(?<![\w.])(\d+\.\d+\s?|\d{1,3} )s(?![\w'’])", lambda m: f"{read_number(m[1].strip())} seconds", "seconds"),
    rule(rf"(?<=[⁰¹²³⁴-⁹] ){measures.UNIT}", lambda m: measures.UNITS[m[1]].many, "a unit after a power"),
    rule(r"(?<![\w.])(\d{1,2})h(?=\d)", lambda m: f"{cardinal(int(m[1]))} hour{'' if m[1] == '1' else 's'} ", "hours"),
    rule(r"(?<=\dh)(\d{1,2})(?:min|m)?(?!\w)", lambda m: f"{cardinal(int(m[1]))} minutes", "and minutes"),
    rule(rf"(?<![\w./])({NUMBER})([\"″])", _inches, "inches"),
    rule(
        rf"(?<![\w.])({NUMBER}) in\.(?=\s[a-z]|\s?[,;)x]|\s*\Z)",
        lambda m: f"{read_number(m[1])} inch{'' if m[1] == '1' else 'es'}{'' if after(m).strip() else '.'}",
        "inches",
    ),
    rule(
        r"(?<![\w.])(\d{1,3})['′](?=,? (?:long|wide|tall|high|deep)\b)",
        lambda m: f"{cardinal(int(m[1]))} {'foot' if m[1] == '1' else 'feet'}",
        "feet",
    ),
    rule(r"/(?=(?:day|week|month|year|person|night|dose)\b)", _per, "for each"),
    rule(rf"({NUMBER})\s?[%％]", lambda m: f"{read_number(m[1])} percent", "per cent"),
    rule(rf"({NUMBER})\s?‰", lambda m: f"{read_number(m[1])} per mille", "per mille"),
)
"""Money and measures, before any other number."""
