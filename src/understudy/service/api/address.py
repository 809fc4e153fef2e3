"""Remembers at which address a request reached us, so that URLs in its answer lead to the same place."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.service.storage.signing import reached_at

_HOST = re.compile(r"[A-Za-z0-9._\-\[\]:]{1,255}")


class Addressed:
    """ASGI middleware that keeps scheme and host of each request for `UrlSigner`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the address and go on."""
        if scope["type"] == "http":
            reached_at.set(address_of(scope))
        await self._app(scope, receive, send)


def address_of(scope: Scope) -> str:
    """`http://host:port` as the client wrote it; where it wrote none, that of the socket."""
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    if not _HOST.fullmatch(host):
        server = scope.get("server") or ("localhost", None)
        host = f"{server[0]}:{server[1]}" if server[1] else server[0]
    return f"{scope['scheme']}://{host}"
