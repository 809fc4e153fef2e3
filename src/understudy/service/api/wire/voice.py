"""Who speaks in a film, and how."""

from __future__ import annotations

from pydantic import Field

from understudy.service.api.wire.fields import Pitch, Speed, Volume
from understudy.service.api.wire.model import RequestModel


class VoiceConfig(RequestModel):
    """The voice of a film."""

    voice_asset_id: str = Field(
        min_length=1,
        max_length=256,
        description="Id of the voice's asset.",
        examples=["f5e6a13eab4443fa85421191ad061780"],
    )
    speed: Speed | None = None
    pitch: Pitch | None = None
    volume: Volume | None = None
