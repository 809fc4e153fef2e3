"""Video scripts: saved drafts of films, with the recordings and subtitles that belong to them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from understudy.service.api.wire.answers import Page
from understudy.service.api.wire.fields import (
    AssetId,
    CreateTime,
    OptionalAssetId,
    ScriptId,
    SequenceNo,
    UpdateTime,
    Url,
    by_default,
)
from understudy.service.api.wire.model import AnswerModel, RequestModel
from understudy.service.api.wire.output import ActionConfig, BackgroundMusicConfig, ReviewConfig, VideoConfig
from understudy.service.api.wire.scene import MOST_SCENES, AudioInfo, SceneScript, ShootScriptItem, SubtitleFiles
from understudy.service.api.wire.voice import VoiceConfig

ScriptName = Annotated[str, Field(min_length=1, max_length=256, description="Name of the script.")]
ScriptDescription = Annotated[str, Field(max_length=1024, description="What the script is about.")]
AvatarType = Annotated[Literal["HUMAN_MODEL_2D"], Field(description="Kind of the avatar's asset.")]


class ShootScriptAudioFileItem(RequestModel):
    """The recording of a scene."""

    sequence_no: SequenceNo
    audio_file_upload_url: Url | None = Field(
        None, description="Signed address for a PUT of the recording: MP3, WAV or M4A, at most 100 MB."
    )
    audio_file_download_url: Url | None = Field(None, description="Signed address of the recording.")
    audio_id: int | None = Field(
        None, ge=0, le=10_000, description="Number of the recording; a film asks for it by audio_config.audio_id."
    )


class ShootScriptAudioFiles(RequestModel):
    """The recordings of a script."""

    audio_file_url: list[ShootScriptAudioFileItem] | None = Field(
        None, description="The recordings, one for each scene of type AUDIO."
    )


class ScriptSettings(RequestModel):
    """A script's settings, the same as those of a film."""

    script_name: ScriptName | None = None
    script_description: ScriptDescription | None = None
    view_mode: Literal["LANDSCAPE", "VERTICAL"] | None = Field(
        None,
        description="LANDSCAPE: the canvas is 1920 × 1080. VERTICAL: 1080 × 1920.",
        json_schema_extra=by_default("LANDSCAPE"),
    )
    model_asset_id: OptionalAssetId | None = Field(None, description="Id of the avatar's asset.")
    model_asset_type: AvatarType | None = None
    voice_config: VoiceConfig | None = Field(None, description="The voice.")
    video_config: VideoConfig | None = Field(None, description="The film as a file.")
    priv_data: str | None = Field(None, max_length=8192, description="Data of the client's own, given back unchanged.")
    background_music_config: BackgroundMusicConfig | None = Field(None, description="Music under the film.")
    review_config: ReviewConfig | None = Field(None, description="Review of what is asked.")
    audio_files: ShootScriptAudioFiles | None = Field(None, description="The recordings.")
    action_config: ActionConfig | None = Field(None, description="Gestures of the presenter's own accord.")


class CreateVideoScriptsReq(ScriptSettings):
    """Save a script."""

    shoot_scripts: list[ShootScriptItem] | None = Field(None, max_length=MOST_SCENES, description="The scenes.")


class UpdateVideoScriptsReq(CreateVideoScriptsReq):
    """Change a script. What is absent stays as it is."""


class SavedScript(AnswerModel):
    """A script that was saved."""

    script_id: ScriptId | None = None
    audio_files: ShootScriptAudioFiles | None = Field(None, description="Where to put the recordings.")


class CreateVideoScriptsResponse(SavedScript):
    """The script was saved."""


class UpdateVideoScriptResponse(SavedScript):
    """The script was changed."""


class CopyVideoScriptsResponse(AnswerModel):
    """The script was copied."""

    script_id: ScriptId | None = Field(None, description="Id of the copy.")


class ShootScriptDetail(SceneScript):
    """Content of a scene, as a script shows it."""

    model_config = ConfigDict(extra="forbid")

    thumbnail_url: Url | None = Field(None, description="Signed address of a small picture of the scene.")


class PreviewInfo(AnswerModel):
    """What was spoken for a preview of a scene, kept as long as its text stays the same."""

    text_sha256: str | None = Field(
        None, min_length=64, max_length=64, description="SHA-256 of the text that was spoken, in hexadecimal."
    )
    audio_file_download_url: Url | None = Field(None, description="Signed address of the speech.")
    action_file_download_url: Url | None = Field(None, description="Signed address of the gestures in it.")
    audio_duration: float | None = Field(None, ge=0, le=36_000, description="Length of the speech in seconds.")


class ShootScriptShowItem(AnswerModel):
    """A scene, as a script shows it."""

    sequence_no: SequenceNo | None = None
    shoot_script: ShootScriptDetail | None = Field(None, description="Content of the scene.")
    subtitle_file_info: SubtitleFiles | None = Field(None, description="Subtitle files of the scene.")
    audio_config: AudioInfo | None = Field(None, description="Recording of the scene.")
    preview_info: PreviewInfo | None = Field(None, description="Preview of the scene's speech.")


class ShowVideoScriptResponse(ScriptSettings):
    """A script."""

    model_config = ConfigDict(extra="forbid")

    shoot_scripts: list[ShootScriptShowItem] | None = Field(None, description="The scenes.")
    script_id: ScriptId | None = None
    create_time: CreateTime | None = None
    update_time: UpdateTime | None = None
    script_cover_url: Url | None = Field(None, description="Signed address of the script's cover.")


class VideoScriptBaseInfo(AnswerModel):
    """A script, as lists show it."""

    script_id: ScriptId
    script_name: ScriptName
    script_description: ScriptDescription | None = None
    model_asset_id: AssetId | None = Field(None, description="Id of the avatar's asset.")
    model_asset_type: AvatarType | None = None
    script_cover_url: Url | None = Field(None, description="Signed address of the script's cover.")
    script_type: Literal["TEXT", "AUDIO"] | None = Field(
        None,
        description="Whether the first scene is spoken (TEXT) or recorded (AUDIO).",
        json_schema_extra=by_default("TEXT"),
    )
    text: str | None = Field(None, min_length=1, max_length=131_072, description="Words of the first scene.")
    create_time: CreateTime | None = None
    update_time: UpdateTime | None = None


class ListVideoScriptsResponse(Page):
    """Scripts."""

    video_scripts: list[VideoScriptBaseInfo] | None = Field(None, description="The scripts of this page.")
