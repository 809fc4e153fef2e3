"""Markup: every tag gives its items, every mistake its place."""

import pytest

from marked_up import codes, items
from understudy.errors import InputError
from understudy.production import LexiconEntry
from understudy.script.document import Action, Delivery, Pause, Run
from understudy.script.markup import read
from understudy.script.tags import EMOTIONS, STRENGTHS


def refused(text):
    with pytest.raises(InputError) as caught:
        read(text, scene=2)
    problem = caught.value.problems[0]
    assert problem.scene == 2
    assert problem.field == "scenes[2].speech.text"
    return problem


def test_plain_text_is_one_run():
    assert items("  Hello,   world. ") == (Run("Hello, world."),)


def test_plain_text_may_look_like_markup():
    assert read("a <b> & c </b>")[0].written == "a <b> & c </b>"


def test_wrapped_lines_are_joined_and_paragraphs_kept():
    assert read("One line that\nwas wrapped.\nA new one.\n\n\nLast.")[0].written == (
        "One line that was wrapped.\nA new one.\nLast."
    )


def test_a_letter_that_a_mail_program_has_wrapped_is_joined():
    text = (
        "Dear all,\r\n\r\nour new building on Main Street opens its doors on\r\n"
        "Monday, and everybody in the old house moves in,\r\nit seems, in March.\r\n\r\n"
        "Roses are red,\r\nViolets are blue."
    )
    assert read(text)[0].written.split("\n") == [
        "Dear all,",
        "our new building on Main Street opens its doors on "
        "Monday, and everybody in the old house moves in, it seems, in March.",
        "Roses are red,",
        "Violets are blue.",
    ]


def test_cells_of_a_table_are_parted_by_tabs():
    assert read("  Name\t Age\r\n\tAnna \t28")[0].written == "Name\tAge\nAnna\t28"


@pytest.mark.parametrize("text", ["", "   \n ", "<speak/>", "<speak>  </speak>"])
def test_nothing_gives_no_items(text):
    assert items(text) == ()


def test_white_space_in_markup_is_one_space_and_none_between_ideographs():
    script, _ = read("\n<speak>\n  Hello\n   world,\n  大家\n  好。\n</speak>\n")
    assert script.written == "Hello world, 大家好。"


@pytest.mark.parametrize(
    ("time", "milliseconds"), [("200ms", 200), ("1.5s", 1500), ("10s", 10_000), (" 500 ms ", 500), (".5s", 500)]
)
def test_break_time(time, milliseconds):
    assert items(f'<speak>a<break time="{time}"/>b</speak>') == (Run("a"), Pause(milliseconds), Run("b"))


@pytest.mark.parametrize(("time", "made"), [("50ms", 200), ("11s", 10_000), ("0s", 200)])
def test_break_time_out_of_range_is_clamped_with_a_warning(time, made):
    text = f'<speak>a<break time="{time}"/>b</speak>'
    assert Pause(made) in items(text)
    assert codes(text) == ["break_clamped"]


@pytest.mark.parametrize("strength", STRENGTHS)
def test_break_strength(strength):
    assert Pause(STRENGTHS[strength]) in items(f'<speak>a<break strength="{strength}"/>b</speak>')


def test_stronger_breaks_are_longer():
    assert list(STRENGTHS.values()) == sorted(STRENGTHS.values())
    assert Pause(STRENGTHS["medium"]) in items("<speak>a<break/>b</speak>")


def test_sub_is_written_and_spoken_differently():
    script, _ = read('<speak>The <sub alias="World Wide Web">WWW</sub>.</speak>')
    assert script.written == "The WWW."
    assert any(item.written == "WWW" and item.spoken == "World Wide Web" for item in script.items)


