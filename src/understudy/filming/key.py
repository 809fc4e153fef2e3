"""The content key of a segment: equal keys mean the same file, byte by byte.

It covers all that the pictures and their encoding depend on: the order with every file by its content instead of its
path, the source of the steps that draw and encode, the presenters' engines, and the libraries they use. What is only
heard is not in it, nor are the other scenes: after a change of the script, segments that look as before keep their key.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, distributions, version
from pathlib import Path
from typing import Any

import av
from pydantic import BaseModel

import understudy
from understudy import plugins
from understudy.encode.profiles import profile_of
from understudy.filming.order import SegmentOrder
from understudy.production import AvatarChoice

_DRAWING = ("production.py", "timing.py", "stage", "render", "encode", "filming")
"""Files and folders of this package that decide what a segment looks like."""

DIGESTS = 4096
"""Files whose digests are remembered: those of the films that a process works on, and not of all it ever saw."""

_LIBRARIES = ("av", "skia-python", "numpy", "opencv-contrib-python-headless", "scipy")


def content_key(order: SegmentOrder) -> str:
    """64 hexadecimal digits. Reads every file that the order names, and again only where it has changed."""
    output = order.production.output
    profile, size = profile_of(output.codec), (output.width, output.height)
    document = {
        "order": _plain(order),
        "encoder": [profile.encoder, profile.video_options(output.bitrate), profile.threads_for(size)],
        "build": build(),
    }
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def build() -> dict[str, str]:
    """What this installation draws and encodes with, by name and version."""
    found = {"machine": platform.machine(), "source": _source()}
    found |= {name: ".".join(map(str, number)) for name, number in av.library_versions.items()}
    for package in _LIBRARIES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    for distribution in distributions():
        engines = any(point.group == plugins.AVATAR_ENGINES for point in distribution.entry_points)
        if engines or distribution.name.startswith("justmytype"):
            found[distribution.name] = distribution.version
    return found


def _source() -> str:
    root = Path(understudy.__file__).parent
    whole = hashlib.sha256()
    for name in _DRAWING:
        for path in _files(root / name):
            whole.update(f"{path.relative_to(root)} {_digest(path)}\n".encode())
    return whole.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    """The file itself, or all files in the folder, in a fixed order."""
    if not path.is_dir():
        yield path
        return
    yield from sorted(found for found in path.rglob("*") if found.is_file() and "__pycache__" not in found.parts)


def _plain(value: Any) -> Any:
    """Models as plain values, files as digests of their content."""
    if isinstance(value, AvatarChoice):
        pack = Path(value.name)
        return [_content(pack)] if pack.name != value.name and pack.exists() else value.name
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, Path):
        return _content(value)
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, float) and value.is_integer():
        return int(value)  # a default may be written 1, and read again as 1.0
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _content(path: Path) -> str:
    """A digest of the file, or of every file in the folder with its name."""
    if path.is_dir():
        return " ".join(f"{found.relative_to(path)} {_digest(found)}" for found in _files(path))
    return _digest(path) if path.is_file() else f"missing {path}"


def _digest(path: Path) -> str:
    status = path.stat()
    return _digest_of(path, status.st_size, status.st_mtime_ns)


@lru_cache(DIGESTS)
def _digest_of(path: Path, size: int, changed: int) -> str:
    """The file's digest; size and time of change are only there so that a changed file is read again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
