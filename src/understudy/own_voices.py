"""The operator's own voices, as the environment names them: for the command line and for the service's work."""

from __future__ import annotations

import os

from understudy.content_cache import ContentCache
from understudy.folders import voices_folder
from understudy.speech.voice_settings import VoiceSettings

SETTINGS = {"UNDERSTUDY_VOICES_DIR", "UNDERSTUDY_SPEECH_ENGINES", "UNDERSTUDY_KEPT_LINES"}


def operator_voices() -> VoiceSettings:
    """What the operator's settings say about voices; where nothing is set, they are not loaded, which takes a while."""
    if not voices_folder().exists() and not SETTINGS & os.environ.keys():
        return VoiceSettings()
    from understudy.settings import Settings

    settings = Settings()
    engines = tuple(name.strip() for name in settings.speech_engines.split(",") if name.strip())
    folder, limit = settings.kept_lines, settings.kept_lines_limit << 20
    kept = ContentCache(folder, limit) if folder is not None else None
    return VoiceSettings(settings.voices_dir, engines, kept)
