"""What a film reads is never overwritten by it, and subtitles keep to their scene."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from film.conftest import production, write_sound
from understudy import produce
from understudy.audition import speak_only
from understudy.errors import InputError
from understudy.rehearse import rehearse


@pytest.fixture
def hum(tmp_path: Path) -> Path:
    """A second of a low tone."""
    tone = 0.3 * np.sin(np.arange(16_000) * 2 * np.pi * 150 / 16_000)
    return write_sound(tmp_path / "hum.wav", tone.astype(np.float32), 16_000)


def test_a_recording_is_not_spoken_over(hum: Path) -> None:
    before = hum.read_bytes()
    with pytest.raises(InputError) as caught:
        speak_only(production({"speech": {"recording": hum}}), hum)
    problem = caught.value.problems[0]
    assert (problem.code, problem.field) == ("output_is_source", "scenes[0].speech.recording")
    assert problem.message == f"{hum} is read by this production and would be overwritten"
    assert hum.read_bytes() == before


def test_a_subtitle_file_is_not_overwritten_by_the_films_own(tmp_path: Path) -> None:
    subtitles = tmp_path / "film.srt"
    subtitles.write_text("1\n00:00:00,000 --> 00:00:01,000\nHi\n", "utf-8")
    with pytest.raises(InputError, match="would be overwritten"):
        produce(production({"text": "Hi.", "subtitle_file": subtitles}), tmp_path / "film.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["film.srt"]


def test_subtitles_end_with_their_scene(hum: Path, tmp_path: Path) -> None:
    file = tmp_path / "late.srt"
    times = ("00:00:00,200 --> 00:00:05,000\nLong", "00:00:07,000 --> 00:00:09,000\nLate")
    file.write_text("\n\n".join(f"{number}\n{time}" for number, time in enumerate(times, 1)), "utf-8")
    rehearsal = rehearse(production({"speech": {"recording": hum}, "subtitle_file": file}), tmp_path)
    assert [(caption.full, float(caption.stop)) for caption in rehearsal.scenes[0].captions] == [(("Long",), 1.0)]
    assert [warning.code for warning in rehearsal.warnings] == ["subtitle_late"]
    assert rehearsal.warnings[0].message == "2 of its subtitles reach beyond the scene, which lasts 1.00 s"


def test_subtitles_without_words_are_missed(hum: Path, tmp_path: Path) -> None:
    asked = production({"speech": {"recording": hum}}, output={"subtitles": True})
    assert "subtitles_missing" in [warning.code for warning in rehearse(asked, tmp_path).warnings]
