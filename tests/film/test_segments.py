"""A film in segments: the same for any number of processes, and only what is missing is filmed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from film.conftest import frames_of, production, write_clip
from understudy import produce
from understudy.content_cache import ContentCache
from understudy.errors import Cancelled, InputError, ResourceError
from understudy.film import Production
from understudy.filming import crew
from understudy.filming.crew import Camera
from understudy.filming.cut import Segment, cut
from understudy.filming.key import content_key
from understudy.filming.order import SegmentOrder, order_for
from understudy.rehearse import rehearse
from understudy.render.renderer import Renderer
from understudy.stage.scene import Cast

SMALL: dict[str, Any] = {"clip_mode": "CROP", "width": 320, "height": 180, "crop_x": 800, "crop_y": 500}
TEXTS = ("The lips must close.", "Maybe before people notice it.", "Then the film ends here.")


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Half a second that is repeated, each frame another grey."""
    return write_clip(tmp_path / "clip.mp4", lambda n: np.full((36, 64, 3), 15 * n, np.uint8), 13)


def scenes(clip: Path, texts: tuple[str, ...] = TEXTS) -> list[dict[str, Any]]:
    """Scenes with a running clip, faded into each other."""
    place = {"position": {"x": 820, "y": 520, "index": 2}, "size": {"width": 100, "height": 60}}
    running = {"kind": "video", "file": clip, "loop_count": -1, **place}
    fade = {"kind": "cross-fade", "milliseconds": 300}
    colours = ("#335577", "#775533", "#557733")
    return [
        {"text": text, "layers": [running], "transition": fade, "background": {"kind": "colour", "colour": colour}}
        for text, colour in zip(texts, colours, strict=False)
    ]


def a_film(clip: Path, texts: tuple[str, ...] = TEXTS, **output: Any) -> Production:
    style = {"subtitles": True, "subtitle_style": {"highlight": "#FFDD00"}}
    return production(*scenes(clip, texts), voice={"name": "espeak:en-us"}, output={**SMALL, **style, **output})


@pytest.fixture
def short_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seconds each, so that short films have several."""
    monkeypatch.setattr("understudy.film.cut", lambda lengths: cut(lengths, 50))


@pytest.fixture
def filmed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Which segments are filmed here: the colour behind them and the first frame."""
    found: list[tuple[str, int]] = []
    shoot = crew.shoot

    def noting(order: SegmentOrder, *arguments: Any, **options: Any) -> Any:
        found.append((order.production.scenes[-1].background.colour, order.start))  # type: ignore[union-attr]
        return shoot(order, *arguments, **options)

    monkeypatch.setattr(crew, "shoot", noting)
    return found


def test_frames_are_those_of_the_whole_film(clip: Path, tmp_path: Path) -> None:
    """Segments with fades, clips, captions and highlights: each frame equals that of a renderer with all scenes."""
    rehearsal = rehearse(a_film(clip), tmp_path)
    whole = Renderer([scene.take for scene in rehearsal.scenes], rehearsal.view.size)
    pictures = [picture.copy() for picture in whole.pictures()]
    seen = 0
    for segment in cut([scene.frames for scene in rehearsal.scenes], 20):
        order = SegmentOrder.model_validate_json(order_for(rehearsal, segment).to_json())
        takes = order.takes(Cast())
        part = Renderer(takes, rehearsal.view.size)
        for frame in range(segment.start, segment.stop):
            assert np.array_equal(part.picture(len(takes) - 1, frame), pictures[seen]), (segment, frame)
            seen += 1
    assert seen == len(pictures)


@pytest.mark.parametrize(("codec", "suffix"), [("H264", ".mp4"), ("VP8", ".webm"), ("QTRLE", ".mov")])
def test_any_number_of_processes_makes_the_same_film(
    codec: str, suffix: str, clip: Path, tmp_path: Path, short_segments: None
) -> None:
    asked = a_film(clip, codec=codec)
    films = [produce(asked, tmp_path / f"film{number}{suffix}", processes=number) for number in (1, 3)]
    assert films[0].path.read_bytes() == films[1].path.read_bytes()
    assert films[0].frames == len(list(frames_of(films[1].path)))
    assert films[0].cover.read_bytes() == films[1].cover.read_bytes()


