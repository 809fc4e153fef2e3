"""Training of avatars: files go in, an avatar of the library comes out (`HUMAN_MODEL_2D`)."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session
from starlette.responses import Response, StreamingResponse

from understudy.errors import InputError
from understudy.service.api.answers import answered, done, warned_of
from understudy.service.api.context import ERRORS, Caller, Collaborators, Ours, project_router
from understudy.service.api.errors import cut, told
from understudy.service.api.job_errors import error_info
from understudy.service.api.paging import asked_end, asked_time, page, several, shown
from understudy.service.api.videos import Wanted
from understudy.service.api.wire.model import document
from understudy.service.api.wire.training import (
    Create2dModelTrainingJobReq,
    Create2dModelTrainingJobResponse,
    Execute2dModelTrainingCommandByUserReq,
    Execute2dModelTrainingCommandByUserResponse,
    List2dModelTrainingJobResponse,
    MultipartUploadInfo,
    Show2dModelTrainingJobResponse,
    TrainingJobBasicInfo,
    Update2dModelTrainingJobReq,
    Update2dModelTrainingJobResponse,
)
from understudy.service.api.wire.training_marks import CommentLogInfo, OperationLogInfo
from understudy.service.assets import slots
from understudy.service.assets.usable import main_file
from understudy.service.auth.principal import Principal
from understudy.service.database.tables import Asset, Job, OnceCode, StoredFile, TrainingJob
from understudy.service.jobs import trainings

ROOM = "/digital-human-training-manage/user"

router = project_router("avatar training", f"{ROOM}/jobs")
downloads = APIRouter(prefix=f"/v1{ROOM}", tags=["avatar training"], responses=ERRORS)
"""The one operation of the contract whose path has no project."""

TOKEN_LIFETIME = timedelta(minutes=10)

TOLD = (
    "contact",
    "batch_name",
    "tags",
    "is_flexus",
    "is_live_copy",
    "is_fast_flexus",
    "is_only_human_model",
    "is_background_replacement",
    "is_ondemand_resource",
)
"""What of the request lists show; `TOLD_MORE` is for details only."""

TOLD_MORE = ("audio_source_type", "voice_properties", "supported_service")

ZIP: dict[int | str, dict[str, Any]] = {200: {"content": {"application/zip": {}}, "description": "The avatar's pack."}}

Word = Annotated[str, Query(max_length=256)]
Id = Annotated[str, Query(min_length=1, max_length=64)]


@router.post("", response_model=Create2dModelTrainingJobResponse)
def create(body: Create2dModelTrainingJobReq, who: Caller, ours: Ours) -> Response:
    """Ask for an avatar; the answer has an address for each of its files. A photograph may take the video's place."""
    request = document(body)
    with ours.database.transaction() as session:
        training = trainings.create(session, who.project_id, who.app_user_id, request)
        places = _upload_urls(session, ours, training)
    warnings = [warning.as_dict() for warning in (*warned_of(body), *trainings.ignored(request))]
    return answered(Create2dModelTrainingJobResponse(job_id=training.id, **places), warnings=warnings)


@router.get("", response_model=List2dModelTrainingJobResponse)
def list_trainings(
    who: Caller,
    ours: Ours,
    wanted: Wanted,
    update_since: Annotated[str | None, Query(description="Only trainings changed then or later.")] = None,
    update_until: Annotated[str | None, Query(description="Only trainings changed then or before.")] = None,
    query_project_id: Annotated[Word, Query(description="Another project than one's own has nothing to show.")] = "",
    batch_name: Word = "",
    tag: Annotated[Word, Query(description="Part of a label.")] = "",
    job_id: Annotated[str, Query(max_length=64)] = "",
    name: Annotated[Word, Query(description="Part of the name.")] = "",
    model_resolution: Annotated[Word, Query(description="1080P or 4K; known once an avatar is made.")] = "",
    train_location: Annotated[Word, Query(description="Has no effect: there is one place.")] = "",
    is_flexus: bool | None = None,
    is_live_copy: bool | None = None,
    is_ondemand_resource: bool | None = None,
) -> Response:
    """List trainings, oldest first."""
    asked = TrainingJob.request
    query = select(TrainingJob).where(TrainingJob.project_id == who.project_id)
    query = _within(query, TrainingJob.create_time, wanted.create_since, wanted.create_until, "create")
    query = _within(query, TrainingJob.lastupdate_time, update_since, update_until, "update")
    for given, condition in (
        (who.app_user_id, TrainingJob.app_user_id == who.app_user_id),
        (wanted.state, TrainingJob.state.in_(several(wanted.state))),
        (query_project_id, TrainingJob.project_id == query_project_id),
        (batch_name, asked["batch_name"].astext == batch_name),
        (tag, func.coalesce(asked["tags"].astext, "").icontains(tag, autoescape=True)),
        (job_id, TrainingJob.id == job_id),
        (name, TrainingJob.name.icontains(name, autoescape=True)),
        (model_resolution, TrainingJob.result["model_resolution"].astext == model_resolution),
    ):
        query = query.where(condition) if given else query
    flags = {"is_flexus": is_flexus, "is_live_copy": is_live_copy, "is_ondemand_resource": is_ondemand_resource}
    for flag, value in flags.items():
        if value is not None:
            query = query.where(func.coalesce(asked[flag].as_boolean(), False) == value)
    key = TrainingJob.lastupdate_time if wanted.sort_key == "update_time" else TrainingJob.create_time
    order = (key.desc(), TrainingJob.id.desc()) if wanted.sort_dir == "desc" else (key, TrainingJob.id)
    with ours.database.transaction() as session:
        count, found = page(session, query, order, wanted.offset, wanted.limit)
        jobs = [TrainingJobBasicInfo(**_basics(session, ours, training)) for training in found]
    return answered(List2dModelTrainingJobResponse(count=count, jobs=jobs))


