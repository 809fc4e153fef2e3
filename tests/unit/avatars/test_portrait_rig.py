"""Geometry of the rig, on a face whose points are known: no model files needed."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from understudy.performance.coarticulate import lip_gap
from understudy.performance.tracks import MOTION_INDEX, MOTIONS, SHAPE_INDEX, SHAPES, Performance
from understudy.performance.visemes import MOUTHS
from understudy.stage.avatars.pack import load_pack
from understudy.stage.avatars.portrait import PortraitEngine
from understudy.stage.avatars.portrait.anatomy import ACROSS, Anatomy
from understudy.stage.avatars.portrait.expression import Expression
from understudy.stage.avatars.portrait.pulls import Bases, displaced


@pytest.fixture(scope="module")
def anatomy(pack: Path) -> Anatomy:
    loaded = load_pack(pack)
    return Anatomy(loaded.landmarks, loaded.irises)


def weighed(**values: float) -> np.ndarray:
    weights = np.zeros(len(SHAPES), np.float32)
    for name, value in values.items():
        for full in [name] if name in SHAPE_INDEX else [name + "Left", name + "Right"]:
            weights[SHAPE_INDEX[full]] = value
    return weights


def test_lips_are_closed_exactly_when_they_are_meant_to_be(anatomy: Anatomy) -> None:
    chance = np.random.default_rng(5)
    for _ in range(40):
        weights = chance.random(len(SHAPES)).astype(np.float32) ** 2
        gap = Expression(anatomy, weights).lips.gap
        intended = float(lip_gap(weights))
        assert (gap > 0) == (intended > 0)
    closed = weighed(jawOpen=0.6, mouthClose=0.6, mouthPucker=0.5)
    assert Expression(anatomy, closed).lips.gap == 0


def test_the_gap_grows_with_the_intended_opening(anatomy: Anatomy) -> None:
    gaps = [Expression(anatomy, weighed(jawOpen=jaw)).lips.gap for jaw in np.linspace(0, 1, 11)]
    assert np.all(np.diff(gaps) > 0.02)


def test_moved_contours_never_cross(anatomy: Anatomy) -> None:
    chance = np.random.default_rng(6)
    for _ in range(60):
        lips = Expression(anatomy, chance.random(len(SHAPES)).astype(np.float32)).lips
        rows = (lips.mouth.nose, lips.upper, lips.inner_upper, lips.inner_lower, lips.lower, lips.chin, lips.mouth.neck)
        for above, below in itertools.pairwise(rows):
            assert (below - above > -1e-9).all()


def test_the_mapping_is_the_inverse_of_the_movement(anatomy: Anatomy) -> None:
    """What shows at a moved lip's edge is that edge in the picture, and skin above the nose stays."""
    lips = Expression(anatomy, weighed(jawOpen=0.5, mouthUpperUp=0.4)).lips
    inside = np.flatnonzero(lips.mouth.share > 0.1)[::50]
    u = ACROSS[inside].astype(np.float32)
    for moved, original in ((lips.upper, lips.mouth.upper), (lips.lower, lips.mouth.lower)):
        found = lips.onto(lips.mouth).source(u, moved[inside].astype(np.float32))
        assert np.abs(found - original[inside]).max() < 1e-3
    high = np.full_like(u, -0.2)
    assert np.array_equal(lips.onto(lips.mouth).source(u, high), high)


def test_a_blink_closes_and_rest_stays_open(anatomy: Anatomy) -> None:
    rest, shut = Expression(anatomy, weighed()), Expression(anatomy, weighed(eyeBlink=1))
    for side in (0, 1):
        assert rest.lids[side].gap > 0.05
        assert shut.lids[side].gap < 1e-9


def test_the_iris_stays_between_the_lids(anatomy: Anatomy) -> None:
    left = Expression(anatomy, weighed(eyeLookOutLeft=1, eyeLookInRight=1))
    assert left.gaze(0)[0] == left.gaze(1)[0] == 1
    for side in (0, 1):
        lids, iris = anatomy.lids[side], anatomy.local_irises[side]
        assert lids.left < iris.u - 0.062 and iris.u + 0.062 < lids.right


