from itertools import pairwise

import pytest

from understudy.script.breaks import NEVER_FIRST, NEVER_LAST, Quality, breaks, clusters, language_of


def parts(text, least=Quality.IDEOGRAPH, language=""):
    places = [0, *(found.index for found in breaks(text, language) if found.quality >= least), len(text)]
    return [text[first:last] for first, last in pairwise(places)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("abc", 3),
        ("👨‍👩‍👧‍👦", 1),
        ("🇩🇪🇨🇳", 2),
        ("👍🏽❤️1️⃣", 3),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿x", 2),
        ("a\u0301e\u0301", 2),
        ("각", 1),
        ("น้ำผึ้ง", 3),
        ("हिन्दी", 3),
        ("\r\n", 1),
        ("", 0),
    ],
)
def test_characters_stay_whole(text, count):
    assert len(clusters(text)) - 1 == count


def test_phrases_keep_words_and_numbers_whole():
    found = parts("今天气温3.5度，我们用Python 3.11开发了iPhone应用。", Quality.PHRASE)
    assert {"3.5度，", "iPhone"} <= set(found)
    assert any(part.startswith("Python 3.11") for part in found)
    assert found[0] == "今天"


def test_sentences_clauses_and_abbreviations():
    text = "Dr. Smith paid $3.50 on Jan. 5, 2026. He said “Really?” Then he left... and came back. OK, fine"
    sentences = parts(text, Quality.SENTENCE)
    assert sentences == [
        "Dr. Smith paid $3.50 on Jan. 5, 2026. ",
        "He said “Really?” ",
        "Then he left... and came back. ",
        "OK, fine",
    ]
    assert parts("OK, fine", Quality.CLAUSE) == ["OK, ", "fine"]
    assert parts("“好！”他说。走了。", Quality.SENTENCE) == ["“好！”他说。", "走了。"]


def test_a_picture_stays_with_what_it_illustrates():
    assert parts("Let's go! 🚀🚀 Now we bake 🍰 a cake.", Quality.SENTENCE) == [
        "Let's go! 🚀🚀 ",
        "Now we bake 🍰 a cake.",
    ]
    assert parts("出发！🚀现在开始。", Quality.SENTENCE) == ["出发！🚀", "现在开始。"]


def test_no_stop_is_taken_for_a_number():
    assert parts("I said no. Then", Quality.SENTENCE) == ["I said no. ", "Then"]
    assert parts("See No. 5 there", Quality.SENTENCE) == ["See No. 5 there"]


def test_no_ordinal_ends_a_sentence():
    assert parts("Am 3. Oktober war es. Dann", Quality.SENTENCE) == ["Am 3. Oktober war es. ", "Dann"]
    assert parts("Dne 3. října. Potom", Quality.SENTENCE) == ["Dne 3. října. ", "Potom"]
    assert parts("Ich habe 3. Oma hat 4.", Quality.SENTENCE) == ["Ich habe 3. ", "Oma hat 4."]


@pytest.mark.parametrize("language", ["zh", "ja", ""])
def test_kinsoku(language):
    text = "「引号」里（括号）！ラーメン、キャット。《书》——然后……他说“好，吗？”价格￥100，100%。っゃゅ々ー" * 3
    for found in breaks(text, language):
        if found.quality > Quality.EMERGENCY:
            after = text[found.index]
            assert after not in NEVER_FIRST or after in "—…", text[found.index - 2 : found.index + 2]
            assert text[found.index - 1] not in NEVER_LAST
            assert text[found.index - 1 : found.index + 1] not in ("——", "……")


def test_thai_breaks_at_words_and_latin_only_at_spaces():
    assert len(parts("วันนี้อากาศดีมากเราไปเที่ยวกันเถอะ")) > 4
    assert parts("extraordinary 3.14 e.g. x") == ["extraordinary ", "3.14 ", "e.g. ", "x"]
    assert parts("well-known") == ["well-", "known"]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("漢字かな", "", "ja"),
        ("漢字", "ja-JP", "ja"),
        ("漢字", "", "zh"),
        ("漢字", "zh-TW", "zh-Hant"),
        ("漢字 한글", "", "ko"),
        ("ไทย", "", "th"),
        ("Hello", "ja", "ja"),
        ("Hello", "en", ""),
    ],
)
def test_language(text, language, expected):
    assert language_of(text, language) == expected
