"""Details of a training: what happened to it, and what was marked in its videos."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from understudy.service.api.wire.fields import Clock, Time, Url
from understudy.service.api.wire.model import AnswerModel, RequestModel
from understudy.service.api.wire.training_states import TrainingEvent

RegionCorner = Annotated[int, Field(ge=0, le=3840)]
RegionSide = Annotated[int, Field(ge=1, le=7680)]
ActionName = Annotated[str, Field(min_length=1, max_length=1028)]
Remark = Annotated[str, Field(max_length=2048)]


class OperationLogInfo(AnswerModel):
    """Something that happened to a training."""

    operate_time: Time | None = Field(None, description="When it happened (UTC).")
    log_type: TrainingEvent | None = Field(None, description="What happened.")
    log_description: Remark | None = Field(None, description="What was said of it.")
    operate_user: Literal["USER", "ADMIN", "SYSTEM"] | None = Field(None, description="Who did it.")
    error_code: str | None = Field(
        None,
        max_length=64,
        description="Code of what was wrong; 44005901 is a video of a size that is not taken.",
        examples=["44005901"],
    )
    redo_reasons: list[str] | None = Field(None, description="Why an operator began anew.")


class CommentLogInfo(AnswerModel):
    """A comment on a training."""

    operate_time: Time | None = Field(None, description="When it was made (UTC).")
    comment_type: Literal["USER_REJECT", "USER_COMMENT", "ADMIN_COMMENT"] | None = Field(
        None, description="Who made it, and whether it rejects the result."
    )
    comment_title: Remark | None = Field(None, description="Its title.")
    comment_message: Remark | None = Field(None, description="Its words.")
    attachment_download_url: list[str] | None = Field(None, description="Signed addresses of what came with it.")


class CommentData(RequestModel):
    """A comment on a training, to be made."""

    comment_title: Remark | None = Field(None, description="Its title.")
    comment_message: Remark | None = Field(None, description="Its words.")
    attachment_name: list[str] | None = Field(None, description="Names of the files that come with it.")


class VerifyVideoMattingInfo(AnswerModel):
    """A region of the check video that is not cut out like the rest."""

    dx: RegionCorner | None = Field(None, description="Left edge in pixels.")
    dy: RegionCorner | None = Field(None, description="Upper edge in pixels.")
    width: RegionSide | None = Field(None, description="Width in pixels.")
    height: RegionSide | None = Field(None, description="Height in pixels.")
    method: Literal["RESERVED", "DELETE", "NO_DEGREEN"] | None = Field(
        None, description="RESERVED keeps it, DELETE takes it out, NO_DEGREEN leaves green light on it."
    )


class ActionBasicSampleInfo(RequestModel):
    """A gesture to be trained."""

    action_name_zh: ActionName | None = Field(None, description="Its name in Chinese.")
    action_name_en: ActionName | None = Field(None, description="Its name in English.")
    action_tag: str = Field(min_length=1, max_length=128, description="What a script writes to call for it.")
    catalog: str | None = Field(None, min_length=1, max_length=128, description="Group of gestures it belongs to.")
    recommended_value: int | None = Field(None, ge=0, le=100, description="How much it is recommended.")
    is_selected: bool | None = Field(None, description="Whether it was chosen.")


class ActionSampleInfo(AnswerModel):
    """A gesture that can be trained."""

    action_name_zh: ActionName | None = Field(None, description="Its name in Chinese.")
    action_name_en: ActionName | None = Field(None, description="Its name in English.")
    action_tag: str = Field(min_length=1, max_length=128, description="What a script writes to call for it.")
    catalog: str | None = Field(None, max_length=128, description="Group of gestures it belongs to.")
    recommended_value: int | None = Field(None, ge=0, le=100, description="How much it is recommended.")
    is_selected: bool | None = Field(None, description="Whether it was chosen.")
    sample_download_url: Url | None = Field(None, description="Signed address of a sample, valid for 24 hours.")


class TrainingVideoMarkInfo(AnswerModel):
    """The part of the training video that was chosen."""

    video_start_time: Clock | None = Field(None, description="Where it begins.")
    video_end_time: Clock | None = Field(None, description="Where it ends.")


class InferenceVideoMarkInfo(TrainingVideoMarkInfo):
    """The parts of the video that films are made from."""

    chat_video_start_time: Clock | None = Field(None, description="Where the part for conversations begins.")
    chat_video_end_time: Clock | None = Field(None, description="Where the part for conversations ends.")


class ActionMarkItem(AnswerModel):
    """A gesture that was marked in a video."""

    action_start_time: str | None = Field(
        None, max_length=128, description="Where it begins.", examples=["00:01:02.500"]
    )
    action_end_time: str | None = Field(None, max_length=128, description="Where it ends.", examples=["00:01:04.000"])
    action_type: Literal["SILENCE", "ACTION"] | None = Field(None, description="Standing still, or a gesture.")


class InferenceActionMarkInfo(AnswerModel):
    """The gestures that were marked in a video."""

    action_info: list[ActionMarkItem] | None = Field(None, description="The gestures.")


class InferenceEyeCorrectionMarkInfo(AnswerModel):
    """The part of a video that the eyes are mended from."""

    eye_correction_start_time: Clock | None = Field(None, description="Where it begins.")
    eye_correction_end_time: Clock | None = Field(None, description="Where it ends.")


class SubTrainingJobInfoDto(AnswerModel):
    """A part of a training."""

    job_id: str | None = Field(None, max_length=64, description="Id of the task.")
    sub_job_type: str | None = Field(None, max_length=1024, description="What it does.")
    heart_beat_id: str | None = Field(None, max_length=64, description="Id of its sign of life.")
    state: str | None = Field(None, max_length=1024, description="How it goes.")
    create_time: int | None = Field(None, description="When it was created: seconds since 1970 (UTC).")
    last_update_time: int | None = Field(None, description="When it was last changed: seconds since 1970 (UTC).")


class TrainingAllocatedResource(AnswerModel):
    """What a training is charged to."""

    resource_id: str | None = Field(None, max_length=64, description="Id of the resource.")
    charge_mode: Literal["PERIODIC", "ONE_TIME", "ON_DEMAND"] | None = Field(
        None, description="How it is charged for: by the period, once, or by use."
    )
    expire_time: Time | None = Field(None, description="When the resource ends (UTC).")
