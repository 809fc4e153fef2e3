"""What the probe finds, and what the check refuses."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from films import SMALL, solid, write

from understudy.encode.probe import Probe, check, probe
from understudy.errors import EngineError, InputError
from understudy.production import Codec

WANTED: dict[str, Any] = {
    "size": SMALL,
    "frames": 7,
    "samples": 7 * 1920,
    "alpha": False,
    "codec": "h264",
    "sound_codec": "aac",
    "tagged": True,
}


@pytest.fixture
def film(tmp_path: Path) -> Path:
    write(tmp_path / "film.mp4", [solid((10, 20, 30))] * 7, Codec.H264)
    return tmp_path / "film.mp4"


def test_probe_reads_what_was_written(film: Path) -> None:
    found = probe(film)
    assert (found.width, found.height, found.frames, found.samples) == (*SMALL, 7, 7 * 1920)
    assert (found.frame_rate, found.duration) == (25, Fraction(7, 25))
    assert (found.sample_rate, found.channels, found.sound_codec) == (48000, 2, "aac")
    assert (found.av_offset_ms, found.end_gap_ms, found.faststart, found.regular) == (0, 0, True, True)
    assert found.size_bytes == film.stat().st_size
    check(found, **WANTED)
    assert found.as_dict()["duration"] == 0.28


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"frames": 6}, "frames"),
        ({"regular": False}, "frame times"),
        ({"samples": 7 * 1920 - 1}, "samples"),
        ({"av_offset_ms": 21.3}, "start of sound"),
        ({"end_gap_ms": -41.0}, "end of sound"),
        ({"matrix": "smpte170m"}, "colours"),
        ({"faststart": False}, "index"),
        ({"alpha": True}, "transparency"),
        ({"frame_rate": Fraction(24)}, "frame rate"),
    ],
)
def test_check_names_what_differs(film: Path, change: dict[str, Any], word: str) -> None:
    with pytest.raises(EngineError, match=word) as caught:
        check(replace(probe(film), **change), **WANTED)
    assert [problem.code for problem in caught.value.problems] == ["film_wrong"]


def test_check_lists_all_differences(film: Path) -> None:
    found: Probe = replace(probe(film), frames=1, samples=2, channels=1)
    with pytest.raises(EngineError) as caught:
        check(found, **WANTED)
    assert len(caught.value.problems) == 3


def test_broken_files_are_input_errors(film: Path, tmp_path: Path) -> None:
    whole = film.read_bytes()
    for name, content in {"empty": b"", "text": b"no film " * 99, "cut": whole[:600]}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match=r"cannot be read|not a film|streams"):
            probe(tmp_path / name)
    with pytest.raises(InputError, match="cannot be read"):
        probe(tmp_path / "missing.mp4")


def test_truncated_pictures_are_found(film: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.mp4").write_bytes(film.read_bytes()[:-60])
    try:
        found = probe(tmp_path / "cut.mp4")
    except InputError:
        return
    with pytest.raises(EngineError, match=r"frames|samples"):
        check(found, **WANTED)
