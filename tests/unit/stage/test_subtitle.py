from fractions import Fraction

import numpy as np
import pytest
import skia

from understudy.production import Output, SubtitleStyle
from understudy.speech.captions import Caption, CaptionWord
from understudy.stage.layers.layer import Box
from understudy.stage.layers.subtitle import SubtitleLayer, fitting
from understudy.stage.view import View

HD, _ = View.of(Output())
PORTRAIT, _ = View.of(Output(width=720, height=1280))
VIEWS = [HD, PORTRAIT, View.of(Output(width=3840, height=2160))[0]]


def caption(*lines, start=0, stop=2, words=()):
    return Caption(lines, Fraction(start), Fraction(stop), words)


def drawn(layer, view=HD, frame=0):
    pixels = np.zeros((view.size[1], view.size[0], 4), np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    layer.draw(surface.getCanvas(), frame)
    surface.flushAndSubmit()
    return pixels


def ink(pixels):
    rows, columns = np.nonzero(pixels[..., 3])
    return Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


def test_centred_near_the_lower_edge_by_default():
    for view in VIEWS:
        layer = SubtitleLayer([caption("Hello world", "你好世界")], SubtitleStyle(), view)
        box = layer.box(0)
        assert abs(box.left + box.right - view.size[0]) <= 4 * view.scale
        assert 0.8 * view.size[1] < box.bottom < 0.96 * view.size[1]
        assert ink(drawn(layer, view)) == box


def test_lower_left_corner_of_a_box_80_percent_wide():
    box = SubtitleLayer([caption("国国国国")], SubtitleStyle(x=100, y=500), HD).box(0)
    assert abs((box.left + box.right) / 2 - (100 + 0.8 * 1920 / 2)) <= 3
    assert 480 <= box.bottom <= 500
    lower = SubtitleLayer([caption("国国国国", "国")], SubtitleStyle(x=100, y=500), HD).box(0)
    assert abs(lower.bottom - box.bottom) <= 2
    assert lower.top < box.top - 50


@pytest.mark.parametrize("place", [(1920, 1920), (0, 0), (1000, 5), (600, 1080)])
@pytest.mark.parametrize("view", VIEWS)
def test_never_past_the_edge(place, view):
    style = SubtitleStyle(x=place[0], y=place[1], font_size=100, stroke_thickness=20)
    layer = SubtitleLayer([caption("Wörld gjpqy fits", "永远不会超出画面边缘")], style, view)
    box = layer.box(0)
    assert box.left > 0
    assert box.right < view.size[0]
    assert box.top >= 0
    assert box.bottom <= view.size[1]
    assert "subtitle_moved" in {warning.code for warning in layer.warnings} or place in {(0, 0), (600, 1080)}


def test_too_long_captions_are_broken_anew_then_shrunk():
    rebroken = SubtitleLayer([caption("word " * 16)], SubtitleStyle(), HD)
    assert rebroken.warnings == []
    assert rebroken.box(0).width <= 0.8 * 1920
    shrunk = SubtitleLayer([caption("word " * 60), caption("ok", start=3, stop=4)], SubtitleStyle(), HD, scene=4)
    (warning,) = shrunk.warnings
    assert (warning.code, warning.scene) == ("subtitle_shrunk", 4)
    assert "1 of 2" in warning.message
    assert shrunk.box(0).width <= 0.8 * 1920
    assert shrunk.box(0).height < 150


def test_three_lines_become_two():
    layer = SubtitleLayer([caption("one", "two", "three")], SubtitleStyle(), HD)
    assert layer.box(0).height < 2 * 54 * 1.4


def test_monsters_without_spaces_fit():
    layer = SubtitleLayer([caption("x" * 400)], SubtitleStyle(font_size=120), PORTRAIT)
    assert layer.box(0).width <= 0.8 * 720 + 1


def test_states_change_with_the_caption_and_only_then():
    layer = SubtitleLayer(
        [caption("one", stop=1), caption("two", start=1, stop=2), caption("three", start=3, stop=4)],
        SubtitleStyle(),
        HD,
    )
    states = [layer.state(frame) for frame in range(101)]
    assert states[:25] == [states[0]] * 25
    assert states[25:50] == [states[25]] * 25
    assert states[50:75] == [None] * 25
    assert len({states[0], states[25], states[75]}) == 3
    assert states[100] is None
    assert layer.box(60).empty
    assert not drawn(layer, frame=60).any()


def test_times_between_frames_round_up():
    layer = SubtitleLayer([caption("one", start=Fraction(1, 50), stop=Fraction(3, 50))], SubtitleStyle(), HD)
    assert [layer.state(frame) is not None for frame in range(4)] == [False, True, False, False]


def test_a_caption_is_painted_once(monkeypatch):
    painted = []
    monkeypatch.setattr(
        "understudy.stage.paragraph.Paragraph.paint", lambda self, canvas, highlight=None: painted.append(self)
    )
    layer = SubtitleLayer([caption("one")], SubtitleStyle(), HD)
    for frame in range(10):
        layer.box(frame)
        drawn(layer, frame=frame)
    assert len(painted) == 1


def test_stroke_surrounds_the_letters_and_opacity_covers_both():
    style = SubtitleStyle(colour="#FFFFFF", stroke_colour="#FF0000", stroke_thickness=5, opacity=0.5)
    pixels = drawn(SubtitleLayer([caption("国")], style, HD))
    thin = SubtitleLayer([caption("国")], style.model_copy(update={"stroke_thickness": 0}), HD).box(0)
    thick = SubtitleLayer([caption("国")], style, HD).box(0)
    assert thick.width - thin.width in range(9, 13)
    assert pixels[..., 3].max() in (127, 128)
    red = (pixels[..., 0] > 120) & (pixels[..., 1] < 5)
    assert red.sum() > 500


def test_the_spoken_word_is_highlighted():
    words = (
        CaptionWord(0, 0, 5, Fraction(0), Fraction(1)),
        CaptionWord(1, 0, 2, Fraction(1), Fraction(2)),
    )
    style = SubtitleStyle(highlight="#00FF00", stroke_thickness=0, colour="#FF0000")
    layer = SubtitleLayer([caption("Hello", "你好世界", words=words)], style, HD)
    assert layer.state(24) != layer.state(25)
    for frame, line in ((0, 0), (30, 1)):
        pixels = drawn(layer, frame=frame)
        green = ink(np.where((pixels[..., 1] > 100)[..., None], pixels, 0))
        box = layer.box(frame)
        middle = (box.top + box.bottom) / 2
        assert (green.bottom <= middle + 8) if line == 0 else (green.top >= middle - 8)
    plain = SubtitleLayer([caption("Hello", "你好世界", words=words)], SubtitleStyle(), HD)
    assert plain.state(24) == plain.state(25)


def test_highlighting_does_not_part_joined_letters():
    words = (CaptionWord(0, 2, 4, Fraction(0), Fraction(2)),)
    lit = SubtitleLayer([caption("العالم", words=words)], SubtitleStyle(highlight="#00FF00"), HD)
    plain = SubtitleLayer([caption("العالم")], SubtitleStyle(), HD)
    assert lit.box(0) == plain.box(0)
    assert np.array_equal(drawn(lit)[..., 3], drawn(plain)[..., 3])


def test_fitting_agrees_with_what_is_drawn():
    for view in VIEWS:
        fits = fitting(SubtitleStyle(), view)
        line = "国" * 40
        while not fits(line):
            line = line[:-1]
        layer = SubtitleLayer([caption(line, line)], SubtitleStyle(), view)
        assert layer.warnings == []
        assert layer.box(0).width <= 0.8 * view.size[0] + 1
        assert len(line) > 12


def test_crop_keeps_subtitles_inside_the_window():
    view, _ = View.of(Output(width=600, height=400, clip_mode="CROP", crop_x=700, crop_y=100))
    box = SubtitleLayer([caption("Hello 你好")], SubtitleStyle(), view).box(0)
    assert abs(box.left + box.right - 600) <= 4
    assert box.bottom < 400


def test_nothing_to_show():
    layer = SubtitleLayer([caption(""), caption("  ", start=2, stop=3)], SubtitleStyle(x=1920), HD)
    assert layer.state(0) is None
    assert layer.warnings == []
    assert SubtitleLayer([], SubtitleStyle(), HD).state(0) is None


def test_warnings_name_font_and_glyphs():
    layer = SubtitleLayer([caption("a\u1200")], SubtitleStyle(font="Nope"), HD, scene=2)
    assert {(warning.code, warning.scene) for warning in layer.warnings} == {
        ("font_unknown", None),
        ("glyph_missing", 2),
    }
