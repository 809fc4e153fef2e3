"""Text-to-speech by itself: auditions, whole speeches, the record of both, and what helps to write their texts."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import Query
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from understudy.errors import InputError
from understudy.script.notation import as_notation
from understudy.service.api.answers import answered, warned_of
from understudy.service.api.asset_answers import details
from understudy.service.api.context import Caller, Collaborators, Ours, project_router
from understudy.service.api.job_errors import error_info
from understudy.service.api.paging import Limit, Offset, asked_end, asked_time, page, shown
from understudy.service.api.videos import IdempotencyKey, job_of
from understudy.service.api.wire.model import document
from understudy.service.api.wire.tts import (
    AuditionFile,
    CheckVoiceAssetResponse,
    CreateAsyncTtsJobRequestBody,
    CreateAsyncTtsJobResponse,
    CreateTtsAuditionRequestBody,
    CreateTtsAuditionResponse,
    CreateTtsOnceCodeResponse,
    ShowAsyncTtsJobResponse,
    ShowTtsAuditionFileResponse,
    ShowTtsJobResponse,
    ShowTtsPhoneticSymbolResponse,
    SpeechSettings,
    TtscAssetFileInfo,
    TtsJobDetail,
    TtsJobFile,
)
from understudy.service.assets.usable import usable, visible
from understudy.service.auth.principal import Principal
from understudy.service.auth.random_codes import BITS_256, random_code
from understudy.service.database.tables import Asset, Job, OnceCode, StoredFile
from understudy.service.jobs import lifecycle, orders, preview
from understudy.service.jobs.materials import Materials
from understudy.service.jobs.planner import Blueprint
from understudy.service.jobs.request import Findings, Part, invalid
from understudy.service.jobs.speeches import AUDITION, SPEECH, VOICE_FIELDS, plan_speech
from understudy.service.storage.signing import SPEECH_LIFETIME, reached_at

router = project_router("text to speech", "/ttsc")

CODE_LIFETIME = timedelta(minutes=10)
"""How long a code for a live connection can be used."""

ENGINE = "TTS_LAB"
"""The wire's word for the engines here: they speak in this installation, without a model of language."""

FILES = {"audio": "audio_file_url", "info": "audio_info_file_url", "srt": "audio_srt_file_url"} | {
    "action": "audio_action_file_url"
}
"""What a speech's files are called on the wire."""

STATES = {lifecycle.BLOCK: lifecycle.WAITING, lifecycle.CANCELED: lifecycle.FAILED}
"""States that text-to-speech has no word for: a frozen speech waits for its review."""


@router.post("/audition", response_model=CreateTtsAuditionResponse)
def create_audition(
    body: CreateTtsAuditionRequestBody, who: Caller, ours: Ours, idempotency_key: IdempotencyKey = None
) -> Response:
    """Ask to hear a voice; the sound comes in parts, the first one soon."""
    job = _order(body, AUDITION, who, ours, idempotency_key)
    return answered(CreateTtsAuditionResponse(job_id=job.id), warnings=job.warnings)


@router.get("/audition-file/{job_id}", response_model=ShowTtsAuditionFileResponse)
def show_audition(job_id: str, who: Caller, ours: Ours) -> Response:
    """What has been spoken of an audition so far; complete once nothing more comes."""
    with ours.database.transaction() as session:
        job = job_of(session, who, job_id, (AUDITION,))
        files = [AuditionFile(download_url=_url(ours, file.key)) for file in _parts(session, job)]
    complete = job.state in lifecycle.FINAL
    answer = ShowTtsAuditionFileResponse(is_file_complete=complete, files=files, **_trouble(job))
    return answered(answer, progress=job.progress, warnings=job.warnings)


@router.post("/async-jobs", response_model=CreateAsyncTtsJobResponse)
def create_speech(
    body: CreateAsyncTtsJobRequestBody, who: Caller, ours: Ours, idempotency_key: IdempotencyKey = None
) -> Response:
    """Ask for a whole speech, with subtitles and the times of its words where they are wanted."""
    job = _order(body, SPEECH, who, ours, idempotency_key)
    return answered(CreateAsyncTtsJobResponse(job_id=job.id), warnings=job.warnings)


