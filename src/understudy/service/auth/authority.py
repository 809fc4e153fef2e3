"""Everything that decides who a caller is, joined; one for each process of the API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from understudy.service.auth.access_keys import AccessKeys
from understudy.service.auth.limits import Limits, limits_of
from understudy.service.auth.logins import Logins
from understudy.service.auth.master_keys import MasterKeys
from understudy.service.auth.replay import SeenChanges, SeenReadings
from understudy.service.auth.tokens import Tokens
from understudy.service.database.engine import Database
from understudy.settings import ServiceSettings


@dataclass(frozen=True)
class Authority:
    """Keys, tokens and passwords, what was seen already, and how much a project may ask. `now` is UTC."""

    database: Database
    master_keys: MasterKeys
    keys: AccessKeys
    tokens: Tokens
    logins: Logins
    seen_readings: SeenReadings
    seen_changes: SeenChanges
    limits: Limits
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


def authority_of(settings: ServiceSettings, database: Database) -> Authority:
    """The authority over a database, as the settings have it."""
    master_keys = MasterKeys(master_key_file(settings))
    return Authority(
        database=database,
        master_keys=master_keys,
        keys=AccessKeys(database, master_keys),
        tokens=Tokens(database),
        logins=Logins(database),
        seen_readings=SeenReadings(),
        seen_changes=SeenChanges(database),
        limits=limits_of(settings),
    )


def master_key_file(settings: ServiceSettings) -> Path:
    """Where the key lies that seals secrets: outside the database."""
    return settings.master_key_file or settings.data_dir / "master.key"
