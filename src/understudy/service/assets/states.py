"""What an asset may become. Only these functions change the state of one.

CREATING ──► ACTIVED ◄──► UNACTIVED            any ──► DELETING ──► DELETED
    └──────► FAILED                             └── BLOCK (an operator's, and back)   DELETING ──► what it was
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from understudy.errors import InputError
from understudy.service.database.tables import Asset, StoredFile

CREATING, ACTIVED, UNACTIVED, FAILED = "CREATING", "ACTIVED", "UNACTIVED", "FAILED"
DELETING, DELETED, BLOCK, WAITING_DELETE = "DELETING", "DELETED", "BLOCK", "WAITING_DELETE"

SWITCHED = {ACTIVED: (UNACTIVED, WAITING_DELETE), UNACTIVED: (ACTIVED, WAITING_DELETE)}
"""The states a tenant may switch an asset to, and those it may be in before."""

TIME_FORM = "%Y-%m-%dT%H:%M:%SZ"


def switch(asset: Asset, wanted: str) -> None:
    """Switch an asset on or off; one that is so already stays so.

    Raises `InputError` (`asset_state_wrong`) where it has no main file to be used, is away, or is frozen.
    """
    if wanted not in SWITCHED:
        raise _wrong(asset, f"cannot be made {wanted} by its owner", "use ACTIVED or UNACTIVED")
    if asset.state == wanted:
        return
    if asset.state not in SWITCHED[wanted]:
        raise _wrong(
            asset, f"is {asset.state}", f"only one that is {' or '.join(SWITCHED[wanted])} can become {wanted}"
        )
    _set(asset, wanted)


def put_away(asset: Asset) -> None:
    """Put an asset into the recycle bin; there already, it stays there."""
    if asset.state == DELETING:
        return
    asset.state_before = asset.state
    asset.delete_time = datetime.now(UTC)
    _set(asset, DELETING)


def take_back(asset: Asset) -> None:
    """Take an asset out of the recycle bin. Raises `InputError` (`asset_state_wrong`) where it is not there."""
    if asset.state != DELETING:
        raise _wrong(
            asset, f"is {asset.state}, not in the recycle bin", "only assets that are DELETING can be restored"
        )
    before = asset.state_before or UNACTIVED
    asset.state_before = asset.delete_time = None
    _set(asset, before)


def erase(session: Session, asset: Asset) -> list[StoredFile]:
    """Erase an asset; answers its files, whose objects are to be removed once this is committed."""
    wanted = select(StoredFile).where(StoredFile.owner_type == "asset", StoredFile.owner_id == asset.id)
    files = list(session.scalars(wanted.with_for_update()))
    for file in files:
        file.state = DELETED
    asset.delete_time = datetime.now(UTC)
    _set(asset, DELETED)
    return files


def freeze(asset: Asset, reason: str) -> None:
    """Freeze an asset, as operators do: its files are hidden until `thaw`."""
    if asset.state not in (BLOCK, DELETED):
        asset.state_before, asset.reason = asset.state, reason[:256]
        _set(asset, BLOCK)


def thaw(asset: Asset) -> None:
    """Give a frozen asset the state back that it had."""
    if asset.state == BLOCK:
        before, asset.state_before, asset.reason = asset.state_before or UNACTIVED, None, None
        _set(asset, before)


def checked_schedule(given: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What shall be done to an asset at a time, as its column holds it. Raises `InputError` for half an entry."""
    for place, entry in enumerate(given):
        field = f"auto_operation_config[{place}]"
        if not entry.get("operation") or not entry.get("operation_time"):
            hint = "give operation (BLOCK or DELETE) and operation_time"
            raise InputError("invalid_parameter", "says not both what and when", hint=hint, field=field)
        try:
            datetime.strptime(entry["operation_time"], TIME_FORM)
        except ValueError:
            text, hint = f"{entry['operation_time']!r} is not a time", "write it like 2026-11-26T08:00:00Z"
            raise InputError("invalid_parameter", text, hint=hint, field=f"{field}.operation_time") from None
    return {"entries": list(given)} if given else {}


def carry_out_due(session: Session, now: datetime, project_id: str | None = None) -> int:
    """Do what was asked to be done by `now`, to all assets or those of a project. How many assets that were."""
    wanted = select(Asset).where(Asset.auto_operation_config != {}, Asset.state != DELETED)
    wanted = wanted if project_id is None else wanted.where(Asset.project_id == project_id)
    return sum(carry_out(asset, now) for asset in session.scalars(wanted.with_for_update(skip_locked=True)))


def carry_out(asset: Asset, now: datetime) -> bool:
    """Do to one asset what was asked to be done by `now`: freeze it, or put it into the recycle bin. Whether it was."""
    moment = now.astimezone(UTC).strftime(TIME_FORM)
    entries = asset.auto_operation_config.get("entries", [])
    due = sorted((entry for entry in entries if entry["operation_time"] <= moment), key=_time)
    for entry in due:
        if entry["operation"] == "BLOCK":
            freeze(asset, f"frozen as scheduled for {entry['operation_time']}")
        else:
            put_away(asset)
    if due:
        asset.auto_operation_config = checked_schedule([entry for entry in entries if entry not in due])
    return bool(due)


def _time(entry: dict[str, Any]) -> str:
    return str(entry["operation_time"])


def _set(asset: Asset, state: str) -> None:
    asset.state, asset.update_time = state, datetime.now(UTC)


def _wrong(asset: Asset, found: str, hint: str) -> InputError:
    return InputError("asset_state_wrong", f"asset {asset.id!r} {found}", hint=hint)