@router.get("/async-jobs/{job_id}", response_model=ShowAsyncTtsJobResponse)
def show_speech(job_id: str, who: Caller, ours: Ours) -> Response:
    """How a speech goes, and where its files are."""
    with ours.database.transaction() as session:
        job = job_of(session, who, job_id, (SPEECH,))
    links = {name: _url(ours, job.result["files"][what]) for what, name in FILES.items() if what in _files(job)}
    answer = ShowAsyncTtsJobResponse(state=_state(job), **links, **_trouble(job))
    return answered(answer, progress=job.progress, audio_duration=job.duration, warnings=job.warnings)


@router.get("/tts-jobs", response_model=ShowTtsJobResponse)
def list_speeches(
    who: Caller,
    ours: Ours,
    limit: Limit = 10,
    offset: Offset = 0,
    create_since: Annotated[str | None, Query(max_length=20, description="Only those made then or later.")] = None,
    create_until: Annotated[str | None, Query(max_length=20, description="Only those made then or before.")] = None,
    job_id: Annotated[str | None, Query(min_length=1, max_length=128)] = None,
    job_type: Annotated[Literal["AUDITION", "ASYNC_JOB", "WEBSOCKET"] | None, Query(description="Kind.")] = None,
    tts_service_enum: Annotated[
        Literal["TTS_LLM", "TTS_LLM_VC", "TTS_LAB", "TTS_LAB_GPU", "GPU_CLONE", "TTS_LLM_VQ"] | None,
        Query(description=f"Engine; here all speeches are of {ENGINE}."),
    ] = None,
    business_type: Annotated[str | None, Query(max_length=1000, description="Where the client asked from.")] = None,
) -> Response:
    """The record of auditions and speeches, oldest first."""
    since, until = asked_time(create_since, "create_since"), asked_end(create_until, "create_until")
    kinds = [kind for kind in (AUDITION, SPEECH) if job_type in (None, kind) and tts_service_enum in (None, ENGINE)]
    query = select(Job).where(Job.project_id == who.project_id, Job.kind.in_(kinds))
    query = query.where(Job.app_user_id == who.app_user_id) if who.app_user_id else query
    query = query.where(Job.id == job_id) if job_id else query
    query = query.where(Job.request["business_type"].astext == business_type) if business_type else query
    query = query.where(Job.create_time >= since) if since else query
    query = query.where(Job.create_time < until) if until else query
    with ours.database.transaction() as session:
        count, jobs = page(session, query, (Job.create_time, Job.id), offset, limit)
        data = [_record(session, job, ours) for job in jobs]
    return answered(ShowTtsJobResponse(count=count, data=data))


@router.post("/check-voice-asset/{voice_asset_id}", response_model=CheckVoiceAssetResponse)
def check_voice(voice_asset_id: str, who: Caller, ours: Ours) -> Response:
    """Make sure that a voice can be used, by reading with it; answers what is known of it, or why it cannot be."""
    with ours.database.transaction() as session:
        asset = session.get(Asset, voice_asset_id)
        if asset is None or not visible(asset, who.project_id):
            raise InputError("not_found", "Not Found")
        usable(session, who.project_id, voice_asset_id, ("VOICE_MODEL",))
        findings = Findings()
        materials = Materials(session, ours.desk, who.project_id)
        name = materials.voice(Part({"voice_asset_id": asset.id}, findings), "voice_asset_id")
        findings.raise_if_any()
        known = TtscAssetFileInfo.model_fields
        kept = [document(file) for file in details(session, ours.signer, [asset])[0]["files"]]
        files = [TtscAssetFileInfo(**{name: file[name] for name in known if name in file}) for file in kept]
    digits = {"scenes": [{"speech": {"text": "1 2 3"}}], "voice": {"name": name}}
    preview.planned(ours.desk, Blueprint(digits, materials.files))
    meta = asset.extra_meta.get("voice_model_meta") or {}
    told = {field: meta[field] for field in ("sex", "language", "speed_ratio", "volume_ratio") if field in meta}
    return answered(
        CheckVoiceAssetResponse(
            asset_id=asset.id,
            asset_name=asset.name,
            asset_type="VOICE_MODEL",
            asset_state="ACTIVED",
            create_time=shown(asset.create_time),
            update_time=shown(asset.update_time),
            asset_extra_meta={"voice_model_meta": told},
            files=files,
        )
    )


