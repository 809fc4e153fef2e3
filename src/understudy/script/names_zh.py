"""Numbers that are names in Mandarin: of telephones, rooms, trains, models, standards and books."""

from __future__ import annotations

import re

from understudy.script.numbers_zh import MEASURES, cardinal, digits_one_by_one, read_number
from understudy.script.rules import Rule, after, rule

NAMED_BEFORE = (
    "拨打|打|电话|热线|致电|呼叫|验证码|邮编|邮政编码|房间|房号|"
    "密码|编号|订单号|单号|代码|工号|学号|卡号|账号|尾号|QQ号|QQ群|QQ|身份证|车牌号|手机|传真|区号|会议号|邀请码|准考证|单元|日经|端口"
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


def _yao(digits: str) -> str:
    return digits_one_by_one(digits, telephone=True)


def _telephone(match: re.Match[str]) -> str:
    """Groups as written; a mobile number of China in one piece as 3-4-4."""
    groups = re.findall(r"\d+", match[0])
    if len(groups) == 1 and re.fullmatch(r"1\d{10}", groups[0]):
        groups = [groups[0][:3], groups[0][3:7], groups[0][7:]]
    return ("加" if "+" in match[0] else "") + "，".join(_yao(group) for group in groups)


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


TELEPHONE: tuple[Rule, ...] = (
    rule(r"(?<![\d+])\+86[ -]?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)", _telephone, "a mobile number with its country"),
    rule(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)", _telephone, "a mobile number"),
    rule(
        r"(?<![\d-])(?:0\d{2,3}-\d{3,4}[ -]?\d{4}|[48]00-\d{3}-?\d{4}|[48]00-\d{4}-\d{3})(?![\d-])",
        _telephone,
        "a telephone number",
    ),
    rule(
        r"(?:(?<=ISBN)|(?<=ISBN[ ：:]))[\d-]{9,17}[\dX](?![A-Za-z\d])",
        lambda m: _telephone(m) + ("，X" if m[0][-1] == "X" else ""),
        "the number of a book",
    ),
)
"""Numbers that are called, and those of books, before dates."""

RULES: tuple[Rule, ...] = (
    rule(EMERGENCY, lambda m: _yao(m[0]), "a number to call"),
    *(
        rule(
            rf"(?<={word})(?:号码|号)?\s?(?:是|为|：|:)?\s?\d{{3,}}(?![\d.%％])(?!\s?(?:{MEASURES}))",
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
    rule(
        r"(?<=[A-Z])[- ](\d{3,6})[-–—]((?:19|20)\d\d)(?![\d年-])",
        lambda m: f" {_yao(m[1])}，{digits_one_by_one(m[2])}",
        "a standard and its year",
    ),
    rule(
        rf"(?<=[A-Z]{{2}}) (\d{{3,5}})(?![\d.,%％:/-]|\s?(?:{MEASURES}|[多余几]?[万亿]))",
        lambda m: " " + _model(m),
        "a model",
    ),
    rule(
        r"(?<=[图表式例题])\s?(\d{1,3})-(\d{1,3})(?![\d.-])",
        lambda m: f"{cardinal(int(m[1]))}杠{cardinal(int(m[2]))}",
        "a figure of a chapter",
    ),
    rule(r"(?<=[表图录][A-Z])\.(?=\d)", "点", "a table of an appendix"),
    rule(r"(?<=[一-鿿])101(?=[》”，。！？]|\Z)", "一零一", "a first course"),
    rule(r"(?<=[A-Z])[- ]?(\d{3,5})(?=:(?:19|20)\d\d(?!\d))", lambda m: _yao(m[1]), "a standard"),
    rule(r"(?<=\d{4}):(?=(?:19|20)\d\d(?![\d:]))", "，", "a standard and its year"),
    rule(r"(?<=\d{4}:)(?:19|20)\d\d(?![\d:])", lambda m: digits_one_by_one(m[0]), "the year of a standard"),
    rule(r"(?<=[A-Z])-?(\d{3,20})(?![\d.,:%％])", _model, "a model, a flight, a standard"),
    rule(r"(?<=(?<![A-Za-z])N)95(?!\d)|(?<=AK)-?47(?!\d)", lambda m: digits_one_by_one(m[0]), "known by its digits"),
    rule(rf"(?:(?<=[歼轰运直苏图])|(?<={'|'.join(_TYPES)}))-(?=\d)", "", "a type with its number"),
    rule(r"(?<![\d.·])(\d{1,2})·(\d{1,2})(?![\d·])", _remembered, "a day that has become a name"),
    rule(r"(?<=\d转)\d{3,5}(?!\d)", lambda m: _yao(m[0]), "who is asked for on the telephone"),
    rule(
        r"(?<!\d)[45]\d\d(?=错误|页面|状态码)|(?:(?<=HTTP )|(?<=返回)|(?<=报错))[1-5]\d\d(?!\d|\s?[个条次元行])",
        lambda m: digits_one_by_one(m[0]),
        "a state",
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
        r"(?<![\d.])(\d{1,3})°(\d{1,2})['′’](?:(\d{1,2})(?:[\"″”]|''))?",
        lambda m: f"{cardinal(int(m[1]))}度{cardinal(int(m[2]))}分" + (f"{cardinal(int(m[3]))}秒" if m[3] else ""),
        "a place on the globe",
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
)
"""All other names, after dates."""
