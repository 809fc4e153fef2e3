"""Access keys: an id that names the caller (AK) and a secret that signs requests (SK), which lies sealed."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from understudy.errors import InputError
from understudy.service.auth.master_keys import MasterKeys
from understudy.service.auth.random_codes import random_code
from understudy.service.auth.recent import Recent
from understudy.service.auth.rotation import sealing
from understudy.service.database.engine import Database
from understudy.service.database.tables import AccessKey

REMEMBERED_SECONDS = 5.0
"""How long a key that was looked up is believed; a revoked key works that much longer at most."""

REMEMBERED_KEYS = 10_000

_AK = string.ascii_uppercase + string.digits
_AK_LENGTH, _SK_LENGTH = 20, 40


@dataclass(frozen=True)
class Credential:
    """A working key of a project: what a client is given. `secret` is shown once and never told again."""

    project_id: str
    access_key: str
    secret: str

    def __repr__(self) -> str:
        return f"Credential(project_id={self.project_id!r}, access_key={self.access_key!r})"


class AccessKeys:
    """The access keys of a database, sealed with `master_keys`."""

    def __init__(self, database: Database, master_keys: MasterKeys) -> None:
        self._database, self._master_keys = database, master_keys
        self._recent: Recent[str, Credential] = Recent(REMEMBERED_SECONDS, REMEMBERED_KEYS)

    def recent(self, access_key: str) -> Credential | None:
        """A key that was looked up a moment ago; asks nobody."""
        return self._recent.get(access_key)

    def find(self, access_key: str) -> Credential | None:
        """A key that is not revoked, from the database."""
        with self._database.transaction() as session:
            row = session.get(AccessKey, access_key)
        if row is None or row.revoke_time is not None:
            return None
        secret = self._master_keys.open(row.master_key, row.secret, row.ak)
        found = Credential(row.project_id, row.ak, secret)
        self._recent.put(access_key, found)
        return found

    def create(self, project_id: str) -> Credential:
        """A new key of a project."""
        with self._database.transaction() as session:
            return self.create_in(session, project_id)

    def create_in(self, session: Session, project_id: str) -> Credential:
        """A new key of a project, in the caller's transaction."""
        made = Credential(project_id, random_code(_AK_LENGTH, _AK), random_code(_SK_LENGTH))
        sealing(session)
        name, sealed = self._master_keys.seal(made.secret, made.access_key)
        session.add(AccessKey(ak=made.access_key, project_id=project_id, secret=sealed, master_key=name))
        return made

    def list(self, project_id: str | None = None) -> Sequence[AccessKey]:
        """The keys of a project, or all; the oldest first."""
        wanted = select(AccessKey).order_by(AccessKey.create_time, AccessKey.ak)
        if project_id is not None:
            wanted = wanted.where(AccessKey.project_id == project_id)
        with self._database.transaction() as session:
            return session.scalars(wanted).all()

    def revoke(self, access_key: str) -> None:
        """End a key, for good. Raises `InputError` (`access_key_unknown`)."""
        self._recent.forget(access_key)
        ended = update(AccessKey).where(AccessKey.ak == access_key, AccessKey.revoke_time.is_(None))
        with self._database.transaction() as session:
            found = session.scalar(ended.values(revoke_time=func.now()).returning(AccessKey.ak))
        if found is None:
            raise InputError(
                "access_key_unknown",
                f"there is no access key {access_key!r} that works",
                hint="see `understudy admin key list`",
            )


def reseal_access_keys(session: Session, keys: MasterKeys) -> int:
    """The part of a rotation that is about access keys (`rotation.Reseal`)."""
    rows = session.scalars(select(AccessKey)).all()
    for row in rows:
        row.master_key, row.secret = keys.seal(keys.open(row.master_key, row.secret, row.ak), row.ak)
    return len(rows)
