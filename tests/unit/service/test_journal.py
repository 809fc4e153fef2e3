"""The log as collectors read it: one JSON object a line, whatever happens."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator

import pytest

from understudy.service import journal


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a process writes to standard error that keeps its log as JSON."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers.clear()
    journal.keep("json", logging.INFO)
    yield written
    logging.captureWarnings(False)
    root.handlers[:] = before
    root.setLevel(level)


def test_what_ends_a_process_or_a_thread_is_a_line(told: io.StringIO) -> None:
    def stumble() -> None:
        raise KeyError("two\nlines 你好")

    stumbling = threading.Thread(target=stumble)
    stumbling.start()
    stumbling.join()
    try:
        stumble()
    except KeyError as error:
        sys.excepthook(KeyError, error, error.__traceback__)
    lines = [json.loads(line) for line in told.getvalue().splitlines()]
    assert [(line["level"], line["message"]) for line in lines] == [("CRITICAL", "ended by KeyError")] * 2
    assert all("in stumble" in line["traceback"] for line in lines)
