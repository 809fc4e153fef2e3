from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from understudy.errors import InputError
from understudy.stage.avatars.pack import (
    BACKGROUND,
    MANIFEST,
    PICTURE,
    THUMBNAIL,
    is_pack,
    load_pack,
    read_manifest,
    save_pack,
)


@pytest.fixture
def copied(pack: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pack, tmp_path / "copy"))


def changed(pack: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    values = json.loads((pack / MANIFEST).read_text())
    change(values)
    (pack / MANIFEST).write_text(json.dumps(values))
    return pack


def test_a_pack_holds_who_it_is_and_who_agreed(pack: Path) -> None:
    manifest = read_manifest(pack)
    assert manifest.name == "eileen"
    assert manifest.consent is not None
    assert manifest.consent.who == "NASA, public domain"
    assert sorted(path.name for path in pack.iterdir()) == sorted([MANIFEST, PICTURE, THUMBNAIL])


def test_folder_and_zip_hold_the_same(pack: Path, tmp_path: Path) -> None:
    loaded = load_pack(pack)
    zipped = tmp_path / "eileen.zip"
    save_pack(zipped, loaded.manifest, loaded.picture)
    again = load_pack(zipped)
    assert again.manifest == loaded.manifest
    assert np.array_equal(again.picture, loaded.picture)
    first = zipped.read_bytes()
    save_pack(zipped, loaded.manifest, loaded.picture)
    assert zipped.read_bytes() == first


def test_saving_replaces_a_pack_but_nothing_else(pack: Path, copied: Path, tmp_path: Path) -> None:
    loaded = load_pack(pack)
    save_pack(copied, loaded.manifest, loaded.picture)
    other = tmp_path / "letters"
    other.mkdir()
    (other / "dear.txt").write_text("mine")
    with pytest.raises(InputError, match="no avatar pack"):
        save_pack(other, loaded.manifest, loaded.picture)
    assert (other / "dear.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda values: values.update(schema="avatar/9"), "avatar/9"),
        (lambda values: values.update(licence="mine now"), "was changed"),
        (lambda values: values.update(size=[10**6, 10**6]), "size"),
        (lambda values: values.update(command="rm"), "command"),
        (lambda values: values["landmarks"].pop(), "landmarks"),
        (lambda values: values["landmarks"][0].__setitem__(0, float("nan")), "landmarks"),
        (lambda values: values.update(name="../../etc/passwd"), "name"),
    ],
)
def test_a_manifest_that_is_not_as_made_is_refused(
    copied: Path, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    with pytest.raises(InputError, match=said) as caught:
        load_pack(changed(copied, change))
    assert caught.value.code == "avatar_pack_broken"


def test_another_picture_is_refused(copied: Path) -> None:
    (copied / PICTURE).write_bytes((copied / THUMBNAIL).read_bytes())
    with pytest.raises(InputError, match="not the one"):
        load_pack(copied)


def test_a_link_out_of_the_pack_is_not_followed(copied: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    (copied / PICTURE).rename(secret)
    (copied / PICTURE).symlink_to(secret)
    with pytest.raises(InputError, match="plain file"):
        load_pack(copied)


def test_a_zip_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bomb.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, b" " * (8 * 2**20))
    with pytest.raises(InputError, match="more than"):
        load_pack(file)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half a zip", b"\x00" * 100])
def test_files_that_are_no_zip_are_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    with pytest.raises(InputError):
        load_pack(file)


def test_a_missing_pack_is_refused(tmp_path: Path) -> None:
    assert not is_pack(tmp_path)
    with pytest.raises(InputError) as caught:
        load_pack(tmp_path / "nowhere")
    assert caught.value.code == "avatar_pack_unreadable"


def test_a_kept_background_is_part_of_the_pack(pack: Path, tmp_path: Path) -> None:
    loaded = load_pack(pack)
    wall = np.full((*loaded.picture.shape[:2], 3), 90, np.uint8)
    for place in (tmp_path / "room", tmp_path / "room.zip"):
        assert save_pack(place, loaded.manifest, loaded.picture, wall).is_real_background
        again = load_pack(place)
        assert again.background is not None
        assert np.array_equal(again.background[..., :3], wall)
    (tmp_path / "room" / BACKGROUND).write_bytes((pack / PICTURE).read_bytes())
    with pytest.raises(InputError, match=r"background\.png is not the one"):
        load_pack(tmp_path / "room")
