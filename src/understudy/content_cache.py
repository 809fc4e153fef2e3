"""Files that can be made again, kept by the key of what they were made from; the least recently used go first."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from pathlib import Path
from typing import BinaryIO

STALE = 3600.0
"""Seconds after which a file that is not yet whole belongs to a process that died."""

PART = 64
"""A folder is looked through for what is too much whenever this part of its limit was added."""

_ASIDE = ".aside-"


class ContentCache:
    """Files in `folder`, some `limit` bytes of them. Any number of processes may share it.

    A file comes and goes as a hard link where the disk allows it, so what was taken stays when its key is evicted; it
    must not be changed. What cannot be kept, for want of room or rights, is not: a cache is never needed.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder, self.limit = Path(folder), limit
        self._unseen = limit  # bytes that were added since the folder was looked through

    def take(self, key: str, target: Path) -> bool:
        """Put the file that is kept under `key` at `target`, where none may be; False when there is none."""
        kept = self._place(key)
        try:
            os.utime(kept)
            link_or_copy(kept, target)
        except OSError:
            with contextlib.suppress(OSError):
                target.unlink(missing_ok=True)
            return False
        return True

    def open(self, key: str) -> BinaryIO | None:
        """The file that is kept under `key`, to be read even if it is evicted meanwhile; None when there is none."""
        kept = self._place(key)
        try:
            os.utime(kept)
            return kept.open("rb")
        except OSError:
            return None

    def keep(self, key: str, source: Path) -> bool:
        """Keep the finished file at `source` under `key`, and evict what is too much; answers whether it is kept."""
        place = self._place(key)
        aside = place.with_name(f"{_ASIDE}{secrets.token_hex(8)}")
        try:
            size = source.stat().st_size
            if size > self.limit:
                return False
            place.parent.mkdir(parents=True, exist_ok=True)
            link_or_copy(source, aside)
            os.utime(aside)
            aside.replace(place)
        except OSError:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)
            return False
        self._unseen += size
        if self._unseen >= self.limit // PART:
            self.evict()
        return True

    def drop(self, key: str) -> None:
        """Forget what is kept under `key`."""
        with contextlib.suppress(OSError):
            self._place(key).unlink(missing_ok=True)

    def evict(self) -> None:
        """Remove the least recently used files until the others fit, and what dead processes left."""
        self._unseen = 0
        found = [entry for entry in self._entries() if not self._left_over(*entry)]
        total = sum(size for _, size, _ in found)
        for path, size, _ in sorted(found, key=lambda entry: entry[2]):
            if total <= self.limit:
                break
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
            total -= size

    def _entries(self) -> list[tuple[Path, int, float]]:
        """Every file with its size and when it was last used."""
        found = []
        for path in self.folder.glob("??/*"):
            with contextlib.suppress(OSError):  # another process may have removed it
                status = path.stat()
                found.append((path, status.st_size, status.st_mtime))
        return found

    def _left_over(self, path: Path, size: int, used: float) -> bool:
        if path.name.startswith(_ASIDE) and used < time.time() - STALE:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
            return True
        return False

    def _place(self, key: str) -> Path:
        return self.folder / key[:2] / key


def link_or_copy(source: Path, target: Path) -> None:
    """The file at `source` also at `target`, where none may be; it must not be changed then."""
    try:
        target.hardlink_to(source)
    except FileExistsError:
        raise
    except OSError:
        shutil.copyfile(source, target)
