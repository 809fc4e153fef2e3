"""Parts of the way from a clip to a presenter that need no model files."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from understudy.stage.avatars.clip import track
from understudy.stage.avatars.clip.cut import Cutter, steadied
from understudy.stage.avatars.clip.loop import FADE, Jump, Loop, find_loop
from understudy.stage.avatars.clip.one_euro import smoothed
from understudy.stage.avatars.clip.reel import Reel, ReelWriter
from understudy.stage.avatars.clip.schedule import schedule

UNIT = 100.0


def noisy(signal: np.ndarray) -> np.ndarray:
    """Fifty points that move up and down by `signal`, in pixels, with a landmark model's jitter."""
    points = np.zeros((len(signal), 50, 3))
    points[..., 1] = signal[:, None]
    return (points + np.random.default_rng(1).normal(0, 0.004 * UNIT, points.shape)).astype(np.float32)


def test_what_stands_still_stops_trembling() -> None:
    still = noisy(np.zeros(200))
    calm = smoothed(still, 25, UNIT)
    assert np.abs(np.diff(calm, axis=0)).mean() < 0.35 * np.abs(np.diff(still, axis=0)).mean()


def test_lips_neither_lag_nor_shrink() -> None:
    time = np.arange(250) / 25
    lips = 8 * (1 + np.sin(2 * np.pi * 4 * time) * np.sin(2 * np.pi * 0.6 * time))
    found = smoothed(noisy(lips), 25, UNIT)[..., 1].mean(axis=1)
    alike = [np.corrcoef(lips[3:-3], np.roll(found, -lag)[3:-3])[0, 1] for lag in (-1, 0, 1)]
    assert int(np.argmax(alike)) == 1
    assert abs(alike[0] - alike[2]) < 0.02
    assert found.std() > 0.85 * lips.std()


def test_points_survive_the_pack() -> None:
    points = np.random.default_rng(2).uniform(-300, 1500, (7, 468, 3)).astype(np.float32)
    assert np.abs(track.unpacked(track.packed(points), 7) - points).max() <= 1 / 16
    with pytest.raises(ValueError):
        track.unpacked(track.packed(points), 8)


