"""Files of assets on their way: announced, sent, confirmed; and what becomes of their asset then.

announce ──► CREATING ──(PUT to the signed URL)──► confirm ──► UPLOADED ──► CREATED, and the asset is ACTIVED
                 └──── FAILED | CANCELLED                          └──────► FAILED with a reason

What arrived is looked at before it is used (`Examine`): it must be what its asset is said to be, whatever its name.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from understudy.errors import InputError, Warning
from understudy.service.assets import slots
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset, StoredFile
from understudy.service.storage.store import Storage

ROLES = {
    "IMAGE": ("MAIN",),
    "VIDEO": ("MAIN", "COVER"),
    "PPT": ("MAIN", "COVER", "PAGE", "OTHER"),
    "VOICE_MODEL": ("MAIN", "SAMPLE", "OTHER"),
    "HUMAN_MODEL_2D": ("MAIN", "COVER", "SAMPLE", "OTHER"),
    "BUSINESS_CARD_TEMPLET": ("MAIN", "COVER"),
}
"""Parts that files play in an asset, by its type; the contract lists no others."""

ROLES_ELSE = ("MAIN", "COVER", "OTHER")
EVERYWHERE = ("TEMPORARY", "PACKAGE")
"""Parts that any asset may have: a file that waits to replace another one, and a package."""

ONCE = {"MAIN": "second_main_file", "COVER": "second_cover_file"}
"""Parts that an asset has once, and the error for another one."""

CLOSED = ("DELETING", "BLOCK")
"""States of an asset in which it takes no files."""

LONGEST_REASON = 256
"""Characters of an asset's reason, by the contract."""

THERE = ("UPLOADED", "REVIEW", "CREATED")
"""States of a file that has been sent."""


@dataclass(frozen=True)
class Announced:
    """A file that somebody is about to send."""

    asset_id: str
    name: str
    category: str
    kind: str = ""
    size: int = 0
    md5: str | None = None
    parts: int = 1


@dataclass(frozen=True)
class Examined:
    """What a file is: a part of its asset's metadata, warnings, and files that were made from it, stored but not added.

    A MAIN file among them takes the place of the one that was sent, which stays as a SAMPLE, or as a voice's PACKAGE.
    """

    meta: dict[str, Any] = field(default_factory=dict)
    warnings: Sequence[dict[str, Any]] = ()
    made: Sequence[StoredFile] = ()


Examine = Callable[[Asset, StoredFile], Examined]
"""Looks at a file that was sent. Raises `InputError` where it is not what it should be."""


def announce(session: Session, project_id: str, file: Announced) -> StoredFile:
    """A place for the file in its asset.

    Raises `InputError` where the asset is not the project's, has such a file already, or takes none like it.
    """
    asset = owned(session, project_id, file.asset_id)
    if asset.state in CLOSED:
        text = f"asset {asset.id} is {asset.state}"
        raise InputError("asset_state_wrong", text, hint="no file can be added to it", field="asset_id")
    allowed = (*ROLES.get(asset.type, ROLES_ELSE), *EVERYWHERE)
    if file.category not in allowed:
        text = f"an asset of type {asset.type} has no {file.category} file"
        raise InputError("invalid_parameter", text, hint=f"use {', '.join(allowed)}", field="asset_file_category")
    if not (file.kind or PurePosixPath(file.name).suffix):
        hint = "give file_type, or a file_name with a suffix"
        raise InputError("file_type_missing", "the type of the file is not known", hint=hint, field="file_type")
    for other in _files(session, asset.id, file.category):
        if file.category in ONCE and other.state in THERE:
            text = f"asset {asset.id} has a {file.category} file already"
            raise InputError(
                ONCE[file.category], text, hint=f"delete file {other.id} first", field="asset_file_category"
            )
        if file.category in ONCE and other.state == "CREATING":
            other.state = "CANCELLED"
    return slots.announce(
        session,
        project_id=project_id,
        owner=("asset", asset.id),
        category=file.category,
        name=file.name,
        content_type=slots.content_type_of(file.name, file.kind),
        size=file.size,
        md5=file.md5,
        kind=file.kind,
        parts=file.parts,
        most=file.size or slots.LARGEST_PUT * file.parts,
    )


