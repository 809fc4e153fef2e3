"""The avatar pack `avatar/1`: a folder or zip that holds one presenter. Safe to load from a stranger.

    avatar.json       who it is, what is where, measures of the face, licence, consent, hashes
    picture.png       the person, cut out: straight RGBA
    background.png    only where the real background is kept: the same picture without the person, RGB
    thumbnail.png     at most 256 pixels high
    clip.mp4          only of somebody who was filmed: H.264, the person's colours above, the matte below
    landmarks.i16     the face's points in every frame of the clip

Nothing in a pack is run, names are fixed, sizes are checked before anything is decoded, hashes are compared.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import tempfile
import zipfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import cv2
import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from understudy.errors import InputError
from understudy.stage.avatars.clip import track
from understudy.stage.avatars.engine import Picture
from understudy.stage.avatars.manifest import SCHEMA, ClipInfo, Manifest, content_hash
from understudy.stage.picture import decode_picture

MANIFEST, PICTURE, BACKGROUND, THUMBNAIL = "avatar.json", "picture.png", "background.png", "thumbnail.png"

CLIP, TRACK = "clip.mp4", "landmarks.i16"

LARGEST = {
    **{MANIFEST: 2 * 2**20, PICTURE: 96 * 2**20, BACKGROUND: 96 * 2**20, THUMBNAIL: 2 * 2**20},
    **{CLIP: 512 * 2**20, TRACK: 8 * 2**20},
}
"""Bytes each file may have; a zip's claims are not believed, reading stops there."""

_CHUNK = 2**20


@dataclass(frozen=True, eq=False)
class FilmedClip:
    """A clip: the film `file` of colours and matte, and the face's `points` in every frame, (frames, 468, 3) in pixels.

    `kept` holds the folder that the film of a zip was unpacked to, as long as it is used.
    """

    info: ClipInfo
    file: Path
    points: npt.NDArray[np.float32]
    kept: tempfile.TemporaryDirectory[str] | None = None


@dataclass(frozen=True, eq=False)
class Pack:
    """A loaded pack: the manifest, the cut-out picture (height, width, 4), straight RGBA, and the background it is to
    be seen before, opaque and of the same size, where the real one was kept."""

    manifest: Manifest
    picture: Picture
    background: Picture | None = None
    clip: FilmedClip | None = None

    @property
    def landmarks(self) -> npt.NDArray[np.float32]:
        """The face's points, (468, 3)."""
        return np.asarray(self.manifest.landmarks, np.float32)

    @property
    def irises(self) -> npt.NDArray[np.float32]:
        """x, y and radius of the right and the left iris, (2, 3)."""
        return np.asarray(self.manifest.irises, np.float32)


def is_pack(path: Path) -> bool:
    """Whether `path` looks like a pack: a folder with a manifest, or a zip file, by its name or its content."""
    named = path.suffix.lower() == ".zip"
    return (path / MANIFEST).is_file() or (path.is_file() and (named or zipfile.is_zipfile(path)))


def read_manifest(path: Path) -> Manifest:
    """Only the manifest of the pack at `path`; raises as `load_pack`, but a changed one is not noticed."""
    return _manifest(_files(path, (MANIFEST,))[MANIFEST], path)[0]


def packs_in(folder: Path | None) -> list[tuple[Manifest, Path]]:
    """Every pack of a folder with its path, by name, the first one where two have the same; broken ones are left out.

    There are none without a folder.
    """
    found: dict[str, tuple[Manifest, Path]] = {}
    for path in sorted(folder.iterdir()) if folder is not None and folder.is_dir() else []:
        if path.name.startswith(".") or not is_pack(path):
            continue
        try:
            manifest = read_manifest(path)
        except InputError:
            continue
        found.setdefault(manifest.name, (manifest, path))
    return [found[name] for name in sorted(found)]


