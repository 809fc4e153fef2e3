"""Where the operator's own networks lie and what runs them. The command line and the service say so when they start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from understudy.decided import Decided

DEVICES = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
    "directml": "DmlExecutionProvider",
}
"""What ONNX Runtime calls the devices. On another device than the processor films differ in the last bits."""


@dataclass(frozen=True)
class LipSettings:
    """`folder` holds the networks as `NAME.onnx`; `device` is one of `DEVICES`."""

    folder: Path | None = None
    device: str = "cpu"

    def as_dict(self) -> dict[str, str | None]:
        """The settings as plain JSON values."""
        return {"folder": None if self.folder is None else str(self.folder.absolute()), "device": self.device}

    @classmethod
    def from_dict(cls, values: dict[str, str | None]) -> LipSettings:
        """The settings that `as_dict` wrote."""
        folder = values["folder"]
        return cls(None if folder is None else Path(folder), values["device"] or "cpu")


_decided = Decided(LipSettings)
use, current = _decided.use, _decided.current
