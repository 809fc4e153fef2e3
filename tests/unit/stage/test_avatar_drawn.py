"""The drawn presenter: mouth, lids, sides, every shape and motion."""

import hashlib
import subprocess
import sys
from functools import cache

import numpy as np
import pytest

from understudy.errors import InputError
from understudy.performance.tracks import MOTIONS, SHAPES
from understudy.stage.avatars.drawn import DrawnEngine, people, sheets
from understudy.stage.avatars.drawn.anatomy import AXIS, JAW_DROP
from understudy.stage.avatars.drawn.field import NODE
from understudy.stage.avatars.drawn.lips import Lips
from understudy.stage.avatars.drawn.lips import lips as lips_of
from understudy.stage.avatars.drawn.rig import head_field
from understudy.stage.avatars.engine import Actor, Picture
from understudy.testing.avatar_engine import acted, picture, spoken

SIZE = (500, 550)
MOUTH = (slice(192, 236), slice(224, 276))
EYES = {"Right": (slice(136, 160), slice(200, 237)), "Left": (slice(136, 160), slice(263, 300))}


@cache
def actor() -> Actor:
    return DrawnEngine().open("yunling", SIZE)


@cache
def face(**values: float) -> Picture:
    return picture(actor(), acted(**values))


def brightness(found: Picture) -> np.ndarray:
    return found[..., :3].astype(float) @ (0.2126, 0.7152, 0.0722)


def dark(**values: float) -> int:
    """How many pixels of the mouth are as dark as its inside."""
    return int((brightness(face(**values)[MOUTH]) < 62).sum())


def bright(eye: str, **values: float) -> int:
    """How many pixels of an eye are the white of the eye or a light on it: whiter than skin."""
    return int((face(**values)[EYES[eye]][..., 2] > 214).sum())


def weigh(**values: float):
    return lambda name: values.get(name, 0.0)


def lips(values) -> Lips:
    return lips_of(people.YUNLING.face, values)


def test_mouth_is_closed_at_rest() -> None:
    assert lips(weigh()).gap == 0


@pytest.mark.parametrize("jaw", [0.05, 0.1, 0.3, 0.6, 1.0])
def test_mouth_close_closes_an_open_jaw_completely(jaw: float) -> None:
    assert lips(weigh(jawOpen=jaw, mouthClose=jaw)).gap == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("shape", ["mouthFunnel", "mouthPucker", "mouthUpperUpLeft", "mouthLowerDownRight"])
def test_press_closes_whatever_pulls_the_lips_apart(shape: str) -> None:
    assert lips(weigh(**{shape: 1, "mouthPressLeft": 1, "mouthPressRight": 1})).gap < 0.35


def test_gap_grows_with_the_jaw() -> None:
    gaps = [lips(weigh(jawOpen=jaw)).gap for jaw in np.linspace(0, 1, 11)]
    assert (np.diff(gaps) > 1).all()


def test_closed_lips_show_nothing_of_the_inside() -> None:
    assert dark(jawOpen=0.6, mouthClose=0.6) <= dark() + 12
    assert dark(jawOpen=0.6) > dark() + 100


def test_the_inside_grows_with_the_jaw() -> None:
    areas = [dark(jawOpen=jaw) for jaw in (0.2, 0.4, 0.6, 0.8, 1.0)]
    assert areas == sorted(areas)
    assert areas[-1] > 2 * areas[1]


@pytest.mark.parametrize("eye", ["Left", "Right"])
def test_blink_covers_the_eye(eye: str) -> None:
    assert bright(eye) > 20
    assert bright(eye, **{"eyeBlink" + eye: 1}) == 0
    other = "Right" if eye == "Left" else "Left"
    assert bright(other, **{"eyeBlink" + eye: 1}) == bright(other)


def test_lids_come_down_step_by_step() -> None:
    whites = [bright("Left", eyeBlinkLeft=blink) for blink in (0, 0.25, 0.5, 0.75, 1)]
    assert whites == sorted(whites, reverse=True)


@pytest.mark.parametrize(
    ("shape", "dx", "dy"),
    [("eyeLookOutLeft", 1, 0), ("eyeLookInLeft", -1, 0), ("eyeLookUpLeft", 0, -1), ("eyeLookDownLeft", 0, 1)],
)
def test_the_iris_goes_where_the_eye_looks(shape: str, dx: int, dy: int) -> None:
    def centre(**values: float) -> np.ndarray:
        region = brightness(face(**values)[EYES["Left"]])
        rows, columns = np.nonzero(region < 45)
        return np.array([columns.mean(), rows.mean()])

    moved = centre(**{shape: 1}) - centre()
    assert moved @ (dx, dy) > 0.8


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_shows_and_on_its_own_side(shape: str) -> None:
    jaw = 0.5 if shape in {"mouthClose", "tongueOut", "mouthRollLower"} else 0.0
    before, after = face(jawOpen=jaw), face(**{"jawOpen": jaw, shape: 1.0})
    change = np.abs(after.astype(int) - before.astype(int)).max(axis=2)
    assert (change > 10).sum() >= 12
    middle = change.shape[1] // 2
    right, left = int(change[:, middle:].sum()), int(change[:, :middle].sum())
    if shape.endswith("Left") and shape not in {"mouthLeft", "jawLeft"}:
        assert right > 2 * left
    if shape.endswith("Right") and shape not in {"mouthRight", "jawRight"}:
        assert left > 2 * right


