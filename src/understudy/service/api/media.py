"""Media: files are read (GET, HEAD, any range of them) and sent (PUT) at signed URLs, without a login.

Nothing of a file lies in memory but the block that is on its way. What is sent becomes an object only after length,
MD5 and place have been checked; a connection that is cut leaves nothing.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse

from understudy.errors import InputError
from understudy.service.api.context import Collaborators, Ours
from understudy.service.api.errors import INVALID, answer
from understudy.service.assets import slots
from understudy.service.assets.slots import ANY_TYPE
from understudy.service.assets.usable import readable
from understudy.service.database.tables import StoredFile
from understudy.service.storage.store import BLOCK, Sink, StoredObject

router = APIRouter(tags=["media"])

GATHERED = BLOCK // 4
"""Bytes that are gathered before a thread writes them."""

_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*")
_SHOWN = ("image/", "video/", "audio/", "text/vtt", "application/json")
"""What a browser shows; everything else it saves."""

SECURITY = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; media-src 'self'"}

READ: dict[int | str, dict[str, Any]] = {
    200: {"content": {ANY_TYPE: {}}, "description": "The file."},
    206: {"content": {ANY_TYPE: {}}, "description": "The range of it that was asked for."},
    304: {"description": "It has not changed since (`If-None-Match`)."},
    403: {"description": "The URL has expired, or is not for this."},
    416: {"description": "The range begins behind the end."},
}


@dataclass(frozen=True)
class _Found:
    """A stored file and what the storage says of it."""

    file: StoredFile
    stored: StoredObject

    @property
    def etag(self) -> str:
        return f'"{self.stored.etag}"'

    def headers(self) -> dict[str, str]:
        kind = _content_type(self.file)
        how = "inline" if kind.startswith(_SHOWN) else "attachment"
        return {
            **SECURITY,
            "Accept-Ranges": "bytes",
            "ETag": self.etag,
            "Last-Modified": self.stored.modified.strftime("%a, %d %b %Y %H:%M:%S GMT"),
            "Cache-Control": "private, max-age=3600",
            "Content-Type": kind,
            "Content-Disposition": f"{how}; filename*=UTF-8''{quote(self.file.name, safe='')}",
        }


@router.get("/{project_id}/{owner_id}/{name}", response_class=StreamingResponse, responses=READ)
@router.head("/{project_id}/{owner_id}/{name}", include_in_schema=False)
async def read(project_id: str, owner_id: str, name: str, request: Request, ours: Ours) -> Response:
    """Read a file, or a range of it, at a signed URL."""
    key = f"{project_id}/{owner_id}/{name}"
    try:
        ours.signer.check(request.method, key, request.query_params)
        found = await run_in_threadpool(_find, ours, key)
    except InputError as error:
        return _refused(error)
    headers = found.headers()
    if request.headers.get("If-None-Match") in (found.etag, "*"):
        return Response(None, 304, {name: headers[name] for name in ("ETag", "Cache-Control", "Last-Modified")})
    size = found.stored.size
    span = None
    if request.headers.get("If-Range", found.etag) == found.etag:
        span = _span(request.headers.get("Range", ""), size)
    if span is not None and not span:
        return Response(None, 416, {**SECURITY, "Content-Range": f"bytes */{size}"})
    part = span or range(size)
    headers["Content-Length"] = str(len(part))
    if span:
        headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    if request.method == "HEAD":
        return Response(None, 206 if span else 200, headers)
    blocks = ours.storage.reading(key, start=part.start, stop=part.stop)
    return StreamingResponse(blocks, 206 if span else 200, headers)


@router.put("/{project_id}/{owner_id}/{name}", response_class=Response, responses={403: READ[403]})
async def write(project_id: str, owner_id: str, name: str, request: Request, ours: Ours) -> Response:
    """Send an announced file, or one of its parts, to its signed URL, with the headers that the URL is for."""
    key = f"{project_id}/{owner_id}/{name}"
    md5 = request.headers.get("Content-MD5", "").strip()
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    try:
        ours.signer.check("PUT", key, request.query_params, content_md5=md5, content_type=kind)
        place = await run_in_threadpool(_place, ours, key)
        etag = await _take(request, ours, key, place, md5)
    except InputError as error:
        return _refused(error)
    except ClientDisconnect:
        return answer(400, INVALID, "the connection was cut")
    return Response(None, 200, {"ETag": f'"{etag}"'})


def _refused(error: InputError) -> Response:
    """What stores answer: 403 to who has no right, 404 where nothing is, 400 to wrong bytes; in our form."""
    if error.code == "url_refused":
        return answer(403, "MSS.00000001", str(error))
    return answer(404, "MSS.00000002", "Not Found") if error.code == "not_found" else answer(400, INVALID, str(error))


def _find(ours: Collaborators, key: str) -> _Found:
    with ours.database.transaction() as session:
        file = readable(session, key)
    stored = ours.storage.stat(key) if file else None
    if file is None or stored is None:
        raise InputError("not_found", "Not Found")
    return _Found(file, stored)


def _place(ours: Collaborators, key: str) -> slots.Place:
    with ours.database.transaction() as session:
        return slots.place_of(session, key)


def _content_type(file: StoredFile) -> str:
    """That of the row; where it says nothing, that of the suffix if browsers cannot be harmed by it."""
    known = file.content_type if file.content_type != ANY_TYPE else ""
    guessed = mimetypes.guess_type(file.name)[0] or ""
    harmless = guessed.startswith(("image/", "video/", "audio/")) and "svg" not in guessed
    return known or (guessed if harmless else ANY_TYPE)


def _span(header: str, size: int) -> range | None:
    """The bytes that a Range header asks for; empty where there are none, None for all (also for several ranges)."""
    match = _RANGE.fullmatch(header)
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        return range(max(size - int(match[2]), 0), size)
    first, last = int(match[1]), int(match[2]) if match[2] else size - 1
    if match[2] and last < first:
        return None
    return range(first, min(last + 1, size))


async def _take(request: Request, ours: Collaborators, key: str, place: slots.Place, md5: str) -> str:
    """Take the request's bytes into storage; their MD5 in hexadecimal."""
    told = request.headers.get("Content-Length", "")
    _check_length(int(told) if told.isdigit() else None, place)
    writing = ours.storage.writing(key, content_type=place.file.content_type, size=place.exactly or 0)
    sink = await run_in_threadpool(writing.__enter__)
    digest, size = hashlib.md5(usedforsecurity=False), 0
    try:
        async for block in _gathered(request):
            size += len(block)
            if size > place.most:
                _wrong(f"more than {place.most} bytes came")
            await run_in_threadpool(_add, sink, digest, block)
        if place.exactly is not None and size != place.exactly:
            _wrong(f"{size} bytes came, {place.exactly} were announced")
        if md5 and base64.b64encode(digest.digest()).decode() != md5:
            _wrong(f"the MD5 of the bytes is {base64.b64encode(digest.digest()).decode()}, not {md5}")
        await run_in_threadpool(_close, ours, place.file.id, key, size, digest.hexdigest(), writing)
    except BaseException as error:
        writing.__exit__(type(error), error, error.__traceback__)
        raise
    return digest.hexdigest()


