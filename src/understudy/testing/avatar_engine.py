"""What every avatar engine must do. Subclass `AvatarEngineContract` in your tests and give it your engine:

class TestMine(AvatarEngineContract):
    def engine(self):
        return MyEngine()
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import skia

from understudy.errors import InputError
from understudy.performance.tracks import MOTION_INDEX, SHAPE_INDEX, Performance
from understudy.stage.avatars.engine import Actor, AvatarEngine, PaintingActor, PartedActor, Picture


def acted(**values: float) -> Performance:
    """Two frames: the neutral face, then one with the given shapes and motions."""
    performance = Performance.still(2)
    for name, value in values.items():
        if name in SHAPE_INDEX:
            performance.weights[1, SHAPE_INDEX[name]] = value
        else:
            performance.motions[1, MOTION_INDEX[name]] = value
    return performance


def picture(actor: Actor, performance: Performance, frame: int = 1) -> Picture:
    """A copy of the actor's picture at one frame."""
    return next(iter(actor.pictures(performance, range(frame, frame + 1)))).copy()


def spoken() -> Performance:
    """Twelve frames in which jaw, lids, brows and head all move."""
    performance = Performance.still(12)
    wave = np.sin(np.arange(12) * 0.7) * 0.5 + 0.5
    for name in ("jawOpen", "mouthFunnel", "mouthSmileLeft", "eyeBlinkRight", "browInnerUp"):
        performance.weights[:, SHAPE_INDEX[name]] = wave
    for name, size in (("yaw", 12), ("pitch", -6), ("roll", 5), ("x", 0.1), ("breath", 1), ("lean", 1)):
        performance.motions[:, MOTION_INDEX[name]] = (wave * size).astype(np.float32)
    return performance


