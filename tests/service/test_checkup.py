"""What the doctor says of the service."""

from pathlib import Path

import pytest

from understudy.service.checkup import examine
from understudy.settings import ServiceSettings


def test_a_sound_installation_is_told(database_url: str, tmp_path: Path) -> None:
    found = {one.subject: one for one in examine(ServiceSettings(data_dir=tmp_path, database_url=database_url))}
    assert [name for name in ("media", "master key", "database") if not found[name].well] == []
    assert "the clocks agree" in found["database"].sentence


def test_every_failure_has_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "master.key").write_text("broken")
    (tmp_path / "master.key").chmod(0o600)
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    settings = ServiceSettings(data_dir=tmp_path, database_url=nowhere, models_dir=tmp_path)
    found = {one.subject: one for one in examine(settings)}
    assert [name for name, one in found.items() if one.well] == ["media"]
    assert "understudy models fetch" in found["models"].sentence
    assert "cannot be used" in found["master key"].sentence
    assert "does not answer" in found["database"].sentence


@pytest.mark.parametrize("name", ["models", "media", "master key", "database"])
def test_everything_is_looked_at(database_url: str, tmp_path: Path, name: str) -> None:
    assert name in [one.subject for one in examine(ServiceSettings(data_dir=tmp_path, database_url=database_url))]
