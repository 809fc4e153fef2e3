"""Photographs, drawings, clips and a built-in presenter speak: the landmark model, run on the frames of finished films,
reads the lips."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

from closures import closure_frames
from film.conftest import frames_of, production
from filmed_people import acted, filmed
from portraits import model_folder, write_portrait
from understudy import produce
from understudy.performance.coarticulate import lip_gap
from understudy.performance.tracks import Performance
from understudy.rehearse import rehearse
from understudy.speech.clip import Clip
from understudy.stage.avatars.clip.build import build_clip_pack
from understudy.stage.avatars.drawn import DrawnEngine
from understudy.stage.avatars.face.detect import Detector
from understudy.stage.avatars.face.landmarks import Landmarker
from understudy.stage.avatars.face.suitability import mouth_gap
from understudy.stage.avatars.portrait.build import build_pack

TEXT = "Hello, maybe Bob will be pumping papa's five very big bubbles. Thank you for joining us; shall we begin?"
SILENCE = '<break time="8s"/>' * 2
STEADY = (168, 6, 197, 195, 33, 133, 362, 263)
"""Points of nose and eyes' corners, which neither speech nor expression moves."""

BACKGROUND = (242, 244, 247)
"""Colour of the scene's background."""

NEAR = 16
"""Pixels around the person that its pixels may still change: the encoder's blocks."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What was acted and what the model saw in the film: gaps of the lips and openings of the lids in eye distances,
    steady points (frames, n, 3), how much everything but the person changed from frame to frame, and its share of the
    picture."""

    clip: Clip
    performance: Performance
    gaps: np.ndarray
    lids: np.ndarray
    steady: np.ndarray
    change: np.ndarray
    unmoving: float

    @property
    def spoken(self) -> int:
        """The frame at which the last word ends."""
        return int(np.flatnonzero(lip_gap(self.performance.weights) > 0)[-1]) + 1


def eileen(work: Path, models: Path) -> Path:
    """Eileen Collins by NASA, public domain."""
    return write_portrait(work / "eileen.png")


