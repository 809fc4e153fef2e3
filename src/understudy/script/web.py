"""Addresses said aloud: web pages, e-mail, files, names with # and @, in English and in Mandarin."""

from __future__ import annotations

import re

from understudy.script import numbers_en, numbers_zh
from understudy.script.rules import Rule, Say, narrow, rule

SIGNS: dict[str, dict[str, str]] = {
    "en": {
        **{".": "dot", "/": "slash", "-": "dash", "_": "underscore", ":": "colon", "?": "question mark"},
        **{
            "=": "equals",
            "&": "and",
            "#": "hash",
            "@": "at",
            "+": "plus",
            "~": "tilde",
            "%": "percent",
            "\\": "backslash",
        },
    },
    "zh": {
        **{".": "点", "/": "斜杠", "-": "横杠", "_": "下划线", ":": "冒号", "?": "问号"},
        **{"=": "等于", "&": "和", "#": "井号", "@": " at ", "+": "加", "~": "波浪号", "%": "百分号", "\\": "反斜杠"},
    },
}
"""What is said for the signs of an address. In Chinese speech the sign of e-mail keeps its English name."""

_SPELLED = (
    "html htm php css js ts py md rb xml csv pdf png svg exe txt sh "  # files
    "cn uk us eu de fr jp kr ru tw hk io ai tv cc www api"  # hosts
)
SPELLED = frozenset(_SPELLED.split())
"""Parts of addresses that are said letter by letter, besides all without a vowel."""

SOUNDED = {"json": "jason", "jpg": "jay peg", "jpeg": "jay peg", "yaml": "yammel"}

_DOMAINS = (
    "com|org|net|edu|gov|io|ai|dev|app|cn|uk|de|fr|jp|eu|info|co|tv|me|xyz|cloud|ly"
    "|biz|int|mil|tech|ca|au|nz|ch|nl|pl|br|kr|sg|hk|tw"
)
_FILES = (
    "pdf|py|md|txt|html|json|csv|docx?|xlsx?|pptx?|png|jpe?g|gif|svg|mp[34]|wav|zip|exe|js|ts|css|ya?ml|xml|srt|vtt"
)
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_USER = r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{0,63}[A-Za-z0-9]"
_PATH = r"(?:/[A-Za-z0-9/_.~%?&=#+-]*[A-Za-z0-9/])?"


def said(address: str, language: str) -> str:
    """The address in words, its scheme and `www.` left out."""
    short = re.sub(r"^(?:https?|ftp)://", "", address)
    short = re.sub(r"^www\.", "", short).rstrip("/")
    words = [_part(part, language) for part in re.findall(r"[A-Za-z]+|\d+|[^A-Za-z\d]", short)]
    if language == "en":
        return " ".join(words)
    return re.sub(r"(?<=[A-Za-z])\x00(?=[A-Za-z])", " ", "\0".join(words)).replace("\0", "")


def _part(part: str, language: str) -> str:
    if part.isdecimal():
        chinese = numbers_zh.digits_one_by_one(part, telephone=len(part) > 1)
        return numbers_en.read_number(part) if language == "en" else chinese
    if not part.isascii() or not part.isalpha():
        return SIGNS[language].get(part, " ")
    small = part.lower()
    if small in SOUNDED:
        return SOUNDED[small]
    if small in SPELLED or (len(part) > 1 and not re.search("[aeiouy]", small)):
        return " ".join(part.upper())
    return part


def _tag(name: str) -> str:
    """`OpenToWork` as three words, `jane_doe` as it is."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


def rules(language: str) -> tuple[Rule, ...]:
    """The rules of addresses in one language."""
    english = language == "en"

    def address(match: re.Match[str]) -> str:
        return said(match[0], language)

    def numbers(match: re.Match[str]) -> str:
        read = numbers_en.one_by_one if english else lambda part: numbers_zh.digits_one_by_one(part, telephone=True)
        return (" dot " if english else "点").join(read(part) for part in match[0].split("."))

    table = (
        rule(rf"(?:https?|ftp)://[A-Za-z0-9.:-]*[A-Za-z0-9]{_PATH}", address, "a web page; its scheme is not said"),
        rule(rf"{_USER}@{_LABEL}(?:\.{_LABEL}){{1,6}}", address, "e-mail"),
        rule(rf"\bwww\.{_LABEL}(?:\.{_LABEL}){{1,6}}{_PATH}", address, "a web page"),
        rule(rf"(?<![\w.@-])(?:{_LABEL}\.){{1,6}}(?:{_DOMAINS})(?![\w-]){_PATH}", address, "a domain"),
        rule(rf"(?<![\w.@-])[A-Za-z0-9_][\w-]{{0,80}}\.(?:{_FILES})(?![\w-])", _file(language), "a file"),
        rule(r"(?<!\S)(?:/[A-Za-z0-9_.{}-]{0,60}[A-Za-z0-9_}]){2,12}/?(?![\w/])", address, "a path"),
        rule(r"\blocalhost:\d+", address, "the host that one works on"),
        rule(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)", numbers, "an address of four numbers"),
        rule(
            r"(?<![\w&#])#(?![A-Z]{1,3}-?\d)([A-Za-z]\w*)#?",
            lambda m: ("hashtag " if english else "") + _tag(m[1]).replace("_", " "),
            "a hashtag, its words parted where capitals begin",
        ),
        rule(
            r"(?<![\w@])@([A-Za-z]\w*)",
            lambda m: (
                ("at " if english else "艾特 ") + " ".join(_part(p, "en") for p in re.findall(r"[A-Za-z]+|\d+|_", m[1]))
            ),
            "a user's name",
        ),
    )
    return narrow(table)


def _file(language: str) -> Say:
    """A file's name; `Node.js` and its kind, which name a program, are said without the dot."""

    def say(match: re.Match[str]) -> str:
        if match[0][0].isupper() and match[0].endswith(".js"):
            return f"{match[0][:-3]} J S"
        return said(match[0], language)

    return say
