"""Talking to the process in which an engine runs: started when first needed, started again when it died."""

from __future__ import annotations

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
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from understudy.errors import EngineError

PATIENCE = 60.0
"""Seconds after which a host that does not answer is given up; its own limit for a text is 40."""

HOSTS = 2
"""Hosts that may run side by side: each speaks one text at a time."""


def command(module: str, *arguments: str) -> list[str]:
    """The command that runs `host.py` for an engine whose library needs nothing but the standard library."""
    return [sys.executable, "-I", "-S", str(Path(__file__).with_name("host.py")), module, *arguments]


def program_with_packages(module: str, *arguments: str) -> list[str]:
    """The same for an engine that is a Python package: what is installed beside us can be imported."""
    return [sys.executable, "-I", str(Path(__file__).with_name("host.py")), module, *arguments]


class Host:
    """One running host of engine `name`. Not for several threads at once; `Hosts` sees to that."""

    def __init__(self, name: str, program: Sequence[str]) -> None:
        self._name = name
        self._process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.close = weakref.finalize(self, _end, self._process, os.getpid())

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The answer to one request. Raises `EngineError`; `OSError` or `EOFError` when the host itself is gone."""
        assert self._process.stdin is not None
        body = json.dumps(request).encode()
        self._process.stdin.write(struct.pack(">I", len(body)) + body)
        self._process.stdin.flush()
        deadline = time.monotonic() + PATIENCE
        told = json.loads(self._read(self._number(deadline), deadline))
        sound = self._read(self._number(deadline), deadline)
        if "error" in told:
            hint = f"the text was {_short(request.get('text', ''))}"
            raise EngineError("engine_failed", f"{self._name}: {told['error']}", hint=hint)
        return told, sound

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

    def __init__(self, name: str, program: Callable[[], Sequence[str]], count: int = HOSTS) -> None:
        self._name, self._program, self._count, self._owner = name, program, count, 0
        self._lock = threading.Lock()
        self._free: queue.LifoQueue[Host | None] = queue.LifoQueue()

    def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Speak one text. Raises `EngineError` when the engine crashed or took too long on it."""
        free = self._mine()
        host = free.get()
        kept: Host | None = None
        try:
            for _ in range(2):  # a host that died between two texts is replaced, once
                try:
                    if host is None or not host.alive:
                        host = Host(self._name, self._program())
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
            text = f"the process of {self._name} ended while it spoke"
            raise EngineError("engine_gone", text, hint="try again; when it happens again, try another text")
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
