"""Users: people with a password, who get tokens."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from understudy.errors import InputError
from understudy.service.auth import passwords
from understudy.service.auth.projects import find_project, new_id
from understudy.service.database.engine import Database
from understudy.service.database.tables import User


def create_user(database: Database, project: str, name: str, password: str, domain: str | None = None) -> User:
    """A new user of a project; the account's name (`domain`) is the project's if none is given.

    Raises `InputError` (`project_unknown`, `user_name_taken`, `password_length`).
    """
    kept = passwords.hashed(password)
    try:
        with database.transaction() as session:
            home = find_project(session, project)
            user = User(id=new_id(), project_id=home.id, domain=domain or home.name, name=name, password_hash=kept)
            session.add(user)
    except IntegrityError as error:
        raise InputError(
            "user_name_taken", f"there is a user {name!r} in the account {domain or project!r} already"
        ) from error
    return user


def set_password(database: Database, name: str, password: str, domain: str | None = None) -> User:
    """Another password for a user. Raises `InputError` (`user_unknown`, `user_ambiguous`, `password_length`)."""
    kept = passwords.hashed(password)
    with database.transaction() as session:
        user = session.merge(find_user(database, name, domain))
        user.password_hash = kept
    return user


def find_user(database: Database, name: str, domain: str | None = None) -> User:
    """The user of this name; where several accounts have one, the account must be named."""
    wanted = select(User).where(User.name == name)
    with database.transaction() as session:
        found = session.scalars(wanted.where(User.domain == domain) if domain is not None else wanted).all()
    if not found:
        raise InputError("user_unknown", f"there is no user {name!r}" + (f" in {domain!r}" if domain else ""))
    if len(found) > 1:
        accounts = ", ".join(sorted(user.domain for user in found))
        raise InputError("user_ambiguous", f"several accounts have a user {name!r}: {accounts}", hint="say which")
    return found[0]
