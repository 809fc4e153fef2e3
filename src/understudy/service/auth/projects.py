"""Projects: the tenants. Everything belongs to one, and a caller belongs to one."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from understudy.errors import InputError
from understudy.service.database.engine import Database
from understudy.service.database.tables import Project

_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d{1,2}")


def new_id() -> str:
    """An id as projects and users have them: 32 hexadecimal digits."""
    return uuid.uuid4().hex


def create_project(database: Database, name: str) -> Project:
    """A new project. Raises `InputError` (`project_name_taken`)."""
    project = Project(id=new_id(), name=name)
    try:
        with database.transaction() as session:
            session.add(project)
            session.flush()
            session.refresh(project)
    except IntegrityError as error:
        raise InputError("project_name_taken", f"there is a project {name!r} already", hint="choose another") from error
    return project


def list_projects(database: Database) -> Sequence[Project]:
    """All projects, the oldest first."""
    with database.transaction() as session:
        return session.scalars(select(Project).order_by(Project.create_time, Project.id)).all()


def find_project(session: Session, name_or_id: str) -> Project:
    """The project with this id, or else this name. Raises `InputError` (`project_unknown`)."""
    found = session.get(Project, name_or_id) or session.scalar(select(Project).where(Project.name == name_or_id))
    if found is None:
        raise InputError(
            "project_unknown", f"there is no project {name_or_id!r}", hint="see `understudy admin project list`"
        )
    return found


def answers_to(project: Project, name: str) -> bool:
    """Whether a caller of `project` who says `name` means it: its own name, or a region's.

    Clients that are given a region and no project ask for the project that has the region's name. An installation
    is one region, whatever its name is, and a caller has one project in it.
    """
    return name == project.name or _REGION.fullmatch(name) is not None
