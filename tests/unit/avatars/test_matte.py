from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from understudy.performance.tracks import Performance
from understudy.stage.avatars.drawn import DrawnEngine
from understudy.stage.avatars.matte import CutOut, Segmenter, cut_out, plate

pytestmark = pytest.mark.slow

UNIT, CHIN = 63.4, 185


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


def test_bright_strips_beside_the_sleeve_are_not_the_person(segmenter: Segmenter) -> None:
    """Between the right sleeve and the dark table a strip of wall shows, which the network takes for the person."""
    cut = cut_out(opaque(skimage.data.astronaut()), segmenter, UNIT, CHIN)
    assert cut.alpha[286:310, 358:372].max() < 60 and cut.alpha[286:310, 358:372].mean() < 5
    assert cut.alpha[286:312, 330:344].min() > 240  # the sleeve itself
    assert cut.alpha[300:390, 0:10].max() < 60  # the flag beside the other sleeve


def painted(name: str) -> np.ndarray:
    """A drawn presenter, premultiplied RGBA: a person whose matte is known."""
    engine = DrawnEngine()
    wide, high = next(one.size for one in engine.presenters() if one.name == name)
    actor = engine.open(name, (800 * wide // high, 800))
    return next(iter(actor.pictures(Performance.still(1), range(1)))).copy()


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    return painted("suwen")


DRAWN_UNIT = 127.0


def before(person: np.ndarray, wall: np.ndarray) -> np.ndarray:
    return opaque((person[..., :3] + wall * (1 - person[..., 3:] / 255.0)).astype(np.uint8))


def edge_error(alpha: np.ndarray, person: np.ndarray) -> float:
    """Mean error, in [0, 255], within a few pixels of the true edge."""
    truth = person[..., 3]
    edge = cv2.dilate(((truth > 2) & (truth < 253)).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    return float(np.abs(alpha.astype(int) - truth)[edge].mean())


@pytest.mark.parametrize(("name", "most"), [("coffee", 11), ("chelsea", 15), ("rocket", 18)])
def test_the_edge_is_found_before_busy_pictures(
    segmenter: Segmenter, drawn: np.ndarray, name: str, most: float
) -> None:
    height, width = drawn.shape[:2]
    wall = getattr(skimage.data, name)()[..., :3]
    scale = max(height / wall.shape[0], width / wall.shape[1])
    wall = cv2.resize(wall, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)[:height, :width]
    cut = cut_out(before(drawn, wall), segmenter, DRAWN_UNIT)
    assert cut.method == "network"  # the blue sky above the rocket is no screen
    assert edge_error(cut.alpha, drawn) < most


def lit(colour: tuple[int, int, int], shape: tuple[int, ...]) -> np.ndarray:
    """A wall of one colour, unevenly lit, with the noise of a camera."""
    down, across = np.mgrid[0 : shape[0], 0 : shape[1]] / max(shape[:2])
    light = 0.75 + 0.35 * np.sin(2.5 * across + 0.5) * np.cos(1.5 * down)
    noise = np.random.default_rng(1).normal(0, 4, (*shape[:2], 3))
    return np.clip(np.array(colour) * light[..., None] + noise, 0, 255)


SCREENS = [("suwen", (90, 230, 110)), ("yunling", (45, 175, 75)), ("amara", (20, 110, 50)), ("arjun", (45, 175, 75))]


def green_left(cut: CutOut) -> int:
    """By how many levels green exceeds the other colours at most."""
    red, green, blue = (cut.colours[..., channel][cut.alpha > 40].astype(int) for channel in range(3))
    return int((green - np.maximum(red, blue)).max())


@pytest.mark.parametrize(("name", "colour"), SCREENS)
def test_an_unevenly_lit_screen_is_keyed(segmenter: Segmenter, name: str, colour: tuple[int, int, int]) -> None:
    """Also between arm and body, and without a hair that stays green."""
    person = painted(name)
    cut = cut_out(before(person, lit(colour, person.shape)), segmenter, DRAWN_UNIT)
    assert cut.method == "green screen"
    assert edge_error(cut.alpha, person) < 10
    assert (cut.alpha[person[..., 3] == 255] > 250).mean() > 0.99
    assert green_left(cut) < 12


def test_who_wears_the_screens_colour_keeps_it_and_has_no_green_hair(segmenter: Segmenter) -> None:
    """He wears a green sweater before a green screen."""
    person, chin = painted("finn"), 358
    cut = cut_out(before(person, lit((45, 175, 75), person.shape)), segmenter, DRAWN_UNIT, chin)
    assert cut.method == "network"
    assert edge_error(cut.alpha, person) < 10
    assert green_left(cut) < 30
    sweater = (slice(620, 700), slice(300, 420))
    assert np.abs(cut.colours[sweater].astype(int) - person[sweater][..., :3]).mean() < 3


def test_clothes_of_the_screens_colour_are_not_keyed_away(segmenter: Segmenter) -> None:
    """She wears a blue jacket before a blue screen."""
    drawn = painted("yunling")
    cut = cut_out(before(drawn, lit((40, 80, 190), drawn.shape)), segmenter, DRAWN_UNIT)
    assert cut.method == "network"
    assert edge_error(cut.alpha, drawn) < 17
    inside = cv2.erode((drawn[..., 3] == 255).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    assert (cut.alpha[inside] == 255).mean() > 0.99


def test_the_plate_has_the_wall_and_not_the_person(segmenter: Segmenter, drawn: np.ndarray) -> None:
    down = np.linspace(60, 220, drawn.shape[0])[:, None, None]
    wall = np.broadcast_to(down, (*drawn.shape[:2], 3)) * (1, 0.9, 0.7)
    seen = before(drawn, wall)
    behind = plate(seen[..., :3], drawn[..., 3], DRAWN_UNIT)
    apart = np.abs(behind - wall).mean(axis=2)
    assert np.median(apart[drawn[..., 3] == 0]) < 2
    ring = (cv2.dilate((drawn[..., 3] == 0).astype(np.uint8), np.ones((31, 31))) > 0) & (drawn[..., 3] > 0)
    assert apart[ring].mean() < 25  # where a head may move away
