"""What a project may use: the operator's settings, and what was decided for this project alone (`options` of its row).

The settings travel with the sessions of a `Database` (`info`), so that whoever has a session knows the limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from understudy.errors import InputError
from understudy.service.database.tables import Project, StoredFile
from understudy.settings import ServiceSettings

INFO = "allowance"
"""Under which name a session carries the allowance of projects that have none of their own."""

GONE = ("FAILED", "CANCELLED")
"""States of files of which nothing lies in storage."""


@dataclass(frozen=True)
class Allowance:
    """Limits of one project; 0: none. `weight` is its share of the workers beside others, 1 where nothing is said."""

    running: int = 0
    waiting: int = 0
    storage: int = 0
    video_seconds_per_day: int = 0
    weight: float = 1.0

    @property
    def limits_films(self) -> bool:
        """Whether a film may have to be refused or held back."""
        return bool(self.running or self.waiting or self.storage or self.video_seconds_per_day)

    def changed(self, options: Mapping[str, Any]) -> Allowance:
        """The same with what a project's options decide otherwise."""
        own = {**options.get("limits", {}), **({"weight": options["weight"]} if "weight" in options else {})}
        return Allowance(**asdict(self) | {name: own[name] for name in LIMITS if name in own})


LIMITS = tuple(field.name for field in fields(Allowance))


def allowance_by(settings: ServiceSettings) -> Allowance:
    """What the settings allow a project."""
    return Allowance(
        running=settings.project_running,
        waiting=settings.project_waiting,
        storage=settings.project_storage,
        video_seconds_per_day=settings.project_video_seconds,
    )


def default_allowance(session: Session) -> Allowance:
    """What projects may use of which nothing is said."""
    found: Allowance = session.info.get(INFO, Allowance())
    return found


def allowance_of(session: Session, project_id: str, *, lock: bool = False) -> Allowance:
    """What a project may use. With `lock` nobody else who asks so gets an answer until the transaction ends: what is
    counted then holds, and rows that refer to the project can be written all the same.
    """
    if lock:
        wanted = select(Project.options).where(Project.id == project_id).with_for_update(key_share=True)
        return default_allowance(session).changed(session.scalar(wanted) or {})
    project = session.get(Project, project_id)
    return default_allowance(session).changed(project.options if project else {})


def used_storage(session: Session, project_id: str) -> int:
    """Bytes that a project's files take, with those that are announced and may still come."""
    wanted = select(func.coalesce(func.sum(StoredFile.size), 0)).where(StoredFile.state.not_in(GONE))
    return int(session.scalar(wanted.where(StoredFile.project_id == project_id)) or 0)


def storage_left(session: Session, project_id: str, more: int = 1) -> int | None:
    """How many bytes a project may still store, at least `more`; nothing where it has no limit.

    Raises `InputError` (`storage_spent`).
    """
    if not allowance_of(session, project_id).storage:
        return None
    allowed = allowance_of(session, project_id, lock=True).storage
    used = used_storage(session, project_id)
    if used + max(more, 1) > allowed:
        text = f"{used} of {allowed} bytes of this project's storage are used"
        text += f", and this needs {more} more" if more > 1 else ""
        raise InputError("storage_spent", text, hint="delete assets that are not needed, or ask the operator for more")
    return allowed - used