@pytest.mark.parametrize(
    ("ph", "word", "notation", "symbols"),
    [
        ("liao3", "了", "x-pinyin", "liao3"),
        ("chong2 qing4", "重庆", "x-pinyin", "chong2 qing4"),
        ("Chong2Qing4", "重庆", "x-pinyin", "chong2 qing4"),
        ("chóng qìng", "重庆", "x-pinyin", "chong2 qing4"),
        ("nǚ", "女", "x-pinyin", "nv3"),
        ("təˈmɑːtəʊ", "tomato", "ipa", "təˈmɑːtəʊ"),
        ("/ˈlɛd/", "lead", "ipa", "ˈlɛd"),
        ("T AH0 M EY1 T OW2", "tomato", "ipa", "təmˈeɪtˌoʊ"),
    ],
)
def test_phoneme(ph, word, notation, symbols):
    assert items(f'<speak><phoneme ph="{ph}">{word}</phoneme></speak>') == (
        Run(word, notation=notation, symbols=symbols),
    )


@pytest.mark.parametrize(
    ("attributes", "word"),
    [
        ('ph="???"', "word"),
        ('alphabet="x-sampa" ph="wVrd"', "word"),
        ('ph="xyz4"', "重"),
        ('ph="chong qing"', "重庆"),
        ('ph="chong2"', "重庆"),
        ('ph="chóngqìng"', "重庆"),
        ('ph="ʈʂʊŋ"', "重"),
    ],
)
def test_a_reading_that_nobody_understands_is_read_as_written(attributes, word):
    text = f"<speak><phoneme {attributes}>{word}</phoneme></speak>"
    assert items(text) == (Run(word),)
    (warning,) = read(text, scene=0)[1]
    assert warning.code == "reading_unclear"
    assert repr(word) in warning.message


@pytest.mark.parametrize(
    ("attributes", "word", "symbols"),
    [
        ('alphabet="x-cmu" ph="P IH0 K AA1 N"', "pecan", "pɪkˈɑːn"),
        ('alphabet="sapi" ph="zhong 4"', "重", "zhong4"),
        ('ph="huar1"', "花儿", "huar1"),
        ('ph="de"', "的", "de5"),
    ],
)
def test_alphabets_of_other_services(attributes, word, symbols):
    assert items(f"<speak><phoneme {attributes}>{word}</phoneme></speak>")[0].symbols == symbols


@pytest.mark.parametrize(
    ("rate", "percent"),
    [("80%", 80), ("80", 80), ("+20%", 120), ("-10%", 90), ("slow", 80), ("x-fast", 150), ("1.5", 150)],
)
def test_prosody_rate(rate, percent):
    assert items(f'<speak><prosody rate="{rate}">a</prosody></speak>') == (Run("a", delivery=Delivery(percent)),)


@pytest.mark.parametrize(("rate", "made"), [("500%", 200), ("10%", 50)])
def test_prosody_rate_is_clamped_with_a_warning(rate, made):
    text = f'<speak><prosody rate="{rate}">a</prosody></speak>'
    assert items(text) == (Run("a", delivery=Delivery(made)),)
    assert codes(text) == ["rate_clamped"]


def test_nested_rates_multiply_and_end_with_their_tag():
    found = items('<speak><prosody rate="80%">a<prosody rate="50%">b</prosody>c</prosody>d</speak>')
    assert [(run.written, run.delivery.rate) for run in found] == [("a", 80), ("b", 50), ("c", 80), ("d", 100)]


@pytest.mark.parametrize(
    ("attributes", "delivery"),
    [
        ('pitch="high"', Delivery(pitch=115)),
        ('pitch="+10%"', Delivery(pitch=110)),
        ('pitch="-12st"', Delivery(pitch=50)),
        ('pitch="80%" rate="90%"', Delivery(90, pitch=80)),
        ('range="x-low"', Delivery(melody=40)),
        ('range="+50%"', Delivery(melody=150)),
        ('volume="loud"', Delivery(level=3.0)),
        ('volume="-4.5dB"', Delivery(level=-4.5)),
    ],
)
def test_pitch_range_and_volume(attributes, delivery):
    assert items(f"<speak><prosody {attributes}>a</prosody></speak>") == (Run("a", delivery=delivery),)


@pytest.mark.parametrize(
    ("attribute", "code"), [('pitch="-90%"', "prosody_clamped"), ('volume="+20dB"', "prosody_clamped")]
)
def test_pitch_and_volume_are_clamped_with_a_warning(attribute, code):
    assert codes(f"<speak><prosody {attribute}>a</prosody></speak>") == [code]


