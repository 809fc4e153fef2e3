"""Caption files: SRT, WebVTT and ASS of a film, and those that a production brings along."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from understudy.errors import InputError
from understudy.script.breaks import is_ideographic
from understudy.speech.captions import Caption
from understudy.timing import FRAME_RATE, nearest, seconds, timestamp

if TYPE_CHECKING:
    import pysubs2

LARGEST_FILE = 10_000_000
"""Bytes of a caption file that is read; a ten-hour film's captions take about one million."""


class CaptionedScene(Protocol):
    """A scene of the film that begins at frame `start`, with its captions."""

    @property
    def start(self) -> int:
        """Its first frame."""

    @property
    def captions(self) -> list[Caption]:
        """What is shown in it."""


def shifted(captions: Sequence[Caption], by: Fraction) -> list[Caption]:
    """The captions `by` seconds later: those of a scene on the clock of the film."""
    return [
        replace(
            caption,
            start=caption.start + by,
            stop=caption.stop + by,
            words=tuple(replace(word, start=word.start + by, stop=word.stop + by) for word in caption.words),
        )
        for caption in captions
    ]


def film_captions(scenes: Sequence[CaptionedScene]) -> list[Caption]:
    """The captions of all scenes on the clock of the film."""
    return [caption for scene in scenes for caption in shifted(scene.captions, seconds(scene.start, FRAME_RATE))]


def srt(captions: Sequence[Caption]) -> str:
    """The captions as SubRip, with all their punctuation."""
    return "".join(
        f"{number}\n{timestamp(caption.start, ',')} --> {timestamp(caption.stop, ',')}\n{_block(caption)}\n\n"
        for number, caption in enumerate(captions, 1)
    )


def vtt(captions: Sequence[Caption]) -> str:
    """The captions as WebVTT (W3C)."""
    cues = (
        f"{timestamp(caption.start)} --> {timestamp(caption.stop)}\n{html.escape(_block(caption), quote=False)}\n\n"
        for caption in captions
    )
    return "WEBVTT\n\n" + "".join(cues)


def ass(captions: Sequence[Caption], *, lit: bool = False) -> str:
    """The captions as Advanced SubStation Alpha, in its default style on a 1920×1080 script.

    `lit`: each word takes on its colour when it is said (karaoke tags), in the lines as the picture shows them.
    """
    import pysubs2

    file = pysubs2.SSAFile()
    file.info.update({"PlayResX": "1920", "PlayResY": "1080", "WrapStyle": "2"})
    file.styles["Default"] = pysubs2.SSAStyle(
        fontname="Noto Sans SC",
        fontsize=64,
        outline=3,
        shadow=0,
        marginv=64,
        secondarycolor=pysubs2.Color(160, 160, 160),
    )
    for caption in captions:
        event = pysubs2.SSAEvent(start=_milliseconds(caption.start), end=_milliseconds(caption.stop))
        event.text = _lit(caption) if lit and caption.words else _escaped(_block(caption)).replace("\n", "\\N")
        file.append(event)
    return file.to_string("ass")


def _escaped(text: str) -> str:
    """Braces begin a tag in ASS."""
    return text.translate({ord("{"): "｛", ord("}"): "｝"})


def _lit(caption: Caption) -> str:
    """The lines with a karaoke tag before each word: how long, in hundredths of a second, until the next one begins."""
    out, clock = "", _hundredths(caption.start)
    for number, line in enumerate(caption.lines):
        at = 0
        for word in sorted((word for word in caption.words if word.line == number), key=lambda word: word.first):
            begin, end = _hundredths(word.start), _hundredths(word.stop)
            if begin > clock:
                out += f"{{\\k{begin - clock}}}"
            out += _escaped(line[at : word.first]) + f"{{\\k{max(end - max(begin, clock), 0)}}}"
            out += _escaped(line[word.first : word.last])
            at, clock = word.last, max(end, clock)
        out += _escaped(line[at:]) + ("\\N" if number + 1 < len(caption.lines) else "")
    return out


def _hundredths(time: Fraction) -> int:
    return nearest(time * 100)


def _block(caption: Caption) -> str:
    """The lines of a caption; no empty line among them, which would end it."""
    return "\n".join(line for line in caption.full if line.strip()) or "-"


def _milliseconds(time: Fraction) -> int:
    return nearest(time * 1000)


