"""A paragraph: text shaped by HarfBuzz and ICU, broken into lines, painted with an outline.

Lines are broken by `script.breaks` (spaces, kinsoku, phrases) and each is shaped on its own, so that the base direction
of every line, its place and its width are ours to decide. Everything is measured in canvas pixels: a paragraph breaks
in the same places whatever the output size.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

import skia

from understudy.script.breaks import NEVER_FIRST, NEVER_LAST, Quality, breaks
from understudy.stage.runs import runs
from understudy.stage.typeface import Typeface, collection

Align = Literal["start", "centre", "left", "right"]
SMALLEST = 4
"""Font size in canvas pixels that smaller ones are drawn at (contract §18.8)."""

ASCENT = 0.88
"""Ems from the top of the em box to the baseline, as East Asian fonts divide it."""

_ENDLESS = 1e6


@dataclass(frozen=True)
class Look:
    """How text looks. `size` and `stroke` (how far the outline reaches outside) in canvas pixels; colours `#RRGGBB`."""

    face: Typeface
    size: float
    colour: str = "#FFFFFF"
    stroke_colour: str = "#000000"
    stroke: float = 0
    language: str = ""

    def resized(self, size: float) -> Look:
        """The same look at another size, the outline in proportion."""
        return replace(self, size=size, stroke=self.stroke * size / self.size)


@dataclass(frozen=True)
class Highlight:
    """Characters `first` to `last` (exclusive) of line `line` are painted in `colour`."""

    line: int
    first: int
    last: int
    colour: str


def colour_of(colour: str) -> int:
    """`#RRGGBB` as the rasteriser's opaque colour."""
    return 0xFF000000 | int(colour[1:], 16)


@cache
def _unicode() -> skia.Unicode:
    return skia.Unicodes.ICU.Make()


def is_right_to_left(text: str) -> bool:
    """Whether the first character with a direction runs from right to left (UAX #9, P2 and P3)."""
    kinds = (unicodedata.bidirectional(mark) for mark in text)
    return next((kind in ("R", "AL") for kind in kinds if kind in ("L", "R", "AL")), False)


Paints = Callable[[skia.textlayout_TextStyle], None]


def _shaped(
    text: str, look: Look, plain: Paints, marked: Paints, span: tuple[int, int], rtl: bool
) -> skia.textlayout_Paragraph:
    """One line, however long, in base direction `rtl`.

    Characters `span` get `marked`, the others `plain`; shaping runs through both alike.
    """
    style = skia.textlayout_ParagraphStyle()
    builder = skia.textlayout_ParagraphBuilder.make(style, collection(), _unicode())
    at = 0
    stretches = runs(text, look.face, look.language)
    kept = "".join(run.text for run in stretches)
    span = _moved(text, kept, span)
    for number, run in enumerate(stretches):
        cuts = sorted({0, len(run.text), *(min(max(edge - at, 0), len(run.text)) for edge in span)})
        for first, last in pairwise(cuts):
            words = skia.textlayout_TextStyle()
            words.setFontFamilies([run.alias])
            words.setFontSize(look.size)
            words.setLocale(look.language or "en")
            (marked if span[0] <= at + first and at + last <= span[1] else plain)(words)
            builder.pushStyle(words)
            opened = "\u2067" if rtl and not number and not first else ""
            closed = "\u2069" if rtl and number == len(stretches) - 1 and last == len(run.text) else ""
            builder.addText(opened + run.text[first:last] + closed)
            builder.pop()
        at += len(run.text)
    line = builder.Build()
    line.layout(_ENDLESS)
    return line


def _moved(text: str, kept: str, span: tuple[int, int]) -> tuple[int, int]:
    """`span` of `text` in `kept`, which is `text` without some of its characters."""
    if text == kept:
        return span
    first, last, at = len(kept), 0, 0
    for index, mark in enumerate(text):
        if at < len(kept) and kept[at] == mark:
            if span[0] <= index < span[1]:
                first, last = min(first, at), at + 1
            at += 1
    return first, max(first, last)


@lru_cache(maxsize=512)
def text_width(text: str, look: Look) -> float:
    """Width of one line in canvas pixels, without its outline and without spaces at its ends."""
    stripped = text.strip()
    if not stripped:
        return 0.0

    def plain(style: skia.textlayout_TextStyle) -> None:
        style.setColor(0xFF000000)

    return float(_shaped(stripped, look, plain, plain, (0, 0), is_right_to_left(stripped)).LongestLine)


def wrap(text: str, look: Look, width: float | None) -> list[str]:
    """`text` as lines no wider than `width` (None: only where it has newlines).

    Breaks at spaces and phrases; between ideographs where a phrase would leave a line less than two thirds full; inside
    a word only when it is wider than a line.
    """
    return [line for lines in wrapped_paragraphs(text, look, width) for line in lines]


def wrapped_paragraphs(text: str, look: Look, width: float | None) -> Iterator[list[str]]:
    """The lines of each paragraph of `text` as `wrap` breaks them; newlines part paragraphs."""
    for paragraph in re.split("\r\n|[\n\r\u2028\u2029\x0b\x0c\x85]", text):
        yield [paragraph.rstrip()] if width is None else _wrapped(paragraph.rstrip(), look, width)