def load_pack(path: Path) -> Pack:
    """The pack at `path`, a folder or a zip file.

    Raises `InputError` (`avatar_pack_unreadable`, `avatar_pack_broken`) for anything that is not a whole pack.
    """
    manifest, content = _manifest(_files(path, (MANIFEST,))[MANIFEST], path)
    if content != manifest.content:
        raise _broken(path, f"{MANIFEST} was changed after the pack was made")
    names = (PICTURE, BACKGROUND) if manifest.is_real_background else (PICTURE,)
    pictures = [_picture(name, data, manifest, path) for name, data in _files(path, names).items()]
    clip = None if manifest.clip is None else _clip(path, manifest, manifest.clip)
    return Pack(manifest, pictures[0], pictures[1] if len(pictures) > 1 else None, clip)


def _clip(path: Path, manifest: Manifest, info: ClipInfo) -> FilmedClip:
    data = _files(path, (TRACK,))[TRACK]
    if hashlib.sha256(data).hexdigest() != manifest.files.get(TRACK):
        raise _broken(path, f"{TRACK} is not the one the pack was made with")
    try:
        points = track.unpacked(data, info.frames)
    except ValueError:
        raise _broken(path, f"{TRACK} does not hold the points of {info.frames} frames") from None
    kept = None if path.is_dir() else tempfile.TemporaryDirectory(prefix="understudy-pack-")
    file = path / CLIP if kept is None else Path(kept.name) / CLIP
    if _streamed(path, file if kept else None) != manifest.files.get(CLIP):
        raise _broken(path, f"{CLIP} is not the one the pack was made with")
    return FilmedClip(info, file, points, kept)


def _streamed(path: Path, target: Path | None) -> str:
    """The hash of the clip, read piece by piece, and copied to `target` where one is given."""
    digest, size = hashlib.sha256(), 0
    try:
        with ExitStack() as stack:
            if path.is_dir():
                _check_plain(path, CLIP)
                source: IO[bytes] = stack.enter_context((path / CLIP).open("rb"))
            else:
                source = stack.enter_context(stack.enter_context(zipfile.ZipFile(path)).open(CLIP))
            copy = stack.enter_context(target.open("wb")) if target else None
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > LARGEST[CLIP]:
                    raise _broken(path, f"{CLIP} has more than {LARGEST[CLIP]} bytes")
                digest.update(chunk)
                if copy:
                    copy.write(chunk)
    except KeyError:
        raise _broken(path, f"there is no {CLIP} in it") from None
    except (OSError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise _broken(path, f"{CLIP} cannot be read: {error}") from None
    return digest.hexdigest()


def _picture(name: str, data: bytes, manifest: Manifest, path: Path) -> Picture:
    if hashlib.sha256(data).hexdigest() != manifest.files.get(name):
        raise _broken(path, f"{name} is not the one the pack was made with")
    _check_header(name, data, manifest.size, path)
    picture = decode_picture(data, f"{name} in {path}")
    if picture.shape[:2] != manifest.size[::-1]:
        raise _broken(path, f"{name} has {picture.shape[1]}x{picture.shape[0]} pixels, not {manifest.size}")
    return picture


def save_pack(
    path: Path,
    manifest: Manifest,
    picture: Picture,
    background: Picture | None = None,
    clip: FilmedClip | None = None,
) -> Manifest:
    """Write a pack to `path`: a zip file when its name ends in .zip, else a folder. Whole or not at all.

    `background` (RGB) and `clip` are kept where they are given; the clip's file is copied. `files` and `content` of
    the manifest are filled in. An older pack at the same place is replaced.
    """
    content: dict[str, bytes | Path] = {PICTURE: _png(picture), THUMBNAIL: _png(_thumbnail(picture))}
    if background is not None:
        content[BACKGROUND] = _png(background)
    if clip is not None:
        content |= {CLIP: clip.file, TRACK: track.packed(clip.points)}
    hashes = {name: _hash(data) for name, data in content.items()}
    known = {"files": hashes, "is_real_background": background is not None, "clip": clip and clip.info}
    full = manifest.model_copy(update=known).hashed()
    text = json.dumps(full.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1)
    content[MANIFEST] = text.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not is_pack(path) and (path.is_file() or any(path.iterdir())):
        raise InputError("avatar_pack_place", f"{path} exists and is no avatar pack", hint="choose another place")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".pack-") as work:
        new = Path(work) / path.name
        if path.suffix.lower() == ".zip":
            _write_zip(new, content)
        else:
            new.mkdir()
            for name, data in content.items():
                _write(new / name, data)
            if path.is_dir():
                shutil.move(path, Path(work) / "old")
        new.replace(path)
    return full


