"""The dictionary: which words it touches, and how."""

from understudy.production import LexiconEntry
from understudy.script.document import Delivery, Pause, Run
from understudy.script.lexicon import apply, unread


def entry(key, kind, value=""):
    return LexiconEntry(key=key, kind=kind, value=value)


def test_without_entries_nothing_changes():
    items = (Run("a"), Pause(300))
    assert apply(items, ()) == items


def test_whole_words_in_their_case():
    found = apply((Run("US us bus US."),), (entry("US", "alias", "United States"),))
    assert [run.written for run in found if run.spoken] == ["US", "US"]
    assert "".join(run.written for run in found) == "US us bus US."


def test_chinese_matches_anywhere_and_the_longest_key_wins():
    found = apply(
        (Run("我在重庆大学。"),), (entry("重", "x-pinyin", "zhong4"), entry("重庆", "x-pinyin", "chong2 qing4"))
    )
    assert found == (Run("我在"), Run("重庆", notation="x-pinyin", symbols="chong2 qing4"), Run("大学。"))


def test_say_as_ipa_and_word():
    entries = (entry("911", "say-as", "telephone"), entry("GIF", "ipa", "dʒɪf"), entry("云 灵", "word"))
    found = apply((Run("Call 911, GIF, 云 灵"),), entries)
    said = {run.written: run for run in found}
    assert said["911"].spoken == "9 1 1" or said["911"].spoken == "九幺幺"
    assert (said["GIF"].notation, said["GIF"].symbols) == ("ipa", "dʒɪf")
    assert said["云 灵"].delivery.unbroken


def test_readings_are_taken_however_they_are_written():
    entries = (entry("重庆", "x-pinyin", "chóng qìng"), entry("tomato", "ipa", "T AH0 M EY1 T OW2"))
    assert [run.symbols for run in apply((Run("重庆 tomato"),), entries) if run.notation] == [
        "chong2 qing4",
        "təmˈeɪtˌoʊ",
    ]
    assert not unread(entries)


def test_a_reading_that_says_nothing_is_told_and_the_word_read_as_written():
    entries = (entry("SQL", "ipa", "???"), entry("重庆", "x-pinyin", "chong9"), entry("911", "say-as", "telefone"))
    assert apply((Run("SQL"),), entries) == (Run("SQL"),)
    assert [(one.code, one.field) for one in unread(entries)] == [
        ("reading_unclear", "lexicon[0].value"),
        ("reading_unclear", "lexicon[1].value"),
        ("say_as_unknown", "lexicon[2].value"),
    ]


def test_spelling_by_the_lexicon():
    assert apply((Run("IBM"),), (entry("IBM", "say-as", "spell"),)) == (Run("IBM", notation="spell", symbols="IBM"),)


def test_what_a_tag_says_is_left_alone_and_delivery_is_kept():
    slow = Delivery(rate=80)
    items = (Run("cat", spoken="dog"), Run("cat", notation="ipa", symbols="k"), Run("a cat", delivery=slow))
    found = apply(items, (entry("cat", "alias", "lion"),))
    assert found[:2] == items[:2]
    assert found[2:] == (Run("a ", delivery=slow), Run("cat", spoken="lion", delivery=slow))
