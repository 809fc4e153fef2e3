"""A speech and its acting as one picture: what is heard above, what is seen below, on one time axis.

From top to bottom: waveform, words, phones, the 15 visemes, the lips with every closure that must happen, eyes and
brows, head and breath, emotions and actions. Pauses are shaded through all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt
import skia

from understudy.performance.coarticulate import FRAMES_A_SECOND, lip_gap
from understudy.performance.prosody import SHORTEST_PAUSE
from understudy.performance.tracks import MOTION_INDEX, SHAPE_INDEX, Performance
from understudy.performance.visemes import VISEMES, targets
from understudy.speech.clip import Clip
from understudy.stage.paragraph import Look, Paragraph, text_width
from understudy.stage.typeface import Typeface

Picture = npt.NDArray[np.uint8]

_HEIGHT = 1080.0
"""Everything is laid out at this height and scaled to the picture."""

_LEFT, _RIGHT = 132.0, 36.0
_PAPER, _INK, _MUTED, _LINE, _PAUSE = "#FFFFFF", "#1D2733", "#6B7785", "#DDE2E8", "#F1F3F6"

_KINDS: tuple[tuple[str, str, str], ...] = (
    ("sil", "#C3CAD2", "silence"),
    ("PP", "#C8324A", "lips closed"),
    ("FF", "#E0752D", "lip on teeth"),
    ("TH DD nn kk RR", "#2A9187", "tongue"),
    ("CH SS", "#8A55B5", "teeth together"),
    ("aa E ih", "#4E9A3B", "open vowel"),
    ("oh ou", "#2F74C0", "round vowel"),
)
"""Visemes of one colour: what one sees them by."""

_COLOUR = {viseme: colour for visemes, colour, _ in _KINDS for viseme in visemes.split()}


@dataclass(frozen=True)
class _Curve:
    """A line in a panel: its values a frame, its colour, and its name in the margin."""

    name: str
    values: npt.NDArray[np.float32]
    colour: str
    filled: bool = False


@dataclass(frozen=True)
class _Sheet:
    """The paper: `start` to `stop` seconds lie between `left` and `right`."""

    canvas: skia.Canvas
    start: float
    stop: float
    right: float

    def x(self, time: float) -> float:
        """Where a time lies across."""
        return _LEFT + (time - self.start) / (self.stop - self.start) * (self.right - _LEFT)

    def shows(self, start: float, stop: float) -> bool:
        """Whether any of a time span is on the paper."""
        return stop > self.start and start < self.stop

    def span(self, start: float, stop: float) -> tuple[float, float]:
        """Left and right edge of a time span, cut at the paper's."""
        return self.x(max(start, self.start)), self.x(min(stop, self.stop))

    def box(
        self, edges: tuple[float, float, float, float], colour: str, round_by: float = 0.0, alpha: int = 255
    ) -> None:
        """A filled rectangle: left, top, right, bottom."""
        self.canvas.drawRoundRect(skia.Rect.MakeLTRB(*edges), round_by, round_by, _fill(colour, alpha))

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float = 1.0) -> None:
        """A line through points."""
        path = skia.Path()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        self.canvas.drawPath(path, _stroke(colour, width))

    def text(
        self,
        text: str,
        x: float,
        middle: float,
        size: float,
        colour: str = _INK,
        *,
        weight: int = 400,
        at: str = "left",
    ) -> None:
        """One line of text whose left end, centre or right end is at `x`, around `middle`."""
        look = Look(Typeface("Noto Sans", weight), size, colour)
        block = Paragraph((text,), look, "left")
        shift = {"left": 0.0, "centre": block.width / 2, "right": block.width}[at]
        self.canvas.save()
        self.canvas.translate(x - shift, middle - block.height / 2)
        block.paint(self.canvas)
        self.canvas.restore()

    def label(self, text: str, edges: tuple[float, float], middle: float, sizes: Iterable[float], colour: str) -> None:
        """Text centred between two edges at the first of `sizes` that fits; none where none does."""
        for size in sizes:
            if text_width(text, Look(Typeface("Noto Sans", 400), size)) <= edges[1] - edges[0] - 1:
                self.text(text, sum(edges) / 2, middle, size, colour, at="centre")
                return


