"""Avatar videos: `2d-digital-human-videos`, the seed of this service, and the list of all videos."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import Depends, Header, Query
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from understudy.errors import InputError
from understudy.service.api.answers import warned_of
from understudy.service.api.context import Caller, Collaborators, Ours, project_router
from understudy.service.api.events import follow
from understudy.service.api.job_errors import error_info
from understudy.service.api.paging import Limit, Offset, SortDirection, asked_end, asked_time, several, shown
from understudy.service.api.wire.model import RequestModel, document
from understudy.service.api.wire.video import (
    Create2DDigitalHumanVideoReq,
    Create2DDigitalHumanVideoResponse,
    ListDigitalHumanVideoResponse,
    Show2DDigitalHumanVideoResponse,
)
from understudy.service.auth.principal import Principal
from understudy.service.database.tables import Job, StoredFile
from understudy.service.jobs import lifecycle, orders, planner, preview
from understudy.service.jobs.materials import STORED
from understudy.service.jobs.queueing import attendance, length, needs, turns

router = project_router("avatar videos")

AVATAR, PHOTO = "2D_DIGITAL_HUMAN_VIDEO", "PHOTO_DIGITAL_HUMAN_VIDEO"
SAME_KIND = {"DIGITAL_HUMAN_PHOTO_VIDEO": PHOTO}
SAME_STATE = {"SUCCESS": "SUCCEED"}
A_MONTH = timedelta(days=31)
A_DAY = timedelta(days=1)

ECHOED = (
    "script_id",
    "video_making_type",
    "human_image",
    "model_asset_id",
    "voice_config",
    "video_config",
    "shoot_scripts",
    "background_music_config",
)
"""What of the request a job shows with `show_script`."""

SceneNumber = Annotated[int, Query(ge=1, le=100, description="Which scene, counted from 1 in playing order.")]
Seconds = Annotated[float, Query(ge=0, le=36_000, description="How far into the scene.")]
PICTURE: dict[int | str, dict[str, Any]] = {200: {"content": {"image/png": {}}, "description": "The frame."}}
EVENTS: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {}}, "description": "The task."}}

AT_ONCE = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Headers of events: no proxy is to gather them before it hands them on, as nginx does."""

IdempotencyKey = Annotated[
    str | None,
    Header(max_length=255, description="Understudy: a create that repeats an earlier one's key answers its task."),
]


@router.post("/2d-digital-human-videos", response_model=Create2DDigitalHumanVideoResponse)
def create(
    body: Create2DDigitalHumanVideoReq, who: Caller, ours: Ours, idempotency_key: IdempotencyKey = None
) -> dict[str, str]:
    """Create an avatar video production task."""
    return {"job_id": order(body, AVATAR, planner.plan_video, who, ours, idempotency_key)}


def order(
    body: RequestModel,
    kind: str,
    plan: planner.Plan,
    who: Principal,
    ours: Collaborators,
    key: str | None,
) -> str:
    """Check a request for a film of any kind and make it a job; answers the job's id."""
    request = document(body)
    taken = orders.Order.of(ours.desk, who, kind, request, key)
    with ours.database.transaction() as session:
        if known := taken.begin(session):
            return known.id
        blueprint = plan(session, ours.desk, who.project_id, taken.request)
        warnings = [*warned_of(body), *blueprint.warnings]
        seconds = length.predicted(session, blueprint)
        name, where = film_name(request, taken.job_id), needs.queue_for(blueprint.document)
        return taken.place(name=name, warnings=warnings, seconds=seconds, queue=where).id


def film_name(request: dict[str, Any], job_id: str) -> str:
    """The name of the film's asset: what was asked, on a card the person's, else one made from the task's id."""
    asked = (request.get("output_asset_config") or {}).get("asset_name") or request.get("video_asset_name")
    return asked or (request.get("card_text_config") or {}).get("name") or f"video-{job_id[:8]}"


@router.get("/2d-digital-human-videos/{job_id}", response_model=Show2DDigitalHumanVideoResponse)
def show(job_id: str, who: Caller, ours: Ours, show_script: bool = False) -> Response:
    """Query virtual avatar video production task details."""
    return show_job(job_id, who, ours, (AVATAR,), show_script)


def show_job(job_id: str, who: Principal, ours: Collaborators, kinds: tuple[str, ...], show_script: bool) -> Response:
    """The details of a job of one of the kinds, with `show_script` also what was asked."""
    with ours.database.reading() as session:
        job = seen(session, who, job_id, kinds)
    answer = detail(job, ours) | (asked(job, ours) if show_script else {})
    return Response(json.dumps(answer), media_type="application/json")


@router.post("/2d-digital-human-videos/{job_id}/cancel")
def cancel(job_id: str, who: Caller, ours: Ours) -> Response:
    """Cancel a task that waits; where the operator allows it, also one that is being made."""
    return cancel_job(job_id, who, ours, (AVATAR,))


