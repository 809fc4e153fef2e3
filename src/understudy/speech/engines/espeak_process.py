"""Talking to the process in which espeak-ng runs: started when first needed, started again when it died."""

from __future__ import annotations

import importlib.util
import json
import os
import queue
import select
import struct
import subprocess
import sys
import threading
import time
import weakref
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from understudy.errors import EngineError, ResourceError

PATIENCE = 60.0
"""Seconds after which a host that does not answer is given up; its own limit for a text is 40."""

HOSTS = 2
"""Hosts that may run side by side: each speaks one text at a time, in two children."""


@dataclass(frozen=True)
class Request:
    """One text to speak: `voice` as espeak names its file, `speed` in its words a minute, `pitch`, `range` 0 to 99."""

    voice: str
    text: str
    speed: int
    pitch: int
    range: int
    phonemes: bool = False


@dataclass(frozen=True)
class Answer:
    """`events` are (type, position, length, sample, ipa, mnemonic); `sound` is native signed 16-bit."""

    rate: int
    events: list[list[Any]]
    sound: bytes


def installation() -> Path:
    """The folder of the wheel `espeakng-loader`, found without importing it. Raises `ResourceError` without it."""
    found = importlib.util.find_spec("espeakng_loader")
    if found is None or found.origin is None:
        raise ResourceError(
            "espeak_missing", "espeak-ng is not installed", hint="install the package espeakng-loader, which carries it"
        )
    return Path(found.origin).parent


class Host:
    """One running host. Not for several threads at once; `Hosts` sees to that."""

    def __init__(self) -> None:
        folder = installation()
        program = Path(__file__).with_name("espeak_host.py")
        command = [sys.executable, "-I", "-S", str(program), str(folder / "libespeak-ng.so")]
        self._process = subprocess.Popen(  # a program of its own: the library is GPL, this package is not
            [*command, str(folder / "espeak-ng-data")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.close = weakref.finalize(self, _end, self._process, os.getpid())

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def ask(self, request: Request) -> Answer:
        """The answer to one request. Raises `EngineError`; `OSError` or `EOFError` when the host itself is gone."""
        assert self._process.stdin is not None
        body = json.dumps(asdict(request)).encode()
        self._process.stdin.write(struct.pack(">I", len(body)) + body)
        self._process.stdin.flush()
        deadline = time.monotonic() + PATIENCE
        answer = json.loads(self._read(self._number(deadline), deadline))
        sound = self._read(self._number(deadline), deadline)
        if "error" in answer:
            raise EngineError("espeak_failed", answer["error"], hint=f"the text was {_short(request.text)}")
        return Answer(answer["rate"], answer["events"], sound)

    def _number(self, deadline: float) -> int:
        return int(struct.unpack(">I", self._read(4, deadline))[0])

    def _read(self, count: int, deadline: float) -> bytes:
        assert self._process.stdout is not None
        stream, parts = self._process.stdout.fileno(), list[bytes]()
        while count:
            waiting = select.poll()  # not select(): it fails on descriptors past 1023
            waiting.register(stream, select.POLLIN)
            if not waiting.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise EOFError
            part = os.read(stream, min(count, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            count -= len(part)
        return b"".join(parts)


class Hosts:
    """A few hosts that threads share: each request takes a free one, or waits for it."""

    def __init__(self, count: int = HOSTS) -> None:
        self._count, self._owner = count, 0
        self._lock = threading.Lock()
        self._free: queue.LifoQueue[Host | None] = queue.LifoQueue()

    def ask(self, request: Request) -> Answer:
        """Speak one text. Raises `EngineError` when espeak-ng crashed or took too long on it."""
        free = self._mine()
        host = free.get()
        kept: Host | None = None
        try:
            for _ in range(2):  # a host that died between two texts is replaced, once
                try:
                    if host is None or not host.alive:
                        host = Host()
                    answer = host.ask(request)
                    kept = host
                    return answer
                except (OSError, EOFError, ValueError):
                    if host is not None:
                        host.close()
                    host = None
                except EngineError:
                    kept = host
                    raise
            raise EngineError("espeak_gone", "the process of espeak-ng ended while it spoke")
        finally:
            if kept is None and host is not None:
                host.close()
            free.put(kept)

    def _mine(self) -> queue.LifoQueue[Host | None]:
        """The hosts of this process: a forked child must not share the pipes of its parent."""
        with self._lock:
            if self._owner != os.getpid():
                self._owner, self._free = os.getpid(), queue.LifoQueue()
                for _ in range(self._count):
                    self._free.put(None)
            return self._free

    def close(self) -> None:
        """End all hosts that are free now; the next request starts a new one."""
        free = self._mine()
        for _ in range(self._count):
            host = free.get()
            if host is not None:
                host.close()
        for _ in range(self._count):
            free.put(None)


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    """End a host and reap it; one that was inherited by a fork belongs to the parent and is left alone."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue
    if owner == os.getpid():
        process.kill()
        process.wait()


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
