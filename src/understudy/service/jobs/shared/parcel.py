"""Files of a folder as one file, to be stored: a plain ZIP archive, whose members keep their names in the folder."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path


def pack(folder: Path, names: Iterable[str], archive: Path) -> None:
    """Put files and whole folders in `folder` into an archive; what is not there is left out. Nothing is compressed:
    what is sent is mostly samples, which do not become smaller.
    """
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as sink:
        for name in names:
            for path in _files(folder / name):
                sink.write(path, path.relative_to(folder))


def unpack(archive: Path, folder: Path) -> None:
    """Put the files back into a folder."""
    with zipfile.ZipFile(archive) as source:
        source.extractall(folder)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from sorted(found for found in path.rglob("*") if found.is_file())
