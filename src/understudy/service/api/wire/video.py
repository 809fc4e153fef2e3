"""Avatar films: asking for one, asking how it goes, listing them."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field

from understudy.service.api.wire.answers import Accepted, Page
from understudy.service.api.wire.callback import CallBackConfig
from understudy.service.api.wire.error import ErrorResponse
from understudy.service.api.wire.fields import AssetId, CreateTime, JobId, OptionalAssetId, ScriptId, Time, UpdateTime
from understudy.service.api.wire.model import AnswerModel, RequestModel
from understudy.service.api.wire.output import (
    ActionConfig,
    BackgroundMusicConfig,
    OutputAssetConfig,
    OutputAssetInfo,
    ReviewConfig,
    VideoConfig,
)
from understudy.service.api.wire.scene import MOST_SCENES, ShootScriptItem
from understudy.service.api.wire.voice import VoiceConfig

VideoState = Literal["WAITING", "PROCESSING", "SUCCEED", "FAILED", "CANCELED", "BLOCK"]
"""States of a film's task. SUCCEED, FAILED and CANCELED are final."""

VideoJobType = Literal["2D_DIGITAL_HUMAN_VIDEO", "PHOTO_DIGITAL_HUMAN_VIDEO", "DIGITAL_HUMAN_PHOTO_VIDEO"]
"""Kinds of films. The last one is another spelling of the second, which clients may use and the service does not."""

MakingType = Annotated[
    Literal["MODEL", "PICTURE"],
    Field(
        description="Retired: MODEL makes the film with the avatar model_asset_id, PICTURE with one made from"
        " human_image. New clients make photo films instead."
    ),
]

StateField = Annotated[
    VideoState,
    Field(
        description="WAITING: has not begun. PROCESSING: is being made. SUCCEED: is there. FAILED: error_info says why."
        " CANCELED: was called off. BLOCK: was frozen by a review."
    ),
]


class Create2DDigitalHumanVideoReq(RequestModel):
    """Ask for an avatar film.

    The avatar, the voice, the output and the scenes come from the script script_id; what is also given here wins.
    Without a script, all four are given here.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model_asset_id": "cda7e9a469ee9cf3ffc1ad62794a12ff",
                    "voice_config": {"voice_asset_id": "f5e6a13eab4443fa85421191ad061780"},
                    "video_config": {"codec": "H264", "bitrate": 5000, "width": 1920, "height": 1080},
                    "shoot_scripts": [
                        {
                            "sequence_no": 0,
                            "shoot_script": {
                                "text_config": {"text": "Hello, everyone. I'm Yunling."},
                                "background_config": [
                                    {"background_type": "COLOR", "background_color_config": "#F2F4F7"}
                                ],
                            },
                        }
                    ],
                    "output_asset_config": {"asset_name": "One Day"},
                }
            ]
        }
    )

    script_id: ScriptId | None = Field(None, description="Script to take the settings from.")
    model_asset_id: OptionalAssetId | None = Field(None, description="Id of the avatar's asset.")
    voice_config: VoiceConfig | None = Field(None, description="The voice; not needed where every scene is recorded.")
    video_config: VideoConfig | None = Field(None, description="The film as a file.")
    shoot_scripts: list[ShootScriptItem] | None = Field(None, max_length=MOST_SCENES, description="The scenes.")
    output_asset_config: OutputAssetConfig | None = Field(
        None, description="The asset that the film becomes. Absent: it is named after the task."
    )
    background_music_config: BackgroundMusicConfig | None = Field(None, description="Music under the film.")
    review_config: ReviewConfig | None = Field(None, description="Review of what is asked.")
    callback_config: CallBackConfig | None = Field(None, description="Where to call when the film has ended.")
    action_config: ActionConfig | None = Field(None, description="Gestures of the presenter's own accord.")
    video_making_type: MakingType | None = None
    human_image: str | None = Field(
        None, description="Retired: photo of the presenter in Base64, for video_making_type PICTURE."
    )


class Create2DDigitalHumanVideoResponse(Accepted):
    """The film will be made."""


class DigitalHumanVideo(AnswerModel):
    """A film's task, as lists show it."""

    shows_null: ClassVar[frozenset[str]] = frozenset({"error_info"})

    job_id: JobId
    state: StateField
    job_type: VideoJobType | None = Field(
        None, description="2D_DIGITAL_HUMAN_VIDEO is an avatar film, PHOTO_DIGITAL_HUMAN_VIDEO a photo film."
    )
    start_time: Time | None = Field(None, description="When production began (UTC).")
    end_time: Time | None = Field(None, description="When production ended (UTC).")
    duration: float | None = Field(
        None, ge=0, le=2_147_483_647, description="Length of the film in seconds.", examples=[60]
    )
    output_asset_config: OutputAssetInfo | None = Field(None, description="The asset that the film becomes.")
    error_info: ErrorResponse | None = Field(None, description="Why the task failed; null unless it did.")
    create_time: CreateTime | None = None
    lastupdate_time: UpdateTime | None = None


