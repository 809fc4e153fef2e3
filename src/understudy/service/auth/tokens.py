"""Tokens: 256 random bits that stand for a user for a day. The database knows only their SHA-256."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select, update

from understudy.service.auth.random_codes import BITS_256, random_code
from understudy.service.auth.recent import Recent
from understudy.service.database.engine import Database
from understudy.service.database.tables import Token, User

LIFETIME = timedelta(hours=24)
KEPT_AFTER_END = timedelta(days=7)
"""How long ended tokens stay in the table, for those who look into it."""

REMEMBERED_SECONDS = 5.0
"""How long a token that was looked up is believed; a revoked one works that much longer at most."""

REMEMBERED_TOKENS = 10_000

_FORM = re.compile(rb"[!-~]{1,16384}")


@dataclass(frozen=True)
class KnownToken:
    """What a token stands for."""

    digest: bytes
    project_id: str
    user_id: str
    user: str
    issue_time: datetime
    expire_time: datetime


class Tokens:
    """The tokens of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._recent: Recent[bytes, KnownToken] = Recent(REMEMBERED_SECONDS, REMEMBERED_TOKENS)

    def issue(self, user: User) -> tuple[str, KnownToken]:
        """A new token of a user; earlier ones go on. Answers the token itself, which is never told again."""
        token = random_code(BITS_256)
        now = datetime.now(UTC)
        known = KnownToken(_digest(token.encode()), user.project_id, user.id, user.name, now, now + LIFETIME)
        with self._database.transaction() as session:
            session.execute(delete(Token).where(Token.expire_time < now - KEPT_AFTER_END))
            session.add(
                Token(
                    digest=known.digest,
                    user_id=user.id,
                    project_id=user.project_id,
                    issue_time=now,
                    expire_time=known.expire_time,
                )
            )
        return token, known

    def recent(self, token: bytes, now: datetime) -> KnownToken | None:
        """A token that was looked up a moment ago; asks nobody."""
        found = self._recent.get(_digest(token))
        return found if found and now < found.expire_time else None

    def find(self, token: bytes, now: datetime) -> KnownToken | None:
        """A token that is neither expired nor revoked, from the database."""
        digest = _digest(token)
        wanted = select(Token, User.name).join(User, User.id == Token.user_id).where(Token.digest == digest)
        with self._database.transaction() as session:
            found = session.execute(wanted).one_or_none()
        if found is None:
            return None
        row, name = found
        if row.revoke_time is not None or now >= row.expire_time:
            return None
        known = KnownToken(digest, row.project_id, row.user_id, name, row.issue_time, row.expire_time)
        self._recent.put(digest, known)
        return known

    def revoke(self, token: bytes, project_id: str | None = None) -> bool:
        """End a token, if it is one of `project_id` (or of anybody); answers whether there was one to end."""
        digest = _digest(token)
        self._recent.forget(digest)
        ended = update(Token).where(Token.digest == digest, Token.revoke_time.is_(None))
        if project_id is not None:
            ended = ended.where(Token.project_id == project_id)
        with self._database.transaction() as session:
            return session.scalar(ended.values(revoke_time=func.now()).returning(Token.digest)) is not None

    def revoke_all(self, user: User) -> int:
        """End all tokens of a user; answers how many there were."""
        ended = update(Token).where(
            Token.user_id == user.id, Token.revoke_time.is_(None), Token.expire_time > func.now()
        )
        with self._database.transaction() as session:
            return len(session.scalars(ended.values(revoke_time=func.now()).returning(Token.digest)).all())


def well_formed(token: bytes) -> bool:
    """Whether this may be a token at all, ours or another service's: printable ASCII without spaces."""
    return _FORM.fullmatch(token) is not None


def _digest(token: bytes) -> bytes:
    return hashlib.sha256(token).digest()
