"""Subtitle files of a script's scenes, made before the film so that a client may change them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from understudy.service.api.wire.answers import Accepted
from understudy.service.api.wire.callback import CallBackConfig
from understudy.service.api.wire.error import ErrorResponse
from understudy.service.api.wire.fields import ScriptId, SequenceNo, Time, Url
from understudy.service.api.wire.model import AnswerModel, RequestModel
from understudy.service.api.wire.scene import SubtitleFileState


class CreateSubtitleFileReq(RequestModel):
    """Ask for the subtitle files of a script."""

    script_id: ScriptId | None = None
    sequence_no: SequenceNo | None = Field(None, description="Number of the scene; absent: every scene.")
    callback_config: CallBackConfig | None = Field(None, description="Where to call when the files are there.")


class CreateSubtitleFileResponse(Accepted):
    """The subtitle files will be made."""


class SubtitleFileDetail(AnswerModel):
    """The subtitle file (SRT, UTF-8) of a scene."""

    sequence_no: SequenceNo | None = None
    subtitle_file_state: SubtitleFileState | None = Field(None, description="Whether the file is there.")
    subtitle_file_download_url: Url | None = Field(None, description="Signed address of the file.")
    subtitle_file_upload_url: Url | None = Field(None, description="Signed address for a PUT that replaces the file.")
    generate_time: Time | None = Field(None, description="When the file was made (UTC).")
    error_info: ErrorResponse | None = Field(None, description="Why there is no file, where it failed.")


class ShowSubtitleFileResponse(AnswerModel):
    """How the subtitle files of a script go."""

    job_state: Literal["GENERATING", "GENERATED"] | None = Field(
        None, description="GENERATING as long as a scene is waiting for its file, then GENERATED."
    )
    subtitle_file_info: list[SubtitleFileDetail] | None = Field(None, description="The files, one for each scene.")
