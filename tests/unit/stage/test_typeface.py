import pytest

from understudy.stage.runs import runs
from understudy.stage.typeface import EMOJI, FACES, FONTS, has_glyph, missing_glyphs, typeface

BLACK = typeface("HarmonyOS_Sans_SC_Black")


def faces(text, language="", font="HarmonyOS_Sans_SC_Black"):
    return [(run.text, run.alias.split(":")[1]) for run in runs(text, typeface(font), language)]


@pytest.mark.parametrize(("name", "font"), FONTS.items())
def test_fonts_of_the_contract_resolve_without_warning(name, font):
    found = typeface(name)
    assert found.weight == font.weight
    assert found.warnings == ()


def test_unknown_font_warns_and_lists_the_known():
    found = typeface("No Such Font", scene=1, field="scenes[1].layers[0].font")
    (warning,) = found.warnings
    assert (found.family, found.weight) == (BLACK.family, BLACK.weight)
    assert (warning.code, warning.scene, warning.field) == ("font_unknown", 1, "scenes[1].layers[0].font")
    assert "HarmonyOS_Sans_SC_Thin" in warning.hint
    assert typeface("").warnings == ()


def test_every_face_is_there():
    for face in FACES:
        if face.name != EMOJI:
            found = typeface(face.name)
            assert (found.family, found.installed, found.warnings) == (face.name, False, ())
        assert any(has_glyph(face.name, False, mark) for mark in "a文あ한กअعא😀မ"), face.name


@pytest.mark.parametrize(
    "text",
    [
        "Hello, Ünïcödé! Ελληνικά Русский Tiếng Việt",
        "你好，世界。「繁體」",
        "ラーメンを食べる",
        "안녕하세요",
        "مرحبا",
        "שלום",
        "สวัสดี",
        "ສະບາຍດີ",
        "សួស្តី",
        "မင်္ဂလာပါ",
        "নমস্কার नमस्ते வணக்கம் నమస్కారం",
        "👨‍👩‍👧‍👦🇩🇪👍🏽❤️1️⃣🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "∑∮√≈ ★☎✓ ①㈱ ℃ ←→",
        "\u200f\u2067\ufeff\u00ad\n\t",
    ],
)
def test_nothing_is_missing(text):
    assert missing_glyphs(text) == set()
    assert "".join(run.text for run in runs(text, BLACK)) == text


def test_missing_glyphs_are_named_and_left_out():
    text = "a\U000130c0b\u1200"
    assert missing_glyphs(text) == {"\U000130c0", "\u1200"}
    assert "".join(run.text for run in runs(text, BLACK)) == "ab"


@pytest.mark.parametrize(
    ("text", "language", "face"),
    [
        ("直ちに骨", "", "Noto Sans JP"),
        ("骨", "ja", "Noto Sans JP"),
        ("骨", "zh-TW", "Noto Sans TC"),
        ("骨 한글", "", "Noto Sans KR"),
        ("骨", "", "Noto Sans SC"),
    ],
)
def test_han_takes_the_shape_of_its_country(text, language, face):
    assert {name for _, name in faces(text, language)} == {face}


def test_quotes_are_as_wide_as_their_text():
    assert ("’", "Noto Sans") in faces("it’s")
    assert faces("他说“你好”，好") == [("他说“你好”，好", "Noto Sans SC")]
    assert faces("他说“iPhone”") == [
        ("他说", "Noto Sans SC"),
        ("“", "Noto Sans"),
        ("iPhone", "Noto Sans SC"),
        ("”", "Noto Sans"),
    ]


def test_marks_follow_their_letters_and_emoji_stand_alone():
    assert faces("مرحبا! ok") == [("مرحبا! ", "Noto Sans Arabic"), ("ok", "Noto Sans SC")]
    assert faces("a ❤️ 1") == [("a ", "Noto Sans SC"), ("❤️", "Noto Color Emoji"), (" 1", "Noto Sans SC")]
    assert faces("❤\ufe0e")[0][1] != "Noto Color Emoji"
    assert {name for _, name in faces("123")} == {"Noto Sans SC"}


def test_one_latin_face_for_a_word():
    text = "Ħ\u1e9eǄa ɓa"
    assert len({name for _, name in faces(text)}) == 1


def test_weights_that_are_drawn_wrong_are_not_used():
    aliases = {run.alias for run in runs("it’s", typeface("Adelle_Sans_Global_Bold"))}
    assert aliases == {"ours:Noto Sans SC:700", "ours:Noto Sans:900"}
