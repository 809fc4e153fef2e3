"""Every filter of the library's list finds what it should, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.media_app import Library, library
from service.shelving import found, made
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset

START = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


def avatar(**meta: Any) -> dict[str, Any]:
    return {"human_model_2d_meta": meta}


def voice(**meta: Any) -> dict[str, Any]:
    return {"voice_model_meta": meta}


def shelved() -> Iterator[dict[str, Any]]:
    """What stands in the library: one asset a minute from `START` on, each named by a letter."""
    yield {"name": "a news_2", "tags": ["NEWS", "HALF-BODY"], "state": "ACTIVED", "asset_order": 2}
    yield {"name": "b 100%", "tags": ["half_body", "Breaking news"], "state": "CREATING", "asset_order": 1}
    yield {"name": "c NEWS", "type": "VIDEO", "state": "UNACTIVED", "asset_order": 2, "app_user_id": "anna"}
    yield {"name": "d", "type": "MUSIC", "state": "DELETING", "supported_service": ["LIVE_2D"]}
    yield {"name": "e", "type": "VIDEO", "system_properties": [{"key": "CREATED_BY_PLATFORM", "value": "Yes"}]}
    yield {
        "name": "f",
        "system_properties": [
            {"key": "BACKGROUND_IMG", "value": "Yes"},
            {"key": "STYLE_ID", "value": "system_male_001"},
        ],
        "supported_service": ["VIDEO_2D", "CHAT_2D"],
    }
    yield {
        "name": "g",
        "type": "HUMAN_MODEL_2D",
        "tags": ["FEMALE", "WALKING"],
        "extra_meta": avatar(is_action_editable=True, model_version="V3_2", device_names=["PC"]),
    }
    yield {
        "name": "h",
        "type": "HUMAN_MODEL_2D",
        "tags": ["MALE"],
        "extra_meta": avatar(is_with_action_library=True, is_action_editable=False, model_version="V2"),
    }
    yield {
        "name": "i",
        "type": "VOICE_MODEL",
        "extra_meta": voice(sex="FEMALE", language="EN", is_realtime_voice=True),
    }
    yield {
        "name": "j",
        "type": "VOICE_MODEL",
        "extra_meta": voice(sex="MALE", language="fr", languages=["fr", "GER"]),
    }
    yield {
        "name": "k",
        "type": "VOICE_MODEL",
        "extra_meta": voice(sex="MALE", language="CN", external_voice_meta={"provider": "MOBVOI"}),
    }
    yield {"name": "gone", "state": "DELETED"}
    yield {"name": "house", "project_id": None, "type": "VOICE_MODEL", "extra_meta": voice(sex="MALE", language="EN")}


@pytest.fixture(scope="module")
def shelf(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Library:
    made_ = library(module_database, tmp_path_factory.mktemp("library"))
    with made_.ours.database.transaction() as session:
        for minute, columns in enumerate(shelved()):
            told = {"type": "IMAGE", "state": "ACTIVED", "project_id": made_.project} | columns
            time = START + timedelta(minutes=minute)
            update = START + timedelta(hours=1) - timedelta(minutes=minute)
            session.add(Asset(id=f"id-{columns['name'][0]}-{minute}", create_time=time, update_time=update, **told))
    return made_


def letters(shelf: Library, **asked: Any) -> str:
    return "".join(name[0] for name in found(shelf, **{"limit": 100} | asked))


ALL = "abcdefghijk"


@pytest.mark.parametrize(
    ("asked", "finds"),
    [
        ({}, ALL),
        ({"name": "news"}, "ac"),
        ({"name": "NEWS_"}, "a"),
        ({"name": "%"}, "b"),
        ({"name": "c NEWS", "accurate_query_field": "name"}, "c"),
        ({"name": "c news", "accurate_query_field": "name"}, ""),
        ({"name": "c NEWS", "accurate_query_field": ["tag", "asset_name"]}, "c"),
        ({"tag": "news"}, "ab"),
        ({"tag": "NEWS", "accurate_query_field": "tag"}, "a"),
        ({"tag": "half-body"}, "ab"),
        ({"tag": "HALF_BODY"}, "ab"),
        ({"tag": "news,female"}, ""),
        ({"tag": "news,breaking"}, "b"),
        ({"tag": "news,female", "tag_combination_type": "INTERSECTION"}, ""),
        ({"tag": "news,female", "tag_combination_type": "UNION_SET"}, "abg"),
        ({"start_time": "2026-03-01T12:09:00Z"}, "jk"),
        ({"end_time": "2026-03-01T12:01:00Z"}, "ab"),
        ({"start_time": "2026-03-01T12:02:00Z", "end_time": "2026-03-01T12:02:00Z"}, "c"),
        ({"start_time": "0001-01-01T00:00:00Z", "end_time": "2026-03-01T12:01:00Z"}, "ab"),
        ({"start_time": "2026-03-01T12:09:00Z", "end_time": "9999-12-31T23:59:59Z"}, "jk"),
        ({"asset_type": "VIDEO"}, "ce"),
        ({"asset_type": "VIDEO,MUSIC,NOTHING"}, "cde"),
        ({"asset_type": "NOTHING"}, ""),
        ({"asset_source": "SYSTEM"}, "h"),
        ({"asset_source": "ALL", "asset_type": "VOICE_MODEL"}, "ijkh"),
        ({"asset_source": "CUSTOMIZATION", "asset_type": "VOICE_MODEL"}, "ijk"),
        ({"asset_state": "CREATING"}, "b"),
        ({"asset_state": "UNACTIVED,DELETING"}, "cd"),
        ({"asset_state": "DELETED"}, "g"),
        ({"style_id": "system_male_001"}, "f"),
        ({"asset_id": "id-a-0,id-c-2"}, "ac"),
        ({"asset_id": ["id-a-0", "id-c-2"]}, "ac"),
        ({"sex": "FEMALE"}, "gi"),
        ({"sex": "MALE"}, "hjk"),
        ({"sex": "MALE,FEMALE"}, "ghijk"),
        ({"language": "en"}, "i"),
        ({"language": "FR"}, "j"),
        ({"language": "GER,CN"}, "jk"),
        ({"system_property": "BACKGROUND_IMG:Yes"}, "f"),
        ({"system_property": "BACKGROUND_IMG:yes,STYLE_ID:system_male_001"}, "f"),
        ({"system_property": "BACKGROUND_IMG:Yes,CREATED_BY_PLATFORM:Yes"}, ""),
        ({"system_property": "BACKGROUND_IMG:No"}, ""),
        ({"system_property": "CREATED_BY_PLATFORM"}, "e"),
        ({"action_editable": "true"}, "g"),
        ({"action_editable": "false", "asset_type": "HUMAN_MODEL_2D"}, "h"),
        ({"is_with_action_library": "true"}, "h"),
        ({"is_movable": "true"}, "g"),
        ({"is_movable": "false", "asset_type": "HUMAN_MODEL_2D"}, "h"),
        ({"voice_provider": "MOBVOI"}, "k"),
        ({"voice_provider": "HUAWEI_METASTUDIO"}, "ij"),
        ({"is_realtime_voice": "true"}, "i"),
        ({"human_model_2d_version": "V3.2"}, "g"),
        ({"human_model_2d_version": "V2"}, "h"),
        ({"include_device_name": "PC"}, "g"),
        ({"exclude_device_name": "PC", "asset_type": "HUMAN_MODEL_2D"}, "h"),
        ({"supported_service": "LIVE_2D"}, "abcdeghijk"),
        ({"supported_service": "CHAT_2D"}, "abcefghijk"),
        ({"app_user_id": "anna"}, "c"),
        ({"app_user_id": "ann"}, ""),
        ({"role": "SHARER"}, ""),
        ({"role": "SHAREE"}, ""),
        ({"user": "anna"}, "c"),
        ({"user": "anna", "asset_source": "ALL"}, "ch"),
        ({"sort_dir": "desc"}, ALL[::-1]),
        ({"sort_key": "update_time"}, ALL[::-1]),
        ({"sort_key": "asset_order", "asset_type": "IMAGE,VIDEO"}, "febca"),
        ({"sort_key": "asset_order", "asset_type": "IMAGE,VIDEO", "sort_dir": "desc"}, "cabfe"),
        ({"name": "", "tag": "", "asset_type": "", "asset_state": "", "sort_key": ""}, ALL),
    ],
    ids=str,
)
def test_a_filter_finds(shelf: Library, asked: dict[str, Any], finds: str) -> None:
    assert letters(shelf, **asked) == finds


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"offset": -1}, "offset"),
        ({"sort_key": "name"}, "sort_key"),
        ({"sort_dir": "up"}, "sort_dir"),
        ({"asset_source": "MINE"}, "asset_source"),
        ({"start_time": "yesterday"}, "start_time"),
        ({"end_time": "2026-03-01 12:00"}, "end_time"),
        ({"tag_combination_type": "XOR"}, "tag_combination_type"),
        ({"is_movable": "maybe"}, "is_movable"),
        ({"role": "OWNER"}, "role"),
        ({"name": "n" * 129}, "name"),
    ],
    ids=str,
)
def test_a_wrong_filter_is_named(shelf: Library, asked: dict[str, Any], field: str) -> None:
    answer = shelf.ask("GET", "digital-assets", params=asked)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "MSS.00000003")
    assert field in answer.json()["error_msg"]


def test_pages_count_everything(shelf: Library) -> None:
    seen = ""
    for offset in range(0, 12, 4):
        answer = shelf.ask("GET", "digital-assets", params={"offset": offset, "limit": 4}).json()
        assert answer["count"] == len(ALL)
        seen += "".join(asset["asset_name"][0] for asset in answer["assets"])
    assert seen == ALL
    assert len(shelf.ask("GET", "digital-assets").json()["assets"]) == 10
    assert shelf.ask("GET", "digital-assets", params={"offset": 99}).json() == {"count": len(ALL), "assets": []}


def test_a_list_shows_what_show_shows(database: Database, tmp_path: Path) -> None:
    shelf = library(database, tmp_path)
    asset_id = made(shelf, tags=["x"])
    [listed] = shelf.ask("GET", "digital-assets").json()["assets"]
    assert listed == shelf.ask("GET", f"digital-assets/{asset_id}").json()
