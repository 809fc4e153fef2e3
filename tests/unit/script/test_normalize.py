"""Normalisation: what is said, and that every piece knows what it stands for."""

import pytest

from understudy.script.normalize import can_be_said, pieces
from understudy.script.numbers_zh import cardinal, read_number


def said(text, language):
    found = pieces(text, language)
    assert [piece.first for piece in found[1:]] == [piece.last for piece in found[:-1]]
    assert not found or (found[0].first, found[-1].last) == (0, len(text))
    return "".join(piece.spoken for piece in found)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (7, "七"),
        (10, "十"),
        (15, "十五"),
        (110, "一百一十"),
        (200, "二百"),
        (1005, "一千零五"),
        (2000, "两千"),
        (10_000, "一万"),
        (20_005, "两万零五"),
        (100_010, "十万零一十"),
        (1_234_567, "一百二十三万四千五百六十七"),
        (100_000_000, "一亿"),
        (1_000_000_001, "十亿零一"),
    ],
)
def test_cardinal(number, words):
    assert cardinal(number) == words


@pytest.mark.parametrize(
    ("written", "spoken"), [("3.14", "三点一四"), ("007", "零零七"), ("1,234", "一千二百三十四"), ("1" * 17, "一" * 17)]
)
def test_written_numbers(written, spoken):
    assert read_number(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("2026年11月22日", "二零二六年十一月二十二日"),
        ("2026-11-22", "二零二六年十一月二十二日"),
        ("增长12.5%。", "增长百分之十二点五。"),
        ("花了¥3,500", "花了三千五百元"),
        ("$20", "二十美元"),
        ("¥3万", "三万元"),
        ("10:30开始", "十点三十分开始"),
        ("电话13800138000", "电话幺三八，零零幺三，八零零零"),
        ("2个人", "两个人"),
        ("12个人", "十二个人"),
        ("3-5天", "三到五天"),
        ("1/3的人", "三分之一的人"),
        ("25℃", "二十五摄氏度"),
        ("零下-3度", "零下负三度"),
        ("大家好,欢迎!请坐", "大家好，欢迎！请坐"),
        ("版本3.5", "版本三点五"),
    ],
)
def test_chinese(written, spoken):
    assert said(written, "zh") == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("It costs $3.50.", "It costs three dollars fifty."),
        ("$1", "one dollar"),
        ("€5 million", "five million euros"),
        ("on 2026-11-22", "on November twenty-second, twenty twenty-six"),
        ("at 10:30", "at ten thirty"),
        ("at 9:05", "at nine oh five"),
        ("at 10:00", "at ten o'clock"),
        ("20°C", "twenty degrees Celsius"),
        ("pages 3–5", "pages three to five"),
        ("e.g. this", "for example this"),
        ("555-123-4567", "five five five, one two three, four five six seven"),
        ("12.5% of 3,500", "twelve point five percent of three thousand five hundred"),
    ],
)
def test_english(written, spoken):
    assert said(written, "en") == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [("Hi 😀!", "Hi !"), ("👩\u200d👩\u200d👧", ""), ("a\u200bb", "ab"), ("🇨🇳★", ""), ("# Title", "  Title")],
)
def test_what_nobody_says_is_silent(written, spoken):
    assert said(written, "de") == spoken


def test_a_german_time_says_the_hour_once():
    assert said("um 14:30 Uhr", "de") == "um 14 Uhr 30"
    assert said("um 9:00 Uhr.", "de") == "um 9 Uhr."


def test_a_joiner_inside_a_word_of_an_indic_script_stays():
    assert said("क्\u200dष", "hi") == "क्\u200dष"


def test_a_changed_piece_stands_for_its_own_characters():
    piece = next(piece for piece in pieces("It costs $3.50 now", "en") if "dollars" in piece.spoken)
    assert "It costs $3.50 now"[piece.first : piece.last] == "$3.50"


@pytest.mark.parametrize(("text", "answer"), [("", False), ("...!", False), ("😀", False), ("a", True), ("７", True)])
def test_can_be_said(text, answer):
    assert can_be_said(text) is answer


@pytest.mark.parametrize("language", ["en", "zh", "de"])
def test_every_sign_is_survived_alone_and_beside_numbers(language: str) -> None:
    """All but the characters of Han and Hangul, which are alike."""
    for first in (*range(0x20, 0x3400, 64), *range(0xA000, 0xAC00, 64), *range(0xF900, 0x10000, 64)):
        signs = [chr(code) for code in range(first, first + 64)]
        pieces(" ".join(f"{sign} {sign}5 5{sign}" for sign in signs), language)


@pytest.mark.parametrize("language", ["en", "zh", "de"])
@pytest.mark.parametrize(
    "pattern", ["2^{}", "€{}M", "公元前{}年", "{}/{}", "{}:{}", "{}-{}", "1e{}", "{}st", "{}²", "v{}.{}"]
)
def test_numbers_of_endless_digits_are_survived(pattern: str, language: str) -> None:
    """Python makes no number of more than 4,300 digits."""
    for digits in ("9" * 5000, "0" * 5000):
        pieces(pattern.replace("{}", digits), language)
