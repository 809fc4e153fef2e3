"""Styles of figures in three dimensions (retired; the list is empty here)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from understudy.service.api.wire.answers import Page
from understudy.service.api.wire.fields import AssetId, CreateTime, Sex, UpdateTime, Url
from understudy.service.api.wire.model import AnswerModel


class StyleAssetItem(AnswerModel):
    """An asset that belongs to a style."""

    asset_id: AssetId | None = None
    asset_type: Literal["ANIMATION", "MATERIAL"] | None = Field(None, description="Whether it moves or clothes.")
    cover_url: Url | None = Field(None, description="Address of its cover.")


class StyleExtraMeta(AnswerModel):
    """What can be done with a style."""

    picture_modeling_enable: bool | None = Field(None, description="Whether figures can be made from photos.")
    edit_enable: bool | None = Field(None, description="Whether figures can be edited.")
    edit_engine: str | None = Field(None, min_length=1, max_length=128, description="With what they are edited.")
    model_id: str | None = Field(None, min_length=1, max_length=64, description="Kind of the figure.")


class StyleInfo(AnswerModel):
    """A style."""

    name: str = Field(max_length=256, description="Name of the style.")
    description: str | None = Field(None, max_length=1024, description="What the style is.")
    project_id: str | None = Field(None, max_length=256, description="Project that it belongs to.")
    status: str | None = Field(None, max_length=256, description="How it stands.")
    sex: Sex | None = Field(None, description="Sex of its figures.")
    tags: list[str] | None = Field(None, description="Labels.")
    style_assets: list[StyleAssetItem] | None = Field(None, description="Assets that belong to it.")
    extra_meta: StyleExtraMeta | None = Field(None, description="What can be done with it.")
    style_id: str | None = Field(None, min_length=1, max_length=64, description="Id of the style.")
    create_time: CreateTime | None = None
    update_time: UpdateTime | None = None
    state: Literal["CREATING", "PUBLISHED", "DELETED", "UNPUBLISHED", "PUBLISHING"] | None = Field(
        None, description="Whether it is offered."
    )


class ListStylesResponse(Page):
    """Styles."""

    styles: list[StyleInfo] | None = Field(None, description="The styles of this page.")
