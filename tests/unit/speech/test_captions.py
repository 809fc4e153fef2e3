import random
import re
import unicodedata
from fractions import Fraction
from itertools import pairwise

import pytest

from understudy.speech.caption_layout import NARROW_CHARACTERS, WIDE_CHARACTERS
from understudy.speech.captions import FLICKER, SHORTEST, TAIL, cut, shown_marks
from understudy.speech.clip import Word

RATE = 16_000
WORD = re.compile(r"[\u3040-\u9fff\u0e00-\u0e7f]|[^\W\u3040-\u9fff\u0e00-\u0e7f]+(?:[.,'’:-]\w+)*")


def speak(text, seed=0):
    """Words as an engine gives them, at a presenter's pace, and the length of the sound."""
    chance = random.Random(seed)
    clock, words = int(RATE * chance.uniform(0, 0.5)), []
    for match in WORD.finditer(text):
        gap = text[words[-1].last : match.start()] if words else ""
        clock += int(RATE * (0.5 if re.search("[.?!。？！\n]", gap) else 0.15 if gap.strip() else 0))
        length = int(
            RATE * max(len(match[0]) * (0.2 if match[0][0] > "\u0e00" else 0.07), 0.1) * chance.uniform(0.6, 1.4)
        )
        words.append(Word(match[0], match.start(), match.end(), clock, clock + length))
        clock += length
    return words, clock + int(RATE * 0.2)


def captions_of(text, **more):
    words, end = speak(text)
    return cut(text, words, RATE, end=end, **more)


def width(line):
    wide = sum(unicodedata.east_asian_width(mark) in "WF" for mark in line)
    narrow = sum(unicodedata.category(mark) not in ("Mn", "Me", "Cf") for mark in line) - wide
    return wide / WIDE_CHARACTERS + narrow / NARROW_CHARACTERS


TEXTS = [
    "Hello. ",
    "Dr. Smith paid $3.50 on Jan. 5, 2026, because he wanted to try the new subtitles! ",
    "He said “Really?” Then he left... and came back. ",
    "今天气温3.5度，我们用Python 3.11开发了iPhone应用，“真的吗？”他说（笑）。",
    "然后——他走了……各位观众朋友们大家好，欢迎收看今天的新闻节目。",
    "好。",
    "مرحبا بكم في نشرة الأخبار، كيف حالكم اليوم؟ ",
    "วันนี้อากาศดีมากเราไปเที่ยวกันเถอะ ",
    "本日は晴天なり。「ラーメン」を食べましょう！",
    "안녕하세요, 오늘은 좋은 날이에요. ",
    "🎉🎉👨‍👩‍👧‍👦 ",
    "\n",
    "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstellenleiterin ",
    "x" * 200 + " ",
    "... !? 、。",
]


@pytest.mark.parametrize("seed", range(60))
def test_captions_hold_every_word_once_in_order_and_never_overlap(seed):
    chance = random.Random(seed)
    text = "".join(chance.choices(TEXTS, k=chance.randint(1, 8)))
    words, end = speak(text, seed)
    captions = cut(text, words, RATE, end=end)
    spoken = [(word, caption) for caption in captions for word in caption.words]
    assert all(1 <= len(caption.lines) <= 2 and all(caption.lines) for caption in captions)
    assert all(width(line) <= 1 + 1e-9 for caption in captions for line in caption.lines)
    assert all(first.stop <= second.start for first, second in pairwise(captions))
    assert all(0 <= caption.start < caption.stop <= Fraction(end, RATE) for caption in captions)
    assert all(first[0].stop <= second[0].start for first, second in pairwise(spoken))
    assert all(caption.start <= word.start and word.stop <= caption.stop for word, caption in spoken)
    heard = "".join(caption.lines[word.line][word.first : word.last] for word, caption in spoken)
    assert heard == "".join(word.text for word in words)
    kept = "".join(line for caption in captions for line in caption.written)
    assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", text) or not captions


@pytest.mark.parametrize("seed", range(20))
def test_captions_stay_a_second_and_leave_after_the_speech(seed):
    chance = random.Random(seed)
    captions = captions_of("".join(chance.choices(TEXTS[:10], k=12)))
    for caption in captions:
        assert caption.stop - caption.start >= SHORTEST
        heard = max(word.stop for word in caption.words)
        assert caption.stop <= max(heard + TAIL + FLICKER, caption.start + SHORTEST + FLICKER)


