"""A door in front of a store, which passes everything on, or answers 503 as a store that is overloaded does."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

BUSY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

BLOCK = 1 << 16


class Door:
    """Listens at `url`. While `closed`, requests are answered with 503, and those under way are cut off."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.closed = False
        self.refused = 0
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Refuse what comes, and cut off what is under way."""
        self.closed = True
        with self._lock:
            under_way = list(self._open)
        for side in under_way:
            with contextlib.suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)

    def open(self) -> None:
        """Pass everything on again."""
        self.closed = False

    def end(self) -> None:
        """Listen no more."""
        self.close()
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            if self.closed:
                self.refused += 1
                client.recv(BLOCK)
                client.sendall(BUSY)
                client.shutdown(socket.SHUT_WR)
                while client.recv(BLOCK):
                    pass
                return
            with socket.create_connection(("127.0.0.1", self._port)) as store, self._under_way(client, store):
                back = threading.Thread(target=_pass_on, args=(store, client), daemon=True)
                back.start()
                _pass_on(client, store)
                back.join()

    @contextlib.contextmanager
    def _under_way(self, *sides: socket.socket) -> Iterator[None]:
        with self._lock:
            self._open.update(sides)
        try:
            yield
        finally:
            with self._lock:
                self._open.difference_update(sides)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while block := source.recv(BLOCK):
            target.sendall(block)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
