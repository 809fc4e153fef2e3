"""What it costs to know who asks: a request through the gate against the same request without it, in one process.

No network and no framework: the gate calls an app that answers at once, so that nothing else is measured.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from understudy.service.api.access import AccessGate
from understudy.service.auth.access_keys import Credential
from understudy.service.auth.authority import authority_of
from understudy.service.auth.projects import create_project
from understudy.service.database.embedded import EmbeddedPostgres
from understudy.service.database.engine import Database
from understudy.service.database.migrate import upgrade
from understudy.settings import ServiceSettings

READS, CHANGES = 5_000, 300


def signed(key: Credential, method: str, number: int, body: bytes) -> dict[str, Any]:
    """A request as a server hands it on, signed; each number signs differently."""
    path, date = f"/v1/{key.project_id}/2d-digital-human-videos/{number}", datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    headers = {"content-type": "application/json", "host": "localhost:8040", "x-sdk-date": date}
    names = ";".join(headers)
    lines = [method, path + "/", "", *(f"{name}:{value}" for name, value in headers.items()), "", names]
    canonical = "\n".join([*lines, hashlib.sha256(body).hexdigest()])
    to_sign = f"SDK-HMAC-SHA256\n{date}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(key.secret.encode(), to_sign.encode(), "sha256").hexdigest()
    credential = f"SDK-HMAC-SHA256 Access={key.access_key}, SignedHeaders={names}, Signature={signature}"
    sent = {**headers, "authorization": credential, "user-agent": "sdk", "accept": "*/*"}
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
    }


async def microseconds(app: Callable[..., Awaitable[None]], requests: list[dict[str, Any]], body: bytes) -> float:
    """The time of one request, one after the other."""
    answered = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal answered
        answered += message.get("status") == 200

    began = time.perf_counter()
    for request in requests:
        await app(dict(request), receive, send)
    taken = time.perf_counter() - began
    assert answered == len(requests), "every request is let in"
    return taken / len(requests) * 1e6


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """An app that reads the body and answers at once."""
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def measure(database: Database, folder: Path) -> None:
    """Print the cost of reading and of changing requests."""
    authority = authority_of(ServiceSettings(data_dir=folder), database)
    key = authority.keys.create(create_project(database, "benchmark").id)
    gate = AccessGate(answer, authority=authority)
    for method, count, body in (("GET", READS, b""), ("POST", CHANGES, b"x" * 3_000)):
        bare = await microseconds(answer, [signed(key, method, number, body) for number in range(count)], body)
        gated = await microseconds(gate, [signed(key, method, number, body) for number in range(count)], body)
        print(f"{method:4} {gated:7.0f} us through the gate, {bare:4.1f} us without: {1e6 / gated:6.0f} a second")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="understudy-benchmark-") as place:
        server = EmbeddedPostgres(Path(place) / "postgres")
        try:
            with closing(Database(server.start())) as opened:
                upgrade(opened)
                asyncio.run(measure(opened, Path(place)))
        finally:
            server.stop()