def chart(
    clip: Clip,
    performance: Performance,
    size: tuple[int, int] = (1920, 1080),
    *,
    start: float = 0.0,
    stop: float | None = None,
) -> Picture:
    """Draw a clip and its performance: (height, width, 4) uint8 RGBA, opaque, of `size` (width, height).

    Shows `start` to `stop` seconds (default: everything). 3 to 10 seconds are easy to read; of longer spans the labels
    that do not fit are left out.
    """
    width, height = size
    end = max(performance.frames / FRAMES_A_SECOND, float(clip.sound.duration), 1 / FRAMES_A_SECOND)
    first = min(max(start, 0.0), end - 1 / FRAMES_A_SECOND)
    last = min(max(end if stop is None else stop, first + 1 / FRAMES_A_SECOND), max(end, first + 0.04))
    pixels = np.zeros((height, width, 4), np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
    canvas = surface.getCanvas()
    canvas.clear(0xFFFFFFFF)
    canvas.scale(height / _HEIGHT, height / _HEIGHT)
    sheet = _Sheet(canvas, first, last, width * _HEIGHT / height - _RIGHT)
    _draw_all(sheet, clip, performance)
    surface.flushAndSubmit()
    return pixels


def _draw_all(sheet: _Sheet, clip: Clip, performance: Performance) -> None:
    _draw_title(sheet, clip, performance)
    _draw_pauses(sheet, performance, 84, 1024)
    _draw_axis(sheet, 84, 1024)
    _draw_wave(sheet, clip, 88, 196)
    _draw_words(sheet, clip, 202, 230)
    _draw_phones(sheet, clip, 234, 262)
    _draw_visemes(sheet, performance, 272, 512)
    _draw_lips(sheet, performance, 528, 690)
    _draw_eyes(sheet, performance, 706, 816)
    _draw_head(sheet, performance, 832, 972)
    _draw_spans(sheet, clip, performance, 984, 1016)


def _fill(colour: str, alpha: int = 255) -> skia.Paint:
    return skia.Paint(Color=alpha << 24 | int(colour[1:], 16), AntiAlias=True)


def _stroke(colour: str, width: float) -> skia.Paint:
    paint = _fill(colour)
    paint.setStyle(skia.Paint.kStroke_Style)
    paint.setStrokeWidth(width)
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    return paint


def _draw_title(sheet: _Sheet, clip: Clip, performance: Performance) -> None:
    """What is said, and the key to the colours."""
    written = " ".join(clip.written.split()) or "(no text)"
    room = sheet.right - _LEFT
    look = Look(Typeface("Noto Sans", 700), 24)
    short = written
    while text_width(short, look) > room and len(short) > 1:
        short = short[: int(len(short) * 0.95)].rstrip(" …") + "…"
    sheet.text(short, _LEFT, 26, 24, weight=700)
    seconds = float(clip.sound.duration)
    spoken = sum(1 for phone in clip.phones if phone.symbol)
    facts = f"{clip.language or 'unknown language'} · {seconds:.2f} s of sound · {performance.frames} frames"
    facts += f" · {spoken} phones"
    sheet.text(facts, _LEFT, 58, 14, _MUTED)
    x = sheet.right
    for _, colour, name in reversed(_KINDS):
        x -= text_width(name, Look(Typeface("Noto Sans", 400), 14))
        sheet.text(name, x, 58, 14, _MUTED)
        sheet.box((x - 18, 52, x - 6, 64), colour, 3)
        x -= 36


def _draw_pauses(sheet: _Sheet, performance: Performance, top: float, bottom: float) -> None:
    for cue in performance.visemes:
        begin, end = cue.start / FRAMES_A_SECOND, cue.stop / FRAMES_A_SECOND
        if cue.viseme == "sil" and end - begin > SHORTEST_PAUSE and sheet.shows(begin, end):
            left, right = sheet.span(begin, end)
            sheet.box((left, top, right, bottom), _PAUSE)


def _draw_axis(sheet: _Sheet, top: float, bottom: float) -> None:
    """Time below, with lines at round times."""
    step = next(step for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 1e9) if _most(sheet, step) <= 24)
    for number in range(int(np.ceil(sheet.start / step)), int(sheet.stop / step + 1e-6) + 1):
        x = sheet.x(number * step)
        sheet.line([(x, top), (x, bottom + 6)], _LINE)
        sheet.text(f"{number * step:g} s", x, bottom + 20, 14, _MUTED, at="centre")


def _most(sheet: _Sheet, step: float) -> float:
    return (sheet.stop - sheet.start) / step


def _draw_wave(sheet: _Sheet, clip: Clip, top: float, bottom: float) -> None:
    sheet.text("sound", _LEFT - 12, (top + bottom) / 2, 15, at="right")
    columns = int(sheet.right - _LEFT)
    edges = np.linspace(sheet.start, sheet.stop, columns + 1) * clip.rate
    low, high = np.zeros(columns), np.zeros(columns)
    for column, (first, last) in enumerate(zip(edges[:-1].astype(int), edges[1:].astype(int), strict=True)):
        if first < clip.sound.length:
            block = clip.sound.read(first, max(last, first + 1))
            low[column], high[column] = block.min(), block.max()
    loudest = max(float(np.abs(low).max(initial=0)), float(high.max(initial=0)), 0.05)
    middle, scale = (top + bottom) / 2, (bottom - top) / 2 / loudest
    for column in range(columns):
        x = _LEFT + column
        sheet.box((x, middle - high[column] * scale - 0.5, x + 1, middle - low[column] * scale + 0.5), "#5A6B7E")


