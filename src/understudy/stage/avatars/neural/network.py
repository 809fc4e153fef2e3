"""A lip network of the operator's: an ONNX file that hears 80×16 mels, sees a face, and draws its mouth."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from understudy.errors import EngineError, InputError, ResourceError
from understudy.machine import usable_cores
from understudy.stage.avatars.neural.lip_settings import DEVICES, LipSettings
from understudy.stage.avatars.neural.mel import BANDS, COLUMNS
from understudy.stage.picture import Picture

BATCH = 8
"""Frames that a network is given at once, unless its file fixes another number."""

SIDE = 96
"""Pixels of the side of the faces that it sees and draws."""

MOST_THREADS = 8
"""Threads of a network: each takes 36 MiB of the address space that a process may have, also where it only waits."""

_HEARS, _SEES, _DRAWS = (1, BANDS, COLUMNS), (6, SIDE, SIDE), (3, SIDE, SIDE)
_ANOTHER = "use another network"
_TYPES: dict[str, type[np.floating[Any]]] = {"tensor(float)": np.float32, "tensor(float16)": np.float16}


class LipNetwork:
    """A network, loaded. `batch` frames are drawn at once."""

    def __init__(self, file: Path, device: str) -> None:
        """Raises `InputError` (`lip_network_wrong`) for a file that is no such network, `ResourceError` where ONNX
        Runtime (`onnxruntime_missing`) or the device (`lip_device_missing`) is missing."""
        runtime = _runtime()
        offered = runtime.get_available_providers()
        if DEVICES[device] not in offered:
            known = ", ".join(name for name, provider in DEVICES.items() if provider in offered)
            text = f"ONNX Runtime does not run networks on {device!r} here"
            raise ResourceError("lip_device_missing", text, hint=f"UNDERSTUDY_LIP_DEVICE may be {known}")
        options = runtime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = min(usable_cores(), MOST_THREADS)
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # frames are drawn meanwhile
        try:
            self._session = runtime.InferenceSession(str(file), options, providers=[DEVICES[device]])
        except Exception as error:
            raise _wrong(file, f"ONNX Runtime cannot load it: {error}") from None
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        hearing = [one for one in inputs if _fits(one.shape, _HEARS)]
        seeing = [one for one in inputs if _fits(one.shape, _SEES)]
        if len(inputs) != 2 or len(hearing) != 1 or len(seeing) != 1 or hearing == seeing:
            found = " and ".join(f"{one.name} {_told(one.shape)}" for one in inputs)
            raise _wrong(file, f"it takes {found}, not {_told(('n', *_HEARS))} and {_told(('n', *_SEES))}")
        if len(outputs) != 1 or not _fits(outputs[0].shape, _DRAWS):
            found = " and ".join(f"{one.name} {_told(one.shape)}" for one in outputs)
            raise _wrong(file, f"it gives {found}, not {_told(('n', *_DRAWS))}")
        if {one.type for one in inputs} - _TYPES.keys():
            raise _wrong(file, f"it takes {inputs[0].type}, not 32-bit or 16-bit floats")
        self._hearing, self._seeing = hearing[0], seeing[0]
        fixed = [one.shape[0] for one in inputs if isinstance(one.shape[0], int)]
        self.batch = max(fixed, default=BATCH)
        self._file = file

    def draw(self, mels: npt.NDArray[np.float32], faces: Sequence[Picture]) -> list[Picture]:
        """The faces (96, 96, 3), RGB, with the mouths that say what is heard; `mels` has shape (faces, 1, 80, 16).

        As Wav2Lip wants it, the network sees each face twice, as BGR in [0, 1]: its lower half blackened, and whole.
        """
        whole = np.stack(faces)[..., ::-1].astype(np.float32) / 255
        hidden = whole.copy()
        hidden[:, SIDE // 2 :] = 0
        seen = np.concatenate([hidden, whole], axis=3).transpose(0, 3, 1, 2)
        missing = self.batch - len(faces)
        fed = {
            one.name: np.pad(values, [(0, missing), *[(0, 0)] * 3], "edge").astype(_TYPES[one.type])
            for one, values in ((self._hearing, mels), (self._seeing, seen))
        }
        try:
            drawn = np.asarray(self._session.run(None, fed)[0], np.float32)
        except Exception as error:
            raise EngineError("lip_network_failed", f"{self._file} failed: {error}", hint=_ANOTHER) from None
        if drawn.shape != (self.batch, *_DRAWS) or not np.isfinite(drawn).all():
            text = f"{self._file} gave {_told(drawn.shape)}, or what is no number"
            raise EngineError("lip_network_failed", text, hint=_ANOTHER)
        pictures = np.round(np.clip(drawn, 0, 1) * 255).astype(np.uint8).transpose(0, 2, 3, 1)[..., ::-1]
        return [np.ascontiguousarray(picture) for picture in pictures[: len(faces)]]


def network_file(name: str, settings: LipSettings) -> Path:
    """The file of the network `name` in the operator's folder.

    Raises `ResourceError`: `lip_network_missing` when it is not there, `onnxruntime_missing` when nothing can run it.
    """
    _runtime()
    folder = settings.folder
    if folder is None or not (folder / f"{name}.onnx").is_file():
        there = sorted(file.stem for file in folder.glob("*.onnx")) if folder is not None and folder.is_dir() else []
        text = f"there is no lip network {name!r} in {folder or 'any folder: none is set'}"
        hint = f"put {name}.onnx there (UNDERSTUDY_MODELS_DIR); it holds {', '.join(there) or 'none'}"
        raise ResourceError("lip_network_missing", text, hint=hint)
    return folder / f"{name}.onnx"


def digest(file: Path) -> str:
    """The SHA-256 of a network, read again only when the file changes."""
    status = file.stat()
    return _digest(file, status.st_size, status.st_mtime_ns)


def opened(file: Path, device: str) -> LipNetwork:
    """The network in `file`, loaded once per process while it does not change."""
    status = file.stat()
    return _opened(file, device, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=16)
def _digest(file: Path, size: int, changed: int) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@lru_cache(maxsize=1)
def _opened(file: Path, device: str, size: int, changed: int) -> LipNetwork:
    return LipNetwork(file, device)


def _runtime() -> Any:
    try:
        import onnxruntime
    except ImportError:
        text = "ONNX Runtime is not installed, which runs lip networks"
        raise ResourceError("onnxruntime_missing", text, hint="install understudy with the extra onnx") from None
    return onnxruntime


def _fits(shape: Sequence[object], wanted: tuple[int, ...]) -> bool:
    """Whether a tensor of this shape can hold several of `wanted`; sides that the file leaves open fit."""
    return len(shape) == len(wanted) + 1 and all(
        side == right or not isinstance(side, int) for side, right in zip(shape[1:], wanted, strict=True)
    )


def _told(shape: Sequence[object]) -> str:
    return "×".join(str(side) for side in shape)


def _wrong(file: Path, what: str) -> InputError:
    hint = "export Wav2Lip with mel (n, 1, 80, 16) and face (n, 6, 96, 96) to face (n, 3, 96, 96)"
    return InputError("lip_network_wrong", f"{file} is no lip network: {what}", hint=hint)
