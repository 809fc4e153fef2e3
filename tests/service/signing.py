"""Signs requests the way the scheme SDK-HMAC-SHA256 is described, step by step; shares nothing with what is tested."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import quote


@dataclass(frozen=True)
class Wire:
    """A request as it goes over the wire; tests change parts of it after it is signed."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, bytes] = field(default_factory=dict)
    body: bytes = b""

    def but(self, **changes: Any) -> Wire:
        """The same request with other parts; `headers` are added to those it has, and None removes one."""
        headers = {**self.headers, **changes.pop("headers", {})}
        return replace(self, headers={name: value for name, value in headers.items() if value is not None}, **changes)


def sign(
    access_key: str,
    secret: str,
    method: str,
    path: str,
    query: tuple[tuple[str, str], ...] | str = (),
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    *,
    host: str,
    age: timedelta = timedelta(),
    payload: str | None = None,
    unsigned: dict[str, str] | None = None,
) -> Wire:
    """A signed request. A query that is a string is taken as it is, `payload` stands in for the body's digest,
    and `unsigned` headers are added afterwards.
    """
    date = (datetime.now(UTC) - age).strftime("%Y%m%dT%H%M%SZ")
    signed = {"content-type": "application/json", **(headers or {}), "host": host, "x-sdk-date": date}
    names = sorted(signed)
    pairs = query if isinstance(query, str) else "&".join(f"{_q(name)}={_q(value)}" for name, value in sorted(query))
    canonical = "\n".join(
        [
            method,
            path if path.endswith("/") else path + "/",
            pairs,
            *(f"{name}:{signed[name].strip()}" for name in names),
            "",
            ";".join(names),
            payload or hashlib.sha256(body).hexdigest(),
        ]
    )
    to_sign = f"SDK-HMAC-SHA256\n{date}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    credential = f"SDK-HMAC-SHA256 Access={access_key}, SignedHeaders={';'.join(names)}, Signature={signature}"
    sent = {**signed, **(unsigned or {}), "authorization": credential}
    return Wire(method, path, pairs, {name: value.encode() for name, value in sent.items()}, body)


def _q(text: str) -> str:
    return quote(text, safe="~")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


def send(request: Wire, port: int) -> Answer:
    """Send a request exactly as it is."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        target = request.path + (f"?{request.query}" if request.query else "")
        connection.putrequest(request.method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in request.headers.items():
            connection.putheader(name, value)
        if request.body or request.method in ("POST", "PUT"):
            connection.putheader("content-length", str(len(request.body)))
        connection.endheaders(request.body or None)
        response: HTTPResponse = connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()