def _draw_words(sheet: _Sheet, clip: Clip, top: float, bottom: float) -> None:
    sheet.text("words", _LEFT - 12, (top + bottom) / 2, 15, at="right")
    for word in clip.words:
        begin, end = word.start / clip.rate, word.stop / clip.rate
        if sheet.shows(begin, end):
            left, right = sheet.span(begin, end)
            sheet.box((left + 1, top, max(right - 1, left + 2), bottom), "#E4ECF6", 5)
            sheet.label(word.text, (left, right), (top + bottom) / 2, (17, 15, 13, 11), _INK)


def _draw_phones(sheet: _Sheet, clip: Clip, top: float, bottom: float) -> None:
    sheet.text("phones", _LEFT - 12, (top + bottom) / 2, 15, at="right")
    for phone in clip.phones:
        begin, end = phone.start / clip.rate, phone.stop / clip.rate
        if phone.symbol and sheet.shows(begin, end):
            left, right = sheet.span(begin, end)
            colour = _COLOUR[targets(phone.symbol)[0].viseme]
            sheet.box((left + 0.5, top, max(right - 0.5, left + 1.5), bottom), colour, 4)
            name = ("ˈ" if phone.stressed else "") + phone.symbol
            sheet.label(name, (left, right), (top + bottom) / 2, (16, 14, 12, 10), _PAPER)


def _draw_visemes(sheet: _Sheet, performance: Performance, top: float, bottom: float) -> None:
    """One row a viseme; the bar's height is how far it is reached."""
    row = (bottom - top) / len(VISEMES)
    for number, viseme in enumerate(VISEMES):
        y = top + number * row
        sheet.line([(_LEFT, y + row), (sheet.right, y + row)], _LINE, 0.8)
        sheet.text(viseme, _LEFT - 12, y + row / 2, 13, _COLOUR[viseme] if viseme != "sil" else _MUTED, at="right")
    for cue in performance.visemes:
        begin, end = cue.start / FRAMES_A_SECOND, cue.stop / FRAMES_A_SECOND
        if sheet.shows(begin, end):
            left, right = sheet.span(begin, end)
            floor = top + (VISEMES.index(cue.viseme) + 1) * row - 1.5
            height = (row - 3) * (0.35 + 0.65 * cue.peak)
            sheet.box((left, floor - height, max(right, left + 1), floor), _COLOUR[cue.viseme], 2)


def _draw_lips(sheet: _Sheet, performance: Performance, top: float, bottom: float) -> None:
    """The gap between the lips, what makes it, and every moment at which it must be closed."""
    weights = performance.weights
    for viseme, cues in groupby(performance.visemes, key=lambda cue: cue.viseme):
        for cue in cues:
            begin, end = cue.start / FRAMES_A_SECOND, cue.stop / FRAMES_A_SECOND
            if viseme == "PP" and sheet.shows(begin, end):
                left, right = sheet.span(begin, end)
                sheet.box((left, top, right, bottom), _COLOUR["PP"], alpha=34)
    curves = (
        _Curve("lip gap", lip_gap(weights), "#3C4A59", filled=True),
        _Curve("jawOpen", weights[:, SHAPE_INDEX["jawOpen"]], "#4E9A3B"),
        _Curve("mouthClose", weights[:, SHAPE_INDEX["mouthClose"]], "#C8324A"),
        _Curve("mouthPucker", weights[:, SHAPE_INDEX["mouthPucker"]], "#2F74C0"),
        _Curve("mouthStretch", weights[:, SHAPE_INDEX["mouthStretchLeft"]], "#D39B1F"),
        _Curve("rollLower", weights[:, SHAPE_INDEX["mouthRollLower"]], "#E0752D"),
        _Curve("tongue", weights[:, SHAPE_INDEX["tongueOut"]], "#2A9187"),
    )
    ceiling = _ceiling(curves)
    _draw_panel(sheet, curves, top, bottom, (0.0, ceiling))
    sheet.text(f"{ceiling:.1f}", sheet.right + 4, top + 6, 12, _MUTED)
    sheet.text("0", sheet.right + 4, bottom - 2, 12, _MUTED)