def cancel_job(job_id: str, who: Principal, ours: Collaborators, kinds: tuple[str, ...]) -> Response:
    """Cancel a job of one of the kinds; an empty answer."""
    with ours.database.transaction() as session:
        lifecycle.cancel(session, job_of(session, who, job_id, kinds), running=ours.settings.cancel_running)
    return Response()


@dataclass(frozen=True)
class Span:
    """Which of many tasks are wanted: the parameters that every list of tasks has."""

    offset: Offset = 0
    limit: Limit = 10
    state: Annotated[str | None, Query(max_length=1024, description="One or more states, joined with commas.")] = None
    sort_key: Literal["create_time", "update_time", "asset_order"] = "create_time"
    sort_dir: SortDirection = "asc"
    create_since: Annotated[str | None, Query(description="Only tasks created then or later.")] = None
    create_until: Annotated[str | None, Query(description="Only tasks created then or before.")] = None


Wanted = Annotated[Span, Depends()]


@router.get("/digital-human-videos", response_model=ListDigitalHumanVideoResponse)
def list_videos(
    who: Caller,
    ours: Ours,
    wanted: Wanted,
    fuzzy_query_field: Annotated[list[str] | None, Query(description="Filters that match parts.")] = None,
    script_id: Annotated[str | None, Query(max_length=64)] = None,
    asset_name: Annotated[str | None, Query(max_length=256, description="Name of the output asset.")] = None,
    job_type: Annotated[str | None, Query(max_length=64, description="Kind of task.")] = None,
    job_id: Annotated[str | None, Query(max_length=64)] = None,
    job_ids: Annotated[list[str] | None, Query(description="Only these tasks.")] = None,
) -> Response:
    """List avatar and photo video tasks; without a time those of the last month."""
    kinds = [SAME_KIND.get(kind, kind) for kind in several(job_type)] or [AVATAR, PHOTO]
    query = select(Job).where(Job.kind.in_(kinds))
    if not wanted.create_since and not wanted.create_until:
        query = query.where(Job.create_time >= datetime.now(UTC) - A_MONTH)
    if ids := several(job_ids):
        query = query.where(Job.id.in_(ids))
    fuzzy = several(fuzzy_query_field)
    for name, column, value in (
        ("script_id", Job.script_id, script_id),
        ("asset_name", Job.name, asset_name),
        ("job_id", Job.id, job_id),
    ):
        if value:
            query = query.where(column.icontains(value, autoescape=True) if name in fuzzy else column == value)
    return page_of(query, wanted, who, ours, summary)


def page_of(
    query: Select[Any], span: Span, who: Principal, ours: Collaborators, told: Callable[[Any, Collaborators], Any]
) -> Response:
    """A page of the caller's tasks that `query` finds, each `told`, and how many there are in all."""
    since, until = asked_time(span.create_since, "create_since"), asked_end(span.create_until, "create_until")
    query = query.where(Job.project_id == who.project_id)
    if who.app_user_id:
        query = query.where(Job.app_user_id == who.app_user_id)
    query = query.where(Job.create_time >= since) if since else query
    query = query.where(Job.create_time < until) if until else query
    if states := several(span.state):
        query = query.where(Job.state.in_([SAME_STATE.get(one, one) for one in states]))
    key = Job.lastupdate_time if span.sort_key == "update_time" else Job.create_time
    order_by = (key.desc(), Job.id.desc()) if span.sort_dir == "desc" else (key, Job.id)
    with ours.database.reading() as session:
        count = session.scalar(select(func.count()).select_from(query.subquery()))
        page = session.scalars(query.order_by(*order_by).offset(span.offset).limit(span.limit)).all()
        jobs = [told(job, ours) for job in page]
    return Response(json.dumps({"count": count, "jobs": jobs}), media_type="application/json")


def job_of(session: Session, who: Principal, job_id: str, kinds: tuple[str, ...]) -> Job:
    """The caller's job. Raises `InputError` (`not_found`), also for a job of another project or kind."""
    job = session.get(Job, job_id)
    if job is None or job.project_id != who.project_id or job.kind not in kinds:
        raise InputError("not_found", "Not Found")
    return job


_SEEN = select(
    *Job.__table__.columns, turns.QUEUE_POSITION.label("queue_position"), attendance.UNATTENDED.label("unattended")
).where(Job.id == bindparam("job_id"))


def seen(session: Session, who: Principal, job_id: str, kinds: tuple[str, ...]) -> Any:
    """The columns of the caller's job and its `queue_position`, in one question; raises as `job_of` does.

    Clients that wait ask this all the time, so it makes no object of the row.
    """
    job = session.execute(_SEEN, {"job_id": job_id}).one_or_none()
    if job is None or job.project_id != who.project_id or job.kind not in kinds:
        raise InputError("not_found", "Not Found")
    return job


