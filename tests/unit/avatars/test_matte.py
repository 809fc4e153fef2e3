from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from understudy.stage.avatars.matte import Segmenter, cut_out

UNIT = 63.4


def opaque(colours: np.ndarray) -> np.ndarray:
    return np.dstack([colours, np.full(colours.shape[:2], 255, np.uint8)])


@pytest.fixture(scope="module")
def segmenter(models: Path) -> Segmenter:
    return Segmenter(models)


def test_the_person_stays_and_the_room_goes(segmenter: Segmenter) -> None:
    cut = cut_out(opaque(skimage.data.astronaut()), segmenter, UNIT)
    assert cut.method == "network"
    assert (cut.alpha[60:170, 195:250] == 255).all()  # the face
    assert (cut.alpha[300:480, 100:280] > 250).all()  # the suit, its badges included
    assert (cut.alpha[:60, :140] == 0).all()  # the wall
    assert (cut.alpha[:200, 360:] == 0).all()  # the model of the shuttle


def test_nothing_of_an_old_background_glows_at_the_edge(segmenter: Segmenter) -> None:
    """The same person, cut out and put before pure green, is cut out again: the hair stays free of green."""
    first = cut_out(opaque(skimage.data.astronaut()), segmenter, UNIT)
    share = first.alpha[..., None] / 255.0
    green = (first.colours * share + np.array([20, 210, 40]) * (1 - share)).astype(np.uint8)
    again = cut_out(opaque(green), segmenter, UNIT)
    assert again.method == "green screen"
    assert np.abs(again.alpha.astype(int) - first.alpha)[:180].mean() < 6
    edge = (again.alpha > 40) & (again.alpha < 215)
    red, key, blue = (again.colours[..., channel][edge].astype(float) for channel in range(3))
    assert (key - np.maximum(red, blue)).mean() < 12


def test_a_picture_that_is_cut_out_already_keeps_its_edge(segmenter: Segmenter) -> None:
    picture = opaque(skimage.data.astronaut())
    picture[..., 3] = 0
    cv2.circle(picture, (224, 150), 100, (200, 150, 120, 255), -1)
    cut = cut_out(picture, segmenter, UNIT)
    assert cut.method == "given"
    assert np.array_equal(cut.alpha, picture[..., 3])


def test_large_pictures_are_cut_as_small_ones(segmenter: Segmenter) -> None:
    small = cut_out(opaque(skimage.data.astronaut()), segmenter, UNIT)
    big = cv2.resize(skimage.data.astronaut(), (1536, 1536), interpolation=cv2.INTER_CUBIC)
    large = cut_out(opaque(big), segmenter, 3 * UNIT)
    assert large.alpha.shape == (1536, 1536)
    shrunk = cv2.resize(large.alpha, (512, 512), interpolation=cv2.INTER_AREA)
    assert np.abs(shrunk.astype(int) - small.alpha).mean() < 3
