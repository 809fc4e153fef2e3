from __future__ import annotations

from pathlib import Path

import pytest

from understudy.errors import InputError
from understudy.stage.avatars.engine import AvatarEngine
from understudy.stage.avatars.portrait import PortraitEngine
from understudy.testing.avatar_engine import AvatarEngineContract


class TestPortraitEngine(AvatarEngineContract):
    @pytest.fixture(autouse=True)
    def _folder(self, pack: Path) -> None:
        self._avatars = pack.parent

    def engine(self) -> AvatarEngine:
        return PortraitEngine(self._avatars)


def test_a_pack_is_opened_by_its_path(pack: Path) -> None:
    actor = PortraitEngine().open(str(pack), (120, 110))
    assert actor.presenter.name == "eileen"


def test_without_a_folder_nobody_is_listed() -> None:
    assert PortraitEngine().presenters() == []


def test_an_unknown_path_is_the_callers_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no avatar pack"):
        PortraitEngine().open(str(tmp_path), (10, 10))
