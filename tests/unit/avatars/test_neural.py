"""Mouths that are drawn by a network: tiny ones, made here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lip_networks import write_network, write_strange_network
from understudy.errors import EngineError, InputError, ResourceError
from understudy.performance.tracks import SHAPE_INDEX, Performance
from understudy.speech.sound import Sound
from understudy.stage.avatars.choose import open_actor, presenter_named
from understudy.stage.avatars.engine import AvatarEngine, PaintingActor
from understudy.stage.avatars.neural import lip_settings, network
from understudy.stage.avatars.neural.engine import NeuralEngine, network_named
from understudy.stage.avatars.neural.lip_settings import LipSettings
from understudy.stage.avatars.neural.network import LipNetwork
from understudy.stage.avatars.neural.paste import FacePlace
from understudy.stage.avatars.pack import load_pack, save_pack
from understudy.stage.avatars.portrait import PortraitEngine
from understudy.testing.avatar_engine import AvatarEngineContract

SIZE = (380, 350)
FRAMES = 20


@pytest.fixture
def networks(tmp_path: Path) -> Iterator[Path]:
    """A folder with one network, as the operator's."""
    folder = tmp_path / "networks"
    folder.mkdir()
    write_network(folder / "tiny.onnx")
    lip_settings.use(lambda: LipSettings(folder))
    yield folder
    lip_settings.use(LipSettings)


@pytest.fixture
def lips(pack: Path, networks: Path, tmp_path: Path) -> Path:
    """The pack of the photograph, its mouth drawn by that network."""
    loaded = load_pack(pack)
    folder = tmp_path / "avatars" / "eileen"
    save_pack(folder, loaded.manifest.model_copy(update={"lips": network_named("tiny")}), loaded.picture)
    return folder


