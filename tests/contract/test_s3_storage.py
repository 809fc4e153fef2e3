"""Storage on a real S3 store: OpenStack Swift, which knows right signatures from wrong ones."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import httpx
import obstore
import pytest
from obstore.exceptions import AlreadyExistsError
from obstore.store import S3Store

import swift
from understudy.errors import ResourceError
from understudy.service.storage.opening import open_storage
from understudy.service.storage.store import BLOCK, Storage, put
from understudy.testing.storage import KEY, StorageContract

pytestmark = pytest.mark.slow

_numbers = itertools.count()


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running store."""
    environment = Path(__file__).parents[2] / ".cache" / "swift"
    environment.parent.mkdir(exist_ok=True)
    why = swift.installed(environment)
    folder = tmp_path_factory.mktemp("swift")
    if not why and not swift.keeps_attributes(folder):
        why = f"Swift needs extended attributes, which {folder} does not keep"
    if why:
        pytest.skip(why)
    with swift.running(environment, folder) as url:
        yield url


def opened(endpoint: str, bucket: str, secret: str = swift.SECRET_KEY, more: str = "") -> Storage:
    access = f"&access_key_id={quote(swift.ACCESS_KEY)}&secret_access_key={secret}"
    return open_storage(f"s3://{bucket}/media?endpoint={endpoint}&region=us-east-1{access}{more}", Path())


@pytest.fixture
def bucket(endpoint: str) -> str:
    """A new, empty one."""
    name = f"bucket{next(_numbers)}"
    opened(endpoint, name).prepare()
    return name


def _store(endpoint: str, bucket: str) -> S3Store:
    return S3Store(
        bucket,
        endpoint=endpoint,
        region="us-east-1",
        access_key_id=swift.ACCESS_KEY,
        secret_access_key=swift.SECRET_KEY,
        client_options={"allow_http": True},
    )


class TestSwift(StorageContract):
    @pytest.fixture
    def storage(self, endpoint: str, bucket: str) -> Storage:
        return opened(endpoint, bucket)

    def test_signed_urls_put_and_get(self, storage: Storage) -> None:
        there = storage.presign("PUT", KEY, timedelta(minutes=5))
        assert there is not None
        assert httpx.put(there, content=b"from a client").status_code == 200
        assert b"".join(storage.reading(KEY)) == b"from a client"
        back = storage.presign("GET", KEY, timedelta(minutes=5))
        assert back is not None
        assert httpx.get(back).content == b"from a client"
        part = httpx.get(back, headers={"Range": "bytes=5-5"})
        assert (part.status_code, part.content) == (206, b"a")

    def test_a_signed_url_is_for_one_thing(self, storage: Storage) -> None:
        put(storage, KEY, [b"content"])
        put(storage, "project/asset/other", [b"secret"])
        url = storage.presign("GET", KEY, timedelta(minutes=5)) or ""
        wrong = {
            "another object": httpx.get(url.replace("picture.png", "other")),
            "another method": httpx.put(url, content=b"overwritten"),
            "another expiry": httpx.get(url.replace("X-Amz-Expires=300", "X-Amz-Expires=3000")),
            "another signature": httpx.get(url[:-1] + ("0" if url[-1] != "0" else "1")),
        }
        assert {name: answer.status_code for name, answer in wrong.items()} == dict.fromkeys(wrong, 403)
        assert b"".join(storage.reading(KEY)) == b"content"

    def test_urls_are_signed_for_where_clients_reach_the_store(self, endpoint: str, bucket: str) -> None:
        inside = endpoint.replace("127.0.0.1", "localhost")
        storage = opened(inside, bucket, more=f"&public_endpoint={endpoint}")
        put(storage, KEY, [b"content"])
        url = storage.presign("GET", KEY, timedelta(minutes=5)) or ""
        assert url.startswith(endpoint)
        assert httpx.get(url).content == b"content"
        hidden = opened(endpoint, bucket, more="&public_endpoint=none")
        assert hidden.presign("GET", KEY, timedelta(minutes=5)) is None
        assert b"".join(hidden.reading(KEY)) == b"content"

    def test_a_signed_url_expires(self, storage: Storage) -> None:
        put(storage, KEY, [b"content"])
        url = storage.presign("GET", KEY, timedelta(seconds=1)) or ""
        time.sleep(2.5)
        assert httpx.get(url).status_code == 403

    def test_a_wrong_key_is_refused(self, endpoint: str, bucket: str, storage: Storage) -> None:
        put(storage, KEY, [b"content"])
        stranger = opened(endpoint, bucket, "guessed")
        for act in (lambda: b"".join(stranger.reading(KEY)), lambda: put(stranger, KEY, [b"mine"])):
            with pytest.raises(ResourceError):
                act()
        assert b"".join(storage.reading(KEY)) == b"content"

    def test_nobody_is_refused(self, endpoint: str, bucket: str, storage: Storage) -> None:
        put(storage, KEY, [b"content"])
        url = f"{endpoint}/{bucket}/media/{KEY}"
        assert httpx.get(url).status_code in (400, 401, 403)
        assert httpx.put(url, content=b"mine").status_code in (400, 401, 403)
        assert b"".join(storage.reading(KEY)) == b"content"

    def test_a_bucket_of_others_is_no_missing_one(self, endpoint: str) -> None:
        with pytest.raises(ResourceError, match=r"the store cannot serve the bucket: .*403 Forbidden"):
            opened(endpoint, "another", "guessed").prepare()

    def test_of_two_that_create_one_does(self, endpoint: str, bucket: str, storage: Storage) -> None:
        """The store itself decides, which late workers will be fenced by."""
        store = _store(endpoint, bucket)
        obstore.put(store, f"media/{KEY}", b"first", mode="create")
        with pytest.raises(AlreadyExistsError):
            obstore.put(store, f"media/{KEY}", b"second", mode="create")
        assert b"".join(storage.reading(KEY)) == b"first"

    def test_large_objects_go_in_parts(self, storage: Storage) -> None:
        blocks = [bytes([number]) * BLOCK for number in range(100)]
        put(storage, KEY, blocks)
        found = storage.stat(KEY)
        assert found is not None and found.size == 100 * BLOCK
        assert b"".join(storage.reading(KEY, start=50 * BLOCK - 1, stop=50 * BLOCK + 1)) == bytes([49, 50])
