"""Files are announced, sent and confirmed; what was announced must come, whole, and is put into use then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.media_app import Library, library
from service.shelving import in_state, made, md5_of, sent, shown
from understudy.service.assets import slots
from understudy.service.assets.gc import collect
from understudy.service.assets.system import STOCK
from understudy.service.database.engine import Database
from understudy.service.database.tables import StoredFile
from understudy.service.storage.store import put

CONTENT = b"some bytes that nobody looks into"


@pytest.fixture
def shelf(database: Database, tmp_path: Path) -> Library:
    return library(database, tmp_path)


@pytest.fixture
def asset_id(shelf: Library) -> str:
    return made(shelf, "a", "COMMON_FILE")


def announced(shelf: Library, asset: str, **changes: Any) -> Any:
    body = {
        "file_name": "data.bin",
        "file_md5": md5_of(CONTENT),
        "file_size": len(CONTENT),
        "file_type": "bin",
        "asset_id": asset,
        "asset_file_category": "MAIN",
    }
    return shelf.ask("POST", "files", json=body | changes)


def large(shelf: Library, asset_id: str, **changes: Any) -> Any:
    body = {"file_name": "big.bin", "file_type": "bin", "asset_id": asset_id, "asset_file_category": "MAIN"}
    return shelf.ask("POST", "large-files", json=body | changes)


def sent_to(shelf: Library, url: str, content: bytes = CONTENT, **headers: str) -> int:
    kind = {"Content-Type": "application/octet-stream", "Content-MD5": md5_of(content)}
    status: int = shelf.client.put(url, content=content, headers=kind | headers).status_code
    return status


def confirmed(shelf: Library, file_id: str, state: str = "CREATED") -> Any:
    return shelf.ask("POST", f"files/{file_id}/complete", json={"state": state})


def row(shelf: Library, file_id: str) -> StoredFile | None:
    with shelf.ours.database.transaction() as session:
        return session.get(StoredFile, file_id)


def test_a_file_makes_its_asset_usable(shelf: Library, asset_id: str) -> None:
    place = announced(shelf, asset_id).json()
    assert place["upload_url"].startswith(f"http://library.test/{shelf.project}/{asset_id}/")
    assert shown(shelf, asset_id)["files"][0]["state"] == "CREATING"
    assert "download_url" not in shown(shelf, asset_id)["files"][0]
    assert sent_to(shelf, place["upload_url"]) == 200
    assert shown(shelf, asset_id)["asset_state"] == "CREATING"
    for _ in range(2):
        answer = confirmed(shelf, place["file_id"])
        assert (answer.status_code, answer.content) == (200, b"")
    told = shown(shelf, asset_id)
    assert (told["asset_state"], told["files"][0]["state"]) == ("ACTIVED", "CREATED")
    assert shelf.client.get(told["files"][0]["download_url"]).content == CONTENT


def test_what_has_not_come_is_not_confirmed(shelf: Library, asset_id: str) -> None:
    file_id = announced(shelf, asset_id).json()["file_id"]
    answer = confirmed(shelf, file_id)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "MSS.10001004")
    assert "has not arrived" in answer.json()["error_msg"]
    assert shown(shelf, asset_id)["asset_state"] == "CREATING"


@pytest.mark.parametrize(("state", "asset"), [("FAILED", "FAILED"), ("CANCELLED", "CREATING")])
def test_a_sender_gives_up(shelf: Library, asset_id: str, state: str, asset: str) -> None:
    place = announced(shelf, asset_id).json()
    assert sent_to(shelf, place["upload_url"]) == 200
    assert confirmed(shelf, place["file_id"], state).status_code == 200
    assert shown(shelf, asset_id)["asset_state"] == asset
    assert list(shelf.ours.storage.list()) == []
    assert sent_to(shelf, place["upload_url"]) == 403
    assert confirmed(shelf, place["file_id"]).json()["error_code"] == "MSS.10001004"
    sent(shelf, asset_id, CONTENT, "data.bin")
    assert shown(shelf, asset_id)["asset_state"] == "ACTIVED"


def test_what_is_in_use_is_not_given_up(shelf: Library, asset_id: str) -> None:
    file_id = sent(shelf, asset_id, CONTENT, "data.bin")
    for state in ("FAILED", "CANCELLED"):
        assert "awaits nothing" in confirmed(shelf, file_id, state).json()["error_msg"]
    assert shelf.client.get(shown(shelf, asset_id)["files"][0]["download_url"]).content == CONTENT


def test_a_confirmation_that_was_cut_short_goes_on(shelf: Library, asset_id: str) -> None:
    place = announced(shelf, asset_id).json()
    assert sent_to(shelf, place["upload_url"]) == 200
    with shelf.ours.database.transaction() as session:
        session.get_one(StoredFile, place["file_id"]).state = "UPLOADED"
    assert confirmed(shelf, place["file_id"]).status_code == 200
    assert shown(shelf, asset_id)["asset_state"] == "ACTIVED"


@pytest.mark.parametrize(
    ("changes", "code", "says"),
    [
        ({"file_md5": "short"}, "MSS.00000003", "file_md5"),
        ({"file_size": 0}, "MSS.00000003", "file_size"),
        ({"file_size": 5368709121}, "MSS.00000003", "file_size"),
        ({"file_name": ""}, "MSS.00000003", "file_name"),
        ({"file_name": "n" * 257}, "MSS.00000003", "file_name"),
        ({"asset_file_category": "BODY"}, "MSS.00000003", "asset_file_category"),
        ({"asset_file_category": "PAGE"}, "MSS.00000003", "an asset of type COMMON_FILE has no PAGE file"),
        ({"file_name": "data", "file_type": ""}, "MSS.10001003", "the type of the file is not known"),
        ({"asset_id": "0" * 32}, "MSS.10001001", "there is no asset"),
    ],
    ids=str,
)
def test_a_wrong_announcement_is_refused(
    shelf: Library, asset_id: str, changes: dict[str, Any], code: str, says: str
) -> None:
    answer = announced(shelf, asset_id, **changes)
    assert (answer.status_code, answer.json()["error_code"]) == (400, code)
    assert says in answer.json()["error_msg"]


@pytest.mark.parametrize(
    ("kind", "category", "allowed"),
    [
        ("IMAGE", "MAIN", True),
        ("IMAGE", "COVER", False),
        ("VIDEO", "COVER", True),
        ("VIDEO", "SAMPLE", False),
        ("PPT", "PAGE", True),
        ("VOICE_MODEL", "SAMPLE", True),
        ("VOICE_MODEL", "COVER", False),
        ("HUMAN_MODEL_2D", "OTHER", True),
        ("HUMAN_MODEL_2D", "PAGE", False),
        ("BUSINESS_CARD_TEMPLET", "OTHER", False),
        ("MUSIC", "COVER", True),
        ("AUDIO", "PAGE", False),
        ("IMAGE", "TEMPORARY", True),
        ("MUSIC", "PACKAGE", True),
    ],
)
def test_an_asset_has_the_files_of_its_type(shelf: Library, kind: str, category: str, allowed: bool) -> None:
    answer = announced(shelf, made(shelf, "a", kind), asset_file_category=category)
    assert answer.status_code == (200 if allowed else 400)


@pytest.mark.parametrize(("category", "code"), [("MAIN", "MSS.10001008"), ("COVER", "MSS.10001009")])
def test_some_files_are_there_once(shelf: Library, asset_id: str, category: str, code: str) -> None:
    content = (STOCK / "daylight.jpg").read_bytes()
    file_id = sent(shelf, asset_id, content, "data.bin", category)
    answer = announced(shelf, asset_id, asset_file_category=category)
    assert (answer.status_code, answer.json()["error_code"]) == (400, code)
    assert file_id in answer.json()["error_msg"]
    sent(shelf, asset_id, CONTENT, "more.bin", "OTHER")
    sent(shelf, asset_id, CONTENT, "more.bin", "OTHER")
    assert shelf.ask("DELETE", f"files/{file_id}").status_code == 200
    assert announced(shelf, asset_id, asset_file_category=category).status_code == 200


@pytest.mark.parametrize("state", ["DELETING", "BLOCK"])
def test_an_asset_that_is_away_takes_no_files(shelf: Library, state: str) -> None:
    answer = announced(shelf, in_state(shelf, state, kind="COMMON_FILE"))
    assert (answer.status_code, f"is {state}" in answer.json()["error_msg"]) == (400, True)


@pytest.mark.parametrize(
    ("name", "kind", "content_type"),
    [
        ("a.gif", "gif", "image/gif"),
        ("a.JPG", "", "image/jpeg"),
        ("a.jpeg", "jpeg", "image/jpeg"),
        ("a.png", "PNG", "image/png"),
        ("a.mp4", "mp4", "video/mp4"),
        ("a.mp3", "mp3", "audio/mp3"),
        ("a.wav", "wav", "audio/wav"),
        ("a.zip", "zip", "application/octet-stream"),
        ("Größe 演讲", "png", "image/png"),
    ],
)
def test_the_type_decides_the_content_type(
    shelf: Library, asset_id: str, name: str, kind: str, content_type: str
) -> None:
    place = announced(shelf, asset_id, file_name=name, file_type=kind).json()
    assert sent_to(shelf, place["upload_url"], **{"Content-Type": "text/html"}) == 403
    assert sent_to(shelf, place["upload_url"], **{"Content-Type": content_type}) == 200
    assert confirmed(shelf, place["file_id"]).status_code == 200
    [file] = shown(shelf, asset_id)["files"]
    assert file["file_name"] == name
    assert file["file_type"] == (kind or "jpg")
    assert shelf.client.get(file["download_url"]).headers["Content-Type"] == content_type


def test_a_deleted_main_file_takes_its_asset_out_of_service(shelf: Library, asset_id: str) -> None:
    file_id = sent(shelf, asset_id, CONTENT, "data.bin")
    url = shown(shelf, asset_id)["files"][0]["download_url"]
    answer = shelf.ask("DELETE", f"files/{file_id}")
    assert (answer.status_code, answer.content) == (200, b"")
    told = shown(shelf, asset_id)
    assert (told["asset_state"], told["files"]) == ("CREATING", [])
    assert shelf.client.get(url).status_code == 404
    assert list(shelf.ours.storage.list()) == []
    assert shelf.ask("DELETE", f"files/{file_id}").status_code == 404
    assert shelf.ask("PUT", f"digital-assets/{asset_id}", json={"asset_state": "ACTIVED"}).status_code == 400


def test_parts_come_one_by_one(shelf: Library, asset_id: str) -> None:
    pieces = [CONTENT[:7], CONTENT[7:20], CONTENT[20:]]
    place = large(shelf, asset_id, file_size=len(CONTENT), file_multipart_count=3).json()
    assert len(place["upload_urls"]) == 3
    for number in (2, 0):
        assert sent_to(shelf, place["upload_urls"][number], pieces[number]) == 200
    assert "has not arrived (parts 2)" in confirmed(shelf, place["file_id"]).json()["error_msg"]
    assert sent_to(shelf, place["upload_urls"][1], pieces[1]) == 200
    assert confirmed(shelf, place["file_id"]).status_code == 200
    [file] = shown(shelf, asset_id)["files"]
    assert shelf.client.get(file["download_url"]).content == CONTENT
    assert file["file_size"] == len(CONTENT)
    assert len(list(shelf.ours.storage.list())) == 1


def test_a_large_file_of_one_part_and_unknown_size(shelf: Library, asset_id: str) -> None:
    place = large(shelf, asset_id).json()
    [url] = place["upload_urls"]
    assert sent_to(shelf, url) == 200
    assert confirmed(shelf, place["file_id"]).status_code == 200
    assert shown(shelf, asset_id)["files"][0]["file_size"] == len(CONTENT)


def test_too_few_bytes_in_parts_are_thrown_away(shelf: Library, asset_id: str) -> None:
    place = large(shelf, asset_id, file_size=len(CONTENT), file_multipart_count=2).json()
    halves = [CONTENT[:10], CONTENT[10:]]
    assert sent_to(shelf, place["upload_urls"][0], halves[0]) == 200
    assert sent_to(shelf, place["upload_urls"][1], halves[1][:-1]) == 200
    answer = confirmed(shelf, place["file_id"])
    assert (answer.status_code, "were announced" in answer.json()["error_msg"]) == (400, True)
    assert "(parts 1, 2)" in confirmed(shelf, place["file_id"]).json()["error_msg"]
    for url, half in zip(place["upload_urls"], halves, strict=True):
        assert sent_to(shelf, url, half) == 200
    assert confirmed(shelf, place["file_id"]).status_code == 200
    assert shelf.client.get(shown(shelf, asset_id)["files"][0]["download_url"]).content == CONTENT


@pytest.mark.parametrize("changes", [{"file_multipart_count": 101}, {"file_size": 536870912001}, {"file_size": 0}])
def test_a_wrong_large_announcement_is_refused(shelf: Library, asset_id: str, changes: dict[str, int]) -> None:
    assert large(shelf, asset_id, **changes).status_code == 400


def test_joining_that_was_cut_short_goes_on(shelf: Library, asset_id: str) -> None:
    """The process died after the parts were joined, before all of them were removed."""
    place = large(shelf, asset_id, file_size=len(CONTENT), file_multipart_count=2).json()
    for url, half in zip(place["upload_urls"], (CONTENT[:10], CONTENT[10:]), strict=True):
        assert sent_to(shelf, url, half) == 200
    file = row(shelf, place["file_id"])
    assert file is not None
    put(shelf.ours.storage, file.key, [CONTENT])
    shelf.ours.storage.delete(slots.part_keys(file)[0])
    assert confirmed(shelf, place["file_id"]).status_code == 200
    assert [stored.key for stored in shelf.ours.storage.list()] == [file.key]


@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT[::-1]])
def test_what_was_sent_past_us_is_checked(shelf: Library, asset_id: str, content: bytes) -> None:
    """Into a bucket, at a URL of the store's own: nobody has counted it until it is confirmed."""
    place = announced(shelf, asset_id).json()
    file = row(shelf, place["file_id"])
    assert file is not None
    put(shelf.ours.storage, file.key, [content])
    answer = confirmed(shelf, place["file_id"])
    assert (answer.status_code, answer.json()["error_code"]) == (400, "MSS.00000003")
    assert list(shelf.ours.storage.list()) == []
    put(shelf.ours.storage, file.key, [CONTENT])
    assert confirmed(shelf, place["file_id"]).status_code == 200


