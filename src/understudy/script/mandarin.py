"""How Mandarin is read: the rules of running text, first match first. All numbers are put in words.

Sources: by ear, GB/T 15835-2011 (which numbers are a name and which a quantity), and the usage of broadcasters.
"""

from __future__ import annotations

import re

from understudy.script import dates_zh, given_zh, measures, names_zh, web
from understudy.script.letters import SHARED, greek
from understudy.script.numbers_en import VULGAR, roman, vulgar
from understudy.script.numbers_zh import MEASURES, amount, cardinal, read_number
from understudy.script.rules import Rule, after, before, narrow, rule

NUMBER = r"(?<!\d)(?:\d{1,3}(?:[,，]\d{3}){1,8}(?![\d,])|\d+)(?:\.\d+)?"
_DASH = r"\s?[-–—~～]\s?"
_HAN = "㐀-鿿"

_SHOWN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


def _money(match: re.Match[str]) -> str:
    """`$1.5M` is 一百五十万美元: English scales become Chinese ones."""
    digits, scale, name = match[2].replace(",", ""), (match[3] or "").strip(), measures.CURRENCIES[match[1]].chinese
    if scale and scale[0] not in "万亿千百":
        whole, _, decimals = digits.partition(".")
        power = measures.SCALES[scale.lower()][1]
        if len(decimals) <= power and len(whole) < 16:
            return cardinal(int(whole + decimals) * 10 ** (power - len(decimals))) + name
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return amount(digits) + scale + name


def _money_range(match: re.Match[str]) -> str:
    return f"{amount(match[2])}到{amount(match[3])}{measures.CURRENCIES[match[1]].chinese}"


def _money_after(match: re.Match[str]) -> str:
    return amount(match[1]) + measures.CODES[match[2]].chinese


def _measure(match: re.Match[str]) -> str:
    sign = match[1] or ""
    cold = match[3] in ("℃", "°C", "℉", "°F") and not before(match).endswith("零下")
    return (("零下" if cold else "负") if sign else "") + _quantity(match[2]) + measures.UNITS[match[3]].chinese


def _quantity(digits: str) -> str:
    return amount(digits)


def _percent(match: re.Match[str]) -> str:
    sign = {"-": "负", "−": "负", "+": "正"}.get(match[1] or "", "")
    number = "百" if match[2] == "100" else read_number(match[2])
    return f"{sign}{'百分之' if match[3] in '%％' else '千分之'}{number}"


def _fraction(match: re.Match[str]) -> str | None:
    if not int(match[2]):
        return None
    if int(match[1]) > int(match[2]) >= 40:
        return f"{cardinal(int(match[1]))}，{cardinal(int(match[2]))}"  # the pressure of blood
    return f"{cardinal(int(match[2]))}分之{cardinal(int(match[1]))}"


def _vulgar(match: re.Match[str]) -> str:
    over, under = vulgar(match[2])
    part = f"{cardinal(under)}分之{cardinal(over)}"
    return f"{cardinal(int(match[1]))}又{part}" if match[1] else part


def _score(match: re.Match[str]) -> str | None:
    """`2-1` is a score where the words around it say so."""
    left, right = before(match, 6), after(match)
    played = re.search("[赛队球胜冠]|比分|主场|客场", before(match, 40) + right)
    falls = int(match[1]) > int(match[2]) and played and not re.match(rf"\s?(?:{MEASURES})", right)
    said = (
        falls
        or re.search("以|比分|总分|赢|胜|输|负|平$", left)
        or re.match("战胜|击败|获胜|领先|落后|大胜|险胜|战平|取胜|逆转|胜|负|不敌|力克|惜败", right)
    )
    return f"{cardinal(int(match[1]))}比{cardinal(int(match[2]))}" if said else None


def _roman(match: re.Match[str]) -> str | None:
    value = roman(match[0])
    return cardinal(value) if value else None


def _power(match: re.Match[str]) -> str:
    digits = (match[1] or match[2]).translate(_SHOWN)
    if match[2] and digits in ("2", "3"):
        return "的平方" if digits == "2" else "的立方"
    return "的" + ("负" if digits[0] == "-" else "") + cardinal(abs(int(digits))) + "次方"


