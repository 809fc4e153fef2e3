"""Films whose presenter's mouth is drawn by a network: the sound reaches it, in every process that films."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from film.conftest import frames_of, production
from lip_networks import write_network
from portraits import model_folder, write_portrait
from understudy import produce
from understudy.filming.cut import cut
from understudy.filming.key import content_key
from understudy.filming.order import order_for
from understudy.rehearse import rehearse
from understudy.stage.avatars.face.detect import Detector
from understudy.stage.avatars.face.landmarks import Landmarker
from understudy.stage.avatars.neural import lip_settings
from understudy.stage.avatars.neural.engine import network_named
from understudy.stage.avatars.neural.lip_settings import LipSettings
from understudy.stage.avatars.neural.mel import windows
from understudy.stage.avatars.portrait.build import build_pack

pytestmark = pytest.mark.slow


@pytest.fixture
def pack(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "networks"
    folder.mkdir()
    write_network(folder / "tiny.onnx")
    lip_settings.use(lambda: LipSettings(folder))
    photo = write_portrait(tmp_path / "eileen.png")
    build_pack(photo, tmp_path / "pack", name="eileen", consent=None, models=model_folder(), lips=network_named("tiny"))
    yield tmp_path / "pack"
    lip_settings.use(LipSettings)


def test_every_process_hears_what_is_said(pack: Path, tmp_path: Path) -> None:
    human = {"kind": "human", "position": {"x": 360, "y": 90, "index": 1}, "size": {"width": 1200, "height": 1300}}
    scenes = [
        {"text": f"<speak>{said} <break time='400ms'/></speak>", "layers": [human]} for said in ("One.", "And two.")
    ]
    asked = production(
        *scenes,
        avatar={"name": str(pack)},
        output={"width": 1280, "height": 720},
        voice={"name": "espeak:en-us+f3"},
    )
    rehearsal = rehearse(asked, tmp_path)
    produce(asked, tmp_path / "alone.mp4", processes=1)
    produce(asked, tmp_path / "both.mp4", processes=2)
    assert (tmp_path / "alone.mp4").read_bytes() == (tmp_path / "both.mp4").read_bytes()
    frames = list(frames_of(tmp_path / "alone.mp4"))
    face = Landmarker(model_folder()).face(frames[0], Detector(model_folder()).faces(frames[0], (1,))[0])
    (left, right), (top, bottom) = face.points[[61, 291], 0].astype(int), face.points[[13, 17], 1].astype(int)
    light = np.array([frame[top:bottom, left:right].mean() for frame in frames])
    heard = [windows(scene.clip.sound, range(scene.frames)).mean(axis=(1, 2, 3)) for scene in rehearsal.scenes]
    assert np.corrcoef(light, np.concatenate(heard))[0, 1] < -0.9


def test_another_sound_is_another_segment_only_for_those_who_listen(pack: Path, tmp_path: Path) -> None:
    def keys(avatar: str) -> set[str]:
        rehearsal = rehearse(production({"text": "One."}, avatar={"name": avatar}), tmp_path)
        segment, sound = cut([rehearsal.frames])[0], rehearsal.scenes[0].clip.sound
        first = content_key(order_for(rehearsal, segment))
        assert sound.path is not None
        sound.path.write_bytes(sound.path.read_bytes()[:-4] + b"\0\0\0?")
        return {first, content_key(order_for(rehearsal, segment))}

    assert len(keys(str(pack))) == 2
    assert len(keys("yunling")) == 1