def test_garbage_is_what_nobody_waits_for(shelf: Library, asset_id: str) -> None:
    kept = sent(shelf, asset_id, CONTENT, "data.bin")
    other = announced(shelf, asset_id, asset_file_category="OTHER").json()
    late = announced(shelf, asset_id, asset_file_category="OTHER").json()
    for place in (other, late):
        assert sent_to(shelf, place["upload_url"]) == 200
    put(shelf.ours.storage, f"{shelf.project}/{asset_id}/stray", [CONTENT])
    with shelf.ours.database.transaction() as session:
        session.get_one(StoredFile, late["file_id"]).expire_time = datetime.now(UTC) - timedelta(seconds=1)
    collect(shelf.ours.database, shelf.ours.storage, timedelta(seconds=-5))
    there = [row(shelf, file_id) for file_id in (kept, other["file_id"])]
    assert sorted(stored.key for stored in shelf.ours.storage.list()) == sorted(file.key for file in there if file)
    collect(shelf.ours.database, shelf.ours.storage, timedelta(seconds=-5))
    assert row(shelf, late["file_id"]) is None


def test_objects_go_when_the_deletion_of_their_rows_is_committed(shelf: Library, asset_id: str) -> None:
    file_id = sent(shelf, asset_id, CONTENT, "a.bin")
    storage, database = shelf.ours.storage, shelf.ours.database
    file = row(shelf, file_id)
    assert file is not None
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        slots.erase(session, storage, [session.get_one(StoredFile, file_id)])
        session.flush()
        raise ZeroDivisionError
    assert row(shelf, file_id) is not None and storage.stat(file.key) is not None
    with database.transaction() as session:
        slots.erase(session, storage, [session.get_one(StoredFile, file_id)])
        assert storage.stat(file.key) is not None
    assert row(shelf, file_id) is None and storage.stat(file.key) is None
