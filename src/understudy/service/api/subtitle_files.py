"""Subtitle files of a script's scenes: have them made, see how they are, replace them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from understudy.service.api.answers import answered, warned_of
from understudy.service.api.context import Caller, Collaborators, Ours, project_router
from understudy.service.api.job_errors import error_info
from understudy.service.api.videos import IdempotencyKey, job_of
from understudy.service.api.wire.model import document
from understudy.service.api.wire.subtitle import (
    CreateSubtitleFileReq,
    CreateSubtitleFileResponse,
    ShowSubtitleFileResponse,
    SubtitleFileDetail,
)
from understudy.service.assets import slots
from understudy.service.database.tables import Job, StoredFile, VideoScript
from understudy.service.jobs import lifecycle, orders, subtitles
from understudy.service.jobs.request import invalid

router = project_router("subtitle files", "/subtitle-files")


@router.post("", response_model=CreateSubtitleFileResponse)
def create(body: CreateSubtitleFileReq, who: Caller, ours: Ours, idempotency_key: IdempotencyKey = None) -> Response:
    """Have subtitle files made for every scene of a script, or for one; the scenes carry them from now on."""
    request = document(body)
    order = orders.Order.of(ours.desk, who, subtitles.KIND, request, idempotency_key)
    with ours.database.transaction() as session:
        if known := order.begin(session):
            return answered(CreateSubtitleFileResponse(job_id=known.id))
        if not body.script_id:
            raise invalid("script_id", "is missing", "give the id of a script")
        script = session.get(VideoScript, body.script_id, with_for_update=True)
        if script is None or script.project_id != who.project_id:
            hint = "give the id of a script of this project"
            raise invalid("script_id", f"there is no script {body.script_id!r}", hint)
        files = subtitles.places(session, script, body.sequence_no)
        job = order.place(name=script.name, warnings=warned_of(body), makes_asset=False, result={"files": files})
        subtitles.attach(script, job)
    return answered(CreateSubtitleFileResponse(job_id=job.id), warnings=job.warnings)


@router.get("/{job_id}", response_model=ShowSubtitleFileResponse)
def show(job_id: str, who: Caller, ours: Ours) -> Response:
    """How the subtitle files of a task are, and where they are read and replaced."""
    with ours.database.transaction() as session:
        job = job_of(session, who, job_id, (subtitles.KIND,))
        details = [detail(session, ours, job, file["sequence_no"]) for file in job.result["files"]]
    state: Any = "GENERATED" if job.state in lifecycle.FINAL else "GENERATING"
    answer = ShowSubtitleFileResponse(job_state=state, subtitle_file_info=[one for one in details if one])
    return answered(answer, progress=job.progress, warnings=job.warnings)


def detail(session: Session, ours: Collaborators, job: Job, number: int) -> SubtitleFileDetail | None:
    """The subtitle file of scene `number`; nothing where the script that it belonged to was deleted."""
    file_id = next((file["file_id"] for file in job.result["files"] if file["sequence_no"] == number), None)
    place = session.get(StoredFile, file_id) if file_id else None
    if place is None:
        return None
    stored = ours.storage.stat(place.key)
    state: Any = "GENERATE_SUCCEED" if stored else "GENERATING"
    told: dict[str, Any] = {}
    if stored is not None:
        told = {"subtitle_file_download_url": ours.signer.url("GET", place.key), "generate_time": stored.modified}
    elif job.state in lifecycle.FINAL:
        problems = job.result.get("problems", {}).get(str(number)) or (job.error or {}).get("problems")
        state, told = "GENERATE_FAILED", {"error_info": error_info({"problems": problems}) if problems else None}
    slots.reopen(place)
    told["subtitle_file_upload_url"] = slots.upload_urls(ours.signer, place)[0]
    return SubtitleFileDetail(sequence_no=number, subtitle_file_state=state, **told)
