"""Lines that were spoken before: kept in a folder by all that decides how they sound.

A script that was edited is spoken anew only where it changed, and a film that was stopped goes on with what it had. The
folder is the operator's to give (`VoiceSettings.kept_lines`); any file in it may be removed at any time, and the times
of the files say when each was last used.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import zipfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from understudy import __version__
from understudy.errors import Warning
from understudy.speech.clip import Phone
from understudy.speech.engine import Line, Repeatable, SpeechEngine, Spoken, SpokenWord, Voice
from understudy.speech.voice_settings import current

FORMAT = "spoken/1"


def speak(engine: SpeechEngine, line: Line, voice: Voice) -> Spoken:
    """What `engine.speak` answers, from the folder where it is there.

    Kept are lines of engines that say what their sound depends on (`Repeatable`). A folder that cannot be written to is
    a warning of the line (`lines_not_kept`). Raises what the engine raises.
    """
    folder = current().kept_lines
    if folder is None or not isinstance(engine, Repeatable):
        return engine.speak(line, voice)
    file = folder / f"{content_key(engine, line, voice)}.npz"
    found = _read(file)
    if found is not None:
        return found
    spoken = engine.speak(line, voice)
    try:
        _write(file, spoken)
    except OSError as error:
        text = f"spoken lines are not kept: {folder} cannot be written to ({error.strerror or error})"
        warning = Warning("lines_not_kept", text, "make the folder writable, or unset it")
        return replace(spoken, warnings=(*spoken.warnings, warning))
    return spoken


def content_key(engine: Repeatable, line: Line, voice: Voice) -> str:
    """Equal keys mean equal sound and tracks: the line, the voice, and the versions of everything in between."""
    parts = [FORMAT, __version__, engine.identity(voice), voice.id, voice.rate, asdict(line)]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _read(file: Path) -> Spoken | None:
    """The line in the file; None where there is none, or one that was damaged."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            samples, told = kept["samples"], json.loads(kept["tracks"].tobytes())
        with contextlib.suppress(OSError):
            os.utime(file)
        return Spoken(
            samples,
            tuple(Phone(*values) for values in told["phones"]),
            tuple(SpokenWord(*values) for values in told["words"]),
            tuple(Warning(**values) for values in told["warnings"]),
        )
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None


def _write(file: Path, spoken: Spoken) -> None:
    """The line as a file, which appears whole or not at all."""
    tracks: dict[str, Any] = {
        "phones": [tuple(asdict(phone).values()) for phone in spoken.phones],
        "words": [tuple(asdict(word).values()) for word in spoken.words],
        "warnings": [asdict(warning) for warning in spoken.warnings],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".partial", delete=False) as aside:
        try:
            np.savez(aside, samples=spoken.samples, tracks=np.frombuffer(json.dumps(tracks).encode(), np.uint8))
            aside.close()
            Path(aside.name).replace(file)
        except BaseException:
            Path(aside.name).unlink(missing_ok=True)
            raise