class AvatarEngineContract:
    """The suite; every test opens the engine's first presenter."""

    SIZE_HEIGHT = 240
    """Height in pixels at which the tests run."""

    def engine(self) -> AvatarEngine:
        """The engine under test."""
        raise NotImplementedError

    def actor(self) -> Actor:
        """The engine's first presenter in its own proportions."""
        presenter = self.engine().presenters()[0]
        width = round(self.SIZE_HEIGHT * presenter.size[0] / presenter.size[1])
        return self.engine().open(presenter.name, (width, self.SIZE_HEIGHT))

    def test_lists_presenters_with_everything_filled_in(self) -> None:
        """Names are unique, sizes positive, titles and licences given."""
        listed = list(self.engine().presenters())
        assert listed
        assert listed == list(self.engine().presenters())
        assert len({presenter.name for presenter in listed}) == len(listed)
        for presenter in listed:
            assert presenter.name == presenter.name.strip()
            assert presenter.title
            assert presenter.licence
            assert min(presenter.size) >= 1
            assert presenter.resolution in {"1080P", "4K"}

    def test_refuses_an_unknown_name(self) -> None:
        """A name that nobody has is the caller's error."""
        with pytest.raises(InputError):
            self.engine().open("nobody-has-this-name", (100, 100))

    def test_gives_pictures_of_exactly_the_size_asked(self) -> None:
        """uint8 RGBA, one picture for each frame, at sizes of any proportion."""
        presenter = self.engine().presenters()[0]
        for size in ((150, 165), (64, 200), (201, 97)):
            actor = self.engine().open(presenter.name, size)
            assert actor.size == size
            assert actor.presenter == presenter
            shapes = [(found.shape, found.dtype) for found in actor.pictures(Performance.still(3), range(3))]
            assert shapes == [((size[1], size[0], 4), np.dtype(np.uint8))] * 3

    def test_is_premultiplied_and_transparent_outside(self) -> None:
        """No colour exceeds its alpha; the upper corners are empty, the middle is not."""
        found = picture(self.actor(), spoken(), 5)
        assert (found[..., :3] <= found[..., 3:]).all()
        assert not found[0, 0].any()
        assert not found[0, -1].any()
        assert found[found.shape[0] // 2, found.shape[1] // 2, 3] == 255

    def test_any_order_gives_the_same_pixels(self) -> None:
        """Forwards, backwards, alone, and from an actor opened anew."""
        performance = spoken()
        actor = self.actor()
        forwards = [found.copy() for found in actor.pictures(performance, range(12))]
        for frame in (11, 3, 7, 0):
            assert np.array_equal(picture(actor, performance, frame), forwards[frame])
        assert np.array_equal(picture(self.actor(), performance, 6), forwards[6])

    def test_holds_first_and_last_pose_outside_the_performance(self) -> None:
        """Frames outside the acted range show the nearest row."""
        performance, actor = spoken(), self.actor()
        assert np.array_equal(picture(actor, performance, 40), picture(actor, performance, 11))
        assert np.array_equal(picture(actor, performance, -3), picture(actor, performance, 0))

    @pytest.mark.parametrize(
        ("name", "value"),
        [("jawOpen", 0.7), ("eyeBlinkLeft", 1), ("eyeBlinkRight", 1), ("mouthPucker", 1), ("yaw", 10), ("roll", 5)],
    )
    def test_moves(self, name: str, value: float) -> None:
        """What speech and life need visibly changes the picture."""
        actor = self.actor()
        before, after = (
            picture(actor, acting).astype(int) for acting in (Performance.still(2), acted(**{name: value}))
        )
        assert (np.abs(after - before).max(axis=2) > 24).sum() > 8

    def test_left_is_the_presenters_own_left(self) -> None:
        """A blink of the left eye happens farther on the viewer's right than one of the right eye."""
        actor, places = self.actor(), []
        for name in ("eyeBlinkLeft", "eyeBlinkRight"):
            before, after = (
                picture(actor, acting).astype(int) for acting in (Performance.still(2), acted(**{name: 1}))
            )
            changed = np.abs(after - before).sum(axis=(0, 2))
            places.append(float((changed * np.arange(len(changed))).sum() / changed.sum()))
        assert places[0] > places[1] + 0.01 * actor.size[0]

    def test_parts_that_rest_rest(self) -> None:
        """Of an actor that tells its parts, nothing changes outside the boxes of those whose state does."""
        actor, performance = self.actor(), spoken()
        performance.motions[:, [MOTION_INDEX["breath"], MOTION_INDEX["lean"]]] *= 0.02
        if not isinstance(actor, PartedActor):
            return
        pairs = [(0, 1), (3, 4), (4, 11), (20, 9)]
        for first, then in pairs:
            old, new = picture(actor, performance, first), picture(actor, performance, then)
            changed = set(actor.parts(performance, first)) ^ set(actor.parts(performance, then))
            for _, box in changed:
                old[box.top : box.bottom, box.left : box.right] = new[box.top : box.bottom, box.left : box.right]
            assert np.array_equal(old, new), (first, then)

    def test_paints_what_it_shows(self) -> None:
        """An actor that paints itself looks the same in bands, and touches nothing outside the columns it told."""
        actor, performance = self.actor(), spoken()
        if not isinstance(actor, PaintingActor):
            return
        width, height = actor.size
        edges = [0, height // 5, height // 2, height - 7, height]
        bands = list(itertools.pairwise(edges))
        found = np.zeros((height, width, 4), np.uint8)
        surface = skia.Surface(found, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
        for (top, bottom), (left, right) in zip(bands, actor.spans(performance, 5, bands), strict=True):
            with surface as canvas:
                canvas.save()
                canvas.clipRect(skia.Rect.MakeLTRB(left, top, right, bottom))
                actor.paint(canvas, performance, 5)
                canvas.restore()
        whole = picture(actor, performance, 5)
        assert np.abs(found.astype(int) - whole).max() <= 4  # soft edges are rounded anew where a band ends

    def test_survives_extremes(self) -> None:
        """All shapes at 1 and violent motions give a picture, premultiplied as ever."""
        actor = self.actor()
        performance = Performance.still(3)
        performance.weights[1:] = 1
        performance.motions[1] = (30, 30, 30, 2, 2, 2, 10, 1, 1, 1, 15)
        performance.motions[2] = (-30, -30, -30, -2, -2, -2, -10, 1, 1, -1, -15)
        for found in actor.pictures(performance, range(3)):
            assert (found[..., :3] <= found[..., 3:]).all()
