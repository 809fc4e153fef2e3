"""Scenes of a film: what is said in each, and what stands behind and around the presenter."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from understudy.service.api.wire.fields import (
    CanvasExtent,
    CanvasOffset,
    Colour,
    JobId,
    OptionalAssetId,
    SequenceNo,
    Url,
    by_default,
)
from understudy.service.api.wire.layer import LayerConfig
from understudy.service.api.wire.model import RequestModel

MOST_SCENES = 100
"""Scenes of one film or script."""

SubtitleFileState = Literal["GENERATE_SUCCEED", "GENERATE_FAILED", "GENERATING"]


class TextConfig(RequestModel):
    """The words of a scene."""

    text: str = Field(
        min_length=1,
        max_length=131_072,
        description="Plain text, or one SSML document in `<speak>`. At most 10,000 characters are spoken.",
        examples=["Hello, everyone. I'm Yunling."],
    )


class AudioInfo(RequestModel):
    """A recording that was uploaded for a scene of a script."""

    audio_id: int | None = Field(
        None, ge=0, le=10_000, description="Number that the script's answer gave the recording."
    )


class AudioDriveActionConfig(RequestModel):
    """A gesture at a fixed time of a recorded scene."""

    action_tag: str = Field(min_length=1, max_length=256, description="Which gesture; the avatar's asset lists them.")
    action_name: str | None = Field(None, min_length=1, max_length=256, description="Its name, for people.")
    action_start_time: float = Field(ge=0, le=2_592_000, description="Seconds from the start of the scene.")


class BackgroundImageConfig(RequestModel):
    """Box of a background picture, which must cover the whole canvas."""

    dx: int = Field(ge=-5760, le=0, description="Left edge in canvas pixels.")
    dy: int = Field(ge=-5760, le=0, description="Upper edge in canvas pixels.")
    width: CanvasExtent = Field(description="Width; dx + width is at least 1920 (landscape) or 1080 (portrait).")
    height: CanvasExtent = Field(description="Height; dy + height is at least 1080 (landscape) or 1920 (portrait).")


class HumanPosition2D(RequestModel):
    """Place of the presenter, from before there were layers. Used only where a scene has no HUMAN layer."""

    position: Literal["LEFT", "MIDDLE", "RIGHT"] | None = Field(
        None, description="Side of the picture; void where position_x and position_y are given."
    )
    position_x: CanvasOffset | None = Field(None, description="Where the middle of the lower edge stands, from left.")
    position_y: CanvasOffset | None = Field(None, description="Where the middle of the lower edge stands, from above.")


class HumanSize2D(RequestModel):
    """Size of the presenter, from before there were layers. Used only where a scene has no HUMAN layer."""

    width: CanvasExtent | None = Field(None, description="Width in canvas pixels.")
    height: CanvasExtent | None = Field(None, description="Height in canvas pixels.")


class BackgroundConfigInfo(RequestModel):
    """What stands behind everything."""

    background_type: Literal["IMAGE", "COLOR", "IMAGE_2D", "VIDEO", "AUDIO"] = Field(
        description="IMAGE is a picture, COLOR a single colour. The others belong to retired kinds of films."
    )
    background_config: Url | None = Field(
        None,
        description="For IMAGE: address of the picture in the asset library. Void where background_asset_id is given.",
    )
    background_color_config: Colour | None = Field(None, description="For COLOR: the colour.")
    background_asset_id: OptionalAssetId | None = Field(None, description="For IMAGE: id of the picture's asset.")
    background_image_config: BackgroundImageConfig | None = Field(
        None, description="For IMAGE: its box. Absent: the picture covers the canvas, centred."
    )
    human_position_2d: HumanPosition2D | None = Field(None, description="Retired: place of the presenter.")
    human_size_2d: HumanSize2D | None = Field(None, description="Retired: size of the presenter.")
    background_title: str | None = Field(None, description="Retired; films do not depend on it.", deprecated=True)
    background_cover_url: str | None = Field(None, description="Retired; films do not depend on it.", deprecated=True)


class SceneScript(RequestModel):
    """What a scene's content has in common where it is asked for and where a script shows it."""

    script_type: Literal["TEXT", "AUDIO"] | None = Field(
        None,
        description="TEXT: the words of text_config are spoken. AUDIO: an uploaded recording is played.",
        json_schema_extra=by_default("TEXT"),
    )
    text_config: TextConfig | None = Field(None, description="The words, for TEXT.")
    audio_duration: float | None = Field(
        None, ge=0, le=36_000, description="Length of the uploaded recording in seconds."
    )
    audio_drive_action_config: list[AudioDriveActionConfig] | None = Field(None, description="Gestures, for AUDIO.")
    audio_drive_file_external_url: Url | None = Field(
        None, description="Address of a recording outside the library, where the service allows that."
    )
    background_config: list[BackgroundConfigInfo] | None = Field(None, description="What stands behind everything.")
    layer_config: list[LayerConfig] | None = Field(None, description="The presenter and what is laid around it.")
    audio_config: AudioInfo | None = Field(None, description="The uploaded recording, for AUDIO.")


class ShootScript(SceneScript):
    """Content of a scene."""

    animation_config: dict[str, Any] | None = Field(
        None, description="Retired; films do not depend on it.", deprecated=True
    )
    emotion_config: dict[str, Any] | None = Field(
        None, description="Retired; films do not depend on it.", deprecated=True
    )


class SubtitleFileInfo(RequestModel):
    """A subtitle file of a scene, which a client may replace."""

    subtitle_file_download_url: Url | None = Field(None, description="Signed address of the file.")
    subtitle_file_upload_url: Url | None = Field(None, description="Signed address for a PUT that replaces the file.")
    subtitle_file_state: SubtitleFileState | None = Field(None, description="Whether the file is there.")
    job_id: JobId | None = Field(None, description="Id of the task that made the file.")


class SubtitleFiles(RequestModel):
    """Subtitle files of a scene, by what the scene is spoken from."""

    text_subtitle_file: SubtitleFileInfo | None = Field(None, description="For TEXT.")
    audio_subtitle_file: SubtitleFileInfo | None = Field(None, description="For AUDIO.")


class ShootScriptItem(RequestModel):
    """A scene. Scenes play in the order of their numbers."""

    sequence_no: SequenceNo | None = Field(
        None, description="Number of the scene; no two scenes of a film have the same one."
    )
    shoot_script: ShootScript | None = Field(None, description="Content of the scene.")
    subtitle_file_info: SubtitleFiles | None = Field(None, description="Subtitle files that the film is to use.")
