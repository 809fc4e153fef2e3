"""What a storage is: objects under keys, written whole or not at all, read as streams. `opening.py` finds one.

A key is a path of at least two parts, `project/owner/object`; its alphabet needs no escaping in URLs, on disks or in
stores. Objects are never changed in place: who writes a key again puts a new object there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Protocol

from understudy.errors import EngineError, InputError, ResourceError

BLOCK = 1024 * 1024
"""Bytes in which streams are passed on."""

LONGEST_KEY = 700

SEGMENTS, WORK = "segments", "work"
"""Beginnings of keys that no row stands for: finished segments by what they show, and what films under way need."""

_STRANGE = re.compile(r"[^A-Za-z0-9._-]+")
_KEY = re.compile(r"(?!.*(^|/)\.)[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)+")


@dataclass(frozen=True)
class StoredObject:
    """What a storage knows of an object. `etag` changes with the content and has no quotes."""

    key: str
    size: int
    etag: str
    modified: datetime


class Sink(Protocol):
    """Where the bytes of an object go while it is written."""

    def write(self, block: bytes, /) -> object:
        """Add a block."""
        ...


class Storage(Protocol):
    """Objects under keys. Contract suite: `testing/storage.py`; entry points: `understudy.storages`, by URL scheme.

    All methods raise `ResourceError` (`storage_failed`) when the store refuses, and `object_missing` where a key that
    must be there is not.
    """

    def prepare(self) -> None:
        """Make the place where the objects lie, a bucket for example, where it is not there; else do nothing."""
        ...

    def writing(self, key: str, *, content_type: str = "", size: int = 0) -> AbstractContextManager[Sink]:
        """A sink for a new object, which stands under `key` once the block ends without an error, and else never.

        `size` is how many bytes are expected, if that is known: stores that cut objects into parts choose theirs by it.
        """
        ...

    def reading(self, key: str, *, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` up to, but not including, `stop` in blocks of at most a few `BLOCK`s."""
        ...

    def stat(self, key: str) -> StoredObject | None:
        """What is under `key`; None when there is nothing."""
        ...

    def delete(self, key: str) -> None:
        """Remove what is under `key`; nothing there is no error."""
        ...

    def copy(self, source: str, target: str) -> None:
        """Put what is under `source` under `target` too."""
        ...

    def list(self, prefix: str = "") -> Iterator[StoredObject]:
        """Every object whose key begins with the path `prefix` (whole parts), in no order."""
        ...

    def fetch(self, key: str, path: Path) -> None:
        """The object as a file at `path`, to be read and never changed: it may be the stored file itself."""
        ...

    def publish(self, path: Path, key: str, content_type: str = "") -> None:
        """The file at `path` as an object under `key`, whole or not at all. Nobody may change the file afterwards."""
        ...

    def sweep(self, age: timedelta) -> int:
        """Remove what interrupted writes older than `age` have left; how many pieces that were."""
        ...

    def presign(self, method: str, key: str, lifetime: timedelta) -> str | None:
        """A URL of the store's own that lets whoever has it do `method` (GET or PUT); None where there are none."""
        ...


def check_key(key: str) -> str:
    """`key` itself; raises `EngineError` (`key_invalid`) where it is none."""
    if len(key) > LONGEST_KEY or not _KEY.fullmatch(key):
        raise EngineError("key_invalid", f"{key[:80]!r} is no key of an object", hint="project/owner/object")
    return key


def object_key(project_id: str | None, owner_id: str, name: str) -> str:
    """The key of an object that belongs to `owner_id`; system assets have no project and lie under `system`."""
    return check_key(f"{project_id or 'system'}/{owner_id}/{safe_name(name)}")


def safe_name(name: str) -> str:
    """`name` in the alphabet of keys, at most 100 characters, its suffix kept."""
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    safe = _STRANGE.sub("_", stem).strip("._")[:80] or "file"
    return safe + _STRANGE.sub("", suffix)[:20].rstrip(".")


def put(
    storage: Storage,
    key: str,
    blocks: Iterable[bytes],
    *,
    content_type: str = "",
    size: int = 0,
    limit: int | None = None,
) -> int:
    """Write `blocks` under `key`; how many bytes that were.

    Raises `InputError` (`file_too_large`) as soon as there are more than `limit`; then nothing is kept.
    """
    written = 0
    with storage.writing(key, content_type=content_type, size=size) as sink:
        for block in blocks:
            written += len(block)
            if limit is not None and written > limit:
                raise InputError(
                    "file_too_large", f"more than {limit} bytes came", hint=f"at most {limit} are possible"
                )
            sink.write(block)
    return written


def missing(key: str) -> ResourceError:
    """That an object which must be there is not."""
    return ResourceError("object_missing", f"nothing is stored under {key}", hint="restore the media folder or bucket")
