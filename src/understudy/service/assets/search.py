"""Searching the library: every filter of the contract as a condition of one query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from understudy.service.assets import sharing
from understudy.service.assets.states import DELETED
from understudy.service.database.tables import Asset

AVATAR, VOICE = Asset.extra_meta["human_model_2d_meta"], Asset.extra_meta["voice_model_meta"]

OWN_PROVIDER = "HUAWEI_METASTUDIO"
"""The contract's word for voices that come from no other vendor."""


@dataclass(frozen=True)
class Filters:
    """What is looked for, in the contract's names; what is empty or None does not matter.

    `accurate` names the filters (`name`, `tag`) that must match as a whole.
    """

    name: str = ""
    tags: Sequence[str] = ()
    any_tag: bool = False
    since: datetime | None = None
    until: datetime | None = None
    types: Sequence[str] = ()
    source: str = "CUSTOMIZATION"
    states: Sequence[str] = ()
    style_id: str = ""
    accurate: Sequence[str] = ()
    asset_ids: Sequence[str] = ()
    sexes: Sequence[str] = ()
    languages: Sequence[str] = ()
    properties: Sequence[str] = ()
    action_editable: bool | None = None
    is_with_action_library: bool | None = None
    is_movable: bool | None = None
    voice_provider: str = ""
    role: str = ""
    is_realtime_voice: bool | None = None
    human_model_2d_version: str = ""
    include_device_name: str = ""
    exclude_device_name: str = ""
    supported_service: str = ""
    app_user_id: str = ""


def search(project_id: str, filters: Filters) -> Select[Asset]:
    """The query for what a project finds; not sorted yet."""
    conditions = [_whose(project_id, filters), *_plain(filters), *_described(filters), *_meta(filters)]
    return select(Asset).where(*conditions)


def order(key: str, descending: bool) -> tuple[Any, ...]:
    """How to sort by `create_time`, `update_time` or `asset_order`; equal places in the order: newest first."""
    column: ColumnElement[Any] = getattr(Asset, key)
    first = column.desc() if descending else column.asc()
    if key == "asset_order":
        return first, Asset.create_time.desc(), Asset.id
    return first, Asset.id.desc() if descending else Asset.id.asc()


def _whose(project_id: str, filters: Filters) -> ColumnElement[bool]:
    """Whose assets are meant: one's own, the system's, or those that are shared."""
    if filters.role == "SHAREE":
        return and_(Asset.project_id.is_not(None), Asset.project_id != project_id, sharing.is_shared_with(project_id))
    own = Asset.project_id == project_id
    if filters.app_user_id:
        own = and_(own, Asset.app_user_id == filters.app_user_id)
    if filters.role == "SHARER":
        return and_(own, sharing.is_shared())
    system = Asset.project_id.is_(None)
    return {"SYSTEM": system, "ALL": or_(own, system)}.get(filters.source, own)


def _plain(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.states:
        yield Asset.state.in_(filters.states)
    else:
        yield Asset.state != DELETED
    if filters.types:
        yield Asset.type.in_(filters.types)
    if filters.asset_ids:
        yield Asset.id.in_(filters.asset_ids)
    if filters.since:
        yield Asset.create_time >= filters.since
    if filters.until:
        yield Asset.create_time < filters.until
    if filters.supported_service:
        yield or_(
            Asset.supported_service == literal([], JSONB), Asset.supported_service.contains([filters.supported_service])
        )


def _described(filters: Filters) -> Iterator[ColumnElement[bool]]:
    """By words: names, tags, properties."""
    accurate = set(filters.accurate)
    if filters.name:
        exact = accurate & {"name", "asset_name"}
        yield Asset.name == filters.name if exact else Asset.name.icontains(filters.name, autoescape=True)
    if filters.tags:
        found = [_tagged(tag, exact=bool(accurate & {"tag", "tags"})) for tag in filters.tags]
        yield or_(*found) if filters.any_tag else and_(*found)
    for given in filters.properties:
        key, _, value = given.partition(":")
        yield _has_property(key.strip(), value.strip())
    if filters.style_id:
        yield _has_property("STYLE_ID", filters.style_id)
    if filters.is_movable is not None:
        walks = _tagged("WALKING", exact=True)
        yield walks if filters.is_movable else ~walks


def _tagged(tag: str, *, exact: bool) -> ColumnElement[bool]:
    """Whether an asset has a tag like `tag`; hyphens and underscores are one, as the contract writes both."""
    have = func.jsonb_array_elements_text(Asset.tags).table_valued("value").alias("have")
    one = func.replace(func.lower(have.c.value), "_", "-")
    wanted = tag.strip().lower().replace("_", "-")
    return exists(select(1).select_from(have).where(one == wanted if exact else one.contains(wanted, autoescape=True)))


def _has_property(key: str, value: str) -> ColumnElement[bool]:
    have = func.jsonb_array_elements(Asset.system_properties).table_valued("value").alias("have")
    entry = have.c.value.cast(JSONB)
    same = entry["key"].astext == key
    if value:
        same = and_(same, func.lower(entry["value"].astext) == value.lower())
    return exists(select(1).select_from(have).where(same))


def _meta(filters: Filters) -> Iterator[ColumnElement[bool]]:
    """By what is known of avatars and voices."""
    if filters.sexes:
        tagged = and_(Asset.type == "HUMAN_MODEL_2D", or_(*(_tagged(sex, exact=True) for sex in filters.sexes)))
        yield or_(VOICE["sex"].astext.in_(filters.sexes), tagged)
    if filters.languages:
        wanted = [language.lower() for language in filters.languages]
        spoken = func.lower(func.coalesce(VOICE["languages"].astext, "[]")).cast(JSONB)
        yield or_(
            func.lower(VOICE["language"].astext).in_(wanted), *(spoken.contains([language]) for language in wanted)
        )
    if filters.voice_provider:
        provider = func.coalesce(VOICE["external_voice_meta"]["provider"].astext, OWN_PROVIDER)
        yield and_(Asset.type == "VOICE_MODEL", provider == filters.voice_provider)
    for meta, name, value in (
        (AVATAR, "is_action_editable", filters.action_editable),
        (AVATAR, "is_with_action_library", filters.is_with_action_library),
        (VOICE, "is_realtime_voice", filters.is_realtime_voice),
    ):
        if value is not None:
            yield func.coalesce(meta[name].astext, "false") == str(value).lower()
    if filters.human_model_2d_version:
        version = filters.human_model_2d_version.replace(".", "_")
        yield AVATAR["model_version"].astext == version
    if filters.include_device_name:
        yield _compiled_for(filters.include_device_name)
    if filters.exclude_device_name:
        yield ~_compiled_for(filters.exclude_device_name)


def _compiled_for(device: str) -> ColumnElement[bool]:
    return func.coalesce(AVATAR["device_names"], literal([], JSONB)).cast(JSONB).contains([device])
