"""Text to speech by itself: auditions, whole speeches, the record of both, and voices."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from understudy.service.api.wire.answers import Accepted, Page
from understudy.service.api.wire.callback import TtsCallBackConfig
from understudy.service.api.wire.fields import (
    AssetName,
    CreateTime,
    LongAssetId,
    OptionalUrl,
    Pitch,
    Sex,
    Speed,
    UpdateTime,
    Url,
    VoiceId,
    VoiceLanguage,
    Volume,
    by_default,
)
from understudy.service.api.wire.file import KeptFile
from understudy.service.api.wire.model import AnswerModel, RequestModel

Text = Annotated[str, Field(max_length=100_000, description="What is said: plain text, or one document in `<speak>`.")]
ResultCode = Annotated[str, Field(min_length=1, max_length=32, description="Code of the result.")]
ResultMessage = Annotated[str, Field(min_length=1, max_length=10_240, description="What went wrong, where it did.")]
Speaker = Annotated[str, Field(min_length=1, max_length=128, description="The maker's name for the voice.")]


class SpeechSettings(RequestModel):
    """What auditions and whole speeches have in common."""

    text: Text
    tts_text: Text | None = Field(None, description="What is said instead, where text is only what is shown.")
    speed: Speed | None = None
    pitch: Pitch | None = None
    volume: Volume | None = None
    channels: int | None = Field(
        None, ge=1, le=2, description="1 is mono, 2 is stereo.", json_schema_extra=by_default(1)
    )
    is_vocabulary_config_enable: bool | None = Field(
        None, description="Whether the project's vocabulary says how words are read."
    )


class CreateTtsAuditionRequestBody(SpeechSettings):
    """Ask to hear a voice."""

    emotion: VoiceId = Field(description="Id of the voice's asset, in spite of its name.")
    business_type: str | None = Field(None, max_length=1000, description="Where the client asks from; anything.")
    style: str | None = Field(None, max_length=100, description="Manner of speaking.")


class CreateTtsAuditionResponse(Accepted):
    """The voice will be heard."""


class AuditionFile(AnswerModel):
    """A part of an audition."""

    download_url: OptionalUrl = Field(description="Signed address of the sound, valid for 1 hour.")


class ShowTtsAuditionFileResponse(AnswerModel):
    """An audition, as far as it has been spoken."""

    is_file_complete: bool | None = Field(
        None, description="Whether all parts are listed; if not, ask again in about 5 seconds."
    )
    code: ResultCode | None = None
    message: ResultMessage | None = None
    files: list[AuditionFile] | None = Field(None, description="The parts, in their order.")


class CreateAsyncTtsJobRequestBody(SpeechSettings):
    """Ask for a whole speech."""

    voice_asset_id: VoiceId
    audio_format: Literal["WAV", "MP3"] | None = Field(
        None, description="Format of the sound.", json_schema_extra=by_default("WAV")
    )
    need_timestamp: bool | None = Field(
        None, description="Whether to give the time of each word too.", json_schema_extra=by_default(False)
    )
    silence_flag: bool | None = Field(None, description="Whether silence is given where nothing can be said.")
    silence_time_ms: int | None = Field(None, ge=0, le=5000, description="Length of that silence in milliseconds.")
    callback_config: TtsCallBackConfig | None = Field(None, description="Where to call when the speech is there.")
    gen_srt: bool | None = Field(None, description="Whether to give subtitles too.")
    srt_len: int | None = Field(None, ge=0, le=10_000, description="Most characters of a line of subtitles.")
    srt_line_limit: int | None = Field(
        None, ge=0, le=5000, description="Most lines of a subtitle.", json_schema_extra=by_default(1)
    )
    slice_segments: bool | None = Field(None, description="Whether the text is spoken in several parts.")
    output_external_url: Url | None = Field(
        None, description="Address the sound is also sent to, where the service allows that."
    )
    srt_output_external_url: Url | None = Field(
        None, description="Address the subtitles are also sent to, where the service allows that."
    )
    action_output_external_url: Url | None = Field(
        None, description="Address the gestures are also sent to, where the service allows that."
    )
    is_concurrent_resource: bool | None = Field(
        None, description="Whether a channel paid for by the period is used; there is nothing to pay here."
    )
    priority: int | None = Field(
        None, ge=0, le=10, description="0 comes first, 10 last.", json_schema_extra=by_default(5)
    )


class CreateAsyncTtsJobResponse(Accepted):
    """The speech will be made."""


class TtsJobFile(AnswerModel):
    """Files of a speech, by their signed addresses."""

    audio_file_url: OptionalUrl | None = Field(None, description="Signed address of the sound, valid for 1 hour.")
    audio_info_file_url: OptionalUrl | None = Field(
        None, description="Signed address of the times of the words, valid for 1 hour."
    )
    audio_srt_file_url: OptionalUrl | None = Field(
        None, description="Signed address of the subtitles (SRT), valid for 1 hour."
    )
    audio_action_file_url: OptionalUrl | None = Field(
        None, description="Signed address of the gestures, valid for 1 hour."
    )


class ShowAsyncTtsJobResponse(TtsJobFile):
    """How a speech goes."""

    state: Literal["WAITING", "PROCESSING", "SUCCEED", "FAILED"] | None = Field(
        None, description="While it is WAITING or PROCESSING, ask again in about 3 seconds."
    )
    code: ResultCode | None = None
    message: ResultMessage | None = None


class TtsJobDetail(AnswerModel):
    """A speech in the record."""

    job_id: str | None = Field(None, min_length=1, max_length=128, description="Id of the task.")
    websocket_job_id: str | None = Field(None, min_length=1, max_length=255, description="Id in the live connection.")
    asset_id: LongAssetId | None = Field(None, description="Id of the voice's asset.")
    tts_service_enum: str | None = Field(
        None, min_length=1, max_length=64, description="Engine that spoke.", examples=["TTS_LAB"]
    )
    text_length: int | None = Field(None, ge=0, description="Characters that were said.")
    create_time: str | None = Field(None, max_length=20, description="When it was asked for (UTC).")
    audio_format: Literal["WAV", "MP3", "PCM"] | None = Field(None, description="Format of the sound.")
    need_timestamp: bool | None = Field(None, description="Whether the time of each word was asked for.")
    gen_srt: bool | None = Field(None, description="Whether subtitles were asked for.")
    job_type: Literal["PRELOAD", "WEBSOCKET", "ASYNC_JOB", "AUDITION"] | None = Field(
        None, description="How it was asked for."
    )
    job_state: Literal["WAITING", "PROCESSING", "FAILED", "SUCCEED"] | None = Field(None, description="How it goes.")
    fail_msg: str | None = Field(None, min_length=1, max_length=100_000, description="What went wrong, where it did.")
    files: list[TtsJobFile] | None = Field(None, description="What was made.")


class ShowTtsJobResponse(Page):
    """The record of speeches."""

    data: list[TtsJobDetail] | None = Field(None, description="The speeches of this page.")


class ShowTtsPhoneticSymbolResponse(AnswerModel):
    """How a word can be read."""

    data: list[str] | None = Field(None, description="Notations of the word's sounds, for `<phoneme>`.")


class CreateTtsOnceCodeResponse(AnswerModel):
    """A code that opens one live connection."""

    once_code: str | None = Field(None, max_length=64, description="The code; it can be used once.")


class TtscMobvoiVoiceAssetMeta(AnswerModel):
    """A voice of Mobvoi."""

    speaker: Speaker


class TtscAudioxVoiceAssetMeta(AnswerModel):
    """A voice of AudioX."""

    speaker: Speaker


class TtscExternalVoiceAssetMeta(AnswerModel):
    """A voice of another maker."""

    provider: Literal["XIMALAYA", "HUAWEI_EI", "MOBVOI"] = Field(description="Who made the voice.")
    mobvoi_voice_meta: TtscMobvoiVoiceAssetMeta | None = Field(None, description="For a voice of Mobvoi.")
    audiox_voice_meta: TtscAudioxVoiceAssetMeta | None = Field(None, description="For a voice of AudioX.")


class TtscVoiceModelAssetMeta(AnswerModel):
    """What is known about a voice."""

    sex: Sex | None = Field(None, description="Sex of the voice.", json_schema_extra=by_default("UNKNOW"))
    external_voice_meta: TtscExternalVoiceAssetMeta | None = Field(None, description="For a voice of another maker.")
    language: VoiceLanguage | None = Field(
        None, description="Language or Chinese dialect of the voice.", json_schema_extra=by_default("UNKNOW")
    )
    speed_ratio: float | None = Field(None, ge=0, le=100, description="Factor of its pace.")
    volume_ratio: float | None = Field(None, ge=0, le=100, description="Factor of its loudness.")


class TtscAssetExtraMeta(AnswerModel):
    """What is known about a voice's asset."""

    voice_model_meta: TtscVoiceModelAssetMeta | None = Field(None, description="The voice.")