def test_skin_far_from_a_pull_does_not_move(anatomy: Anatomy) -> None:
    far = np.array([(0.0, -0.6), (0.9, 0.2), (-0.9, 0.2), (0.0, 2.0)])
    bases = Bases(anatomy)
    for name in ("mouthPucker", "mouthSmile", "mouthStretch", "cheekSquint"):
        assert np.abs(displaced(bases.sum(weighed(**{name: 1})), far) - far).max() < 1e-6


def test_one_side_of_the_mouth_moves_alone(anatomy: Anatomy) -> None:
    rest, left = (Expression(anatomy, weighed(jawOpen=0.3, **more)).lips for more in ({}, {"mouthUpperUpLeft": 1.0}))
    rise = rest.inner_upper - left.inner_upper
    middle = anatomy.mouth.middle
    on_left = (middle + 0.3 * anatomy.mouth.half < ACROSS) & (rest.mouth.share > 0.2)
    on_right = (middle - 0.3 * anatomy.mouth.half > ACROSS) & (rest.mouth.share > 0.2)
    assert rise[on_left].mean() > 3 * np.abs(rise[on_right]).mean()


def test_lips_do_what_the_sounds_need(anatomy: Anatomy) -> None:
    """/f v/: the lower lip touches the upper teeth; /p b m/: closed; /th/: open wide enough for the tongue."""
    lips = {name: Expression(anatomy, weighed(**MOUTHS[name].shapes)).lips for name in ("FF", "TH", "aa")}
    teeth = anatomy.mouth.line + 0.02
    assert lips["FF"].gap > 0 and lips["FF"].middle_low < teeth + 0.012
    assert lips["TH"].middle_low > teeth + 0.03
    assert lips["aa"].gap > 3 * lips["FF"].gap


def test_a_closing_lid_takes_its_lashes_along(anatomy: Anatomy) -> None:
    """Just above the moved edge shows what lies just above the edge in the picture, as it is."""
    shut = Expression(anatomy, weighed(eyeBlink=1)).lids[0]
    u = np.array([shut.lids.middle], np.float32)
    column = int(np.argmin(np.abs(ACROSS - shut.lids.middle)))
    for above in (0.005, 0.015, 0.025):
        found = shut.source(u, (shut.upper[column] - above + 0 * u).astype(np.float32))
        assert found[0] == pytest.approx(shut.lids.upper[column] - above, abs=0.004)


def test_the_tongue_shows_for_th_and_not_for_aa(pack: Path) -> None:
    actor = PortraitEngine().open(str(pack), (760, 700))

    def mouth(**values: float) -> np.ndarray:
        performance = Performance(weighed(**values)[None], np.zeros((1, len(MOTIONS)), np.float32))
        return next(iter(actor.pictures(performance, range(1)))).astype(int)

    shapes = dict(MOUTHS["TH"].shapes)
    without = mouth(**{**shapes, "tongueOut": 0.0})
    changed = np.abs(mouth(**shapes) - without).max(axis=2) > 20
    assert changed.sum() > 30
    pink = mouth(**shapes)[changed][:, :3].mean(axis=0)
    assert pink[0] > pink[1] + 20
    assert without[changed][:, 1].mean() > pink[1] + 10  # teeth or the dark of the mouth stood there


def test_somebody_cut_off_by_the_picture_goes_on_below(pack: Path) -> None:
    actor = PortraitEngine().open(str(pack), (260, 240))
    performance = Performance.still(1)
    performance.motions[0, MOTION_INDEX["lean"]] = 6
    leaning = next(iter(actor.pictures(performance, range(1))))
    assert (leaning[-3:, 60:180, 3] > 200).all()
    assert not leaning[:2].any()
