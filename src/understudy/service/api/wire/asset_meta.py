"""What is known about an asset beyond its name, by the kind of the asset.

Whatever can be read from the files is filled in by the service, whatever a client says of it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from understudy.service.api.wire.error import ErrorResponse
from understudy.service.api.wire.fields import FileId, Sex, VoiceLanguage, by_default
from understudy.service.api.wire.model import RequestModel

PixelCount = Annotated[int, Field(ge=0, le=8196)]
Duration = Annotated[int, Field(ge=0, le=86_400, description="Length in whole seconds.")]
Orientation = Annotated[
    Literal["Horizontal", "Vertical"], Field(description="Whether it is wider than high (Horizontal) or not.")
]
FileRate = Annotated[str, Field(max_length=32, description="Frames per second.", examples=["25"])]
CodecName = Annotated[str, Field(max_length=32, examples=["h264"])]
SoundRate = Annotated[int, Field(ge=0, le=16_384, description="Bitrate of the sound in kbit/s.")]
Channels = Annotated[int, Field(ge=0, le=100, description="Channels of the sound.")]
SamplingRate = Annotated[int, Field(ge=0, le=100_000, description="Samples of the sound per second.")]
Unreadable = Annotated[ErrorResponse, Field(description="Why the file could not be read, where that failed.")]
Ratio = Annotated[float, Field(ge=0, le=100)]
SafeName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=256,
        pattern=r"^[A-Za-z0-9-!$'(),.+=@_~/]{1,}[A-Za-z0-9-!$'(),.+=@_~]*$",
        examples=["system_female_animation_0026"],
    ),
]


def _underscored(value: Any) -> Any:
    return value.replace(".", "_") if isinstance(value, str) else value


class ImageAssetMeta(RequestModel):
    """A picture."""

    codec: CodecName | None = Field(None, description="Format of the picture.", examples=["png"])
    width: PixelCount | None = Field(None, description="Width in pixels.")
    height: PixelCount | None = Field(None, description="Height in pixels.")
    size: int | None = Field(None, ge=0, le=9_223_372_036_854_775_808, description="Size in bytes.")
    mode: Orientation | None = None
    frame_rate: FileRate | None = Field(None, description="Frames per second, where the picture moves.")
    duration: Duration | None = Field(None, description="Length in whole seconds, where the picture moves.")
    error_info: Unreadable | None = None


class VideoAssetMeta(RequestModel):
    """A film."""

    video_codec: CodecName | None = Field(None, description="Codec of the pictures.")
    width: PixelCount | None = Field(None, description="Width in pixels.")
    height: PixelCount | None = Field(None, description="Height in pixels.")
    frame_rate: FileRate | None = None
    video_bit_rate: int | None = Field(None, ge=0, le=104_857_600, description="Bitrate of the pictures in kbit/s.")
    duration: Duration | None = None
    audio_codec: CodecName | None = Field(None, description="Codec of the sound.", examples=["aac"])
    audio_bit_rate: SoundRate | None = None
    audio_channels: Channels | None = None
    sample: SamplingRate | None = None
    mode: Orientation | None = None
    video_transcoding_status: Literal["WAITING", "TRANSCODING", "FAILED", "SUCCEEDED"] | None = Field(
        None, description="How the conversion of the film goes."
    )
    error_info: Unreadable | None = None


class AudioAssetMeta(RequestModel):
    """Sound or music."""

    duration: Duration | None = None
    audio_codec: CodecName | None = Field(None, description="Codec of the sound.", examples=["mp3"])
    audio_bit_rate: SoundRate | None = None
    audio_channels: Channels | None = None
    sample: SamplingRate | None = None
    error_info: Unreadable | None = None


class ActionTagInfo(RequestModel):
    """A gesture that an avatar can make."""

    action_name_zh: str = Field(min_length=1, max_length=128, description="Its name in Chinese.")
    action_name_en: str = Field(min_length=1, max_length=128, description="Its name in English.")
    action_duration: float | None = Field(None, ge=0, le=100, description="Its length in seconds.")
    catalog: str | None = Field(None, max_length=128, description="Group of gestures that it belongs to.")
    file_name: SafeName | None = Field(None, description="Name of the file that shows it.", examples=["wave.mp4"])
    tag: SafeName | None = Field(None, description="What a script writes to call for it: `<insert-action tag=…/>`.")


class HumanModel2DAssetMeta(RequestModel):
    """An avatar."""

    is_action_editable: bool | None = Field(
        None, description="Whether its gestures can be edited.", json_schema_extra=by_default(False)
    )
    is_live_copy: bool | None = Field(None, description="Whether it was copied from a live room.")
    is_real_background: bool | None = Field(
        None, description="Whether it was filmed on location; other backgrounds do not show then."
    )
    support_live: bool | None = Field(None, description="Whether it can be used in live rooms.")
    model_version: Annotated[Literal["V2", "V3", "V3_2", "V3_3"], BeforeValidator(_underscored)] | None = Field(
        None, description="Generation of the avatar, with an underscore where trainings write a dot."
    )
    model_resolution: Literal["1080P", "4K"] | None = Field(
        None,
        description="Largest films it can be used in. With 4K, all sizes are offered.",
        json_schema_extra=by_default("1080P"),
    )
    device_names: list[Annotated[str, Field(min_length=1, max_length=64)]] | None = Field(
        None, max_length=16, description="Machines it was compiled for."
    )
    is_with_action_library: bool | None = Field(None, description="Whether gestures can be called for one by one.")
    action_tag_map: list[ActionTagInfo] | None = Field(None, description="Gestures that it can make.")
    is_flexus: bool | None = Field(None, description="Whether it belongs to the basic tier.")
    voice_asset_id: str | None = Field(
        None, min_length=1, max_length=256, description="Id of the voice that belongs to it."
    )


class VoiceCapability(RequestModel):
    """What a voice understands in a script."""

    is_support_phoneme_en: bool | None = Field(None, description="`<phoneme>` for English words.")
    is_support_phoneme: bool | None = Field(None, description="`<phoneme>` for Chinese characters.")
    is_support_break_time: bool | None = Field(None, description="`<break>` with a time.")
    is_support_break_strength: bool | None = Field(None, description="`<break>` with a strength.")
    is_support_speed: bool | None = Field(None, description="The pace of the whole speech.")
    is_support_prosody: bool | None = Field(None, description="`<prosody>`: the pace of single words.")
    is_support_ssml_say_as: bool | None = Field(None, description="`<say-as>`.")
    is_support_ssml_sub: bool | None = Field(None, description="`<sub>`.")
    is_support_word: bool | None = Field(None, description="`<word>`.")
    is_support_voice_cache: bool | None = Field(None, description="Whether what it spoke is kept and used again.")
    conversion_rate: float | None = Field(None, ge=0, le=50, description="How fast it speaks Chinese.")
    conversion_rate_en: float | None = Field(None, ge=0, le=50, description="How fast it speaks English.")
    is_support_srt: bool | None = Field(None, description="Whether it gives subtitles with the speech.")


class ExternalVoiceAssetMeta(RequestModel):
    """A voice of another maker."""

    provider: Literal["XIMALAYA", "HUAWEI_EI", "MOBVOI", "AUDIOX", "SINOVOICE", "DATABAKER", "AISPEECH"] = Field(
        description="Who made the voice."
    )


class VoiceModelAssetMeta(RequestModel):
    """A voice."""

    order: int | None = Field(None, ge=0, le=32_767, description="Place in displays, small numbers first.")
    model_type: Literal["COMMON", "CLONE"] | None = Field(
        None, description="COMMON: made for everybody. CLONE: trained from a person's recordings."
    )
    sex: Sex | None = Field(None, description="Sex of the voice.", json_schema_extra=by_default("UNKNOW"))
    language: VoiceLanguage | None = Field(
        None, description="Language or Chinese dialect of the voice.", json_schema_extra=by_default("UNKNOW")
    )
    languages: list[VoiceLanguage] | None = Field(None, description="All languages that the voice speaks.")
    speed_ratio: Ratio | None = Field(None, description="Factor of its pace.")
    volume_ratio: Ratio | None = Field(None, description="Factor of its loudness.")
    is_realtime_voice: bool | None = Field(
        None,
        description="Whether it speaks fast enough for live rooms; if not, it serves films only.",
        json_schema_extra=by_default(True),
    )
    style: str | None = Field(None, min_length=1, max_length=32, description="Manner of speaking.")
    voice_capability: VoiceCapability | None = Field(None, description="What it understands in a script.")
    external_voice_meta: ExternalVoiceAssetMeta | None = Field(None, description="For a voice of another maker.")
    is_support_vc_process: bool | None = Field(None, description="Whether it can be laid over another voice.")
    is_support_thai_auto_split: bool | None = Field(None, description="Whether it finds the sentences of a Thai text.")
    is_flexus: bool | None = Field(None, description="Whether it belongs to the basic tier.")
    is_enhance_rhythm: bool | None = Field(None, description="Whether its melody was enhanced.")
    age: str | None = Field(None, min_length=1, max_length=64, description="Age that it sounds like.")


class PPTPageInfo(RequestModel):
    """A page of slides."""

    page_no: int | None = Field(None, ge=1, le=256, description="Number of the page, from 1.")
    file_id: FileId | None = Field(None, description="Id of the picture of the page.")
    page_content: str | None = Field(None, max_length=2048, description="Words on the page.")


class PPTAssetMeta(RequestModel):
    """Slides."""

    auto_analysis: bool | None = Field(None, description="Whether the pages, at most 50, are turned into pictures.")
    ppt_analysis_status: Literal["INITIALIZE", "WAITING", "CONVERTING", "FAILED", "SUCCEEDED", "CANCELED"] | None = (
        Field(None, description="How the conversion of the pages goes.")
    )
    error_info: Unreadable | None = None
    page_count: int | None = Field(None, ge=0, le=256, description="Number of pages.")
    pages: list[PPTPageInfo] | None = Field(None, description="The pages.")


class MaterialComponentInfo(RequestModel):
    """A part of a material for figures in three dimensions (retired)."""

    component_name: str = Field(min_length=1, max_length=256, description="Name of the part.")
    component_type: Literal["CLOTHES", "PANTS", "SHOES", "HAIR", "EYELASH", "EYEBROW"] = Field(
        description="Kind of the part."
    )
    component_desc: str | None = Field(None, min_length=1, max_length=512, description="What the part is.")


class MaterialAssetMeta(RequestModel):
    """A material for figures in three dimensions (retired)."""

    components: list[MaterialComponentInfo] | None = Field(None, description="Parts that can be exchanged.")


class AssetExtraMeta(RequestModel):
    """What is known about an asset; one field is used, by the kind of the asset."""

    voice_model_meta: VoiceModelAssetMeta | None = Field(None, description="For VOICE_MODEL.")
    ppt_meta: PPTAssetMeta | None = Field(None, description="For PPT.")
    material_meta: MaterialAssetMeta | None = Field(None, description="For MATERIAL (retired).")
    human_model_2d_meta: HumanModel2DAssetMeta | None = Field(None, description="For HUMAN_MODEL_2D.")
    image_meta: ImageAssetMeta | None = Field(None, description="For IMAGE.")
    video_meta: VideoAssetMeta | None = Field(None, description="For VIDEO.")
    audio_meta: AudioAssetMeta | None = Field(None, description="For AUDIO and MUSIC.")
