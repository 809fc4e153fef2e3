from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
import skia

from understudy import production
from understudy.production import Output, Position, Size, SubtitleStyle
from understudy.speech.captions import Caption, CaptionWord
from understudy.stage.layers.layer import Box, Layer
from understudy.stage.layers.subtitle import SubtitleLayer
from understudy.stage.layers.text import TextLayer
from understudy.stage.view import View

LANDSCAPE, _ = View.of(Output(width=1280, height=720))
PORTRAIT, _ = View.of(Output(width=720, height=1280))
TWO_SECONDS = (Fraction(0), Fraction(2))

CAPTIONS = {
    "english": ("Welcome to the evening programme", "“It’s only fjords — gypsy quartz”"),
    "chinese": ("今天上海的天气晴朗 气温3.5度", "“真的吗” 他说（笑）——我们出发吧"),
    "arabic": ("مرحبا بكم في برنامج Understudy", "كيف حالكم اليوم (2026)"),
    "emoji": ("Family 👨‍👩‍👧‍👦 flags 🇩🇪🇨🇳 thumbs 👍🏽", "❤️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 好"),
    "mixed": ("Mixed 中文 عربي हिन्दी ไทย 한글 日本の骨", "Ünïcödé Ελληνικά Русский שלום"),
}


def still(layer: Layer, view: View, box: Box) -> npt.NDArray[np.uint8]:
    """`layer` on a film of one colour, cut to `box`."""
    pixels = np.full((view.size[1], view.size[0], 4), (84, 110, 122, 255), np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
    layer.draw(surface.getCanvas(), 0)
    surface.flushAndSubmit()
    return pixels[box.top : box.bottom, box.left : box.right]


@pytest.mark.parametrize("name", CAPTIONS)
def test_subtitles(name, golden):
    layer = SubtitleLayer([Caption(CAPTIONS[name], *TWO_SECONDS)], SubtitleStyle(), LANDSCAPE)
    golden(f"subtitle-{name}", still(layer, LANDSCAPE, Box(240, 560, 1040, 700)))


def test_portrait_subtitles_with_a_highlighted_word(golden):
    words = (CaptionWord(1, 2, 5, *TWO_SECONDS),)
    style = SubtitleStyle(
        highlight="#FFD000", colour="#FFFFFF", stroke_colour="#101060", stroke_thickness=6, opacity=0.8
    )
    layer = SubtitleLayer([Caption(("今天上海的天气晴朗", "كيف حالكم"), *TWO_SECONDS, words)], style, PORTRAIT)
    golden("subtitle-portrait", still(layer, PORTRAIT, Box(120, 1000, 600, 1180)))


@pytest.mark.parametrize("font", ["HarmonyOS_Sans_SC_Black", "HarmonyOS_Sans_SC_Regular", "HarmonyOS_Sans_SC_Thin"])
def test_weights(font, golden):
    model = production.TextLayer(
        position=Position(x=30, y=20, index=1), text="Text 文字“标点”，gjpqy", font=font, font_size=72
    )
    golden(f"text-{font.rsplit('_')[-1].lower()}", still(TextLayer(model, LANDSCAPE), LANDSCAPE, Box(0, 0, 640, 90)))


def test_rotated_text(golden):
    model = production.TextLayer(
        position=Position(x=80, y=120, index=1),
        size=Size(width=420, height=240),
        rotation=30,
        text="Rotated: 旋转的文字，换行。👍🏽 في الصندوق",
        font_size=56,
        colour="#FFCC00",
    )
    golden("text-rotated", still(TextLayer(model, LANDSCAPE), LANDSCAPE, Box(0, 0, 400, 340)))
