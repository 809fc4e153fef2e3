"""The package: names, completeness, and that failures leave nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pysubs2 import SSAFile

from understudy.deliver import package
from understudy.deliver.package import FilmFiles, Material, deliver
from understudy.errors import InputError, ResourceError, Warning
from understudy.production import Codec, Production, load
from understudy.speech.captions import Caption
from understudy.speech.clip import Clip, Word
from understudy.speech.sound import Sound
from unit.encode.films import write


@dataclass
class Scene:
    """A second of a film."""

    number: int
    start: int
    stop: int
    clip: Clip
    captions: list[Caption]


@dataclass
class Rehearsal:
    """Two scenes."""

    production: Production
    scenes: list[Scene]
    warnings: list[Warning] = field(default_factory=list)


class Mix:
    """What the mixer tells."""

    def __init__(self) -> None:
        self.warnings = [Warning("music_short", "the music is short")]

    def report(self) -> dict[str, Any]:
        return {"integrated_lufs": -16.1, "true_peak_dbtp": -1.4}


@dataclass
class Watch:
    """Stage timings."""

    laps: dict[str, float]


@pytest.fixture
def material(tmp_path: Path) -> Material:
    work = tmp_path / "work"
    work.mkdir()
    white = np.full((64, 64, 4), 255, np.uint8)
    write(work / "film.mp4", [white] * 50, Codec.H264, size=(64, 64), bitrate=200)
    clip = Clip(Sound.of(np.zeros(16000), 16000), "hi", "en", words=(Word("hi", 0, 2, 0, 8000),))
    captions = [Caption(("hi",), Fraction(0), Fraction(1, 2), (), ("Hi!",))]
    production = load({"title": "T", "scenes": [{"speech": {"text": "hi"}}, {"speech": {"text": "hi"}}]})
    scenes = [Scene(0, 0, 25, clip, captions), Scene(1, 25, 50, clip, captions)]
    warned = [Warning("glyph_missing", "no glyph", scene=1)] * 2
    cover = np.full((64, 64, 4), 255, np.uint8)
    return Material(Rehearsal(production, scenes, warned), Mix(), cover, work / "film.mp4", Watch({"filming": 1.5}))


def test_a_file_has_its_company_beside_it(tmp_path: Path) -> None:
    files = FilmFiles.at(tmp_path / "my.film.mp4", Codec.H264)
    names = {path.name.removeprefix("my.film.") for path in files.beside_film}
    assert names == {"cover.png", "srt", "vtt", "ass", "words.json", "report.json"}
    assert files.folder == tmp_path and files.film.name == "my.film.mp4"


def test_a_folder_holds_plain_names(tmp_path: Path) -> None:
    for output in (tmp_path, tmp_path / "new"):
        files = FilmFiles.at(output, Codec.VP9)
        assert files.folder == output
        assert [path.name for path in (files.film, files.cover, files.srt)] == ["film.webm", "cover.png", "film.srt"]


def test_a_suffix_of_another_codec_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"film\.webm") as caught:
        FilmFiles.at(tmp_path / "film.webm", Codec.H264)
    assert caught.value.code == "suffix_differs"
    assert "film.mp4" in caught.value.problems[0].hint


def test_the_package_is_complete(material: Material, tmp_path: Path) -> None:
    film = deliver(material, FilmFiles.at(tmp_path / "out", Codec.H264))
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        *("film.mp4", "cover.png", "film.srt", "film.vtt", "film.ass", "words.json", "report.json")
    }
    assert (film.duration, film.frames) == (2, 50)
    assert [warning.code for warning in film.warnings] == ["glyph_missing", "music_short"]
    assert "00:00:01,000 --> 00:00:01,500\nHi!" in film.captions[0].read_text("utf-8")
    report = json.loads(film.report.read_text("utf-8"))
    assert report["schema"] == "report/1"
    assert (report["frames"], report["duration"], report["av_offset_ms"]) == (50, 2.0, 0.0)
    assert report["sound"]["integrated_lufs"] == -16.1
    assert report["stages"] == {"filming": 1.5}
    assert [scene["start"] for scene in report["scenes"]] == [0.0, 1.0]
    assert report["probe"]["video_codec"] == "h264"
    json.dumps(film.as_dict())
    assert {path.name for path in (film.path, *film.beside)} == {path.name for path in (tmp_path / "out").iterdir()}
    assert [event.plaintext for event in SSAFile.load(str(film.captions[2]))] == ["Hi!", "Hi!"]


def test_an_unwritable_place_is_a_resource_error(material: Material, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ResourceError):
        deliver(material, FilmFiles.inside(tmp_path / "file" / "out", Codec.H264))


def test_a_failure_leaves_nothing_new(material: Material, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "film.srt").write_text("old")
    move = package._move

    def failing(source: Path, goal: Path) -> None:
        if goal.suffix == ".mp4":
            raise OSError(28, "No space left on device")
        move(source, goal)

    monkeypatch.setattr(package, "_move", failing)
    with pytest.raises(ResourceError) as caught:
        deliver(material, FilmFiles.inside(target, Codec.H264))
    assert caught.value.code == "disk_full"
    assert {path.name for path in target.iterdir()} == {"film.srt"}


def test_a_work_folder_on_another_disk_is_copied_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"film")
    rename = Path.replace

    def elsewhere(self: Path, goal: Path) -> Path:
        if self == source:
            raise OSError(18, "Invalid cross-device link")
        return rename(self, goal)

    monkeypatch.setattr(Path, "replace", elsewhere)
    package._move(source, target)
    assert target.read_bytes() == b"film"
    assert not (tmp_path / "b.partial").exists()
