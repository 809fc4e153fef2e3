"""The vocabulary: groups of words with their readings, the voices they are for, and the switch of the project."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal

from fastapi import Query
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from understudy.errors import InputError
from understudy.service.api.answers import answered, done
from understudy.service.api.context import Caller, Ours, project_router
from understudy.service.api.paging import Limit, Offset, asked_end, asked_time, page, shown
from understudy.service.api.wire.vocabulary import (
    CreateTtscVocabularyConfigsResponse,
    CreateTtscVocabularyGroupsResponse,
    DeleteTtscVocabularyConfigsRequestBody,
    ListTtscVocabularyConfigsResponse,
    ListTtscVocabularyGroupsResponse,
    SaveTtscTenantConfigsRequestBody,
    SaveTtscVocabularyConfigsRequestBody,
    SaveTtscVocabularyConfigsResponse,
    SaveTtscVocabularyGroupsRequestBody,
    SetTtscGroupAssetsRequestBody,
    SetTtscGroupAssetsResponse,
    ShowVocabularySwitchConfigsResponse,
    TtscGroupAssetsConfig,
    UpdateTtscVocabularyGroupsResponse,
    VocabularyConfig,
)
from understudy.service.assets.usable import usable, visible
from understudy.service.auth.principal import Principal
from understudy.service.database.tables import Asset, TenantConfig, VocabularyEntry, VocabularyGroup
from understudy.service.jobs.request import invalid
from understudy.service.jobs.vocabulary import OFF, ON, SWITCH, reading, switched_on

router = project_router("vocabulary", "/ttsc")

DEFAULT_GROUP = "default"
"""Name of the group that entries without a group go to; it is made with the first of them."""

LongLimit = Annotated[int, Query(ge=1, le=1000, description="How many records a page has.")]
NoOffset = Annotated[int, Query(ge=0, le=2**31 - 1, description="Has no effect on what is deleted.")]
NoLimit = Annotated[int, Query(ge=1, le=1000, description="Has no effect on what is deleted.")]
Id = Annotated[str | None, Query(max_length=64)]


@router.post("/vocabulary-groups", response_model=CreateTtscVocabularyGroupsResponse)
def create_group(body: SaveTtscVocabularyGroupsRequestBody, who: Caller, ours: Ours) -> Response:
    """Make a vocabulary group."""
    with ours.database.transaction() as session:
        _one_at_a_time(session, who)
        name = _free_name(session, who, body.group_name, None)
        group = VocabularyGroup(id=uuid.uuid4().hex, project_id=who.project_id, name=name)
        session.add(group)
    return answered(CreateTtscVocabularyGroupsResponse(id=group.id))


@router.put("/vocabulary-groups/{group_id}", response_model=UpdateTtscVocabularyGroupsResponse)
def rename_group(group_id: str, body: SaveTtscVocabularyGroupsRequestBody, who: Caller, ours: Ours) -> Response:
    """Rename a vocabulary group."""
    with ours.database.transaction() as session:
        _one_at_a_time(session, who)
        group = _group(session, who, group_id)
        group.name, group.update_time = _free_name(session, who, body.group_name, group), func.now()
    return answered(UpdateTtscVocabularyGroupsResponse(id=group_id))


@router.delete("/vocabulary-groups/{group_id}")
def delete_group(group_id: str, who: Caller, ours: Ours, offset: NoOffset = 0, limit: NoLimit = 10) -> Response:
    """Delete a vocabulary group with its entries."""
    with ours.database.transaction() as session:
        session.delete(_group(session, who, group_id))
    return done()


@router.get("/vocabulary-groups", response_model=ListTtscVocabularyGroupsResponse)
def list_groups(who: Caller, ours: Ours, offset: Offset = 0, limit: Limit = 10, group_id: Id = None) -> Response:
    """List the vocabulary groups with the voices they are for."""
    query = select(VocabularyGroup).where(VocabularyGroup.project_id == who.project_id)
    query = query.where(VocabularyGroup.id == group_id) if group_id else query
    with ours.database.transaction() as session:
        count, groups = page(session, query, (VocabularyGroup.create_time, VocabularyGroup.id), offset, limit)
        data = [TtscGroupAssetsConfig(group_id=one.id, group_name=one.name, asset_ids=one.voices) for one in groups]
    return answered(ListTtscVocabularyGroupsResponse(count=count, data=data))


@router.put("/group-assets/{group_id}", response_model=SetTtscGroupAssetsResponse)
def set_voices(group_id: str, body: SetTtscGroupAssetsRequestBody, who: Caller, ours: Ours) -> Response:
    """Say which voices a group is for; with an empty list it is for all."""
    if body.asset_ids is None:
        raise invalid("asset_ids", "is missing", "give the ids of voices, or [] for all voices")
    with ours.database.transaction() as session:
        group = _group(session, who, group_id)
        for place, asset_id in enumerate(body.asset_ids):
            try:
                usable(session, who.project_id, asset_id, ("VOICE_MODEL",))
            except InputError as error:
                found = error.problems[0]
                field = f"asset_ids[{place}]"
                raise InputError(found.code, found.message, hint=found.hint, field=field) from None
        group.voices, group.update_time = list(dict.fromkeys(body.asset_ids)), func.now()
    return answered(SetTtscGroupAssetsResponse(id=group_id))


@router.post("/vocabulary-configs", response_model=CreateTtscVocabularyConfigsResponse)
def create_entry(body: SaveTtscVocabularyConfigsRequestBody, who: Caller, ours: Ours) -> Response:
    """Say how a word is read; without a group, in the default group."""
    with ours.database.transaction() as session:
        _one_at_a_time(session, who)
        group = _group_in_body(session, who, body.group_id) if body.group_id else _default_group(session, who)
        entry = VocabularyEntry(id=uuid.uuid4().hex, project_id=who.project_id)
        _write(session, entry, group, body.type, body.key, body.value)
        session.add(entry)
    return answered(CreateTtscVocabularyConfigsResponse(id=entry.id))


@router.put("/vocabulary-configs/{vocabulary_id}", response_model=SaveTtscVocabularyConfigsResponse)
def save_entry(vocabulary_id: str, body: SaveTtscVocabularyConfigsRequestBody, who: Caller, ours: Ours) -> Response:
    """Change an entry; what is absent stays as it is."""
    with ours.database.transaction() as session:
        _one_at_a_time(session, who)
        entry = session.get(VocabularyEntry, vocabulary_id)
        if entry is None or entry.project_id != who.project_id:
            raise InputError("not_found", "Not Found")
        group = _group_in_body(session, who, body.group_id or entry.group_id)
        key = entry.key if body.key is None else body.key
        value = entry.value if body.value is None else body.value
        _write(session, entry, group, body.type, key, value)
        entry.update_time = func.now()
    return answered(SaveTtscVocabularyConfigsResponse(id=vocabulary_id))


@router.delete("/vocabulary-configs")
def delete_entries(
    body: DeleteTtscVocabularyConfigsRequestBody, who: Caller, ours: Ours, offset: NoOffset = 0, limit: NoLimit = 10
) -> Response:
    """Delete entries: all of those named, or none where one of them is not there."""
    wanted = list(dict.fromkeys(body.id or ()))
    if not wanted:
        raise invalid("id", "is missing or empty", "give a list of ids of entries")
    with ours.database.transaction() as session:
        named = select(VocabularyEntry).where(VocabularyEntry.id.in_(wanted))
        found = {one.id: one for one in session.scalars(named.where(VocabularyEntry.project_id == who.project_id))}
        if missing := [one for one in wanted if one not in found]:
            raise invalid("id", f"there is no entry {missing[0][:64]!r}", "list the entries for their ids")
        for entry in found.values():
            session.delete(entry)
    return done()


@router.get("/vocabulary-configs", response_model=ListTtscVocabularyConfigsResponse)
def list_entries(
    who: Caller,
    ours: Ours,
    type: Annotated[  # noqa: A002 - name of the contract
        Literal["CHINESE_G2P", "PHONETIC_SYMBOL", "CONTINUUM", "ALIAS", "SAY_AS"] | None, Query(description="Kind.")
    ] = None,
    tts_service_name: Annotated[
        str | None, Query(max_length=64, description="Name of a voice: entries it reads by.")
    ] = None,
    is_vocabulary_config_enable: Annotated[
        str | None, Query(max_length=64, description="true: only while the vocabulary is switched on.")
    ] = None,
    group_id: Id = None,
    asset_id: Annotated[str | None, Query(max_length=48, description="Id of a voice: entries it reads by.")] = None,
    limit: Limit = 10,
    offset: Offset = 0,
    start_time: Annotated[str | None, Query(max_length=20, description="Only entries made then or later.")] = None,
    end_time: Annotated[str | None, Query(max_length=20, description="Only entries made then or before.")] = None,
    search_key: Annotated[str | None, Query(max_length=255, description="Part of a word or of its reading.")] = None,
) -> Response:
    """List entries, oldest first."""
    since, until = asked_time(start_time, "start_time"), asked_end(end_time, "end_time")
    query = select(VocabularyEntry).where(VocabularyEntry.project_id == who.project_id)
    query = query.where(VocabularyEntry.type == type) if type else query
    query = query.where(VocabularyEntry.group_id == group_id) if group_id else query
    query = query.where(VocabularyEntry.create_time >= since) if since else query
    query = query.where(VocabularyEntry.create_time < until) if until else query
    if search_key:
        columns = (VocabularyEntry.key, VocabularyEntry.value)
        query = query.where(or_(*(column.icontains(search_key, autoescape=True) for column in columns)))
    with ours.database.transaction() as session:
        if (is_vocabulary_config_enable or "").lower() in ON and not switched_on(session, who.project_id):
            query = query.where(VocabularyEntry.id.is_(None))
        if asset_id:
            query = query.where(VocabularyEntry.group_id.in_(_groups_for(session, who, {asset_id})))
        if tts_service_name:
            voices = _voices_named(session, who, tts_service_name)
            query = query.where(VocabularyEntry.group_id.in_(_groups_for(session, who, voices)))
        count, entries = page(session, query, (VocabularyEntry.create_time, VocabularyEntry.id), offset, limit)
        data = [_shown(entry) for entry in entries]
    return answered(ListTtscVocabularyConfigsResponse(count=count, data=data))


@router.put("/tenant-configs")
def set_switch(body: SaveTtscTenantConfigsRequestBody, who: Caller, ours: Ours) -> Response:
    """Switch the project's vocabulary on or off."""
    if body.key != SWITCH:
        raise invalid("key", f"there is no switch {body.key!r}", f"the only one is {SWITCH!r}")
    if body.id not in (None, SWITCH):
        raise invalid("id", f"the switch {SWITCH!r} does not have the id {body.id!r}", "leave it out")
    if body.value.lower() not in ON + OFF:
        raise invalid("value", f"{body.value!r} is neither on nor off", "give 'true' or 'false'")
    with ours.database.transaction() as session:
        session.merge(TenantConfig(project_id=who.project_id, key=body.key, value=body.value))
    return done()


