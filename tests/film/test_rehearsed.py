"""A rehearsal as files: others film its segments and join them, and the film is the same."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from film.conftest import write_clip
from film.test_segments import a_film
from understudy import produce
from understudy.errors import EngineError
from understudy.filming import crew, rehearsed
from understudy.filming.crew import Camera
from understudy.filming.cut import Segment, cut
from understudy.filming.key import content_key
from understudy.filming.order import order_for
from understudy.production import Production, load
from understudy.rehearse import Rehearsal, rehearse

LONGEST = 25
"""Frames of a segment here."""


@pytest.fixture
def asked(tmp_path: Path) -> Production:
    """Three scenes, faded into each other, with a clip, captions and highlights; its document lies in `tmp_path`."""
    clip = write_clip(tmp_path / "clip.mp4", lambda n: np.full((36, 64, 3), 15 * n, np.uint8), 13)
    production = a_film(clip)
    document = production.model_dump_json(by_alias=True, exclude_none=True)
    (tmp_path / rehearsed.PRODUCTION).write_text(document, encoding="utf-8")
    return load(tmp_path / rehearsed.PRODUCTION)


@pytest.fixture
def rehearsal(asked: Production, tmp_path: Path) -> Rehearsal:
    """The rehearsal, which lies in `tmp_path` as files too."""
    (tmp_path / "work").mkdir()
    done = rehearse(asked, tmp_path / "work")
    done.note_filmed()
    rehearsed.write(done, tmp_path / rehearsed.FOLDER)
    return done


def segments(rehearsal: Rehearsal) -> list[Segment]:
    return cut([scene.frames for scene in rehearsal.scenes], LONGEST)


def line(folder: Path, part: Segment, key: str, path: Path) -> str:
    segment = [part.scene, part.start, part.stop]
    return json.dumps({"film": str(folder), "segment": segment, "key": key, "path": str(path)})


def test_what_is_read_is_what_was_written(asked: Production, rehearsal: Rehearsal, tmp_path: Path) -> None:
    for sound in (tmp_path / "work").iterdir():
        sound.unlink()
    again = rehearsed.read(asked, tmp_path / rehearsed.FOLDER)
    assert again.warnings == rehearsal.warnings
    for scene, before in zip(again.scenes, rehearsal.scenes, strict=True):
        assert (scene.number, scene.start, scene.frames) == (before.number, before.start, before.frames)
        assert scene.clip.tracks() == before.clip.tracks()
        assert scene.captions == before.captions
        assert scene.clip.sound.read(0, scene.clip.sound.length).any()
    for part in segments(rehearsal):
        assert content_key(order_for(again, part)) == content_key(order_for(rehearsal, part))


def test_others_film_and_join_the_same_film(
    asked: Production, rehearsal: Rehearsal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("understudy.film.cut", lambda lengths: cut(lengths, LONGEST))
    plain = produce(asked, tmp_path / "plain.mp4", processes=1)
    camera, ready = Camera({"memory": 3 << 30, "cpu_seconds": 600, "file_bytes": 1 << 30}), {}
    parts, told = segments(rehearsal), list[int]()
    assert len(parts) > 3
    try:
        for number, part in enumerate(parts):
            ready[number] = tmp_path / f"made-{number}"
            key = content_key(order_for(rehearsal, part))
            assert camera.ask(line(tmp_path, part, key, ready[number]), told.append) == []
    finally:
        camera.close()
    assert told
    monkeypatch.setattr(crew, "shoot", None)  # nothing is filmed any more
    again = rehearsed.read(asked, tmp_path / rehearsed.FOLDER)
    made = produce(asked, tmp_path / "joined.mp4", processes=1, rehearsal=again, ready=ready)
    assert made.path.read_bytes() == plain.path.read_bytes()
    assert [path.read_bytes() for path in made.captions] == [path.read_bytes() for path in plain.captions]
    assert made.timings.read_bytes() == plain.timings.read_bytes()
    assert made.warnings == plain.warnings


def test_a_damaged_segment_is_filmed_where_it_is_joined(asked: Production, tmp_path: Path) -> None:
    plain = produce(asked, tmp_path / "plain.mp4", processes=1)
    broken = tmp_path / "broken"
    broken.write_bytes(b"no film")
    made = produce(asked, tmp_path / "joined.mp4", processes=1, ready={1: broken, 2: tmp_path / "not there"})
    assert made.path.read_bytes() == plain.path.read_bytes()


def test_a_segment_with_another_key_is_not_filmed(rehearsal: Rehearsal, tmp_path: Path) -> None:
    camera = Camera()
    try:
        with pytest.raises(EngineError) as caught:
            camera.ask(line(tmp_path, segments(rehearsal)[0], "0" * 64, tmp_path / "made"), lambda done: None)
    finally:
        camera.close()
    assert caught.value.code == "segments_differ"
    assert not (tmp_path / "made").exists()
