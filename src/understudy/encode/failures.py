"""What FFmpeg and the system say when something fails, in our words."""

from __future__ import annotations

import errno
from pathlib import Path

from understudy.errors import EngineError, ResourceError, UnderstudyError

_FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def failure(error: Exception, path: Path, doing: str) -> UnderstudyError:
    """What FFmpeg or the system said while `doing` something with `path`, as one of our errors."""
    if isinstance(error, UnderstudyError):
        return error
    number = getattr(error, "errno", None)
    if number in _FULL_DISK:
        hint = f"make room on the disk of {path.parent}, or write to another one"
        return ResourceError("disk_full", f"no room is left to write {path.name}", hint=hint)
    if number in {errno.EACCES, errno.EPERM, errno.EROFS}:
        hint = "give another folder, or make this one writable"
        return ResourceError("folder_unwritable", f"{path.parent} cannot be written to", hint=hint)
    if number in {errno.ENOENT, errno.ENOTDIR, errno.ESTALE}:
        return ResourceError("folder_missing", f"{path.parent} does not exist (any more)", hint="give another folder")
    if number in {errno.EIO, errno.ENOMEM, errno.EMFILE, errno.ENFILE}:
        return ResourceError("machine_failed", f"{doing} {path.name} failed: {error}", hint="look at disk and memory")
    return EngineError("encoder_failed", f"{doing} {path.name} failed: {type(error).__name__}: {error}")
