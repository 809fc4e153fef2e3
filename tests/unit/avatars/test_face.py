from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from understudy.errors import InputError
from understudy.stage.avatars.face.detect import Detector
from understudy.stage.avatars.face.lab import lab
from understudy.stage.avatars.face.landmarks import Landmarker
from understudy.stage.avatars.face.suitability import angles, examine
from understudy.stage.remarks import without_remarks

Picture = np.ndarray


@pytest.fixture(scope="module")
def eileen() -> Picture:
    return skimage.data.astronaut()


def test_face_points_and_irises_are_where_they_are_seen(models: Path, eileen: Picture) -> None:
    """Positions read off the photograph by eye, to 3 pixels."""
    face = Landmarker(models).face(eileen, Detector(models).faces(eileen)[0])
    seen = {33: (194, 100), 263: (257, 104), 152: (222, 177), 61: (202, 139), 291: (246, 141), 4: (223, 127)}
    for index, place in seen.items():
        assert np.abs(face.points[index, :2] - place).max() < 3.5, index
    assert np.abs(face.eyes[0].iris[0, :2] - (203.5, 101)).max() < 2
    assert np.abs(face.eyes[1].iris[0, :2] - (246.5, 103.5)).max() < 2
    assert 3 < face.eyes[0].radius < 5
    assert face.presence > 20


def test_the_runtime_says_nothing_that_nobody_asked_for(models: Path) -> None:
    program = f"""
from pathlib import Path
from understudy.stage.avatars.face.detect import Detector
Detector(Path({str(models)!r}))
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert (ran.stdout, ran.stderr) == (b"", b"")


def test_only_information_is_kept_off_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    with without_remarks("INFO: "):
        os.write(2, b"INFO: a delegate was made\nERROR: the model is broken\nlast words")
    assert capfd.readouterr() == ("", "ERROR: the model is broken\nlast words")


def test_landmarks_turn_with_the_picture(models: Path, eileen: Picture) -> None:
    matrix = cv2.getRotationMatrix2D((224, 128), -20, 1)
    turned = cv2.warpAffine(eileen, matrix, (512, 512), borderMode=cv2.BORDER_REPLICATE)
    landmarker, detector = Landmarker(models), Detector(models)
    straight = landmarker.face(eileen, detector.faces(eileen)[0])
    found = landmarker.face(turned, detector.faces(turned)[0])
    expected = straight.points[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    assert np.abs(found.points[:, :2] - expected).mean() < 1.2
    assert abs(angles(found)[2] - angles(straight)[2] - 20) < 1.5


def test_a_good_photograph_suits(models: Path, eileen: Picture) -> None:
    report = examine(eileen, models)
    assert report.suits
    assert report.measures["faces"] == 1
    assert abs(report.measures["yaw"]) < 6
    assert abs(report.measures["pitch"]) < 8
    assert [warning.code for warning in report.warnings] == ["face_soft"]


def refused(picture: Picture, models: Path) -> list[str]:
    report = examine(picture, models)
    assert not report.suits
    with pytest.raises(InputError) as caught:
        report.checked()
    assert all(problem.hint for problem in caught.value.problems)
    return [problem.code for problem in report.errors]


def test_pictures_without_a_person_are_refused(models: Path) -> None:
    assert refused(skimage.data.chelsea(), models) == ["face_missing"]
    assert refused(skimage.data.coffee(), models) == ["face_missing"]
    assert refused(np.full((300, 300, 3), 127, np.uint8), models) == ["face_missing"]
    assert refused(np.zeros((20, 20, 3), np.uint8), models) == ["picture_small"]


def test_two_people_are_refused(models: Path, eileen: Picture) -> None:
    assert refused(np.hstack([eileen[:300, 90:360], eileen[:300, 90:360, :][:, ::-1]]), models) == ["faces_many"]


def test_a_tiny_face_is_refused(models: Path, eileen: Picture) -> None:
    assert refused(cv2.resize(eileen, (230, 230), interpolation=cv2.INTER_AREA), models) == ["face_small"]


def test_a_cut_face_is_refused(models: Path, eileen: Picture) -> None:
    assert "face_cut" in refused(np.ascontiguousarray(eileen[:160, 60:400]), models)


def test_bad_light_and_blur_are_warned_of(models: Path, eileen: Picture) -> None:
    dark = (eileen * 0.2).astype(np.uint8)
    assert "face_dark" in [warning.code for warning in examine(dark, models).warnings]
    blurred = cv2.GaussianBlur(eileen, (0, 0), 3)
    assert "face_blurred" in [warning.code for warning in examine(blurred, models).warnings]


def test_a_small_figure_in_a_large_picture_is_found(models: Path, eileen: Picture) -> None:
    large = np.full((2400, 3200, 3), 200, np.uint8)
    large[900:1412, 2000:2512] = eileen
    report = examine(large, models)
    assert report.suits
    assert report.face is not None
    assert abs(report.face.points[4, 0] - 2223) < 4


def test_lab_is_that_of_the_standard(eileen: Picture) -> None:
    """OpenCV's, whose whole numbers are up to one level off, in its own range."""
    theirs = cv2.cvtColor(eileen, cv2.COLOR_RGB2LAB).astype(float) * (100 / 255, 1, 1) - (0, 128, 128)
    apart = np.abs(lab(eileen) - theirs)
    assert apart.mean() < 0.5 and np.percentile(apart, 99) < 2
