"""Video scripts: saved drafts of films, with their recordings, previews and subtitle files."""

from __future__ import annotations

import hashlib
import uuid
from typing import Annotated, Any, Literal

from fastapi import Query
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from understudy.errors import InputError
from understudy.service.api.answers import answered, done, warned_of
from understudy.service.api.context import Caller, Collaborators, Ours, project_router
from understudy.service.api.paging import Limit, Offset, page, shown
from understudy.service.api.subtitle_files import detail
from understudy.service.api.wire.model import document
from understudy.service.api.wire.scene import SubtitleFileInfo, SubtitleFiles
from understudy.service.api.wire.script import (
    CopyVideoScriptsResponse,
    CreateVideoScriptsReq,
    CreateVideoScriptsResponse,
    ListVideoScriptsResponse,
    PreviewInfo,
    ShootScriptAudioFileItem,
    ShootScriptAudioFiles,
    ShootScriptDetail,
    ShootScriptShowItem,
    ShowVideoScriptResponse,
    UpdateVideoScriptResponse,
    UpdateVideoScriptsReq,
    VideoScriptBaseInfo,
)
from understudy.service.assets import slots
from understudy.service.auth.principal import Principal
from understudy.service.database.tables import Job, StoredFile, VideoScript
from understudy.service.jobs import scripts
from understudy.service.jobs.drafts import scenes_of

router = project_router("video scripts", "/digital-human-video-scripts")


@router.post("", response_model=CreateVideoScriptsResponse)
def create(body: CreateVideoScriptsReq, who: Caller, ours: Ours) -> Response:
    """Save a script; scenes of type AUDIO get addresses for their recordings."""
    script_id = uuid.uuid4().hex
    script = VideoScript(id=script_id, project_id=who.project_id, app_user_id=who.app_user_id)
    script.name, script.content = body.script_name or f"script-{script_id[:8]}", {}
    script.audio, script.preview = [], {}
    with ours.database.transaction() as session:
        warnings = [*warned_of(body), *scripts.save(session, ours.desk, script, document(body))]
        places = _upload_addresses(session, ours, script)
    answer = CreateVideoScriptsResponse(script_id=script_id, audio_files=places)
    return answered(answer, warnings=[warning.as_dict() for warning in warnings])


@router.put("/{script_id}", response_model=UpdateVideoScriptResponse)
def update(script_id: str, body: UpdateVideoScriptsReq, who: Caller, ours: Ours) -> Response:
    """Change a script; what is absent stays as it is, and scenes that are given replace all before."""
    with ours.database.transaction() as session:
        script = _script(session, who, script_id, lock=True)
        script.name, script.update_time = body.script_name or script.name, func.clock_timestamp()
        warnings = [*warned_of(body), *scripts.save(session, ours.desk, script, document(body))]
        places = _upload_addresses(session, ours, script)
    answer = UpdateVideoScriptResponse(script_id=script_id, audio_files=places)
    return answered(answer, warnings=[warning.as_dict() for warning in warnings])


@router.get("/{script_id}", response_model=ShowVideoScriptResponse)
def show(script_id: str, who: Caller, ours: Ours) -> Response:
    """A script with the addresses of its recordings, previews and subtitle files."""
    with ours.database.transaction() as session:
        script = _script(session, who, script_id)
        told = {name: value for name, value in script.content.items() if name != "shoot_scripts"}
        told |= {
            "script_name": script.name,
            "audio_files": _recordings(session, ours, script),
            "shoot_scripts": [_scene(session, ours, script, item) for item in scenes_of(script)],
            "script_id": script.id,
            "create_time": shown(script.create_time),
            "update_time": shown(script.update_time),
            "script_cover_url": _cover(ours, script),
        }
    return answered(ShowVideoScriptResponse(**told))


@router.get("", response_model=ListVideoScriptsResponse)
def list_scripts(
    who: Caller,
    ours: Ours,
    offset: Offset = 0,
    limit: Limit = 10,
    name: Annotated[str | None, Query(max_length=128, description="Part of the name.")] = None,
    script_catalog: Annotated[
        Literal["VIDEO_DRAFT", "SYSTEM_VIDEO_TEMPLET"], Query(description="Drafts of users, or the system's templates.")
    ] = "VIDEO_DRAFT",
    view_mode: Annotated[Literal["LANDSCAPE", "VERTICAL"], Query(description="Orientation.")] = "LANDSCAPE",
) -> Response:
    """List scripts, oldest first. The system has no templates of its own."""
    query = select(VideoScript).where(VideoScript.project_id == who.project_id)
    query = query.where(func.coalesce(VideoScript.content["view_mode"].astext, "LANDSCAPE") == view_mode)
    query = query.where(VideoScript.app_user_id == who.app_user_id) if who.app_user_id else query
    query = query.where(VideoScript.name.icontains(name, autoescape=True)) if name else query
    query = query.where(VideoScript.id.is_(None)) if script_catalog != "VIDEO_DRAFT" else query
    with ours.database.transaction() as session:
        count, found = page(session, query, (VideoScript.create_time, VideoScript.id), offset, limit)
        listed = [_summary(ours, script) for script in found]
    return answered(ListVideoScriptsResponse(count=count, video_scripts=listed))


@router.delete("/{script_id}", response_class=Response)
def delete(script_id: str, who: Caller, ours: Ours) -> Response:
    """Erase a script with its recordings, previews and subtitle files."""
    with ours.database.transaction() as session:
        scripts.delete(session, ours.storage, _script(session, who, script_id, lock=True))
    return done()


