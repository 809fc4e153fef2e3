"""Whether a picture can become a presenter: what was measured, what is wrong, and what to do about it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from understudy.errors import InputError, Problem, Warning
from understudy.stage.avatars.face.detect import Detection, Detector
from understudy.stage.avatars.face.lab import lab
from understudy.stage.avatars.face.landmarks import LOWER_INNER, UPPER_INNER, Face, Landmarker

Picture = npt.NDArray[np.uint8]

LEAST_PRESENCE = 10.0
"""People, masks and cartoons reach 13 to 31, animals and things at most 8 (measured on 57 portraits)."""

LEAST_EYES, GOOD_EYES = 34.0, 90.0
"""Pixels between the outer eye corners: below the first a mouth has no detail to move, from the second it is crisp."""

ASKED_ANGLE, MOST_ANGLE = 15.0, 30.0
"""Degrees of yaw or pitch that are asked for, and that are still possible."""

_MOST_ROLL = 45.0
_SMALL_FACE = 0.45
"""A second face is only in the background when it is smaller than this share of the first."""

_SHARP = 4.0
"""Standard deviation of the Laplacian of a face scaled to 100 pixels between the eyes: less looks blurred."""

_DARK, _BRIGHT = 55.0, 225.0
"""Median luma of the face in [0, 255] below or above which it is badly lit. Dark complexions in good light have 70."""

_PITCH_AT_REST = 9.0
"""Degrees that the line from brow to chin leans in the mesh of a face that looks straight ahead (measured)."""


@dataclass(frozen=True, eq=False)
class Suitability:
    """The report: `measures` by name, `errors` that forbid and `warnings` that only mar. `face` is None without one."""

    measures: dict[str, float]
    errors: tuple[Problem, ...]
    warnings: tuple[Warning, ...]
    face: Face | None

    @property
    def suits(self) -> bool:
        """Whether a presenter can be made."""
        return not self.errors

    def checked(self) -> Face:
        """The face; raises `InputError` with everything that forbids it."""
        if self.errors:
            raise InputError.of(self.errors)
        assert self.face is not None
        return self.face

    def as_dict(self) -> dict[str, object]:
        """The report as plain JSON values."""
        return {
            "suits": self.suits,
            "measures": {name: round(value, 3) for name, value in self.measures.items()},
            "errors": [problem.as_dict() for problem in self.errors],
            "warnings": [problem.as_dict() for problem in self.warnings],
        }


def examine(picture: Picture, models: Path) -> Suitability:
    """Look at a picture, (height, width, 3 or 4) RGB: is there exactly one face, and can it be made to speak?"""
    if min(picture.shape[:2]) < 64:
        size = f"{picture.shape[1]}x{picture.shape[0]}"
        found = Problem("picture_small", f"the picture has only {size} pixels", "give one of at least 512x512")
        return Suitability({}, (found,), (), None)
    picture = np.ascontiguousarray(picture[..., :3])
    faces = _faces(picture, models)
    if not faces:
        hint = "give a picture that shows one person's face from the front, not covered, at least 150 pixels large"
        return Suitability(
            {"faces": 0.0}, (Problem("face_missing", "no face was found in the picture", hint),), (), None
        )
    face = faces[0]
    rivals = [other for other in faces[1:] if other.eye_distance > _SMALL_FACE * face.eye_distance]
    measures = {"faces": float(len(faces)), **measure(picture, face)}
    errors = _errors(measures, len(rivals) + 1)
    return Suitability(measures, tuple(errors), tuple(_warnings(measures, len(faces) - 1)), face)


def measure(picture: Picture, face: Face) -> dict[str, float]:
    """What counts, by name: angles in degrees, distances in pixels or eye distances, luma in [0, 255]."""
    yaw, pitch, roll = angles(face)
    part = _upright(picture, face)
    luma = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY)
    middle = luma[60:200, 50:150]
    width, height = picture.shape[1], picture.shape[0]
    low, high = face.points[:, :2].min(axis=0), face.points[:, :2].max(axis=0)
    inside = min(low[0], low[1], width - high[0], height - high[1]) / face.eye_distance
    return {
        "presence": face.presence,
        "eye_distance": face.eye_distance,
        "yaw": yaw,
        "pitch": pitch,
        "roll": roll,
        "sharpness": float(cv2.Laplacian(cv2.GaussianBlur(middle, (0, 0), 0.8), cv2.CV_32F).std()),
        "luma": float(np.median(middle)),
        "clipped": float((middle > 252).mean()),
        "mouth_open": mouth_gap(face.points),
        "mouth_contrast": _lips_stand_out(part),
        "margin": float(inside),
    }


def mouth_gap(points: npt.NDArray[np.float32]) -> float:
    """The widest distance of the inner lips of a face's `points` (468, 3), in eye distances."""
    lower, upper = (points[list(row[3:8]), :2] for row in (LOWER_INNER, UPPER_INNER))
    eyes = np.linalg.norm(points[263, :2] - points[33, :2])
    return float(np.linalg.norm(lower - upper, axis=1).max() / eyes)


