"""An asset is copied from one installation to another, whole, and only with the key that both have."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from service.conftest import Databases
from service.live import running
from service.media_app import Library, library
from service.shelving import found, in_state, made, md5_of, sent, shown
from understudy.service.assets import replication
from understudy.service.database.engine import Database
from understudy.service.database.tables import StoredFile
from understudy.service.storage.signing import UrlSigner
from understudy.service.storage.store import put

SECRET = "a secret that both installations know"
CONTENT = bytes(range(256)) * 5000


@pytest.fixture
def here(database: Database, tmp_path: Path) -> Library:
    return library(database, tmp_path / "here", replication_key=SECRET)


@pytest.fixture
def there(databases: Databases, tmp_path: Path) -> Iterator[Library]:
    url = databases.make()
    opened = Database(url, connections=4)
    yield library(opened, tmp_path / "there", replication_key=SECRET)
    opened.close()
    databases.drop(url)


def described(shelf: Library, asset_id: str, port: int = 0) -> dict[str, Any]:
    """What `replication-info` answers; with a port, as a client of that server hears it."""
    address = {"headers": {"X-Project": shelf.project, "Host": f"127.0.0.1:{port}"}} if port else {}
    path = f"/v1/{shelf.project}/digital-assets/{asset_id}/replication-info"
    answer = shelf.client.get(path, **(address or {"headers": {"X-Project": shelf.project}}))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def copied(shelf: Library, info: dict[str, Any], **asked: Any) -> Any:
    return shelf.ask("POST", "digital-assets-by-replication-info", json=info, **asked)


def test_a_copy_is_like_the_original(here: Library, there: Library) -> None:
    told = {"tags": ["NEWS"], "asset_description": "Bericht", "asset_order": 4, "supported_service": ["VIDEO_2D"]}
    asset_id = made(here, "Größe", "COMMON_FILE", **told)
    sent(here, asset_id, CONTENT, "main.bin")
    sent(here, asset_id, b"other", "other.bin", "OTHER")
    with running(here.app) as port:
        info = described(here, asset_id, port)
        answer = copied(there, info, user="bob")
    assert (answer.status_code, answer.content) == (200, b"")
    assert info["encryption_info"]["algorithm"] == "AES_256_GCM"
    original, copy_ = shown(here, asset_id), shown(there, asset_id)
    assert copy_["app_user_id"] == "bob"
    ours, theirs = original.pop("files"), copy_.pop("files")
    for changing in ("project_id", "create_time", "update_time", "app_user_id"):
        original.pop(changing, None), copy_.pop(changing, None)
    assert copy_ == original
    assert [there.client.get(file["download_url"]).content for file in theirs] == [CONTENT, b"other"]
    for name in ("file_name", "file_md5", "file_size", "asset_file_category", "state"):
        assert [file[name] for file in theirs] == [file[name] for file in ours]


def test_within_an_installation_objects_are_copied(here: Library) -> None:
    asset_id = made(here, "a", "COMMON_FILE")
    sent(here, asset_id, CONTENT, "main.bin")
    assert copied(here, described(here, asset_id)).json()["error_code"] == "MSS.10001005"
    assert copied(here, described(here, asset_id), project=here.other).status_code == 200
    assert found(here, project=here.other) == ["a"]
    [copy_] = here.ask("GET", "digital-assets", project=here.other).json()["assets"]
    assert copy_["asset_id"] != asset_id
    assert here.client.get(copy_["files"][0]["download_url"]).content == CONTENT
    assert here.ask("DELETE", f"digital-assets/{asset_id}?mode=force").status_code == 200
    assert here.client.get(copy_["files"][0]["download_url"]).content == CONTENT


def changed(info: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    info = copy.deepcopy(info)
    *outer, last = path.split(".")
    place = info
    for name in outer:
        place = place[name]
    place[last] = value(place[last]) if callable(value) else value
    return info


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("asset_id", "0" * 32, "was changed on its way"),
        ("expire_time", lambda old: old + 3600, "was changed on its way"),
        ("asset_info", lambda old: "A" + old[1:], "was changed on its way"),
        ("asset_info", "no Base64!", "was changed on its way"),
        ("asset_info", "", "asset_info"),
        ("encryption_info.iv", "AAAAAAAAAAAAAAAA", "was changed on its way"),
        ("encryption_info.iv", "AA==", "was changed on its way"),
        ("encryption_info.key_id", "0" * 32, "sealed with another key"),
        ("encryption_info.algorithm", "NONE", "sealed with another key"),
    ],
)
def test_a_changed_description_is_refused(here: Library, path: str, value: Any, says: str) -> None:
    asset_id = made(here, "a", "COMMON_FILE")
    sent(here, asset_id, b"content", "main.bin")
    answer = copied(here, changed(described(here, asset_id), path, value), project=here.other)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "MSS.00000003")
    assert says in answer.json()["error_msg"]
    assert found(here, project=here.other) == []


def test_without_a_shared_key_only_the_same_installation_reads_it(
    database: Database, here: Library, tmp_path: Path
) -> None:
    asset_id = made(here, "a", "COMMON_FILE")
    sent(here, asset_id, b"content", "main.bin")
    info = described(here, asset_id)
    here.ours.settings.__dict__["replication_key"] = ""
    assert "sealed with another key" in copied(here, info, project=here.other).json()["error_msg"]
    assert copied(here, described(here, asset_id), project=here.other).status_code == 200


def test_an_expired_description_is_refused(here: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    asset_id = made(here, "a", "COMMON_FILE")
    sent(here, asset_id, b"content", "main.bin")
    monkeypatch.setattr(replication, "LIBRARY_LIFETIME", timedelta(seconds=-1))
    assert "has expired" in copied(here, described(here, asset_id), project=here.other).json()["error_msg"]


def test_a_file_that_cannot_be_fetched_leaves_nothing(here: Library, there: Library) -> None:
    asset_id = made(here, "a", "COMMON_FILE")
    sent(here, asset_id, CONTENT, "main.bin")
    sent(here, asset_id, b"other", "other.bin", "OTHER")
    with running(here.app) as port:
        info = described(here, asset_id, port)
        [main, other] = shown(here, asset_id)["files"]
        with here.ours.database.transaction() as session:
            here.ours.storage.delete(session.get_one(StoredFile, other["file_id"]).key)
        answer = copied(there, info)
    assert answer.status_code == 500
    assert main["state"] == "CREATED"
    assert found(there) == []
    assert list(there.ours.storage.list()) == []


def test_a_file_that_is_another_one_now_is_refused(here: Library, there: Library) -> None:
    asset_id = made(here, "a", "COMMON_FILE")
    file_id = sent(here, asset_id, b"content", "main.bin")
    with running(here.app) as port:
        info = described(here, asset_id, port)
        with here.ours.database.transaction() as session:
            put(here.ours.storage, session.get_one(StoredFile, file_id).key, [b"CONTENT"])
        assert md5_of(b"CONTENT") != md5_of(b"content")
        answer = copied(there, info)
    assert "is not the one that was described" in answer.json()["error_msg"]
    assert found(there) == []
    assert list(there.ours.storage.list()) == []


@pytest.mark.parametrize("state", ["CREATING", "DELETING", "BLOCK", "ACTIVED"])
def test_what_has_no_main_file_in_service_cannot_be_copied(here: Library, state: str) -> None:
    asset_id = in_state(here, state)
    answer = here.ask("GET", f"digital-assets/{asset_id}/replication-info")
    assert (answer.status_code, f"is {state}" in answer.json()["error_msg"]) == (400, True)


def test_the_description_tells_nothing_to_who_carries_it(here: Library) -> None:
    asset_id = made(here, "Geheimnis", "COMMON_FILE")
    sent(here, asset_id, b"content", "main.bin")
    info = described(here, asset_id)
    assert "Geheimnis" not in str(info)
    assert UrlSigner(lambda: here.ours.master_keys.derive("media")).name not in str(info)
    assert described(here, asset_id)["asset_info"] != info["asset_info"]
