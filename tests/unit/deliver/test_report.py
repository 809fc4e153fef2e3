"""The report, and when words are said."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np

from understudy.deliver.report import reading_speed, reading_warnings, versions
from understudy.deliver.timings import timings, write_timings
from understudy.speech.captions import Caption
from understudy.speech.clip import Clip, Phone, Word
from understudy.speech.sound import Sound


@dataclass
class Scene:
    """A scene that says "hi there" from 0.25 s on."""

    number: int
    start: int
    stop: int
    clip: Clip


@dataclass
class Film:
    """Scenes in order."""

    scenes: list[Scene] = field(default_factory=list)


def clip() -> Clip:
    words = (Word("hi", 0, 2, 4000, 8000), Word("there", 3, 8, 8000, 12000))
    phones = (Phone("", 0, 4000), Phone("h", 4000, 12000, stressed=True), Phone("", 12000, 16000))
    return Clip(Sound.of(np.zeros(16000), 16000), "hi there", "en-US", phones, words)


def test_times_are_on_the_clock_of_the_film(tmp_path: Path) -> None:
    film = Film([Scene(0, 0, 25, clip()), Scene(1, 25, 50, clip())])
    found = timings(film)
    assert found["schema"] == "timings/1"
    first, second = found["scenes"]
    assert (first["index"], first["start"], first["stop"], second["start"], second["stop"]) == (0, 0.0, 1.0, 1.0, 2.0)
    assert first["words"][1] == {"text": "there", "first": 3, "last": 8, "start": 0.5, "stop": 0.75}
    assert second["words"][0]["start"] == 1.25
    assert "phones" not in first
    write_timings(film, tmp_path / "words.json", phones=True)
    stored = json.loads((tmp_path / "words.json").read_text("utf-8"))
    assert stored["scenes"][1]["phones"][1] == {"symbol": "h", "stressed": True, "start": 1.25, "stop": 1.75}
    assert stored["scenes"][0]["text"] == "hi there"


def test_subtitles_that_go_by_too_fast_are_named() -> None:
    slow = Caption(("A line that can be read.",), Fraction(0), Fraction(3))
    fast = Caption(("This one goes by much too fast", "for anybody to read it"), Fraction(3), Fraction(4))
    chinese = Caption(("十二个汉字在一秒里就过去",), Fraction(4), Fraction(5))
    assert reading_warnings([slow], 0) == []
    (warning,) = reading_warnings([slow, fast], 2)
    assert (warning.code, warning.scene) == ("reading_fast", 2)
    assert "1 of 2" in warning.message and "This one goes" in warning.message
    assert len(reading_warnings([chinese], 0)) == 1
    assert reading_speed([slow, chinese]) == 12
    assert reading_speed([]) == 0


def test_versions_name_what_makes_the_pictures() -> None:
    found = versions()
    assert {"understudy", "python", "av", "skia-python", "libavcodec", "libswscale"} <= found.keys()
