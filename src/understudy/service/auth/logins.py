"""Proving who somebody is by a password, a few people at a time: each look costs 64 MiB and a tenth of a second."""

from __future__ import annotations

import threading

from sqlalchemy import select

from understudy.errors import InputError
from understudy.service.auth import passwords
from understudy.service.auth.signature import refusal
from understudy.service.database.engine import Database
from understudy.service.database.tables import Project, User

AT_A_TIME, WAITING = 2, 8
"""Passwords that are looked at at a time, and logins that may wait for it, each in a thread."""


class Logins:
    """Looks at passwords of the users in `database`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._room = threading.BoundedSemaphore(AT_A_TIME + WAITING)
        self._turn = threading.BoundedSemaphore(AT_A_TIME)

    def log_in(self, domain: str, name: str, password: str) -> tuple[User, Project]:
        """Who this is. Raises `InputError`: `unauthorized`, for all causes after the same time, or `throttled`."""
        if not self._room.acquire(blocking=False):
            raise InputError("throttled", "too many people log in at once", hint="try again in a second")
        try:
            with self._turn:
                return self._proven(domain, name, password)
        finally:
            self._room.release()

    def _proven(self, domain: str, name: str, password: str) -> tuple[User, Project]:
        with self._database.transaction() as session:
            user = session.scalar(select(User).where(User.domain == domain, User.name == name))
            project = session.get(Project, user.project_id) if user else None
        fits = passwords.fits(user.password_hash if user else None, password)
        if not (fits and user and project):
            raise refusal(f"{name!r} of {domain!r}: " + ("wrong password" if user else "no such user"))
        if passwords.outdated(user.password_hash):
            with self._database.transaction() as session:
                session.merge(user).password_hash = passwords.hashed(password)
        return user, project
