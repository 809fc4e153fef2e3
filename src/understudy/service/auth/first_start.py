"""The credential that a new installation begins with."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, text

from understudy.service.auth import passwords
from understudy.service.auth.access_keys import AccessKeys, Credential
from understudy.service.auth.projects import new_id
from understudy.service.auth.random_codes import random_code
from understudy.service.database.engine import Database
from understudy.service.database.tables import Project, User

PROJECT, USER = "default", "operator"

_PASSWORD_LENGTH = 24

_LOCK = 0x66697273  # an advisory lock of our own, so that only one process makes the first credential


@dataclass(frozen=True)
class FirstCredential:
    """A project, a key of it, and a user with a password; shown once and never told again."""

    credential: Credential
    domain: str
    user: str
    password: str


def first_credential(database: Database, keys: AccessKeys) -> FirstCredential | None:
    """Make a project, a user and a key where the database has no project yet; else nothing."""
    with database.transaction() as session:
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        if session.scalar(select(Project.id).limit(1)) is not None:
            return None
        project = Project(id=new_id(), name=PROJECT)
        session.add(project)
        session.flush()
        password = random_code(_PASSWORD_LENGTH)
        session.add(
            User(
                id=new_id(),
                project_id=project.id,
                domain=PROJECT,
                name=USER,
                password_hash=passwords.hashed(password),
            )
        )
        return FirstCredential(keys.create_in(session, project.id), PROJECT, USER, password)
