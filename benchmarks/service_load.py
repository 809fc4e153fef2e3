"""A running service under load: task details asked by 32 clients, 200 films asked for at once, a 1 GB upload.

The service is started as a user starts it, without workers; the load comes from this process, over loopback.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psutil

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from running_service import Service, start
from understudy.service.assets.system import system_id

CLIENTS, SECONDS, TASKS, CREATES = 32, 5.0, 40, 200
UPLOAD = 1 << 30

BODY = {
    "model_asset_id": system_id("HUMAN_MODEL_2D", "yunling"),
    "voice_config": {"voice_asset_id": system_id("VOICE_MODEL", "espeak:en-us+f3")},
    "video_config": {"bitrate": 5000, "width": 1280, "height": 720},
    "shoot_scripts": [
        {"sequence_no": number, "shoot_script": {"text_config": {"text": "A scene of a film that is asked for. " * 8}}}
        for number in range(8)
    ],
}


def signed(service: Service, method: str, path: str, body: bytes = b"", query: str = "") -> bytes:
    """A whole signed request, as it goes over the wire."""
    host, date = urlsplit(service.url).netloc, datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    headers = {"content-type": "application/json", "host": host, "x-sdk-date": date}
    names = ";".join(headers)
    lines = [method, path + "/", query, *(f"{name}:{value}" for name, value in headers.items()), "", names]
    canonical = "\n".join([*lines, hashlib.sha256(body).hexdigest()])
    to_sign = f"SDK-HMAC-SHA256\n{date}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(service.sk.encode(), to_sign.encode(), "sha256").hexdigest()
    headers["authorization"] = f"SDK-HMAC-SHA256 Access={service.ak}, SignedHeaders={names}, Signature={signature}"
    headers["content-length"] = str(len(body))
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path}{'?' + query if query else ''} HTTP/1.1\r\n{head}\r\n".encode() + body


async def ask(stream: tuple[asyncio.StreamReader, asyncio.StreamWriter], request: bytes) -> tuple[int, bytes]:
    """Send a request on an open connection; answers status and body."""
    reader, writer = stream
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
    return int(head.split(b" ", 2)[1]), await reader.readexactly(length)


async def connect(service: Service) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(service.url)
    return await asyncio.open_connection(parts.hostname, parts.port)


async def details(service: Service, tasks: list[str]) -> None:
    """Ask for details as fast as answers come."""
    spent: list[float] = []
    size = 0

    async def client(number: int) -> None:
        nonlocal size
        stream = await connect(service)
        place = number
        while time.perf_counter() < deadline:
            place += 1
            path = f"/v1/{service.project_id}/2d-digital-human-videos/{tasks[place % len(tasks)]}"
            request = signed(service, "GET", path, query="show_script=true")
            begun = time.perf_counter()
            status, answer = await ask(stream, request)
            spent.append(time.perf_counter() - begun)
            size = len(answer)
            assert status == 200, answer

    deadline = time.perf_counter() + SECONDS
    await asyncio.gather(*(client(number) for number in range(CLIENTS)))
    spent.sort()
    rate, p99 = len(spent) / SECONDS, spent[int(0.99 * len(spent))]
    median = statistics.median(spent)
    print(f"details: {rate:.0f} a second of {size} bytes, median {1e3 * median:.0f} ms, p99 {1e3 * p99:.0f} ms")


async def create(service: Service, number: int) -> str:
    stream = await connect(service)
    body = json.dumps(BODY | {"output_asset_config": {"asset_name": f"film {number}"}}).encode()
    status, answer = await ask(
        stream, signed(service, "POST", f"/v1/{service.project_id}/2d-digital-human-videos", body)
    )
    assert status == 200, answer
    return str(json.loads(answer)["job_id"])


async def creates(service: Service) -> list[str]:
    """Ask for many films at once."""
    begun = time.perf_counter()
    made = await asyncio.gather(*(create(service, number) for number in range(CREATES)))
    spent = time.perf_counter() - begun
    stream = await connect(service)
    listing = signed(service, "GET", f"/v1/{service.project_id}/digital-human-videos", query="limit=1")
    count = json.loads((await ask(stream, listing))[1])["count"]
    print(f"creates: {len(set(made))} tasks of {CREATES} requests, {count} in the list, {spent:.1f} s")
    assert len(set(made)) == count == CREATES
    return made


async def upload(service: Service) -> None:
    """Send a large file; memory of the API before and at its highest."""
    stream = await connect(service)
    body = json.dumps({"asset_name": "large", "asset_type": "COMMON_FILE"}).encode()
    answer = await ask(stream, signed(service, "POST", f"/v1/{service.project_id}/digital-assets", body))
    asset_id = json.loads(answer[1])["asset_id"]
    file = {"file_name": "large.bin", "file_size": UPLOAD, "file_type": "bin", "asset_id": asset_id}
    body = json.dumps(file | {"asset_file_category": "MAIN"}).encode()
    answer = await ask(stream, signed(service, "POST", f"/v1/{service.project_id}/large-files", body))
    url = urlsplit(json.loads(answer[1])["upload_urls"][0])
    api = psutil.Process(service.process.pid)
    before, begun = api.memory_info().rss, time.perf_counter()
    Path(f"/proc/{api.pid}/clear_refs").write_text("5")
    reader, writer = await connect(service)
    head = f"PUT {url.path}?{url.query} HTTP/1.1\r\nhost: {url.netloc}\r\ncontent-type: application/octet-stream\r\n"
    writer.write(f"{head}content-length: {UPLOAD}\r\n\r\n".encode())
    for block in _blocks():
        writer.write(block)
        await writer.drain()
    status = int((await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1])
    assert status == 200, status
    told = Path(f"/proc/{api.pid}/status").read_text()
    highest = next(int(line.split()[1]) << 10 for line in told.splitlines() if line.startswith("VmHWM"))
    seconds = time.perf_counter() - begun
    print(f"upload: 1 GiB in {seconds:.1f} s, memory of the API {(highest - before) / 2**20:+.0f} MiB at its highest")


def _blocks() -> Iterator[bytes]:
    block = bytes(range(256)) * 4096
    for _ in range(UPLOAD // len(block)):
        yield block


async def main(service: Service) -> None:
    tasks = await creates(service)
    await details(service, tasks[:TASKS])
    await upload(service)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        running = start(Path(folder) / "data", workers=0, log_format="json")
        try:
            asyncio.run(main(running))
        finally:
            running.stop()
