"""What the command line shows: progress while it works, and results as text or JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

from understudy.errors import Problem

if TYPE_CHECKING:
    from rich.progress import Progress


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
        self._stage = ""
        self._bar: Progress | None = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Report that `done` of `total` steps of `stage` are finished."""
        if not self._shown:
            return
        if self._bar is None:
            self._bar = _bar()
            self._bar.start()
        if stage != self._stage:
            for old in self._bar.task_ids:
                self._bar.remove_task(old)
            self._stage, self._task = stage, self._bar.add_task(stage)
        self._bar.update(self._task, completed=done, total=total or 1)

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()


def _bar() -> Progress:
    """The line, which vanishes in the end; what draws it is loaded only where somebody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
