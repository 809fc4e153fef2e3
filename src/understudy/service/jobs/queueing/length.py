"""How long a film will be, told when it is asked for: for the order of work and a project's daily seconds."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from understudy.script import markup
from understudy.service.database.tables import StoredFile
from understudy.service.jobs.planner import Blueprint
from understudy.speech.estimate import reading_time

SHORTEST = 1.0
"""Seconds of a scene."""

BYTES_A_SECOND = {".wav": 96_000, ".flac": 60_000}
BYTES_A_SECOND_ELSE = 16_000
"""What recordings are taken to have: 48 kHz and 16 bits, and for compressed ones 128 kbit/s."""


def predicted(session: Session, blueprint: Blueprint) -> float:
    """Seconds of the planned film, within some 20 % for text; recordings are guessed by their size."""
    document = blueprint.document
    sizes = _sizes(session, blueprint)
    speed = document.get("voice", {}).get("speed", 100)
    return round(sum(max(_scene(scene["speech"], sizes, speed), SHORTEST) for scene in document["scenes"]), 1)


def _scene(speech: dict[str, Any], sizes: dict[str, int], speed: int) -> float:
    if name := speech.get("recording"):
        return sizes.get(name, 0) / BYTES_A_SECOND.get(PurePosixPath(name).suffix, BYTES_A_SECOND_ELSE)
    text = speech.get("text", "")
    return reading_time(markup.read(text)[0].written if "<" in text else text, speed)


def _sizes(session: Session, blueprint: Blueprint) -> dict[str, int]:
    """Bytes of the recordings that the film is made from, by their names in it."""
    spoken = {scene["speech"].get("recording") for scene in blueprint.document["scenes"]}
    keys = {key: name for name, key in blueprint.files.items() if name in spoken}
    if not keys:
        return {}
    found = session.execute(select(StoredFile.key, StoredFile.size).where(StoredFile.key.in_(keys)))
    return {keys[key]: size for key, size in found}
