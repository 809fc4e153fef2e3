"""Styles of the retired 3D avatars: there are none."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query

from understudy.service.api.context import Caller, project_router
from understudy.service.api.paging import Limit, Offset, SortDirection, asked_time
from understudy.service.api.wire.style import ListStylesResponse

router = project_router("styles")


@router.get("/styles")
def list_styles(
    who: Caller,
    offset: Offset = 0,
    limit: Limit = 10,
    state: Annotated[str | None, Query(max_length=1024, description="States, joined with commas.")] = None,
    sort_key: Literal["create_time", "update_time", "asset_order"] = "create_time",
    sort_dir: SortDirection = "asc",
    create_since: Annotated[str | None, Query(description="Only styles created then or later.")] = None,
    create_until: Annotated[str | None, Query(description="Only styles created then or before.")] = None,
) -> ListStylesResponse:
    """List 3D styles. They are retired, and this service has none: the list is empty."""
    asked_time(create_since, "create_since")
    asked_time(create_until, "create_until")
    return ListStylesResponse(count=0, styles=[])
