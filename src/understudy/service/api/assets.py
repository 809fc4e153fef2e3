"""The asset library on the wire: make, show, find, change, put away, take back, act on many, take elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import Query
from starlette.responses import Response

from understudy.service.api.answers import answered, done
from understudy.service.api.asset_answers import details, shown, summaries
from understudy.service.api.context import Caller, Collaborators, Ours, project_router
from understudy.service.api.errors import LONGEST_MESSAGE, wire_code
from understudy.service.api.paging import Limit, Offset, SortDirection, asked_time, page, several
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

Several = Annotated[str, Query(max_length=1024, description="One or more, joined with commas.")]
Word = Annotated[str, Query(max_length=256)]
Flag = bool | None


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
def list_assets(
    who: Caller,
    ours: Ours,
    offset: Offset = 0,
    limit: Limit = 10,
    name: Annotated[str, Query(max_length=128, description="Part of the name.")] = "",
    tag: Annotated[str, Query(max_length=1024, description="Parts of tags, joined with commas.")] = "",
    tag_combination_type: Annotated[
        Literal["INTERSECTION", "UNION_SET", ""], Query(description="All of several tags (default), or one of them.")
    ] = "",
    start_time: Annotated[str, Query(max_length=20, description="Made then or later (UTC).")] = "",
    end_time: Annotated[str, Query(max_length=20, description="Made then or before (UTC).")] = "",
    asset_type: Several = "",
    sort_key: Literal["create_time", "update_time", "asset_order", ""] = "",
    sort_dir: SortDirection = "asc",
    asset_source: Annotated[
        Literal["SYSTEM", "CUSTOMIZATION", "ALL"], Query(description="The system's, one's own, or both.")
    ] = "CUSTOMIZATION",
    asset_state: Several = "",
    style_id: Annotated[str, Query(max_length=64, description="Style of a figure in three dimensions (retired).")] = "",
    accurate_query_field: Annotated[
        list[str] | None, Query(description="Filters (`name`, `tag`) that must match as a whole.")
    ] = None,
    asset_id: Annotated[list[str] | None, Query(description="Only these assets.")] = None,
    sex: Several = "",
    language: Several = "",
    system_property: Annotated[str, Query(max_length=1024, description="`Key:Value`, joined with commas.")] = "",
    action_editable: Annotated[Flag, Query(description="Avatars whose gestures can be edited.")] = None,
    is_with_action_library: Annotated[Flag, Query(description="Avatars whose gestures can be called.")] = None,
    is_movable: Annotated[Flag, Query(description="Avatars that walk.")] = None,
    voice_provider: Annotated[Literal["HUAWEI_METASTUDIO", "MOBVOI", ""], Query(description="Vendor.")] = "",
    role: Annotated[Literal["SHARER", "SHAREE", ""], Query(description="What I share, or what others share.")] = "",
    is_realtime_voice: Annotated[Flag, Query(description="Voices that are fast enough for live rooms.")] = None,
    human_model_2d_version: Word = "",
    include_device_name: Word = "",
    exclude_device_name: Word = "",
    supported_service: Annotated[
        Literal["VIDEO_2D", "LIVE_2D", "CHAT_2D", ""], Query(description="Assets that may be used in it.")
    ] = "",
    app_user_id: Annotated[str, Query(max_length=256, description="End user they were made for.")] = "",
) -> Response:
    """Find assets. Without a state all are listed but those that were erased."""
    filters = search.Filters(
        name=name,
        tags=several(tag),
        any_tag=tag_combination_type == "UNION_SET",
        since=asked_time(start_time, "start_time"),
        until=asked_time(end_time, "end_time"),
        types=several(asset_type),
        source=asset_source,
        states=several(asset_state),
        style_id=style_id,
        accurate=several(accurate_query_field),
        asset_ids=several(asset_id),
        sexes=several(sex),
        languages=several(language),
        properties=several(system_property),
        action_editable=action_editable,
        is_with_action_library=is_with_action_library,
        is_movable=is_movable,
        voice_provider=voice_provider,
        role=role,
        is_realtime_voice=is_realtime_voice,
        human_model_2d_version=human_model_2d_version,
        include_device_name=include_device_name,
        exclude_device_name=exclude_device_name,
        supported_service=supported_service,
        app_user_id=app_user_id or who.app_user_id or "",
    )
    order = search.order(sort_key or "create_time", sort_dir == "desc")
    with ours.database.transaction() as session:
        states.carry_out_due(session, datetime.now(UTC), who.project_id)
        count, found = page(session, search.search(who.project_id, filters), order, offset, limit)
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
