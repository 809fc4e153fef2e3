"""A photograph, the model files, and a pack made from them; tests that need models are skipped without the files."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from clips import acted, filmed
from understudy.stage.avatars.clip.build import build_clip_pack
from understudy.stage.avatars.models import list_models
from understudy.stage.avatars.pack import ConsentStatement
from understudy.stage.avatars.portrait.build import build_pack

ROOT = Path(__file__).parents[3]
CONSENT = ConsentStatement(who="NASA, public domain", when="2026-11-22", purpose="tests of this project")


@pytest.fixture(scope="session")
def models() -> Path:
    folder = Path(os.environ.get("UNDERSTUDY_MODELS_DIR", ROOT / ".cache/models"))
    if any(found.state != "ready" for found in list_models(folder)):
        pytest.skip("model files are not there: run `understudy models fetch`")
    return folder


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eileen Collins by NASA, public domain: 512×512, smiling with teeth, a flag behind her."""
    file = tmp_path_factory.mktemp("photo") / "eileen.png"
    assert cv2.imwrite(str(file), np.ascontiguousarray(skimage.data.astronaut()[..., ::-1]))
    return file


@pytest.fixture(scope="session")
def clip(models: Path, photo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of her, silent, in her own room: made from the photograph by the portrait engine."""
    folder = tmp_path_factory.mktemp("clip")
    filmed(photo, models, folder / "idle.mp4", acted("", 100))
    return folder / "idle.mp4"


@pytest.fixture(scope="session")
def clip_pack(models: Path, clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filmed") / "eileen"
    build_clip_pack(clip, folder, name="eileen", consent=CONSENT, models=models)
    return folder


@pytest.fixture(scope="session")
def pack(models: Path, photo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("avatars") / "eileen"
    build_pack(photo, folder, name="eileen", consent=CONSENT, models=models)
    return folder
