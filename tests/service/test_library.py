"""The asset library: what is made can be shown, found, changed, put away and taken back, by its project only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.media_app import Library, library
from service.shelving import found, in_state, made, md5_of, sent, shown
from understudy.service.assets import states
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset


@pytest.fixture
def shelf(database: Database, tmp_path: Path) -> Library:
    return library(database, tmp_path)


def test_a_new_asset_shows_what_was_told(shelf: Library) -> None:
    told = {
        "asset_description": "Ein Bild",
        "tags": ["NEWS", "HALF-BODY"],
        "asset_order": 7,
        "supported_service": ["VIDEO_2D"],
        "system_properties": [{"key": "BACKGROUND_IMG", "value": "Yes"}],
        "auto_operation_config": [{"operation": "DELETE", "operation_time": "2099-01-01T00:00:00Z"}],
    }
    asset_id = made(shelf, "Größe 演讲", user="anna", **told)
    answer = shown(shelf, asset_id)
    assert len(asset_id) == 32
    assert len(answer.pop("create_time")) == len(answer.pop("update_time")) == 20
    assert answer == told | {
        "project_id": shelf.project,
        "asset_id": asset_id,
        "produce_id": asset_id,
        "asset_name": "Größe 演讲",
        "app_user_id": "anna",
        "asset_type": "IMAGE",
        "asset_state": "CREATING",
        "files": [],
    }


def test_what_files_say_is_not_taken_from_clients(shelf: Library) -> None:
    meta = {"image_meta": {"width": 5}, "voice_model_meta": {"sex": "FEMALE"}, "ppt_meta": {"page_count": 9}}
    answer = shown(shelf, made(shelf, asset_extra_meta=meta))
    assert answer["asset_extra_meta"] == {"voice_model_meta": {"sex": "FEMALE"}, "ppt_meta": {}}


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"asset_type": "PICTURE"}, "asset_type"),
        ({"asset_name": "n" * 257}, "asset_name"),
        ({"tags": ["t"] * 51}, "tags"),
        ({"asset_order": 40_000}, "asset_order"),
        ({"is_need_generate_cover": True}, "covers are made for assets of type VIDEO, not IMAGE"),
        ({"system_properties": [{"key": "CREATED_BY_PLATFORM", "value": "Yes"}]}, "given by the service only"),
        ({"system_properties": [{"key": "BACKGROUND_IMG"}]}, "BACKGROUND_IMG has no value"),
        ({"shared_config": {"shared_type": "PUBLIC"}}, "PUBLIC is for assets of the system"),
        ({"shared_config": {"shared_type": "SHARED"}}, "0 projects are named"),
        ({"auto_operation_config": [{"operation": "BLOCK"}]}, "says not both what and when"),
    ],
)
def test_wrong_settings_are_refused(shelf: Library, settings: dict[str, Any], says: str) -> None:
    answer = shelf.ask("POST", "digital-assets", json={"asset_name": "a", "asset_type": "IMAGE"} | settings)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "MSS.00000003")
    assert says in answer.json()["error_msg"]
    assert found(shelf) == []


def test_a_name_is_had_once_by_each_kind(shelf: Library) -> None:
    first = made(shelf, "logo")
    answer = shelf.ask("POST", "digital-assets", json={"asset_name": "logo", "asset_type": "IMAGE"})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "MSS.10001005")
    assert first in answer.json()["error_msg"]
    made(shelf, "logo", "VIDEO")
    made(shelf, "logo", project=shelf.other)
    made(shelf, "")
    made(shelf, "")


def test_other_projects_see_nothing(shelf: Library) -> None:
    asset_id = made(shelf)
    answer = shelf.ask("GET", f"digital-assets/{asset_id}", project=shelf.other)
    assert (answer.status_code, answer.json()["error_code"]) == (404, "MSS.00000002")
    unknown = shelf.ask("GET", f"digital-assets/{'0' * 32}", project=shelf.other)
    assert answer.json()["error_msg"].replace(asset_id, "") == unknown.json()["error_msg"].replace("0" * 32, "")
    assert found(shelf, project=shelf.other, asset_source="ALL") == []
    assert found(shelf, project=shelf.other, asset_id=asset_id) == []


def put(shelf: Library, asset_id: str, **settings: Any) -> Any:
    return shelf.ask("PUT", f"digital-assets/{asset_id}", json=settings)


def test_an_update_changes_what_is_given_and_keeps_the_rest(shelf: Library) -> None:
    asset_id = made(shelf, "a", asset_description="old", tags=["x"], asset_order=3)
    answer = put(shelf, asset_id, asset_description="new", tags=[])
    assert answer.status_code == 200
    told = answer.json()
    assert (told["asset_name"], told["asset_description"], told["tags"], told["asset_order"]) == ("a", "new", [], 3)
    assert told == shown(shelf, asset_id)


def test_properties_are_added_and_taken_away(shelf: Library) -> None:
    asset_id = made(shelf, system_properties=[{"key": "BACKGROUND_IMG", "value": "Yes"}])
    changes = [
        {"action": "ADD", "key": "MATERIAL_IMG", "value": "Yes"},
        {"action": "DELETE", "key": "BACKGROUND_IMG", "value": "Yes"},
    ]
    assert put(shelf, asset_id, system_properties=changes).json()["system_properties"] == [
        {"key": "MATERIAL_IMG", "value": "Yes"}
    ]
    with shelf.ours.database.transaction() as session:
        session.get_one(Asset, asset_id).system_properties = [{"key": "CREATED_BY_PLATFORM", "value": "Yes"}]
    same = put(shelf, asset_id, system_properties=[{"key": "CREATED_BY_PLATFORM", "value": "Yes"}])
    assert same.status_code == 200
    taken = [{"action": "DELETE", "key": "CREATED_BY_PLATFORM", "value": "Yes"}]
    assert "given by the service only" in put(shelf, asset_id, system_properties=taken).json()["error_msg"]


def test_a_name_of_another_cannot_be_taken(shelf: Library) -> None:
    made(shelf, "one")
    asset_id = made(shelf, "two")
    assert put(shelf, asset_id, asset_name="one").json()["error_code"] == "MSS.10001005"
    assert put(shelf, asset_id, asset_name="two").status_code == 200
    assert put(shelf, asset_id, asset_name="three").json()["asset_name"] == "three"


def test_the_type_changes_only_without_files(shelf: Library) -> None:
    asset_id = made(shelf)
    assert put(shelf, asset_id, asset_type="COMMON_FILE").json()["asset_type"] == "COMMON_FILE"
    sent(shelf, asset_id, b"content", "a.bin")
    assert "has files already" in put(shelf, asset_id, asset_type="MUSIC").json()["error_msg"]


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ("ACTIVED", "UNACTIVED", "UNACTIVED"),
        ("UNACTIVED", "ACTIVED", "ACTIVED"),
        ("WAITING_DELETE", "ACTIVED", "ACTIVED"),
        ("WAITING_DELETE", "UNACTIVED", "UNACTIVED"),
        ("ACTIVED", "ACTIVED", "ACTIVED"),
        ("UNACTIVED", "UNACTIVED", "UNACTIVED"),
        ("CREATING", "ACTIVED", None),
        ("FAILED", "ACTIVED", None),
        ("DELETING", "ACTIVED", None),
        ("BLOCK", "ACTIVED", None),
        ("CREATING", "UNACTIVED", None),
        ("ACTIVED", "WAITING_DELETE", None),
    ],
)
def test_a_tenant_switches_assets_on_and_off(shelf: Library, before: str, wanted: str, after: str | None) -> None:
    asset_id = in_state(shelf, before)
    answer = put(shelf, asset_id, asset_state=wanted)
    assert answer.status_code == (200 if after else 400)
    assert shown(shelf, asset_id)["asset_state"] == (after or before)
    if not after:
        assert asset_id in answer.json()["error_msg"]


@pytest.mark.parametrize("state", ["CREATING", "ACTIVED", "UNACTIVED", "FAILED", "BLOCK", "WAITING_DELETE"])
def test_the_bin_gives_back_what_was_put_into_it(shelf: Library, state: str) -> None:
    asset_id = in_state(shelf, state)
    for _ in range(2):
        answer = shelf.ask("DELETE", f"digital-assets/{asset_id}")
        assert (answer.status_code, answer.content) == (200, b"")
        assert shown(shelf, asset_id)["asset_state"] == "DELETING"
    answer = shelf.ask("POST", f"digital-assets/{asset_id}/restore")
    assert (answer.status_code, answer.content) == (200, b"")
    assert shown(shelf, asset_id)["asset_state"] == state
    again = shelf.ask("POST", f"digital-assets/{asset_id}/restore")
    assert (again.status_code, "not in the recycle bin" in again.json()["error_msg"]) == (400, True)


def test_a_name_taken_meanwhile_keeps_an_asset_in_the_bin(shelf: Library) -> None:
    asset_id = made(shelf, "logo")
    shelf.ask("DELETE", f"digital-assets/{asset_id}")
    made(shelf, "logo")
    assert shelf.ask("POST", f"digital-assets/{asset_id}/restore").json()["error_code"] == "MSS.10001005"


def test_force_erases_rows_files_and_objects(shelf: Library) -> None:
    asset_id = made(shelf, "a", "COMMON_FILE")
    sent(shelf, asset_id, b"content", "a.bin")
    url = shown(shelf, asset_id)["files"][0]["download_url"]
    assert shelf.client.get(url).content == b"content"
    assert shelf.ask("DELETE", f"digital-assets/{asset_id}?mode=force").status_code == 200
    assert shelf.ask("GET", f"digital-assets/{asset_id}").status_code == 404
    assert shelf.client.get(url).status_code == 404
    assert list(shelf.ours.storage.list()) == []
    assert found(shelf) == []
    assert found(shelf, asset_state="DELETED") == ["a"]
    for method, path in (("DELETE", ""), ("PUT", ""), ("POST", "/restore")):
        body = {"json": {"asset_name": "b"}} if method == "PUT" else {}
        assert shelf.ask(method, f"digital-assets/{asset_id}{path}", **body).status_code == 404


def test_deleting_in_another_mode_is_refused(shelf: Library) -> None:
    assert shelf.ask("DELETE", f"digital-assets/{made(shelf)}?mode=gently").status_code == 400


def test_a_frozen_asset_hides_its_files(shelf: Library) -> None:
    asset_id = made(shelf, "a", "COMMON_FILE")
    sent(shelf, asset_id, b"content", "a.bin")
    url = shown(shelf, asset_id)["files"][0]["download_url"]
    with shelf.ours.database.transaction() as session:
        states.freeze(session.get_one(Asset, asset_id), "a complaint")
    told = shown(shelf, asset_id)
    assert (told["asset_state"], told["reason"], told["files"][0]["state"]) == ("BLOCK", "a complaint", "BLOCK")
    assert "download_url" not in told["files"][0]
    assert shelf.client.get(url).status_code == 404
    with shelf.ours.database.transaction() as session:
        states.thaw(session.get_one(Asset, asset_id))
    assert shown(shelf, asset_id)["asset_state"] == "ACTIVED"
    assert shelf.client.get(url).content == b"content"


@pytest.mark.parametrize(("operation", "after"), [("DELETE", "DELETING"), ("BLOCK", "BLOCK")])
def test_what_was_scheduled_is_done_in_time(shelf: Library, operation: str, after: str) -> None:
    now = datetime.now(UTC)
    entries = [
        {"operation": operation, "operation_time": (now - timedelta(minutes=1)).strftime(states.TIME_FORM)},
        {"operation": "DELETE", "operation_time": "2099-01-01T00:00:00Z"},
    ]
    asset_id = in_state(shelf, "ACTIVED", auto_operation_config=entries)
    told = shown(shelf, asset_id)
    assert told["asset_state"] == after
    assert told["auto_operation_config"] == entries[1:]


def test_what_others_own_cannot_be_changed(shelf: Library) -> None:
    with shelf.ours.database.transaction() as session:
        session.add(Asset(id="house", project_id=None, name="voice", type="VOICE_MODEL", state="ACTIVED"))
    mine = made(shelf, "mine")
    until = (datetime.now(UTC) + timedelta(days=1)).strftime(states.TIME_FORM)
    share = {"shared_type": "SHARED", "allowed_project_ids": [shelf.other], "expire_time": until}
    assert put(shelf, mine, shared_config=share).status_code == 200
    for asset_id, whose in (("house", "the system"), (mine, "another project")):
        for method, path in (("DELETE", ""), ("PUT", ""), ("POST", "/restore"), ("GET", "/replication-info")):
            body = {"json": {"asset_name": "b"}} if method == "PUT" else {}
            answer = shelf.ask(method, f"digital-assets/{asset_id}{path}", project=shelf.other, **body)
            assert answer.status_code == 400
            assert f"belongs to {whose}" in answer.json()["error_msg"]
    assert shown(shelf, mine, project=shelf.other)["asset_name"] == "mine"


def test_no_operation_tells_of_another_projects_asset(shelf: Library) -> None:
    asset_id = made(shelf, "a", "COMMON_FILE")
    file_id = sent(shelf, asset_id, b"content", "a.bin")
    for method, path, body in (
        ("GET", f"digital-assets/{asset_id}", None),
        ("PUT", f"digital-assets/{asset_id}", {"asset_name": "b"}),
        ("DELETE", f"digital-assets/{asset_id}", None),
        ("DELETE", f"digital-assets/{asset_id}?mode=force", None),
        ("POST", f"digital-assets/{asset_id}/restore", None),
        ("GET", f"digital-assets/{asset_id}/replication-info", None),
        ("POST", f"files/{file_id}/complete", {"state": "CREATED"}),
        ("DELETE", f"files/{file_id}", None),
    ):
        answer = shelf.ask(method, path, project=shelf.other, json=body)
        assert (method, path, answer.status_code) == (method, path, 404)
    assert shown(shelf, asset_id)["asset_state"] == "ACTIVED"


def test_sharing_ends(shelf: Library) -> None:
    asset_id = made(shelf)
    share = {"shared_type": "SHARED", "allowed_project_ids": [shelf.other]}
    assert put(shelf, asset_id, shared_config=share).status_code == 200
    with shelf.ours.database.transaction() as session:
        until = session.get_one(Asset, asset_id).shared_config["expire_time"]
    assert until == (datetime.now(UTC) + timedelta(days=30)).strftime("%Y-%m-%dT23:59:59Z")
    assert shown(shelf, asset_id, project=shelf.other)["asset_id"] == asset_id
    with shelf.ours.database.transaction() as session:
        asset = session.get_one(Asset, asset_id)
        asset.shared_config = asset.shared_config | {"expire_time": "2020-01-01T00:00:00Z"}
    assert shelf.ask("GET", f"digital-assets/{asset_id}", project=shelf.other).status_code == 404
    assert found(shelf, project=shelf.other, role="SHAREE") == []


def test_files_are_shown_with_urls(shelf: Library) -> None:
    asset_id = made(shelf, "a", "COMMON_FILE")
    file_id = sent(shelf, asset_id, b"content", "Bericht.BIN")
    [file] = shown(shelf, asset_id)["files"]
    assert shelf.client.get(file.pop("download_url")).content == b"content"
    assert file == {
        "file_id": file_id,
        "file_name": "Bericht.BIN",
        "file_md5": md5_of(b"content"),
        "file_size": 7,
        "file_type": "BIN",
        "asset_file_category": "MAIN",
        "state": "CREATED",
    }
