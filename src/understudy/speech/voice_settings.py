"""What the operator of this machine decided about voices. The command line and the service say so when they start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from understudy.content_cache import ContentCache


@dataclass(frozen=True)
class VoiceSettings:
    """`folder` holds the operator's own voices (`.onnx` for piper, `.toml` for commands). `engines`: whose voice is
    taken when none is named, first one first; engines that are not listed follow in the order of the alphabet.
    `kept_lines` is where spoken lines are kept for the next time; None keeps none."""

    folder: Path | None = None
    engines: tuple[str, ...] = ("piper", "flite", "espeak")
    kept_lines: ContentCache | None = None


_source: Callable[[], VoiceSettings] = VoiceSettings
_current: VoiceSettings | None = None


def use(source: Callable[[], VoiceSettings]) -> None:
    """From now on, the settings are what `source` answers; it is asked once, when a voice is first looked for."""
    global _source, _current
    _source, _current = source, None


def current() -> VoiceSettings:
    """The settings of this process."""
    global _current  # noqa: PLW0603
    if _current is None:
        _current = _source()
    return _current
