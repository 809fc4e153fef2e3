"""A new master key in the place of the old ones, while the service runs: everything that lies sealed is sealed anew."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from understudy.service.auth.master_keys import MasterKeys
from understudy.service.database.engine import Database

Reseal = Callable[[Session, MasterKeys], int]
"""Seals all secrets of one kind with the current key; answers how many there are."""

_LOCK = 0x6D6B6579


def sealing(session: Session) -> None:
    """To be called before something is sealed that the transaction writes: a rotation that goes on is waited for, and
    one that begins waits for the transaction. So no rotation overlooks it.
    """
    session.execute(select(func.pg_advisory_xact_lock_shared(_LOCK)))


def rotate(database: Database, keys: MasterKeys, kinds: tuple[Reseal, ...]) -> int:
    """Seal all secrets of all kinds with a new master key and forget the old ones; answers how many there are.

    Whenever it is interrupted, every secret can still be opened, and a second rotation tidies up. One runs at a time:
    the outer transaction is only there for its lock, which outlives the inner one's commit, and may be idle meanwhile.
    """
    with database.transaction() as turn:
        turn.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        turn.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        keys.add()
        with database.transaction() as session:
            sealed = sum(reseal(session, keys) for reseal in kinds)
        keys.keep_only_current()
    return sealed
