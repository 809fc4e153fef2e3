"""Telling the caller that a job has ended: delivered at least once, with growing pauses, and every try kept.

Two signatures go along. MSS_A, the contract's, is two query parameters over URL and time. The Standard Webhooks headers
are over id, time and body; their secret is the callback's own key, else the project's (`admin webhook-secret`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from understudy.errors import InputError, ResourceError
from understudy.service.assets.fetch import Outside
from understudy.service.auth.master_keys import MasterKeys
from understudy.service.auth.rotation import sealing
from understudy.service.database.tables import UNFINISHED, CallbackDelivery, Job
from understudy.service.jobs.kinds import Desk
from understudy.service.jobs.queueing import queue
from understudy.service.storage.signing import SPEECH_LIFETIME, reached_at

PAUSES = (5, 30, 120, 600, 3600, 3 * 3600, 6 * 3600)
"""Seconds until the next try, after each that failed; then the notice is given up and can be sent by hand."""

LINKS = "links"
"""Part of a notice: keys of files by the names that their addresses go by, and the address that we are reached at."""

ANSWERS_WITHIN = 10.0
"""Seconds that the caller's server gets."""

log = logging.getLogger(__name__)


def announce(session: Session, job: Job) -> None:
    """Queue the notice that a job has ended, in the transaction that ends it; nothing where none was asked for."""
    config = job.request.get("callback_config") or {}
    if not config.get("callback_url"):
        return
    notice = CallbackDelivery(
        id=str(uuid.uuid4()),
        project_id=job.project_id,
        job_id=job.id,
        url=config["callback_url"],
        auth_type=config.get("auth_type") or "NONE",
        secret=config.get("sealed_key", "").encode() or None,
        payload=_payload(job),
    )
    session.add(notice)
    queue.notify(session, notice.project_id, notice.id)


def _payload(job: Job) -> dict[str, Any]:
    """What is told of a job: that of text-to-speech has names of its own, and signed addresses for an hour."""
    if job.kind != "ASYNC_JOB":
        return {"result": job.state, "asset_id": job.output_asset_id, "job_id": job.id}
    keys = job.result.get("files", {})
    return {
        "status": "FINISHED" if job.state == "SUCCEED" else "ERROR",
        "job_id": job.id,
        "audio_duration": job.duration or 0,
        LINKS: {
            "audio_file_download_url": keys.get("audio", ""),
            "subtitle_file_download_url": keys.get("srt", ""),
            "reached_at": job.request["callback_config"].get("reached_at", ""),
        },
    }


def _body(desk: Desk, notice: CallbackDelivery) -> bytes:
    """The notice as it is sent; addresses in it are signed anew for every try."""
    payload = dict(notice.payload)
    links = payload.pop(LINKS, {})
    reached_at.set(links.pop("reached_at", ""))
    signed = {name: desk.signer.url("GET", key, SPEECH_LIFETIME) if key else "" for name, key in links.items()}
    return json.dumps(payload | signed).encode()


def deliver(desk: Desk, delivery_id: str) -> None:
    """Try once to deliver a notice; what does not succeed is queued again, as long as there are pauses left."""
    with desk.database.transaction() as session:
        notice = session.get(CallbackDelivery, delivery_id)
        if notice is None or notice.state == "DELIVERED":
            return
        session.expunge(notice)
    outcome = _tried(desk, notice)
    with desk.database.transaction() as session:
        row = session.get_one(CallbackDelivery, delivery_id, with_for_update=True)
        row.attempts = [*row.attempts, outcome]
        if outcome.get("status") is not None and 200 <= outcome["status"] < 300:
            row.state, row.deliver_time = "DELIVERED", datetime.now(UTC)
        elif len(row.attempts) <= len(PAUSES):
            delay = timedelta(seconds=PAUSES[len(row.attempts) - 1])
            queue.notify(session, row.project_id, delivery_id, delay)
        else:
            row.state = "FAILED"


def redeliver(session: Session, delivery_id: str) -> CallbackDelivery | None:
    """Queue a notice again, with all its tries ahead of it."""
    notice = session.get(CallbackDelivery, delivery_id)
    if notice is not None:
        notice.state, notice.attempts, notice.deliver_time = "WAITING", [], None
        queue.notify(session, notice.project_id, delivery_id)
    return notice


def _tried(desk: Desk, notice: CallbackDelivery) -> dict[str, Any]:
    """How one try went; whatever goes wrong is kept, and the next one comes after its pause."""
    now = datetime.now(UTC)
    outcome: dict[str, Any] = {"time": now.isoformat(timespec="seconds")}
    try:
        outcome["status"] = _sent(desk, notice, int(now.timestamp()))
    except Exception as error:
        log.warning("notice %s was not sent: %s: %s", notice.id, type(error).__name__, error)
        outcome["error"] = (str(error) or type(error).__name__)[:500]
    return outcome


