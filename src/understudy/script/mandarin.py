"""How Mandarin is read: the rules of running text, first match first. All numbers are put in words.

Sources: by ear, GB/T 15835-2011 (which numbers are a name and which a quantity), and the usage of broadcasters.
"""

from __future__ import annotations

import re
import unicodedata

from understudy.script import dates_zh, measures, polyphones, web
from understudy.script.letters import SHARED, greek
from understudy.script.numbers_en import VULGAR, roman
from understudy.script.numbers_zh import amount, cardinal, digits_one_by_one, read_number
from understudy.script.rules import Rule, after, before, narrow, rule

NUMBER = r"(?<!\d)(?:\d{1,3}(?:[,，]\d{3}){1,8}(?![\d,])|\d+)(?:\.\d+)?"
_DASH = r"\s?[-–—~～]\s?"
_HAN = "㐀-鿿"

MEASURES = (
    "个月|小时|分钟|分半|百分点|年半|公斤|公里|平方|立方|千米|厘米|毫米|英里|英尺|美元|欧元|英镑|日元|港元|港币|"
    "块|个|位|次|种|天|周|件|张|本|家|条|款|台|只|间|部|元|米|倍|岁|人|名|杯|瓶|把|辆|座|棵|朵|首|篇|场|套|双|对|份|"
    "片|层|番|届|组|箱|包|袋|碗|盒|站|圈|口|头|匹|颗|粒|滴|根|支|枚|架|艘|幅|句|段|节|"
    "门|项|批|秒|斤|吨|升|克|万|亿|千|成|束|排|串|群|堆|笔|道|题|步|遍|趟|顿|年"
)
"""Words of measure: two of them are 两. Not among them: 月 号 楼 级 路 班, which number rather than count."""

NAMED_BEFORE = (
    "拨打|打|电话|热线|致电|呼叫|验证码|邮编|邮政编码|房间|房号|"
    "密码|编号|订单号|单号|代码|工号|学号|卡号|账号|尾号|QQ号|QQ|身份证|车牌号|手机|传真|区号|会议号|邀请码|准考证|单元|日经|端口"
)
"""Words after which a number is read digit by digit, one as yao."""

NAMED_AFTER = "热线|报警|火警|急救|室|房间|次(?:列车|航班)|航班|房|端口"
"""Words before which a number of three or more digits is read so."""

EMERGENCY = r"(?:110|119|120|122)(?=报警|火警|急救|电话|热线|指挥|平台|出警)"
NAMES = {
    "985": "九八五",
    "211": "二幺幺",
    "996": "九九六",
    "315": "三幺五",
    "618": "六幺八",
    "007": "零零七",
    "12306": "幺二三零六",
}
"""Numbers that are known by their digits, where no word of measure follows."""

_LONG_AGO = ("1·9", "1·28", "5·4", "8·13", "9·18", "12·9", "12·13")
_TYPES = (
    "东风",
    "长征",
    "神舟",
    "嫦娥",
    "天宫",
    "天问",
    "米格",
    "波音",
    "红旗",
    "巨浪",
    "鹰击",
    "长剑",
    "风云",
    "北斗",
)

_SHOWN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


def _yao(digits: str) -> str:
    return digits_one_by_one(digits, telephone=True)


def _telephone(match: re.Match[str]) -> str:
    """Groups as written; a mobile number of China in one piece as 3-4-4."""
    groups = re.findall(r"\d+", match[0])
    if len(groups) == 1 and re.fullmatch(r"1\d{10}", groups[0]):
        groups = [groups[0][:3], groups[0][3:7], groups[0][7:]]
    return ("加" if "+" in match[0] else "") + "，".join(_yao(group) for group in groups)


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
    over, _, under = unicodedata.normalize("NFKC", match[2]).partition("\u2044")
    part = f"{cardinal(int(under))}分之{cardinal(int(over))}"
    return f"{cardinal(int(match[1]))}又{part}" if match[1] else part


