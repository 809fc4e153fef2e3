"""The asset library of a project: making assets, finding them, changing what is said of them.

Settings come as plain JSON values in the contract's names (`asset_description`, `tags`, …), checked against its ranges
at the door. What a client says of a file is dropped for what the file says of itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from understudy.errors import InputError
from understudy.service.assets import sharing, states
from understudy.service.assets.usable import visible
from understudy.service.database.tables import Asset, StoredFile

COLUMNS = {
    "asset_name": "name",
    "asset_description": "description",
    "asset_type": "type",
    "tags": "tags",
    "asset_order": "asset_order",
    "supported_service": "supported_service",
    "review_config": "review_config",
}
"""Settings that lie in a column as they came."""

MEASURED = ("image_meta", "video_meta", "audio_meta")
"""Metadata that is read from files, whatever a client says of it."""

KEPT_PPT = ("auto_analysis",)
"""What a client may say of slides; the rest is read from them."""

OURS = {
    "CREATED_BY_PLATFORM",
    "DIGITAL_HUMAN_2D_VIDEO",
    "DIGITAL_HUMAN_3D_VIDEO",
    "PHOTO_VIDEO",
    "BUSINESS_CARD_VIDEO",
    "BUSSINESS_CARD_VIDEO",
    "IS_CONTROLLED",
    "LIVE_IS_AUTHORIZED",
    "VIDEO_IS_AUTHORIZED",
    "CHAT_IS_AUTHORIZED",
}
"""Properties that only the service gives and takes."""


def create(session: Session, project_id: str, app_user_id: str | None, settings: dict[str, Any]) -> Asset:
    """A new asset that waits for its main file. Raises `InputError` (`asset_name_taken`, `invalid_parameter`)."""
    now = datetime.now(UTC)
    asset = Asset(
        id=uuid.uuid4().hex,
        project_id=project_id,
        app_user_id=app_user_id,
        name="",
        type=settings["asset_type"],
        state=states.CREATING,
        description="",
        fail_type=None,
        reason=None,
        tags=[],
        extra_meta={},
        system_properties=[],
        shared_config={},
        supported_service=[],
        auto_operation_config={},
        review_config={},
        asset_order=0,
        origin={"cover_wanted": True} if settings.get("is_need_generate_cover") else {},
        create_time=now,
        update_time=now,
    )
    if settings.get("is_need_generate_cover") and asset.type != "VIDEO":
        text = f"covers are made for assets of type VIDEO, not {asset.type}"
        raise InputError("invalid_parameter", text, hint="leave it out", field="is_need_generate_cover")
    _apply(session, asset, settings)
    session.add(asset)
    session.flush()
    return asset


def update(session: Session, project_id: str, asset_id: str, settings: dict[str, Any]) -> Asset:
    """Change what is given and keep the rest. Raises `InputError` as `create` and `own` do, and `asset_state_wrong`."""
    asset = own(session, project_id, asset_id, lock=True)
    kind = settings.get("asset_type", asset.type)
    if kind != asset.type and files_of(session, [asset.id]):
        text = f"asset {asset.id} is of type {asset.type} and has files already"
        raise InputError("invalid_parameter", text, hint="make a new asset of the other type", field="asset_type")
    _apply(session, asset, settings)
    if wanted := settings.get("asset_state"):
        states.switch(asset, wanted)
    asset.update_time = datetime.now(UTC)
    return asset


def find(session: Session, project_id: str, asset_id: str) -> Asset:
    """An asset that the project may see. Raises `InputError` (`not_found`), also for those of others."""
    asset = session.get(Asset, asset_id)
    if asset is None or not visible(asset, project_id):
        raise InputError("not_found", f"there is no asset {asset_id!r}")
    return asset


def find_all(session: Session, project_id: str, asset_ids: Sequence[str]) -> list[Asset]:
    """Those of the assets that the project may see, in the order of the ids."""
    found = {asset.id: asset for asset in session.scalars(select(Asset).where(Asset.id.in_(asset_ids)))}
    there = [found[asset_id] for asset_id in dict.fromkeys(asset_ids) if asset_id in found]
    return [asset for asset in there if visible(asset, project_id)]


def own(session: Session, project_id: str, asset_id: str, *, lock: bool = False) -> Asset:
    """An asset that the project may change. Raises `InputError`: `not_found`, or `asset_not_own` where it may look."""
    asset = find(session, project_id, asset_id)
    if asset.project_id != project_id:
        whose = "the system" if asset.project_id is None else "another project"
        text = f"asset {asset_id!r} belongs to {whose}"
        raise InputError("asset_not_own", text, hint="only assets of your own project can be changed")
    if lock:
        session.refresh(asset, with_for_update=True)
        if asset.state == states.DELETED:
            raise InputError("not_found", f"there is no asset {asset_id!r}")
    return asset


def restore(session: Session, asset: Asset) -> None:
    """Take an asset out of the recycle bin. Raises as `states.take_back`, and where its name was taken meanwhile."""
    if asset.state == states.DELETING:
        check_name(session, asset.project_id, asset.type, asset.name, asset.id)
    states.take_back(asset)


def files_of(session: Session, asset_ids: Sequence[str]) -> dict[str, list[StoredFile]]:
    """The files of several assets, the main one first and then by age, but for those that were given up."""
    wanted = select(StoredFile).where(StoredFile.owner_type == "asset", StoredFile.owner_id.in_(asset_ids))
    wanted = wanted.where(StoredFile.state.not_in(("CANCELLED", "DELETED")))
    found: dict[str, list[StoredFile]] = {}
    for file in session.scalars(wanted.order_by(StoredFile.category != "MAIN", StoredFile.create_time, StoredFile.id)):
        found.setdefault(file.owner_id, []).append(file)
    return found


def check_name(session: Session, project_id: str | None, kind: str, name: str, asset_id: str = "") -> None:
    """Raises `InputError` (`asset_name_taken`) where another asset of its kind in the project has the name.

    The empty name may be had by many; what lies in the recycle bin keeps no name. Whoever asks for the same name waits
    until the transaction ends.
    """
    if not name:
        return
    lock = func.hashtextextended(f"{project_id}/{kind}/{name}", 0)
    session.execute(select(func.pg_advisory_xact_lock(lock)))
    others = select(Asset.id).where(
        Asset.project_id == project_id,
        Asset.type == kind,
        Asset.name == name,
        Asset.id != asset_id,
        Asset.state.not_in((states.DELETED, states.DELETING)),
    )
    with session.no_autoflush:
        taken = session.scalars(others.limit(1)).first()
    if taken:
        text = f"asset {taken} of type {kind} has the name {name!r} already"
        raise InputError("asset_name_taken", text, hint="choose another name", field="asset_name")


def _apply(session: Session, asset: Asset, settings: dict[str, Any]) -> None:
    for name, column in COLUMNS.items():
        if name in settings and name != "asset_name":
            setattr(asset, column, settings[name])
    name = settings.get("asset_name", asset.name)
    if name != asset.name or "asset_type" in settings:
        check_name(session, asset.project_id, asset.type, name, asset.id)
        asset.name = name
    if "asset_extra_meta" in settings:
        asset.extra_meta = _extra_meta(asset.extra_meta, settings["asset_extra_meta"])
    if "system_properties" in settings:
        asset.system_properties = _properties(asset.system_properties, settings["system_properties"])
    if "shared_config" in settings:
        asset.shared_config = sharing.checked(settings["shared_config"])
    if "auto_operation_config" in settings:
        asset.auto_operation_config = states.checked_schedule(settings["auto_operation_config"])


def _extra_meta(before: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The metadata as it is now: what is measured stays, what is told replaces what was told."""
    kept = {name: value for name, value in before.items() if name in MEASURED}
    told = {name: value for name, value in given.items() if name not in (*MEASURED, "ppt_meta")}
    if "ppt_meta" in given or "ppt_meta" in before:
        asked = {name: value for name, value in given.get("ppt_meta", {}).items() if name in KEPT_PPT}
        kept["ppt_meta"] = before.get("ppt_meta", {}) | asked
    return {**before, **told, **kept}


def _properties(before: list[dict[str, Any]], given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The properties with those given added, or taken away where they say DELETE."""
    now = {entry["key"]: entry["value"] for entry in before}
    for place, entry in enumerate(given):
        key, value, field = entry.get("key"), entry.get("value"), f"system_properties[{place}]"
        if key is None:
            raise InputError("invalid_parameter", "has no key", hint="name the property", field=field)
        takes = entry.get("action") == "DELETE"
        if key in OURS and (takes or now.get(key) != value):
            text = f"{key} is given by the service only"
            raise InputError("invalid_parameter", text, hint="leave it out", field=f"{field}.key")
        if takes:
            now.pop(key, None)
        elif value is None:
            raise InputError("invalid_parameter", f"{key} has no value", hint="for example Yes", field=f"{field}.value")
        else:
            now[key] = value
    return [{"key": key, "value": value} for key, value in now.items()]
