"""How much was made: films by day and in all, from the tasks themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Query
from sqlalchemy import func, select

from understudy.errors import InputError
from understudy.service.api.context import Caller, Ours, project_router
from understudy.service.api.paging import Offset, shown
from understudy.service.api.wire.usage import ShowSummaryUsageDataResponse, ShowUsageDataResponse
from understudy.service.auth.principal import Principal
from understudy.service.database.tables import Job
from understudy.service.jobs.queueing.standing import Standing, standing

router = project_router("usage")

RESOURCE = "video_time_2d_model"
BUSINESS = {
    "2D_DIGITAL_HUMAN_VIDEO": "VIDEO_2D",
    "PHOTO_DIGITAL_HUMAN_VIDEO": "PICTURE_2D",
    "BUSINESS_CARD": "BUSINESS_CARD_2D",
}
"""Kinds of tasks that make films, and the line of business they count for."""

SECONDS = {"MIN": 60.0, "HOUR": 3600.0}

UserId = Annotated[
    str | None, Query(max_length=64, description="A user of a main account; here every project counts as a whole.")
]
ResourceType = Annotated[
    Literal["video_time_2d_model", "video_time_flexus_2d_model"] | None, Query(description="What is counted.")
]
BusinessType = Annotated[Literal["LIVE_2D", "VIDEO_2D"] | None, Query(description="Line of business.")]
Unit = Annotated[Literal["MIN", "HOUR"] | None, Query(description="Unit of the figures; minutes by default.")]
Bound = Annotated[str, Query(min_length=20, max_length=30, description="A time, RFC 3339 in UTC.")]


@router.get("/data-analysis-summary")
def summary(
    who: Caller,
    ours: Ours,
    user_id: UserId = None,
    resource_type: ResourceType = None,
    business_type: BusinessType = None,
    unit: Unit = None,
) -> ShowSummaryUsageDataResponse:
    """How many films were made, and how long they are together."""
    unit = unit or "MIN"
    counted = _counted(
        select(func.count(), func.coalesce(func.sum(Job.duration), 0.0)), who, resource_type, business_type
    )
    with ours.database.reading() as session:
        number, seconds = session.execute(counted).one()
    return ShowSummaryUsageDataResponse(
        resource_type=resource_type or RESOURCE,
        business_type=business_type or "VIDEO_2D",
        number=number,
        usage=round(seconds / SECONDS[unit], 4),
        unit=unit,
    )


@router.get("/data-analysis")
def by_day(
    who: Caller,
    ours: Ours,
    start_time: Bound,
    end_time: Bound,
    offset: Offset = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many days a page has.")] = 10,
    user_id: UserId = None,
    resource_type: ResourceType = None,
    business_type: BusinessType = None,
    unit: Unit = None,
) -> ShowUsageDataResponse:
    """The seconds of film that were made on each day (UTC) on which there were any; and how the project stands now."""
    first, last = _time(start_time, "start_time"), _time(end_time, "end_time")
    day = func.date_trunc("day", Job.end_time, "UTC").label("day")
    films = _counted(select(day, Job.kind, func.sum(Job.duration)), who, resource_type, business_type)
    films = films.where(Job.end_time >= first, Job.end_time <= last).group_by(day, Job.kind).order_by(day, Job.kind)
    days: dict[datetime, list[dict[str, Any]]] = {}
    with ours.database.reading() as session:
        for when, kind, seconds in session.execute(films):
            days.setdefault(when, []).append(_entry(kind, seconds, unit or "MIN"))
        now = _now(standing(session, who.project_id))
    page = list(days.items())[offset : offset + limit]
    return ShowUsageDataResponse.model_validate(
        {
            "count": len(days),
            "time_list": [{"time": shown(when), "resources_usage": found} for when, found in page],
            "now": now,
        }
    )


def _now(found: Standing) -> dict[str, Any]:
    allowed = found.allowed

    def use(used: float, limit: int) -> dict[str, Any]:
        return {"used": used} | ({"limit": limit} if limit else {})

    return {
        "weight": allowed.weight,
        "running": use(found.films.running, allowed.running),
        "waiting": use(found.films.waiting, allowed.waiting),
        "held": found.films.held,
        "storage_bytes": use(found.storage, allowed.storage),
        "video_seconds_today": use(found.seconds_today, allowed.video_seconds_per_day),
        "longest_wait_seconds": round(max(found.longest_wait, 0), 1),
        "mean_wait_seconds": round(max(found.mean_wait, 0), 1),
    }


def _counted(query: Any, who: Principal, resource: str | None, business: str | None) -> Any:
    """The films of the project that there are."""
    kinds = [kind for kind, line in BUSINESS.items() if business in (None, line)]
    if resource == "video_time_flexus_2d_model":  # a tier of the cloud's, which nothing here is made in
        kinds = []
    return query.where(Job.project_id == who.project_id, Job.state == "SUCCEED", Job.kind.in_(kinds))


def _entry(kind: str, seconds: float, unit: str) -> dict[str, Any]:
    return {
        "resource_type": RESOURCE,
        "business_type": BUSINESS[kind],
        "is_sub_resource": False,
        "charging_mode": "ON_DEMAND",
        "usage": round(seconds / SECONDS[unit], 4),
        "unit": unit,
    }


def _time(value: str, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        hint = "write it like 2026-11-26T08:00:00Z"
        raise InputError("invalid_parameter", f"{value!r} is not a time in UTC", hint=hint, field=name)
    return found
