"""Business cards: short films in which a person made from a photograph introduces themselves."""

from __future__ import annotations

import json
import uuid
from typing import Annotated, Any

from fastapi import Query
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from understudy.errors import InputError
from understudy.service.api.context import Caller, Collaborators, Ours, project_router
from understudy.service.api.videos import A_DAY, IdempotencyKey, Wanted, film_name, job_of, order, page_of, summary
from understudy.service.api.wire.card import (
    CreateDigitalHumanBusinessCardReq,
    CreateDigitalHumanBusinessCardResponse,
    ListDigitalHumanBusinessCardResponse,
    ShowDigitalHumanBusinessCardResponse,
    UpdateDigitalHumanBusinessCardResponse,
)
from understudy.service.api.wire.model import document
from understudy.service.database.tables import Job, StoredFile
from understudy.service.jobs import callbacks, lifecycle, orders
from understudy.service.jobs.cards import plan_card
from understudy.service.jobs.materials import STORED
from understudy.service.jobs.queueing import length

router = project_router("business cards")

CARD = "BUSINESS_CARD"
SHOWN = (
    "card_templet_asset_id",
    "card_text_config",
    "introduction_type",
    "introduction_text",
    "voice_asset_id",
    "introduction_audio_asset_id",
    "gender",
)


@router.post("/digital-human-business-cards", response_model=CreateDigitalHumanBusinessCardResponse)
def create(
    body: CreateDigitalHumanBusinessCardReq, who: Caller, ours: Ours, idempotency_key: IdempotencyKey = None
) -> dict[str, str]:
    """Create a business card's film."""
    return {"job_id": order(body, CARD, plan_card, who, ours, idempotency_key)}


@router.get("/digital-human-business-cards", response_model=ListDigitalHumanBusinessCardResponse)
def list_cards(
    who: Caller,
    ours: Ours,
    wanted: Wanted,
    video_asset_name: Annotated[str | None, Query(max_length=256, description="Part of the film's name.")] = None,
) -> Response:
    """List business cards."""
    query = select(Job).where(Job.kind == CARD)
    if video_asset_name:
        query = query.where(Job.name.icontains(video_asset_name, autoescape=True))
    return page_of(query, wanted, who, ours, _info)


@router.get("/digital-human-business-cards/{job_id}", response_model=ShowDigitalHumanBusinessCardResponse)
def show(job_id: str, who: Caller, ours: Ours) -> Response:
    """How a business card goes, and what was asked."""
    with ours.database.reading() as session:
        job = job_of(session, who, job_id, (CARD,))
        images = job.request["card_image_config"]
        urls = {
            "human_image_url": _url(session, ours, images.get("human_image")),
            "logo_image": _url(session, ours, images.get("logo_image")),
        }
    told = {name: job.request[name] for name in SHOWN if job.request.get(name) is not None}
    told |= {"job_info": _info(job, ours), "card_image_url": {name: url for name, url in urls.items() if url}}
    return Response(json.dumps(told), media_type="application/json")


@router.put("/digital-human-business-cards/{job_id}", response_model=UpdateDigitalHumanBusinessCardResponse)
def update(job_id: str, body: CreateDigitalHumanBusinessCardReq, who: Caller, ours: Ours) -> dict[str, str]:
    """Make a business card anew, from another request."""
    with ours.database.transaction() as session:
        job_of(session, who, job_id, (CARD,))
    request, pictures = orders.put_pictures_aside(ours.storage, who.project_id, job_id, document(body))
    with ours.database.transaction() as session:
        job = job_of(session, who, job_id, (CARD,))
        callbacks.seal_key(session, request, ours.master_keys, who.project_id)
        session.add_all(pictures)
        session.flush()
        blueprint = plan_card(session, ours.desk, who.project_id, request)
        lifecycle.again(
            session,
            job,
            request=request,
            name=film_name(request, job_id),
            output_asset_id=uuid.uuid4().hex,
            warnings=[warning.as_dict() for warning in blueprint.warnings],
            predicted_duration=length.predicted(session, blueprint),
        )
    return {"job_id": job_id}


@router.delete("/digital-human-business-cards/{job_id}", response_class=Response)
def delete(job_id: str, who: Caller, ours: Ours) -> Response:
    """Delete a business card's task; its film stays in the asset library."""
    with ours.database.transaction() as session:
        job = job_of(session, who, job_id, (CARD,))
        if job.state == lifecycle.PROCESSING:
            hint = "wait until it has ended"
            raise InputError("job_finished", f"task {job_id} is being made and cannot be deleted", hint=hint)
        if job.state == lifecycle.WAITING:
            lifecycle.cancel(session, job, running=False)
        session.delete(job)
    return Response()


def _info(job: Any, ours: Collaborators) -> dict[str, Any]:
    told = summary(job, ours) | {"business_card_type": job.request["business_card_type"]}
    return {name: value for name, value in told.items() if name not in ("job_type", "duration")}


def _url(session: Session, ours: Collaborators, value: str | None) -> str | None:
    stored = session.get(StoredFile, value.removeprefix(STORED)) if value else None
    return ours.signer.url("GET", stored.key, A_DAY) if stored else None
