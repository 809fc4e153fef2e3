from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from understudy import plugins
from understudy.errors import InputError
from understudy.performance.tracks import MOTION_INDEX, SHAPE_INDEX, Performance
from understudy.stage.avatars.choose import open_actor, presenter_named
from understudy.stage.avatars.engine import AvatarEngine
from understudy.stage.avatars.pack import load_pack, save_pack
from understudy.stage.avatars.portrait import PortraitEngine
from understudy.stage.avatars.portrait.build import build_pack
from understudy.stage.picture import load_picture
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


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the portrait engine were the only one that is installed."""
    monkeypatch.setattr(plugins, "names", lambda group: ["portrait"])
    monkeypatch.setattr(plugins, "engine", lambda group, name: PortraitEngine())


@pytest.mark.usefixtures("installed")
def test_a_path_reaches_the_engine_that_can_open_it(pack: Path, tmp_path: Path) -> None:
    loaded = load_pack(pack)
    save_pack(tmp_path / "eileen.zip", loaded.manifest, loaded.picture)
    for path in (pack, tmp_path / "eileen.zip"):
        assert presenter_named(str(path)).name == "eileen"
        assert open_actor(str(path), (60, 50)).size == (60, 50)


@pytest.mark.usefixtures("installed")
def test_a_broken_pack_says_why_and_a_missing_one_too(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"nothing")
    with pytest.raises(InputError, match="broken"):
        open_actor(str(tmp_path / "broken.zip"), (60, 50))
    with pytest.raises(InputError) as caught:
        open_actor(str(tmp_path / "nowhere"), (60, 50))
    assert caught.value.code == "avatar_pack_unreadable"


def test_a_still_scene_does_not_flicker(pack: Path) -> None:
    """What does not move is the same in every frame: only the blinking eye's surroundings change."""
    actor = PortraitEngine().open(str(pack), (240, 220))
    performance = Performance.still(2)
    performance.weights[1, SHAPE_INDEX["eyeBlinkLeft"]] = 1
    first, second = (found.astype(int).copy() for found in actor.pictures(performance, range(2)))
    changed = np.argwhere(np.abs(first - second).max(axis=2) > 0)
    assert len(changed) > 20
    assert np.ptp(changed[:, 0]) < 40 and np.ptp(changed[:, 1]) < 40


def test_a_real_background_stays_behind_the_moving_person(photo: Path, models: Path, tmp_path: Path) -> None:
    presenter = build_pack(photo, tmp_path / "room", name="room", consent=None, models=models, real_background=True)
    assert presenter.size == (512, 512)
    actor = PortraitEngine().open(str(tmp_path / "room"), (512, 512))
    performance = Performance.still(2)
    performance.motions[1, MOTION_INDEX["yaw"]] = 10
    performance.motions[1, MOTION_INDEX["x"]] = 0.1
    rest, turned = (found.astype(int).copy() for found in actor.pictures(performance, range(2)))
    original = load_picture(photo)[..., :3].astype(int)
    assert (rest[..., 3] == 255).all() and (turned[..., 3] == 255).all()
    assert np.abs(rest[..., :3] - original)[:200, 340:].max() < 8  # the shuttle
    assert np.abs(rest[..., :3] - original)[20:160].mean() < 3  # hair and face, but for the relaxed mouth
    assert np.array_equal(rest[:120, 380:], turned[:120, 380:])
    assert np.abs(rest - turned)[80:160, 180:260].mean() > 8