def test_emphasis_moves_rate_pitch_melody_and_level():
    assert items('<speak><emphasis level="strong">a</emphasis></speak>') == (
        Run("a", delivery=Delivery(88, pitch=106, melody=130, level=2.5)),
    )


def test_other_prosody_is_a_warning():
    assert codes('<speak><prosody contour="(0%,+2st)" duration="2s">a</prosody></speak>') == ["attribute_ignored"] * 2


@pytest.mark.parametrize(
    "tag",
    [
        '<break tiem="300ms"/>a',
        '<emphasis level="huge">a</emphasis>',
        '<emotion type="HAPPY" degree="2">a</emotion>',
        '<say-as interpret-as="date" format="soon">1/2/2026</say-as>',
        '<say-as interpret-as="number" format="dmy">12</say-as>',
        '<insert-action tag="nod" speed="2"/>a',
    ],
)
def test_an_attribute_or_a_level_that_nobody_knows_is_a_warning(tag):
    assert codes(f"<speak>{tag}</speak>") == ["attribute_ignored"]


def test_attributes_of_xml_are_no_mistake():
    assert codes('<speak version="1.1" xml:lang="en"><p xml:id="a">a</p><mark name="b"/></speak>') == []


@pytest.mark.parametrize("name", sorted(EMOTIONS))
def test_every_emotion(name):
    assert items(f'<speak><emotion type="{name}">a</emotion></speak>') == (Run("a", delivery=Delivery(emotion=name)),)


def test_an_unknown_emotion_is_a_warning():
    text = '<speak><emotion type="BORED">a</emotion></speak>'
    assert items(text) == (Run("a"),)
    assert codes(text) == ["emotion_unknown"]


def test_word_is_unbroken():
    assert items("<speak><word>a, b</word></speak>") == (Run("a, b", delivery=Delivery(unbroken=True)),)


@pytest.mark.parametrize(
    ("attributes", "action"),
    [('tag="nod" name="Nod"', Action("nod", "Nod")), ('id="7"', Action("7")), ('name="wave"', Action("wave", "wave"))],
)
def test_insert_action(attributes, action):
    assert items(f"<speak>a<insert-action {attributes}/>b</speak>") == (Run("a"), action, Run("b"))


def test_paragraphs_and_sentences():
    script, _ = read("<speak><p>One.</p><p><s>Two</s><s>Three.</s></p></speak>")
    assert script.written == "One.\nTwo Three.\n"
    assert any(isinstance(item, Pause) for item in script.items)


def test_an_unknown_tag_is_read_as_plain_content_with_one_warning():
    text = "<speak>a <foo x='1'>b</foo> <foo>c</foo></speak>"
    assert items(text) == (Run("a b c"),)
    assert codes(text) == ["tag_unknown"]


@pytest.mark.parametrize(
    ("tag", "right"),
    [
        ('<mstts:express-as style="newscast" xmlns:mstts="m">a</mstts:express-as>', '<emotion type="NEWS">'),
        ('<silence type="Leading" value="1s"/>a', "<break time="),
        ("<token>a</token>", "<phoneme"),
        ("<foo>a</foo>", "break, emotion"),
    ],
)
def test_a_warning_about_a_tag_says_what_would_be_right(tag, right):
    (warning,) = read(f"<speak>{tag}</speak>", scene=1)[1]
    assert (warning.code, warning.scene) == ("tag_unknown", 1)
    assert tag[1:4] in warning.message
    assert right in warning.hint


def test_tags_in_capitals_are_the_same():
    assert read("<SPEAK>a<BREAK Time='1s'/><P>b</P></SPEAK>") == read("<speak>a<break time='1s'/><p>b</p></speak>")
    assert items("<s:Speak xmlns:s='x'>a</s:Speak>") == (Run("a"),)


def test_what_azure_calls_a_mark_is_one():
    assert codes('<speak>a<bookmark mark="b"/></speak>') == []


@pytest.mark.parametrize("tag", ['<break time="1s"/>', '<emotion type="HAPPY">', "<br/>", "<break />"])
def test_a_tag_outside_speak_is_read_aloud_with_a_warning(tag):
    script, (warning,) = read(f"Hello {tag} world", scene=4)
    assert script.written == f"Hello {tag} world"
    assert (warning.code, warning.scene) == ("markup_unread", 4)
    assert tag in warning.message


