import numpy as np
import pytest
import skia

from understudy.errors import EngineError
from understudy.performance.tracks import MOTION_INDEX, Performance
from understudy.production import HumanLayer as HumanModel
from understudy.production import Placement, Position, Size
from understudy.stage.layers.human import HumanLayer, human_box
from understudy.stage.layers.layer import Box
from understudy.testing.ball_avatar import BALL, BallActor

LANDSCAPE, PORTRAIT = (1920, 1080), (1080, 1920)


class CountingActor(BallActor):
    """A ball that remembers which ranges were asked for."""

    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__(size)
        self.asked: list[range] = []

    def pictures(self, performance, frames):
        self.asked.append(frames)
        return super().pictures(performance, frames)


def moving(frames: int = 8) -> Performance:
    performance = Performance.still(frames)
    performance.motions[:, MOTION_INDEX["yaw"]] = np.arange(frames)
    return performance


def drawn(layer: HumanLayer, frame: int, size: tuple[int, int] = (120, 100)) -> np.ndarray:
    surface = skia.Surface(*size)
    layer.draw(surface.getCanvas(), frame)
    return surface.toarray(colorType=skia.kRGBA_8888_ColorType)


def test_draws_the_actors_own_pixels_in_its_place() -> None:
    actor = BallActor((60, 60))
    layer = HumanLayer(actor, moving(), 40, 30)
    expected = next(actor.pictures(moving(), range(3, 4)))
    found = drawn(layer, 3)
    assert layer.box(3) == Box(40, 30, 100, 90)
    opaque = expected[..., 3] == 255
    assert np.array_equal(found[30:90, 40:100][opaque], expected[opaque])
    assert not found[:30].any()
    assert not found[:, :40].any()


def test_consecutive_frames_run_on_and_jumps_start_anew() -> None:
    actor = CountingActor((30, 30))
    layer = HumanLayer(actor, moving(), 0, 0)
    for frame in (0, 1, 2, 2, 3):
        drawn(layer, frame)
    assert actor.asked == [range(8)]
    drawn(layer, 6)
    drawn(layer, 7)
    drawn(layer, 1)
    assert actor.asked == [range(8), range(6, 8), range(1, 8)]


def test_any_order_gives_the_same_picture() -> None:
    layer = HumanLayer(BallActor((60, 60)), moving(), 0, 0)
    forwards = [drawn(layer, frame) for frame in range(8)]
    for frame in (5, 2, 7, 0):
        assert np.array_equal(drawn(layer, frame), forwards[frame])


def test_states_are_equal_exactly_when_poses_are() -> None:
    layer = HumanLayer(BallActor((30, 30)), moving(), 0, 0)
    assert layer.state(1) != layer.state(2)
    assert layer.state(7) == layer.state(30)


@pytest.mark.parametrize("rotation", [30, 90, 180, 275])
def test_a_rotated_presenter_stays_in_its_box(rotation: int) -> None:
    layer = HumanLayer(BallActor((40, 60)), moving(), 40, 20, rotation)
    box = layer.box(0)
    found = drawn(layer, 0)
    assert found[..., 3].any()
    found[max(box.top, 0) : box.bottom, max(box.left, 0) : box.right] = 0
    assert not found.any()


def test_an_actor_that_stops_early_or_gives_another_size_is_the_engines_fault() -> None:
    class Silent(BallActor):
        def pictures(self, performance, frames):
            return iter(())

    class Small(BallActor):
        def pictures(self, performance, frames):
            return iter([np.zeros((3, 3, 4), np.uint8)])

    for actor, code in ((Silent((30, 30)), "avatar_stopped"), (Small((30, 30)), "avatar_picture")):
        with pytest.raises(EngineError) as caught:
            drawn(HumanLayer(actor, moving(), 0, 0), 0)
        assert caught.value.code == code


def human(x: int, y: int, width: int | None = None, height: int | None = None) -> HumanModel:
    size = None if width is None or height is None else Size(width=width, height=height)
    return HumanModel(position=Position(x=x, y=y, index=1), size=size)


@pytest.mark.parametrize(
    ("model", "box"),
    [
        (human(100, 200, 400, 400), Box(100, 200, 500, 600)),
        (human(100, 200, 400, 800), Box(100, 600, 500, 1000)),
        (human(100, 200, 800, 400), Box(300, 200, 700, 600)),
    ],
)
def test_a_layers_box_holds_the_presenter_on_its_lower_edge(model: HumanModel, box: Box) -> None:
    assert human_box(BALL, model, None, LANDSCAPE, 1.0, (0, 0)) == box


def test_output_scale_and_offset_apply() -> None:
    found = human_box(BALL, human(100, 200, 400, 400), None, LANDSCAPE, 0.5, (-20, 10))
    assert found == Box(30, 110, 230, 310)


def test_without_a_size_the_layer_keeps_its_position() -> None:
    found = human_box(BALL, human(50, 60), None, LANDSCAPE, 1.0, (0, 0))
    assert (found.left, found.top) == (50, 60)
    assert found.height == pytest.approx(0.92 * 1080, abs=1)


def test_without_a_layer_the_presenter_stands_in_the_middle_of_the_lower_edge() -> None:
    wide = human_box(BALL, None, None, LANDSCAPE, 1.0, (0, 0))
    assert wide.bottom == 1080
    assert wide.height == pytest.approx(0.92 * 1080, abs=1)
    assert abs(wide.left + wide.right - 1920) <= 1
    high = human_box(BALL, None, None, PORTRAIT, 1.0, (0, 0))
    assert high.bottom == 1920
    assert high.width == 810


@pytest.mark.parametrize(("side", "x"), [("LEFT", 480), ("MIDDLE", 960), ("RIGHT", 1440)])
def test_sides(side: str, x: int) -> None:
    found = human_box(BALL, None, Placement(side=side), LANDSCAPE, 1.0, (0, 0))
    assert abs((found.left + found.right) / 2 - x) <= 0.5
    assert found.bottom == 1080


def test_a_point_is_the_middle_of_the_lower_edge() -> None:
    found = human_box(BALL, None, Placement(x=700, y=1000), LANDSCAPE, 1.0, (0, 0))
    assert abs((found.left + found.right) / 2 - 700) <= 0.5
    assert found.bottom == 1000
