"""What the film is to be like as a file: picture, codec, subtitles, music, name."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from understudy.service.api.wire.fields import (
    AssetName,
    CanvasOffset,
    Colour,
    FontName,
    FontSize,
    LongAssetId,
    OptionalAssetId,
    Url,
    by_default,
)
from understudy.service.api.wire.model import AnswerModel, RequestModel


def _digits(value: Any) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:g}" if number else value


FrameRate = Annotated[
    Literal["24", "25", "30"],
    BeforeValidator(_digits),
    Field(
        description="Frames per second. A number is taken too and shown as text. Every film is made with 25.",
        json_schema_extra=by_default("25"),
    ),
]
Bitrate = Annotated[
    int,
    Field(
        ge=40,
        le=30_000,
        description="Average bitrate in kbit/s. Quality goes first, so that it may be exceeded.",
        examples=[5000],
    ),
]
Side = Annotated[int, Field(ge=0, le=3840)]
BoxSide = Annotated[int, Field(ge=0, le=1920)]


class SubtitleConfig(RequestModel):
    """How burned-in subtitles look, and where they stand. The box is 80 % of the frame wide."""

    dx: BoxSide | None = Field(None, description="Left edge of the box in canvas pixels.")
    dy: BoxSide | None = Field(None, description="Lower edge of the box in canvas pixels.")
    h: BoxSide | None = Field(None, description="Height of the box, for editors; the film does not depend on it.")
    w: BoxSide | None = Field(None, description="Width of the box, for editors; the film does not depend on it.")
    font_name: FontName | None = Field(
        None,
        description="Font. One that is not here is replaced by the default font.",
        json_schema_extra=by_default("HarmonyOS_Sans_SC_Black"),
    )
    font_size: FontSize | None = None
    font_color: Colour | None = Field(None, description="Colour of the text.", examples=["#FFFFFF"])
    stroke_color: str | None = Field(
        None, pattern=r"^#[0-9A-Fa-f]{6}$", description="Colour of the text's outline.", examples=["#000000"]
    )
    stroke_thickness: float | None = Field(None, ge=0, le=50, description="Thickness of the outline in pixels.")
    opacity: float | None = Field(
        None, ge=0, le=1, description="From 0 (not seen) to 1 (opaque).", json_schema_extra=by_default(1)
    )


class VideoConfig(RequestModel):
    """The film as a file."""

    clip_mode: Literal["RESIZE", "CROP"] | None = Field(
        None,
        description="RESIZE scales the picture to width × height. CROP keeps a window of that size, whose corner is at"
        " (dx, dy) of the avatar's picture.",
        json_schema_extra=by_default("RESIZE"),
    )
    codec: Literal["H264", "VP8", "VP9", "QTRLE"] | None = Field(
        None,
        description="H264 makes an MP4 file; VP8, VP9 (WebM) and QTRLE (MOV) can be transparent.",
        json_schema_extra=by_default("H264"),
    )
    bitrate: Bitrate = Field(
        description="Average bitrate in kbit/s. Quality goes first, so that it may be exceeded; the encoder stays"
        " between 1000 and 8000."
    )
    width: Side = Field(
        description="Width in pixels. RESIZE offers 1920 × 1080, 1080 × 1920, 1280 × 720, 720 × 1280, 3840 × 2160 and"
        " 2160 × 3840, the last two for avatars in 4K.",
        examples=[1920],
    )
    height: Side = Field(description="Height in pixels; see width.", examples=[1080])
    frame_rate: FrameRate | None = None
    is_subtitle_enable: bool | None = Field(
        None, description="Whether subtitles are burned into the picture.", json_schema_extra=by_default(False)
    )
    subtitle_config: SubtitleConfig | None = Field(None, description="Looks and place of the subtitles.")
    dx: CanvasOffset | None = Field(None, description="CROP: left edge of the window on the avatar's picture.")
    dy: CanvasOffset | None = Field(None, description="CROP: upper edge of the window on the avatar's picture.")
    is_enable_super_resolution: bool | None = Field(
        None, description="Whether pictures smaller than their place are enlarged by a network instead of stretched."
    )
    is_end_at_first_frame: bool | None = Field(
        None,
        description="Whether the last frame equals the first one, so that films join without a jump. Void where"
        " actions are used.",
    )
    output_external_url: Url | None = Field(
        None, description="Address the film is also sent to, where the service allows that."
    )
    is_vocabulary_config_enable: bool | None = Field(
        None, description="Whether the project's vocabulary says how words are read."
    )
    disable_system_watermark: bool | None = Field(
        None, description="Retired: switched the mark of the cloud service off.", deprecated=True
    )


class PhotoVideoConfig(RequestModel):
    """A photo film as a file."""

    codec: Literal["H264"] = Field(description="H264 makes an MP4 file; there is no other choice.")
    bitrate: Bitrate | None = None
    frame_rate: FrameRate | None = None


class OutputAssetConfig(RequestModel):
    """The asset that the film becomes."""

    asset_name: AssetName = Field(
        description="Name of the asset. The file is named after it, cut at 240 characters.", examples=["One Day"]
    )
    is_preview_video: bool | None = Field(None, description="Retired: asked for a preview only.", deprecated=True)


class OutputAssetInfo(AnswerModel):
    """The asset that a film became. Its file is had by asking for the asset."""

    asset_id: LongAssetId = Field(description="Id of the film's asset.")
    asset_name: AssetName
    cover_url: Url | None = Field(None, description="Signed address of the film's cover, valid for 24 hours.")
    preview_video_url: Url | None = Field(
        None, description="Signed address of a preview, valid for 24 hours. Avatar films have none."
    )


class BackgroundMusicConfig(RequestModel):
    """Music under the whole film, looped or cut to its length."""

    music_asset_id: OptionalAssetId | None = Field(None, description="Id of the music's asset.")
    volume: int | None = Field(
        None, ge=0, le=100, description="Percent of its own loudness.", json_schema_extra=by_default(100)
    )


class ReviewConfig(RequestModel):
    """Review of what is asked."""

    no_need_review: bool | None = Field(None, description="Whether to skip the review, where the service allows that.")


class ActionConfig(RequestModel):
    """Gestures that the presenter makes of its own accord."""

    action_interval: float | None = Field(
        None,
        ge=0,
        le=255,
        description="Seconds between two of them; 0 means 4, and 255 none at all.",
        json_schema_extra=by_default(4),
    )
