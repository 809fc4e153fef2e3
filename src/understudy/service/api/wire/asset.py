"""The asset library: making assets, changing them, showing them, acting on many, and taking one to another place."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from understudy.service.api.wire.answers import Page
from understudy.service.api.wire.asset_meta import AssetExtraMeta
from understudy.service.api.wire.error import ErrorResponse
from understudy.service.api.wire.fields import (
    AppUserId,
    AssetId,
    AssetName,
    CreateTime,
    LongAssetId,
    OptionalUrl,
    OrderOnScreen,
    ProjectId,
    SupportedServices,
    Tags,
    Time,
    UpdateTime,
)
from understudy.service.api.wire.file import AssetFileInfo
from understudy.service.api.wire.model import AnswerModel, RequestModel
from understudy.service.api.wire.output import ReviewConfig

AssetType = Literal[
    "IMAGE",
    "VIDEO",
    "AUDIO",
    "MUSIC",
    "HUMAN_MODEL_2D",
    "VOICE_MODEL",
    "PPT",
    "BUSINESS_CARD_TEMPLET",
    "COMMON_FILE",
    "HUMAN_MODEL",
    "SCENE",
    "ANIMATION",
    "MATERIAL",
    "NORMAL_MODEL",
]
"""Kinds of assets. HUMAN_MODEL, SCENE, ANIMATION, MATERIAL and NORMAL_MODEL are retired: they belong to figures in
three dimensions."""

AssetState = Literal["CREATING", "FAILED", "UNACTIVED", "ACTIVED", "DELETING", "DELETED", "BLOCK", "WAITING_DELETE"]
"""States of an asset. ACTIVED and WAITING_DELETE can be used."""

_TYPE = "Kind of the asset: an avatar (HUMAN_MODEL_2D), a voice (VOICE_MODEL), a film, a picture, sound, music, slides,"
_TYPE += " the template of a business card, or any file. HUMAN_MODEL, SCENE, ANIMATION, MATERIAL and NORMAL_MODEL are"
_TYPE += " retired."
AssetTypeField = Annotated[AssetType, Field(description=_TYPE, examples=["IMAGE"])]
AssetStateField = Annotated[
    AssetState,
    Field(
        description="CREATING: has no usable main file yet. ACTIVED: can be used. UNACTIVED: was switched off. FAILED:"
        " its main file was refused. DELETING: is in the recycle bin. DELETED: was erased. BLOCK: was frozen."
        " WAITING_DELETE: can be used, but will be erased."
    ),
]
Description = Annotated[str, Field(max_length=4096, description="What the asset is.")]
BlockReason = Annotated[str, Field(max_length=256, description="Code of the reason of a freeze.")]


class SystemProperty(RequestModel):
    """A property of an asset that the service sets, and that lists can be filtered by."""

    action: Literal["ADD", "DELETE"] | None = Field(None, description="Whether to give or take the property.")
    key: (
        Literal[
            "STYLE_ID",
            "DH_ID",
            "PLATFORM_AVAILABLE",
            "RENDER_ENGINE",
            "BACKGROUND_IMG",
            "BACKGROUND_SCENE",
            "CREATED_BY_PLATFORM",
            "MATERIAL_IMG",
            "MATERIAL_VIDEO",
            "DIGITAL_HUMAN_2D_VIDEO",
            "DIGITAL_HUMAN_3D_VIDEO",
            "BUSSINESS_CARD_VIDEO",
            "BUSINESS_CARD_VIDEO",
            "PHOTO_VIDEO",
            "TO_BE_TRANSLATED_VIDEO",
            "TRANSLATED_VIDEO",
            "LAYER_CONFIG_ENABLE",
            "MEITUAN_MATERIAL_APPROVED",
            "IS_CONTROLLED",
            "LIVE_IS_AUTHORIZED",
            "VIDEO_IS_AUTHORIZED",
            "CHAT_IS_AUTHORIZED",
        ]
        | None
    ) = Field(
        None,
        description="Name of the property. BACKGROUND_IMG, MATERIAL_IMG and MATERIAL_VIDEO say what a file is for,"
        " CREATED_BY_PLATFORM that the service made it.",
    )
    value: str | None = Field(None, min_length=1, max_length=1024, description="Its value.", examples=["Yes"])


SystemProperties = Annotated[
    list[SystemProperty], Field(max_length=50, description="Properties that the service sets, at most 50.")
]


class AutoOperationConfig(RequestModel):
    """Something that will be done to an asset at a given time."""

    operation: Literal["BLOCK", "DELETE"] | None = Field(None, description="BLOCK freezes the asset, DELETE erases it.")
    operation_time: Time | None = Field(None, description="When to do it (UTC).")


AutoOperations = Annotated[list[AutoOperationConfig], Field(description="What will be done to the asset, and when.")]


class AssetSharedConfig(RequestModel):
    """Who may use an asset."""

    shared_type: Literal["PRIVATE", "PUBLIC", "SHARED"] | None = Field(
        None,
        description="PRIVATE: its project. SHARED: the projects of allowed_project_ids too. PUBLIC: every project; for"
        " the service's own assets only.",
    )
    expire_time: str | None = Field(
        None,
        max_length=20,
        description="When sharing ends (UTC). Absent: with the thirtieth day from today.",
        examples=["2026-01-31T23:59:59Z"],
    )
    allowed_project_ids: list[str] | None = Field(None, description="Projects that may use it too.")


class AssetSettings(RequestModel):
    """What a client can say of an asset at any time."""

    asset_description: Description | None = None
    review_config: ReviewConfig | None = Field(None, description="Review of the asset.")
    tags: Tags | None = None
    asset_extra_meta: AssetExtraMeta | None = Field(None, description="What is known about the asset.")
    system_properties: SystemProperties | None = None
    shared_config: AssetSharedConfig | None = Field(None, description="Who may use the asset.")
    asset_order: OrderOnScreen | None = None
    supported_service: SupportedServices | None = None
    auto_operation_config: AutoOperations | None = None


class CreateDigitalAssetRequestBody(AssetSettings):
    """Make an asset; its files come after it."""

    asset_name: AssetName
    asset_type: AssetTypeField
    is_need_generate_cover: bool | None = Field(None, description="For VIDEO: whether to make a cover.")


class CreateDigitalAssetResponse(AnswerModel):
    """The asset was made."""

    asset_id: AssetId | None = Field(None, description="Id of the new asset.")
    produce_id: LongAssetId | None = Field(None, description="Id of the label that says it was made by a machine.")


class UpdateDigitalAssetRequestBody(AssetSettings):
    """Change an asset. What is absent stays as it is."""

    asset_name: AssetName | None = None
    asset_type: AssetTypeField | None = None
    asset_state: Literal["UNACTIVED", "ACTIVED", "WAITING_DELETE"] | None = Field(
        None, description="ACTIVED switches the asset on, UNACTIVED off. WAITING_DELETE is for operators."
    )


class DigitalAssetInfo(AnswerModel):
    """An asset."""

    project_id: ProjectId | None = None
    asset_id: LongAssetId | None = None
    produce_id: LongAssetId | None = Field(None, description="Id of the label that says it was made by a machine.")
    asset_name: AssetName | None = None
    asset_description: Description | None = None
    app_user_id: AppUserId | None = None
    create_time: CreateTime | None = None
    update_time: UpdateTime | None = None
    asset_type: AssetTypeField | None = None
    asset_state: AssetStateField | None = None
    fail_type: Literal["AUTOMATIC_REVIEW_REJECT", "MANUAL_REVIEW_REJECT"] | None = Field(
        None, description="Who refused the asset: a program or a person."
    )
    block_reason_code: BlockReason | None = None
    reason: str | None = Field(None, max_length=256, description="Why it failed, was frozen or was thawed.")
    tags: Tags | None = None
    asset_extra_meta: AssetExtraMeta | None = Field(None, description="What is known about the asset.")
    system_properties: SystemProperties | None = None
    files: list[AssetFileInfo] | None = Field(None, description="Files of the asset.")
    asset_order: OrderOnScreen | None = None
    supported_service: SupportedServices | None = None
    auto_operation_config: AutoOperations | None = None


class ShowAssetResponse(DigitalAssetInfo):
    """An asset."""


class UpdateDigitalAssetResponse(DigitalAssetInfo):
    """The asset as it is now."""


class ListAssetsResponse(Page):
    """Assets."""

    assets: list[DigitalAssetInfo] | None = Field(None, description="The assets of this page.")


class BatchAssetActionReq(RequestModel):
    """Do the same to several assets."""

    action: Literal["DELETE", "DELETE_FORCE", "RESTORE", "UNACTIVE", "ACTIVE", "SHARE", "UNSHARE"] = Field(
        description="DELETE puts them into the recycle bin, RESTORE takes them out, DELETE_FORCE erases them. ACTIVE"
        " and UNACTIVE switch them on and off, SHARE and UNSHARE give and take the use by other projects."
    )
    asset_ids: list[str] = Field(description="Ids of the assets.")
    params: str | None = Field(None, max_length=4096, description="More about the action, where it needs that.")


class AssetActionResult(AnswerModel):
    """How an action ended for some of the assets."""

    ret_status: Literal["SUCCESS", "FAILED"] | None = Field(None, description="Whether it was done.")
    asset_ids: list[str] | None = Field(None, description="Ids of these assets.")
    error_info: ErrorResponse | None = Field(None, description="Why it was not done.")


class BatchExecuteAssetActionResponse(AnswerModel):
    """How the action ended."""

    results: list[AssetActionResult] | None = Field(None, description="One entry for each way in which it ended.")


class ListAssetSummarysReq(RequestModel):
    """Ask for the essentials of several assets."""

    asset_ids: list[str] = Field(description="Ids of the assets.")


class DigitalAssetSummary(AnswerModel):
    """The essentials of an asset."""

    asset_id: str | None = Field(None, max_length=2048, description="Id of the asset.")
    asset_name: str | None = Field(None, max_length=2048, description="Name of the asset.")
    asset_state: AssetStateField | None = None
    asset_type: Literal[AssetType, "MODEL"] | None = Field(None, description=_TYPE)
    block_reason_code: BlockReason | None = None
    cover_url: OptionalUrl | None = Field(None, description="Signed address of the cover.")
    thumbnail_url: OptionalUrl | None = Field(None, description="Signed address of a small picture.")


class ListAssetSummaryResponse(AnswerModel):
    """The essentials of several assets."""

    asset_list: list[DigitalAssetSummary] | None = Field(None, description="One entry for each asset that exists.")


class ReplicationEncInfo(RequestModel):
    """How the description of an asset was encrypted."""

    algorithm: str | None = Field(None, min_length=1, max_length=64, description="Cipher.")
    key_id: str | None = Field(None, min_length=1, max_length=128, description="Id of the key.")
    iv: str | None = Field(None, min_length=1, max_length=128, description="Initialisation vector.")


class ReplicationAssetInfo(RequestModel):
    """An asset, described so that another installation of the service can copy it."""

    asset_id: AssetId | None = None
    asset_info: str | None = Field(
        None, min_length=1, max_length=100_000, description="The description of the asset, encrypted."
    )
    encryption_info: ReplicationEncInfo | None = Field(None, description="How it was encrypted.")
    expire_time: int | None = Field(
        None, ge=0, le=9_223_372_036_854_775_808, description="Until when it can be used: seconds since 1970 (UTC)."
    )


class ShowAssetReplicationInfoResponse(ReplicationAssetInfo):
    """An asset, described so that another installation of the service can copy it: send it there unchanged."""

    model_config = ConfigDict(extra="forbid")
