"""What `understudy doctor` says of an installation of the service: models, database, media, master key, clock."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

from sqlalchemy import text

from understudy.doctor import Finding, look
from understudy.service.auth.authority import master_key_file
from understudy.service.auth.master_keys import MasterKeys
from understudy.service.database.engine import Database
from understudy.service.installation import installation
from understudy.service.storage.opening import open_storage, without_keys
from understudy.settings import ServiceSettings
from understudy.stage.avatars.models import verify_models

MOST_DIFFERENCE = 5.0
"""Seconds between our clock and the database's that are of no account; signatures may be 15 minutes old."""


def examine(settings: ServiceSettings) -> list[Finding]:
    """Every finding; the private database is started for it, or joined where the service runs."""
    looks: tuple[tuple[str, Callable[[], tuple[bool, str]]], ...] = (
        ("models", lambda: _models(settings)),
        ("media", lambda: _media(settings)),
        ("master key", lambda: _master_key(settings)),
        ("database", lambda: _database(settings)),
    )
    return [look(subject, found) for subject, found in looks]


def _models(settings: ServiceSettings) -> tuple[bool, str]:
    verify_models(settings.models_dir)
    return True, f"the models that read photographs are in {settings.models_dir}"


def _media(settings: ServiceSettings) -> tuple[bool, str]:
    open_storage(settings.storage_url, settings.data_dir).stat("system/doctor/nothing")
    place = without_keys(settings.storage_url) or settings.data_dir / "media"
    return True, f"media lies in {place}"


def _master_key(settings: ServiceSettings) -> tuple[bool, str]:
    file = master_key_file(settings)
    if not file.exists():
        return True, f"there is no master key yet; the first start makes {file}"
    MasterKeys(file).read()
    return True, f"{file} can be read; keep a copy of it"


def _database(settings: ServiceSettings) -> tuple[bool, str]:
    with installation(settings) as (installed, private), closing(Database(installed.database_url)) as database:
        with database.connect() as connection:
            theirs, version = connection.execute(text("SELECT now(), current_setting('server_version')")).one()
        apart = abs((datetime.now(UTC) - theirs).total_seconds())
        if apart > MOST_DIFFERENCE:
            return False, f"this clock and the database's are {apart:.0f} s apart: set them by NTP"
        whose = "the private one" if private else database.url.render_as_string()
        return True, f"PostgreSQL {version}, {whose}, with the tables of this version; the clocks agree"