def _hash(data: bytes | Path) -> str:
    if isinstance(data, bytes):
        return hashlib.sha256(data).hexdigest()
    with data.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(file: Path, data: bytes | Path) -> None:
    if isinstance(data, bytes):
        file.write_bytes(data)
    else:
        shutil.copyfile(data, file)


def _write_zip(file: Path, content: dict[str, bytes | Path]) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        for name in sorted(content):
            entry, data = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content[name]
            entry.compress_type = zipfile.ZIP_DEFLATED if name == MANIFEST else zipfile.ZIP_STORED
            if isinstance(data, bytes):
                archive.writestr(entry, data)
                continue
            with data.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target, _CHUNK)


def _files(path: Path, names: tuple[str, ...]) -> dict[str, bytes]:
    try:
        if path.is_dir():
            return {name: _from_folder(path, name) for name in names}
        with zipfile.ZipFile(path) as archive:
            return {name: _from_zip(path, archive, name) for name in names}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _broken(path, f"it is no zip file: {error}") from None
    except OSError as error:
        hint = "give the folder or .zip that `understudy avatar build` made"
        raise InputError("avatar_pack_unreadable", f"{path} cannot be read: {error.strerror}", hint=hint) from None


def _from_folder(path: Path, name: str) -> bytes:
    _check_plain(path, name)
    return (path / name).read_bytes()


def _check_plain(path: Path, name: str) -> None:
    found = (path / name).lstat()
    if not stat.S_ISREG(found.st_mode):
        raise _broken(path, f"{name} is not a plain file")
    if found.st_size > LARGEST[name]:
        raise _broken(path, f"{name} has {found.st_size} bytes, more than {LARGEST[name]}")


def _from_zip(path: Path, archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as stream:
            data = stream.read(LARGEST[name] + 1)
    except KeyError:
        raise _broken(path, f"there is no {name} in it") from None
    except Exception as error:
        raise _broken(path, f"{name} cannot be unpacked: {error}") from None
    if len(data) > LARGEST[name]:
        raise _broken(path, f"{name} has more than {LARGEST[name]} bytes")
    return data


def _manifest(data: bytes, path: Path) -> tuple[Manifest, str]:
    """The manifest, and the hash of what it says."""
    try:
        values: Any = json.loads(data)
        version = values.get("schema") if isinstance(values, dict) else None
        if version != SCHEMA:
            raise _broken(path, f"{MANIFEST} says schema {version!r}, not {SCHEMA!r}")
        return Manifest.model_validate(values), content_hash(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _broken(path, f"{MANIFEST}: {where}: {first['msg']}") from None
    except (ValueError, RecursionError) as error:
        raise _broken(path, f"{MANIFEST} is not JSON: {error}") from None


def _check_header(name: str, png: bytes, size: tuple[int, int], path: Path) -> None:
    """The size a PNG claims, before it is decoded."""
    if png[:8] != b"\x89PNG\r\n\x1a\n" or png[12:16] != b"IHDR":
        raise _broken(path, f"{name} is not a PNG picture")
    claimed = (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big"))
    if claimed != size:
        raise _broken(path, f"{name} claims {claimed[0]}x{claimed[1]} pixels, the manifest {size[0]}x{size[1]}")


def _broken(path: Path, what: str) -> InputError:
    hint = "build the pack again with `understudy avatar build`"
    return InputError("avatar_pack_broken", f"the avatar pack {path} is broken: {what}", hint=hint)


def _thumbnail(picture: Picture) -> Picture:
    height, width = picture.shape[:2]
    scale = min(256 / height, 1.0)
    return np.asarray(
        cv2.resize(picture, (max(round(width * scale), 1), max(round(height * scale), 1)), interpolation=cv2.INTER_AREA)
    )


def _png(picture: Picture) -> bytes:
    order = cv2.COLOR_RGBA2BGRA if picture.shape[2] == 4 else cv2.COLOR_RGB2BGR
    done, data = cv2.imencode(".png", cv2.cvtColor(picture, order), [cv2.IMWRITE_PNG_COMPRESSION, 4])
    assert done
    return bytes(data.tobytes())