def _check_length(told: int | None, place: slots.Place) -> None:
    """Refuse before the first byte what cannot be right."""
    if told is None:
        return
    if place.exactly is not None and told != place.exactly:
        _wrong(f"Content-Length is {told}, {place.exactly} bytes were announced")
    if told > place.most:
        _wrong(f"Content-Length is {told}, at most {place.most} bytes are awaited")


def _wrong(found: str) -> NoReturn:
    raise InputError("upload_wrong", found, hint="send exactly the file that was announced")


def _add(sink: Sink, digest: Any, block: bytes) -> None:
    digest.update(block)
    sink.write(block)


def _close(ours: Collaborators, file_id: str, key: str, size: int, md5: str, writing: Any) -> None:
    """Let the object stand, if it is still awaited."""
    with slots.sending(ours.database, file_id):
        with ours.database.transaction() as session:
            slots.check_room(slots.place_of(session, key), size)
        writing.__exit__(None, None, None)
        try:
            with ours.database.transaction() as session:
                slots.arrived(session, key, size, md5)
        except InputError as error:
            if error.code == "file_too_large":  # other parts came meanwhile; of any other place nobody reads it
                ours.storage.delete(key)
            raise


async def _gathered(request: Request) -> AsyncIterator[bytes]:
    """The body in blocks that are worth a thread's while."""
    gathered = bytearray()
    async for chunk in request.stream():
        gathered += chunk
        if len(gathered) >= GATHERED:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)