def test_an_edited_script_is_filmed_only_where_it_changed(
    clip: Path, tmp_path: Path, filmed: list[tuple[str, int]]
) -> None:
    cache = ContentCache(tmp_path / "kept", 1 << 30)
    produce(a_film(clip), tmp_path / "film.mp4", cache=cache)
    assert [colour for colour, _ in filmed] == ["#335577", "#775533", "#557733"]
    first = (tmp_path / "film.mp4").read_bytes()
    filmed.clear()
    produce(a_film(clip), tmp_path / "again.mp4", cache=cache)
    assert filmed == []
    assert (tmp_path / "again.mp4").read_bytes() == first
    edited = (*TEXTS[:2], "Another end is spoken.")
    made = produce(a_film(clip, edited), tmp_path / "edited.mp4", cache=cache)
    assert [colour for colour, _ in filmed] == ["#557733"]
    plain = produce(a_film(clip, edited), tmp_path / "plain.mp4")
    assert made.path.read_bytes() == plain.path.read_bytes()


def test_a_scene_before_others_leaves_them_as_they_are(
    clip: Path, tmp_path: Path, filmed: list[tuple[str, int]]
) -> None:
    """Numbers of scenes are not part of a segment; only what is faded into another scene now is filmed again."""
    cache = ContentCache(tmp_path / "kept", 1 << 30)
    produce(a_film(clip), tmp_path / "film.mp4", cache=cache)
    filmed.clear()
    new = {"text": "Hello.", "background": {"kind": "colour", "colour": "#111111"}}
    output = {**SMALL, "subtitles": True, "subtitle_style": {"highlight": "#FFDD00"}}
    longer = production(new, *scenes(clip), voice={"name": "espeak:en-us"}, output=output)
    produce(longer, tmp_path / "longer.mp4", cache=cache)
    assert filmed == [("#111111", 0), ("#335577", 0)]


@pytest.mark.parametrize(
    "change", [{"bitrate": 900}, {"codec": "VP9"}, {"subtitles": False}, {"label": "AI"}, {"crop_x": 802}]
)
def test_what_is_seen_is_in_the_key(change: dict[str, Any], clip: Path, tmp_path: Path) -> None:
    keys = []
    for output in ({}, change):
        rehearsal = rehearse(a_film(clip, **output), tmp_path)
        keys.append(content_key(order_for(rehearsal, Segment(1, 10, 20))))
    assert keys[0] != keys[1]


def test_files_count_by_their_content(clip: Path, tmp_path: Path) -> None:
    rehearsal = rehearse(a_film(clip), tmp_path)
    before = content_key(order_for(rehearsal, Segment(0, 0, 20)))
    moved = clip.with_name("moved.mp4")
    clip.rename(moved)
    rehearsal = rehearse(a_film(moved), tmp_path)
    assert content_key(order_for(rehearsal, Segment(0, 0, 20))) == before
    moved.write_bytes(moved.read_bytes() + b"\0" * 8)
    assert content_key(order_for(rehearsal, Segment(0, 0, 20))) != before


def test_a_damaged_segment_is_filmed_again(clip: Path, tmp_path: Path, filmed: list[tuple[str, int]]) -> None:
    cache = ContentCache(tmp_path / "kept", 1 << 30)
    first = produce(a_film(clip), tmp_path / "film.mp4", cache=cache)
    kept = sorted(path for path in cache.folder.rglob("*") if path.is_file())
    assert len(kept) == 3
    kept[0].write_bytes(kept[0].read_bytes()[:2000])
    filmed.clear()
    again = produce(a_film(clip), tmp_path / "again.mp4", cache=cache)
    assert len(filmed) == 1
    assert again.path.read_bytes() == first.path.read_bytes()


KILLED = """
import os, signal, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from film.test_segments import a_film
from understudy import produce
from understudy.content_cache import ContentCache
from understudy.filming.crew import Crew

finish = Crew._finish

def finish_and_die(self, number, *rest):
    finish(self, number, *rest)
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)

Crew._finish = finish_and_die
produce(a_film(Path({clip!r})), Path({folder!r}) / "film.mp4", cache=ContentCache(Path({folder!r}) / "kept", 1 << 30))
"""


