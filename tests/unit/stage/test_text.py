import numpy as np
import pytest
import skia

from understudy import production
from understudy.production import Output, Position, Size
from understudy.script.breaks import NEVER_FIRST, NEVER_LAST
from understudy.stage.layers.layer import Box
from understudy.stage.layers.text import TextLayer
from understudy.stage.paragraph import Look, Paragraph, is_right_to_left, text_width, wrap
from understudy.stage.typeface import typeface
from understudy.stage.view import View

HD, _ = View.of(Output())
HALF, _ = View.of(Output(width=1280, height=720))
LOOK = Look(typeface("HarmonyOS_Sans_SC_Regular"), 40)


def model(text, x=100, y=100, **more):
    return production.TextLayer(text=text, position=Position(x=x, y=y, index=1), **more)


def drawn(layer, view=HD):
    pixels = np.zeros((view.size[1], view.size[0], 4), np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    layer.draw(surface.getCanvas(), 0)
    surface.flushAndSubmit()
    return pixels


def ink(pixels):
    rows, columns = np.nonzero(pixels[..., 3])
    return Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


def test_position_is_the_upper_left_corner():
    layer = TextLayer(model("国国", font_size=100), HD)
    box = layer.box(0)
    assert 100 <= box.left <= 115
    assert 100 <= box.top <= 130
    assert 180 < box.width <= 200
    assert layer.warnings == []


def test_box_holds_exactly_what_is_drawn():
    for text in ("gjpqÄ", "في ليلة", "น้ำผึ้ง", "👍🏽"):
        layer = TextLayer(model(text, rotation=17), HD)
        assert ink(drawn(layer)) == layer.box(0)


def test_same_layout_at_every_output_size():
    text = "这是一个很长的句子，需要换行。The quick brown fox."
    large = TextLayer(model(text, size=Size(width=400, height=400)), HD).box(0)
    small = TextLayer(model(text, size=Size(width=400, height=400)), HALF).box(0)
    assert abs(large.width - small.width * 1.5) < 4
    assert abs(large.height - small.height * 1.5) < 4


def test_colour_is_exact_and_edges_are_soft():
    pixels = drawn(TextLayer(model("国", colour="#FF8000", font_size=120), HD))
    full = pixels[pixels[..., 3] == 255]
    assert len(full) > 500
    assert (full == (255, 128, 0, 255)).all()
    edges = pixels[(pixels[..., 3] > 0) & (pixels[..., 3] < 255)].astype(int)
    assert len(edges) > 100
    assert (edges[:, 0] <= edges[:, 3]).all(), "premultiplied"


def test_lines_break_only_at_newlines_without_a_size():
    one = TextLayer(model("one two three four five six seven"), HD).box(0)
    two = TextLayer(model("one two three\nfour five six seven"), HD).box(0)
    assert two.height > one.height * 1.5
    assert two.width < one.width


def test_rotation_is_clockwise_about_the_centre():
    level = TextLayer(model("国国国国", size=Size(width=400, height=100), x=400, y=400, font_size=80), HD).box(0)
    turned = TextLayer(model("国国国国", size=Size(width=400, height=100), x=400, y=400, font_size=80, rotation=90), HD)
    box = turned.box(0)
    assert abs(box.height - level.width) <= 2
    # The left end of the text comes to lie at the top.
    assert abs((box.top - 250) - (level.left - 400)) <= 2


def test_crop_moves_the_text():
    view, _ = View.of(Output(width=800, height=600, clip_mode="CROP", crop_x=50, crop_y=60))
    there = TextLayer(model("国", font_size=100), HD).box(0)
    here = TextLayer(model("国", font_size=100), view).box(0)
    assert (here.left, here.top) == (there.left - 50, there.top - 60)


def test_warnings():
    where = {"scene": 0, "field": "scenes[0].layers[2]"}
    layer = TextLayer(model("a\u1200b " * 9, font="Nope", size=Size(width=200, height=60)), HD, **where)
    found = {warning.code: warning for warning in layer.warnings}
    assert set(found) == {"font_unknown", "glyph_missing", "text_overflow"}
    assert "U+1200" in found["glyph_missing"].message
    assert found["text_overflow"].field == "scenes[0].layers[2].size"


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\u200b", "\u1200"])
def test_nothing_to_draw(text):
    layer = TextLayer(model(text), HD)
    assert layer.state(0) is None
    assert layer.box(0).empty
    assert not drawn(layer).any()


def test_smallest_font():
    assert TextLayer(model("国国国", font_size=0), HD).box(0) == TextLayer(model("国国国", font_size=4), HD).box(0)


def test_outside_the_picture():
    assert TextLayer(model("far away", x=3000), HD).state(0) is None
    cut = TextLayer(model("Cut at the edge", x=-60, font_size=120), HD).box(0)
    assert cut.left == 0


def test_no_box_for_a_missing_glyph():
    with_hole, without = (drawn(TextLayer(model(text), HD)) for text in ("ab\u1200", "ab"))
    assert np.array_equal(with_hole, without)


def test_stand_ins_have_three_weights():
    inks = [
        int(drawn(TextLayer(model("字体 abc", font=f"HarmonyOS_Sans_SC_{weight}"), HD))[..., 3].astype(int).sum())
        for weight in ("Thin", "Regular", "Black")
    ]
    assert inks[0] * 1.5 < inks[1]
    assert inks[1] * 1.3 < inks[2]


def test_wrapping_keeps_to_the_width_and_loses_nothing():
    text = "The quick brown fox — 今天天气很好，“我们”（一起）去公园！￥3,500.50元。Donaudampfschifffahrtsgesellschaft"
    for width in (60, 150, 333, 700):
        lines = wrap(text, LOOK, width)
        assert all(text_width(line, LOOK) <= width for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        if width > 100:
            assert not any(line[0] in NEVER_FIRST or line[-1] in NEVER_LAST for line in lines), lines


def test_direction():
    assert is_right_to_left("(123) مرحبا Hello")
    assert not is_right_to_left("Hello مرحبا")
    assert not is_right_to_left("123")


def test_right_to_left_paragraphs_begin_at_the_right_of_their_box():
    left = Paragraph(("abc",), LOOK, box_width=500)
    right = Paragraph(("שלום",), LOOK, box_width=500)
    boxes = []
    for paragraph in (left, right):
        pixels = np.zeros((100, 500, 4), np.uint8)
        paragraph.paint(skia.Surface(pixels).getCanvas())
        boxes.append(ink(pixels))
    assert boxes[0].left < 10
    assert boxes[1].right > 490


def test_lines_of_one_paragraph_share_its_direction():
    def painted(*direction: bool) -> bytes:
        pixels = np.zeros((100, 500, 4), np.uint8)
        paragraph = Paragraph(("שלום abc",), LOOK, "left", 500, direction or None)
        paragraph.paint(skia.Surface(pixels).getCanvas())
        return pixels.tobytes()

    assert painted() == painted(True) != painted(False)


def test_each_paragraph_of_a_wrapped_text_has_its_own_direction_and_side():
    hebrew, size = "שלום עולם abc, שלום", {"width": 330, "height": 400}
    assert wrap(hebrew, Look(LOOK.face, 60), 330)[1].startswith("abc,")

    def lines(text: str) -> list[np.ndarray]:
        picture = drawn(TextLayer(model(text, font_size=60, size=size), HD))[..., 3]
        full = np.flatnonzero(picture.any(axis=1))
        parts = np.split(full, np.flatnonzero(np.diff(full) > 12) + 1)
        return [picture[part[0] : part[-1] + 1, : 100 + 330 + 60] for part in parts]

    alone, mixed = lines(hebrew), lines(f"Hello\n{hebrew}\nBye")
    assert len(alone) == 2
    assert [part.shape for part in mixed[1:3]] == [part.shape for part in alone]
    assert all(np.array_equal(one, other) for one, other in zip(mixed[1:3], alone, strict=True))
    starts = [int(np.flatnonzero(part.any(axis=0))[0]) for part in mixed]
    ends = [int(np.flatnonzero(part.any(axis=0))[-1]) for part in mixed]
    assert max(starts[0], starts[3]) < min(starts[1:3])  # English at the left of the box, Hebrew at its right
    assert min(ends[1:3]) > max(ends[0], ends[3])