SIGNS = {
    **{"+": "加", "=": "等于", "×": "乘", "÷": "除以", "≈": "约等于", "≠": "不等于", "≤": "小于等于", "≥": "大于等于"},
    **{"<=": "小于等于", ">=": "大于等于", "!=": "不等于", "==": "等于", "->": "到"},
    **{
        "∠": "角",
        "△": "三角形",
        "±": "正负",
        "√": "根号",
        "<": "小于",
        ">": "大于",
        "π": "派",
        "∞": "无穷大",
        "→": "到",
        "&": "和",
        "§": "第",
    },
}
"""Signs and their names between numbers and letters."""

_NUMBERS: tuple[Rule, ...] = (
    *names_zh.TELEPHONE,
    *dates_zh.RULES,
    rule(
        rf"(?<![A-Za-z]){measures.CODE_BEFORE}\s?({NUMBER})([万亿]*)(?:元(?!旦))?(?![A-Za-z])",
        lambda m: amount(m[2]) + m[3] + measures.CODES[m[1]].chinese,
        "a code before its amount",
    ),
    *names_zh.RULES,
    # money
    rule(rf"{measures.SIGN}\s?({NUMBER}){_DASH}({NUMBER})(?![\w%])", _money_range, "from one amount to another"),
    rule(
        rf"{measures.SIGN}\s?({NUMBER})([万亿]+|\s?(?:thousand|million|billion|trillion)\b|(?:bn|mn|tn|[kKmMbBT])(?![A-Za-z]))?(?:元(?!旦))?",
        _money,
        "the currency is said after the amount",
    ),
    rule(
        rf"(?<![\w.])({NUMBER})\s?((?:USD|EUR|GBP|CNY|RMB|JPY|HKD|€|£|¢))(?![A-Za-z])",
        _money_after,
        "an amount with a code",
    ),
    # parts and measures
    rule(r"(?<=\d)/(?=\d{2,3}\s?(?:mmHg|毫米汞柱))", "，", "the pressure of blood"),
    rule(
        rf"(?<![\d.])(\d+){_DASH}(\d+)[%％]",
        lambda m: f"百分之{read_number(m[1])}到{read_number(m[2])}",
        "from one part to another",
    ),
    rule(rf"(?<![\d.])((?<![\d%％])[-−+])?({NUMBER})\s?([%％‰])", _percent, "per cent is said first"),
    rule(rf"(?<![\d.])([-−](?<!\d[-−]))?({NUMBER})\s?{measures.UNIT}", _measure, "a unit"),
    rule(rf"(?<=[万亿千百]){measures.UNIT}", lambda m: measures.UNITS[m[1]].chinese, "a unit after a large number"),
    rule(rf"({NUMBER})\s?s(?![A-Za-z0-9])", lambda m: amount(m[1]) + "秒", "seconds"),
    rule(r"(?<=\d)\s?[x×*]\s?(?=\d)", "乘", "a product"),
    rule(r"(?<=\d)h(?=\d)", "小时", "hours"),
    rule(rf"((?<!\d)\d{{1,9}}|)([{VULGAR}])", _vulgar, "a part in one character"),
    rule(
        r"(?<=[A-Za-z] )(\d{1,3})/(\d{1,3})(?![\d/])",
        lambda m: f"{cardinal(int(m[1]))} {cardinal(int(m[2]))}",
        "one or the other of a name",
    ),
    rule(r"(?<=\d\.\d)/(?=\d+\.\d)|(?<=\d\.\d\d)/(?=\d)", "，", "out of so many"),
    rule(r"(?<![\d/.])(\d{1,3})/(\d{1,3})(?![\d/]|\.\d)", _fraction, "a part"),
    rule(
        r"(?<![\d:：])(\d{1,5})[:：](\d{1,5})(?![\d:：])",
        lambda m: f"{cardinal(int(m[1]))}比{cardinal(int(m[2]))}",
        "a ratio",
    ),
    rule(
        r"(?<![\d:：])\d{1,3}(?:[:：]\d{1,3}){2,}(?![\d:：])",
        lambda m: "比".join(cardinal(int(part)) for part in re.split("[:：]", m[0])),
        "a ratio of several",
    ),
    rule(r"(?<![\d.-])(\d{1,3})[-–](\d{1,3})(?![\d.-])", _score, "a score"),
    # two
    rule(rf"(?<![\d.第、])2(?=、3(?:{MEASURES}))", "两", "two or three of something"),
    rule(rf"(?<![\d.第])2(?={_DASH}\d+(?:{MEASURES}))", "两", "two or three of something"),
    rule(
        rf"(?<![\d.第A-Za-z])2(?!年级|级|层楼|周年庆)(?=\s?(?:多|余|几)?(?:{MEASURES}))(?<![-–—~～]2)",
        "两",
        "two of something",
    ),
    rule(rf"(?<=\d[-–—~～])2(?=\s?(?:{MEASURES}))", "两", "one or two of something"),
    rule(r"(?<!\d)2(?=点(?!\d))", "两", "two o'clock"),
    # ranges and signs
    rule(r"(?<=\d)\s?[-−]\s?(?=\d+\s?=)|(?<=[²³)])\s?[-−]\s?(?=\d)", "减", "in a sum"),
    rule(rf"(?<=[⁰¹²³⁴-⁹])\s?{measures.UNIT}", lambda m: measures.UNITS[m[1]].chinese, "a unit after a power"),
    rule(rf"(?<=[\d%％℃°年月日号点分秒元天楼]){_DASH}(?=[\d$€£¥￥])", "到", "a range"),
    rule(r"(?<![\d.A-Za-z\-])[-−](?=\d)|−(?=\d)", "负", "below zero"),
    rule(r"(?<=[A-Za-z])-(?=\d)", "", "a name with a number"),
    rule(r"(?<=[A-Za-z]) (?=\d)|(?<=\d) (?=[A-Za-z])", " ", "names in Latin letters"),
    rule(r"\^(\d{1,9})(?!\d)|(⁻?[⁰¹²³⁴-⁹]{1,9})", _power, "a power"),
    rule(
        r"\s?(?:[<>!=]=|->|[=×÷≠≤≥≈±√π∞→&§∠△])\s?|(?<=[\d\w])\s?\+(?=\s?[\w\d])|(?<=[\d万亿千百])\+|[<>](?=\s?\d)|(?<=\d)\s?[<>]\s?(?=\d)",
        lambda m: SIGNS[m[0].strip()],
        "a sign with a name",
    ),
    rule(r"(?<=[元块])/(?=[一-鿿])|(?<=[克升米吨])/(?=[立平]方|升|毫升)", "每", "so much for each"),
    rule(
        r"(?<=[\dA-Za-z%万亿次个人件吨斤克升米里度])/(?=(?:月|年|天|日|周|小时|分|秒|人|次|个|平米|平方米|公斤|斤))",
        "每",
        "for each",
    ),
    rule("(?<=[他她])/(?=[他她])", "或", "either"),
    rule(r"(?<=[\w])/(?=\w)", " ", "a slash between words is not said"),
    rule(f"[{_CIRCLED}]", lambda m: cardinal(_CIRCLED.index(m[0]) + 1), "a number in a circle"),
    rule("[Ⅰ-Ⅻ]", lambda m: cardinal(ord(m[0]) - 0x215F), "a Roman numeral in one character"),
    rule(r"(?<=第)[IVX]+(?![A-Za-z])|(?<=[一-鿿])[IVX]{2,}(?![A-Za-z])", _roman, "a Roman numeral"),
    rule(r"(?<=\d)\.(?=x(?![A-Za-z]))", "点", "any of a version"),
    rule(r"(?<=\d)w(?=[一-鿿])", "万", "a letter for ten thousand"),
    greek("zh"),
    rule("〇|(?<=[一二三四五六七八九〇○])[○◯]|[○◯](?=[一二三四五六七八九])", "零", "zero"),
    rule(NUMBER + r"(?:\.\d+)*", lambda m: read_number(m[0]), "espeak-ng leaves out zeros inside a number"),
)

_LATIN: tuple[Rule, ...] = (
    rule(r"(?<![A-Za-z])C\+\+", "C加加", "a language"),
    rule(r"(?<![A-Za-z])([CF])#", lambda m: f"{m[1]}井", "a language"),
    rule(r"#([^#\s]{1,30})#", lambda m: m[1], "a topic between two signs"),
    rule(f"@(?=[{_HAN}])", "艾特", "a person is called"),
    rule(r"(?<=\w)】(?=\w)", "，", "a heading in brackets, and a pause"),
    *web.rules("zh"),
    rule(r"(?<![A-Za-z])v(?=\d)", "V", "a version"),
    rule(r"(?<=[A-Z])&(?=[A-Z])", " and ", "letters with an and"),
)

RULES: tuple[Rule, ...] = (*_LATIN, *_NUMBERS, *narrow(SHARED))
"""Mandarin, first match first."""

SOUNDS: tuple[Rule, ...] = given_zh.rules()
"""How characters that stay as they are sound, where a voice might not know: after all other rules."""