@router.post("/{script_id}/copy", response_model=CopyVideoScriptsResponse)
def copy(script_id: str, who: Caller, ours: Ours) -> Response:
    """Copy a script with its recordings, without its subtitle files."""
    with ours.database.transaction() as session:
        script = _script(session, who, script_id)
        recorded = list(scripts.recordings(session, script).values())
    made = scripts.copied(ours.database, ours.storage, script, recorded, who.app_user_id)
    return answered(CopyVideoScriptsResponse(script_id=made.id))


def _script(session: Session, who: Principal, script_id: str, *, lock: bool = False) -> VideoScript:
    """The caller's script. Raises `InputError` (`not_found`), also for one of another project."""
    script = session.get(VideoScript, script_id, with_for_update=lock)
    if script is None or script.project_id != who.project_id:
        raise InputError("not_found", "Not Found")
    return script


def _upload_addresses(session: Session, ours: Collaborators, script: VideoScript) -> ShootScriptAudioFiles | None:
    """Where the recordings of the AUDIO scenes go; what was sent before is replaced by what is sent there."""
    places = scripts.recordings(session, script)
    items = []
    for entry in script.audio:
        place = places[entry["file_id"]]
        slots.reopen(place)
        url = slots.upload_urls(ours.signer, place)[0]
        items.append(_item(entry, audio_file_upload_url=url))
    return ShootScriptAudioFiles(audio_file_url=items) if items else None


def _recordings(session: Session, ours: Collaborators, script: VideoScript) -> ShootScriptAudioFiles | None:
    """The recordings, with the addresses of those that have arrived."""
    places = scripts.recordings(session, script)
    items = [_item(entry, audio_file_download_url=_address(ours, places[entry["file_id"]])) for entry in script.audio]
    return ShootScriptAudioFiles(audio_file_url=items) if items else None


def _item(entry: dict[str, Any], **more: str | None) -> ShootScriptAudioFileItem:
    return ShootScriptAudioFileItem(sequence_no=entry["sequence_no"], audio_id=entry["audio_id"], **more)


def _address(ours: Collaborators, place: StoredFile) -> str | None:
    return ours.signer.url("GET", place.key) if ours.storage.stat(place.key) is not None else None


def _scene(session: Session, ours: Collaborators, script: VideoScript, item: dict[str, Any]) -> ShootScriptShowItem:
    shot = item.get("shoot_script") or {}
    known = ShootScriptDetail.model_fields
    made = _preview(script, item["sequence_no"])
    picture = ours.signer.url("GET", made["picture"]) if made else None
    content = ShootScriptDetail(**{name: shot[name] for name in known if name in shot}, thumbnail_url=picture)
    return ShootScriptShowItem(
        sequence_no=item["sequence_no"],
        shoot_script=content if item.get("shoot_script") or picture else None,
        subtitle_file_info=_subtitles(session, ours, script, item),
        audio_config=shot.get("audio_config"),
        preview_info=_heard(ours, made, (shot.get("text_config") or {}).get("text", "")) if made else None,
    )


def _subtitles(
    session: Session, ours: Collaborators, script: VideoScript, item: dict[str, Any]
) -> SubtitleFiles | None:
    """The subtitle files that the scene names, as they are now."""
    found = {}
    for kind, link in (item.get("subtitle_file_info") or {}).items():
        job = session.get(Job, link["job_id"])
        mine = job is not None and job.project_id == script.project_id and "files" in job.result
        told = detail(session, ours, job, item["sequence_no"]) if job is not None and mine else None
        if told is not None:
            found[kind] = SubtitleFileInfo(
                job_id=link["job_id"],
                subtitle_file_state=told.subtitle_file_state,
                subtitle_file_download_url=told.subtitle_file_download_url,
                subtitle_file_upload_url=told.subtitle_file_upload_url,
            )
    return SubtitleFiles(**found) if found else None


def _preview(script: VideoScript, number: int) -> dict[str, Any]:
    made: dict[str, Any] = script.preview.get("scenes", {}).get(str(number), {})
    return made


def _heard(ours: Collaborators, made: dict[str, Any], text: str) -> PreviewInfo | None:
    """The speech that was made beforehand, as long as it is that of the text."""
    if not made.get("audio") or made["text_sha256"] != hashlib.sha256(text.encode()).hexdigest():
        return None
    return PreviewInfo(
        text_sha256=made["text_sha256"],
        audio_file_download_url=ours.signer.url("GET", made["audio"]),
        action_file_download_url=ours.signer.url("GET", made["action"]) if made.get("action") else None,
        audio_duration=made["duration"],
    )


def _cover(ours: Collaborators, script: VideoScript) -> str | None:
    """The picture of the first scene that has one."""
    made = (_preview(script, item["sequence_no"]) for item in scenes_of(script))
    picture = next((one["picture"] for one in made if one), None)
    return ours.signer.url("GET", picture) if picture else None


def _summary(ours: Collaborators, script: VideoScript) -> VideoScriptBaseInfo:
    first = scripts.first_scene(script)
    content = script.content
    return VideoScriptBaseInfo(
        script_id=script.id,
        script_name=script.name,
        script_description=content.get("script_description"),
        model_asset_id=content.get("model_asset_id") or None,
        model_asset_type=content.get("model_asset_type"),
        script_cover_url=_cover(ours, script),
        script_type=first.get("script_type"),
        text=(first.get("text_config") or {}).get("text"),
        create_time=shown(script.create_time),
        update_time=shown(script.update_time),
    )
