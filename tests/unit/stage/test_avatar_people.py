"""Everybody who can be drawn: names, tags, sheets, proportions, mouths, and the scripts that painted them."""

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from understudy.performance.gesture import GESTURES
from understudy.performance.visemes import MOUTHS
from understudy.stage.avatars.drawn import DrawnEngine, sheets
from understudy.stage.avatars.drawn.anatomy import AXIS, BUST, HEIGHTS, PLACES
from understudy.stage.avatars.drawn.cast import PEOPLE, ROLES
from understudy.stage.avatars.drawn.field import Field
from understudy.stage.avatars.drawn.lips import lips
from understudy.stage.avatars.drawn.teeth import UPPER
from understudy.testing.avatar_engine import acted, picture

LOOKS = {person.look.name: person.look for person in PEOPLE}
everybody = pytest.mark.parametrize("name", LOOKS)
ARTWORK = Path(__file__).parents[3] / "artwork"


def shapes(viseme: str) -> dict[str, float]:
    """The blendshapes of a viseme; the lips close as they do in a film."""
    values: dict[str, float] = {}
    for shape, value in MOUTHS[viseme].shapes.items():
        values |= {shape: value, shape + "Left": value, shape + "Right": value}
    return values | ({"mouthClose": values["jawOpen"]} if viseme == "PP" else {})


def weigh(values: dict[str, float]):
    return lambda name: values.get(name, 0.0)


def test_six_people_differ_in_sex_age_and_region() -> None:
    roles = [role.presenter for role in ROLES if role.presenter.tagged("framing") == ("BUST",)]
    assert len(roles) >= 6
    assert {role.gender for role in roles} == {"female", "male"}
    assert len({role.tagged("age") for role in roles}) >= 4
    assert {value for role in roles for value in role.tagged("region")} >= {"ASIAN", "WESTERN", "AFRICAN"}


def test_everybody_is_named_in_two_languages_and_tagged() -> None:
    presenters = [role.presenter for role in ROLES]
    assert len({presenter.title for presenter in presenters}) == len(presenters)
    assert len({presenter.title_zh for presenter in presenters}) == len(presenters)
    for presenter in presenters:
        assert any("一" <= letter <= "鿿" for letter in presenter.title_zh)
        assert presenter.tagged("sex") == (presenter.gender.upper(),)
        assert set(presenter.tagged("pose")) <= {"HALF-BODY", "STANDING"}
        for kind in ("age", "region", "framing", "industry"):
            assert presenter.tagged(kind)
        assert set(presenter.actions) <= set(GESTURES)


@everybody
def test_sheets_are_sharp_at_4k_and_of_the_right_size(name: str) -> None:
    assert sheets.PAINTED * BUST >= 2160
    left, top, right, bottom = LOOKS[name].head_area
    head = sheets.sheet(name, "head", LOOKS[name].head_area, sheets.PAINTED).picture
    assert head.shape == (round((bottom - top) * sheets.PAINTED), round((right - left) * sheets.PAINTED), 4)
    left, top, right, bottom = sheets.TRUNK
    trunk = sheets.sheet(name, "trunk", sheets.TRUNK, sheets.PAINTED).picture
    assert trunk.shape == (round((bottom - top) * sheets.PAINTED), round((right - left) * sheets.PAINTED), 4)
    for picture_ in (head, trunk):
        assert (picture_[..., :3] <= picture_[..., 3:]).all()
        assert not picture_[:, 0].any()
        assert not picture_[:, -1].any()
    field = Field(*LOOKS[name].head_area)
    assert sheets.motion(name).depth.shape == field.x.shape


@everybody
def test_the_canonical_face_and_the_own_one_map_onto_each_other(name: str) -> None:
    face = LOOKS[name].face
    for x, y in ((0, 300), (63.5, 297), (-63.5, 297), (30, 366), (-46.5, 412), (20, 470), (120, 330), (-100, 200)):
        there = face.spot(x, y)
        u, v = face.canonical(np.float32(there[0]), np.float32(there[1]))
        assert (float(u), float(v)) == pytest.approx((x, y), abs=0.01)
    assert face.spot(63.5, HEIGHTS[2]) == pytest.approx((AXIS + face.eye_out, face.eye_y), abs=0.01)


