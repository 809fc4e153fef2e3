"""Scripts of every size and kind become films, and the same production twice is the same film."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from film.conftest import frames_of, production, say, sound_of, write_sound
from understudy import produce
from understudy.encode.probe import probe
from understudy.production import Production

SMALL = {"clip_mode": "CROP", "width": 320, "height": 180, "crop_x": 800, "crop_y": 340, "bitrate": 800}
FAR = {"kind": "human", "position": {"x": 0, "y": 0, "index": 1}, "size": {"width": 24, "height": 24}}
"""A presenter outside of the picture."""
"""A presenter far away, where the picture does not matter."""


def make(asked: Production, folder: Path, name: str = "film.mp4"):  # type: ignore[no-untyped-def]
    made = produce(asked, folder / name)
    assert probe(made.path).frames == made.frames
    return made


def read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text("utf-8")))


def mouth(path: Path) -> np.ndarray:
    """How dark the middle of the picture is in each frame: an open mouth is darker than closed lips."""
    return np.array([255 - frame[84:124, 138:182].mean() for frame in frames_of(path)])


def test_a_hundred_scenes(tmp_path: Path) -> None:
    scenes = [{"text": f"Scene {number}.", "layers": [FAR]} for number in range(1, 101)]
    made = make(production(*scenes, output=SMALL), tmp_path)
    scenes = read(made.report)["scenes"]
    assert [scene["index"] for scene in scenes] == list(range(100))
    assert all(one["stop"] == other["start"] for one, other in pairwise(scenes))
    assert scenes[-1]["stop"] == float(made.duration)


def test_an_empty_scene_lasts_a_second_and_says_so(tmp_path: Path) -> None:
    made = make(production({"text": ""}, {"text": "Hello."}, output=SMALL), tmp_path)
    assert read(made.report)["scenes"][0]["stop"] == 1.0
    assert [warning.code for warning in made.warnings if warning.scene == 0] == ["scene_silent"]


@pytest.mark.parametrize("text", ["A", "好", "7", "🎬"])
def test_a_scene_of_one_character(text: str, tmp_path: Path) -> None:
    assert make(production({"text": text}, output={**SMALL, "subtitles": True}), tmp_path).frames >= 5


def test_a_scene_of_ten_thousand_characters(tmp_path: Path) -> None:
    sentence = "A presenter who never tires reads a long report without losing a word. "
    text = (sentence * 150)[:10_000]
    asked = production({"text": text, "layers": [FAR]}, output={**SMALL, "subtitles": True}, voice={"speed": 200})
    made = make(asked, tmp_path)
    assert 250 < made.duration < 500
    words = read(made.timings)["scenes"][0]["words"]
    assert " ".join(word["text"] for word in words[:6]) == "A presenter who never tires reads"
    assert words[-1]["stop"] <= float(made.duration)


@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".m4a"])
@pytest.mark.parametrize(("rate", "layout"), [(44_100, "mono"), (48_000, "stereo"), (16_000, "mono")])
def test_recordings_drive_the_film(suffix: str, rate: int, layout: str, tmp_path: Path) -> None:
    samples, own = say("My mother baked apple pie.")
    at = np.interp(np.arange(0, len(samples), own / rate), np.arange(len(samples)), samples).astype(np.float32)
    channels = np.stack([at, at]) if layout == "stereo" else at
    file = write_sound(tmp_path / f"speech{suffix}", channels, rate, layout)
    made = make(production({"speech": {"recording": file}}, output=SMALL), tmp_path)
    assert abs(float(made.duration) - len(samples) / own) < 0.12
    opened = mouth(made.path)
    assert opened.max() - opened.min() > 4


def test_the_same_production_twice_is_the_same_film(tmp_path: Path) -> None:
    asked = production(
        {"text": "<speak>One <insert-action tag='nod'/>two.</speak>"},
        {"text": "一二三。", "transition": {"kind": "cross-fade"}},
        output={**SMALL, "subtitles": True},
        seed=3,
    )
    digests = []
    for name in ("one.mp4", "two.mp4"):
        path = make(asked, tmp_path, name).path
        digest = hashlib.sha256(sound_of(path).tobytes())
        for frame in frames_of(path):
            digest.update(frame.tobytes())
        digests.append(digest.hexdigest())
    assert digests[0] == digests[1]


def test_another_seed_acts_differently(tmp_path: Path) -> None:
    films = [
        make(production({"text": "The same words again."}, output=SMALL, seed=seed), tmp_path, f"{seed}.mp4")
        for seed in (1, 2)
    ]
    assert films[0].frames == films[1].frames
    first, second = (np.stack(list(frames_of(made.path))).astype(int) for made in films)
    assert np.abs(first - second).max() > 20
