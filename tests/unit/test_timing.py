"""Time is exact: these are the only roundings of the project."""

from fractions import Fraction

import pytest

from understudy import timing


@pytest.mark.parametrize(
    ("value", "whole"), [(Fraction(1, 2), 1), (Fraction(-1, 2), 0), (Fraction(5, 2), 3), (Fraction(249, 100), 2)]
)
def test_a_half_rounds_up(value: Fraction, whole: int) -> None:
    assert timing.nearest(value) == whole


def test_a_begun_frame_counts_whole() -> None:
    assert timing.frames_covering(0, 48_000) == 0
    assert timing.frames_covering(1, 48_000) == 1
    assert timing.frames_covering(1920, 48_000) == 1
    assert timing.frames_covering(1921, 48_000) == 2


def test_frames_and_samples_agree_for_hours() -> None:
    for rate in (16_000, 22_050, 44_100, 48_000):
        for frame in (0, 1, 7, 90_000, 500_001):
            sample = timing.sample_at_frame(frame, rate)
            assert sample * 25 // rate == frame
            assert sample == 0 or (sample - 1) * 25 // rate == frame - 1


def test_a_float_is_read_as_it_is_written() -> None:
    assert timing.index_at(0.1, 1000) == 100
    assert timing.index_at("2.5", 25) == 63


def test_rescaling_there_and_back_returns() -> None:
    assert timing.rescale(timing.rescale(123_457, 22_050, 48_000), 48_000, 22_050) == 123_457


def test_timestamps_carry_over() -> None:
    assert timing.timestamp(Fraction(3_599_999_6, 10_000)) == "01:00:00.000"
    assert timing.timestamp(Fraction(61_5, 10), ",") == "00:01:01,500"
