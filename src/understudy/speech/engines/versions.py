"""What tells one version of a program or a voice from another, for `Repeatable` engines."""

from __future__ import annotations

from pathlib import Path


def of_files(*files: Path) -> str:
    """Name, size and time of each file: another version of it has another one."""
    stats = [(file.name, file.stat()) for file in files]
    return " ".join(f"{name} {found.st_size} {found.st_mtime_ns}" for name, found in stats)
