"""Requests to addresses that a caller names: callbacks, and where the operator allows it media at external URLs.

Such an address must not lead inside. A name is resolved once, every address it has is checked, and the connection goes
to the very address that was checked; redirects are checked in the same way. Size and time are bounded, from the
connection to the last byte.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from understudy.errors import InputError, ResourceError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MOST_REDIRECTS = 5
BLOCK = 1 << 20

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Addresses that stand for an IPv4 address in their last four bytes (RFC 6052); Python calls them global."""

_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Outside:
    """Where requests may go. `resolve` finds the addresses of a host and port; `private` lets every address pass."""

    private: bool = False
    resolve: Callable[[str, int], list[str]] = lambda host, port: [
        str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ]

    def post(self, url: str, body: bytes, headers: Mapping[str, str], *, seconds: float) -> int:
        """Send a body; answers the status. Redirects are not followed, as nobody signs those."""
        with self._asked("POST", url, time.monotonic() + seconds, body, headers) as answer:
            return answer.status

    def download(self, url: str, path: Path, *, most: int, seconds: float) -> int:
        """Save what is at `url` as a file of at most `most` bytes; how many that were.

        Raises `InputError` (`url_refused`, `file_too_large`) or `ResourceError` (`download_failed`); then no file is
        left.
        """
        deadline = time.monotonic() + seconds
        try:
            with path.open("wb") as file:
                for block in self._blocks(url, deadline):
                    if file.tell() + len(block) > most:
                        text = f"more than {most} bytes came from {_shown(url)}"
                        raise InputError("file_too_large", text, hint=f"at most {most} bytes are taken")
                    file.write(block)
                return file.tell()
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def _blocks(self, url: str, deadline: float) -> Iterator[bytes]:
        for _ in range(MOST_REDIRECTS + 1):
            with self._asked("GET", url, deadline) as answer:
                if answer.status in _REDIRECTS and (place := answer.getheader("Location")):
                    url = urljoin(url, place)
                    continue
                if answer.status != 200:
                    raise ResourceError("download_failed", f"{_shown(url)} answered {answer.status}")
                size = answer.length
                while block := answer.read(BLOCK):
                    _check_time(deadline, url)
                    yield block
                _check_time(deadline, url)
                if size is not None and answer.length:
                    text = f"{_shown(url)} ended after {size - answer.length} of its {size} bytes"
                    raise ResourceError("download_failed", text)
                return
        raise InputError("url_refused", f"{_shown(url)} leads on more than {MOST_REDIRECTS} times")

    @contextmanager
    def _asked(
        self,
        method: str,
        url: str,
        deadline: float,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[http.client.HTTPResponse]:
        parts = self._checked_form(url)
        address = self._checked_address(parts)
        seconds = max(deadline - time.monotonic(), 0.1)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        with _Limit(seconds) as limit, closing(_connection(parts, address, seconds, limit)) as connection:
            try:
                connection.request(method, target, body, dict(headers or {}))
                yield connection.getresponse()
            except (OSError, http.client.HTTPException) as error:
                _check_time(deadline, url)
                text = f"{_shown(url)} could not be reached: {type(error).__name__}: {error}"
                raise ResourceError("download_failed", text) from error

    def _checked_form(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise InputError("url_refused", f"{url[:60]!r} is not a URL") from None
        plain = url.isascii() and url.isprintable() and " " not in url
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None or not plain:
            hint = "give an http or https URL with a host, without a user name"
            raise InputError("url_refused", f"{url[:60]!r} cannot be followed", hint=hint)
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        return parts._replace(netloc=f"{host}:{port or (443 if parts.scheme == 'https' else 80)}")

    def _checked_address(self, parts: SplitResult) -> str:
        assert parts.hostname is not None and parts.port is not None
        try:
            found = self.resolve(parts.hostname, parts.port)
        except OSError as error:
            raise ResourceError("download_failed", f"{parts.hostname} has no address: {error}") from error
        inside = [address for address in found if not self.private and not is_outside(address)]
        if inside or not found:
            hint = "give one that is reachable from outside"
            raise InputError("url_refused", f"{parts.hostname} leads to an internal address", hint=hint)
        return found[0]


def is_outside(address: str) -> bool:
    """Whether an address is on the public internet, also where another one hides in it."""
    found: Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        hidden = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
        if found in _NAT64:
            hidden.append(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
        if any(one is not None and not one.is_global for one in hidden):
            return False
        if found.ipv4_mapped is not None or found in _NAT64:
            return True
    return found.is_global and not found.is_multicast


class _Limit:
    """Ends a connection when its time is up, whatever it waits for: a socket's own time counts from byte to byte, so
    that who sends one now and then could hold a worker for days.
    """

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._over, self._socket = False, socket.socket()

    def __enter__(self) -> _Limit:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()
        self._socket.close()

    def watch(self, opened: socket.socket) -> socket.socket:
        """The socket; it is also held here, since TLS takes it over."""
        self._socket.close()
        self._socket = opened.dup()
        if self._over:
            self._end()
        return opened

    def _end(self) -> None:
        self._over = True
        with suppress(OSError):  # it is not open yet, or not any more
            self._socket.shutdown(socket.SHUT_RDWR)


def _connection(parts: SplitResult, address: str, seconds: float, limit: _Limit) -> http.client.HTTPConnection:
    """A connection to `address`, which speaks to the URL's host: its name stands in `Host` and in the certificate."""
    assert parts.hostname is not None
    if parts.scheme == "https":
        context = ssl.create_default_context()
        made: http.client.HTTPConnection = http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=seconds, context=context
        )
    else:
        made = http.client.HTTPConnection(parts.hostname, parts.port, timeout=seconds)

    def opened(place: tuple[str, int], *rest: Any) -> socket.socket:
        return limit.watch(socket.create_connection((address, place[1]), *rest))

    made._create_connection = opened  # type: ignore[attr-defined]
    return made


def _check_time(deadline: float, url: str) -> None:
    if time.monotonic() > deadline:
        raise ResourceError("download_failed", f"{_shown(url)} took too long")


def _shown(url: str) -> str:
    """A URL without what may be secret in it."""
    return urlsplit(url)._replace(query="", fragment="").geturl()[:200]
