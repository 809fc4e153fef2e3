"""Which frame becomes the cover, and pictures as files."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from understudy.deliver.cover import SETTLED, cover_frame, write_cover
from understudy.errors import InputError, ResourceError
from understudy.performance.tracks import SHAPE_INDEX, ActionSpan, Performance


def talking(frames: int) -> Performance:
    """Eyes shut and mouth open all the time."""
    performance = Performance.still(frames)
    for name in ("eyeBlinkLeft", "eyeBlinkRight", "jawOpen"):
        performance.weights[:, SHAPE_INDEX[name]] = 0.8
    return performance


def test_open_eyes_and_closed_mouth_win() -> None:
    performance = talking(100)
    performance.weights[71, SHAPE_INDEX["jawOpen"]] = 0
    performance.weights[71, [SHAPE_INDEX["eyeBlinkLeft"], SHAPE_INDEX["eyeBlinkRight"]]] = 0
    performance.weights[72, SHAPE_INDEX["jawOpen"]] = 0
    assert cover_frame([performance], [100]) == 71


def test_among_equals_the_first_third_wins() -> None:
    assert cover_frame([Performance.still(300)], [300]) == 100
    assert cover_frame([Performance.still(50), Performance.still(250)], [50, 250]) == 100


def test_starts_of_scenes_are_avoided() -> None:
    good = Performance.still(SETTLED)
    assert cover_frame([talking(40), good], [40, SETTLED]) < 40
    assert cover_frame([talking(90)], [90]) >= SETTLED


def test_gestures_are_avoided() -> None:
    still = Performance.still(90)
    acted = Performance(still.weights, still.motions, actions=(ActionSpan("wave", 20, 60),))
    assert cover_frame([acted], [90]) == 19


@pytest.mark.parametrize("length", [1, 2, 12, 13, 14])
def test_the_shortest_films_have_a_cover(length: int) -> None:
    assert 0 <= cover_frame([talking(1)], [length]) < length


def test_pictures_come_back(tmp_path: Path) -> None:
    picture = np.zeros((8, 8, 4), np.uint8)
    picture[:4] = (200, 100, 50, 255)
    picture[4:] = (100, 50, 25, 128)
    write_cover(picture, tmp_path / "a.png")
    write_cover(picture, tmp_path / "a.jpg")
    png = cv2.imread(str(tmp_path / "a.png"), cv2.IMREAD_UNCHANGED)
    assert png.shape == (8, 8, 4)
    assert np.abs(png[0, 0].astype(int) - (50, 100, 200, 255)).max() == 0
    assert np.abs(png[7, 7].astype(int) - (50, 100, 199, 128)).max() <= 1
    jpeg = cv2.imread(str(tmp_path / "a.jpg"))
    assert np.abs(jpeg[7, 7].astype(int) - (152, 177, 227)).max() <= 4
    opaque = np.full((8, 8, 4), 255, np.uint8)
    write_cover(opaque, tmp_path / "b.png")
    assert cv2.imread(str(tmp_path / "b.png"), cv2.IMREAD_UNCHANGED).shape == (8, 8, 3)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jpg", "a.png", "b.png"]


def test_other_kinds_of_picture_and_missing_folders_are_refused(tmp_path: Path) -> None:
    picture = np.zeros((2, 2, 4), np.uint8)
    with pytest.raises(InputError, match="neither a PNG nor a JPEG"):
        write_cover(picture, tmp_path / "a.gif")
    with pytest.raises(ResourceError, match="does not exist"):
        write_cover(picture, tmp_path / "nowhere" / "a.png")