@router.get("/tenant-configs", response_model=ShowVocabularySwitchConfigsResponse)
def show_switches(
    who: Caller,
    ours: Ours,
    offset: Offset = 0,
    limit: LongLimit = 10,
    key: Annotated[str | None, Query(min_length=1, max_length=64, description="Name of the switch.")] = None,
) -> Response:
    """Show the switches of the project; one that was never set is on."""
    with ours.database.transaction() as session:
        kept = session.get(TenantConfig, (who.project_id, SWITCH))
        value = kept.value if kept else ON[0]
    switches = [SaveTtscTenantConfigsRequestBody(id=SWITCH, key=SWITCH, value=value)] if key in (None, SWITCH) else []
    data = switches[offset : offset + limit]
    return answered(ShowVocabularySwitchConfigsResponse(count=len(switches), data=data))


def _one_at_a_time(session: Session, who: Principal) -> None:
    """Names of groups and words of a group are unique: who writes waits for who writes in the same project."""
    lock = func.hashtextextended(f"vocabulary/{who.project_id}", 0)
    session.execute(select(func.pg_advisory_xact_lock(lock)))


def _group(session: Session, who: Principal, group_id: str) -> VocabularyGroup:
    group = session.get(VocabularyGroup, group_id)
    if group is None or group.project_id != who.project_id:
        raise InputError("not_found", "Not Found")
    return group