def _wrapped(text: str, look: Look, width: float) -> list[str]:
    places = [(found.index, found.quality) for found in breaks(text, look.language)]
    edges = [index for index, _ in places]
    lines: list[str] = []
    start = 0
    while True:
        after = bisect_right(edges, start)
        reach = _reach(text, start, [*edges[after:], len(text)], look, width)
        if reach == len(text):
            return [*lines, text[start:].strip()]
        nearby = places[after : bisect_right(edges, reach)]
        stop = _best_break(text, start, reach, nearby, look, width)
        lines.append(text[start:stop].strip())
        start = stop
        while start < len(text) and text[start].isspace():
            start += 1


def _reach(text: str, start: int, places: Sequence[int], look: Look, width: float) -> int:
    """The last of `places` (at least the first of them) up to which the line from `start` still fits.

    Feels its way with growing steps, so that no more than about two lines of text are ever measured.
    """

    def fits(place: int) -> bool:
        return text_width(text[start : places[place]], look) <= width

    good, step = 0, 8
    while good + step < len(places) and fits(good + step):
        good, step = good + step, 2 * step
    bad = min(good + step, len(places))
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if fits(middle) else (good, middle)
    return places[good]


def _best_break(
    text: str, start: int, reach: int, places: Sequence[tuple[int, Quality]], look: Look, width: float
) -> int:
    """The latest of `places` (none is beyond `reach`) that is good enough for how full it leaves the line."""
    for quality, fullness in ((Quality.PHRASE, 2 / 3), (Quality.IDEOGRAPH, 0)):
        last = max((index for index, found in places if found >= quality), default=None)
        if last is not None and (not fullness or text_width(text[start:last], look) >= fullness * width):
            return last
    torn = [index for index, _ in places][-6:]
    allowed = [index for index in torn if text[index] not in NEVER_FIRST and text[index - 1] not in NEVER_LAST]
    return allowed[-1] if allowed else reach


@dataclass(frozen=True)
class Paragraph:
    """Lines of text in one look, laid out in a box: origin at its upper left corner, y down, canvas pixels.

    `box_width` is what lines are aligned in; None takes the widest line. `right_to_left` tells the base direction of
    each line, which is that of the paragraph it was broken from; None: each line has its own. `start` aligns a line at
    the side where that begins.
    """

    lines: tuple[str, ...]
    look: Look
    align: Align = "start"
    box_width: float | None = None
    right_to_left: tuple[bool, ...] | None = None
    pitch: float = field(init=False)
    widths: tuple[float, ...] = field(init=False)

    def __post_init__(self) -> None:
        pitches = [run.pitch for line in self.lines for run in runs(line, self.look.face, self.look.language)]
        object.__setattr__(self, "pitch", max(pitches, default=1.3) * self.look.size)
        object.__setattr__(self, "widths", tuple(text_width(line, self.look) for line in self.lines))

    @property
    def directions(self) -> tuple[bool, ...]:
        """Whether each line runs from right to left."""
        return tuple(map(is_right_to_left, self.lines)) if self.right_to_left is None else self.right_to_left

    @property
    def width(self) -> float:
        """Width that lines are aligned in."""
        return max(self.widths, default=0.0) if self.box_width is None else self.box_width

    @property
    def height(self) -> float:
        """Height of all lines."""
        return self.pitch * len(self.lines)

    def paint(self, canvas: skia.Canvas, highlight: Highlight | None = None) -> None:
        """Paint at the canvas' origin: first every outline, then every fill, so that no outline covers a letter."""
        if self.look.stroke > 0:
            outline = skia.Paint(
                Style=skia.Paint.kStroke_Style,
                StrokeWidth=2 * self.look.stroke,
                StrokeJoin=skia.Paint.kRound_Join,
                StrokeCap=skia.Paint.kRound_Cap,
                Color=colour_of(self.look.stroke_colour),
                AntiAlias=True,
            )
            self._pass(canvas, lambda style: style.setForegroundPaint(outline), None)
        self._pass(canvas, lambda style: style.setColor(colour_of(self.look.colour)), highlight)

    def _pass(self, canvas: skia.Canvas, plain: Paints, highlight: Highlight | None) -> None:
        """Paint all lines with one kind of paint; the highlight only if it is given."""
        for number, line in enumerate(self.lines):
            if not line.strip():
                continue
            here = highlight if highlight and highlight.line == number else None
            shift = len(line) - len(line.lstrip())
            span = (here.first - shift, here.last - shift) if here else (0, 0)
            colour = colour_of(here.colour) if here else 0

            def marked(style: skia.textlayout_TextStyle, colour: int = colour) -> None:
                style.setColor(colour)

            shaped = _shaped(line.strip(), self.look, plain, marked, span, self.directions[number])
            baseline = self.pitch * number + (self.pitch - self.look.size) / 2 + ASCENT * self.look.size
            shaped.paint(canvas, self._left(number, line), baseline - shaped.AlphabeticBaseline)

    def _left(self, number: int, line: str) -> float:
        free = self.width - self.widths[number]
        if self.align == "centre":
            return free / 2
        right = self.align == "right" or (self.align == "start" and self.directions[number])
        return free if right else 0.0
