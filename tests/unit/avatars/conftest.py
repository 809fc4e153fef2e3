"""A photograph, the model files, and a pack made from them; tests that need models are skipped without the files."""

from __future__ import annotations

from pathlib import Path

import pytest

from filmed_people import acted, filmed
from portraits import model_folder, write_portrait
from understudy.stage.avatars.clip.build import build_clip_pack
from understudy.stage.avatars.manifest import ConsentStatement
from understudy.stage.avatars.portrait.build import build_pack

CONSENT = ConsentStatement(who="NASA, public domain", when="2026-11-22", purpose="tests of this project")


@pytest.fixture(scope="session")
def models() -> Path:
    return model_folder()


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_portrait(tmp_path_factory.mktemp("photo") / "eileen.png")


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
