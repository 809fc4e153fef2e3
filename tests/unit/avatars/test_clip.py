"""From a clip to a presenter: a clip made from the photograph by the portrait engine."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from filmed_people import acted, filmed
from understudy.errors import InputError, Warning
from understudy.performance.tracks import ActionSpan, Performance
from understudy.stage.avatars.clip.build import build_clip_pack
from understudy.stage.avatars.clip.follow import Follower
from understudy.stage.avatars.clip.watch import Watch
from understudy.stage.avatars.engine import AvatarEngine, PaintingActor
from understudy.stage.avatars.pack import CLIP, MANIFEST, TRACK, load_pack, save_pack
from understudy.stage.avatars.portrait import PortraitEngine
from understudy.stage.layers.human import HumanLayer
from understudy.testing.avatar_engine import AvatarEngineContract

pytestmark = pytest.mark.slow


class TestFilmedPerson(AvatarEngineContract):
    @pytest.fixture(autouse=True)
    def _folder(self, clip_pack: Path) -> None:
        self._avatars = clip_pack.parent

    def engine(self) -> AvatarEngine:
        return PortraitEngine(self._avatars)


def test_the_pack_holds_the_clip_and_the_points_of_every_frame(clip_pack: Path) -> None:
    loaded = load_pack(clip_pack)
    assert loaded.clip is not None
    assert loaded.clip.info.frames == 100
    assert loaded.clip.points.shape == (100, 468, 3)
    assert loaded.clip.info.jumps
    assert loaded.manifest.matte["method"] == "clip"
    apart = np.linalg.norm(loaded.clip.points[:, 1, :2] - loaded.landmarks[1, :2], axis=1)
    assert apart.max() < 0.5 * np.linalg.norm(loaded.landmarks[263] - loaded.landmarks[33])


def test_a_face_is_found_again_after_it_was_lost(clip: Path, models: Path) -> None:
    watch, follower = Watch(clip), Follower(models)
    pictures = list(watch.play(watch.size))[:9]
    for number in (3, 4):
        pictures[number] = np.full_like(pictures[number], 127)
    found = [follower.look(picture) for picture in pictures]
    assert [face is not None for face in found] == [True] * 3 + [False] * 2 + [True] * 4
    assert follower.losses == 1
    assert np.abs(found[5] - found[2]).max() < 8  # type: ignore[operator]


def test_a_long_film_of_a_short_clip_ends_as_it_began(clip_pack: Path) -> None:
    """Silence of 12 s from a clip of 4 s: the picture moves, never jumps, and comes back to where it started."""
    actor = PortraitEngine().open(str(clip_pack), (240, 220))
    pictures = [found.astype(int).copy() for found in actor.pictures(Performance.still(300), range(300))]
    change = np.array([np.abs(b - a)[..., :3].mean() for a, b in itertools.pairwise(pictures)])
    assert (change > 0).mean() > 0.9
    assert change.max() < 6 * np.median(change) + 1
    assert np.array_equal(pictures[0], pictures[-1])


def test_gestures_that_were_asked_for_are_done_in_full(clip_pack: Path) -> None:
    actor = PortraitEngine().open(str(clip_pack), (240, 220))
    performance = Performance.still(60)
    performance.motions[20:40, 0] = 12
    asked = Performance(performance.weights, performance.motions, (), (ActionSpan("shake", 15, 45),))

    def turned(acting: Performance) -> float:
        rest, moved = (
            found.astype(int).copy()
            for number in (30,)
            for found in (
                next(iter(actor.pictures(Performance(acting.weights, acting.motions * 0), range(number, number + 1)))),
                next(iter(actor.pictures(acting, range(number, number + 1)))),
            )
        )
        return float(np.abs(moved - rest).mean())

    assert turned(asked) > 1.5 * turned(performance)


def test_a_layer_of_a_filmed_person_changes_while_nothing_is_acted(clip_pack: Path) -> None:
    actor = PortraitEngine().open(str(clip_pack), (120, 110))
    assert isinstance(actor, PaintingActor)
    still = Performance.still(40)
    for rotation in (0, 30):
        layer = HumanLayer(actor, still, 0, 0, rotation)
        assert layer.state(3) != layer.state(4)
        assert layer.state(40) == layer.state(90)


def test_a_zip_serves_as_well(clip_pack: Path, tmp_path: Path) -> None:
    loaded = load_pack(clip_pack)
    save_pack(tmp_path / "eileen.zip", loaded.manifest, loaded.picture, clip=loaded.clip)
    again = load_pack(tmp_path / "eileen.zip")
    assert again.clip is not None and again.clip.file.exists()
    assert again.clip.file.read_bytes() == (clip_pack / CLIP).read_bytes()
    actor = PortraitEngine().open(str(tmp_path / "eileen.zip"), (120, 110))
    assert next(iter(actor.pictures(Performance.still(3), range(2, 3)))).any()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda pack: (pack / CLIP).write_bytes(b"film"), "clip\\.mp4 is not the one"),
        (lambda pack: (pack / TRACK).write_bytes(b"x" * 9), "landmarks\\.i16 is not the one"),
        (lambda pack: (pack / CLIP).unlink(), "No such file|no clip|clip\\.mp4"),
    ],
)
def test_broken_clip_packs_say_why(clip_pack: Path, tmp_path: Path, change: object, told: str) -> None:
    copied = Path(shutil.copytree(clip_pack, tmp_path / "copy"))
    change(copied)  # type: ignore[operator]
    with pytest.raises(InputError, match=told):
        load_pack(copied)


@pytest.mark.parametrize("jumps", [[[1, 60]], [[60, 5], [20, 70]], [[60, 5], [95, 99]]])
def test_a_pack_whose_jumps_lead_nowhere_is_refused(clip_pack: Path, tmp_path: Path, jumps: list[list[int]]) -> None:
    copied = Path(shutil.copytree(clip_pack, tmp_path / "copy"))
    values = json.loads((copied / MANIFEST).read_text())
    values["clip"] |= {"jumps": jumps, "start": 10}
    (copied / MANIFEST).write_text(json.dumps(values))
    with pytest.raises(InputError, match=r"way back|leads back|outside"):
        load_pack(copied)


def test_clips_without_a_face_or_with_too_little_of_it_say_so(photo: Path, models: Path, tmp_path: Path) -> None:
    from film.conftest import write_clip

    grey = np.full((240, 320, 3), 120, np.uint8)
    with pytest.raises(InputError, match="no face was found in the clip"):
        build_clip_pack(
            write_clip(tmp_path / "wall.mp4", lambda _: grey, 50), tmp_path / "w", name="w", consent=None, models=models
        )
    short = tmp_path / "short.mp4"
    filmed(photo, models, short, acted("", 30))
    with pytest.raises(InputError, match=r"the face is seen for 1\.2 s only"):
        build_clip_pack(short, tmp_path / "s", name="s", consent=None, models=models)


def test_a_green_screen_is_recognised_in_a_clip(pack: Path, models: Path, tmp_path: Path) -> None:
    from film.conftest import write_clip

    actor = PortraitEngine().open(str(pack), (480, 440))
    performance = acted("", 60)
    pictures = [found.copy() for found in actor.pictures(performance, range(60))]

    def before_green(number: int) -> np.ndarray:
        share = pictures[number][..., 3:] / 255
        return (pictures[number][..., :3] + np.array([40, 180, 70]) * (1 - share)).astype(np.uint8)

    clip = write_clip(tmp_path / "green.mp4", before_green, 60)
    warnings: list[Warning] = []
    build_clip_pack(clip, tmp_path / "green", name="g", consent=None, models=models, warnings=warnings)
    loaded = load_pack(tmp_path / "green")
    assert loaded.manifest.matte["method"] == "green screen"
    red, green, blue = (loaded.picture[..., channel][loaded.picture[..., 3] > 60].astype(int) for channel in range(3))
    assert (green - np.maximum(red, blue)).mean() < 6
    assert cv2.countNonZero(loaded.picture[..., 3]) > 0.3 * loaded.picture[..., 3].size