def _sent(desk: Desk, notice: CallbackDelivery, seconds: int) -> int:
    keys, body = desk.master_keys, _body(desk, notice)
    key = open_key(keys, notice.secret.decode(), notice.project_id) if notice.secret else ""
    secret = key.encode() or webhook_secret(keys, notice.project_id)
    url = signed_url(notice.url, key, seconds) if notice.auth_type == "MSS_A" else notice.url
    headers = {"Content-Type": "application/json"} | webhook_headers(secret, notice.id, seconds, body)
    return Outside(private=desk.settings.callback_private).post(url, body, headers, seconds=ANSWERS_WITHIN)


def seal_key(session: Session, request: dict[str, Any], keys: MasterKeys, project_id: str) -> None:
    """Keep the key of a request's callback sealed, with the name of the master key; the request is written in the same
    transaction. Raises `InputError` where the key is needed and missing, or the URL is none.
    """
    config = request.get("callback_config")
    if not config:
        return
    if not config["callback_url"].startswith(("http://", "https://")):
        text = f"{config['callback_url'][:40]!r} is no address of a web server"
        raise InputError("invalid_parameter", text, hint="begin it with https://", field="callback_config.callback_url")
    if config.get("auth_type") == "MSS_A" and not config.get("key"):
        hint = "give the key that you check the signature with, or auth_type NONE"
        raise InputError("invalid_parameter", "is missing with MSS_A", hint=hint, field="callback_config.key")
    if key := config.get("key"):
        sealing(session)
        rest = {field: value for field, value in config.items() if field != "key"}
        request["callback_config"] = rest | {"sealed_key": _sealed(keys, key, project_id)}


def _sealed(keys: MasterKeys, key: str, project_id: str) -> str:
    name, sealed = keys.seal(key, f"callback/{project_id}")
    return f"{name}:{base64.b64encode(sealed).decode()}"


def open_key(keys: MasterKeys, sealed: str, project_id: str) -> str:
    """The key again."""
    name, _, coded = sealed.partition(":")
    return keys.open(name, base64.b64decode(coded), f"callback/{project_id}")


def reseal_keys(session: Session, keys: MasterKeys) -> int:
    """The part of a rotation (`rotation.Reseal`) that is about keys of callbacks: of notices, also those that may be
    sent again by hand, and of jobs that have not ended.
    """
    notices = session.scalars(select(CallbackDelivery).where(CallbackDelivery.secret.is_not(None))).all()
    for notice in notices:
        notice.secret = _resealed(keys, (notice.secret or b"").decode(), notice.project_id).encode()
    config = Job.request["callback_config"]
    jobs = session.scalars(select(Job).where(Job.state.in_(UNFINISHED), config["sealed_key"].astext.is_not(None))).all()
    for job in jobs:
        told = job.request["callback_config"]
        resealed = _resealed(keys, told["sealed_key"], job.project_id)
        job.request = job.request | {"callback_config": told | {"sealed_key": resealed}}
    return len(notices) + len(jobs)


def _resealed(keys: MasterKeys, sealed: str, project_id: str) -> str:
    try:
        return _sealed(keys, open_key(keys, sealed, project_id), project_id)
    except ResourceError as error:  # it was lost before: its notice says so when it is sent
        log.warning("the key of a callback of project %s stays as it is: %s", project_id, error)
        return sealed


def signed_url(url: str, key: str, seconds: int) -> str:
    """MSS_A: `secret` is the HMAC-SHA256 of URL and `time_stamp`, which is the Unix time in hexadecimal."""
    stamp = format(seconds, "x")
    secret = hmac.new(key.encode(), (url + stamp).encode(), hashlib.sha256).hexdigest()
    return f"{url}{'&' if '?' in url else '?'}secret={secret}&time_stamp={stamp}"


def webhook_headers(secret: bytes, message_id: str, seconds: int, body: bytes) -> dict[str, str]:
    """The headers of the Standard Webhooks specification, version 1."""
    signed = b".".join((message_id.encode(), str(seconds).encode(), body))
    signature = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    return {"webhook-id": message_id, "webhook-timestamp": str(seconds), "webhook-signature": f"v1,{signature}"}


def webhook_secret(keys: MasterKeys, project_id: str) -> bytes:
    """The secret that a project's notices are signed with where the callback brings no key of its own."""
    return keys.derive(f"webhook/{project_id}")