def test_sentence_punctuation_is_not_shown_but_kept_for_files():
    (caption,) = captions_of("《书》——“真的吗？”他说（笑）。")
    assert caption.lines == ("《书》——“真的吗” 他说（笑）",)
    assert caption.full == ("《书》——“真的吗？”他说（笑）。",)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Hello, world!", "Hello world"),
        ("It’s 3.5, not 1,000: see www.example.com at 10:30.", "It’s 3.5 not 1,000 see www.example.com at 10:30"),
        ("Dr. Smith (M.D.) said “no”, really?", "Dr. Smith (M.D.) said “no” really"),
        ("Wait... what", "Wait... what"),
        ("你好，世界。真的吗？好！", "你好 世界 真的吗 好"),
        ("“好！”“走！”", "“好” “走”"),
        ("【注】一、二；三：四……", "【注】一 二 三 四……"),
        ("¿Qué? ¡Sí!", "Qué Sí"),
        ("كيف حالك؟ بخير، شكرا.", "كيف حالك بخير شكرا"),
        ("(Yes.) No.", "(Yes) No"),
        ("well-known — dash", "well-known — dash"),
        ("。。。", ""),
    ],
)
def test_shown(written, shown):
    assert "".join(shown_marks(written)).strip() == shown


def test_lines_break_at_phrases_and_captions_at_sentences():
    captions = captions_of(
        "各位观众朋友们大家好，欢迎收看今天的新闻节目。国务院总理今天上午在北京会见了来访的外国客人，双方进行了友好的交谈。"
    )
    assert [caption.lines for caption in captions] == [
        ("各位观众朋友们大家好", "欢迎收看今天的新闻节目"),
        ("国务院总理今天上午在北京", "会见了来访的外国客人"),
        ("双方进行了友好的交谈",),
    ]


def test_lines_get_shorter_until_they_fit():
    captions = captions_of(
        "今天上海的天气非常晴朗气温二十五度大家都去公园散步了。" * 3, fits=lambda line: len(line) <= 9
    )
    assert all(len(line) <= 9 for caption in captions for line in caption.lines)
    captions = captions_of("The quick brown fox jumps over the lazy dog. " * 3, fits=lambda line: len(line) <= 15)
    assert all(len(line) <= 15 for caption in captions for line in caption.lines)


def test_newlines_end_lines():
    captions = captions_of("first line\nsecond line")
    assert [line for caption in captions for line in caption.lines] == ["first line", "second line"]


@pytest.mark.parametrize("text", ["", "   \n", "。！？"])
def test_nothing_to_show(text):
    assert cut(text, [], RATE, end=RATE) == []


def test_text_without_words_is_spread_over_the_sound():
    captions = cut("🎉🎉。 Nobody speaks this text. But it is shown all the same, in time.", [], RATE, end=8 * RATE)
    assert captions[0].start == 0
    assert captions[-1].stop <= 8
    assert len(captions) > 1
    assert cut("Text", [], RATE, end=0)[0].lines == ("Text",)


def test_words_that_share_characters_stay_together():
    words = [Word("three", 0, 3, 0, 100), Word("point", 0, 3, 100, 200), Word("five", 0, 3, 200, 300)]
    (caption,) = cut("3.5", words, RATE, end=RATE)
    assert [(word.first, word.last) for word in caption.words] == [(0, 3)] * 3


def test_reading_speed_counts_letters_a_second():
    (caption,) = cut("ab, cd.", [Word("ab", 0, 2, 0, RATE), Word("cd", 4, 6, RATE, 2 * RATE)], RATE, end=2 * RATE)
    assert caption.reading_speed == 2.0


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("lines", "longest"), [(1, None), (1, 8), (2, 12), (1, 60)])
def test_lines_and_their_characters_can_be_limited(text, lines, longest):
    for caption in captions_of(text * 4, lines=lines, longest=longest):
        assert len(caption.lines) <= lines
        assert longest is None or all(len(line) <= longest for line in caption.full)


def test_longer_lines_hold_more_when_asked_for():
    text = "The quick brown fox jumps over the lazy dog while nobody is looking at the fence " * 3
    usual, long = captions_of(text, lines=1), captions_of(text, lines=1, longest=80)
    assert max(len(line) for caption in usual for line in caption.full) <= 42
    assert 42 < max(len(line) for caption in long for line in caption.full) <= 80
