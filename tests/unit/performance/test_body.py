"""Shoulders and weight: somebody who stands never stands still, and never lurches."""

import numpy as np
import pytest
from spoken_clips import babble, silent

from understudy.performance.idle import LIMITS
from understudy.performance.perform import perform
from understudy.performance.tracks import MOTION_INDEX, Performance
from understudy.timing import frames_covering


def column(performance: Performance, name: str) -> np.ndarray:
    return performance.motions[:, MOTION_INDEX[name]].astype(float)


@pytest.fixture(scope="module")
def listening() -> Performance:
    return perform(silent(0), 3000, seed=5, idle_interval=255)[0]


@pytest.fixture(scope="module")
def talking() -> Performance:
    clip = babble(2, 300)
    return perform(clip, frames_covering(clip.sound.length, clip.rate), seed=5, idle_interval=255)[0]


@pytest.mark.parametrize("channel", ["shift", "twist"])
def test_stances_change_and_never_lurch(listening: Performance, channel: str) -> None:
    curve, most = column(listening, channel), LIMITS[channel]
    assert curve[0] == curve[-1] == 0
    assert curve.min() < -0.3 * most and curve.max() > 0.3 * most
    assert np.abs(curve).max() <= most
    assert np.abs(np.diff(curve)).max() < 0.09 * most and np.abs(np.diff(curve, 2)).max() < 0.025 * most
    calm = [curve[start : start + 250] for start in range(0, 2750, 250)]
    assert min(np.ptp(part) for part in calm) > 0.05 * most


def test_a_seed_stands_like_itself_and_like_no_other() -> None:
    first, again, other = (perform(silent(0), 500, seed=seed)[0] for seed in (1, 1, 2))
    assert np.array_equal(column(first, "shift"), column(again, "shift"))
    assert np.abs(np.corrcoef(column(first, "shift"), column(other, "shift"))[0, 1]) < 0.9


def test_shoulders_rise_with_what_is_stressed_and_not_in_silence(listening: Performance, talking: Performance) -> None:
    assert not column(listening, "shrug").any()
    lifted = column(talking, "shrug")
    assert 0.03 < lifted.max() < 0.2 and (lifted > 0.02).mean() > 0.05
