"""Words and phones as a TextGrid, the format of Praat (long text form, UTF-8): to look at and to measure speech."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from understudy.deliver.timings import SpokenFilm
from understudy.timing import FRAME_RATE, seconds

Interval = tuple[Fraction, Fraction, str]
"""Start and stop in seconds, and what is heard."""


def textgrid(film: SpokenFilm, end: Fraction | None = None) -> str:
    """Two interval tiers, `words` and `phones`, without gaps from 0 to `end` (default: of the film)."""
    last = max([end or Fraction(), *(seconds(scene.stop, FRAME_RATE) for scene in film.scenes)])
    tiers = [
        _tier(number, name, list(_filled(found, last)), last) for number, (name, found) in enumerate(_tracks(film), 1)
    ]
    head = (
        'File type = "ooTextFile"\nObject class = "TextGrid"\n\n'
        f"xmin = 0\nxmax = {_number(last)}\ntiers? <exists>\nsize = {len(tiers)}\nitem []:\n"
    )
    return head + "".join(tiers)


def _tracks(film: SpokenFilm) -> Iterator[tuple[str, list[Interval]]]:
    words, phones = list[Interval](), list[Interval]()
    for scene in film.scenes:
        begin, rate = seconds(scene.start, FRAME_RATE), scene.clip.rate
        words += [(begin + seconds(w.start, rate), begin + seconds(w.stop, rate), w.text) for w in scene.clip.words]
        phones += [(begin + seconds(p.start, rate), begin + seconds(p.stop, rate), p.symbol) for p in scene.clip.phones]
    yield "words", words
    yield "phones", phones


def _filled(found: Iterable[Interval], last: Fraction) -> Iterator[Interval]:
    """The intervals, with empty ones where there are none; nothing beyond the end."""
    at = Fraction()
    for start, stop, text in found:
        start, stop = max(start, at), min(stop, last)
        if stop <= start:
            continue
        if start > at:
            yield at, start, ""
        yield start, stop, text
        at = stop
    if at < last:
        yield at, last, ""


def _tier(number: int, name: str, intervals: list[Interval], last: Fraction) -> str:
    rows = "".join(
        f"        intervals [{place}]:\n            xmin = {_number(start)}\n            xmax = {_number(stop)}\n"
        f"            text = {_quoted(text)}\n"
        for place, (start, stop, text) in enumerate(intervals, 1)
    )
    return (
        f'    item [{number}]:\n        class = "IntervalTier"\n        name = "{name}"\n        xmin = 0\n'
        f"        xmax = {_number(last)}\n        intervals: size = {len(intervals)}\n{rows}"
    )


def _number(time: Fraction) -> str:
    return f"{float(time):.6f}".rstrip("0").rstrip(".") or "0"


def _quoted(text: str) -> str:
    """In double quotes, which are doubled inside; Praat reads a text over several lines, but nobody writes one."""
    return '"' + " ".join(text.split()).replace('"', '""') + '"'
