"""How much of the service was used."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from understudy.service.api.wire.answers import Page
from understudy.service.api.wire.fields import Time
from understudy.service.api.wire.model import AnswerModel

ResourceType = Annotated[
    str,
    Field(min_length=1, max_length=64, description="What was used.", examples=["video_time_2d_model"]),
]
Amount = Annotated[float, Field(ge=0, le=1_000_000)]


class ShowSummaryUsageDataResponse(AnswerModel):
    """What was used in all."""

    resource_type: ResourceType | None = None
    business_type: Literal["LIVE_2D", "VIDEO_2D"] | None = Field(None, description="What it was used for.")
    number: int | None = Field(None, ge=0, le=1_000_000, description="How many films or live sessions.")
    usage: Amount | None = Field(None, description="How much was used, in the unit.")
    unit: Literal["MIN", "HOUR"] | None = Field(None, description="Unit of usage: minutes or hours.")


class ResourceUsageInfo(AnswerModel):
    """How much of something was used in a span of time."""

    resource_type: ResourceType | None = None
    business_type: (
        Literal[
            "VOICE_CLONE",
            "SYNTHETICS_SOUND",
            "ASSET_MANAGER",
            "MODELING_2D",
            "LIVE_2D",
            "VIDEO_2D",
            "CHAT_2D",
            "BUSINESS_CARD_2D",
            "PICTURE_2D",
            "MODELING_3D",
            "VDS_3D",
            "TTSA_3D",
            "FLEXUS_2D",
        ]
        | None
    ) = Field(None, description="What it was used for.")
    sub_resource_type: (
        Literal["voice_clone_flexus", "modeling_count_2d_model_flexus", "video_time_flexus_2d_model"] | None
    ) = Field(None, description="Part of a package that was used.")
    is_sub_resource: bool | None = Field(None, description="Whether this is a part of a package.")
    charging_mode: Literal["PERIODIC", "ONE_TIME", "ON_DEMAND"] | None = Field(
        None, description="How it is charged for: by the period, once, or by use."
    )
    resource_source: Literal["PURCHASED", "SP_ALLOCATED", "ADMIN_ALLOCATED"] | None = Field(
        None, description="Where it comes from: bought, or granted by a partner or an operator."
    )
    amount: Amount | None = Field(None, description="How much there is, in the unit.")
    usage: Amount | None = Field(None, description="How much was used, in the unit.")
    unit: Literal["NUM", "MIN", "HOUR", "CHANNEL", "GB", "MILLION_WORDS", "TEN_THOUSAND_WORDS", "TIME"] | None = Field(
        None, description="Unit of amount and usage."
    )


class TimeResourceUsageInfo(AnswerModel):
    """What was used in a span of time."""

    time: Time | None = Field(None, description="Beginning of the span (UTC).")
    resources_usage: list[ResourceUsageInfo] | None = Field(None, description="What was used in it.")


class Use(AnswerModel):
    """Understudy: how much is used of something, and how much may be."""

    used: float = Field(ge=0)
    limit: int | None = Field(None, ge=0, description="Absent where there is no limit.")


class ProjectNow(AnswerModel):
    """Understudy: how the project stands at the moment."""

    weight: float = Field(gt=0, description="Its share of the workers beside other projects; 1 is usual.")
    running: Use = Field(description="Films that are being made.")
    waiting: Use = Field(description="Films that have not begun, with those held back.")
    held: int = Field(ge=0, description="Films that wait outside the queue, since enough are running.")
    storage_bytes: Use = Field(description="Bytes in storage.")
    video_seconds_today: Use = Field(description="Seconds of film made today (UTC), and of those that are to be made.")
    longest_wait_seconds: float = Field(ge=0, description="How long the film that waits longest has waited.")
    mean_wait_seconds: float = Field(ge=0, description="Mean of those asked for in the last 24 hours that have begun.")


class ShowUsageDataResponse(Page):
    """What was used, by spans of time."""

    now: ProjectNow | None = Field(None, description="Understudy: how the project stands at the moment.")

    time_list: list[TimeResourceUsageInfo] | None = Field(None, description="The spans of this page.")
