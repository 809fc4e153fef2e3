"""What a failed or frozen job says on the wire: an MSS code of the rendering group, and a sentence with the place."""

from __future__ import annotations

from typing import Any

from understudy.errors import Problem
from understudy.service.api.errors import INVALID, cut, told

BY_START: tuple[tuple[tuple[str, ...], str], ...] = (
    (("file_missing", "file_empty", "asset_", "audio_missing"), "MSS.45000001"),
    (("clip_",), "MSS.45000003"),
    (("picture_", "face_", "faces_", "matte_", "mouth_", "head_cut"), "MSS.45000005"),
    (("media_", "recording_", "music_", "audio_"), "MSS.45000008"),
    (("download_",), "MSS.45000007"),
    (("moderation",), "MSS.20010071"),
    (
        (
            "work_",
            "models_",
            "worker_",
            "memory_",
            "cpu_",
            "machine_",
            "disk_",
            "encoder_",
            "film_",
            "espeak_",
            "engine_",
            "queue_",
            "segment",
        ),
        "MSS.42000007",
    ),
)
"""Beginnings of our codes, and the code of the wire for them; the first that fits. All others are bad requests."""


def error_info(error: dict[str, Any] | None) -> dict[str, str] | None:
    """The `error_info` of a job: nothing unless it failed or is frozen."""
    if not error:
        return None
    first = error["problems"][0]
    code = next((wire for starts, wire in BY_START if first["code"].startswith(starts)), INVALID)
    message = told([Problem(**problem) for problem in error["problems"]])
    return {"error_code": code, "error_msg": cut(message)}
