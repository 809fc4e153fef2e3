"""A movie file that is written aside and gets its name when it is whole."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import av

from understudy.encode.failures import failure
from understudy.encode.profiles import Profile
from understudy.errors import EngineError, UnderstudyError

Found = TypeVar("Found")

FAILURES = (av.FFmpegError, OSError, ValueError)
"""What FFmpeg and the system raise when something cannot be written."""


class MovieFile:
    """An open container of `profile` in `<name>.partial` beside `path`. A context manager.

    Leaving the context without `finish()`, by an exception or otherwise, removes the unfinished file; an older one at
    `path` stays until then. Raises `ResourceError` when the disk is full or the folder cannot be written to.
    """

    def __init__(
        self, path: Path, profile: Profile, options: Mapping[str, str], metadata: Mapping[str, str] | None = None
    ) -> None:
        self.path, self.partial = Path(path), Path(path).with_name(Path(path).name + ".partial")
        self._container: Any = None
        try:
            with self.partial.open("wb"):  # FFmpeg would name neither a missing folder nor a read-only one
                pass
            self._container = av.open(str(self.partial), "w", format=profile.container, container_options=dict(options))
            self._container.metadata.update(metadata or {})
        except FAILURES as error:
            self.abandon()
            raise failure(error, self.path, "opening") from error

    @property
    def container(self) -> Any:
        """PyAV's container; raises `EngineError` once the file is finished or abandoned."""
        if self._container is None:
            raise EngineError("film_closed", f"{self.path.name} is already finished or abandoned")
        return self._container

    def finish(self, check: Callable[[Path], Found]) -> Found:
        """Close the file, let `check` look at it, and give it its name; answers what `check` found."""
        try:
            container, self._container = self.container, None
            container.close()
            with self.partial.open("rb") as file:
                os.fsync(file.fileno())
            found = check(self.partial)
            self.partial.replace(self.path)
        except (*FAILURES, UnderstudyError) as error:
            self.abandon()
            raise failure(error, self.path, "finishing") from error
        return found

    def abandon(self) -> None:
        """Remove the unfinished file; nothing happens once it is finished."""
        if self._container is not None:
            with contextlib.suppress(*FAILURES):
                self._container.close()
            self._container = None
        with contextlib.suppress(OSError):
            self.partial.unlink(missing_ok=True)

    def __enter__(self) -> MovieFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abandon()