class TtscAssetFileInfo(KeptFile):
    """A file of a voice's asset."""

    asset_file_category: (
        Literal["MAIN", "COVER", "PAGE", "SAMPLE", "OTHER", "WHOLE_MODEL", "USER_MODIFIED_MODEL"] | None
    ) = Field(None, description="Part of the file in its asset.")
    state: Literal["CREATING", "CREATED", "FAILED", "CANCELLED", "DELETING", "DELETED", "UPLOADED", "REVIEW"] | None = (
        Field(None, description="CREATED: can be used.")
    )


class CheckVoiceAssetResponse(AnswerModel):
    """A voice that can be used."""

    asset_id: LongAssetId | None = None
    asset_name: AssetName | None = None
    asset_type: Literal["VOICE_MODEL"] | None = Field(None, description="Kind of the asset.")
    asset_state: Literal["CREATING", "FAILED", "UNACTIVED", "ACTIVED", "DELETING", "DELETED", "BLOCK"] | None = Field(
        None, description="ACTIVED: can be used."
    )
    create_time: CreateTime | None = None
    update_time: UpdateTime | None = None
    asset_extra_meta: TtscAssetExtraMeta | None = Field(None, description="What is known about the voice.")
    files: list[TtscAssetFileInfo] | None = Field(None, description="Files of the voice.")
