"""Storage on `obstore`: a folder on a local disk, or an S3-compatible store."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from understudy.errors import ResourceError
from understudy.service.storage.store import BLOCK, Sink, StoredObject, check_key, missing

PART = 8 * BLOCK
"""Bytes of a part of an object that is being written; two are in flight at a time."""

MOST_PARTS = 9_000
"""S3 takes 10,000."""

_FULL = (errno.ENOSPC, errno.EDQUOT)
"""What the system says of a disk without room; obstore repeats the number in its message."""

_UNFINISHED = re.compile(r".+#\d+")
"""How obstore, and we, name a file that is being written; `list` does not show it."""


class ObjectStorage:
    """Objects in any of obstore's stores, in bounded memory: two parts while writing, one block while reading."""

    def __init__(self, store: LocalStore | S3Store) -> None:
        self._store = store

    def prepare(self) -> None:
        """See `Storage`."""

    @contextmanager
    def writing(self, key: str, *, content_type: str = "", size: int = 0) -> Iterator[Sink]:
        """See `Storage`."""
        check_key(key)
        part = max(PART, -(-size // MOST_PARTS))
        attributes = self._attributes(content_type)
        with _failing(key):
            writer = obstore.open_writer(self._store, key, buffer_size=part, max_concurrency=2, attributes=attributes)
        try:
            yield _Sink(writer, key)
        except BaseException:
            writer.__exit__(*sys.exc_info())  # which throws away what was written
            raise
        with _failing(key):
            writer.close()

    def reading(self, key: str, *, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """See `Storage`."""
        if stop is not None and stop <= start:
            return
        span: Any = {"offset": start} if stop is None else (start, stop)
        whole = stop is None and not start
        with _failing(key):
            found = obstore.get(self._store, check_key(key), options=None if whole else {"range": span})
            for block in found.stream(min_chunk_size=BLOCK):
                yield bytes(block)

    def stat(self, key: str) -> StoredObject | None:
        """See `Storage`."""
        try:
            with _failing(key):
                return _stored(obstore.head(self._store, check_key(key)))
        except ResourceError as error:
            if error.code == "object_missing":
                return None
            raise

    def delete(self, key: str) -> None:
        """See `Storage`."""
        try:
            with _failing(key):
                obstore.delete(self._store, check_key(key))
        except ResourceError as error:
            if error.code != "object_missing":
                raise

    def copy(self, source: str, target: str) -> None:
        """See `Storage`."""
        with _failing(source):
            obstore.copy(self._store, check_key(source), check_key(target))

    def list(self, prefix: str = "") -> Iterator[StoredObject]:
        """See `Storage`."""
        with _failing(prefix):
            for page in obstore.list(self._store, prefix or None, chunk_size=1000):
                yield from map(_stored, page)

    def fetch(self, key: str, path: Path) -> None:
        """See `Storage`."""
        with path.open("wb") as file:
            for block in self.reading(key):
                file.write(block)

    def publish(self, path: Path, key: str, content_type: str = "") -> None:
        """See `Storage`."""
        with _failing(key):
            part = max(PART, -(-path.stat().st_size // MOST_PARTS))
            attributes = self._attributes(content_type)
            obstore.put(self._store, check_key(key), path, chunk_size=part, max_concurrency=2, attributes=attributes)

    def sweep(self, age: timedelta) -> int:
        """See `Storage`; stores end unfinished uploads by a rule of their own."""
        return 0

    def presign(self, method: str, key: str, lifetime: timedelta) -> str | None:
        """See `Storage`."""
        return None

    def _attributes(self, content_type: str) -> Any:
        return {"Content-Type": content_type} if content_type else None


class LocalStorage(ObjectStorage):
    """Objects as files in `folder`, which is made. Files go in and out by links where disk and rights allow it."""

    def __init__(self, folder: Path) -> None:
        try:
            super().__init__(LocalStore(folder, mkdir=True, automatic_cleanup=True))
        except (OSError, BaseError) as error:
            raise ResourceError(
                "storage_failed", f"media cannot lie in {folder}: {_sentence(error)}", hint="make the folder writable"
            ) from error
        self.folder = folder

    def fetch(self, key: str, path: Path) -> None:
        """See `Storage`."""
        with _failing(key):
            _link_or_copy(self.folder / check_key(key), path)

    def publish(self, path: Path, key: str, content_type: str = "") -> None:
        """See `Storage`."""
        place = self.folder / check_key(key)
        aside = place.with_name(f"{place.name}#{secrets.randbelow(10**15)}")
        with _failing(key):
            _sync(path)
            try:
                _link_beside(path, aside)
                aside.replace(place)
            finally:
                aside.unlink(missing_ok=True)

    def sweep(self, age: timedelta) -> int:
        """See `Storage`."""
        oldest, found = time.time() - age.total_seconds(), 0
        for path in self.folder.rglob("*#*"):
            if _UNFINISHED.fullmatch(path.name) and path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
                found += 1
        return found

    def _attributes(self, content_type: str) -> None:
        """Files have no content type; the row that belongs to an object tells it."""


class S3Storage(ObjectStorage):
    """Objects in a bucket, or below a prefix in one. `signing` is the same as clients reach it, if they do."""

    def __init__(self, store: S3Store, signing: S3Store | None) -> None:
        super().__init__(store)
        self._bucket, self._signing = store, signing

    def prepare(self) -> None:
        """See `Storage`. Raises `ResourceError` (`storage_failed`) where the bucket is not there and cannot be made."""
        try:
            with _failing("the bucket"):
                next(iter(obstore.list(self._bucket, chunk_size=1)), None)
        except ResourceError as error:
            if "NoSuchBucket" not in str(error.__cause__):
                raise
            self._make_bucket()

    def _make_bucket(self) -> None:
        """Through a signed URL, as obstore itself makes no buckets."""
        whole = S3Store(config=self._bucket.config, client_options=self._bucket.client_options)
        region = self._bucket.config.get("region", "us-east-1")
        place = (
            f"<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>"
        )
        asked = Request(
            obstore.sign(whole, "PUT", "", timedelta(minutes=1)),
            method="PUT",
            data=None if region == "us-east-1" else place.encode(),
        )
        try:
            with urlopen(asked, timeout=30):
                pass
        except HTTPError as error:
            if error.code != HTTPStatus.CONFLICT:  # another process was faster
                raise self._no_bucket(f"{error.code} {error.reason}") from error
        except OSError as error:
            raise self._no_bucket(str(error)) from error

    def _no_bucket(self, why: str) -> ResourceError:
        name = self._bucket.config.get("bucket", "")
        return ResourceError(
            "storage_failed",
            f"the bucket {name} is not there and cannot be made: {why}",
            hint="make it, or let this key make buckets",
        )

    def presign(self, method: str, key: str, lifetime: timedelta) -> str | None:
        """See `Storage`."""
        if self._signing is None:
            return None
        with _failing(key):
            return obstore.sign(self._signing, "PUT" if method == "PUT" else "GET", check_key(key), lifetime)


class _Sink:
    """obstore's writer, its errors in our words."""

    def __init__(self, writer: Any, key: str) -> None:
        self._writer = writer
        self._key = key

    def write(self, block: bytes, /) -> None:
        with _failing(self._key):
            self._writer.write(block)


def _link_beside(path: Path, aside: Path) -> None:
    """Link into a folder that may not be there yet, or that the last object in it has just left."""
    for _ in range(20):
        aside.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _link_or_copy(path, aside)
        except FileNotFoundError:
            if not path.exists():
                raise
    raise FileNotFoundError(aside.parent)


def _link_or_copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    try:
        target.hardlink_to(source)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)
        _sync(target)


def _sync(path: Path) -> None:
    """Wait until the file's bytes are on the disk, so that a power cut never leaves an empty file under a key."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _stored(meta: Any) -> StoredObject:
    return StoredObject(meta["path"], meta["size"], (meta["e_tag"] or "").strip('"'), meta["last_modified"])


@contextmanager
def _failing(key: str) -> Iterator[None]:
    """What the store says, in our words."""
    try:
        yield
    except FileNotFoundError:
        raise missing(key) from None
    except (BaseError, OSError) as error:
        if getattr(error, "errno", None) in _FULL or any(f"(os error {number})" in str(error) for number in _FULL):
            text, hint = f"no room is left to store {key}", "make room on the store's disk, or on this machine's"
            raise ResourceError("disk_full", text, hint=hint) from error
        raise ResourceError(
            "storage_failed",
            f"the store cannot serve {key}: {_sentence(error)}",
            hint="look at its disk, or its server",
        ) from error


def _sentence(error: Exception) -> str:
    """obstore adds pages for debugging; the first line says it."""
    return str(error).partition("\n")[0]
