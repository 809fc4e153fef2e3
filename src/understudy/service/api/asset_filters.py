"""The parameters of the list of assets, in the contract's names, and what they look for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Query

from understudy.service.api.paging import Limit, Offset, SortDirection, asked_end, asked_time, several
from understudy.service.assets import search

Several = Annotated[str, Query(max_length=1024, description="One or more, joined with commas.")]
Word = Annotated[str, Query(max_length=256)]
Flag = bool | None


@dataclass(frozen=True)
class Asked:
    """Which assets are wanted, and which page of them."""

    offset: Offset = 0
    limit: Limit = 10
    name: Annotated[str, Query(max_length=128, description="Part of the name.")] = ""
    tag: Annotated[str, Query(max_length=1024, description="Parts of tags, joined with commas.")] = ""
    tag_combination_type: Annotated[
        Literal["INTERSECTION", "UNION_SET", ""], Query(description="All of several tags (default), or one of them.")
    ] = ""
    start_time: Annotated[str, Query(max_length=20, description="Made then or later (UTC).")] = ""
    end_time: Annotated[str, Query(max_length=20, description="Made then or before (UTC).")] = ""
    asset_type: Several = ""
    sort_key: Literal["create_time", "update_time", "asset_order", ""] = ""
    sort_dir: SortDirection = "asc"
    asset_source: Annotated[
        Literal["SYSTEM", "CUSTOMIZATION", "ALL"], Query(description="The system's, one's own, or both.")
    ] = "CUSTOMIZATION"
    asset_state: Several = ""
    style_id: Annotated[str, Query(max_length=64, description="Style of a figure in three dimensions (retired).")] = ""
    accurate_query_field: Annotated[
        list[str] | None, Query(description="Filters (`name`, `tag`) that must match as a whole.")
    ] = None
    asset_id: Annotated[list[str] | None, Query(description="Only these assets.")] = None
    sex: Several = ""
    language: Several = ""
    system_property: Annotated[str, Query(max_length=1024, description="`Key:Value`, joined with commas.")] = ""
    action_editable: Annotated[Flag, Query(description="Avatars whose gestures can be edited.")] = None
    is_with_action_library: Annotated[Flag, Query(description="Avatars whose gestures can be called.")] = None
    is_movable: Annotated[Flag, Query(description="Avatars that walk.")] = None
    voice_provider: Annotated[Literal["HUAWEI_METASTUDIO", "MOBVOI", ""], Query(description="Vendor.")] = ""
    role: Annotated[Literal["SHARER", "SHAREE", ""], Query(description="What I share, or what others share.")] = ""
    is_realtime_voice: Annotated[Flag, Query(description="Voices that are fast enough for live rooms.")] = None
    human_model_2d_version: Word = ""
    include_device_name: Word = ""
    exclude_device_name: Word = ""
    supported_service: Annotated[
        Literal["VIDEO_2D", "LIVE_2D", "CHAT_2D", ""], Query(description="Assets that may be used in it.")
    ] = ""
    app_user_id: Annotated[str, Query(max_length=256, description="End user they were made for.")] = ""

    def filters(self, app_user_id: str | None) -> search.Filters:
        """What is looked for; by a caller who speaks for an end user only what that one made, where nobody is named."""
        return search.Filters(
            name=self.name,
            tags=several(self.tag),
            any_tag=self.tag_combination_type == "UNION_SET",
            since=asked_time(self.start_time, "start_time"),
            until=asked_end(self.end_time, "end_time"),
            types=several(self.asset_type),
            source=self.asset_source,
            states=several(self.asset_state),
            style_id=self.style_id,
            accurate=several(self.accurate_query_field),
            asset_ids=several(self.asset_id),
            sexes=several(self.sex),
            languages=several(self.language),
            properties=several(self.system_property),
            action_editable=self.action_editable,
            is_with_action_library=self.is_with_action_library,
            is_movable=self.is_movable,
            voice_provider=self.voice_provider,
            role=self.role,
            is_realtime_voice=self.is_realtime_voice,
            human_model_2d_version=self.human_model_2d_version,
            include_device_name=self.include_device_name,
            exclude_device_name=self.exclude_device_name,
            supported_service=self.supported_service,
            app_user_id=self.app_user_id or app_user_id or "",
        )


Wanted = Annotated[Asked, Depends()]
