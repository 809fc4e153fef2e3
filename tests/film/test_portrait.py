"""A photograph and a drawing speak: the landmark model, run on the finished frames, reads the lips."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from closures import is_closure
from understudy.performance.coarticulate import lip_gap
from understudy.performance.perform import perform
from understudy.performance.tracks import Performance
from understudy.speech.clip import Clip
from understudy.speech.engine import Line
from understudy.speech.engines.espeak import EspeakEngine
from understudy.speech.sound import Sound
from understudy.stage.avatars.drawn import DrawnEngine
from understudy.stage.avatars.face.detect import Detector
from understudy.stage.avatars.face.landmarks import Landmarker
from understudy.stage.avatars.face.suitability import mouth_gap
from understudy.stage.avatars.models import list_models
from understudy.stage.avatars.portrait import PortraitEngine
from understudy.stage.avatars.portrait.build import build_pack
from understudy.timing import frames_covering

pytestmark = pytest.mark.slow

TEXT = "Hello, maybe Bob will be pumping papa's five very big bubbles. Thank you for joining us; shall we begin?"
BEHIND = np.array([200, 205, 210])
STEADY = (168, 6, 197, 195, 33, 133, 362, 263)
"""Points of nose and eyes' corners, which neither speech nor expression moves."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What was acted and what the model saw: gaps of the lips in eye distances, steady points (frames, n, 3)."""

    clip: Clip
    performance: Performance
    gaps: np.ndarray
    steady: np.ndarray
    rest: np.ndarray


def eileen() -> np.ndarray:
    """Eileen Collins by NASA, public domain."""
    return np.asarray(skimage.data.astronaut())


def yunling() -> np.ndarray:
    """The drawn presenter at rest before a grey wall."""
    engine = DrawnEngine()
    wide, high = engine.presenters()[0].size
    actor = engine.open(engine.presenters()[0].name, (1200 * wide // high, 1200))
    picture = next(iter(actor.pictures(Performance.still(1), range(1))))
    return (picture[..., :3] + (170, 190, 205) * (1 - picture[..., 3:] / 255.0)).astype(np.uint8)


@pytest.fixture(scope="module", params=[eileen, yunling])
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    models = Path(os.environ.get("UNDERSTUDY_MODELS_DIR", Path(__file__).parents[2] / ".cache/models"))
    if any(found.state != "ready" for found in list_models(models)):
        pytest.skip("model files are not there: run `understudy models fetch`")
    work = tmp_path_factory.mktemp("portrait")
    cv2.imwrite(str(work / "photo.png"), np.ascontiguousarray(request.param()[..., ::-1]))
    build_pack(work / "photo.png", work / "pack", name="someone", consent=None, models=models)
    engine = EspeakEngine()
    voice = next(voice for voice in engine.voices() if voice.id.startswith("espeak:en-us+f3"))
    spoken = engine.speak(Line(TEXT), voice)
    clip = Clip(Sound.of(spoken.samples, voice.rate), TEXT, voice.language, spoken.phones)
    performance, _ = perform(clip, frames_covering(clip.sound.length, clip.rate) + 25, seed=1)
    actor = PortraitEngine().open(str(work / "pack"), (860, 800))
    detector, landmarker = Detector(models), Landmarker(models)
    gaps, steady = [], []
    for picture in actor.pictures(performance, range(performance.frames)):
        share = picture[..., 3:] / 255.0
        shown = (picture[..., :3] + BEHIND * (1 - share)).astype(np.uint8)
        face = landmarker.face(shown, detector.faces(shown, (1,))[0])
        gaps.append(mouth_gap(face))
        steady.append(face.points[list(STEADY)] / face.eye_distance)
    return Seen(clip, performance, np.array(gaps), np.array(steady), np.array(steady[0]))


def test_lips_close_where_they_must(seen: Seen) -> None:
    closed = []
    for phone in seen.clip.phones:
        if is_closure(phone.symbol):
            first = phone.start * 25 // seen.clip.rate
            last = -(-phone.stop * 25 // seen.clip.rate)
            closed.append(seen.gaps[max(first - 1, 0) : last + 1].min() < 0.02)
    assert len(closed) >= 10
    assert np.mean(closed) >= 0.95


def test_lips_open_as_intended_and_in_time(seen: Seen) -> None:
    intended = lip_gap(seen.performance.weights)
    lags = np.arange(-2, 3)
    kept = slice(5, len(intended) - 5)
    alike = [np.corrcoef(intended[kept], np.roll(seen.gaps, -lag)[kept])[0, 1] for lag in lags]
    assert alike[2] >= 0.85
    best = int(np.argmax(alike))
    assert best == 2
    before, here, after = alike[1:4]
    offset = 0.5 * (before - after) / (before - 2 * here + after) * 40
    assert abs(offset) <= 20, f"{offset} ms"


def test_the_mouth_is_closed_in_silence(seen: Seen) -> None:
    silent = lip_gap(seen.performance.weights) == 0
    assert silent.sum() > 25
    assert (seen.gaps[silent] < 0.02).mean() >= 0.95


def test_the_person_stays_the_same(seen: Seen) -> None:
    """Steady points, moved rigidly onto the first frame's, stay within 1 % of the eye distance on average."""
    apart = [np.linalg.norm(_aligned(points, seen.rest) - seen.rest[:, :2], axis=1).mean() for points in seen.steady]
    assert np.mean(apart) < 0.01


def _aligned(points: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Points (n, 3) turned in space and scaled onto `target`, then seen from the front (Umeyama 1991)."""
    here, there = points - points.mean(axis=0), target - target.mean(axis=0)
    u, sizes, v = np.linalg.svd(there.T @ here)
    sign = np.diag([1, 1, np.sign(np.linalg.det(u @ v))])
    scale = (sizes * np.diag(sign)).sum() / (here**2).sum()
    return ((here @ (u @ sign @ v).T) * scale + target.mean(axis=0))[:, :2]