def suwen(work: Path, models: Path) -> Path:
    """A drawn presenter at rest before a grey wall."""
    engine = DrawnEngine()
    wide, high = next(one.size for one in engine.presenters() if one.name == "suwen")
    actor = engine.open("suwen", (1200 * wide // high, 1200))
    picture = next(iter(actor.pictures(Performance.still(1), range(1))))
    seen = (picture[..., :3] + (170, 190, 205) * (1 - picture[..., 3:] / 255.0)).astype(np.uint8)
    cv2.imwrite(str(work / "suwen.png"), np.ascontiguousarray(seen[..., ::-1]))
    return work / "suwen.png"


def idle(work: Path, models: Path) -> Path:
    """Eileen, filmed while she listens."""
    filmed(eileen(work, models), models, work / "idle.mp4", acted("", 125))
    return work / "idle.mp4"


def talking(work: Path, models: Path) -> Path:
    """Eileen, filmed while she says something else."""
    said = "Every morning the people of this town walk along the old harbour wall."
    filmed(eileen(work, models), models, work / "talking.mp4", acted(said, 125))
    return work / "talking.mp4"


def drawn(work: Path, models: Path) -> Path:
    """Suwen, filmed while she listens."""
    filmed(suwen(work, models), models, work / "drawn.mp4", acted("", 125))
    return work / "drawn.mp4"


def built_in(work: Path, models: Path) -> Path:
    """Suwen, as she comes with the program: no picture of her is read."""
    return Path("suwen")


def cast(source: Path, work: Path, models: Path) -> str:
    """The presenter that is made of a picture or a clip; a name stays what it is."""
    if not source.suffix:
        return source.name
    build = build_clip_pack if source.suffix == ".mp4" else build_pack
    build(source, work / "pack", name="someone", consent=None, models=models)
    return str(work / "pack")


SUBJECTS = [
    pytest.param(make, id=make.__name__, marks=pytest.mark.xdist_group(make.__name__))  # whose film is made once
    for make in (eileen, suwen, idle, talking, drawn, built_in)
]


@pytest.fixture(scope="module", params=SUBJECTS)
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    models, work = model_folder(), tmp_path_factory.mktemp("portrait")
    make: Callable[[Path, Path], Path] = request.param
    human = {"kind": "human", "position": {"x": 360, "y": 90, "index": 1}, "size": {"width": 1200, "height": 1300}}
    asked = production(
        {"text": f"<speak>{TEXT}{SILENCE}</speak>", "layers": [human]},
        avatar={"name": cast(make(work, models), work, models)},
        output={"width": 1280, "height": 720},
        voice={"name": "espeak:en-us+f3"},
        idle_action_interval=255,
        seed=1,
    )
    scene = rehearse(asked, work).scenes[0]
    produce(asked, work / "film.mp4")
    detector, landmarker = Detector(models), Landmarker(models)
    unmoving = _unmoving(work / "film.mp4")
    background = unmoving.astype(np.uint8)
    gaps, lids, steady, change, before = [], [], [], [], None
    for frame in frames_of(work / "film.mp4"):
        points, _ = landmarker.points(frame, detector.faces(frame, (1,))[0])
        eyes = np.linalg.norm(points[263, :2] - points[33, :2])
        gaps.append(mouth_gap(points))
        lids.append((points[[145, 374], 1] - points[[159, 386], 1]).mean() / eyes)
        steady.append(points[list(STEADY)] / eyes)
        change.append(0.0 if before is None else np.mean(cv2.mean(cv2.absdiff(frame, before), background)[:3]))
        before = frame
    assert len(gaps) == scene.performance.frames
    found = (np.array(values) for values in (gaps, lids, steady, change))
    return Seen(scene.clip, scene.performance, *found, unmoving.mean())


def test_lips_close_where_they_must(seen: Seen) -> None:
    closed = [seen.gaps[frames.start : frames.stop].min() < 0.02 for frames in closure_frames(seen.clip)]
    assert len(closed) >= 10
    assert np.mean(closed) >= 0.95


def test_lips_open_as_intended_and_in_time(seen: Seen) -> None:
    spoken = slice(5, seen.spoken)
    intended, lags = lip_gap(seen.performance.weights), np.arange(-2, 3)
    alike = [np.corrcoef(intended[spoken], np.roll(seen.gaps, -lag)[spoken])[0, 1] for lag in lags]
    assert alike[2] >= 0.85
    best = int(np.argmax(alike))
    assert best == 2
    before, here, after = alike[1:4]
    offset = 0.5 * (before - after) / (before - 2 * here + after) * 40
    assert abs(offset) <= 20, f"{offset} ms"


def test_the_mouth_is_closed_in_silence(seen: Seen) -> None:
    silent = lip_gap(seen.performance.weights) == 0
    assert silent.sum() > 300
    assert (seen.gaps[silent] < 0.02).mean() >= 0.95


def test_who_listens_blinks_as_people_do(seen: Seen) -> None:
    """12 to 30 times a minute, and no blink is longer than 300 ms."""
    listening = seen.lids[seen.spoken + 10 :]
    shut = listening < 0.85 * np.median(seen.lids)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], shut, [False]])))
    lengths = edges[1::2] - edges[::2]
    minutes = len(listening) / 25 / 60
    assert 12 * minutes - 1 <= len(lengths) <= 30 * minutes + 1, lengths
    assert lengths.max() <= 7.5


def test_the_person_stays_the_same(seen: Seen) -> None:
    """Steady points, moved rigidly onto the first frame's, stay within 1 % of the eye distance on average."""
    rest = seen.steady[0]
    apart = [np.linalg.norm(_aligned(points, rest) - rest[:, :2], axis=1).mean() for points in seen.steady]
    assert np.mean(apart) < 0.01


def test_nothing_flickers_where_nothing_moves(seen: Seen) -> None:
    """Everywhere but in and beside the person, all film long."""
    assert seen.unmoving > 0.3
    assert seen.change.max() < 0.2


def _unmoving(film: Path) -> np.ndarray:
    """Which pixels show nothing but the background in every frame, (height, width)."""
    frames = frames_of(film)
    first = next(frames)
    background = np.full_like(first, BACKGROUND)
    apart = cv2.absdiff(first, background)
    for frame in frames:
        cv2.max(apart, cv2.absdiff(frame, background), apart)
    person = (apart.max(axis=2) > 8).astype(np.uint8)
    return cv2.dilate(person, np.ones((2 * NEAR + 1, 2 * NEAR + 1), np.uint8)) == 0


def _aligned(points: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Points (n, 3) turned in space and scaled onto `target`, then seen from the front (Umeyama 1991)."""
    here, there = points - points.mean(axis=0), target - target.mean(axis=0)
    u, sizes, v = np.linalg.svd(there.T @ here)
    sign = np.diag([1, 1, np.sign(np.linalg.det(u @ v))])
    scale = (sizes * np.diag(sign)).sum() / (here**2).sum()
    return ((here @ (u @ sign @ v).T) * scale + target.mean(axis=0))[:, :2]