def _within(query: Select[Any], column: Any, since: str | None, until: str | None, what: str) -> Select[Any]:
    first, last = asked_time(since, f"{what}_since"), asked_end(until, f"{what}_until")
    query = query.where(column >= first) if first else query
    return query.where(column < last) if last else query


@router.get("/{job_id}", response_model=Show2dModelTrainingJobResponse)
def show(job_id: str, who: Caller, ours: Ours) -> Response:
    """How a training goes, what happened to it, and where its files are; a failed one says why."""
    with ours.database.transaction() as session:
        training = _training(session, who, job_id)
        shown_here = _basics(session, ours, training)
        shown_here |= {name: training.request[name] for name in TOLD_MORE if name in training.request}
        for category, file in trainings.files_of(session, training).items():
            if category != trainings.COVER and trainings.sent(ours.storage, file):
                shown_here[f"{trainings.FILES[category]}_download_url"] = ours.signer.url("GET", file.key)
        shown_here["operation_logs"] = [
            OperationLogInfo(**entry | {"operate_time": _moment(entry)}) for entry in training.logs
        ]
        shown_here["comment_logs"] = [_comment(session, ours, entry) for entry in training.comments]
        job = session.get(Job, training.result["job_id"]) if training.result.get("job_id") else None
        more: dict[str, Any] = {"error_info": error_info(training.error)}
        more |= {"warnings": job.warnings, "progress": job.progress} if job else {}
    return answered(Show2dModelTrainingJobResponse(**shown_here), **more)


@router.put("/{job_id}", response_model=Update2dModelTrainingJobResponse)
def update(job_id: str, body: Update2dModelTrainingJobReq, who: Caller, ours: Ours) -> Response:
    """Change a training that has failed, and send its files anew; what is not sent again stays as it was."""
    request = document(body)
    with ours.database.transaction() as session:
        training = _training(session, who, job_id, lock=True)
        trainings.update(session, ours.storage, training, request)
        places = _upload_urls(session, ours, training)
    warnings = [warning.as_dict() for warning in (*warned_of(body), *trainings.ignored(request))]
    return answered(Update2dModelTrainingJobResponse(job_id=job_id, **places), warnings=warnings)


@router.delete("/{job_id}", response_class=Response)
def delete_training(job_id: str, who: Caller, ours: Ours) -> Response:
    """Erase a training with its material and its avatar; not while it is being made."""
    with ours.database.transaction() as session:
        files = trainings.delete(session, _training(session, who, job_id, lock=True))
        session.flush()
    slots.erase_objects(ours.storage, files)
    return done()


@router.post("/{job_id}/command", response_model=Execute2dModelTrainingCommandByUserResponse)
def command(job_id: str, body: Execute2dModelTrainingCommandByUserReq, who: Caller, ours: Ours) -> Response:
    """Do something with a training: SUBMITVERIFYING begins it. A command that cannot be done says why."""
    with ours.database.transaction() as session:
        training = _training(session, who, job_id)
    trainings.join_video(ours.database, ours.storage, training, body.command)
    with ours.database.transaction() as session:
        training = _training(session, who, job_id, lock=True)
        try:
            parts = trainings.carry_out(session, ours.storage, training, body.command)
        except InputError as error:
            failed = Execute2dModelTrainingCommandByUserResponse(
                commond_result="EXCUTE_FAILED", excute_failed_msg=cut(told(error.problems))
            )
            return answered(failed)
        remark = document(body.comment_data) if body.comment_data else {}
        places = trainings.comment(session, training, remark) if remark else []
        urls = [slots.upload_urls(ours.signer, place)[0] for place in places]
    answer: dict[str, Any] = {"attachment_upload_url": urls} if urls else {}
    if body.command == "GET_MULTIPART_UPLOADED":
        answer["multipart_data"] = [MultipartUploadInfo(**part) for part in parts]
    return answered(Execute2dModelTrainingCommandByUserResponse(commond_result="EXCUTE_SUCCESS", **answer))