def _group_in_body(session: Session, who: Principal, group_id: str) -> VocabularyGroup:
    try:
        return _group(session, who, group_id)
    except InputError:
        raise invalid(
            "group_id", f"there is no vocabulary group {group_id!r}", "list the groups for their ids"
        ) from None


def _default_group(session: Session, who: Principal) -> VocabularyGroup:
    groups = select(VocabularyGroup).where(VocabularyGroup.project_id == who.project_id)
    chosen = or_(VocabularyGroup.is_default, VocabularyGroup.name == DEFAULT_GROUP)
    found = session.scalars(groups.where(chosen).order_by(VocabularyGroup.is_default.desc())).first()
    if found is None:
        found = VocabularyGroup(id=uuid.uuid4().hex, project_id=who.project_id, name=DEFAULT_GROUP, is_default=True)
        session.add(found)
        session.flush()
    return found


def _free_name(session: Session, who: Principal, name: str | None, own: VocabularyGroup | None) -> str:
    if not (name or "").strip():
        raise invalid("group_name", "is missing", "name the group")
    assert name is not None
    taken = select(VocabularyGroup).where(VocabularyGroup.project_id == who.project_id, VocabularyGroup.name == name)
    found = session.scalars(taken).first()
    if found is not None and found is not own:
        raise invalid("group_name", f"group {found.id} has the name {name!r} already", "choose another name")
    return name