def spoken() -> Performance:
    """Silence, then noise from frame 10 on; the jaw of the rig hangs open all the time."""
    samples = np.random.default_rng(4).normal(0, 0.2, 16_000 * FRAMES // 25)
    samples[: 16_000 * 10 // 25] = 0
    performance = Performance.still(FRAMES)
    performance.weights[:, SHAPE_INDEX["jawOpen"]] = 0.6
    return replace(performance, sound=Sound.of(samples, 16_000))


class TestNeuralEngine(AvatarEngineContract):
    @pytest.fixture(autouse=True)
    def _folder(self, lips: Path) -> None:
        self._avatars = lips.parent

    def engine(self) -> AvatarEngine:
        return NeuralEngine(self._avatars)


def test_the_network_draws_the_mouth_from_what_is_heard(lips: Path, pack: Path) -> None:
    actor = NeuralEngine().open(str(lips), SIZE)
    rest = next(iter(PortraitEngine().open(str(pack), SIZE).pictures(Performance.still(1), range(1)))).astype(int)
    found = [one.astype(int).copy() for one in actor.pictures(spoken(), range(FRAMES))]
    silent, loud = (np.abs(found[number] - rest).max(axis=2) for number in (2, 16))
    assert silent.max() < 60 and silent.mean() < 0.2  # the same face, its lips seen through 96×96 pixels
    rows, columns = np.nonzero(loud > 40)
    assert len(rows) > 100
    face = FacePlace(PortraitEngine().open(str(pack), SIZE).face_points(Performance.still(1), 0)).box
    assert rows.min() > face.top + 0.55 * face.height and rows.max() < face.bottom
    assert columns.min() > face.left and columns.max() < face.right
    assert (found[16][..., 3] == rest[..., 3]).all()
    assert found[16][rows, columns, :3].mean() < 0.7 * rest[rows, columns, :3].mean()


def test_a_frame_looks_the_same_whatever_was_asked_before(lips: Path) -> None:
    performance = spoken()
    actor = NeuralEngine().open(str(lips), SIZE)
    forwards = [found.copy() for found in actor.pictures(performance, range(FRAMES))]
    for number in (19, 7, 8, 0, 13):
        alone = next(iter(NeuralEngine().open(str(lips), SIZE).pictures(performance, range(number, number + 1))))
        assert np.array_equal(alone, forwards[number])
        assert np.array_equal(next(iter(actor.pictures(performance, range(number, number + 1)))), forwards[number])


def test_equal_states_promise_equal_pixels(lips: Path) -> None:
    actor = NeuralEngine().open(str(lips), SIZE)
    assert isinstance(actor, PaintingActor)
    performance = spoken()
    assert actor.state(performance, 2) != actor.state(performance, 16)
    assert actor.state(performance, 5) == actor.state(performance, 5)


def test_a_network_that_takes_one_face_at_a_time_draws_the_same(lips: Path, networks: Path) -> None:
    mels = np.random.default_rng(5).uniform(-4, 4, (3, 1, 80, 16)).astype(np.float32)
    faces = [np.full((96, 96, 3), level, np.uint8) for level in (60, 120, 180)]
    one = LipNetwork(write_network(networks / "one.onnx", n=1), "cpu")
    many = LipNetwork(networks / "tiny.onnx", "cpu")
    assert (one.batch, many.batch) == (1, 8)
    single = [one.draw(mels[number : number + 1], faces[number : number + 1])[0] for number in range(3)]
    assert np.array_equal(single, many.draw(mels, faces))


def test_another_light_is_matched_where_the_mouth_ends(lips: Path, networks: Path) -> None:
    """A network whose faces are darker and bluer leaves no edge."""
    first = next(iter(NeuralEngine().open(str(lips), SIZE).pictures(spoken(), range(2, 3)))).astype(int)
    write_network(networks / "blue.onnx", red=0.8, green=0.85)
    loaded = load_pack(lips)
    save_pack(lips, loaded.manifest.model_copy(update={"lips": network_named("blue")}), loaded.picture)
    second = next(iter(NeuralEngine().open(str(lips), SIZE).pictures(spoken(), range(2, 3)))).astype(int)
    assert np.abs(first - second).max() <= 6


def test_a_pack_that_names_a_network_is_opened_by_its_path(lips: Path) -> None:
    assert presenter_named(str(lips)).hears
    assert type(open_actor(str(lips), (60, 50))).__name__ == "NeuralActor"


def test_a_missing_network_or_runtime_is_the_operators(
    lips: Path, networks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "onnxruntime", None)
        with pytest.raises(ResourceError, match="extra onnx") as caught:
            presenter_named(str(lips))
        assert caught.value.code == "onnxruntime_missing"
    lip_settings.use(lambda: LipSettings(networks, "coreml"))
    with pytest.raises(ResourceError, match="may be cpu") as caught:
        open_actor(str(lips), (60, 50))
    assert caught.value.code == "lip_device_missing"
    lip_settings.use(lambda: LipSettings(networks))
    (networks / "tiny.onnx").rename(networks / "other.onnx")
    with pytest.raises(ResourceError, match=r"no lip network 'tiny'.*holds other") as caught:
        presenter_named(str(lips))
    assert caught.value.code == "lip_network_missing"
    lip_settings.use(LipSettings)
    with pytest.raises(ResourceError, match="none is set"):
        presenter_named(str(lips))


def test_another_network_of_the_same_name_is_refused(lips: Path, networks: Path) -> None:
    write_network(networks / "tiny.onnx", red=0.9)
    with pytest.raises(InputError, match="not the network that the pack was built for"):
        presenter_named(str(lips))


@pytest.mark.parametrize(
    ("shapes", "told"),
    [
        ({"hears": (1, 80, 20)}, "mel n×1×80×20"),
        ({"sees": (6, 128, 128)}, "face n×6×128×128"),
        ({"sees": (96, 96, 6)}, "face n×96×96×6"),
    ],
)
def test_a_network_of_another_shape_is_told_what_is_wrong(
    networks: Path, shapes: dict[str, tuple[int, ...]], told: str
) -> None:
    write_strange_network(networks / "strange.onnx", **shapes)
    with pytest.raises(InputError, match="lip network") as caught:
        network_named("strange")
    assert caught.value.code == "lip_network_wrong"
    assert told in str(caught.value) and "(n, 1, 80, 16)" in str(caught.value)


def test_a_file_that_is_no_network_is_refused(networks: Path) -> None:
    (networks / "words.onnx").write_text("no network")
    with pytest.raises(InputError, match="cannot load it") as caught:
        network_named("words")
    assert caught.value.code == "lip_network_wrong"
    with pytest.raises(InputError, match="cannot be the name"):
        network_named("../words")


@pytest.mark.parametrize(("cores", "threads"), [(2, 2), (64, 8)])
def test_a_network_takes_few_threads_on_machines_with_many_cores(
    networks: Path, monkeypatch: pytest.MonkeyPatch, cores: int, threads: int
) -> None:
    monkeypatch.setattr(network, "usable_cores", lambda: cores)
    made = LipNetwork(networks / "tiny.onnx", "cpu")
    assert made._session.get_session_options().intra_op_num_threads == threads


def test_a_network_that_draws_no_numbers_is_the_engines_fault(networks: Path) -> None:
    network = LipNetwork(write_network(networks / "nan.onnx", red=float("nan")), "cpu")
    with pytest.raises(EngineError, match="no number"):
        network.draw(np.zeros((1, 1, 80, 16), np.float32), [np.full((96, 96, 3), 100, np.uint8)])