def _draw_eyes(sheet: _Sheet, performance: Performance, top: float, bottom: float) -> None:
    weights = performance.weights
    across = weights[:, SHAPE_INDEX["eyeLookOutLeft"]] - weights[:, SHAPE_INDEX["eyeLookInLeft"]]
    up = weights[:, SHAPE_INDEX["eyeLookUpLeft"]] - weights[:, SHAPE_INDEX["eyeLookDownLeft"]]
    curves = (
        _Curve("blink", weights[:, SHAPE_INDEX["eyeBlinkLeft"]], "#3C4A59", filled=True),
        _Curve("brow inner", weights[:, SHAPE_INDEX["browInnerUp"]], "#C8324A"),
        _Curve("brow outer", weights[:, SHAPE_INDEX["browOuterUpLeft"]], "#E0752D"),
        _Curve("smile", weights[:, SHAPE_INDEX["mouthSmileLeft"]], "#4E9A3B"),
        _Curve("gaze across", across, "#2F74C0"),
        _Curve("gaze up", up, "#8A55B5"),
    )
    _draw_panel(sheet, curves, top, bottom, (-0.4, 1.0))


def _draw_head(sheet: _Sheet, performance: Performance, top: float, bottom: float) -> None:
    motions = performance.motions
    colours = {"yaw": "#2F74C0", "pitch": "#C8324A", "roll": "#8A55B5"}
    turns = tuple(_Curve(f"{name} °", motions[:, MOTION_INDEX[name]], colour) for name, colour in colours.items())
    most = max(3.0, *(float(np.abs(curve.values).max(initial=0)) for curve in turns))
    breath = _Curve("breath", motions[:, MOTION_INDEX["breath"]] * most, "#7F8C99", filled=True)
    lean = _Curve("lean °", motions[:, MOTION_INDEX["lean"]], "#2A9187")
    _draw_panel(sheet, (breath, *turns, lean), top, bottom, (-most, most))
    sheet.text(f"+{most:.0f}°", sheet.right + 4, top + 6, 12, _MUTED)
    sheet.text(f"−{most:.0f}°", sheet.right + 4, bottom - 6, 12, _MUTED)


def _ceiling(curves: Sequence[_Curve]) -> float:
    return max(0.6, *(float(curve.values.max(initial=0)) for curve in curves))


def _draw_panel(
    sheet: _Sheet, curves: Sequence[_Curve], top: float, bottom: float, between: tuple[float, float]
) -> None:
    """Curves over time with their names in the margin; filled ones lie below the others."""
    low, high = between

    def y(value: float) -> float:
        return bottom - (min(max(value, low), high) - low) / (high - low) * (bottom - top)

    sheet.line([(_LEFT, y(0.0)), (sheet.right, y(0.0))], "#B9C2CC")
    pitch = min((bottom - top) / len(curves), 22.0)
    begin = (top + bottom) / 2 - pitch * (len(curves) - 1) / 2
    for number, curve in enumerate(curves):
        sheet.text(curve.name, _LEFT - 12, begin + number * pitch, 14, curve.colour, at="right")
        points = [(sheet.x(time), y(value)) for time, value in _points(sheet, curve.values)]
        if not points:
            continue
        if curve.filled:
            for (left, value), (right, _) in zip(points, [*points[1:], (sheet.right, 0.0)], strict=True):
                sheet.box((left, min(value, y(0.0)), right, y(0.0)), curve.colour, alpha=52)
        else:
            sheet.line(points, curve.colour, 1.8)


def _points(sheet: _Sheet, values: npt.NDArray[np.float32]) -> Iterator[tuple[float, float]]:
    """(seconds, value) at the middle of each frame that is on the paper."""
    first = max(int(sheet.start * FRAMES_A_SECOND), 0)
    last = min(int(np.ceil(sheet.stop * FRAMES_A_SECOND)), len(values))
    for frame in range(first, last):
        time = (frame + 0.5) / FRAMES_A_SECOND
        if sheet.start <= time <= sheet.stop:
            yield time, float(values[frame])


def _draw_spans(sheet: _Sheet, clip: Clip, performance: Performance, top: float, bottom: float) -> None:
    """Emotions and actions as named bars, in two rows."""
    middle = (top + bottom) / 2
    rows = (
        ("emotion", top, middle - 1, "#D39B1F", _emotions(clip)),
        ("action", middle + 1, bottom, "#2F74C0", _actions(performance)),
    )
    for name, first, last, colour, spans in rows:
        sheet.text(name, _LEFT - 12, (first + last) / 2, 13, _MUTED, at="right")
        for value, begin, end in spans:
            if sheet.shows(begin, end):
                left, right = sheet.span(begin, end)
                sheet.box((left, first, right, last), colour, 4, alpha=70)
                sheet.label(value, (left, right), (first + last) / 2, (13, 11), _INK)


def _emotions(clip: Clip) -> list[tuple[str, float, float]]:
    return [(cue.value, cue.start / clip.rate, cue.stop / clip.rate) for cue in clip.cues if cue.kind == "emotion"]


def _actions(performance: Performance) -> list[tuple[str, float, float]]:
    return [(span.tag, span.start / FRAMES_A_SECOND, span.stop / FRAMES_A_SECOND) for span in performance.actions]
