"""Photo films: the presenter is made from one photo; and the check whether a photo is fit for that."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from understudy.service.api.wire.answers import Accepted
from understudy.service.api.wire.callback import CallBackConfig
from understudy.service.api.wire.error import ErrorResponse
from understudy.service.api.wire.fields import CreateTime, JobId, Picture, ScriptId
from understudy.service.api.wire.model import AnswerModel, RequestModel
from understudy.service.api.wire.output import (
    BackgroundMusicConfig,
    OutputAssetConfig,
    PhotoVideoConfig,
    ReviewConfig,
)
from understudy.service.api.wire.scene import ShootScriptItem
from understudy.service.api.wire.video import WatchedVideo
from understudy.service.api.wire.voice import VoiceConfig


class CreatePhotoDetectionReq(RequestModel):
    """Ask whether a photo is fit for a film."""

    human_image: Picture = Field(description="Photo of one face, in Base64, at most 1080p.")


class CreatePhotoDetectionResponse(Accepted):
    """The photo will be looked at."""


class ShowPhotoDetectionResponse(AnswerModel):
    """Whether a photo is fit for a film."""

    shows_null: ClassVar[frozenset[str]] = frozenset({"error_info"})

    job_id: JobId | None = None
    state: Literal["WAITING", "PROCESSING", "SUCCEED", "FAILED", "CANCELED"] | None = Field(
        None, description="SUCCEED: the photo is fit for a film. FAILED: error_info says what is wrong with it."
    )
    error_info: ErrorResponse | None = Field(None, description="What is wrong with the photo; null unless it failed.")
    create_time: CreateTime | None = None


class CreatePhotoDigitalHumanVideoReq(RequestModel):
    """Ask for a photo film."""

    script_id: ScriptId | None = Field(
        None, description="For a recorded scene: the script whose recording is played. A scene of words needs none."
    )
    human_image: Picture = Field(description="Photo of the presenter, in Base64, at most 1080p.")
    voice_config: VoiceConfig | None = Field(None, description="The voice.")
    video_config: PhotoVideoConfig | None = Field(None, description="The film as a file.")
    shoot_scripts: list[ShootScriptItem] = Field(
        max_length=1, description="The one scene. Only its script_type and text_config count."
    )
    output_asset_config: OutputAssetConfig = Field(description="The asset that the film becomes.")
    background_music_config: BackgroundMusicConfig | None = Field(None, description="Music under the film.")
    review_config: ReviewConfig | None = Field(None, description="Review of what is asked.")
    callback_config: CallBackConfig | None = Field(None, description="Where to call when the film has ended.")
    id_card_image1: Picture | None = Field(None, description="Identity card, side with the emblem, in Base64.")
    id_card_image2: Picture | None = Field(None, description="Identity card, side with the portrait, in Base64.")
    authorize_use_human_image: bool | None = Field(
        None, description="Whether the person in the photo agrees to its use."
    )


class CreatePhotoDigitalHumanVideoResponse(Accepted):
    """The film will be made."""


class ShowPhotoDigitalHumanVideoResponse(WatchedVideo):
    """How a photo film goes; with show_script=true also what was asked."""

    script_id: ScriptId | None = Field(None, description="Script whose recording is played.")
    human_image: str | None = Field(
        None, min_length=1, max_length=2_147_483_647, description="The photo: its signed address."
    )
    voice_config: VoiceConfig | None = Field(None, description="The voice.")
    video_config: PhotoVideoConfig | None = Field(None, description="The film as a file.")
    shoot_scripts: list[ShootScriptItem] | None = Field(None, description="The one scene.")
