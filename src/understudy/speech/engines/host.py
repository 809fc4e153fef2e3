"""The program in which an engine's library runs: one process for the library, one child of it for each text.

    python -I -S host.py MODULE ARGUMENTS…

`MODULE` (`espeak_host`, `flite_host`, beside this file) has `answer(request, in_children, *arguments)`. Nothing but the
standard library is imported, so the parent's package and an engine's library never meet in one process.

Protocol, over standard input and output. A message is a 4-byte big-endian length, that many bytes of JSON, and for
answers a second 4-byte length with that many bytes of sound. An answer with the key `error` says what went wrong. End
of input ends the host, and with it its children.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import resource
import select
import signal
import struct
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Answer = tuple[dict[str, Any], bytes]
"""What is known of the sound, and the sound."""

CPU_SECONDS, WALL_SECONDS = 20, 40
MEMORY_BYTES, LONGEST_ANSWER = 1 << 30, 256 << 20
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def serve(answer: Callable[[dict[str, Any]], Answer]) -> None:
    """Answer requests until the input ends. What the library prints goes nowhere, not among the answers."""
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    while True:
        head = source.read(4)
        if len(head) < 4:
            return
        told, sound = answer(json.loads(source.read(struct.unpack(">I", head)[0])))
        body = json.dumps(told).encode()
        sink.write(struct.pack(">I", len(body)) + body + struct.pack(">I", len(sound)))
        sink.write(sound)
        sink.flush()


def in_children(speak: Callable[[Any], Answer], tasks: Sequence[Any]) -> list[Answer | None]:
    """`speak(task)` for all tasks at once, each in a child of its own; None for one that crashed or took too long."""
    answers = _collect([_start(speak, task) for task in tasks])
    return [None if answer is None else _parted(answer) for answer in answers]


def _parted(answer: bytes) -> Answer:
    length = struct.unpack(">I", answer[:4])[0]
    return json.loads(answer[4 : 4 + length]), answer[4 + length :]


def _start(speak: Callable[[Any], Answer], task: Any) -> tuple[int, int]:
    """Fork a child that speaks; answers its process id and the end of the pipe to read from."""
    reader, writer = os.pipe()
    host = os.getpid()
    child = os.fork()
    if child:
        os.close(writer)
        return child, reader
    status = 1
    try:
        os.close(reader)
        _confine(host)
        told, sound = speak(task)
        body = json.dumps(told).encode()
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(struct.pack(">I", len(body)) + body + sound)
        status = 0
    finally:
        os._exit(status)


def _confine(host: int) -> None:
    """Limits of a child: it dies with the host, and cannot use much time or memory, or write files."""
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != host:
        os._exit(1)
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _collect(children: list[tuple[int, int]]) -> list[bytes | None]:
    """What each child wrote, None for one that failed. Ends and reaps all of them in any case."""
    answers = {reader: bytearray() for _, reader in children}
    open_readers, deadline = set(answers), time.monotonic() + WALL_SECONDS
    whole = True
    while open_readers and whole:
        ready, _, _ = select.select(list(open_readers), [], [], max(0.0, deadline - time.monotonic()))  # few, low
        whole = bool(ready)
        for reader in ready:
            block = os.read(reader, 1 << 20)
            answers[reader] += block
            if not block:
                open_readers.discard(reader)
        whole = whole and sum(map(len, answers.values())) <= LONGEST_ANSWER
    results: list[bytes | None] = []
    for child, reader in children:
        if not whole:
            os.kill(child, signal.SIGKILL)
        os.close(reader)
        _, status = os.waitpid(child, 0)
        results.append(bytes(answers[reader]) if whole and status == 0 else None)
    return results


def main(module: str, *arguments: str) -> None:
    """Serve the engine whose module lies beside this file."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes our input
    sys.path.append(str(Path(__file__).parent))
    engine = importlib.import_module(module)
    serve(lambda request: engine.answer(request, in_children, *arguments))


if __name__ == "__main__":
    main(*sys.argv[1:])
