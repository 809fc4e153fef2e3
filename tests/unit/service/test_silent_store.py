"""A store that takes a request and never answers holds nobody up for long: it is asked again."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from understudy.service.storage import opening

FOUND = (
    b'HTTP/1.1 200 OK\r\nContent-Length: 7\r\nETag: "e"\r\nLast-Modified: Thu, 26 Nov 2026 20:00:00 GMT\r\n'
    b"Connection: close\r\n\r\n"
)


@pytest.fixture
def silent_once() -> Iterator[tuple[str, list[socket.socket]]]:
    """The address of a server that answers every connection but the first, and the connections that have come."""
    came = list[socket.socket]()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                came.append(connection)
                connection.recv(4096)
                if len(came) > 1:
                    connection.sendall(FOUND)

        threading.Thread(target=answer, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", came
        listening.shutdown(socket.SHUT_RDWR)
    for connection in came:
        connection.close()


def test_it_is_asked_again(
    silent_once: tuple[str, list[socket.socket]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url, came = silent_once
    monkeypatch.setattr(opening, "SILENCE", timedelta(seconds=0.2))
    keys = "access_key_id=a&secret_access_key=b"
    storage = opening.open_storage(f"s3://films/media?endpoint={url}&region=us-east-1&{keys}", tmp_path)
    found = storage.stat("project/asset/picture.png")
    assert found is not None and found.size == 7
    assert len(came) == 2
