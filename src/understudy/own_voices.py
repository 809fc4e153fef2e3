"""The operator's own voices, as the environment names them: for the command line and for the service's work."""

from __future__ import annotations

import os

from understudy import plugins
from understudy.content_cache import ContentCache
from understudy.errors import InputError
from understudy.folders import voices_folder
from understudy.speech.voice_settings import VoiceSettings

SETTINGS = {"UNDERSTUDY_VOICES_DIR", "UNDERSTUDY_SPEECH_ENGINES", "UNDERSTUDY_KEPT_LINES"}


def operator_voices() -> VoiceSettings:
    """What the operator's settings say about voices; where nothing is set, they are not loaded, which takes a while.

    Raises `InputError` (`setting_invalid`) for a speech engine that is not installed.
    """
    if not voices_folder().exists() and not SETTINGS & os.environ.keys():
        return VoiceSettings()
    from understudy.settings import Settings

    settings = Settings()
    engines = tuple(name.strip() for name in settings.speech_engines.split(",") if name.strip())
    installed = plugins.names(plugins.SPEECH_ENGINES)
    if unknown := [name for name in engines if name not in installed]:
        text, hint = f"names {', '.join(unknown)}, which is not installed", f"installed: {', '.join(installed)}"
        raise InputError("setting_invalid", text, hint=hint, field="UNDERSTUDY_SPEECH_ENGINES")
    folder, limit = settings.kept_lines, settings.kept_lines_limit << 20
    kept = ContentCache(folder, limit) if folder is not None else None
    return VoiceSettings(settings.voices_dir, engines, kept)