def test_a_killed_film_goes_on_where_it_was(clip: Path, tmp_path: Path, filmed: list[tuple[str, int]]) -> None:
    tests = str(Path(__file__).parent.parent)
    program = KILLED.format(tests=tests, clip=str(clip), folder=str(tmp_path))
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -signal.SIGKILL
    made = produce(a_film(clip), tmp_path / "film.mp4", cache=ContentCache(tmp_path / "kept", 1 << 30))
    assert [colour for colour, _ in filmed] == ["#557733"]
    assert made.path.read_bytes() == produce(a_film(clip), tmp_path / "plain.mp4").path.read_bytes()


def test_a_process_that_is_killed_is_replaced(clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killed = []

    def watch(camera: Camera, *arguments: Any) -> Any:
        if not killed:
            process = camera._started()
            killed.append(process.pid)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        return shoot(camera, *arguments)

    shoot = Camera.shoot
    monkeypatch.setattr(Camera, "shoot", watch)
    made = produce(a_film(clip), tmp_path / "film.mp4", processes=2)
    assert killed
    assert made.path.read_bytes() == produce(a_film(clip), tmp_path / "plain.mp4").path.read_bytes()


def test_a_segment_whose_process_always_dies_is_an_error(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(camera: Camera, *arguments: Any) -> Any:
        process = camera._started()
        os.kill(process.pid, signal.SIGKILL)
        return shoot(camera, *arguments)

    shoot = Camera.shoot
    monkeypatch.setattr(Camera, "shoot", die)
    with pytest.raises(ResourceError) as caught:
        produce(a_film(clip), tmp_path / "out" / "film.mp4", processes=2)
    assert caught.value.code == "segment_lost"
    assert caught.value.problems[0].scene in (0, 1, 2)  # whichever is lost twice first
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("processes", [1, 2])
def test_a_film_that_is_cancelled_leaves_nothing(processes: int, clip: Path, tmp_path: Path) -> None:
    begun = threading.Event()

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "frames" and done:
            begun.set()

    with pytest.raises(Cancelled):
        produce(
            a_film(clip),
            tmp_path / "out" / "film.mp4",
            progress=progress,
            cancelled=begun.is_set,
            processes=processes,
        )
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("processes", [1, 2])
def test_errors_and_warnings_name_the_films_scene(processes: int, clip: Path, tmp_path: Path) -> None:
    """What a segment finds is told with the scene's number in the film, whoever films it."""
    whole = clip.read_bytes()
    rehearsal_only = clip.with_name("breaks.mp4")
    rehearsal_only.write_bytes(whole)
    asked = scenes(clip)
    asked[2]["layers"] = [{**asked[2]["layers"][0], "file": rehearsal_only}]

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "frames":
            rehearsal_only.unlink(missing_ok=True)

    with pytest.raises(InputError) as caught:
        produce(production(*asked, output=SMALL), tmp_path / "out" / "film.mp4", progress=progress, processes=processes)
    problem = caught.value.problems[0]
    assert (problem.scene, problem.field) == (2, "scenes[2].layers[0].file")


def test_a_camera_ends_with_its_film(tmp_path: Path) -> None:
    """A film's process that is killed leaves no process behind."""
    program = "import os, signal; from understudy.filming.crew import Camera; c = Camera(); p = c._started(); "
    program += "print(p.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    told = subprocess.run([sys.executable, "-c", program], check=False, stdout=subprocess.PIPE, text=True)
    number, stop = int(told.stdout), time.monotonic() + 30
    while time.monotonic() < stop and _runs(number):
        time.sleep(0.05)
    assert not _runs(number)


def _runs(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_an_order_is_a_document(clip: Path, tmp_path: Path) -> None:
    rehearsal = rehearse(a_film(clip), tmp_path)
    order = order_for(rehearsal, Segment(1, 0, 20))
    document = json.loads(order.to_json())
    assert document["schema"] == "segment/1"
    assert len(document["shots"]) == len(document["production"]["scenes"]) == 2
    again = SegmentOrder.model_validate(document)
    assert content_key(again) == content_key(order)
    assert again.shots[1].performance.key(7) == rehearsal.scenes[1].performance.key(7)
