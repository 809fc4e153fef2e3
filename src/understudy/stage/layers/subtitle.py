"""Subtitles burned into the picture: one caption at a time, never past the edge."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction

import skia

from understudy.errors import Warning
from understudy.production import SubtitleStyle
from understudy.speech.captions import Caption
from understudy.stage.layers.layer import Box
from understudy.stage.layers.still import Still
from understudy.stage.layers.text import NOTHING, glyph_warnings, painted, reach
from understudy.stage.paragraph import SMALLEST, Highlight, Look, Paragraph, is_right_to_left, text_width, wrap
from understudy.stage.typeface import typeface
from understudy.stage.view import View
from understudy.timing import FRAME_RATE

BOX_WIDTH = 0.8
"""Width of the box, of the frame's (contract §9)."""

LOWER_EDGE = {False: 0.06, True: 0.12}
"""Where the box ends when the style does not say, above the lower edge, of the frame's height: landscape, portrait.

Portrait films are watched on telephones, whose players cover the lower edge (by eye, 2026-11-22).
"""

MOST_LINES = 2
SHRINK = 0.95

_FIELD = "output.subtitle_style."
_PLACE_HINT = "x, y is the lower left corner of a box that is 80 % of the frame wide"
_SHRUNK_HINT = "use a smaller font_size, or shorter lines in the subtitle file"


def subtitle_look(style: SubtitleStyle, language: str = "") -> Look:
    """The look that `style` asks for, in canvas pixels."""
    size = max(style.font_size, SMALLEST)
    return Look(typeface(style.font), size, style.colour, style.stroke_colour, style.stroke_thickness, language)


def fitting(style: SubtitleStyle, view: View, language: str = "") -> Callable[[str], bool]:
    """Says whether a line fits the box; `speech.captions.cut` takes it as `fits`."""
    look = subtitle_look(style, language)
    width = _line_width(view, look)
    return lambda line: text_width(line, look) <= width


def _frame(view: View) -> tuple[float, float, float, float]:
    """What the film shows of the canvas: left, top, right, bottom in canvas pixels."""
    left, top = (-shift / view.scale for shift in view.offset)
    return left, top, left + view.size[0] / view.scale, top + view.size[1] / view.scale


def _line_width(view: View, look: Look) -> float:
    left, _, right, _ = _frame(view)
    return max(BOX_WIDTH * (right - left) - 2 * look.stroke, look.size)


class SubtitleLayer:
    """The captions of a scene. Pixels change only when another caption, or another highlighted word, is due.

    `warnings`: `font_unknown`, `glyph_missing`, `subtitle_moved` (the box would leave the frame) and `subtitle_shrunk`
    (a caption needs a smaller font to fit two lines).
    """

    def __init__(
        self,
        captions: Sequence[Caption],
        style: SubtitleStyle,
        view: View,
        *,
        scene: int | None = None,
        language: str = "",
        rate: Fraction = FRAME_RATE,
    ) -> None:
        self._captions = [caption for caption in captions if any(line.strip() for line in caption.lines)]
        self._style, self._view, self._rate = style, view, rate
        self._look = subtitle_look(style, language)
        self._starts = [math.ceil(caption.start * rate) for caption in self._captions]
        self._stops = [math.ceil(caption.stop * rate) for caption in self._captions]
        self._cached: tuple[Hashable, Still] = (None, Still(None, NOTHING))
        lines = [line for caption in self._captions for line in caption.lines]
        self.warnings: list[Warning] = list(typeface(style.font, field=_FIELD + "font").warnings)
        self.warnings += glyph_warnings(lines, style.font, scene, None)
        self._left, self._bottom = self._place()
        self._warn_shrunk(scene)

    def state(self, frame: int) -> Hashable:
        """Which caption is shown, and which of its words is highlighted (-1: none); None when there is none."""
        number = bisect_right(self._starts, frame) - 1
        if number < 0 or frame >= self._stops[number]:
            return None
        return number, self._word(number, frame) if self._style.highlight else -1

    def box(self, frame: int) -> Box:
        """The pixels of the caption that is shown."""
        return self._picture(frame).box

    def draw(self, canvas: skia.Canvas, frame: int) -> None:
        """Copy the caption, which is painted when it first appears."""
        still = self._picture(frame)
        if still.image is not None:
            paint = None if self._style.opacity == 1 else skia.Paint(Alphaf=self._style.opacity)
            canvas.drawImage(still.image, still.box.left, still.box.top, paint=paint)

    def _word(self, number: int, frame: int) -> int:
        """The word that sounds at `frame`; the one before it in short pauses; -1 before the first."""
        time = frame / self._rate
        words = self._captions[number].words
        return max((at for at, word in enumerate(words) if word.start <= time and word.last > word.first), default=-1)

    def _picture(self, frame: int) -> Still:
        state = self.state(frame)
        if state is None or self._style.opacity == 0:
            return Still(None, NOTHING)
        if self._cached[0] != state:
            self._cached = (state, self._painted(*state))  # type: ignore[misc]
        return self._cached[1]

    def _painted(self, number: int, word: int) -> Still:
        paragraph = _fitted(self._captions[number], self._look, self._view)
        highlight = self._highlight(paragraph, number, word)
        _, top, _, bottom = _frame(self._view)
        stroke = paragraph.look.stroke
        lowest = max(min(self._bottom, bottom - stroke), top + stroke + paragraph.height)
        matrix = skia.Matrix()
        matrix.setScaleTranslate(self._view.scale, self._view.scale, *self._view.offset)
        matrix.preTranslate(self._left, lowest - paragraph.height)
        bounds = reach(matrix, paragraph.width, paragraph.height, paragraph.look.size + stroke, self._view)

        def paint(canvas: skia.Canvas) -> None:
            canvas.concat(matrix)
            paragraph.paint(canvas, highlight)

        return painted(paint, bounds)

    def _highlight(self, paragraph: Paragraph, number: int, word: int) -> Highlight | None:
        """The spoken word in the lines as they are drawn, which may be broken differently from the caption's."""
        if word < 0 or not self._style.highlight:
            return None
        caption = self._captions[number]
        spoken = caption.words[word]
        before = sum(_ink(line) for line in caption.lines[: spoken.line]) + _ink(
            caption.lines[spoken.line][: spoken.first]
        )
        length = _ink(caption.lines[spoken.line][spoken.first : spoken.last])
        for at, line in enumerate(paragraph.lines):
            if before < _ink(line):
                first, last = _index(line, before), _index(line, before + length - 1) + 1
                return Highlight(at, first, last, self._style.highlight)
            before -= _ink(line)
        return None

    def _place(self) -> tuple[float, float]:
        """Left and lower edge of the box on the canvas, moved into the frame with a warning."""
        left, top, right, bottom = _frame(self._view)
        width = BOX_WIDTH * (right - left)
        x = self._style.x if self._style.x is not None else left + (right - left - width) / 2
        portrait = self._view.canvas[1] > self._view.canvas[0]
        y = self._style.y if self._style.y is not None else bottom - LOWER_EDGE[portrait] * (bottom - top)
        inside = (min(max(x, left), right - width), min(max(y, top + self._look.size), bottom))
        if inside != (x, y) and self._captions:
            text = (
                f"the subtitle box at x {x:g}, y {y:g} leaves the frame; it was moved to {inside[0]:g}, {inside[1]:g}"
            )
            self.warnings.append(Warning("subtitle_moved", text, _PLACE_HINT, field=_FIELD + "x"))
        return inside

    def _warn_shrunk(self, scene: int | None) -> None:
        sizes = [
            (paragraph.look.size, caption)
            for caption in self._captions
            if (paragraph := _fitted(caption, self._look, self._view)).look.size < self._look.size
        ]
        if sizes:
            size, caption = min(sizes, key=lambda entry: entry[0])
            text = (
                f"{len(sizes)} of {len(self._captions)} captions are drawn smaller to fit, down to size {size:.0f}: "
                f"{' '.join(caption.lines)[:60]!r}"
            )
            self.warnings.append(Warning("subtitle_shrunk", text, _SHRUNK_HINT, scene, _FIELD + "font_size"))


