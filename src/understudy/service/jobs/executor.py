"""How heavy work runs: in a child process, so that a crash, a hang or a cancel never takes the worker down."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from understudy.error_json import raised
from understudy.errors import Cancelled, EngineError, ResourceError
from understudy.machine import environment, exit_in_words

TICK = 1.0
"""Seconds between two looks at the child and at whether it is still wanted."""

SILENCE = 900.0
"""Seconds without an event after which a child counts as hung. The longest silent step is one scene's speech."""

PATIENCE = 10.0
"""Seconds that a child gets to stop by itself, and then again after SIGTERM."""

Watch = Callable[[dict[str, Any] | None], bool]
"""Called with the latest progress event every `TICK`; answers whether the work is still wanted."""


def run(maker: str, folder: Path, watch: Watch) -> dict[str, Any]:
    """Have a child do the work that lies in `folder/order.json`; answers its result.

    Raises the child's own error; `Cancelled` when `watch` wanted it no more; `EngineError` (`work_hung`) when nothing
    was heard for too long; `ResourceError` (`work_crashed`, retried by the worker) when it ended without a word.
    """
    log = folder / "child.log"
    command = [sys.executable, "-m", "understudy.service.jobs.child", maker, str(folder)]
    with log.open("wb") as errors:
        child = subprocess.Popen(
            command,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    try:
        return _followed(child, watch, log)
    finally:
        _end(child)


def _followed(child: subprocess.Popen[str], watch: Watch, log: Path) -> dict[str, Any]:
    assert child.stdout is not None
    events: queue.Queue[dict[str, Any] | None] = queue.Queue()
    threading.Thread(target=_read, args=(child.stdout, events), daemon=True).start()
    latest, heard, asked = None, time.monotonic(), time.monotonic()
    while True:
        try:
            event = events.get(timeout=TICK)
        except queue.Empty:
            event = {}
        if event is None:
            raise _crashed(child, log)
        if event:
            heard = time.monotonic()
        if event.get("event") == "result":
            result: dict[str, Any] = event["result"]
            return result
        if event.get("event") == "error":
            raise raised(event)
        latest = event or latest
        now = time.monotonic()
        if now - asked >= TICK or not event:
            asked = now
            if not watch(latest):
                raise Cancelled
        if now - heard > SILENCE:
            raise EngineError("work_hung", f"nothing was heard of the work for {SILENCE:.0f} s; it was ended")


def _read(lines: IO[str], events: queue.Queue[dict[str, Any] | None]) -> None:
    for line in lines:
        try:
            events.put(json.loads(line))
        except ValueError:
            continue
    events.put(None)


def _crashed(child: subprocess.Popen[str], log: Path) -> ResourceError:
    code = child.wait()
    said = _end_of(log).strip().splitlines()
    if code == -signal.SIGXCPU:
        return ResourceError("cpu_short", "the work took more CPU time than it may", hint="raise the film's CPU limit")
    last = f": {said[-1]}" if said else ""
    return ResourceError("work_crashed", f"the process that did the work ended with {exit_in_words(code)}{last}")


def _end_of(log: Path) -> str:
    """The last 2,000 bytes; libraries may have written much more."""
    with log.open("rb") as file:
        file.seek(max(file.seek(0, os.SEEK_END) - 2000, 0))
        return file.read().decode("utf-8", "replace")


def _end(child: subprocess.Popen[str]) -> None:
    """See the child off: asked first, then told, then made to."""
    for step in (_ask, subprocess.Popen.terminate, subprocess.Popen.kill):
        if child.poll() is not None:
            break
        step(child)
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            continue
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            stream.close()


def _ask(child: subprocess.Popen[str]) -> None:
    try:
        assert child.stdin is not None
        child.stdin.write("cancel\n")
        child.stdin.flush()
    except OSError:
        return