def read_captions(file: Path, *, scene: int | None = None, field: str = "") -> list[Caption]:
    """The captions of an SRT, WebVTT or ASS file (UTF-8, or UTF-16 with its mark), in order and without overlap.

    Times count from the start of the scene. Styles and tags are dropped, the text is shown as it is. Where two overlap,
    the first one ends when the second begins; two that begin together become one.
    Raises `InputError`:
    `file_missing`, `subtitle_unreadable`, `subtitle_encoding`, `subtitle_format`, `subtitle_empty`.
    """
    import pysubs2
    from pysubs2.exceptions import Pysubs2Error

    where = (scene, field or (None if scene is None else f"scenes[{scene}].subtitle_file"))
    text = _text(file, where)
    kind = _kind(text)
    try:
        if kind is None:
            raise ValueError
        events = pysubs2.SSAFile.from_string(text if kind == "ass" else _guarded(text), format_=kind)
    except (Pysubs2Error, ValueError, KeyError, IndexError, AttributeError):
        raise _refusal("subtitle_format", f"{file} is no SRT, WebVTT or ASS file", _HINT, where) from None
    captions = _captions(events)
    if not captions and kind != "vtt":
        raise _refusal("subtitle_empty", f"{file} holds no caption with a time and a text", _HINT, where)
    return captions


def words_of(file: Path) -> str:
    """What the captions of a file say, as running text: their lines joined as they were before somebody cut them."""
    text = ""
    for line in (line for caption in read_captions(file) for line in caption.lines):
        unparted = not text or (is_ideographic(text[-1]) and is_ideographic(line[0]))
        text += ("" if unparted else " ") + line
    return text


_HINT = "each caption needs a line like 00:00:01,000 --> 00:00:02,500 and its text under it"
_Where = tuple[int | None, str | None]
"""Scene and field."""


def _refusal(code: str, text: str, hint: str, where: _Where) -> InputError:
    return InputError(code, text, hint=hint, scene=where[0], field=where[1])


def _text(file: Path, where: _Where) -> str:
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST_FILE + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise _refusal("file_missing", f"there is no file {file}", "check the path", where) from None
    except OSError as error:
        text = f"{file} cannot be read: {error.strerror}"
        raise _refusal("subtitle_unreadable", text, "give a readable file", where) from None
    if len(data) > LARGEST_FILE:
        text = f"{file} is larger than {LARGEST_FILE // 1_000_000} MB"
        raise _refusal("subtitle_format", text, "captions of one scene are far smaller", where)
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        text = f"{file} is not UTF-8 text"
        raise _refusal("subtitle_encoding", text, "save it as UTF-8", where) from None


def _kind(text: str) -> str | None:
    """`srt`, `vtt` or `ass`, by what stands in the file, not by its name."""
    if text.startswith("WEBVTT"):
        return "vtt"
    if re.search(r"^\[(Script Info|V4\+? Styles|Events)\]", text, re.MULTILINE | re.IGNORECASE):
        return "ass"
    return "srt" if re.search(r"\d:\d\d:\d\d[,.]\d+\s*-->", text) else None


_GUARDS, _BRACES = str.maketrans("{}", "\ue000\ue001"), str.maketrans("\ue000\ue001", "{}")


def _guarded(text: str) -> str:
    """SRT or WebVTT text without ASS tags that some programs leave in it; its other braces survive the reading."""
    return re.sub(r"\{\\[^}\n]*\}", "", text).translate(_GUARDS)


def _captions(events: Iterable[pysubs2.SSAEvent]) -> list[Caption]:
    """The events in order of time, cut where the next one begins; joined where they begin together."""
    found: list[Caption] = []
    shown = [event for event in events if not event.is_comment and event.end > event.start]
    for event in sorted(shown, key=lambda event: (event.start, event.end)):
        lines = tuple(
            line.strip() for line in html.unescape(event.plaintext).translate(_BRACES).splitlines() if line.strip()
        )
        start, stop = Fraction(max(event.start, 0), 1000), Fraction(event.end, 1000)
        if not lines or stop <= 0:
            continue
        if found and found[-1].start == start:
            found[-1] = Caption((*found[-1].lines, *lines), start, max(stop, found[-1].stop))
            continue
        if found and found[-1].stop > start:
            found[-1] = replace(found[-1], stop=start)
        found.append(Caption(lines, start, stop))
    return found
