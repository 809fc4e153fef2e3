"""`say-as`: what each kind makes of what is written, and what does not fit it."""

import pytest

from marked_up import codes, items
from understudy.script.document import Run
from understudy.script.markup import read


@pytest.mark.parametrize(
    ("kind", "written", "spoken"),
    [
        ("telephone", "555-0199", "five five five, zero one nine nine"),
        ("telephone", "+44 20 7946", "plus four four, two zero, seven nine four six"),
        ("telephone", "1-800-ABC ext. 7", "one, eight zero zero, A B C, extension, seven"),
        ("figure", "1005", "one zero zero five"),
        ("figure", "A7-3.5", "A seven, three point five"),
        ("digits", "42", "four two"),
        ("number", "3,500", "three thousand five hundred"),
        ("number", "-12", "minus twelve"),
        ("cardinal", "2026", "two thousand twenty-six"),
        ("cardinal", "IV", "four"),
        ("fraction", "3/8", "three eighths"),
        ("unit", "10 kg", "ten kilograms"),
        ("currency", "$3.50", "three dollars fifty"),
        ("ordinal", "3", "third"),
        ("ordinal", "22nd", "twenty-second"),
        ("ordinal", "III", "third"),
        ("date", "2026-11-22", "November twenty-second, twenty twenty-six"),
        ("date", "10/9/2026", "October ninth, twenty twenty-six"),
        ("date", "22/11/2026", "November twenty-second, twenty twenty-six"),
        ("date", "20261122", "November twenty-second, twenty twenty-six"),
        ("date", "Nov. 22nd, 2026", "November twenty-second, twenty twenty-six"),
        ("time", "10:05:30", "ten oh five and thirty seconds"),
        ("time", "3:00pm", "three P M"),
        ("time", "1'21\"", "one minute twenty-one seconds"),
        ("english", "NASA", "nasa"),
    ],
)
def test_say_as_in_english(kind, written, spoken):
    found = items(f'<speak>It is <say-as interpret-as="{kind}">{written}</say-as></speak>')
    assert found[-1].written == written
    assert found[-1].spoken == spoken


@pytest.mark.parametrize(
    ("kind", "written", "spoken"),
    [
        ("telephone", "13800138000", "幺三八，零零幺三，八零零零"),
        ("figure", "1005", "一零零五"),
        ("number", "1005", "一千零五"),
        ("number", "-12", "负十二"),
        ("number", "1/2", "二分之一"),
        ("figure", "3.14", "三点一四"),
        ("telephone", "+86 138 0013 8000", "加八六，幺三八，零零幺三，八零零零"),
        ("currency", "USD12.50", "十二点五零美元"),
        ("ordinal", "第3", "第三"),
        ("date", "Nov 22, 2026", "二零二六年十一月二十二日"),
        ("time", "3:00pm", "下午三点整"),
        ("date", "2026-11-22", "二零二六年十一月二十二日"),
        ("ordinal", "3", "第三"),
        ("time", "10:05", "十点零五分"),
    ],
)
def test_say_as_in_chinese(kind, written, spoken):
    found = items(f'<speak>这是<say-as interpret-as="{kind}">{written}</say-as></speak>')
    assert (found[-1].written, found[-1].spoken) == (written, spoken)


@pytest.mark.parametrize(
    ("form", "written", "spoken"),
    [
        ("dmy", "1/2/2026", "February first, twenty twenty-six"),
        ("mdy", "1/2/2026", "January second, twenty twenty-six"),
        ("dd.MM.yyyy", "01.02.2026", "February first, twenty twenty-six"),
        ("md", "1/2", "January second"),
        ("dm", "1/2", "February first"),
        ("y", "1066", "ten sixty-six"),
    ],
)
def test_the_order_of_a_date_is_its_format(form, written, spoken):
    text = f'<speak>It is <say-as interpret-as="date" format="{form}">{written}</say-as></speak>'
    assert items(text)[-1].spoken == spoken
    assert codes(text) == []


@pytest.mark.parametrize(
    ("kind", "written"),
    [("date", "13/13/2026"), ("date", "2/30/2026"), ("time", "25:00"), ("number", "abc"), ("ordinal", "soon")],
)
@pytest.mark.parametrize("before", ["It is ", "这是"])
def test_what_does_not_fit_a_say_as_is_read_as_written_with_a_warning(before, kind, written):
    text = f'<speak>{before}<say-as interpret-as="{kind}">{written}</say-as></speak>'
    assert items(text) == (Run(before + written),)
    (warning,) = read(text, scene=3)[1]
    assert (warning.code, warning.scene) == ("reading_unclear", 3)
    assert written in warning.message
    assert kind in warning.message


def test_say_as_at_the_start_takes_its_language_from_the_rest():
    assert items('<speak><say-as interpret-as="number">25</say-as>个人</speak>')[0].spoken == "二十五"


def test_spelling_is_left_to_the_voice():
    run = items('<speak><say-as interpret-as="spell">IBM</say-as></speak>')[0]
    assert (run.written, run.notation, run.symbols) == ("IBM", "spell", "IBM")


def test_an_unknown_say_as_is_read_as_written():
    text = '<speak><say-as interpret-as="song">la</say-as></speak>'
    assert items(text) == (Run("la"),)
    assert codes(text) == ["say_as_unknown"]
