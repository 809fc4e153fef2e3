"""The vocabulary: how a project wants words to be read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from understudy.service.api.wire.answers import Page, Recorded
from understudy.service.api.wire.fields import CreateTime, RecordId, UpdateTime
from understudy.service.api.wire.model import AnswerModel, RequestModel

ReadingRule = Annotated[
    Literal["CHINESE_G2P", "PHONETIC_SYMBOL", "CONTINUUM", "ALIAS", "SAY_AS"],
    Field(
        description="What value is. CHINESE_G2P: pinyin with tone numbers. PHONETIC_SYMBOL: the sounds of an English"
        " word. CONTINUUM: key is one word, without a pause in it. ALIAS: read value instead. SAY_AS: a way of reading."
    ),
]
Key = Annotated[str, Field(max_length=200, description="The word as it is written.")]
Reading = Annotated[
    str,
    Field(
        max_length=200,
        description="How it is read; for SAY_AS one of date, number, figure, telephone, spell and english.",
    ),
]
GroupOfEntry = Annotated[str, Field(max_length=64, description="Group that the entry belongs to.")]


class SaveTtscVocabularyConfigsRequestBody(RequestModel):
    """Write or change an entry."""

    type: ReadingRule
    key: Key | None = None
    value: Reading | None = None
    group_id: GroupOfEntry | None = None


class CreateTtscVocabularyConfigsResponse(Recorded):
    """The entry was written."""


class SaveTtscVocabularyConfigsResponse(Recorded):
    """The entry was changed."""


class DeleteTtscVocabularyConfigsRequestBody(RequestModel):
    """Delete entries."""

    id: list[str] | None = Field(None, description="Ids of the entries: a list, in spite of its name.")


class VocabularyConfig(AnswerModel):
    """An entry."""

    id: str | None = Field(None, max_length=64, description="Id of the entry.")
    key: Key | None = None
    value: Reading | None = None
    type: ReadingRule | None = None
    group_id: GroupOfEntry | None = None
    create_time: CreateTime | None = None
    update_time: UpdateTime | None = None


class ListTtscVocabularyConfigsResponse(Page):
    """Entries."""

    data: list[VocabularyConfig] | None = Field(None, description="The entries of this page.")


class SaveTtscVocabularyGroupsRequestBody(RequestModel):
    """Make or rename a group."""

    group_name: str | None = Field(None, min_length=1, max_length=256, description="Name of the group.")


class CreateTtscVocabularyGroupsResponse(Recorded):
    """The group was made."""


class UpdateTtscVocabularyGroupsResponse(Recorded):
    """The group was renamed."""


class SetTtscGroupAssetsRequestBody(RequestModel):
    """Say which voices a group is for."""

    asset_ids: list[str] | None = Field(None, description="Ids of the voices' assets, in place of those before.")


class SetTtscGroupAssetsResponse(Recorded):
    """The group is for these voices now."""


class TtscGroupAssetsConfig(AnswerModel):
    """A group."""

    group_id: str | None = Field(None, max_length=48, description="Id of the group.")
    group_name: str | None = Field(None, max_length=256, description="Name of the group.")
    asset_ids: list[str] | None = Field(None, description="Ids of the voices that it is for.")


class ListTtscVocabularyGroupsResponse(Page):
    """Groups."""

    data: list[TtscGroupAssetsConfig] | None = Field(None, description="The groups of this page.")


class SaveTtscTenantConfigsRequestBody(RequestModel):
    """A switch of the whole project."""

    id: RecordId | None = None
    key: str = Field(min_length=1, max_length=64, description="Name of the switch.", examples=["vocabulary"])
    value: str = Field(min_length=1, max_length=64, description="Its setting.", examples=["true"])


class ShowVocabularySwitchConfigsResponse(Page):
    """The switches of the project."""

    data: list[SaveTtscTenantConfigsRequestBody] | None = Field(None, description="The switches of this page.")
