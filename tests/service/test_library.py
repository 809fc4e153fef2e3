"""The asset library: what is made can be shown, found, changed, put away and taken back, by its project only."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest

from service.media_app import Library, library
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset


@pytest.fixture
def shelf(database: Database, tmp_path: Path) -> Library:
    return library(database, tmp_path)


def made(shelf: Library, name: str = "One Day", kind: str = "IMAGE", **settings: Any) -> str:
    asked = {key: settings.pop(key) for key in ("project", "user") if key in settings}
    body = {"asset_name": name, "asset_type": kind} | settings
    answer = shelf.ask("POST", "digital-assets", json=body, **asked)
    assert answer.status_code == 200, answer.text
    asset_id: str = answer.json()["asset_id"]
    return asset_id


def shown(shelf: Library, asset_id: str, **asked: Any) -> dict[str, Any]:
    answer = shelf.ask("GET", f"digital-assets/{asset_id}", **asked)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def sent(shelf: Library, asset_id: str, content: bytes, name: str = "picture.png", category: str = "MAIN") -> str:
    """Announce, send and confirm a file, as a client does; its id."""
    md5 = base64.b64encode(hashlib.md5(content).digest()).decode()
    body = {
        "file_name": name,
        "file_md5": md5,
        "file_size": len(content),
        "file_type": name.rpartition(".")[2],
        "asset_id": asset_id,
        "asset_file_category": category,
    }
    place = shelf.ask("POST", "files", json=body).json()
    kind = {"png": "image/png", "mp4": "video/mp4"}.get(body["file_type"], "application/octet-stream")
    put = shelf.client.put(place["upload_url"], content=content, headers={"Content-MD5": md5, "Content-Type": kind})
    assert put.status_code == 200, put.text
    done = shelf.ask("POST", f"files/{place['file_id']}/complete", json={"state": "CREATED"})
    assert (done.status_code, done.content) == (200, b""), done.text
    file_id: str = place["file_id"]
    return file_id


def in_state(shelf: Library, state: str, **more: Any) -> str:
    """An asset in any state."""
    asset_id = made(shelf, **more)
    with shelf.ours.database.transaction() as session:
        session.get_one(Asset, asset_id).state = state
    return asset_id


def found(shelf: Library, **asked: Any) -> list[str]:
    """The names of the assets that a query finds, in its order."""
    who = {name: asked.pop(name) for name in ("project", "user") if name in asked}
    answer = shelf.ask("GET", "digital-assets", params=asked, **who)
    assert answer.status_code == 200, answer.text
    return [asset["asset_name"] for asset in answer.json()["assets"]]


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
