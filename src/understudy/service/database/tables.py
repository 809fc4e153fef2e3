"""The tables. Times are UTC with a zone; ids are opaque text; documents of the wire lie in JSONB as they came.

A row belongs to one project (`project_id`), and every query is bound to it. Rows without a project are the system's.
How work is shared out, `work_tables.py` holds.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, MetaData, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(DeclarativeBase):
    """What all tables share: names of constraints, and how Python types lie in PostgreSQL."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        int: BigInteger(),
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }


def stamp() -> Mapped[datetime]:
    """A time that is now where nothing else is said."""
    return mapped_column(server_default=func.now())


def empty_list() -> Mapped[list[Any]]:
    """A list that is empty where nothing else is said."""
    return mapped_column(server_default=text("'[]'::jsonb"))


def empty_document() -> Mapped[dict[str, Any]]:
    """A document that is empty where nothing else is said."""
    return mapped_column(server_default=text("'{}'::jsonb"))


class Project(Table):
    """A tenant. `options` holds what an operator decides for it: blocked words, caps, whether films are labelled."""

    __tablename__ = "project"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    options: Mapped[dict[str, Any]] = empty_document()
    create_time: Mapped[datetime] = stamp()


class User(Table):
    """Somebody with a password, for tokens. `domain` is the account's name on the wire."""

    __tablename__ = "user"
    __table_args__ = (UniqueConstraint("domain", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    domain: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str]
    create_time: Mapped[datetime] = stamp()


class AccessKey(Table):
    """An access key. `secret` is the secret key, sealed with AES-GCM under the master key named `master_key`."""

    __tablename__ = "access_key"

    ak: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    secret: Mapped[bytes]
    master_key: Mapped[str]
    create_time: Mapped[datetime] = stamp()
    revoke_time: Mapped[datetime | None]


class Token(Table):
    """A token, known only by its SHA-256."""

    __tablename__ = "token"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    issue_time: Mapped[datetime] = stamp()
    expire_time: Mapped[datetime] = mapped_column(index=True)
    revoke_time: Mapped[datetime | None]


class SeenSignature(Table):
    """A request signature that was accepted, so that the same request is not accepted again."""

    __tablename__ = "seen_signature"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    seen_time: Mapped[datetime] = stamp()
    expire_time: Mapped[datetime] = mapped_column(index=True)


class Asset(Table):
    """Something in the library. `origin` says what a system asset stands for (`{"voice": "espeak:en-us"}`)."""

    __tablename__ = "asset"
    __table_args__ = (Index("ix_asset_project_id_create_time", "project_id", "create_time"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str | None] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    app_user_id: Mapped[str | None]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    type: Mapped[str]
    state: Mapped[str]
    state_before: Mapped[str | None]
    fail_type: Mapped[str | None]
    reason: Mapped[str | None]
    tags: Mapped[list[Any]] = empty_list()
    extra_meta: Mapped[dict[str, Any]] = empty_document()
    system_properties: Mapped[list[Any]] = empty_list()
    shared_config: Mapped[dict[str, Any]] = empty_document()
    supported_service: Mapped[list[Any]] = empty_list()
    auto_operation_config: Mapped[dict[str, Any]] = empty_document()
    review_config: Mapped[dict[str, Any]] = empty_document()
    asset_order: Mapped[int] = mapped_column(server_default="0")
    origin: Mapped[dict[str, Any]] = empty_document()
    create_time: Mapped[datetime] = stamp()
    update_time: Mapped[datetime] = stamp()
    delete_time: Mapped[datetime | None]


class StoredFile(Table):
    """A file in storage, or a place that waits for one. Its owner is an asset, a script, a training or a job."""

    __tablename__ = "stored_file"
    __table_args__ = (
        Index("ix_stored_file_owner_type_owner_id", "owner_type", "owner_id"),
        Index("ix_stored_file_project_id", "project_id", postgresql_include=["size", "state"]),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str | None] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    owner_type: Mapped[str]
    owner_id: Mapped[str]
    category: Mapped[str]
    name: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    md5: Mapped[str | None]
    parts: Mapped[list[Any]] = empty_list()
    meta: Mapped[dict[str, Any]] = empty_document()
    reason: Mapped[str | None]
    create_time: Mapped[datetime] = stamp()
    update_time: Mapped[datetime] = stamp()
    expire_time: Mapped[datetime | None]


UNFINISHED = ("WAITING", "PROCESSING", "BLOCK")
"""States of jobs from which work may still come."""


class Job(Table):
    """Requested work. State and attempt change only through `jobs/lifecycle.py`.

    `attempt` only grows, so that it tells one try from every other; those up to `first_attempt` do not count any more.
    `request` is the request as it was sent; `result` is what the kind of job answers with besides the columns.
    `turn` is its place in the order of its `queue` (`jobs/queueing/turns.py`), of which `span` is its length; one that
    waits without is held back by a limit of its project (`jobs/queueing/caps.py`).
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_project_id_create_time", "project_id", "create_time"),
        Index("ix_job_project_id_end_time", "project_id", "end_time", postgresql_where=text("state = 'SUCCEED'")),
        Index("ix_job_queue_turn", "queue", "turn", postgresql_where=text("state = 'WAITING'")),
        Index(
            "ix_job_project_id_state",
            "project_id",
            "state",
            postgresql_where=text("state IN ('WAITING', 'PROCESSING')"),
        ),
        Index("ix_job_state_kind", "state", "kind", postgresql_where=text(f"state IN {UNFINISHED}")),
        Index(
            "ix_job_end_time",
            "end_time",
            postgresql_include=["kind", "state"],
            postgresql_where=text("end_time IS NOT NULL"),
        ),
        Index("uq_job_project_id_idempotency_key", "project_id", "idempotency_key", unique=True),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    app_user_id: Mapped[str | None]
    kind: Mapped[str]
    state: Mapped[str]
    name: Mapped[str] = mapped_column(server_default="")
    request: Mapped[dict[str, Any]]
    script_id: Mapped[str | None]
    model_asset_id: Mapped[str | None]
    output_asset_id: Mapped[str | None] = mapped_column(index=True)
    duration: Mapped[float | None]
    predicted_duration: Mapped[float | None]
    priority: Mapped[int] = mapped_column(server_default="5")
    queue: Mapped[str] = mapped_column(server_default="cpu")
    turn: Mapped[int | None]
    span: Mapped[int] = mapped_column(server_default="0")
    stage: Mapped[str | None]
    progress: Mapped[int] = mapped_column(server_default="0")
    eta_seconds: Mapped[float | None]
    attempt: Mapped[int] = mapped_column(server_default="0")
    first_attempt: Mapped[int] = mapped_column(server_default="0")
    worker: Mapped[str | None]
    heartbeat_time: Mapped[datetime | None]
    cancel_requested: Mapped[bool] = mapped_column(server_default="false")
    error: Mapped[dict[str, Any] | None]
    warnings: Mapped[list[Any]] = empty_list()
    report: Mapped[dict[str, Any] | None]
    result: Mapped[dict[str, Any]] = empty_document()
    idempotency_key: Mapped[str | None]
    request_digest: Mapped[str | None]
    create_time: Mapped[datetime] = stamp()
    lastupdate_time: Mapped[datetime] = stamp()
    start_time: Mapped[datetime | None]
    end_time: Mapped[datetime | None]


class CallbackDelivery(Table):
    """One notice to a caller's URL: when it was tried, what came back, when it is tried again."""

    __tablename__ = "callback_delivery"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    job_id: Mapped[str] = mapped_column(index=True)
    url: Mapped[str]
    auth_type: Mapped[str] = mapped_column(server_default="NONE")
    secret: Mapped[bytes | None]
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(server_default="WAITING")
    attempts: Mapped[list[Any]] = empty_list()
    create_time: Mapped[datetime] = stamp()
    deliver_time: Mapped[datetime | None]


class VideoScript(Table):
    """A saved draft: `content` is the create-video body with its scenes, `audio` its uploaded speech by scene."""

    __tablename__ = "video_script"
    __table_args__ = (Index("ix_video_script_project_id_create_time", "project_id", "create_time"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    app_user_id: Mapped[str | None]
    name: Mapped[str] = mapped_column(server_default="")
    content: Mapped[dict[str, Any]]
    audio: Mapped[list[Any]] = empty_list()
    preview: Mapped[dict[str, Any]] = empty_document()
    create_time: Mapped[datetime] = stamp()
    update_time: Mapped[datetime] = stamp()


class TrainingJob(Table):
    """The making of an avatar from a clip or a photograph. Its states are those of the contract's training jobs."""

    __tablename__ = "training_job"
    __table_args__ = (Index("ix_training_job_project_id_create_time", "project_id", "create_time"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    app_user_id: Mapped[str | None]
    name: Mapped[str]
    state: Mapped[str]
    request: Mapped[dict[str, Any]]
    asset_id: Mapped[str | None]
    error: Mapped[dict[str, Any] | None]
    logs: Mapped[list[Any]] = empty_list()
    comments: Mapped[list[Any]] = empty_list()
    result: Mapped[dict[str, Any]] = empty_document()
    attempt: Mapped[int] = mapped_column(server_default="0")
    create_time: Mapped[datetime] = stamp()
    lastupdate_time: Mapped[datetime] = stamp()


class VocabularyGroup(Table):
    """A dictionary. `voices` are the ids of the voice assets that read by it; none means all."""

    __tablename__ = "vocabulary_group"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    is_default: Mapped[bool] = mapped_column(server_default="false")
    voices: Mapped[list[Any]] = empty_list()
    create_time: Mapped[datetime] = stamp()
    update_time: Mapped[datetime] = stamp()


class VocabularyEntry(Table):
    """How one word is read."""

    __tablename__ = "vocabulary_entry"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("vocabulary_group.id", ondelete="CASCADE"), index=True)
    type: Mapped[str]
    key: Mapped[str]
    value: Mapped[str]
    create_time: Mapped[datetime] = stamp()
    update_time: Mapped[datetime] = stamp()


class TenantConfig(Table):
    """A switch of a project (`vocabulary` is the only one of the contract)."""

    __tablename__ = "tenant_config"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class OnceCode(Table):
    """A code that opens a speech connection once, known only by its SHA-256."""

    __tablename__ = "once_code"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    expire_time: Mapped[datetime] = mapped_column(index=True)
