"""The operator's own lip networks, as the environment names them: for the command line and for the service's work."""

from __future__ import annotations

from understudy.stage.avatars.neural.lip_settings import LipSettings


def operator_networks() -> LipSettings:
    """What the operator's settings say about lip networks."""
    from understudy.settings import Settings

    settings = Settings()
    return LipSettings(settings.models_dir, settings.lip_device)