def swaying(frames: int, period: float, drift: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Points and sketches of somebody who sways with a `period` in frames, and drifts away."""
    points = np.random.default_rng(5).uniform(100, 300, (468, 3)).astype(np.float32)
    points[[33, 263], :2] = (150, 200), (250, 200)
    points[[145, 374], 1] = points[[159, 386], 1] + 11
    time = np.arange(frames)
    moved = np.repeat(points[None], frames, axis=0)
    moved[..., 0] += (6 * np.sin(2 * np.pi * time / period) + drift * time)[:, None]
    return moved, np.zeros((frames, 18, 16), np.float32)


def test_a_sway_is_joined_where_it_repeats() -> None:
    loop = find_loop(*swaying(120, 40), UNIT)
    assert not loop.seen and loop.turns is None
    back = [jump for jump in loop.jumps if jump.enter < jump.leave]
    assert back
    for jump in back:
        assert (jump.leave - jump.enter) % 40 in (0, 1, 2, 38, 39)


def test_a_one_way_move_that_stands_still_at_both_ends_turns_round() -> None:
    points, sketches = swaying(120, 1e9)
    way = np.clip((np.arange(120) - 20) / 80, 0, 1)
    points[..., 0] += 60 * (way * way * (3 - 2 * way))[:, None]
    loop = find_loop(points, sketches, UNIT)
    assert loop.turns is not None and not loop.seen
    assert loop.turns[0] < 25 and loop.turns[1] > 95


def test_a_drift_without_rest_is_told() -> None:
    loop = find_loop(*swaying(120, 1e9, drift=1.5), UNIT)
    assert loop.seen


LOOPS = (
    Loop(12, (Jump(40, 70, 0.01), Jump(90, 20, 0.01), Jump(60, 30, 0.02)), None, False),
    Loop(5, (), (5, 95), False),
    Loop(0, (), None, True),
)


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("length", [1, 10, 24, 25, 700])
def test_every_schedule_stays_inside_and_flows(loop: Loop, length: int) -> None:
    shown = schedule(loop, 100, length, seed=3)
    assert len(shown) == length
    assert all(0 <= one.frame < 100 and 0 <= one.other < 100 and 0 <= one.mix <= 1 for one in shown)
    assert shown == schedule(loop, 100, length, seed=3)
    body = shown[: -FADE - 1]
    for before, after in itertools.pairwise(body):
        if before.mix == after.mix == 0:
            assert abs(after.frame - before.frame) == 1 or not loop.jumps
    if length >= 25:
        end = shown[-1]
        assert (end.frame if end.mix == 0 else end.other) == loop.start and end.mix in (0, 1)


def test_a_long_film_of_a_short_clip_does_not_repeat_itself() -> None:
    shown = [one.frame for one in schedule(LOOPS[0], 100, 3000, seed=7)]
    starts = [n for n in range(1, len(shown)) if shown[n] == 20 + FADE and shown[n - 1] != 20 + FADE - 1]
    assert len(starts) > 10
    assert len({after - before for before, after in itertools.pairwise(starts)}) > 2


def test_the_reel_gives_back_what_was_put_in_whatever_the_order(tmp_path: Path) -> None:
    size, count = (96, 80), 40
    down, across = np.mgrid[0:80, 0:96]
    alpha = (255 * np.clip((30 - np.hypot(down - 40, across - 48)) / 4, 0, 1)).astype(np.uint8)
    with ReelWriter(tmp_path / "clip.mp4", size) as writer:
        for number in range(count):
            tone = np.array([40 + 4 * number, 200 - 3 * number, 90])
            writer.add((tone * (alpha[..., None] / 255)).astype(np.uint8), alpha)
        writer.finish()
    reel = Reel(tmp_path / "clip.mp4", size)
    assert reel.frames == count
    forwards = [reel.picture(number) for number in range(count)]
    for number in (0, 17, 39):
        inside = forwards[number][36:44, 44:52].reshape(-1, 4).mean(axis=0)
        assert np.abs(inside - (40 + 4 * number, 200 - 3 * number, 90, 255)).max() < 6
        assert np.abs(forwards[number][..., 3].astype(int) - alpha).mean() < 2
        assert not forwards[number][:4].any()
        assert (forwards[number][..., :3] <= forwards[number][..., 3:]).all()
    for number in (*range(39, 25, -1), 3, 30, 12):
        assert np.array_equal(reel.picture(number), forwards[number])


def test_mattes_are_quiet_where_their_neighbours_agree_and_follow_where_not() -> None:
    chance = np.random.default_rng(4)
    person = np.full((256, 256), 0.3, np.float32)
    person[60:, 80:180] = 0.7
    trembling = [(person + chance.normal(0, 0.06, person.shape)).astype(np.float32) for _ in range(3)]
    assert np.abs(steadied(*trembling) - person).mean() < 0.75 * np.abs(trembling[1] - person).mean()
    here, gone = np.ones_like(person), np.zeros_like(person)
    assert np.abs(steadied(here, gone, gone) - gone).max() < 0.01


def test_a_known_background_is_taken_off_the_edge() -> None:
    """Orange somebody before a wall of blue and yellow stripes, cut with a matte that is three pixels too wide."""
    size = (160, 160)
    stripes = np.where((np.arange(160) // 8 % 2)[:, None, None], (40, 60, 200), (220, 200, 40)).astype(np.uint8)
    wall = np.broadcast_to(stripes, (160, 160, 3)).copy()
    down, across = np.mgrid[0:160, 0:160]
    alpha = np.clip(45.5 - np.hypot(down - 80, across - 80), 0, 1)[..., None]
    picture = (np.array([230, 120, 60]) * alpha + wall * (1 - alpha)).astype(np.uint8)
    rough = np.clip((48 - np.hypot(*np.mgrid[-80:80:0.625, -80:80:0.625])) / 4 + 0.5, 0, 1).astype(np.float32)
    colours, found = Cutter(size, 60.0, wall, None).cut(picture, rough)
    ring = np.hypot(down - 80, across - 80)
    assert found[ring < 42].min() > 235
    assert found[ring > 50].max() < 30
    solid = found > 60
    straight = colours[solid] / (found[solid][:, None] / 255)
    assert np.abs(straight - (230, 120, 60)).mean() < 12