def angles(face: Face) -> tuple[float, float, float]:
    """Yaw (> 0 to the viewer's right), pitch (> 0 up) and roll (> 0 clockwise as seen) of the head, in degrees."""
    right = (face.points[263] - face.points[33]).astype(float)
    down = (face.points[152] - face.points[10]).astype(float)
    roll = math.atan2(right[1], right[0])
    yaw = math.atan2(right[2], math.hypot(right[0], right[1]))
    pitch = -math.atan2(down[2], math.hypot(down[0], down[1]))
    return math.degrees(yaw), math.degrees(pitch) + _PITCH_AT_REST, math.degrees(roll)


def _faces(picture: Picture, models: Path) -> list[Face]:
    """Everything that is really a face, the largest first."""
    detector, landmarker = Detector(models), Landmarker(models)
    faces: list[Face] = []
    for found in _largest(detector.faces(picture)):
        face = landmarker.face(picture, found)
        middle = face.points[:, :2].mean(axis=0)
        apart = [np.linalg.norm(middle - other.points[:, :2].mean(axis=0)) > other.eye_distance for other in faces]
        if face.presence >= LEAST_PRESENCE and all(apart):
            faces.append(face)
    return sorted(faces, key=lambda one: -one.eye_distance)


def _largest(found: list[Detection]) -> list[Detection]:
    return sorted(found, key=lambda one: -one.size)[:12]


def _upright(picture: Picture, face: Face) -> Picture:
    """The face upright, eyes 100 pixels apart at height 80: (240, 200, 3)."""
    right, left = face.points[33, :2].astype(float), face.points[263, :2].astype(float)
    along = (left - right) / 100.0
    matrix = np.array([[along[0], -along[1], 0], [along[1], along[0], 0]])
    matrix[:, 2] = (right + left) / 2 - matrix[:, :2] @ (100, 80)
    flags = cv2.WARP_INVERSE_MAP | (cv2.INTER_AREA if face.eye_distance > 200 else cv2.INTER_LINEAR)
    rgb = np.ascontiguousarray(picture[..., :3])
    return np.asarray(cv2.warpAffine(rgb, matrix, (200, 240), flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _lips_stand_out(part: Picture) -> float:
    """How much redder or darker the mouth is than the skin around it (CIELAB): little means it may be covered."""
    tones = np.sort(lab(part[150:200, 75:125]).reshape(-1, 3), axis=0)
    light, red, _ = tones[len(tones) * 9 // 10] - tones[len(tones) // 10]
    return float(red + 0.5 * 2.55 * light)


def _errors(found: dict[str, float], rivals: int) -> list[Problem]:
    errors = []
    if rivals > 1:
        hint = "crop the picture so that one person is left"
        errors.append(Problem("faces_many", f"{rivals} faces of similar size were found", hint))
    if found["eye_distance"] < LEAST_EYES:
        text = f"the face is too small: {found['eye_distance']:.0f} pixels between the outer eye corners"
        errors.append(Problem("face_small", text, f"at least {LEAST_EYES:.0f} are needed, {GOOD_EYES:.0f} look good"))
    for name, word in (("yaw", "turned aside"), ("pitch", "tilted up or down")):
        if abs(found[name]) > MOST_ANGLE:
            text = f"the head is {word} by {abs(found[name]):.0f}°"
            errors.append(Problem("face_turned", text, f"at most {MOST_ANGLE:.0f}° are possible; look into the camera"))
    if abs(found["roll"]) > _MOST_ROLL:
        text = f"the head leans by {abs(found['roll']):.0f}°"
        errors.append(Problem("face_turned", text, "turn the picture upright"))
    if found["margin"] < 0:
        hint = "give a picture with some room around head and shoulders"
        errors.append(Problem("face_cut", "the picture's edge cuts the face", hint))
    return errors


def _warnings(found: dict[str, float], others: int) -> list[Warning]:
    rows = (
        (others > 0, "faces_background", f"{others} more faces are in the background", "they are cut away"),
        (
            LEAST_EYES <= found["eye_distance"] < GOOD_EYES,
            "face_soft",
            f"the face is small ({found['eye_distance']:.0f} pixels between the outer eye corners)",
            f"from {GOOD_EYES:.0f} pixels on it looks crisp in a film",
        ),
        (
            ASKED_ANGLE < max(abs(found["yaw"]), abs(found["pitch"])) <= MOST_ANGLE,
            "face_aside",
            f"the head is turned by {max(abs(found['yaw']), abs(found['pitch'])):.0f}°",
            f"at most {ASKED_ANGLE:.0f}° look best",
        ),
        (found["sharpness"] < _SHARP, "face_blurred", "the face is blurred", "give a sharper picture"),
        (found["luma"] < _DARK, "face_dark", "the face is dark", "use more light from the front"),
        (found["luma"] > _BRIGHT or found["clipped"] > 0.2, "face_bright", "the face is overexposed", "use less light"),
        (found["mouth_open"] > 0.22, "mouth_open", "the mouth is wide open", "a closed or smiling mouth is best"),
        (found["mouth_contrast"] < 9, "mouth_hidden", "the lips can hardly be told from the skin", "show the mouth"),
        (0 <= found["margin"] < 0.15, "face_near_edge", "the face touches the picture's edge", "leave some room"),
    )
    return [Warning(code, text, hint) for applies, code, text, hint in rows if applies]
