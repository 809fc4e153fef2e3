"""The tables. Times are UTC with a zone; ids are opaque text; documents of the wire lie in JSONB as they came.

A row belongs to one project (`project_id`), and every query is bound to it. Rows without a project are the system's.
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


def _now() -> Mapped[datetime]:
    return mapped_column(server_default=func.now())


def _list() -> Mapped[list[Any]]:
    return mapped_column(server_default=text("'[]'::jsonb"))


def _document() -> Mapped[dict[str, Any]]:
    return mapped_column(server_default=text("'{}'::jsonb"))


class Project(Table):
    """A tenant. `options` holds what an operator decides for it: blocked words, caps, whether films are labelled."""

    __tablename__ = "project"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    options: Mapped[dict[str, Any]] = _document()
    create_time: Mapped[datetime] = _now()


class User(Table):
    """Somebody with a password, for tokens. `domain` is the account's name on the wire."""

    __tablename__ = "user"
    __table_args__ = (UniqueConstraint("domain", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    domain: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str]
    create_time: Mapped[datetime] = _now()


class AccessKey(Table):
    """An access key. `secret` is the secret key, sealed with AES-GCM under the master key named `master_key`."""

    __tablename__ = "access_key"

    ak: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    secret: Mapped[bytes]
    master_key: Mapped[str]
    create_time: Mapped[datetime] = _now()
    revoke_time: Mapped[datetime | None]


class Token(Table):
    """A token, known only by its SHA-256."""

    __tablename__ = "token"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    issue_time: Mapped[datetime] = _now()
    expire_time: Mapped[datetime] = mapped_column(index=True)
    revoke_time: Mapped[datetime | None]


class SeenSignature(Table):
    """A request signature that was accepted, so that the same request is not accepted again."""

    __tablename__ = "seen_signature"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    seen_time: Mapped[datetime] = _now()
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
    tags: Mapped[list[Any]] = _list()
    extra_meta: Mapped[dict[str, Any]] = _document()
    system_properties: Mapped[list[Any]] = _list()
    shared_config: Mapped[dict[str, Any]] = _document()
    supported_service: Mapped[list[Any]] = _list()
    auto_operation_config: Mapped[dict[str, Any]] = _document()
    review_config: Mapped[dict[str, Any]] = _document()
    asset_order: Mapped[int] = mapped_column(server_default="0")
    origin: Mapped[dict[str, Any]] = _document()
    create_time: Mapped[datetime] = _now()
    update_time: Mapped[datetime] = _now()
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
    parts: Mapped[list[Any]] = _list()
    meta: Mapped[dict[str, Any]] = _document()
    reason: Mapped[str | None]
    create_time: Mapped[datetime] = _now()
    update_time: Mapped[datetime] = _now()
    expire_time: Mapped[datetime | None]


class Job(Table):
    """Requested work. State and attempt change only through `jobs/lifecycle.py`.

    `attempt` only grows, so that it tells one try from every other; those up to `first_attempt` do not count any more.
    `request` is the request as it was sent; `result` is what the kind of job answers with besides the columns.
    `turn` is its place in the order of its `queue` (`jobs/turns.py`), of which `span` is its length; one that waits
    without is held back by a limit of its project (`jobs/caps.py`).
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
    warnings: Mapped[list[Any]] = _list()
    report: Mapped[dict[str, Any] | None]
    result: Mapped[dict[str, Any]] = _document()
    idempotency_key: Mapped[str | None]
    request_digest: Mapped[str | None]
    create_time: Mapped[datetime] = _now()
    lastupdate_time: Mapped[datetime] = _now()
    start_time: Mapped[datetime | None]
    end_time: Mapped[datetime | None]


class QueueClock(Table):
    """How far the order of a queue has come: the turn last taken, and the turn that its priorities count from; and when
    a worker has last looked whether something is forgotten or held back for nothing.
    """

    __tablename__ = "queue_clock"

    queue: Mapped[str] = mapped_column(primary_key=True)
    time: Mapped[int] = mapped_column(server_default="0")
    zero: Mapped[int] = mapped_column(server_default="0")
    watch_time: Mapped[datetime] = _now()


class TenantTurn(Table):
    """Where a project's next turn in a queue begins, and its least urgent priority among those that may wait."""

    __tablename__ = "tenant_turn"

    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    queue: Mapped[str] = mapped_column(primary_key=True)
    finish: Mapped[int]
    least_urgent: Mapped[int]


class SharedFilm(Table):
    """A film that is made in segments by whoever has time; `attempt` is that of its job, which waits meanwhile.

    `left` counts segments that are not filmed yet. `files` are what the segments need: name in the film's folder, and
    key in storage. `version` is that of the worker which rehearsed the film, as in `worker`.
    """

    __tablename__ = "shared_film"

    job_id: Mapped[str] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    attempt: Mapped[int]
    version: Mapped[str]
    frames: Mapped[int]
    left: Mapped[int]
    files: Mapped[dict[str, Any]] = _document()
    create_time: Mapped[datetime] = _now()


class FilmSegment(Table):
    """Frames [start, stop) of a scene of a shared film. Its state changes only through `jobs/segments.py`.

    Segments of one `lot` are filmed by one task, one after the other. `key` says what it is, `object_key` where it lies
    once it is filmed; `attempt` and `first_attempt` are as those of jobs; `frames` are how many are done.
    """

    __tablename__ = "film_segment"

    job_id: Mapped[str] = mapped_column(ForeignKey("shared_film.job_id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    scene: Mapped[int]
    start: Mapped[int]
    stop: Mapped[int]
    lot: Mapped[int]
    key: Mapped[str]
    object_key: Mapped[str | None]
    state: Mapped[str]
    frames: Mapped[int] = mapped_column(server_default="0")
    attempt: Mapped[int] = mapped_column(server_default="0")
    first_attempt: Mapped[int] = mapped_column(server_default="0")
    worker: Mapped[str | None]
    heartbeat_time: Mapped[datetime | None]
    error: Mapped[dict[str, Any] | None]
    warnings: Mapped[list[Any]] = _list()


class WorkerProcess(Table):
    """A worker as the others see it: what it takes, and when it was last heard of. `draining` asks it to end."""

    __tablename__ = "worker"

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str]
    queues: Mapped[list[Any]] = _list()
    concurrency: Mapped[int]
    draining: Mapped[bool] = mapped_column(server_default="false")
    start_time: Mapped[datetime] = _now()
    heartbeat_time: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
    leave_time: Mapped[datetime | None]


class UnattendedQueue(Table):
    """A queue that no living worker takes work from, and since when."""

    __tablename__ = "unattended_queue"

    queue: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime] = _now()


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
    attempts: Mapped[list[Any]] = _list()
    create_time: Mapped[datetime] = _now()
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
    audio: Mapped[list[Any]] = _list()
    preview: Mapped[dict[str, Any]] = _document()
    create_time: Mapped[datetime] = _now()
    update_time: Mapped[datetime] = _now()


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
    logs: Mapped[list[Any]] = _list()
    comments: Mapped[list[Any]] = _list()
    result: Mapped[dict[str, Any]] = _document()
    attempt: Mapped[int] = mapped_column(server_default="0")
    create_time: Mapped[datetime] = _now()
    lastupdate_time: Mapped[datetime] = _now()


class VocabularyGroup(Table):
    """A dictionary. `voices` are the ids of the voice assets that read by it; none means all."""

    __tablename__ = "vocabulary_group"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    is_default: Mapped[bool] = mapped_column(server_default="false")
    voices: Mapped[list[Any]] = _list()
    create_time: Mapped[datetime] = _now()
    update_time: Mapped[datetime] = _now()


class VocabularyEntry(Table):
    """How one word is read."""

    __tablename__ = "vocabulary_entry"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("vocabulary_group.id", ondelete="CASCADE"), index=True)
    type: Mapped[str]
    key: Mapped[str]
    value: Mapped[str]
    create_time: Mapped[datetime] = _now()
    update_time: Mapped[datetime] = _now()


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