def _score(match: re.Match[str]) -> str | None:
    """`2-1` is a score where the words around it say so."""
    left, right = before(match, 6), after(match)
    said = re.search("以|比分|总分|赢|胜|输|负|平$", left) or re.match(
        "战胜|击败|获胜|领先|落后|大胜|险胜|战平|取胜|逆转|胜|负|不敌|力克|惜败", right
    )
    return f"{cardinal(int(match[1]))}比{cardinal(int(match[2]))}" if said else None


def _model(match: re.Match[str]) -> str:
    """`A320`, `RTX4090`: digits by name; on the telephone's way where there are more than three."""
    if match[1].endswith("00") and len(match[1]) < 6:
        return cardinal(int(match[1]))
    return digits_one_by_one(match[1], telephone=len(match[1]) > 3)


def _remembered(match: re.Match[str]) -> str:
    """`3·15`, `9·18`: those of long ago have no yao."""
    return digits_one_by_one(match[1] + match[2], telephone=match[0] not in _LONG_AGO)


def _place(match: re.Match[str]) -> str:
    """`12-3-501`: a house, a stair, a door."""
    return "杠".join(cardinal(int(part)) if len(part) < 3 else _yao(part) for part in match[0].split("-"))


def _known(match: re.Match[str]) -> str | None:
    """Numbers known by their digits, before a word that they name."""
    if re.match(rf"\s?(?:{MEASURES}|\d)", after(match)):
        return None
    return NAMES[match[0]]


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
    # telephone and names
    rule(r"(?<![\d+])\+86[ -]?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)", _telephone, "a mobile number with its country"),
    rule(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)", _telephone, "a mobile number"),
    rule(
        r"(?<![\d-])(?:0\d{2,3}-\d{3,4}[ -]?\d{4}|[48]00-\d{3}-?\d{4}|[48]00-\d{4}-\d{3})(?![\d-])",
        _telephone,
        "a telephone number",
    ),
    rule(
        r"(?:(?<=ISBN)|(?<=ISBN[ ：:]))[\d-]{9,17}[\dX](?![A-Za-z\d])",
        lambda m: "，".join(_yao(group) for group in re.findall(r"\d+", m[0])) + ("，X" if m[0][-1] == "X" else ""),
        "the number of a book",
    ),
    *dates_zh.RULES,
    rule(EMERGENCY, lambda m: _yao(m[0]), "a number to call"),
    *(
        rule(
            rf"(?<={word})(?:号码|号)?\s?(?:是|为|：|:)?\s?\d{{3,}}(?![\d.%％{_HAN[:0]}])(?!\s?(?:{MEASURES}))",
            lambda m: re.sub(r"\d+", lambda n: _yao(n[0]), m[0]),
            "digits by name",
        )
        for word in NAMED_BEFORE.split("|")
    ),
    rule(rf"(?<!\d)\d{{3,5}}(?={NAMED_AFTER})", lambda m: _yao(m[0]), "digits by name"),
    rule(
        r"(?<=[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z])·?[A-Z\d]{5}(?![A-Za-z\d])",
        lambda m: "".join(_yao(sign) if sign.isdigit() else sign for sign in m[0].lstrip("·")),
        "a number plate",
    ),
    rule(r"(?<=[A-Z])\d{3,4}(?=次|航班)", lambda m: _yao(m[0]), "a train or a flight"),
    rule(
        r"(?<![A-Za-z\d.])(\d+(?:\.\d+)?)[eE]([-−+]?)(\d{1,3})(?![A-Za-z\d])",
        lambda m: f"{read_number(m[1])}乘十的{'负' if m[2] in ('-', '−') else ''}{cardinal(int(m[3]))}次方",
        "a number with its power of ten",
    ),
    rule(r"(?<=次[GDCKTZ])\d{1,4}(?!\d)", lambda m: _yao(m[0]), "a train"),
    rule(r"(?<=[A-Z])[- ]?(\d{3,5})(?=:(?:19|20)\d\d(?!\d))", lambda m: _yao(m[1]), "a standard"),
    rule(r"(?<=\d{4}):(?=(?:19|20)\d\d(?![\d:]))", "，", "a standard and its year"),
    rule(r"(?<=\d{4}:)(?:19|20)\d\d(?![\d:])", lambda m: digits_one_by_one(m[0]), "the year of a standard"),
    rule(r"(?<=[A-Z])-?(\d{3,20})(?![\d.,:%％])", _model, "a model, a flight, a standard"),
    rule(r"(?<=(?<![A-Za-z])N)95(?!\d)|(?<=AK)-?47(?!\d)", lambda m: digits_one_by_one(m[0]), "known by its digits"),
    rule(rf"(?:(?<=[歼轰运直苏图])|(?<={'|'.join(_TYPES)}))-(?=\d)", "", "a type with its number"),
    rule(r"(?<![\d.·])(\d{1,2})·(\d{1,2})(?![\d·])", _remembered, "a day that has become a name"),
    rule(r"(?<=\d转)\d{3,5}(?!\d)", lambda m: _yao(m[0]), "who is asked for on the telephone"),
    rule(
        r"(?<!\d)[45]\d\d(?=错误|页面|状态码)|(?<=HTTP )[1-5]\d\d(?!\d)", lambda m: digits_one_by_one(m[0]), "a state"
    ),
    rule(
        r"(?<![A-Za-z\d])0x([0-9A-Fa-f]+)(?![A-Za-z\d])",
        lambda m: "零x" + "".join(_yao(sign) if sign.isdigit() else sign.upper() for sign in m[1]),
        "a number of base sixteen",
    ),
    rule(
        r"(?<=[（(])(1\d{3}|20\d\d)\s?[-–—~～]\s?(1\d{3}|20\d\d)(?=[）)])",
        lambda m: f"{digits_one_by_one(m[1])}到{digits_one_by_one(m[2])}",
        "the years of a life",
    ),
    rule(
        r"(?<!\d)(\d{1,2})['′](\d{1,2})(?:[\"″]|'')",
        lambda m: f"{cardinal(int(m[1]))}分{cardinal(int(m[2]))}秒",
        "minutes and seconds",
    ),
    rule(r"(?<=_)\d+", lambda m: _yao(m[0]), "digits of a name"),
    rule(r"_(?=\d)", "下划线", "a sign of a name"),
    rule(r"(?<=[A-Za-z]\d)-(?=\d{4,5}[A-Z])", " ", "a processor"),
    rule(r"(?<![\d/])24/7(?![\d/])", "七乘二十四小时", "always"),
    rule(r"(?<![A-Za-z\d-])\d(?:-\d)+-\d(?![A-Za-z\d-]|\.\d)", lambda m: digits_one_by_one(m[0]), "a formation"),
    rule(r"(?<![A-Za-z\d-])\d{1,4}(?:-\d{1,4}){2,}(?![A-Za-z\d-]|\.\d)", _place, "a number in groups"),
    rule(r"(?<!\d)\d0\d(?=路)", lambda m: digits_one_by_one(m[0]), "a line of buses"),
    rule(r"(?<![\d.])(?:" + "|".join(NAMES) + r")(?![\d.%％])", _known, "a number known by its digits"),
    rule(r"(?<!\w)(\d{3,4})[pP](?![A-Za-z])", lambda m: _yao(m[1]) + "P", "lines of a picture"),
    rule(
        r"(?<!\d)(\d{3,4})\s?[x×*]\s?(\d{3,4})(?!\d)",
        lambda m: f"{digits_one_by_one(m[1])}乘{digits_one_by_one(m[2])}",
        "the size of a picture",
    ),
    rule(r"(?<![A-Za-z])N[oO]\.?\s?(?=\d)", "第", "number so-and-so"),
    rule(r"(?<=第)(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)", lambda m: read_number(m[0]), "an ordinal"),
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
    rule(r"(?<![\d/])(\d{1,3})/(\d{1,3})(?![\d/])", _fraction, "a part"),
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
    rule(r"(?<![A-Za-z])v(?=\d)", "V", "a version"),
    *web.rules("zh"),
    rule(r"(?<=[A-Z])&(?=[A-Z])", " and ", "letters with an and"),
)

RULES: tuple[Rule, ...] = (*_LATIN, *_NUMBERS, *narrow(SHARED))
"""Mandarin, first match first."""

SOUNDS: tuple[Rule, ...] = polyphones.rules()
"""How characters that stay as they are sound, where a voice might not know: after all other rules."""
