"""The visible mark that says a film is synthetic."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import skia

from understudy import production
from understudy.stage.layers.layer import Box
from understudy.stage.layers.text import TextLayer
from understudy.stage.view import View

PART_OF_SHORTER_SIDE = 0.056
"""Font size in shorter sides. GB 45438-2025, as trade sources sum it up (agiyes.com, aibase.com, 2025; the standard
itself was not read), asks for letters at least 5 % of the shorter side high, for at least two seconds from the first
picture on, in words that say "AI" (人工智能 or AI) and "generated" (生成, 合成). Ideographs fill 0.9 of the font size.
Here the mark stays for the whole film; its words are the caller's."""
MARGIN = 0.03
"""Distance from the corner, in shorter sides. By eye, 2026-11-22."""
PADDING = 0.012
"""Room between text and the edge of its plate, in shorter sides. By eye, 2026-11-22."""


class LabelLayer:
    """White text on a dark, half-transparent plate in the upper right corner of the output, over everything."""

    def __init__(self, text: str, view: View) -> None:
        short = min(view.size)
        whole = View(view.size, view.size, 1)
        model = production.TextLayer.model_construct(
            text=text,
            font="HarmonyOS_Sans_SC_Regular",
            font_size=round(short * PART_OF_SHORTER_SIDE),
            colour="#FFFFFF",
            position=production.Position(x=0, y=0, index=1),
            size=None,
            rotation=0,
            group="",
        )
        self._text = TextLayer(model, whole)
        self.warnings = [replace(warning, field="output.label") for warning in self._text.warnings]
        self._text_box = self._text.box(0)
        margin, padding = round(short * MARGIN), round(short * PADDING)
        width, height = self._text_box.width + 2 * padding, self._text_box.height + 2 * padding
        self._plate = Box(view.size[0] - margin - width, margin, view.size[0] - margin, margin + height)
        self._padding = padding

    def state(self, frame: int) -> Hashable:
        """Always the same."""
        return 0

    def box(self, frame: int) -> Box:
        """The plate."""
        return self._plate

    def draw(self, canvas: skia.Canvas, frame: int) -> None:
        """Paint plate and text."""
        paint = skia.Paint(Color=0x99101418, AntiAlias=True)
        canvas.drawRoundRect(self._plate.rect(), self._padding, self._padding, paint)
        canvas.translate(
            self._plate.left + self._padding - self._text_box.left,
            self._plate.top + self._padding - self._text_box.top,
        )
        self._text.draw(canvas, frame)
