"""The asset library on the wire: make, show, find, change, put away, take back, act on many, take elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import Query
from starlette.responses import Response

from understudy.service.api.answers import answered, done
from understudy.service.api.asset_answers import details, shown, summaries
from understudy.service.api.asset_filters import Wanted
from understudy.service.api.context import Caller, Collaborators, Ours, project_router
from understudy.service.api.errors import LONGEST_MESSAGE, wire_code
from understudy.service.api.paging import page
from understudy.service.api.wire.asset import (
    AssetActionResult,
    BatchAssetActionReq,
    BatchExecuteAssetActionResponse,
    CreateDigitalAssetRequestBody,
    CreateDigitalAssetResponse,
    ListAssetsResponse,
    ListAssetSummaryResponse,
    ListAssetSummarysReq,
    ReplicationAssetInfo,
    ShowAssetReplicationInfoResponse,
    ShowAssetResponse,
    UpdateDigitalAssetRequestBody,
    UpdateDigitalAssetResponse,
)
from understudy.service.api.wire.error import ErrorResponse
from understudy.service.api.wire.model import document
from understudy.service.assets import batch, library, replication, search, slots, states
from understudy.service.database.tables import StoredFile

router = project_router("asset library")


@router.post("/digital-assets", response_model=CreateDigitalAssetResponse)
def create_asset(body: CreateDigitalAssetRequestBody, who: Caller, ours: Ours) -> Response:
    """Make an asset, to which files are added then; it can be used once its main file has come."""
    with ours.database.transaction() as session:
        asset = library.create(session, who.project_id, who.app_user_id, document(body))
    return answered(CreateDigitalAssetResponse(asset_id=asset.id, produce_id=asset.id))


@router.get("/digital-assets/{asset_id}", response_model=ShowAssetResponse)
def show_asset(asset_id: str, who: Caller, ours: Ours) -> Response:
    """Show an asset with its files and a signed URL for each."""
    with ours.database.transaction() as session:
        states.carry_out_due(session, datetime.now(UTC), who.project_id)
        asset = library.find(session, who.project_id, asset_id)
        [told] = details(session, ours.signer, [asset])
    return answered(ShowAssetResponse(**told))


@router.get("/digital-assets", response_model=ListAssetsResponse)
def list_assets(who: Caller, ours: Ours, wanted: Wanted) -> Response:
    """Find assets. Without a state all are listed but those that were erased."""
    query = search.search(who.project_id, wanted.filters(who.app_user_id))
    order = search.order(wanted.sort_key or "create_time", wanted.sort_dir == "desc")
    with ours.database.transaction() as session:
        states.carry_out_due(session, datetime.now(UTC), who.project_id)
        count, found = page(session, query, order, wanted.offset, wanted.limit)
        told = details(session, ours.signer, found)
    return answered(ListAssetsResponse(count=count, assets=shown(told)))


@router.put("/digital-assets/{asset_id}", response_model=UpdateDigitalAssetResponse)
def update_asset(asset_id: str, body: UpdateDigitalAssetRequestBody, who: Caller, ours: Ours) -> Response:
    """Change an asset, or switch it on or off; what is absent stays. Answers the asset as it is then."""
    with ours.database.transaction() as session:
        asset = library.update(session, who.project_id, asset_id, document(body))
        session.flush()
        [told] = details(session, ours.signer, [asset])
    return answered(UpdateDigitalAssetResponse(**told))


@router.delete("/digital-assets/{asset_id}", response_class=Response)
def delete_asset(
    asset_id: str,
    who: Caller,
    ours: Ours,
    mode: Annotated[Literal["force"] | None, Query(description="`force` erases it at once.")] = None,
) -> Response:
    """Put an asset into the recycle bin, or erase it with all its files."""
    erased: list[StoredFile] = []
    with ours.database.transaction() as session:
        asset = library.own(session, who.project_id, asset_id, lock=True)
        if mode == "force":
            erased = states.erase(session, asset)
        else:
            states.put_away(asset)
    slots.erase_objects(ours.storage, erased)
    return done()


@router.post("/digital-assets/{asset_id}/restore", response_class=Response)
def restore_asset(asset_id: str, who: Caller, ours: Ours) -> Response:
    """Take an asset out of the recycle bin; it is as it was before."""
    with ours.database.transaction() as session:
        library.restore(session, library.own(session, who.project_id, asset_id, lock=True))
    return done()


@router.post("/digital-assets/batch-action", response_model=BatchExecuteAssetActionResponse)
def act_on_many(body: BatchAssetActionReq, who: Caller, ours: Ours) -> Response:
    """Do the same to several assets; each succeeds or fails by itself.

    For SHARE, `params` names the projects: `{"allowed_project_ids": ["…"], "expire_time": "…"}`, or ids joined with
    commas; without it an asset is shared with whom it was shared before.
    """
    with ours.database.transaction() as session:
        outcome = batch.carry_out(session, who.project_id, body.action, body.asset_ids, body.params)
    slots.erase_objects(ours.storage, outcome.erased)
    results = [AssetActionResult(ret_status="SUCCESS", asset_ids=outcome.done)] if outcome.done else []
    for error, asset_ids in outcome.failed.values():
        told = ErrorResponse(error_code=wire_code(error)[1], error_msg=str(error)[:LONGEST_MESSAGE])
        results.append(AssetActionResult(ret_status="FAILED", asset_ids=asset_ids, error_info=told))
    return answered(BatchExecuteAssetActionResponse(results=results))


@router.post("/digital-assets/summarys", response_model=ListAssetSummaryResponse)
def list_summaries(body: ListAssetSummarysReq, who: Caller, ours: Ours) -> Response:
    """The essentials of several assets, in the order asked; those that the project cannot see are left out."""
    with ours.database.transaction() as session:
        found = library.find_all(session, who.project_id, body.asset_ids)
        told = summaries(session, ours.signer, found)
    return answered(ListAssetSummaryResponse(asset_list=told))


@router.get("/digital-assets/{asset_id}/replication-info", response_model=ShowAssetReplicationInfoResponse)
def show_replication_info(asset_id: str, who: Caller, ours: Ours) -> Response:
    """Describe an asset, sealed, so that another installation can copy it within 24 hours."""
    with ours.database.transaction() as session:
        told = replication.describe(session, ours.signer, _seal(ours), who.project_id, asset_id)
    return answered(ShowAssetReplicationInfoResponse(**told))


@router.post("/digital-assets-by-replication-info", response_class=Response)
def create_by_replication_info(body: ReplicationAssetInfo, who: Caller, ours: Ours) -> Response:
    """Copy an asset that another installation described: what it answered, unchanged.

    The copy has the id of the original, unless that is taken here.
    """
    content = replication.opened(_seal(ours), document(body))
    copier = replication.Copier(ours.database, ours.storage, ours.signer, ours.settings.data_dir)
    copier.copy(who.project_id, who.app_user_id, body.asset_id or "", content)
    return done()


def _seal(ours: Collaborators) -> replication.Seal:
    return replication.seal_of(ours.settings.replication_key, ours.master_keys.derive("replication"))