def confirm(database: Database, storage: Storage, examine: Examine, project_id: str, file_id: str, state: str) -> None:
    """Close a place as its sender says: CREATED, FAILED or CANCELLED. Confirming twice is no fault.

    A file that was sent but is not what it should be is FAILED then, and so is its asset, with a reason.
    Raises `InputError`: `not_found` for what is not announced, `file_unknown` for what is said to be sent but is not
    there, `upload_wrong` where other bytes came than were announced.
    """
    with slots.closing(database, file_id):
        with database.transaction() as session:
            file = own_file(session, project_id, file_id, lock=True)
            if file.state == state:
                return
            _check_waiting(file, state)
            if state != "CREATED":
                _give_up(session, file, state)
            asset = session.get_one(Asset, file.owner_id)
        if state != "CREATED":
            slots.erase_objects(storage, [file])
            return
        if file.state == "CREATING":
            size = _joined(storage, file)
            with database.transaction() as session:
                file = own_file(session, project_id, file_id, lock=True)
                _check_waiting(file, state)
                file.size, file.state, file.update_time = size, "UPLOADED", datetime.now(UTC)
    try:
        found = examine(asset, file)
    except InputError as error:
        _refuse(database, file_id, str(error))
        slots.erase_objects(storage, [file])
    else:
        _use(database, storage, file_id, found)


def remove(session: Session, project_id: str, file_id: str) -> StoredFile:
    """Take one file out of its asset; answers it, so that its object is removed once this is committed.

    An asset that loses its main file is not usable any more.
    """
    file = own_file(session, project_id, file_id, lock=True)
    asset = session.get(Asset, file.owner_id)
    if asset is not None and file.category == "MAIN" and file.state in THERE:
        if asset.state in ("ACTIVED", "UNACTIVED", "WAITING_DELETE"):
            asset.state = "CREATING"
        asset.update_time = datetime.now(UTC)
    session.delete(file)
    return file


def owned(session: Session, project_id: str, asset_id: str) -> Asset:
    """An asset that the project may change. Raises `InputError` (`asset_unknown`)."""
    asset = session.get(Asset, asset_id)
    if asset is None or asset.project_id != project_id or asset.state == "DELETED":
        hint = "give the id of an asset of this project"
        raise InputError("asset_unknown", f"there is no asset {asset_id!r}", hint=hint, field="asset_id")
    return asset


def own_file(session: Session, project_id: str, file_id: str, *, lock: bool = False) -> StoredFile:
    """A file of one of the project's assets. Raises `InputError` (`not_found`)."""
    wanted = select(StoredFile).where(StoredFile.id == file_id, StoredFile.owner_type == "asset")
    file = session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    if file is None or file.project_id != project_id:
        raise InputError("not_found", f"there is no file {file_id!r}", hint="give the id of a file of this project")
    return file


def _files(session: Session, asset_id: str, category: str) -> list[StoredFile]:
    wanted = select(StoredFile).where(StoredFile.owner_type == "asset", StoredFile.owner_id == asset_id)
    return list(session.scalars(wanted.where(StoredFile.category == category)))


def _check_waiting(file: StoredFile, state: str) -> None:
    """What has come to an end stays as it is. What came, but was not put into use before the process died, goes on."""
    if file.state != "CREATING" and not (file.state == "UPLOADED" and state == "CREATED"):
        hint = "announce the file again"
        raise InputError("file_unknown", f"file {file.id} is {file.state} and awaits nothing", hint=hint)


def _joined(storage: Storage, file: StoredFile) -> int:
    """Make one object of what came; answers how many bytes it has."""
    _check_arrival(storage, file)
    slots.join_parts(storage, file)
    return _checked_size(storage, file)


