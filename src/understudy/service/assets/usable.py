"""What jobs need of the library: assets that can be used, the files behind them, and a place for what was made."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from understudy.errors import InputError
from understudy.service.assets.sharing import shared_with
from understudy.service.assets.states import carry_out
from understudy.service.database.tables import Asset, StoredFile
from understudy.service.storage.signing import key_in
from understudy.service.storage.store import Storage, object_key, put

IN_SERVICE = ("ACTIVED", "WAITING_DELETE")
"""States in which an asset may be used."""

SERVICE = "VIDEO_2D"
"""The contract's word for the kind of service that this is."""

HIDDEN = ("BLOCK", "DELETED", "FAILED", "CANCELLED")
"""States, of a file or of its asset, in which the file is not given out."""


def usable(session: Session, project_id: str, asset_id: str, types: Sequence[str]) -> Asset:
    """The asset, if the project may use it and it is one of `types`.

    Raises `InputError`: `asset_unknown` where the project has no such asset, `asset_unavailable` where it cannot be
    used.
    """
    asset = session.get(Asset, asset_id)
    if asset is None or not visible(asset, project_id):
        hint = "give the id of an asset of this project, or of the system"
        raise InputError("asset_unknown", f"there is no asset {asset_id!r}", hint=hint)
    carry_out(asset, datetime.now(UTC))
    if asset.type not in types:
        text = f"asset {asset_id!r} is of type {asset.type}"
        raise InputError("asset_unavailable", text, hint=f"give one of type {' or '.join(types)}")
    if asset.state not in IN_SERVICE:
        hint = "wait until it is ACTIVED" if asset.state == "CREATING" else "activate or restore it, or give another"
        raise InputError("asset_unavailable", f"asset {asset_id!r} is {asset.state}", hint=hint)
    if asset.supported_service and SERVICE not in asset.supported_service:
        text = f"asset {asset_id!r} is for {', '.join(asset.supported_service)} only"
        raise InputError("asset_unavailable", text, hint=f"add {SERVICE} to its supported_service, or give another")
    return asset


def visible(asset: Asset, project_id: str) -> bool:
    """Whether a project may see the asset: its own, the system's, and what is shared with it."""
    mine = asset.project_id in (None, project_id)
    return asset.state != "DELETED" and (mine or shared_with(asset.shared_config, project_id))


def main_file(session: Session, asset: Asset) -> StoredFile | None:
    """The asset's main file, once it is usable."""
    files = select(StoredFile).where(StoredFile.owner_type == "asset", StoredFile.owner_id == asset.id)
    return session.scalars(files.where(StoredFile.category == "MAIN", StoredFile.state == "CREATED")).first()


def by_url(session: Session, project_id: str, url: str) -> StoredFile | None:
    """The file that one of our media URLs leads to; its query does not matter, an expired signature is no fault."""
    file = readable(session, key_in(url))
    if file is None or file.project_id in (None, project_id):
        return file
    owner = session.get(Asset, file.owner_id) if file.owner_type == "asset" else None
    return file if owner is not None and visible(owner, project_id) else None


def readable(session: Session, key: str) -> StoredFile | None:
    """The file under `key`, unless it, or the asset it belongs to, was frozen or erased."""
    file = session.scalars(select(StoredFile).where(StoredFile.key == key)).one_or_none()
    if file is None or file.state in HIDDEN:
        return None
    owner = session.get(Asset, file.owner_id) if file.owner_type == "asset" else None
    return None if owner is not None and owner.state in HIDDEN else file


def store(
    storage: Storage,
    project_id: str | None,
    owner: tuple[str, str],
    path: Path,
    category: str,
    content_type: str,
    *,
    copied: bool = False,
    file_id: str = "",
) -> StoredFile:
    """Put a file that was made into storage for its owner (kind and id); answers its row, which is not added yet.

    The file must not be changed afterwards, unless it is `copied`. A `file_id` that was used before replaces that file.
    """
    file_id = file_id or str(uuid.uuid4())
    stored = StoredFile(
        id=file_id,
        project_id=project_id,
        owner_type=owner[0],
        owner_id=owner[1],
        category=category,
        name=path.name,
        key=object_key(project_id, owner[1], f"{file_id}{path.suffix}"),
        state="CREATED",
        content_type=content_type,
        size=path.stat().st_size,
    )
    if copied:
        put(storage, stored.key, [path.read_bytes()], content_type=content_type)
    else:
        storage.publish(path, stored.key, content_type)
    return stored
