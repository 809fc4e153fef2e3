"""What the command line shows: progress while it works, and results as text or JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any

from understudy.errors import Problem


def say(text: str = "") -> None:
    """One line for people, on standard output."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """One line beside the result, on standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def show_json(value: Any) -> None:
    """The result for programs: one JSON document on standard output."""
    say(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def show_warnings(warnings: Iterable[Problem]) -> None:
    """What stood in the way, one line each, on standard error."""
    for warning in warnings:
        note(f"warning: {warning} [{warning.code}]")


def show_table(rows: Sequence[Sequence[str]], header: Sequence[str]) -> None:
    """Columns for people; the last one may be of any length."""
    table = [list(header), *(list(row) for row in rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(header) - 1)]
    for row in table:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        say("  ".join([*cells, row[-1]]).rstrip())


def duration_words(seconds: float) -> str:
    """A duration as people say it: `8.4 s`, `1 min 05 s`, `1 h 02 min`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    return f"{minutes // 60} h {minutes % 60:02} min"


class ProgressLine:
    """One line on standard error that tells stage, part done and remaining time; silent when asked or piped away."""

    def __init__(self, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._stage, self._began, self._last = "", 0.0, 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Report that `done` of `total` steps of `stage` are finished."""
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._began, self._last = stage, now, 0.0
        if not self._shown or (now - self._last < 0.2 and done < total):
            return
        self._last = now
        rest = ""
        if 0 < done < total and now - self._began > 1:
            rest = f", {duration_words((now - self._began) / done * (total - done))} left"
        percent = 100 * done // total if total else 100
        sys.stderr.write(f"\r\x1b[K{stage} {percent:3} %{rest}")
        sys.stderr.flush()

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