@pytest.mark.parametrize("text", ["a < b and c > d", "List<String> x", "if a <b and c> d", "<name@example.org>", "<p>"])
def test_signs_that_are_no_tag_are_no_mistake(text):
    assert codes(text) == []


def test_namespaces_are_accepted():
    speak = '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en">'
    text = f'<?xml version="1.0"?>\n{speak}a</speak>'
    assert read(text) == (read("a")[0], [])


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("<speak>a & b</speak>", "markup_malformed", 1, 11),
        ("<speak>\n a < b</speak>", "markup_malformed", 2, 5),
        ("  \n  <speak>a</b></speak>", "markup_malformed", 2, 13),
        ("<speak>a", "markup_malformed", 1, 9),
        ("<speak>a</speak>b", "markup_malformed", 1, 17),
        ("<speak>&nbsp;</speak>", "markup_malformed", 1, 8),
        ("<speak>大家好<break time='soon'/></speak>", "break_invalid", 1, 11),
        ("<speak><break strength='huge'/></speak>", "break_invalid", 1, 8),
        ("<speak><prosody rate='quick'>a</prosody></speak>", "rate_invalid", 1, 8),
        ("<speak><prosody pitch='200Hz'>a</prosody></speak>", "prosody_invalid", 1, 8),
        ("<speak><prosody volume='11'>a</prosody></speak>", "prosody_invalid", 1, 8),
        ("<speak><sub>a</sub></speak>", "attribute_missing", 1, 8),
        ("<speak><phoneme>a</phoneme></speak>", "attribute_missing", 1, 8),
        ("<speak><insert-action/></speak>", "attribute_missing", 1, 8),
        ("<speak><speak>a</speak></speak>", "markup_malformed", 1, 8),
        ("<!DOCTYPE speak []><speak>a</speak>", "markup_forbidden", 1, None),
        ("<speak>" + "<p>" * 2000 + "a" + "</p>" * 2000 + "</speak>", "markup_too_deep", 1, None),
    ],
)
def test_a_mistake_has_line_column_and_hint(text, code, line, column):
    problem = refused(text)
    assert problem.code == code
    assert f"line {line}, column {column or ''}" in problem.message
    assert problem.hint


def test_a_bomb_of_entities_is_refused_before_it_grows():
    tenfold = {n: f"&a{n - 1};" * 10 for n in range(1, 12)}
    entities = "".join(f'<!ENTITY a{n} "{value}">' for n, value in tenfold.items())
    bomb = f'<?xml version="1.0"?><!DOCTYPE speak [<!ENTITY a0 "ha">{entities}]><speak>&a11;</speak>'
    assert refused(bomb).code == "markup_forbidden"


def test_an_external_entity_is_refused():
    text = '<!DOCTYPE speak [<!ENTITY x SYSTEM "file:///etc/passwd">]><speak>&x;</speak>'
    assert refused(text).code == "markup_forbidden"


def test_length_is_counted_without_tags():
    tags = '<break time="200ms"/>' * 3000
    assert len(read(f"<speak>{'a' * 10_000}{tags}</speak>")[0].written) == 10_000
    assert refused(f"<speak>{'a' * 10_001}</speak>").code == "text_too_long"
    assert refused("a" * 10_001).code == "text_too_long"
    assert refused("<speak>" + "<p/>" * 40_000 + "</speak>").code == "text_too_long"


def test_characters_that_are_nothing_are_left_out_with_a_warning():
    script, warnings = read("a\x00b\ud800c\x1b", scene=0)
    assert script.written == "abc"
    assert [warning.code for warning in warnings] == ["characters_dropped"]


def test_the_lexicon_is_applied():
    lexicon = (LexiconEntry(key="Understudy", kind="alias", value="under study"),)
    script, _ = read("<speak>Understudy and <sub alias='x'>Understudy</sub></speak>", lexicon=lexicon)
    assert [item.spoken for item in script.items if item.written == "Understudy"] == ["under study", "x"]
