"""What the operator of this machine decided about voices. The command line and the service say so when they start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from understudy.content_cache import ContentCache
from understudy.decided import Decided


@dataclass(frozen=True)
class VoiceSettings:
    """`folder` holds the operator's own voices (`.onnx` for piper, `.toml` for commands). `engines`: whose voice is
    taken when none is named, first one first; engines that are not listed follow in the order of the alphabet.
    `kept_lines` is where spoken lines are kept for the next time; None keeps none."""

    folder: Path | None = None
    engines: tuple[str, ...] = ("piper", "flite", "espeak")
    kept_lines: ContentCache | None = None


_decided = Decided(VoiceSettings)
use, current = _decided.use, _decided.current