@everybody
def test_proportions_are_those_of_people(name: str) -> None:
    face = LOOKS[name].face
    crown = face.outline[0][1]
    assert 0.45 < (face.eye_y - crown) / (face.chin_y - crown) < 0.54
    assert 4.0 < 2 * face.edge / (2 * face.eye_half) < 5.2
    assert 0.9 < (2 * face.eye_out - 2 * face.eye_half) / (2 * face.eye_half) < 1.4
    assert face.eye_out - face.eye_half < face.mouth_half < face.eye_out


@everybody
def test_lids_meet_where_the_eye_is_shut(name: str) -> None:
    lids = LOOKS[name].face.lids
    assert len(lids.upper) == len(lids.lower) == len(lids.shut) == len(PLACES)
    assert all(up <= shut <= low for up, shut, low in zip(lids.upper, lids.shut, lids.lower, strict=True))


@everybody
def test_p_b_m_close_the_lips(name: str) -> None:
    assert lips(LOOKS[name].face, weigh(shapes("PP"))).gap < 0.02 * LOOKS[name].face.eye_distance


@everybody
def test_f_v_bring_the_lower_lip_to_the_upper_teeth(name: str) -> None:
    """Between the lips teeth are seen, and the lower lip lies above their edge: it touches them."""
    face = LOOKS[name].face
    shape = lips(face, weigh(shapes("FF")))
    edge = face.mouth_y + UPPER[0][1]
    assert shape.gap > 2.0
    assert float(shape.lower_in[6, 1]) < edge


@everybody
def test_open_vowels_open_and_rounded_ones_narrow_the_mouth(name: str) -> None:
    face = LOOKS[name].face

    def width(viseme: str) -> float:
        found = lips(face, weigh(shapes(viseme)))
        return float(found.upper_out[-1, 0] - found.upper_out[0, 0])

    gaps = {viseme: lips(face, weigh(shapes(viseme))).gap for viseme in ("aa", "E", "SS", "sil")}
    assert gaps["aa"] > gaps["E"] > gaps["SS"] > gaps["sil"] == 0
    assert width("ou") < 0.7 * width("sil")
    assert width("oh") < 0.85 * width("sil")


@everybody
@pytest.mark.parametrize("ending", ["", "-half"])
def test_stands_on_the_lower_edge_with_air_above(name: str, ending: str) -> None:
    found = picture(DrawnEngine().open(name + ending, (220, 330)), acted())
    assert not found[0].any()
    assert found[-1, 110, 3] == 255
    assert (found[..., :3] <= found[..., 3:]).all()


def test_glasses_turn_with_the_head_and_lie_over_the_eyes() -> None:
    actor = DrawnEngine().open("henrik", (500, 550))
    look = LOOKS["henrik"]
    y, x = round(look.face.eye_y / 2), round((AXIS - look.face.eye_out) / 2)

    def frame(**values: float) -> float:
        """Where the left rim of the viewer's left lens is: the darkest column left of the eye."""
        row = picture(actor, acted(**values))[y - 2 : y + 3, x - 30 : x + 45, :3].astype(float).mean(axis=(0, 2))
        return float(np.argmin(row[: 22 + round(values.get("yaw", 0) * 1.4)]))

    assert frame(yaw=12) > frame() + 8


@pytest.mark.slow
@everybody
def test_the_sheets_are_what_the_scripts_paint(name: str, tmp_path: Path) -> None:
    """Painted anew, smaller, a person looks like their sheets: grain and single hairs differ, nothing else does."""
    scale = 0.5
    command = [
        sys.executable,
        str(ARTWORK / "paint_presenters.py"),
        name,
        "--scale",
        str(scale),
        "--out",
        str(tmp_path),
    ]
    subprocess.run(command, check=True, capture_output=True)
    look = LOOKS[name]
    for part, area in (("head", look.head_area), ("trunk", sheets.TRUNK)):
        saved = sheets.sheet(name, part, area, scale).picture
        anew = cv2.cvtColor(
            cv2.imread(str(tmp_path / name / f"{part}.webp"), cv2.IMREAD_UNCHANGED), cv2.COLOR_BGRA2RGBA
        )
        alpha = anew[..., 3:].astype(np.float32) / 255
        fresh = np.dstack([anew[..., :3] * alpha, anew[..., 3]])
        assert fresh.shape == saved.shape
        difference = np.abs(cv2.GaussianBlur(fresh, (0, 0), 3) - cv2.GaussianBlur(saved.astype(np.float32), (0, 0), 3))
        assert difference.mean() < 4, part
        assert float((difference.max(axis=2) > 40).mean()) < 0.02, part
