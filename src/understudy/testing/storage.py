"""What every storage must do. Subclass `StorageContract` in your tests and give it yours, empty:

class TestMine(StorageContract):
    @pytest.fixture
    def storage(self):
        return MyStorage()
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from understudy.errors import EngineError, InputError, ResourceError
from understudy.service.storage.store import BLOCK, Storage, put

KEY = "project/asset/picture.png"


class _CutError(Exception):
    """The connection broke."""


class StorageContract:
    """The suite; every test begins with an empty storage."""

    @pytest.fixture
    def storage(self, tmp_path: Path) -> Storage:
        """The storage under test."""
        raise NotImplementedError

    def test_preparing_it_again_changes_nothing(self, storage: Storage) -> None:
        """As every start of the service does."""
        put(storage, KEY, [b"content"])
        storage.prepare()
        assert b"".join(storage.reading(KEY)) == b"content"

    def test_gives_back_what_was_put(self, storage: Storage) -> None:
        """Whole, in several blocks, and as the size and time that `stat` tells."""
        blocks = [bytes([number]) * BLOCK for number in range(20)]
        assert put(storage, KEY, blocks) == 20 * BLOCK
        assert b"".join(storage.reading(KEY)) == b"".join(blocks)
        found = storage.stat(KEY)
        assert found is not None
        assert (found.key, found.size) == (KEY, 20 * BLOCK)
        assert found.modified.utcoffset() == timedelta(0)
        assert found.etag and '"' not in found.etag

    def test_keeps_objects_without_a_byte(self, storage: Storage) -> None:
        """Nothing is also a content."""
        put(storage, KEY, [])
        found = storage.stat(KEY)
        assert found is not None and found.size == 0
        assert b"".join(storage.reading(KEY)) == b""

    @pytest.mark.parametrize(
        ("start", "stop"), [(0, 1), (0, None), (3, 10), (BLOCK - 1, BLOCK + 1), (BLOCK * 2, None), (5, 5)]
    )
    def test_reads_any_range(self, storage: Storage, start: int, stop: int | None) -> None:
        """The first byte, some in the middle, some over the border of blocks, the end, none."""
        content = bytes(number * 7 % 251 for number in range(256)) * (BLOCK // 256) * 2 + b"the end"
        put(storage, KEY, [content])
        assert b"".join(storage.reading(KEY, start=start, stop=stop)) == content[start:stop]

    def test_reads_in_blocks(self, storage: Storage) -> None:
        """A large object never lies in memory as a whole."""
        put(storage, KEY, [bytes(BLOCK)] * 40)
        assert max(len(block) for block in storage.reading(KEY)) <= 16 * BLOCK

    @pytest.mark.parametrize("blocks", [0, 1, 30])
    def test_a_cut_write_leaves_nothing(self, storage: Storage, blocks: int) -> None:
        """Neither under the key, nor in the list; and what stood there before still stands."""

        def cut() -> Iterator[bytes]:
            for _ in range(blocks):
                yield bytes(BLOCK)
            raise _CutError

        put(storage, KEY, [b"before"])
        for key in (KEY, "project/asset/other"):
            with pytest.raises(_CutError):
                put(storage, key, cut())
        assert [found.key for found in storage.list()] == [KEY]
        assert b"".join(storage.reading(KEY)) == b"before"

    def test_a_limit_holds(self, storage: Storage) -> None:
        """Exactly as much is taken, one byte more is refused."""
        put(storage, KEY, [b"12345"], limit=5)
        with pytest.raises(InputError, match="more than 5 bytes"):
            put(storage, "project/asset/other", [b"123", b"456"], limit=5)
        assert storage.stat("project/asset/other") is None

    def test_overwrites(self, storage: Storage) -> None:
        """The second object takes the place of the first, and has another etag."""
        put(storage, KEY, [b"first"])
        before = storage.stat(KEY)
        put(storage, KEY, [b"second one"])
        after = storage.stat(KEY)
        assert before is not None and after is not None
        assert (after.size, after.etag != before.etag) == (10, True)
        assert b"".join(storage.reading(KEY)) == b"second one"

    def test_deletes_once_and_again(self, storage: Storage) -> None:
        """What is gone is gone; deleting it again is no error."""
        put(storage, KEY, [b"1"])
        storage.delete(KEY)
        storage.delete(KEY)
        assert storage.stat(KEY) is None
        assert list(storage.list()) == []

    def test_says_what_is_missing(self, storage: Storage, tmp_path: Path) -> None:
        """`stat` gives None, all others raise, and no file is made."""
        assert storage.stat(KEY) is None
        for act in (
            lambda: list(storage.reading(KEY)),
            lambda: list(storage.reading(KEY, start=3)),
            lambda: storage.copy(KEY, "project/asset/other"),
        ):
            with pytest.raises(ResourceError) as raised:
                act()
            assert raised.value.code == "object_missing"

    def test_copies(self, storage: Storage) -> None:
        """A copy stays when the first one is overwritten or deleted."""
        put(storage, KEY, [b"content"])
        storage.copy(KEY, "project/other/copy.png")
        put(storage, KEY, [b"changed"])
        storage.delete(KEY)
        assert b"".join(storage.reading("project/other/copy.png")) == b"content"

    def test_lists_by_whole_parts(self, storage: Storage) -> None:
        """`a/b` holds `a/b/c`, not `a/bc`; no prefix holds everything, more than one page of it."""
        keys = {f"a/b/{number}" for number in range(5)} | {"a/bc/1", "b/b/1"}
        for key in keys:
            put(storage, key, [b"1"])
        assert {found.key for found in storage.list()} == keys
        assert {found.key for found in storage.list("a/b")} == {key for key in keys if key.startswith("a/b/")}
        assert list(storage.list("nobody")) == []

    def test_publishes_and_fetches_files(self, storage: Storage, tmp_path: Path) -> None:
        """Through files, whichever side is larger; the source may be deleted, and the fetched file too."""
        source, target = tmp_path / "film.mp4", tmp_path / "fetched"
        source.write_bytes(bytes(range(256)) * 70_000)
        storage.publish(source, KEY, "video/mp4")
        source.unlink()
        for _ in range(2):
            storage.fetch(KEY, target)
            assert target.read_bytes() == bytes(range(256)) * 70_000
            target.unlink()
        source.write_bytes(b"second")
        storage.publish(source, KEY, "video/mp4")
        assert b"".join(storage.reading(KEY)) == b"second"
        assert [found.key for found in storage.list()] == [KEY]

    def test_publishes_no_missing_file(self, storage: Storage, tmp_path: Path) -> None:
        """Then nothing stands under the key."""
        with pytest.raises(ResourceError):
            storage.publish(tmp_path / "missing", KEY)
        assert storage.stat(KEY) is None

    @pytest.mark.parametrize(
        "key", ["", "one", "/a/b", "a//b", "a/../b", "a/./b", "a/b/", "a/b#1", "a/b c", "a/é", "a/.hidden", "a/b\n"]
    )
    def test_refuses_what_is_no_key(self, storage: Storage, key: str) -> None:
        """No key leads out of the storage, or to a file that is being written."""
        for act in (lambda: put(storage, key, [b"1"]), lambda: storage.stat(key), lambda: storage.delete(key)):
            with pytest.raises(EngineError, match="is no key"):
                act()

    def test_sweeps_only_what_is_left_over(self, storage: Storage) -> None:
        """Objects stay."""
        put(storage, KEY, [b"1"])
        storage.sweep(timedelta(0))
        assert storage.stat(KEY) is not None
