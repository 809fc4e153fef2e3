"""Who besides its own project may use an asset: nobody (PRIVATE), or named projects until a time (SHARED)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_

from understudy.errors import InputError
from understudy.service.database.tables import Asset

PRIVATE, PUBLIC, SHARED = "PRIVATE", "PUBLIC", "SHARED"

DAYS = 30
MOST_PROJECTS = 100
TIME_FORM = "%Y-%m-%dT%H:%M:%SZ"


def checked(given: dict[str, Any]) -> dict[str, Any]:
    """A sharing configuration as it is kept, its expiry filled in: the end of the day in 30 days.

    Raises `InputError` (`invalid_parameter`): PUBLIC is the system's, SHARED needs projects and a time to come.
    """
    kind = given.get("shared_type") or PRIVATE
    if kind == PUBLIC:
        raise _refused("shared_type", "PUBLIC is for assets of the system", "use SHARED with allowed_project_ids")
    if kind == PRIVATE:
        return {"shared_type": PRIVATE}
    projects = list(dict.fromkeys(given.get("allowed_project_ids") or []))
    hint = f"name 1 to {MOST_PROJECTS} project ids"
    if not 1 <= len(projects) <= MOST_PROJECTS:
        raise _refused("allowed_project_ids", f"{len(projects)} projects are named", hint)
    if wrong := [project for project in projects if not 0 < len(project) <= 64 or not project.isprintable()]:
        raise _refused("allowed_project_ids", f"{wrong[0][:64]!a} is no project id", hint)
    until = given.get("expire_time") or _in_thirty_days()
    try:
        ends = datetime.strptime(until, TIME_FORM).replace(tzinfo=UTC)
    except ValueError:
        raise _refused("expire_time", f"{until!r} is not a time", "write it like 2026-12-31T23:59:59Z") from None
    if ends <= datetime.now(UTC):
        raise _refused("expire_time", f"{until} is over", "give a time to come")
    return {"shared_type": SHARED, "allowed_project_ids": projects, "expire_time": until}


def asked(params: str | None) -> dict[str, Any]:
    """The sharing that `params` of a batch action ask for: a JSON object, or project ids joined with commas.

    Raises `InputError` (`invalid_parameter`).
    """
    text = (params or "").strip()
    if not text.startswith("{"):
        projects = [project.strip() for project in text.split(",") if project.strip()]
        return checked({"shared_type": SHARED, "allowed_project_ids": projects})
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused("params", f"is not JSON: {error}", 'for example {"allowed_project_ids": ["…"]}') from None
    projects, until = told.get("allowed_project_ids"), told.get("expire_time")
    if not isinstance(projects, list) or not all(isinstance(project, str) for project in projects):
        raise _refused("params", "has no list allowed_project_ids of project ids", '{"allowed_project_ids": ["…"]}')
    if until is not None and not isinstance(until, str):
        raise _refused("params", f"has the expire_time {until!r}", "write it like 2026-12-31T23:59:59Z")
    return checked({"shared_type": SHARED, "allowed_project_ids": projects, "expire_time": until})


def shared_with(config: dict[str, Any], project_id: str) -> bool:
    """Whether a configuration lets a project in now."""
    return (
        config.get("shared_type") == SHARED
        and project_id in config.get("allowed_project_ids", ())
        and str(config.get("expire_time", "")) > _now()
    )


def is_shared_with(project_id: str) -> ColumnElement[bool]:
    """The same, as a condition of a query."""
    config = Asset.shared_config
    return and_(is_shared(), config["allowed_project_ids"].contains([project_id]))


def is_shared() -> ColumnElement[bool]:
    """Whether an asset is shared with anybody now, as a condition of a query."""
    config = Asset.shared_config
    return and_(config["shared_type"].astext == SHARED, config["expire_time"].astext > _now())


def _in_thirty_days() -> str:
    return (datetime.now(UTC) + timedelta(days=DAYS)).strftime("%Y-%m-%dT23:59:59Z")


def _now() -> str:
    return datetime.now(UTC).strftime(TIME_FORM)


def _refused(name: str, found: str, hint: str) -> InputError:
    field = name if name == "params" else f"shared_config.{name}"
    return InputError("invalid_parameter", found, hint=hint, field=field)
