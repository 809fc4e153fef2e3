"""Files are read and sent at signed URLs, in any range, whole or not at all."""

from __future__ import annotations

import hashlib
import socket
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.live import running
from service.media_app import Library, library
from service.shelving import md5_of
from understudy.service.assets import slots
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset, StoredFile
from understudy.service.storage.signing import key_in
from understudy.service.storage.store import put

CONTENT = bytes(range(256)) * 4


@pytest.fixture
def shelf(database: Database, tmp_path: Path) -> Library:
    return library(database, tmp_path)


def stored(shelf: Library, content: bytes = CONTENT, **columns: Any) -> str:
    """A stored file; its signed URL."""
    columns = {"name": "Ein Fölm.mp4", "content_type": "video/mp4", "state": "CREATED"} | columns
    key = f"{shelf.project}/asset/file"
    row = StoredFile(
        id="file",
        project_id=shelf.project,
        owner_type="asset",
        owner_id="asset",
        category="MAIN",
        key=key,
        size=len(content),
        **columns,
    )
    with shelf.ours.database.transaction() as session:
        session.add(Asset(id="asset", project_id=shelf.project, name="a", type="VIDEO", state="ACTIVED"))
        session.add(row)
    put(shelf.ours.storage, key, [content])
    return shelf.ours.signer.url("GET", key)


def awaited(shelf: Library, size: int = len(CONTENT), **more: Any) -> tuple[StoredFile, list[str]]:
    """A place that waits for bytes, and its signed URLs."""
    more = {"content_type": "image/png", "md5": None} | more
    with shelf.ours.database.transaction() as session:
        file = slots.announce(
            session,
            project_id=shelf.project,
            owner=("asset", "asset"),
            category="MAIN",
            name="picture.png",
            size=size,
            **more,
        )
        return file, slots.upload_urls(shelf.ours.signer, file)


def row(shelf: Library, file: StoredFile) -> StoredFile:
    with shelf.ours.database.transaction() as session:
        found = session.get(StoredFile, file.id)
        assert found is not None
        return found


def on_disk(shelf: Library) -> list[str]:
    media = shelf.ours.settings.data_dir / "media"
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())