def summary(job: Any, ours: Collaborators) -> dict[str, Any]:
    """What lists show of a job."""
    output = {"asset_id": job.output_asset_id, "asset_name": job.name}
    if cover := job.result.get("cover_key"):
        output["cover_url"] = ours.signer.url("GET", cover, A_DAY)
    return {
        "job_id": job.id,
        "state": job.state,
        "job_type": job.kind,
        **({"start_time": shown(job.start_time)} if job.start_time else {}),
        **({"end_time": shown(job.end_time)} if job.end_time else {}),
        **({"duration": job.duration} if job.duration is not None else {}),
        "output_asset_config": output,
        "error_info": error_info(job.error),
        "create_time": shown(job.create_time),
        "lastupdate_time": shown(job.lastupdate_time),
    }


def detail(job: Any, ours: Collaborators) -> dict[str, Any]:
    """What a job (as `seen`) shows: the contract's fields, and ours (progress, stage, queue, warnings, report)."""
    more: dict[str, Any] = {"progress": job.progress, "warnings": job.warnings}
    if job.unattended is not None:
        alone = attendance.warning(job.queue, float(job.unattended))
        more["warnings"] = [*job.warnings, alone.as_dict()]
    if job.state == lifecycle.WAITING:
        more["queue_position"] = job.queue_position
    if job.state == lifecycle.PROCESSING:
        more |= {"stage": job.stage, "eta_seconds": job.eta_seconds, "heartbeat_time": shown(job.heartbeat_time)}
    if job.report:
        more["report"] = job.report
    return summary(job, ours) | {name: value for name, value in more.items() if value is not None}


def asked(job: Any, ours: Collaborators) -> dict[str, Any]:
    """What was asked for, as it was. The photograph of an avatar video is shown as it was sent, that of a photo video
    as a signed URL.
    """
    told = {name: job.request[name] for name in ECHOED if job.request.get(name) is not None}
    if picture := told.get("human_image"):
        with ours.database.reading() as session:
            stored = session.get(StoredFile, picture.removeprefix(STORED))
        if stored is None:
            del told["human_image"]
        elif job.kind == PHOTO:
            told["human_image"] = ours.signer.url("GET", stored.key, A_DAY)
        else:
            told["human_image"] = base64.b64encode(b"".join(ours.storage.reading(stored.key))).decode()
    return told


@router.post("/2d-digital-human-videos/plan")
def plan(body: Create2DDigitalHumanVideoReq, who: Caller, ours: Ours) -> dict[str, Any]:
    """Understudy: what a create with this body would make, without making it: length, scenes, warnings, time."""
    return preview.planned(ours.desk, _blueprint(body, who, ours))


@router.post("/2d-digital-human-videos/still", response_class=Response, responses=PICTURE)
def still_of_request(
    body: Create2DDigitalHumanVideoReq, who: Caller, ours: Ours, scene: SceneNumber = 1, at: Seconds = 0
) -> Response:
    """Understudy: one frame of the film that a create with this body would make, as PNG."""
    return Response(preview.still(ours.desk, _blueprint(body, who, ours), scene - 1, at), media_type="image/png")


@router.get("/2d-digital-human-videos/{job_id}/still", response_class=Response, responses=PICTURE)
def still_of_job(job_id: str, who: Caller, ours: Ours, scene: SceneNumber = 1, at: Seconds = 0) -> Response:
    """Understudy: one frame of a task's film, as PNG; the film need not be made yet."""
    with ours.database.transaction() as session:
        job = job_of(session, who, job_id, (AVATAR,))
        blueprint = planner.plan_video(session, ours.desk, who.project_id, job.request)
    return Response(preview.still(ours.desk, blueprint, scene - 1, at), media_type="image/png")


@router.get("/2d-digital-human-videos/{job_id}/events", response_class=Response, responses=EVENTS)
async def events(job_id: str, who: Caller, ours: Ours) -> StreamingResponse:
    """Understudy: server-sent events of a task, one whenever it gets on, until it ends."""

    def look() -> tuple[str, str]:
        with ours.database.reading() as session:
            job = seen(session, who, job_id, (AVATAR, PHOTO))
            return job.state, json.dumps(detail(job, ours))

    told = follow(look, await run_in_threadpool(look))
    return StreamingResponse(told, media_type="text/event-stream", headers=AT_ONCE)


def _blueprint(body: Create2DDigitalHumanVideoReq, who: Principal, ours: Collaborators) -> planner.Blueprint:
    """The film that a request asks for; a picture in it is put aside as for a real one, and collected as garbage."""
    taken = orders.Order.of(ours.desk, who, AVATAR, document(body))
    with ours.database.transaction() as session:
        taken.begin(session)
        return planner.plan_video(session, ours.desk, who.project_id, taken.request)
