"""Places in storage that wait for a client's bytes: announced with a row, filled by PUTs on signed URLs, then closed.

A place takes one PUT, or one for each of its parts. Its row is CREATING until its owner (`uploads.py`, a script, a
training) says what became of it; while it is, a PUT may come again and replaces what came before.
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from understudy.errors import InputError, ResourceError
from understudy.service.database.allowances import storage_left
from understudy.service.database.engine import Database
from understudy.service.database.tables import StoredFile
from understudy.service.storage.signing import LIBRARY_LIFETIME, UrlSigner
from understudy.service.storage.store import Storage, object_key, put

LARGEST_PUT = 5 * 2**30
"""Bytes of one PUT."""

CONTENT_TYPES = {
    "gif": "image/gif",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "mp4": "video/mp4",
    "mp3": "audio/mp3",
    "wav": "audio/wav",
}
"""What the contract makes clients send, by the type of file."""

ANY_TYPE = "application/octet-stream"

log = logging.getLogger(__name__)

_PART = re.compile(r"(.+)\.part(\d+)")


@dataclass(frozen=True)
class Place:
    """Where one PUT goes: the row, which part of it (None: the whole), and how many bytes at most or exactly."""

    file: StoredFile
    part: int | None
    exactly: int | None
    most: int


def content_type_of(name: str, kind: str = "") -> str:
    """The Content-Type with which a file is sent, by its type or else its suffix."""
    return CONTENT_TYPES.get((kind or PurePosixPath(name).suffix).lower().lstrip("."), ANY_TYPE)


def announce(
    session: Session,
    *,
    project_id: str,
    owner: tuple[str, str],
    category: str,
    name: str,
    content_type: str = "",
    size: int = 0,
    most: int = LARGEST_PUT,
    md5: str | None = None,
    kind: str = "",
    parts: int = 1,
    lifetime: timedelta = LIBRARY_LIFETIME,
) -> StoredFile:
    """A new place for a file of `owner` (kind and id). `size` 0: not known yet, but at most `most`.

    An empty `content_type` takes any; `kind` is the client's word for it. With more than one of `parts`, each has a URL
    of its own. Raises `InputError` (`storage_spent`) where the project may store no more.
    """
    left = storage_left(session, project_id, size)
    most = most if left is None else min(most, left)
    file_id = str(uuid.uuid4())
    place = StoredFile(
        id=file_id,
        project_id=project_id,
        owner_type=owner[0],
        owner_id=owner[1],
        category=category,
        name=name,
        key=object_key(project_id, owner[1], f"{file_id}-{name}"),
        state="CREATING",
        content_type=content_type,
        size=size,
        md5=md5,
        parts=[],
        meta={"most": size or most, "parts": parts} | ({"type": kind} if kind else {}),
        expire_time=datetime.now(UTC) + lifetime,
    )
    session.add(place)
    session.flush()
    return place


def reopen(file: StoredFile, lifetime: timedelta = LIBRARY_LIFETIME) -> None:
    """Let the place take bytes again, in place of what came before, for `lifetime` from now on."""
    file.state, file.expire_time = "CREATING", datetime.now(UTC) + lifetime


def upload_urls(signer: UrlSigner, file: StoredFile) -> list[str]:
    """A signed URL for the PUT of each part, in their order."""
    assert file.expire_time is not None
    left = file.expire_time - datetime.now(UTC)
    return [
        signer.url("PUT", key, left, content_md5=file.md5 or "", content_type=file.content_type)
        for key in part_keys(file)
    ]


def part_keys(file: StoredFile) -> list[str]:
    """The keys under which the parts of a file arrive; that of the file where there is one."""
    count = (file.meta or {}).get("parts", 1)  # a row that is not written yet has none
    return [file.key] if count == 1 else [f"{file.key}.part{number}" for number in range(1, count + 1)]


def place_of(session: Session, key: str, *, lock: bool = False) -> Place:
    """Where a PUT on `key` goes. Raises `InputError` (`url_refused`) where none is awaited any more."""
    part = _PART.fullmatch(key)
    number = int(part[2]) if part else None
    wanted = select(StoredFile).where(StoredFile.key == (part[1] if part else key))
    file = session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    ended = file is not None and file.expire_time is not None and file.expire_time <= datetime.now(UTC)
    if file is None or file.state != "CREATING" or ended or key not in part_keys(file):
        raise InputError("url_refused", "no upload is awaited here any more", hint="announce the file again")
    exactly = file.size if file.size and number is None else None
    return Place(file, number, exactly, min(file.meta.get("most", LARGEST_PUT), LARGEST_PUT))


def sending(database: Database, file_id: str) -> AbstractContextManager[None]:
    """Let what was PUT to a place stand, as others may at the same time: whoever closes the place comes before or
    after, never in between.
    """
    return database.holding(f"place/{file_id}", shared=True)


def closing(database: Database, file_id: str) -> AbstractContextManager[None]:
    """Close a place, or make one object of what came: nothing comes meanwhile, and nobody else closes it."""
    return database.holding(f"place/{file_id}")


def check_room(place: Place, size: int) -> list[dict[str, Any]]:
    """The other parts that have come. Raises `InputError` (`file_too_large`) where one of `size` is too much."""
    others = [part for part in place.file.parts if part["part_number"] != (place.part or 1)]
    if sum(part["size"] for part in others) + size > place.file.meta.get("most", LARGEST_PUT):
        text = f"with this part the file has more than the {place.file.meta['most']} bytes announced"
        raise InputError("file_too_large", text)
    return others


def arrived(session: Session, key: str, size: int, md5: str) -> None:
    """Note that a PUT on `key` has come to its end, with its MD5 in hexadecimal; raises like the two above."""
    place = place_of(session, key, lock=True)
    mine = {"part_number": place.part or 1, "size": size, "etag": md5}
    place.file.parts = sorted([*check_room(place, size), mine], key=lambda part: int(part["part_number"]))


def missing_parts(storage: Storage, file: StoredFile) -> list[int]:
    """Numbers of the parts that have not come; none once they were joined."""
    if storage.stat(file.key) is not None:
        return []
    return [number for number, key in enumerate(part_keys(file), start=1) if storage.stat(key) is None]


def join_parts(storage: Storage, file: StoredFile) -> None:
    """Make one object of the parts that came, and remove them. Nothing is joined where there is one part, or again.

    To be called while the place is being closed (`closing`), and in no transaction: it takes as long as it takes.
    """
    keys = part_keys(file)
    if len(keys) == 1:
        return
    if storage.stat(file.key) is None:
        blocks = (block for key in keys for block in storage.reading(key))
        put(storage, file.key, blocks, content_type=file.content_type, size=file.size)
    for key in keys:
        storage.delete(key)


def erase_objects(storage: Storage, files: Iterable[StoredFile]) -> None:
    """Remove what lies in storage for these rows, parts and all."""
    _delete(storage, _keys(files))


def erase(session: Session, storage: Storage, files: Iterable[StoredFile]) -> None:
    """Delete these rows and, once that is committed, what lies in storage for them: no row is left without it."""
    found = list(files)
    for file in found:
        session.delete(file)
    erase_objects_later(session, storage, found)


def erase_objects_later(session: Session, storage: Storage, files: Iterable[StoredFile]) -> None:
    """Remove what lies in storage for these rows, parts and all, once the transaction is committed.

    Where storage does not answer then, garbage collection does it.
    """
    keys = _keys(files)

    def follow(_: Session) -> None:
        try:
            _delete(storage, keys)
        except ResourceError as error:
            log.warning("%d objects of deleted files stay for now: %s", len(keys), error)

    event.listen(session, "after_commit", follow, once=True)


def _keys(files: Iterable[StoredFile]) -> set[str]:
    return {key for file in files for key in (file.key, *part_keys(file))}


def _delete(storage: Storage, keys: Iterable[str]) -> None:
    for key in keys:
        storage.delete(key)