def captions_in(captions: Sequence[Caption], frames: range) -> list[Caption]:
    """The captions of a scene that are shown at any of `frames`, which are as without the others.

    What is shown is the last one that has begun, so one that began before it is never seen again.
    """
    shown = [caption for caption in captions if any(line.strip() for line in caption.lines)]
    starts = [math.ceil(caption.start * FRAME_RATE) for caption in shown]
    first = max(bisect_right(starts, frames.start) - 1, 0)
    if shown and math.ceil(shown[first].stop * FRAME_RATE) <= frames.start:
        first += 1
    return shown[first : bisect_right(starts, frames.stop - 1)]


def _ink(text: str) -> int:
    """How many characters of `text` are no spaces."""
    return sum(not mark.isspace() for mark in text)


def _index(line: str, ink: int) -> int:
    """The index in `line` of its character number `ink`, spaces not counted."""
    places = [place for place, mark in enumerate(line) if not mark.isspace()]
    return places[min(ink, len(places) - 1)]


def _fitted(caption: Caption, look: Look, view: View) -> Paragraph:
    """The caption as it is drawn: its own lines if they fit, else broken anew, else smaller until two lines hold it."""
    left, top, right, bottom = _frame(view)
    box, high = BOX_WIDTH * (right - left), bottom - top
    lines = tuple(line.strip() for line in caption.lines if line.strip())
    rtl = is_right_to_left("".join(lines))
    own = Paragraph(lines, look, "centre", box, (rtl,) * len(lines))
    if len(lines) <= MOST_LINES and max(own.widths) <= _line_width(view, look) and _height(own) <= high:
        return own
    text = _joined(lines)
    largest = look.size * MOST_LINES * box / max(text_width(text, look), 1)  # more cannot fit, however it breaks
    look = look.resized(max(min(look.size, largest), SMALLEST))
    while True:
        width = _line_width(view, look)
        again = tuple(wrap(text, look, width))
        paragraph = Paragraph(again, look, "centre", box, (rtl,) * len(again))
        fits = len(paragraph.lines) <= MOST_LINES and _height(paragraph) <= high
        if fits or look.size <= SMALLEST:
            return paragraph
        look = look.resized(max(look.size * SHRINK, SMALLEST))


def _height(paragraph: Paragraph) -> float:
    """Height in canvas pixels, the outline included."""
    return paragraph.height + 2 * paragraph.look.stroke


def _joined(lines: Sequence[str]) -> str:
    """Lines as one: with a space between them, except between ideographs."""
    text = ""
    for line in lines:
        wide = bool(text) and ord(text[-1]) > 0x2E7F and ord(line[0]) > 0x2E7F
        text += line if wide or not text else f" {line}"
    return text