def _check_arrival(storage: Storage, file: StoredFile) -> None:
    missing = slots.missing_parts(storage, file)
    if missing:
        which = "" if file.meta.get("parts", 1) == 1 else f" (parts {', '.join(map(str, missing))})"
        hint = "PUT it to its upload URL first"
        raise InputError("file_unknown", f"file {file.id} has not arrived{which}", hint=hint)


def _checked_size(storage: Storage, file: StoredFile) -> int:
    """How many bytes came; other ones than announced are thrown away."""
    stored = storage.stat(file.key)
    assert stored is not None
    found = ""
    if file.size and stored.size != file.size:
        found = f"has {stored.size} bytes, {file.size} were announced"
    elif file.md5 and not file.parts and (md5 := _md5(storage, file.key)) != file.md5:
        found = f"has the MD5 {md5}, not {file.md5}"
    if found:
        slots.erase_objects(storage, [file])
        hint = "send exactly the file that was announced"
        raise InputError("upload_wrong", f"file {file.id} {found}", hint=hint)
    return stored.size


def _md5(storage: Storage, key: str) -> str:
    """The MD5, in Base64, of what a client sent to a store's own URL: nobody has counted it yet."""
    digest = hashlib.md5(usedforsecurity=False)
    for block in storage.reading(key):
        digest.update(block)
    return base64.b64encode(digest.digest()).decode()


def _give_up(session: Session, file: StoredFile, state: str) -> None:
    file.state, file.update_time = state, datetime.now(UTC)
    asset = session.get(Asset, file.owner_id)
    if asset is not None and file.category == "MAIN" and state == "FAILED" and asset.state == "CREATING":
        asset.state, asset.reason = "FAILED", "its main file could not be sent"


def _refuse(database: Database, file_id: str, reason: str) -> None:
    """Give up a file that is not what it should be, and with a main file its asset."""
    with database.transaction() as session:
        file = session.get_one(StoredFile, file_id, with_for_update=True)
        if file.state != "UPLOADED":
            return
        short = reason if len(reason) <= LONGEST_REASON else f"{reason[: LONGEST_REASON - 1]}…"
        file.state, file.reason, file.update_time = "FAILED", reason, datetime.now(UTC)
        asset = session.get(Asset, file.owner_id)
        if asset is not None and file.category == "MAIN" and asset.state == "CREATING":
            asset.state, asset.fail_type, asset.reason = "FAILED", "AUTOMATIC_REVIEW_REJECT", short
            asset.update_time = datetime.now(UTC)


def _use(database: Database, storage: Storage, file_id: str, found: Examined) -> None:
    """Put a file that was looked at into use, with what was made from it."""
    with database.transaction() as session:
        file = session.get_one(StoredFile, file_id, with_for_update=True)
        used = file.state == "UPLOADED"
        if used:
            file.state, file.reason = "CREATED", "; ".join(str(Warning(**one)) for one in found.warnings) or None
            asset = session.get(Asset, file.owner_id, with_for_update=True)
            if any(made.category == "MAIN" for made in found.made):
                file.category = "PACKAGE" if asset is not None and asset.type == "VOICE_MODEL" else "SAMPLE"
            session.add_all(found.made)
            if asset is not None:
                _describe(asset, found.meta)
            main = file.category == "MAIN" or any(made.category == "MAIN" for made in found.made)
            if asset is not None and main and asset.state in ("CREATING", "FAILED"):
                asset.state, asset.reason, asset.fail_type = "ACTIVED", None, None
                asset.update_time = datetime.now(UTC)
    if not used:
        slots.erase_objects(storage, found.made)


def _describe(asset: Asset, meta: dict[str, Any]) -> None:
    """What was read from a file beats what was told of it."""
    told = asset.extra_meta
    asset.extra_meta = {**told, **{name: told.get(name, {}) | values for name, values in meta.items()}}
