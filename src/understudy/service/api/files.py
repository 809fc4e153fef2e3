"""Files of assets: announce one, send it to its URL, confirm it, delete it."""

from __future__ import annotations

from functools import partial

from starlette.responses import Response

from understudy.service.api.context import Caller, Ours, project_router
from understudy.service.api.wire.file import (
    ConfirmFileUploadRequestBody,
    CreateFileResponse,
    CreateLargeFileResponse,
    FilesCreateReq,
    LargeFilesCreateReq,
)
from understudy.service.assets import slots, uploads
from understudy.service.jobs.examination import examine

router = project_router("files")


@router.post("/files")
def create_file(body: FilesCreateReq, who: Caller, ours: Ours) -> CreateFileResponse:
    """Announce a file that is sent with one PUT."""
    file = uploads.Announced(
        asset_id=body.asset_id,
        name=body.file_name,
        category=body.asset_file_category,
        kind=body.file_type,
        size=body.file_size,
        md5=body.file_md5,
    )
    with ours.database.transaction() as session:
        place = uploads.announce(session, who.project_id, file)
        return CreateFileResponse(file_id=place.id, upload_url=slots.upload_urls(ours.signer, place)[0])


@router.post("/large-files")
def create_large_file(body: LargeFilesCreateReq, who: Caller, ours: Ours) -> CreateLargeFileResponse:
    """Announce a file that is sent in several parts, one PUT each."""
    file = uploads.Announced(
        asset_id=body.asset_id,
        name=body.file_name,
        category=body.asset_file_category,
        kind=body.file_type,
        size=body.file_size or 0,
        parts=body.file_multipart_count or 1,
    )
    with ours.database.transaction() as session:
        place = uploads.announce(session, who.project_id, file)
        return CreateLargeFileResponse(file_id=place.id, upload_urls=slots.upload_urls(ours.signer, place))


@router.post("/files/{file_id}/complete", response_class=Response)
def confirm_upload(file_id: str, body: ConfirmFileUploadRequestBody, who: Caller, ours: Ours) -> Response:
    """Say how sending a file ended; a main file makes its asset usable."""
    uploads.confirm(ours.database, ours.storage, partial(examine, ours.desk), who.project_id, file_id, body.state)
    return Response()


@router.delete("/files/{file_id}", response_class=Response)
def delete_file(file_id: str, who: Caller, ours: Ours) -> Response:
    """Erase one file of an asset."""
    with ours.database.transaction() as session:
        file = uploads.remove(session, who.project_id, file_id)
    slots.erase_objects(ours.storage, [file])
    return Response()
