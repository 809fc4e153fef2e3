"""A folder of files by content key."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from understudy.content_cache import ContentCache

A, B, C = ("aa" + "0" * 62, "bb" + "0" * 62, "cc" + "0" * 62)


def store(cache: ContentCache, key: str, size: int, folder: Path, age: float = 0) -> None:
    source = folder / "source"
    source.write_bytes(key[:1].encode() * size)
    assert cache.keep(key, source)
    source.unlink()
    used = time.time() - age
    for path in cache.folder.rglob(key):
        os.utime(path, (used, used))


def test_gives_back_what_it_keeps(tmp_path: Path) -> None:
    cache, target = ContentCache(tmp_path / "kept", 1000), tmp_path / "target"
    store(cache, A, 10, tmp_path)
    assert cache.take(A, target)
    assert target.read_bytes() == b"a" * 10
    assert not cache.take(B, tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    cache = ContentCache(tmp_path / "kept", 100)
    store(cache, A, 40, tmp_path, age=300)
    store(cache, B, 40, tmp_path, age=200)
    assert cache.take(A, tmp_path / "one")
    store(cache, C, 40, tmp_path)
    assert [cache.take(key, tmp_path / f"again-{key[0]}") for key in (A, B, C)] == [True, False, True]


def test_an_open_file_is_read_to_its_end_even_when_it_is_evicted(tmp_path: Path) -> None:
    cache = ContentCache(tmp_path / "kept", 50)
    assert cache.open(A) is None
    store(cache, A, 40, tmp_path, age=10)
    with cache.open(A) as opened:  # type: ignore[union-attr]
        assert cache.folder.joinpath("aa", A).stat().st_mtime > time.time() - 5
        cache.drop(A)
        assert opened.read() == b"a" * 40
    assert cache.open(A) is None


def test_a_folder_is_looked_through_now_and_then(tmp_path: Path) -> None:
    cache = ContentCache(tmp_path / "kept", 64_000)
    for number in range(200):
        store(cache, f"{number:064x}", 900, tmp_path, age=1000 - number)
    held = sum(path.stat().st_size for path in cache.folder.rglob("*") if path.is_file())
    assert 0.9 * cache.limit < held < 1.1 * cache.limit


def test_what_was_taken_stays_when_it_is_evicted(tmp_path: Path) -> None:
    cache, target = ContentCache(tmp_path / "kept", 50), tmp_path / "target"
    store(cache, A, 40, tmp_path, age=10)
    cache.take(A, target)
    os.utime(target, (1, 1))
    store(cache, B, 40, tmp_path)
    assert not cache.take(A, tmp_path / "again")
    assert target.read_bytes() == b"a" * 40


def test_what_is_larger_than_the_limit_is_not_kept(tmp_path: Path) -> None:
    cache = ContentCache(tmp_path / "kept", 50)
    store(cache, A, 40, tmp_path)
    (tmp_path / "large").write_bytes(bytes(51))
    assert not cache.keep(B, tmp_path / "large")
    assert cache.take(A, tmp_path / "target")


def test_keeping_again_replaces(tmp_path: Path) -> None:
    cache = ContentCache(tmp_path / "kept", 50)
    store(cache, A, 10, tmp_path)
    store(cache, A, 20, tmp_path)
    assert cache.take(A, tmp_path / "target")
    assert (tmp_path / "target").stat().st_size == 20
    cache.drop(A)
    assert not cache.take(A, tmp_path / "again")


def test_what_a_killed_process_left_is_removed_later(tmp_path: Path) -> None:
    cache = ContentCache(tmp_path / "kept", 100)
    store(cache, A, 10, tmp_path)
    old, new = (tmp_path / "kept" / "aa" / f".aside-{name}" for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(bytes(10))
    os.utime(old, (1, 1))
    cache.evict()
    assert (old.exists(), new.exists()) == (False, True)


def test_copies_where_links_are_impossible(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    cache = ContentCache(tmp_path / "kept", 100)
    store(cache, A, 10, tmp_path)
    assert cache.take(A, tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == b"a" * 10


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file")
    (tmp_path / "source").write_bytes(b"1")
    cache = ContentCache(tmp_path / "kept", 100)
    assert not cache.keep(A, tmp_path / "source")
    assert not cache.take(A, tmp_path / "target")
