"""Accepting a request: its pictures are put aside, it is planned, and it becomes a job exactly once."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from understudy.errors import InputError, Warning
from understudy.service.assets import slots
from understudy.service.auth.principal import Principal
from understudy.service.database.tables import Job, Project, StoredFile
from understudy.service.jobs import callbacks, lifecycle
from understudy.service.jobs.kinds import Desk
from understudy.service.jobs.materials import STORED
from understudy.service.jobs.moderation import blocked_words
from understudy.service.storage.store import Storage, object_key, put

LARGEST_PICTURE = 16 << 20
"""Bytes of a photograph, by the product's pages."""

PICTURES = ("human_image", "logo_image", "id_card_image1", "id_card_image2")
"""Fields that hold a picture as Base64."""


@dataclass
class Order:
    """A request that is about to become job `job_id`; its `pictures` lie in storage already."""

    desk: Desk
    who: Principal
    kind: str
    request: dict[str, Any]
    job_id: str
    digest: str
    idempotency_key: str | None
    pictures: Sequence[StoredFile]
    session: Session = field(init=False)

    @classmethod
    def of(
        cls, desk: Desk, who: Principal, kind: str, request: dict[str, Any], idempotency_key: str | None = None
    ) -> Order:
        """Take a request, in no transaction. Raises `InputError` for pictures that are none."""
        job_id = str(uuid.uuid4())
        asked, pictures = put_pictures_aside(desk.storage, who.project_id, job_id, request)
        return cls(desk, who, kind, asked, job_id, digest(kind, request), idempotency_key, pictures)

    def begin(self, session: Session) -> Job | None:
        """Go on in a transaction; answers the job that this very request made before under the same key, if it did.

        Two requests that come at once with one key wait for each other here. Raises `InputError`: for callbacks that
        cannot be called, and `idempotency_key_reused` where the key was used for another request.
        """
        if known := self._made_before(session):
            slots.erase_objects_later(session, self.desk.storage, self.pictures)
            return known
        callbacks.seal_key(session, self.request, self.desk.master_keys, self.who.project_id)
        session.add_all(self.pictures)
        session.flush()
        self.session = session
        return None

    def _made_before(self, session: Session) -> Job | None:
        key, project_id = self.idempotency_key, self.who.project_id
        if not key:
            return None
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{project_id}/{key}", 0))))
        asked = select(Job).where(Job.project_id == project_id, Job.idempotency_key == key)
        job = session.scalars(asked).one_or_none()
        if job is not None and job.request_digest != self.digest:
            text = f"Idempotency-Key {key!r} was used for another request, which made task {job.id}"
            raise InputError("idempotency_key_reused", text, hint="give every request a key of its own")
        return job

    def place(
        self,
        *,
        name: str = "",
        warnings: Sequence[Warning] = (),
        makes_asset: bool = True,
        priority: int = 5,
        result: dict[str, Any] | None = None,
        seconds: float | None = None,
        queue: str | None = None,
    ) -> Job:
        """Make it a job; one whose text has words that the project blocks is frozen at once.

        `result` is what is known of it beforehand, `seconds` how long a film it is thought to become, `queue`
        where it waits if that does not follow from its kind. Raises `InputError` where a
        limit of the project is reached.
        """
        job = Job(
            id=self.job_id,
            project_id=self.who.project_id,
            app_user_id=self.who.app_user_id,
            kind=self.kind,
            name=name,
            request=self.request,
            script_id=self.request.get("script_id"),
            model_asset_id=self.request.get("model_asset_id"),
            output_asset_id=uuid.uuid4().hex if makes_asset else None,
            warnings=[warning.as_dict() for warning in warnings],
            priority=priority,
            predicted_duration=seconds,
            queue=queue,
            result=result or {},
            idempotency_key=self.idempotency_key,
            request_digest=self.digest,
        )
        project = self.session.get(Project, self.who.project_id)  # held here, so that it is asked for once
        found = blocked_words(project, self.request)
        reason = f"the text has words that this project blocks: {', '.join(found)}" if found else ""
        return lifecycle.submit(self.session, job, blocked=reason)


def digest(kind: str, request: dict[str, Any]) -> str:
    """What tells one request from another."""
    return hashlib.sha256(json.dumps([kind, request], sort_keys=True).encode()).hexdigest()


def put_pictures_aside(
    storage: Storage, project_id: str, job_id: str, values: dict[str, Any]
) -> tuple[dict[str, Any], list[StoredFile]]:
    """The values with their Base64 pictures moved into storage, also those of the objects in them; and the rows of
    these, which are not added yet.
    """
    kept, pictures = dict(values), list[StoredFile]()
    for name, value in values.items():
        if isinstance(value, dict):
            kept[name], inside = put_pictures_aside(storage, project_id, job_id, value)
            pictures += inside
        elif name in PICTURES and value:
            pictures.append(_put_aside(storage, project_id, job_id, name, value))
            kept[name] = STORED + pictures[-1].id
    return kept, pictures


def _put_aside(storage: Storage, project_id: str, job_id: str, name: str, coded: str) -> StoredFile:
    """Move a Base64 picture into storage."""
    try:
        picture = base64.b64decode(coded.rsplit(",", 1)[-1], validate=True)
    except ValueError:
        hint = "encode the picture file's bytes as Base64"
        raise InputError("invalid_parameter", "is not Base64", hint=hint, field=name) from None
    if len(picture) > LARGEST_PICTURE:
        size = f"has {len(picture) / 2**20:.1f} MiB"
        raise InputError("invalid_parameter", size, hint="at most 16 MiB are possible", field=name)
    file_id, ending = str(uuid.uuid4()), _ending(picture)
    stored = StoredFile(
        id=file_id,
        project_id=project_id,
        owner_type="job",
        owner_id=job_id,
        category="OTHER",
        name=f"{name}{ending}",
        key=object_key(project_id, job_id, f"{file_id}{ending}"),
        state="CREATED",
        content_type="application/octet-stream",
        size=len(picture),
    )
    put(storage, stored.key, [picture])
    return stored


def _ending(picture: bytes) -> str:
    """What kind of picture the bytes are, as a file's ending."""
    starts = {b"\x89PNG": ".png", b"\xff\xd8": ".jpg", b"RIFF": ".webp"}
    return next((ending for start, ending in starts.items() if picture.startswith(start)), ".bin")
