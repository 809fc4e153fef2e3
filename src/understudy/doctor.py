"""Looks at this machine and says, in one sentence each, what is well and what is not."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from understudy.errors import UnderstudyError
from understudy.machine import usable_cores


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    well: bool
    sentence: str

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain JSON values."""
        return asdict(self)


def examine() -> list[Finding]:
    """Every finding, in the order of a film: processor, libraries, encoders, voices, presenters, fonts, disk."""
    looks = (
        ("processor", _processor),
        ("libraries", _libraries),
        ("encoders", _encoders),
        ("voices", _voices),
        ("avatars", _avatars),
        ("fonts", _fonts),
        ("disk", _disk),
    )
    return [look(subject, found) for subject, found in looks]


def look(subject: str, found: Callable[[], tuple[bool, str]]) -> Finding:
    """What a look at something finds; an error is a finding, too."""
    try:
        return Finding(subject, *found())
    except (UnderstudyError, ImportError, OSError, RuntimeError, ValueError) as error:
        return Finding(subject, False, f"{type(error).__name__}: {error}")


def _processor() -> tuple[bool, str]:
    return True, f"{usable_cores()} cores to work with"


def _libraries() -> tuple[bool, str]:
    try:
        import skia
    except ImportError as error:
        return False, f"skia does not load ({error}): apt-get install libegl1 libgl1"
    return True, f"skia {skia.__version__} draws"


def _encoders() -> tuple[bool, str]:
    import av

    wanted = ("libx264", "libvpx", "libvpx-vp9", "qtrle", "aac", "libopus")
    missing = [name for name in wanted if name not in av.codecs_available]
    if missing:
        return False, f"this PyAV has no {', '.join(missing)}: those films cannot be made; reinstall the wheel of `av`"
    return True, f"PyAV {av.__version__} with {', '.join(wanted)}"


def _voices() -> tuple[bool, str]:
    from understudy.speech.engine import Line
    from understudy.speech.voices import choose, engine_of, missing, voices

    found, voice = voices(), choose("", "en")
    spoken = engine_of(voice).speak(Line("Hello."), voice)
    if broken := missing():
        return False, "; ".join(str(warning) for warning in broken)
    languages = {voice.language.split("-")[0] for voice in found}
    return len(spoken.samples) > 0, f"{len(found)} voices in {len(languages)} languages; one of them said hello"


def _avatars() -> tuple[bool, str]:
    from understudy.performance.tracks import Performance
    from understudy.stage.avatars.choose import missing, open_actor, presenters

    found = presenters()
    if broken := missing():
        return False, "; ".join(str(warning) for warning in broken)
    if not found:
        return False, "no presenter is installed: no film can be made"
    wide, high = found[0].size
    picture = next(open_actor(found[0].name, (wide // 8, high // 8)).pictures(Performance.still(), range(1)))
    return bool(picture.any()), f"{', '.join(presenter.name for presenter in found)}"


def _fonts() -> tuple[bool, str]:
    from understudy.stage.typeface import missing_glyphs

    sample = {
        "English": "Hello",
        "Chinese": "你好，世界",
        "Japanese": "こんにちは",
        "Korean": "안녕",
        "Arabic": "مرحبا",
    }
    sample |= {"Hebrew": "שלום", "Thai": "สวัสดี", "Hindi": "नमस्ते", "Russian": "Привет", "emoji": "🎬👩‍💻"}
    lost = [name for name, text in sample.items() if missing_glyphs(text)]
    if lost:
        return False, f"no glyphs for {', '.join(lost)}: reinstall the justmytype wheels"
    return True, f"glyphs for {', '.join(sample)}"


def _disk() -> tuple[bool, str]:
    here = Path.cwd()
    free = shutil.disk_usage(here).free / 1e9
    if not os.access(here, os.W_OK):
        return False, f"{here} cannot be written to; give another folder with --output"
    with tempfile.TemporaryFile():
        pass
    return free > 1, f"{free:.1f} GB free in {here}" + ("" if free > 1 else "; a film of an hour needs about 3 GB")
