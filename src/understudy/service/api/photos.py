"""Photo films: a photograph that speaks; and the check whether a photograph is fit for that."""

from __future__ import annotations

import json

from starlette.responses import Response

from understudy.service.api.context import Caller, Ours, project_router
from understudy.service.api.job_errors import error_info
from understudy.service.api.paging import shown
from understudy.service.api.videos import PHOTO, IdempotencyKey, cancel_job, order, seen, show_job
from understudy.service.api.wire.model import document
from understudy.service.api.wire.photo import (
    CreatePhotoDetectionReq,
    CreatePhotoDetectionResponse,
    CreatePhotoDigitalHumanVideoReq,
    CreatePhotoDigitalHumanVideoResponse,
    ShowPhotoDetectionResponse,
    ShowPhotoDigitalHumanVideoResponse,
)
from understudy.service.jobs import orders, planner

router = project_router("photo videos")

DETECTION = "PHOTO_DETECTION"


@router.post("/photo-detection", response_model=CreatePhotoDetectionResponse)
def create_detection(body: CreatePhotoDetectionReq, who: Caller, ours: Ours) -> dict[str, str]:
    """Have a photograph looked at: is it fit for a film."""
    taken = orders.Order.of(ours.desk, who, DETECTION, document(body))
    with ours.database.transaction() as session:
        taken.begin(session)
        return {"job_id": taken.place(makes_asset=False).id}


@router.get("/photo-detection/{job_id}", response_model=ShowPhotoDetectionResponse)
def show_detection(job_id: str, who: Caller, ours: Ours) -> Response:
    """What was found: SUCCEED says that the photograph is fit, FAILED why it is not and what would be right."""
    with ours.database.reading() as session:
        job = seen(session, who, job_id, (DETECTION,))
    answer = {"job_id": job.id, "state": job.state, "error_info": error_info(job.error)}
    return Response(json.dumps(answer | {"create_time": shown(job.create_time)}), media_type="application/json")


@router.post("/photo-digital-human-videos", response_model=CreatePhotoDigitalHumanVideoResponse)
def create(
    body: CreatePhotoDigitalHumanVideoReq, who: Caller, ours: Ours, idempotency_key: IdempotencyKey = None
) -> dict[str, str]:
    """Create a photo video production task."""
    return {"job_id": order(body, PHOTO, planner.plan_photo_video, who, ours, idempotency_key)}


@router.get("/photo-digital-human-videos/{job_id}", response_model=ShowPhotoDigitalHumanVideoResponse)
def show(job_id: str, who: Caller, ours: Ours, show_script: bool = False) -> Response:
    """Query photo video production task details."""
    return show_job(job_id, who, ours, (PHOTO,), show_script)


@router.post("/photo-digital-human-videos/{job_id}/cancel")
def cancel(job_id: str, who: Caller, ours: Ours) -> Response:
    """Cancel a task that waits."""
    return cancel_job(job_id, who, ours, (PHOTO,))
