"""When every word is said, as JSON (`timings/1`): for karaoke, chapter marks, translations and editors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

from understudy.deliver.cover import write_whole
from understudy.speech.captions import Caption
from understudy.speech.clip import Clip
from understudy.timing import FRAME_RATE, frames_covering, seconds


class SpokenScene(Protocol):
    """A scene of the film: frames `start` to `stop`, in which `clip` is heard from the first frame on."""

    @property
    def number(self) -> int:
        """Its place in the production, from 0."""

    @property
    def start(self) -> int:
        """Its first frame."""

    @property
    def stop(self) -> int:
        """The first frame after it."""

    @property
    def clip(self) -> Clip:
        """What is heard."""


class SpokenFilm(Protocol):
    """A film whose speech is known."""

    @property
    def scenes(self) -> Sequence[SpokenScene]:
        """In the order of the film."""


@dataclass(frozen=True)
class Solo:
    """A speech of its own as the only scene of a film; `captions` are its subtitles, if there are any."""

    clip: Clip
    captions: Sequence[Caption] = ()
    number: int = 0
    start: int = 0

    @property
    def stop(self) -> int:
        """The first frame after it."""
        return frames_covering(self.clip.sound.length, self.clip.rate)

    @property
    def scenes(self) -> Sequence[Solo]:
        """Itself."""
        return (self,)


def timings(film: SpokenFilm, *, phones: bool = False) -> dict[str, Any]:
    """Times of all words, in seconds from the start of the film, as plain JSON values; with all phones if asked.

    `first` and `last` (exclusive) are characters of the scene's text. `start` and `stop` are rounded to 0.1 ms.
    """
    return {"schema": "timings/1", "scenes": [_scene(scene, phones) for scene in film.scenes]}


def _scene(scene: SpokenScene, phones: bool) -> dict[str, Any]:
    clip, begin = scene.clip, seconds(scene.start, FRAME_RATE)

    def span(start: int, stop: int) -> dict[str, float]:
        return {
            "start": _rounded(begin + seconds(start, clip.rate)),
            "stop": _rounded(begin + seconds(stop, clip.rate)),
        }

    values: dict[str, Any] = {
        "index": scene.number,
        "start": _rounded(begin),
        "stop": _rounded(seconds(scene.stop, FRAME_RATE)),
        "language": clip.language,
        "text": clip.written,
        "words": [
            {"text": word.text, "first": word.first, "last": word.last, **span(word.start, word.stop)}
            for word in clip.words
        ],
    }
    if phones:
        values["phones"] = [
            {"symbol": phone.symbol, "stressed": phone.stressed, **span(phone.start, phone.stop)}
            for phone in clip.phones
        ]
    return values


def _rounded(time: Fraction) -> float:
    return round(float(time), 4)


def gestures(film: SpokenFilm) -> dict[str, Any]:
    """The gestures that the scripts ask for, with their times in seconds, as plain JSON values (`actions/1`)."""
    cues = [(scene, cue) for scene in film.scenes for cue in scene.clip.cues if cue.kind == "action"]
    asked = [
        {
            "tag": cue.value,
            "time": _rounded(seconds(scene.start, FRAME_RATE) + seconds(cue.start, scene.clip.rate)),
        }
        for scene, cue in cues
    ]
    return {"schema": "actions/1", "actions": asked}


def write_timings(film: SpokenFilm, path: Path, *, phones: bool = False) -> None:
    """Write `timings` to a JSON file. Raises `ResourceError` when it cannot be written."""
    text = json.dumps(timings(film, phones=phones), ensure_ascii=False, indent=1)
    write_whole(path, text.encode())