@router.post("/{job_id}/once-token")
def create_token(job_id: str, who: Caller, ours: Ours) -> dict[str, str | None]:
    """Understudy: a token with which the trained avatar is downloaded once, within ten minutes."""
    token, now = secrets.token_hex(32), datetime.now(UTC)
    ends = now + TOKEN_LIFETIME
    with ours.database.transaction() as session:
        _pack(session, _training(session, who, job_id))
        session.execute(delete(OnceCode).where(OnceCode.expire_time < now))
        session.add(OnceCode(digest=_digest(job_id, token), project_id=who.project_id, expire_time=ends))
    return {"once_token": token, "expire_time": shown(ends)}


@downloads.get("/encrypt-file-download", response_class=StreamingResponse, responses=ZIP)
def download(
    tenant_id: Annotated[Id, Query(description="The caller's project.")],
    job_id: Id,
    once_token: Annotated[str, Query(min_length=64, max_length=64)],
    who: Caller,
    ours: Ours,
) -> Response:
    """The trained avatar as a pack, for a token of `once-token`; only the connection encrypts it, the file is plain."""
    if tenant_id != who.project_id:
        raise InputError("not_found", "Not Found")
    with ours.database.transaction() as session:
        file = _pack(session, _training(session, who, job_id))
        spent = delete(OnceCode).where(
            OnceCode.digest == _digest(job_id, once_token),
            OnceCode.project_id == who.project_id,
            OnceCode.expire_time > datetime.now(UTC),
        )
        if session.execute(spent.returning(OnceCode.digest)).one_or_none() is None:
            hint = f"ask for one with POST {{project_id}}{ROOM}/jobs/{{job_id}}/once-token"
            raise InputError("training_token_unknown", "the token was used, has ended or is none", hint=hint)
        size = str(file.size)
    headers = {"Content-Length": size, "Content-Disposition": 'attachment; filename="avatar.zip"'}
    return StreamingResponse(ours.storage.reading(file.key), headers=headers, media_type="application/zip")


def _digest(job_id: str, token: str) -> bytes:
    return hashlib.sha256(f"{job_id}/{token}".encode()).digest()


def _pack(session: Session, training: TrainingJob) -> StoredFile:
    """The file of the trained avatar."""
    asset = session.get(Asset, training.asset_id) if training.asset_id else None
    file = main_file(session, asset) if asset is not None and asset.state not in ("BLOCK", "DELETED") else None
    if file is None:
        text = f"training {training.id} is {training.state} and has no avatar to download"
        raise InputError("training_state_wrong", text, hint="an avatar is there after JOB_SUCCESS, until it is deleted")
    return file


def _training(session: Session, who: Principal, job_id: str, *, lock: bool = False) -> TrainingJob:
    """The caller's training. Raises `InputError` (`not_found`), also for one of another project."""
    training = session.get(TrainingJob, job_id, with_for_update=lock)
    if training is None or training.project_id != who.project_id:
        raise InputError("not_found", "Not Found")
    return training


def _upload_urls(session: Session, ours: Collaborators, training: TrainingJob) -> dict[str, Any]:
    """Where the files of a training go; the video has an address for each part."""
    found: dict[str, Any] = {}
    for category, file in trainings.files_of(session, training).items():
        urls = slots.upload_urls(ours.signer, file)
        found[f"{trainings.FILES[category]}_upload_url"] = urls if category == trainings.VIDEO else urls[0]
    return found


def _basics(session: Session, ours: Collaborators, training: TrainingJob) -> dict[str, Any]:
    asked = training.request
    basics = {
        "job_id": training.id,
        "name": training.name,
        "state": training.state,
        "asset_id": training.asset_id,
        "project_id": training.project_id,
        "last_update_time": shown(training.lastupdate_time),
        "create_time": shown(training.create_time),
        "model_version": asked.get("model_version", "V3.2"),
        "model_resolution": training.result.get("model_resolution"),
        "app_user_id": training.app_user_id,
        "cover_download_url": _cover(session, ours, training),
    }
    if training.asset_id:
        basics["matting_type"] = "AI"
    return basics | {name: asked[name] for name in TOLD if name in asked}


def _cover(session: Session, ours: Collaborators, training: TrainingJob) -> str | None:
    """Where the cover is: that of the avatar, and before there is one, that which was sent."""
    if key := training.result.get("cover_key"):
        return ours.signer.url("GET", key)
    sent = trainings.files_of(session, training).get(trainings.COVER)
    return ours.signer.url("GET", sent.key) if sent is not None and trainings.sent(ours.storage, sent) else None


def _comment(session: Session, ours: Collaborators, entry: dict[str, Any]) -> CommentLogInfo:
    files = [session.get(StoredFile, file_id) for file_id in entry["files"]]
    urls = [ours.signer.url("GET", file.key) for file in files if file and trainings.sent(ours.storage, file)]
    return CommentLogInfo(
        operate_time=_moment(entry),
        comment_type="USER_COMMENT",
        comment_title=entry.get("comment_title"),
        comment_message=entry.get("comment_message"),
        attachment_download_url=urls or None,
    )


def _moment(entry: dict[str, Any]) -> str | None:
    return shown(datetime.fromisoformat(entry["operate_time"]))
