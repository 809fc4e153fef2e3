import contextlib
import http.server
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from understudy.errors import InputError, ResourceError
from understudy.service.assets.fetch import Outside, is_outside


class Handler(http.server.BaseHTTPRequestHandler):
    seen: ClassVar[list[tuple[str, str, bytes]]] = []

    def do_GET(self) -> None:
        if self.path.startswith("/onward"):
            self.send_response(302)
            self.send_header("Location", self.path.partition("=")[2] or "/onward")
            self.end_headers()
            return
        self.send_response(404 if self.path == "/missing" else 200)
        self.end_headers()
        self.wfile.write(b"x" * 1000)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append((self.path, self.headers["Host"], body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def inside() -> Outside:
    """Everything passes, and every name is this machine."""
    return Outside(private=True, resolve=lambda host, port: ["127.0.0.1"])


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "ff02::1", "::",
    ],
)  # fmt: skip
def test_addresses_inside_are_told(address: str) -> None:
    assert not is_outside(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"]
)
def test_addresses_outside_are_told(address: str) -> None:
    assert is_outside(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.b/c", "file:///etc/passwd", "http://", "http://user:pw@a.b/", "http://a.b:port/", "http://a b/",
        "gopher:x", "http://a.b/\r\nHost: c",
    ],
)  # fmt: skip
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(InputError) as found:
        Outside(private=True).post(url, b"", {}, seconds=1)
    assert found.value.code == "url_refused"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]"])
def test_this_machine_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises((InputError, ResourceError)) as found:
        Outside().post(f"http://{host}/", b"", {}, seconds=1)
    assert found.value.code in ("url_refused", "download_failed")
    assert "reached" not in str(found.value)


def test_a_name_with_one_address_inside_is_refused(port: int) -> None:
    both = Outside(resolve=lambda host, number: ["1.1.1.1", "10.0.0.1"])
    with pytest.raises(InputError, match="internal address"):
        both.post("http://both.example/", b"", {}, seconds=1)


def test_the_address_that_was_checked_is_the_one_that_is_asked(port: int, inside: Outside) -> None:
    assert (
        inside.post(f"http://name.example:{port}/a?b=c", b"{}", {"Content-Type": "application/json"}, seconds=5) == 204
    )
    assert Handler.seen[-1] == ("/a?b=c", f"name.example:{port}", b"{}")


def test_a_file_is_saved(port: int, inside: Outside, tmp_path: Path) -> None:
    assert inside.download(f"http://name.example:{port}/file", tmp_path / "file", most=1000, seconds=5) == 1000
    assert (tmp_path / "file").read_bytes() == b"x" * 1000


def test_too_large_a_file_is_refused_and_not_kept(port: int, inside: Outside, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="more than 999 bytes"):
        inside.download(f"http://name.example:{port}/file", tmp_path / "file", most=999, seconds=5)
    assert not (tmp_path / "file").exists()


def test_redirects_are_followed_and_checked(port: int, inside: Outside, tmp_path: Path) -> None:
    onward = f"http://name.example:{port}/onward?to=/file"
    assert inside.download(onward, tmp_path / "file", most=1000, seconds=5) == 1000
    where = {"good.example": ["127.0.0.1"], "evil.example": ["10.0.0.1"]}
    picky = Outside(resolve=lambda host, number: where[host])
    with pytest.raises(InputError, match=r"evil\.example leads to an internal address"):
        _without_check(picky, "good.example").download(
            f"http://good.example:{port}/onward?to=http://evil.example/", tmp_path / "file", most=1000, seconds=5
        )


def _without_check(outside: Outside, host: str) -> Outside:
    """The same, but one host counts as outside."""

    class Trusting(Outside):
        def _checked_address(self, parts):  # type: ignore[no-untyped-def]
            return (
                self.resolve(parts.hostname, parts.port)[0]
                if parts.hostname == host
                else super()._checked_address(parts)
            )

    return Trusting(outside.private, outside.resolve)


def test_endless_redirects_end(port: int, inside: Outside, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="more than 5 times"):
        inside.download(f"http://name.example:{port}/onward?to=/onward", tmp_path / "file", most=9, seconds=5)


def test_what_is_not_there_is_told(port: int, inside: Outside, tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="answered 404"):
        inside.download(f"http://name.example:{port}/missing", tmp_path / "file", most=9, seconds=5)
    with pytest.raises(ResourceError, match="could not be reached"):
        inside.post("http://name.example:1/", b"", {}, seconds=1)


def dripping(pieces: list[bytes], pause: float) -> str:
    """The address of a server that answers one request, piece by piece."""
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        caller, _ = door.accept()
        with door, caller, contextlib.suppress(OSError):
            caller.recv(65536)
            for piece in pieces:
                caller.sendall(piece)
                time.sleep(pause)

    threading.Thread(target=serve, daemon=True).start()
    return f"http://name.example:{door.getsockname()[1]}/"


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"


@pytest.mark.parametrize("head", [b"", HEAD], ids=["head", "body"])
def test_who_answers_drop_by_drop_is_not_waited_for(head: bytes, inside: Outside, tmp_path: Path) -> None:
    """Bytes come every 50 ms for 5 s; 0.3 s are allowed."""
    with pytest.raises(ResourceError, match="took too long"):
        inside.download(dripping([head, *[b"H"] * 100], 0.05), tmp_path / "file", most=1000, seconds=0.3)
    assert list(tmp_path.iterdir()) == []


def test_callbacks_do_not_wait_for_drops(inside: Outside) -> None:
    with pytest.raises(ResourceError, match="took too long"):
        inside.post(dripping([b"H"] * 100, 0.05), b"", {}, seconds=0.3)


def test_half_a_file_is_none(inside: Outside, tmp_path: Path) -> None:
    url = dripping([HEAD, b"x" * 50], 0)
    with pytest.raises(ResourceError, match="50 of its 100 bytes"):
        inside.download(url, tmp_path / "file", most=1000, seconds=5)
    assert list(tmp_path.iterdir()) == []
