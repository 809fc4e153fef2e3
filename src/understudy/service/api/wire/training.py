"""Training an avatar: a video or a photo goes in, an asset of type HUMAN_MODEL_2D comes out."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from understudy.service.api.wire.answers import Page
from understudy.service.api.wire.error import ErrorResponse
from understudy.service.api.wire.fields import (
    AssetId,
    CreateTime,
    JobId,
    ProjectId,
    SupportedServices,
    UpdateTime,
    Url,
    by_default,
)
from understudy.service.api.wire.model import AnswerModel, RequestModel
from understudy.service.api.wire.training_marks import (
    ActionBasicSampleInfo,
    ActionSampleInfo,
    CommentData,
    CommentLogInfo,
    InferenceActionMarkInfo,
    InferenceEyeCorrectionMarkInfo,
    InferenceVideoMarkInfo,
    OperationLogInfo,
    SubTrainingJobInfoDto,
    TrainingAllocatedResource,
    TrainingVideoMarkInfo,
    VerifyVideoMattingInfo,
)
from understudy.service.api.wire.training_states import TrainingState


def _dotted(value: Any) -> Any:
    return value.replace("_", ".") if isinstance(value, str) else value


AvatarName = Annotated[str, Field(min_length=1, max_length=256, description="Name of the avatar, and of its asset.")]
Contact = Annotated[str, Field(max_length=64, description="Telephone number of who asks.")]
BatchName = Annotated[str, Field(min_length=1, max_length=256, description="Name of the batch that it belongs to.")]
JobTags = Annotated[list[str], Field(description="Labels.")]
TrainedVersion = Annotated[
    Literal["V2", "V3", "V3.2", "V3.3"],
    BeforeValidator(_dotted),
    Field(description="Generation of the avatar, with a dot where assets write an underscore. V2 and V3 are retired."),
]
CommandMessage = Annotated[
    Literal["UPDATE_VIDEO", "UPLOAD_VIDEO", "CONFIRM_ACTION_VIDEO", "GET_ACTION_VIDEO_MULTIPART"],
    Field(description="What is meant in more detail: a new video, or the pieces of the video with gestures."),
]
Pieces = Annotated[int, Field(ge=1, le=1000)]
AudioSource = Annotated[
    Literal["VIDEO", "AUDIO"],
    Field(description="Where the voice is taken from: the video, or recordings that are sent beside it."),
]
Backdrop = Annotated[
    bool, Field(description="Whether films may have other backgrounds; the video then shows a green screen.")
]
ByUse = Annotated[bool, Field(description="Whether it is paid for by use.")]
Flexus = Annotated[bool, Field(description="Whether it belongs to the basic tier.")]
FastFlexus = Annotated[bool, Field(description="Whether it belongs to the basic tier that is trained fast.")]
LiveCopy = Annotated[bool, Field(description="Whether it is copied from a live room.")]
OnlyAvatar = Annotated[bool, Field(description="Whether only the avatar is trained, and not its voice.")]
UploadUrl = Annotated[Url, Field(description="Signed address for one PUT (application/octet-stream).")]
Downloaded = Annotated[Url, Field(description="Signed address, valid for 24 hours.")]
Rotation = Literal["WAITING", "PROCESSING", "SUCCESS", "FAILED"]


class VoiceProperties(RequestModel):
    """The voice that is trained with an avatar."""

    job_tag: Literal["ECOMMERCE", "NEWS", "MARKETING"] = Field(description="Manner of speaking.")
    sex: Literal["FEMALE", "MALE"] = Field(description="Sex of the voice.")
    language: Literal["CN", "EN"] = Field(description="Language of the video or recordings.")


class TrainingSettings(RequestModel):
    """What can be said of a training at its beginning and when it is changed."""

    contact: Contact | None = None
    command_message: CommandMessage | None = None
    video_multipart_count: Pieces | None = Field(None, description="Pieces that the video is sent in.")
    action_video_multipart_count: Pieces | None = Field(
        None, description="Pieces that the video with gestures is sent in."
    )
    is_background_replacement: Backdrop | None = None
    batch_name: BatchName | None = None
    tags: JobTags | None = None
    is_fast_flexus: FastFlexus | None = None
    audio_source_type: AudioSource | None = None
    voice_properties: VoiceProperties | None = Field(None, description="The voice, where one is trained too.")
    supported_service: SupportedServices | None = None


class Create2dModelTrainingJobReq(TrainingSettings):
    """Ask for an avatar. Its files are sent to the addresses of the answer."""

    name: AvatarName
    model_version: TrainedVersion | None = Field(
        None,
        description="Generation of the avatar, with a dot where assets write an underscore. V2 and V3 are retired.",
        json_schema_extra=by_default("V3.2"),
    )
    is_ondemand_resource: ByUse | None = None
    is_flexus: Flexus | None = None
    is_live_copy: LiveCopy | None = None
    is_only_human_model: OnlyAvatar | None = Field(
        None,
        description="Whether only the avatar is trained, and not its voice.",
        json_schema_extra=by_default(False),
    )


class Create2dModelTrainingJobResponse(AnswerModel):
    """Where to send the files. Each address takes one PUT."""

    job_id: JobId | None = None
    training_video_upload_url: list[str] | None = Field(
        None, description="For the video (MP4, 1080p or 4K, 3 to 10 minutes), one address for each piece."
    )
    action_video_upload_url: list[str] | None = Field(
        None, description="For the video with gestures, one address for each piece."
    )
    audio_upload_url: Url | None = Field(None, description="For a ZIP file of recordings (application/zip).")
    cover_upload_url: UploadUrl | None = Field(None, description="For the cover.")
    id_card_image1_upload_url: UploadUrl | None = Field(None, description="For the front of the identity card.")
    id_card_image2_upload_url: UploadUrl | None = Field(None, description="For the back of the identity card.")
    grant_file_upload_url: UploadUrl | None = Field(None, description="For the letter of consent.")
    pre_beauty_image_upload_url: UploadUrl | None = Field(None, description="For a photo as it was taken.")
    post_beauty_image_upload_url: UploadUrl | None = Field(None, description="For the photo as it should look.")


class Update2dModelTrainingJobReq(TrainingSettings):
    """Change a training that was refused, and send its files anew."""

    name: AvatarName | None = None
    samples_basic_info: list[ActionBasicSampleInfo] | None = Field(None, description="Gestures to be trained.")


class Update2dModelTrainingJobResponse(Create2dModelTrainingJobResponse):
    """Where to send the files anew."""


class TrainingJobBasicInfo(AnswerModel):
    """A training, as lists show it."""

    job_id: JobId
    name: AvatarName
    state: TrainingState = Field(description="Where the training stands.")
    asset_id: AssetId | None = Field(None, description="Id of the avatar's asset, once it is there.")
    project_id: ProjectId | None = None
    cover_download_url: Downloaded | None = Field(None, description="Signed address of the cover, valid for 24 hours.")
    last_update_time: UpdateTime | None = None
    create_time: CreateTime | None = None
    contact: Contact | None = None
    batch_name: BatchName | None = None
    tags: JobTags | None = None
    model_version: TrainedVersion | None = None
    matting_type: Literal["AI", "MANUAL"] | None = Field(None, description="Whether a person cut the avatar out.")
    model_resolution: Literal["1080P", "4K"] | None = Field(
        None,
        description="Largest films it can be used in. With 4K, all sizes are offered.",
        json_schema_extra=by_default("1080P"),
    )
    app_user_id: str | None = Field(
        None,
        min_length=1,
        max_length=256,
        description="End user it was created for: the `X-App-UserId` of that request.",
    )
    is_flexus: Flexus | None = None
    is_live_copy: LiveCopy | None = None
    is_fast_flexus: FastFlexus | None = None
    is_only_human_model: OnlyAvatar | None = None
    optional_training_location: list[str] | None = Field(None, description="Places where it may be trained.")
    is_background_replacement: Backdrop | None = None
    is_ondemand_resource: ByUse | None = None


class List2dModelTrainingJobResponse(Page):
    """Trainings."""

    jobs: list[TrainingJobBasicInfo] | None = Field(None, description="The trainings of this page.")


class Show2dModelTrainingJobResponse(TrainingJobBasicInfo):
    """A training, with all its files (by signed addresses, valid for 24 hours) and what happened to it."""

    training_video_download_url: Downloaded | None = Field(None, description="The video.")
    id_card_image1_download_url: Downloaded | None = Field(None, description="Front of the identity card.")
    id_card_image2_download_url: Downloaded | None = Field(None, description="Back of the identity card.")
    grant_file_download_url: Downloaded | None = Field(None, description="The letter of consent.")
    pre_beauty_image_download_url: Downloaded | None = Field(None, description="The photo as it was taken.")
    external_action_json_data_download_url: Downloaded | None = Field(None, description="Gestures made elsewhere.")
    action_video_download_url: Downloaded | None = Field(None, description="The video with gestures.")
    post_beauty_image_download_url: Downloaded | None = Field(None, description="The photo as it should look.")
    audio_file_download_url: Downloaded | None = Field(None, description="The recordings.")
    action_mark_file_download_url: Downloaded | None = Field(None, description="The marks of the gestures.")
    action_mark_file_upload_url: UploadUrl | None = Field(None, description="For other marks of the gestures.")
    operation_logs: list[OperationLogInfo] | None = Field(None, description="What happened to it.")
    verify_video_matting_info: list[VerifyVideoMattingInfo] | None = Field(
        None, description="Regions of the check video that are not cut out like the rest."
    )
    comment_logs: list[CommentLogInfo] | None = Field(None, description="Comments on it.")
    samples: list[ActionSampleInfo] | None = Field(None, description="Gestures that can be trained.")
    is_mask_file_uploaded: bool | None = Field(None, description="Whether there is a mask.")
    mask_file_download_url: Downloaded | None = Field(None, description="The mask.")
    verify_video_download_url: Downloaded | None = Field(None, description="The check video.")
    markable_video_download_url: Downloaded | None = Field(None, description="The video that is to be marked.")
    markable_action_video_download_url: Downloaded | None = Field(
        None, description="The video with gestures that is to be marked."
    )
    traning_video_mark_info: TrainingVideoMarkInfo | None = Field(
        None, description="The part of the video that was chosen (the name is spelled like this)."
    )
    inference_data_process_video_mark_info: InferenceVideoMarkInfo | None = Field(
        None, description="The parts that films are made from."
    )
    voice_properties: VoiceProperties | None = Field(None, description="The voice, where one is trained too.")
    inference_data_process_action_mark_info: InferenceActionMarkInfo | None = Field(
        None, description="The gestures that were marked."
    )
    inference_data_process_chat_action_mark_info: InferenceActionMarkInfo | None = Field(
        None, description="The gestures that were marked for conversations."
    )
    inference_data_process_eye_correction_mark_info: InferenceEyeCorrectionMarkInfo | None = Field(
        None, description="The part that the eyes are mended from."
    )
    worker_type: list[str] | None = Field(None, description="Machines it is compiled for.")
    voice_train_job_id: JobId | None = Field(None, description="Id of the training of its voice.")
    flexus_retry_count: int | None = Field(None, ge=0, le=10, description="How often it can still be trained anew.")
    audio_source_type: AudioSource | None = None
    supported_service: SupportedServices | None = None
    allocated_resource: TrainingAllocatedResource | None = Field(None, description="What it is charged to.")
    train_video_rotation_state: Rotation | None = Field(None, description="How turning the video goes.")
    action_video_rotation_state: Rotation | None = Field(None, description="How turning the video with gestures goes.")
    sub_training_job_info: list[SubTrainingJobInfoDto] | None = Field(None, description="Parts of the training.")


class Execute2dModelTrainingCommandByUserReq(RequestModel):
    """Do something with a training."""

    command: Literal[
        "SUBMITVERIFYING",
        "CONFIRM_ACCEPT",
        "CONFIRM_REJECT",
        "CONFIRM_ANSWER",
        "CONFIRM_PENDING",
        "CONFIRM_ACTIVE",
        "GET_MULTIPART_UPLOADED",
        "CONFIRM_REPAIR",
        "CONFIRM_MULTIPART_UPLOADED",
        "GET_ACTION_VIDEO_MULTIPART_UPLOADED",
        "CONFIRM_ACTION_VIDEO_MULTIPART_UPLOADED",
        "CONFIRM_AUTHORIZATION_LETTER",
        "DELETE_JOB_VIDEO",
    ] = Field(
        description="GET_MULTIPART_UPLOADED tells which pieces of the video have come, CONFIRM_MULTIPART_UPLOADED joins"
        " them, SUBMITVERIFYING begins."
    )
    command_message: CommandMessage | None = None
    comment_data: CommentData | None = Field(None, description="A comment, where the command is one.")
    operation_reason: str | None = Field(None, max_length=2048, description="Why it is done.")


class MultipartUploadInfo(AnswerModel):
    """A piece of a video that has come."""

    part_number: str | None = Field(None, min_length=1, max_length=10, description="Its number.", examples=["1"])
    etag: str | None = Field(None, min_length=1, max_length=64, description="Its tag.")


class Execute2dModelTrainingCommandByUserResponse(AnswerModel):
    """How a command ended. Two of the names, and both results, are spelled like this."""

    commond_result: Literal["EXCUTE_SUCCESS", "EXCUTE_FAILED"] | None = Field(
        None, description="Whether the command was done."
    )
    attachment_upload_url: list[str] | None = Field(
        None, description="Signed addresses for what comes with the comment."
    )
    multipart_data: list[MultipartUploadInfo] | None = Field(None, description="The pieces that have come.")
    excute_failed_msg: str | None = Field(None, max_length=2048, description="Why the command was not done.")
    error_info: ErrorResponse | None = Field(None, description="Why the command was not done, as an error.")
