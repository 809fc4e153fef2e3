"""Where the service calls when a task has ended."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from understudy.service.api.wire.model import RequestModel


class CallBackConfig(RequestModel):
    """Address that gets a POST with `result` (SUCCEED or FAILED), `asset_id` and `job_id` when the task has ended."""

    callback_url: str = Field(
        max_length=2048, description="Address to be called (http or https).", examples=["https://example.com/films"]
    )
    auth_type: Literal["NONE", "MSS_A"] | None = Field(
        None,
        description="How the call proves where it comes from. NONE: not at all, or by what the address itself holds."
        " MSS_A: `secret` and `time_stamp` are added to the address, an HMAC-SHA256 with `key`.",
    )
    key: str | None = Field(None, max_length=32, description="Key of the HMAC; only for MSS_A.")


class TtsCallBackConfig(RequestModel):
    """Address that gets a POST when a speech has been made.

    The body holds `status` (FINISHED, ERROR or WAITING), `job_id`, `audio_file_download_url`,
    `subtitle_file_download_url` and `audio_duration` in seconds.
    """

    callback_url: str = Field(max_length=2048, description="Address to be called (http or https).")
