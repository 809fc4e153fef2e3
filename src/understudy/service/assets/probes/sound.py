"""Sound: read until it is sure that it can be heard."""

from __future__ import annotations

from pathlib import Path

import av

from understudy.errors import InputError, Warning
from understudy.service.assets.probes.clip import sound_of
from understudy.service.assets.probes.found import Found
from understudy.speech.decode import AudioFile

HEARD = 600
"""Seconds that are decoded; for what follows, the file's header is believed."""

CUT = 0.5
"""Seconds that may be missing before a file counts as cut off."""


def probe(file: Path) -> Found:
    """Look at sound. Raises `InputError` for what is none or cannot be decoded."""
    with AudioFile(file) as sound:
        whole = True
        for _ in sound.blocks():
            if sound.length > HEARD * sound.rate:
                whole = False
                break
        if not sound.length:
            hint = "export it again"
            raise InputError("media_unreadable", f"{file.name} holds no sound that can be decoded", hint=hint)
        heard = sound.length / sound.rate
        seconds = heard if whole else float(sound.promised_length or heard)
        warnings = []
        if whole and sound.missing() > CUT:
            text = f"{file.name} is cut off: {float(sound.missing()):.1f} s less than it promises"
            warnings.append(Warning("sound_cut", text, "copy or export it again"))
        if sound.damaged:
            text = f"{file.name}: {sound.damaged} of {sound.packets} packets are unreadable and silent"
            warnings.append(Warning("recording_damaged", text, "export it again"))
    with av.open(str(file), metadata_errors="replace") as container:
        meta = {"duration": max(round(seconds), 1), **sound_of(container.streams.audio[0])}
    return Found({"audio_meta": meta}, warnings)