@pytest.mark.parametrize("motion", MOTIONS)
def test_every_motion_shows(motion: str) -> None:
    value = {"x": 0.2, "y": 0.2, "z": 0.5, "breath": 1.0, "shrug": 1.0, "shift": 0.1}.get(motion, 6.0)
    change = np.abs(face(**{motion: value}).astype(int) - face().astype(int)).max(axis=2)
    assert (change > 10).sum() > 500


@pytest.mark.parametrize(
    ("motion", "value", "axis", "sign"), [("yaw", 12, 0, 1), ("pitch", 10, 1, -1), ("x", 0.2, 0, 1)]
)
def test_the_head_goes_where_the_motion_says(motion: str, value: float, axis: int, sign: int) -> None:
    """The lips' red moves right with yaw > 0 and x > 0, and up with pitch > 0."""

    def lips_at(**values: float) -> np.ndarray:
        found = face(**values)[160:260, 150:350].astype(int)
        rows, columns = np.nonzero((found[..., 0] - found[..., 1] > 75) & (found[..., 0] > 130))
        return np.array([columns.mean(), rows.mean()])

    assert (lips_at(**{motion: value}) - lips_at())[axis] * sign > 5


def test_the_chin_falls_with_the_jaw_and_the_brow_does_not() -> None:
    look = people.YUNLING
    left, top = look.head_area[:2]
    moved = head_field(look.face, look.head_area, sheets.motion(look.name)).sum(weigh(jawOpen=1.0))
    column = round((AXIS - left) / NODE)
    assert moved[round((look.face.chin_y - top) / NODE), column, 1] == pytest.approx(JAW_DROP, abs=2.0)
    assert abs(moved[round((look.face.brow_y - top) / NODE), column]).max() < 0.5


def test_nothing_is_torn_in_the_face_at_extremes() -> None:
    """Between forehead and chin every pixel of the face stays opaque, whatever the pose."""
    poses = [
        {"yaw": 30.0, "pitch": 20.0, "roll": 15.0},
        {"yaw": -30.0, "pitch": -20.0, "roll": -15.0, "jawOpen": 1.0},
        {"x": 0.3, "y": 0.2, "z": 1.0, "lean": 4.0, "shrug": 1.0},
        {"x": -0.3, "y": -0.3, "yaw": 20.0, "jawOpen": 1.0, "jawLeft": 1.0},
    ]
    for pose in poses:
        alpha = face(**pose)[..., 3]
        column = alpha[150:540, 230:270]
        assert (column >= 250).all(), pose


def test_a_fresh_process_draws_the_same() -> None:
    program = (
        "import hashlib; from understudy.stage.avatars.drawn import DrawnEngine\n"
        "from understudy.testing.avatar_engine import picture, spoken\n"
        "print(hashlib.sha256(picture(DrawnEngine().open('yunling', (500, 550)), spoken(), 4).tobytes()).hexdigest())"
    )
    fresh = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()
    assert hashlib.sha256(picture(actor(), spoken(), 4).tobytes()).hexdigest() == fresh


def test_stands_centred_on_the_lower_edge_of_a_wider_picture() -> None:
    wide = picture(DrawnEngine().open("yunling", (900, 300)), acted())
    columns = np.nonzero(wide[..., 3].max(axis=0))[0]
    assert abs((columns[0] + columns[-1]) / 2 - 449.5) < 3
    assert wide[-1, 450, 3] == 255


def test_an_impossible_size_is_refused() -> None:
    with pytest.raises(InputError, match="0x100"):
        DrawnEngine().open("yunling", (0, 100))


def test_leaning_forward_brings_the_head_nearer() -> None:
    """There is more skin to be seen when she leans forward, and less when she leans back."""

    def skin(**values: float) -> int:
        found = face(**values)[:250].astype(int)
        return int(((found[..., 0] > 190) & (found[..., 0] - found[..., 2] > 20)).sum())

    assert skin(lean=10) > 1.05 * skin()
    assert skin(lean=-10) < 0.95 * skin()
