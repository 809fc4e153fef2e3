"""The folder in which unfinished work lies, and what it means when there can be none."""

from __future__ import annotations

import contextlib
import errno
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from understudy.encode.failures import failure
from understudy.errors import ResourceError


@contextmanager
def workspace(folder: Path) -> Iterator[Path]:
    """A folder for unfinished work inside `folder` (made when it is missing), removed with all it holds at the end.

    Folders that were made for it are removed too when the work fails. Raises `ResourceError` (`folder_unwritable`).
    """
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = tempfile.TemporaryDirectory(prefix=".understudy-", dir=folder, ignore_cleanup_errors=True)
    except OSError as error:
        _remove(made)
        raise unwritable(folder, error) from None
    try:
        with work as path:
            yield Path(path)
    except BaseException as error:
        _remove(made)
        found = failure(error, folder / "what is under way", "working on") if isinstance(error, OSError) else None
        if isinstance(found, ResourceError):
            raise found from error
        raise


def _remove(folders: Iterable[Path]) -> None:
    """Remove those of the folders that are there and empty."""
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


def unwritable(folder: Path, error: OSError) -> ResourceError:
    """What it means that a folder could not be made, or nothing in it."""
    files = [place for place in (folder, *folder.parents) if place.is_file()]
    if files:
        text = f"{files[0]} is a file, not a folder"
        return ResourceError("folder_unwritable", text, hint="give the path of a folder, or another name")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ResourceError("disk_full", f"no room is left in {folder}", hint="make room, or give another folder")
    why = "nothing can be made there" if error.errno == errno.ENOENT else (error.strerror or str(error)).lower()
    hint = "give another folder, or make this one writable"
    return ResourceError("folder_unwritable", f"{folder} cannot be written to: {why}", hint=hint)