def test_a_file_is_read_whole(shelf: Library) -> None:
    answer = shelf.client.get(stored(shelf))
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Content-Length"] == "1024"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Disposition"] == "inline; filename*=UTF-8''Ein%20F%C3%B6lm.mp4"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_head_tells_the_same_without_the_bytes(shelf: Library) -> None:
    url = stored(shelf)
    head, get = shelf.client.head(url), shelf.client.get(url)
    assert (head.status_code, head.content) == (200, b"")
    assert dict(head.headers) == dict(get.headers)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-9", 0, 9),
        ("bytes=1000-", 1000, 1023),
        ("bytes=1000-99999", 1000, 1023),
        ("bytes=-24", 1000, 1023),
        ("bytes=-99999", 0, 1023),
        ("bytes=1023-1023", 1023, 1023),
    ],
)
def test_a_range_is_read(shelf: Library, asked: str, first: int, last: int) -> None:
    answer = shelf.client.get(stored(shelf), headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/1024"
    assert answer.headers["Content-Length"] == str(last - first + 1)
    assert answer.content == CONTENT[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_past_the_end_is_416(shelf: Library, asked: str) -> None:
    answer = shelf.client.get(stored(shelf), headers={"Range": asked})
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer.headers["Content-Range"] == "bytes */1024"


@pytest.mark.parametrize(
    "asked",
    ["bytes=0-1,5-6", "bytes=9-3", "bytes=-", "seconds=1-2", "bytes=a-b", "nonsense", f"bytes={'9' * 5000}-"],
    ids=["two", "backwards", "empty", "seconds", "letters", "nonsense", "endless digits"],
)
def test_several_ranges_and_nonsense_are_answered_with_the_whole(shelf: Library, asked: str) -> None:
    answer = shelf.client.get(stored(shelf), headers={"Range": asked})
    assert (answer.status_code, answer.content) == (200, CONTENT)


def test_what_has_not_changed_is_not_sent_again(shelf: Library) -> None:
    url = stored(shelf)
    etag = shelf.client.get(url).headers["ETag"]
    assert shelf.client.get(url, headers={"If-None-Match": etag}).status_code == 304
    part = {"Range": "bytes=0-1"}
    assert shelf.client.get(url, headers=part | {"If-Range": etag}).status_code == 206
    assert shelf.client.get(url, headers=part | {"If-Range": '"old"'}).content == CONTENT


def test_an_empty_file_is_read(shelf: Library) -> None:
    url = stored(shelf, b"")
    assert shelf.client.get(url).status_code == 200
    assert shelf.client.get(url, headers={"Range": "bytes=0-"}).status_code == 416


def test_what_browsers_might_run_is_saved_instead(shelf: Library) -> None:
    answer = shelf.client.get(stored(shelf, name="page.html", content_type="application/octet-stream"))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("change", [("file", "film"), ("Expires=1", "Expires=2"), ("Signature=", "Signature=A")])
def test_a_changed_url_opens_nothing(shelf: Library, change: tuple[str, str]) -> None:
    answer = shelf.client.get(stored(shelf).replace(*change))
    assert (answer.status_code, answer.json()["error_code"]) == (403, "MSS.00000001")


def test_an_expired_url_opens_nothing(shelf: Library) -> None:
    stored(shelf)
    url = shelf.ours.signer.url("GET", f"{shelf.project}/asset/file", timedelta(seconds=-1))
    answer = shelf.client.get(url)
    assert (answer.status_code, answer.json()["error_msg"]) == (403, "the URL has expired (ask for a new one)")


@pytest.mark.parametrize("state", ["BLOCK", "DELETED", "FAILED"])
def test_what_was_frozen_or_erased_is_not_given_out(shelf: Library, state: str) -> None:
    url = stored(shelf)
    with shelf.ours.database.transaction() as session:
        session.get_one(Asset, "asset").state = state
    assert shelf.client.get(url).status_code == 404


def test_a_missing_object_is_not_found(shelf: Library) -> None:
    url = stored(shelf)
    shelf.ours.storage.delete(f"{shelf.project}/asset/file")
    assert shelf.client.get(url).json() == {"error_code": "MSS.00000002", "error_msg": "Not Found"}


def test_an_announced_file_is_sent(shelf: Library) -> None:
    file, [url] = awaited(shelf, md5=md5_of(CONTENT))
    answer = shelf.client.put(
        url, content=CONTENT, headers={"Content-MD5": md5_of(CONTENT), "Content-Type": "image/png"}
    )
    assert answer.status_code == 200
    assert answer.headers["ETag"] == f'"{hashlib.md5(CONTENT).hexdigest()}"'
    assert b"".join(shelf.ours.storage.reading(file.key)) == CONTENT
    assert row(shelf, file).parts == [{"part_number": 1, "size": 1024, "etag": hashlib.md5(CONTENT).hexdigest()}]


def test_it_may_be_sent_again_until_it_is_closed(shelf: Library) -> None:
    file, [url] = awaited(shelf)
    for content in (CONTENT, CONTENT[::-1]):
        assert shelf.client.put(url, content=content, headers={"Content-Type": "image/png"}).status_code == 200
        assert b"".join(shelf.ours.storage.reading(file.key)) == content
    with shelf.ours.database.transaction() as session:
        session.get_one(StoredFile, file.id).state = "CREATED"
    answer = shelf.client.put(url, content=CONTENT, headers={"Content-Type": "image/png"})
    assert (answer.status_code, answer.json()["error_msg"]) == (
        403,
        "no upload is awaited here any more (announce the file again)",
    )
    assert b"".join(shelf.ours.storage.reading(file.key)) == CONTENT[::-1]


def test_parts_are_sent_in_any_order_and_joined(shelf: Library) -> None:
    file, urls = awaited(shelf, parts=3, content_type="application/octet-stream")
    pieces = [CONTENT[:500], CONTENT[500:501], CONTENT[501:]]
    assert slots.missing_parts(shelf.ours.storage, file) == [1, 2, 3]
    for number in (2, 0, 1):
        kind = {"Content-Type": "application/octet-stream"}
        assert shelf.client.put(urls[number], content=pieces[number], headers=kind).status_code == 200
    assert [part["part_number"] for part in row(shelf, file).parts] == [1, 2, 3]
    assert slots.missing_parts(shelf.ours.storage, file) == []
    slots.join_parts(shelf.ours.storage, file)
    assert b"".join(shelf.ours.storage.reading(file.key)) == CONTENT
    assert on_disk(shelf) == [file.key]


def test_parts_have_no_more_bytes_than_the_file(shelf: Library) -> None:
    file, urls = awaited(shelf, size=10, parts=2, content_type="")
    assert shelf.client.put(urls[0], content=b"123456").status_code == 200
    answer = shelf.client.put(urls[1], content=b"12345")
    assert answer.status_code == 400
    assert "more than the 10 bytes announced" in answer.json()["error_msg"]
    assert on_disk(shelf) == [f"{file.key}.part1"]


@pytest.mark.parametrize(
    ("content", "headers", "status", "says"),
    [
        (CONTENT, {"Content-Type": "image/gif"}, 403, "does not permit this PUT"),
        (CONTENT, {"Content-Type": "image/png", "Content-MD5": md5_of(b"other")}, 403, "does not permit this PUT"),
        (CONTENT, {"Content-Type": "image/png", "Content-MD5": ""}, 403, "does not permit this PUT"),
        (CONTENT[::-1], {"Content-Type": "image/png"}, 400, "the MD5 of the bytes is"),
        (CONTENT[:-1], {"Content-Type": "image/png"}, 400, "Content-Length is 1023, 1024 bytes were announced"),
        (CONTENT + b"1", {"Content-Type": "image/png"}, 400, "Content-Length is 1025, 1024 bytes were announced"),
        (b"", {"Content-Type": "image/png"}, 400, "Content-Length is 0"),
    ],
)
def test_other_bytes_than_announced_are_refused(
    shelf: Library, content: bytes, headers: dict[str, str], status: int, says: str
) -> None:
    _, [url] = awaited(shelf, md5=md5_of(CONTENT))
    answer = shelf.client.put(url, content=content, headers={"Content-MD5": md5_of(CONTENT)} | headers)
    assert answer.status_code == status
    assert says in answer.json()["error_msg"]
    assert on_disk(shelf) == []


@pytest.mark.parametrize("sent", [CONTENT[:-1], CONTENT + b"1", CONTENT * 3])
def test_a_body_without_a_length_is_counted(shelf: Library, sent: bytes) -> None:
    _, [url] = awaited(shelf)
    pieces = (sent[at : at + 100] for at in range(0, len(sent), 100))
    answer = shelf.client.put(url, content=pieces, headers={"Content-Type": "image/png"})
    assert answer.status_code == 400
    assert on_disk(shelf) == []


def test_a_place_of_unknown_size_has_a_limit(shelf: Library) -> None:
    file, [url] = awaited(shelf, size=0, most=1000, content_type="")
    assert shelf.client.put(url, content=CONTENT).status_code == 400
    assert shelf.client.put(url, content=CONTENT[:999]).status_code == 200
    assert on_disk(shelf) == [file.key]


def test_a_url_to_read_does_not_write_and_the_other_way_round(shelf: Library) -> None:
    file, [url] = awaited(shelf, content_type="")
    assert shelf.client.get(url).status_code == 403
    assert shelf.client.put(shelf.ours.signer.url("GET", file.key), content=CONTENT).status_code == 403


def test_an_upload_that_ended_is_refused(shelf: Library) -> None:
    file, _ = awaited(shelf)
    url = shelf.ours.signer.url("PUT", file.key)
    with shelf.ours.database.transaction() as session:
        session.get_one(StoredFile, file.id).expire_time = datetime.now(UTC)
    assert shelf.client.put(url, content=CONTENT).status_code == 403


def test_a_cut_connection_leaves_nothing(shelf: Library) -> None:
    """Half of 40 MB are sent, so that some of it has been written, then the socket is closed."""
    size = 40_000_000
    file, _ = awaited(shelf, size=size, content_type="")
    with running(shelf.app) as port:
        target = shelf.ours.signer.url("PUT", file.key)
        with socket.create_connection(("127.0.0.1", port)) as wire:
            wire.sendall(f"PUT {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n".encode())
            wire.sendall(bytes(size // 2))
            while not list((shelf.ours.settings.data_dir / "media").rglob("*#*")):
                time.sleep(0.01)
    assert on_disk(shelf) == []
    assert row(shelf, file).parts == []


def test_a_large_file_goes_in_and_out_of_a_real_server(shelf: Library) -> None:
    import httpx

    block = bytes(range(256)) * 4096
    file, _ = awaited(shelf, size=30 * len(block), content_type="")
    with running(shelf.app) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        assert client.put(shelf.ours.signer.url("PUT", file.key), content=iter([block] * 30)).status_code == 200
        with client.stream("GET", shelf.ours.signer.url("GET", file.key)) as answer:
            digest = hashlib.md5()
            for piece in answer.iter_bytes():
                digest.update(piece)
    assert digest.hexdigest() == hashlib.md5(block * 30).hexdigest()
    assert key_in(shelf.ours.signer.url("GET", file.key)) == file.key
