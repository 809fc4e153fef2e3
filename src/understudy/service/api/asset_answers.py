"""Assets as the wire shows them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy.orm import Session

from understudy.service.api.wire.asset import DigitalAssetInfo, DigitalAssetSummary
from understudy.service.api.wire.file import AssetFileInfo
from understudy.service.assets.library import files_of
from understudy.service.assets.states import BLOCK
from understudy.service.assets.usable import HIDDEN
from understudy.service.database.tables import Asset, StoredFile
from understudy.service.storage.signing import UrlSigner

SENT = ("UPLOADED", "REVIEW", "CREATED")
"""States of a file in which there are bytes to be read."""


def details(session: Session, signer: UrlSigner, assets: Sequence[Asset]) -> list[dict[str, Any]]:
    """All that the contract shows of assets, with their files and signed URLs for these."""
    files = files_of(session, [asset.id for asset in assets])
    return [_detail(asset, files.get(asset.id, []), signer) for asset in assets]


def summaries(session: Session, signer: UrlSigner, assets: Sequence[Asset]) -> list[DigitalAssetSummary]:
    """The essentials of assets, with a picture of each that has one."""
    files = files_of(session, [asset.id for asset in assets])
    return [_summary(asset, files.get(asset.id, []), signer) for asset in assets]


def _detail(asset: Asset, files: list[StoredFile], signer: UrlSigner) -> dict[str, Any]:
    told = {
        "project_id": asset.project_id,
        "asset_id": asset.id,
        "produce_id": asset.id,
        "asset_name": asset.name,
        "asset_description": asset.description,
        "app_user_id": asset.app_user_id,
        "create_time": asset.create_time,
        "update_time": asset.update_time,
        "asset_type": asset.type,
        "asset_state": asset.state,
        "fail_type": asset.fail_type,
        "block_reason_code": "BLOCKED_BY_OPERATOR" if asset.state == BLOCK else None,
        "reason": (asset.reason or "")[:256] or None,
        "tags": asset.tags,
        "asset_extra_meta": asset.extra_meta or None,
        "system_properties": asset.system_properties,
        "files": [_file(file, asset, signer) for file in files],
        "asset_order": asset.asset_order,
        "supported_service": asset.supported_service or None,
        "auto_operation_config": asset.auto_operation_config.get("entries"),
    }
    return {name: value for name, value in told.items() if value is not None}


def _file(file: StoredFile, asset: Asset, signer: UrlSigner) -> AssetFileInfo:
    shown = file.state in SENT and asset.state not in HIDDEN
    return AssetFileInfo(
        file_id=file.id,
        file_name=file.name,
        file_md5=file.md5,
        file_size=file.size or None,
        file_type=file.meta.get("type") or PurePosixPath(file.name).suffix.lstrip(".").lower() or None,
        asset_file_category=file.category,
        download_url=signer.url("GET", file.key) if shown else None,
        state=BLOCK if asset.state == BLOCK else file.state,
        reason=(file.reason or "")[:256] or None,
    )


def _summary(asset: Asset, files: list[StoredFile], signer: UrlSigner) -> DigitalAssetSummary:
    kinds = ("COVER", "MAIN") if asset.type == "IMAGE" else ("COVER",)
    there = {file.category: file for file in reversed(files) if file.state in SENT}
    picture = next((there[kind] for kind in kinds if kind in there), None)
    url = signer.url("GET", picture.key) if picture and asset.state not in HIDDEN else None
    return DigitalAssetSummary(
        asset_id=asset.id,
        asset_name=asset.name,
        asset_state=asset.state,
        asset_type=asset.type,
        block_reason_code="BLOCKED_BY_OPERATOR" if asset.state == BLOCK else None,
        cover_url=url,
        thumbnail_url=url,
    )


def shown(details: list[dict[str, Any]]) -> list[DigitalAssetInfo]:
    """Assets of a list."""
    return [DigitalAssetInfo(**detail) for detail in details]