@router.post("/once-code", response_model=CreateTtsOnceCodeResponse)
def create_code(who: Caller, ours: Ours) -> Response:
    """A code that opens one live connection within ten minutes. Only its SHA-256 is kept."""
    code = random_code(BITS_256)
    now = datetime.now(UTC)
    kept = OnceCode(
        digest=hashlib.sha256(code.encode()).digest(), project_id=who.project_id, expire_time=now + CODE_LIFETIME
    )
    with ours.database.transaction() as session:
        session.execute(delete(OnceCode).where(OnceCode.expire_time < now))
        session.add(kept)
    return answered(CreateTtsOnceCodeResponse(once_code=code))


@router.get("/phonetic-symbol", response_model=ShowTtsPhoneticSymbolResponse)
def show_sounds(
    word: Annotated[str, Query(min_length=1, max_length=80, description="An English word.")],
    who: Caller,
    ours: Ours,
    offset: Offset = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many notations to show.")] = 10,
) -> Response:
    """How an English word can be read: notations of its sounds in IPA, the most usual one first."""
    written = word.strip()
    if not any("a" <= sign <= "z" for sign in written.lower()) or any(
        sign.isalpha() and not sign.isascii() for sign in written
    ):
        raise invalid("word", f"{word[:40]!r} is no English word", "write it in the letters a to z")
    found = [sounds for sounds in preview.phones(ours.desk, written) if as_notation(sounds, written)[0] == "ipa"]
    return answered(ShowTtsPhoneticSymbolResponse(data=found[offset : offset + limit]))


def _order(body: SpeechSettings, kind: str, who: Principal, ours: Collaborators, key: str | None) -> Job:
    """Check a request for a speech and make it a job."""
    request = document(body)
    taken = orders.Order.of(ours.desk, who, kind, request, key)
    with ours.database.transaction() as session:
        if known := taken.begin(session):
            return known
        if config := taken.request.get("callback_config"):
            taken.request["callback_config"] = config | {"reached_at": reached_at.get()}
        plan = plan_speech(session, ours.desk, who.project_id, kind, taken.request)
        return taken.place(
            name=request["text"][:64],
            warnings=[*warned_of(body), *plan.warnings],
            makes_asset=False,
            priority=request.get("priority", 5),
            result={"text_length": plan.length},
        )


def _record(session: Session, job: Job, ours: Collaborators) -> TtsJobDetail:
    failed = job.error and {"fail_msg": _trouble(job)["message"]}
    return TtsJobDetail(
        job_id=job.id,
        asset_id=job.request[VOICE_FIELDS[job.kind]],
        tts_service_enum=ENGINE,
        text_length=job.result.get("text_length", 0),
        create_time=shown(job.create_time),
        audio_format=job.request.get("audio_format", "WAV"),
        need_timestamp=job.request.get("need_timestamp", False),
        gen_srt=job.request.get("gen_srt", False),
        job_type=job.kind,
        job_state=_state(job),
        files=_all_files(session, job, ours),
        **failed or {},
    )


def _all_files(session: Session, job: Job, ours: Collaborators) -> list[TtsJobFile]:
    if job.kind == AUDITION:
        return [TtsJobFile(audio_file_url=_url(ours, file.key)) for file in _parts(session, job)]
    links = {FILES[what]: _url(ours, key) for what, key in _files(job).items()}
    return [TtsJobFile(**links)] if links else []


def _parts(session: Session, job: Job) -> list[StoredFile]:
    """The files of an audition, in their order."""
    files = select(StoredFile).where(StoredFile.owner_type == "job", StoredFile.owner_id == job.id)
    return list(session.scalars(files.order_by(StoredFile.name)))


def _files(job: Job) -> dict[str, str]:
    files: dict[str, str] = job.result.get("files", {})
    return files


def _url(ours: Collaborators, key: str) -> str:
    return ours.signer.url("GET", key, SPEECH_LIFETIME)


def _state(job: Job) -> Any:
    return STATES.get(job.state, job.state)


def _trouble(job: Job) -> dict[str, str]:
    """Code and message of what went wrong, or of why it is frozen."""
    error = error_info(job.error)
    return {"code": error["error_code"], "message": error["error_msg"]} if error else {}
