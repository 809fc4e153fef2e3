from fractions import Fraction

import pytest

from understudy.deliver.captions import ass, read_captions, shifted, srt, vtt
from understudy.errors import InputError
from understudy.speech.captions import Caption, CaptionWord

CAPTIONS = [
    Caption(("Tom & Jerry", "第二行"), Fraction(1), Fraction(5, 2), (), ("Tom & Jerry,", "第二行。")),
    Caption(("{next}",), Fraction(5, 2), Fraction(3661)),
]
TIMED = "1\n00:00:01,000 --> 00:00:02,000\n"


def written(tmp_path, data, name="x.srt"):
    file = tmp_path / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return file


def test_srt():
    assert srt(CAPTIONS) == (
        "1\n00:00:01,000 --> 00:00:02,500\nTom & Jerry,\n第二行。\n\n2\n00:00:02,500 --> 01:01:01,000\n{next}\n\n"
    )


def test_vtt_escapes():
    text = vtt(CAPTIONS)
    assert text.startswith("WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nTom &amp; Jerry,\n")


def test_ass_has_one_event_each():
    events = [line for line in ass(CAPTIONS).splitlines() if line.startswith("Dialogue:")]
    assert len(events) == 2
    assert events[0].endswith("Tom & Jerry,\\N第二行。")
    assert "1:01:01.00" in events[1]


def test_ass_lights_up_each_word_when_it_is_said():
    words = (
        CaptionWord(0, 0, 5, Fraction(11, 10), Fraction(3, 2)),
        CaptionWord(0, 6, 9, Fraction(3, 2), Fraction(2)),
        CaptionWord(1, 0, 3, Fraction(9, 4), Fraction(5, 2)),
    )
    caption = Caption(("Hello Tom", "yes {x}"), Fraction(1), Fraction(3), words)
    (event,) = [line for line in ass([caption], lit=True).splitlines() if line.startswith("Dialogue:")]
    assert event.endswith(r"{\k10}{\k40}Hello {\k50}Tom\N{\k25}{\k25}yes ｛x｝")


@pytest.mark.parametrize("kind", ["srt", "vtt", "ass"])
def test_what_is_written_is_read(tmp_path, kind):
    text = {"srt": srt, "vtt": vtt, "ass": ass}[kind](CAPTIONS)
    read = read_captions(written(tmp_path, text, f"film.{kind}"))
    assert [(caption.start, caption.stop) for caption in read] == [(c.start, c.stop) for c in CAPTIONS]
    assert read[0].lines == ("Tom & Jerry,", "第二行。")
    assert read[1].lines[0].translate(str.maketrans("｛｝", "{}")) == "{next}"


def test_shifted_moves_captions_and_words():
    caption = Caption(("a",), Fraction(1), Fraction(2), (CaptionWord(0, 0, 1, Fraction(1), Fraction(2)),))
    (moved,) = shifted([caption], Fraction(10))
    assert (moved.start, moved.stop, moved.words[0].start, moved.words[0].stop) == (11, 12, 11, 12)


def test_utf16_byte_order_marks_carriage_returns_and_tags(tmp_path):
    text = TIMED + "{\\an8}<i>中文</i>\r\nB\r\n"
    for data in (text.encode("utf-16"), text.encode("utf-8-sig")):
        assert read_captions(written(tmp_path, data))[0].lines == ("中文", "B")


def test_overlaps_are_cut_and_doubles_joined(tmp_path):
    text = TIMED + "A\n\n2\n00:00:01,500 --> 00:00:03,000\nB\n\n3\n00:00:01,500 --> 00:00:02,500\nC\n"
    read = read_captions(written(tmp_path, text))
    assert [(caption.lines, caption.start, caption.stop) for caption in read] == [
        (("A",), 1, Fraction(3, 2)),
        (("C", "B"), Fraction(3, 2), 3),
    ]


def test_order_of_the_file_does_not_matter(tmp_path):
    text = "1\n00:00:05,000 --> 00:00:06,000\nlater\n\n2\n00:00:01,000 --> 00:00:02,000\nsooner\n"
    assert [caption.lines[0] for caption in read_captions(written(tmp_path, text))] == ["sooner", "later"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "subtitle_format"),
        (b"hello", "subtitle_format"),
        (b"\x00" * 64, "subtitle_format"),
        (b"\x89PNG\r\n\x1a\n", "subtitle_encoding"),
        (TIMED.encode() + "中文".encode("gb18030"), "subtitle_encoding"),
        (b"1\n00:00:01,000 --> 00:00:01,000\nno time\n", "subtitle_empty"),
        (b"1\n00:00:01,000 --> 99\n", "subtitle_empty"),
        (b"[Events]\nnothing", "subtitle_empty"),
        (b"\xff\xfe\x00", "subtitle_encoding"),
    ],
)
def test_wrong_files_are_refused(tmp_path, data, code):
    file = written(tmp_path, data)
    with pytest.raises(InputError) as caught:
        read_captions(file, scene=3)
    (problem,) = caught.value.problems
    assert (problem.code, problem.scene, problem.field) == (code, 3, "scenes[3].subtitle_file")
    assert str(file) in problem.message
    assert problem.hint


def test_missing_and_too_large_files_are_refused(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="there is no file"):
        read_captions(tmp_path / "none.srt")
    monkeypatch.setattr("understudy.deliver.captions.LARGEST_FILE", 10)
    with pytest.raises(InputError, match="larger than"):
        read_captions(written(tmp_path, TIMED + "A"))