def _write(
    session: Session, entry: VocabularyEntry, group: VocabularyGroup, kind: str, key: str | None, value: str | None
) -> None:
    """Put checked values into an entry; a group says of every word once how it is read."""
    word, said = (key or "").strip(), value or ""
    reading(kind, word, said)
    same = select(VocabularyEntry).where(VocabularyEntry.group_id == group.id, VocabularyEntry.key == word)
    found = session.scalars(same.where(VocabularyEntry.id != entry.id)).first()
    if found is not None:
        hint = "change that entry, or delete it first"
        raise invalid("key", f"entry {found.id} of the group says how {word!r} is read", hint)
    entry.group_id, entry.type, entry.key, entry.value = group.id, kind, word, said


def _groups_for(session: Session, who: Principal, voices: set[str]) -> list[str]:
    """The groups that one of the voices reads by; none where there is no such voice."""
    groups = session.scalars(select(VocabularyGroup).where(VocabularyGroup.project_id == who.project_id))
    return [group.id for group in groups if voices and (not group.voices or voices & {*group.voices})]


def _voices_named(session: Session, who: Principal, name: str) -> set[str]:
    found = session.scalars(select(Asset).where(Asset.type == "VOICE_MODEL", Asset.name == name))
    return {asset.id for asset in found if visible(asset, who.project_id)}


def _shown(entry: VocabularyEntry) -> VocabularyConfig:
    return VocabularyConfig(
        id=entry.id,
        key=entry.key,
        value=entry.value,
        type=entry.type,
        group_id=entry.group_id,
        create_time=shown(entry.create_time),
        update_time=shown(entry.update_time),
    )
