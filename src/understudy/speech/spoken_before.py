"""Lines that were spoken before: kept in a folder by all that decides how they sound.

A script that was edited is spoken anew only where it changed, and a film that was stopped goes on with what it had. The
folder and its limit are the operator's to give (`VoiceSettings.kept_lines`).
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from understudy import __version__
from understudy.content_cache import ContentCache
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
    kept = current().kept_lines
    if kept is None or not isinstance(engine, Repeatable):
        return engine.speak(line, voice)
    key = content_key(engine, line, voice)
    found = _read(kept, key)
    if found is not None:
        return found
    spoken = engine.speak(line, voice)
    if _keep(kept, key, spoken):
        return spoken
    text = f"spoken lines are not kept: {kept.folder} cannot be written to, or holds less than one line"
    warning = Warning("lines_not_kept", text, "make the folder writable or its limit higher, or unset it")
    return replace(spoken, warnings=(*spoken.warnings, warning))


def content_key(engine: Repeatable, line: Line, voice: Voice) -> str:
    """Equal keys mean equal sound and tracks: the line, the voice, and the versions of everything in between."""
    parts = [FORMAT, __version__, engine.identity(voice), voice.id, voice.rate, asdict(line)]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _read(kept: ContentCache, key: str) -> Spoken | None:
    """The line that is kept; None where there is none, or one that was damaged."""
    file = kept.open(key)
    if file is None:
        return None
    try:
        with file, np.load(file, allow_pickle=False) as parts:
            samples, told = parts["samples"], json.loads(parts["tracks"].tobytes())
        return Spoken(
            samples,
            tuple(Phone(*values) for values in told["phones"]),
            tuple(SpokenWord(*values) for values in told["words"]),
            tuple(Warning(**values) for values in told["warnings"]),
        )
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None


def _keep(kept: ContentCache, key: str, spoken: Spoken) -> bool:
    """Keep the line as a file; answers whether it is kept."""
    tracks: dict[str, Any] = {
        "phones": [tuple(asdict(phone).values()) for phone in spoken.phones],
        "words": [tuple(asdict(word).values()) for word in spoken.words],
        "warnings": [asdict(warning) for warning in spoken.warnings],
    }
    try:
        with tempfile.NamedTemporaryFile(suffix=".npz") as file:
            np.savez(file, samples=spoken.samples, tracks=np.frombuffer(json.dumps(tracks).encode(), np.uint8))
            file.flush()
            return kept.keep(key, Path(file.name))
    except OSError:
        return False
