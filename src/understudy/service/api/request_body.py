"""Reading a request's body once, for those who must know it before the application does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from starlette.types import Message, Receive

BODY_LIMIT = 48 << 20
"""Bytes of a request's body. The longest honest ones carry a picture of 31,457,280 Base64 characters."""

DIGESTED = 4
"""How many times the limit a body may be to be read to its end, so that it can be refused in words."""


class Gone(Exception):  # noqa: N818 - the client's choice
    """The client hung up before the body was there; nobody waits for an answer."""


@dataclass(frozen=True)
class Body:
    """A body as it came. `chunks` is None where it is larger than allowed, `digest` where it is far larger."""

    chunks: list[bytes] | None
    digest: str | None

    def readable(self, receive: Receive) -> Receive:
        """The same body again for an application; what follows it comes from the connection."""
        chunks = list(self.chunks or [b""])
        chunks.reverse()

        async def receive_again() -> Message:
            if not chunks:
                return await receive()
            return {"type": "http.request", "body": chunks.pop(), "more_body": bool(chunks)}

        return receive_again


async def read_body(receive: Receive, limit: int) -> Body:
    """Read a whole body of at most `limit` bytes; more is read for the digest, but not kept. Raises `Gone`."""
    chunks: list[bytes] = []
    digest, size, more = hashlib.sha256(), 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        chunk, more = message.get("body", b""), message.get("more_body", False)
        digest.update(chunk)
        size += len(chunk)
        if size <= limit:
            chunks.append(chunk)
        else:
            chunks.clear()
        if size > DIGESTED * limit:
            return Body(None, None)
    return Body(chunks if size <= limit else None, digest.hexdigest())
