"""Files of assets: announcing one, sending it in one piece or in several, and saying that it was sent."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from understudy.service.api.wire.fields import AssetId, FileId, OptionalUrl, by_default
from understudy.service.api.wire.model import AnswerModel, RequestModel

LARGEST_FILE = 536_870_912_000
"""Bytes of the largest file, which is sent in several pieces."""

FileName = Annotated[
    str, Field(min_length=1, max_length=256, description="Name of the file, in any case.", examples=["one-day.mp4"])
]
FileMd5 = Annotated[
    str,
    Field(
        min_length=24,
        max_length=24,
        description="MD5 of the file's bytes (RFC 1864): 16 bytes in Base64, not in hexadecimal.",
        examples=["XrY7u+Ae7tCTyyK7j1rNww=="],
    ),
]
FileCategory = Literal["MAIN", "COVER", "PAGE", "SAMPLE", "OTHER", "TEMPORARY", "PACKAGE"]
FileCategoryField = Annotated[FileCategory, Field(description="Part of the file in its asset, which has one MAIN.")]
GivenFileType = Annotated[
    str,
    Field(
        max_length=64,
        description="Type of the file, by its suffix; empty: as file_name says. It decides the PUT's Content-Type.",
        examples=["mp4"],
    ),
]


class FilesCreateReq(RequestModel):
    """Announce a file that is sent in one piece."""

    file_name: FileName
    file_md5: FileMd5
    file_size: int = Field(ge=1, le=5_368_709_120, description="Size in bytes.")
    file_type: GivenFileType
    asset_id: AssetId = Field(description="Id of the asset that the file belongs to.")
    asset_file_category: FileCategoryField


class CreateFileResponse(AnswerModel):
    """Where to send the file."""

    file_id: FileId | None = None
    upload_url: OptionalUrl | None = Field(
        None,
        description="Signed address for a PUT within 24 hours, with Content-MD5 (file_md5) and the Content-Type of the"
        " file's type.",
    )


class LargeFilesCreateReq(RequestModel):
    """Announce a file that is sent in several pieces."""

    file_name: FileName
    file_size: int | None = Field(None, ge=1, le=LARGEST_FILE, description="Size in bytes.")
    file_type: GivenFileType
    asset_id: AssetId = Field(description="Id of the asset that the file belongs to.")
    asset_file_category: Literal["MAIN", "OTHER", "PACKAGE"] = Field(description="Part of the file in its asset.")
    file_multipart_count: int | None = Field(
        None, ge=1, le=100, description="Number of pieces.", json_schema_extra=by_default(1)
    )


class CreateLargeFileResponse(AnswerModel):
    """Where to send the pieces of the file."""

    file_id: FileId | None = None
    upload_urls: list[str] | None = Field(
        None, description="Signed addresses for a PUT within 24 hours, one for each piece, in their order."
    )


class ConfirmFileUploadRequestBody(RequestModel):
    """Say how sending a file ended."""

    state: Literal["CREATED", "FAILED", "CANCELLED"] = Field(
        description="CREATED: it was sent. FAILED: it could not be. CANCELLED: it will not be."
    )
    auto_meta_analysis: bool | None = Field(
        None, description="Retired: asked for the metadata of the file, which is now always read.", deprecated=True
    )


class FileExtraMeta(AnswerModel):
    """More about a file."""

    video_transcoding_status: Literal["WAITING", "TRANSCODING", "FAILED", "SUCCEEDED"] | None = Field(
        None, description="How the conversion of a film goes."
    )


class KeptFile(AnswerModel):
    """A file of an asset; what the asset library and text-to-speech say of one."""

    file_id: FileId | None = None
    file_name: FileName | None = None
    file_md5: FileMd5 | None = None
    file_size: int | None = Field(None, ge=1, le=LARGEST_FILE, description="Size in bytes.")
    file_type: str | None = Field(
        None, min_length=1, max_length=64, description="Type of the file, by its suffix.", examples=["mp4"]
    )
    download_url: OptionalUrl | None = Field(None, description="Signed address of the file, valid for 24 hours.")
    reason: str | None = Field(None, max_length=256, description="Why the file was refused or frozen.")


class AssetFileInfo(KeptFile):
    """A file of an asset."""

    asset_file_category: FileCategoryField | None = None
    state: (
        Literal["CREATING", "CREATED", "FAILED", "CANCELLED", "DELETING", "DELETED", "UPLOADED", "REVIEW", "BLOCK"]
        | None
    ) = Field(
        None,
        description="CREATING: was announced. UPLOADED: was sent. REVIEW: is being looked at. CREATED: can be used."
        " FAILED, CANCELLED: is not there. BLOCK: was frozen. DELETING, DELETED: was put away.",
    )
    block_reason_code: str | None = Field(None, max_length=256, description="Code of the reason of a freeze.")
    file_extra_meta: FileExtraMeta | None = Field(None, description="More about the file.")