class JobWarning(AnswerModel):
    """Understudy: something that the film does without, or does differently than asked."""

    code: str = Field(description="Stable code of the warning.", examples=["request_field_unknown"])
    message: str = Field(description="What was found.")
    hint: str | None = Field(None, description="What would be right.")
    scene: int | None = Field(None, description="Place of the scene in the list of scenes, counted from 0.")
    field: str | None = Field(
        None, description="Path of the field in the request.", examples=["shoot_scripts[2].shoot_script.layer_config"]
    )


class WatchedVideo(DigitalHumanVideo):
    """A film's task with what only this service tells of it."""

    progress: int | None = Field(None, ge=0, le=100, description="Understudy: how much is done, in percent.")
    stage: str | None = Field(
        None, description="Understudy: what is being done at the moment.", examples=["speech", "frames", "delivery"]
    )
    queue_position: int | None = Field(
        None, ge=0, description="Understudy: how many tasks come before this one, while it waits."
    )
    eta_seconds: float | None = Field(
        None, ge=0, description="Understudy: in how many seconds the film is expected to be there."
    )
    heartbeat_time: Time | None = Field(
        None, description="Understudy: when the worker that makes the film was last heard of (UTC)."
    )
    warnings: list[JobWarning] | None = Field(
        None, description="Understudy: what the film does without, or does differently than asked."
    )
    report: dict[str, Any] | None = Field(
        None, description="Understudy: what was made and how it measures, once the film is there (`report/1`)."
    )


class Show2DDigitalHumanVideoResponse(WatchedVideo):
    """How an avatar film goes; with show_script=true also what was asked."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "job_id": "26f06524-4f75-4b3a-a853-b649a21aaf66",
                    "state": "SUCCEED",
                    "job_type": "2D_DIGITAL_HUMAN_VIDEO",
                    "start_time": "2022-11-30T06:59:58Z",
                    "end_time": "2022-11-30T07:00:09Z",
                    "duration": 60,
                    "output_asset_config": {"asset_id": "942e65a5fd219a2e01fb08d881cfadb9", "asset_name": "One Day"},
                    "error_info": None,
                    "create_time": "2022-11-30T06:59:56Z",
                    "lastupdate_time": "2022-11-30T07:00:09Z",
                }
            ]
        }
    )

    script_id: ScriptId | None = Field(None, description="Script that the settings came from.")
    video_making_type: MakingType | None = None
    human_image: str | None = Field(
        None, min_length=1, max_length=2_147_483_647, description="Retired: the photo that was sent, in Base64."
    )
    model_asset_id: AssetId | None = Field(None, description="Id of the avatar's asset.")
    voice_config: VoiceConfig | None = Field(None, description="The voice.")
    video_config: VideoConfig | None = Field(None, description="The film as a file.")
    shoot_scripts: list[ShootScriptItem] | None = Field(None, description="The scenes.")
    background_music_config: BackgroundMusicConfig | None = Field(None, description="Music under the film.")


class ListDigitalHumanVideoResponse(Page):
    """Avatar films and photo films."""

    jobs: list[DigitalHumanVideo] | None = Field(None, description="The films of this page.")
