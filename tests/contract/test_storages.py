"""Every storage of the project keeps the contract."""

from datetime import timedelta
from pathlib import Path

import pytest

from understudy.errors import InputError, ResourceError
from understudy.service.storage.objects import LocalStorage, S3Storage
from understudy.service.storage.opening import open_storage
from understudy.service.storage.signing import LIBRARY_LIFETIME
from understudy.service.storage.store import Storage, object_key, put, safe_name
from understudy.testing.storage import StorageContract


class TestLocal(StorageContract):
    @pytest.fixture
    def storage(self, tmp_path: Path) -> Storage:
        return LocalStorage(tmp_path / "media")

    def test_links_instead_of_copying(self, storage: Storage, tmp_path: Path) -> None:
        film = tmp_path / "film.mp4"
        film.write_bytes(b"film")
        storage.publish(film, "p/a/film.mp4")
        storage.fetch("p/a/film.mp4", tmp_path / "again")
        assert film.stat().st_ino == (tmp_path / "again").stat().st_ino

    def test_copies_where_links_are_impossible(
        self, storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(self: Path, target: Path) -> None:
            raise OSError(18, "Invalid cross-device link")

        monkeypatch.setattr(Path, "hardlink_to", refuse)
        film = tmp_path / "film.mp4"
        film.write_bytes(b"film")
        storage.publish(film, "p/a/film.mp4")
        storage.fetch("p/a/film.mp4", tmp_path / "again")
        assert (tmp_path / "again").read_bytes() == b"film"
        assert film.stat().st_ino != (tmp_path / "again").stat().st_ino

    def test_sweeps_what_a_killed_process_left(self, storage: Storage, tmp_path: Path) -> None:
        put(storage, "p/a/x", [b"1"])
        (tmp_path / "media" / "p" / "a" / "y#12").write_bytes(b"half")
        assert storage.sweep(timedelta(hours=1)) == 0
        assert storage.sweep(timedelta(seconds=-60)) == 1
        assert [path.name for path in (tmp_path / "media" / "p" / "a").iterdir()] == ["x"]

    def test_says_why_a_folder_cannot_be_used(self, tmp_path: Path) -> None:
        (tmp_path / "media").write_text("a file")
        with pytest.raises(ResourceError, match="media cannot lie in"):
            LocalStorage(tmp_path / "media")


def test_urls_choose_the_storage(tmp_path: Path) -> None:
    assert open_storage("", tmp_path).folder == tmp_path / "media"  # type: ignore[attr-defined]
    assert open_storage(str(tmp_path / "a b"), tmp_path).folder == tmp_path / "a b"  # type: ignore[attr-defined]
    assert open_storage(f"file://{tmp_path}/a%20b", tmp_path).folder == tmp_path / "a b"  # type: ignore[attr-defined]
    bucket = open_storage(
        "s3://bucket/media?endpoint=http://127.0.0.1:1&region=r&access_key_id=AK&secret_access_key=SK", tmp_path
    )
    assert isinstance(bucket, S3Storage)
    url = bucket.presign("PUT", "p/a/x", timedelta(hours=1)) or ""
    assert url.startswith("http://127.0.0.1:1/bucket/media/p/a/x?")
    assert "X-Amz-Expires=3600" in url
    with pytest.raises(InputError, match="gopher"):
        open_storage("gopher://hole", tmp_path)
    with pytest.raises(InputError, match="colour") as refused:
        open_storage("s3://bucket?colour=red&secret_access_key=hidden", tmp_path)
    assert "hidden" not in str(refused.value)


def test_keys_may_end_with_a_line_feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As secrets do that were made with `echo`; the store's client panics then."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AK\n")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "SK\r\n")
    url = open_storage("s3://bucket", tmp_path).presign("GET", "p/a/x", timedelta(hours=1)) or ""
    assert "X-Amz-Credential=AK%2F" in url
    named = open_storage("s3://bucket?access_key_id=mine", tmp_path).presign("GET", "p/a/x", timedelta(hours=1)) or ""
    assert "X-Amz-Credential=mine%2F" in named


def test_who_reads_slowly_may_do_so_as_long_as_a_url_is_valid(tmp_path: Path) -> None:
    bucket = open_storage("s3://bucket?access_key_id=AK&secret_access_key=SK", tmp_path)
    assert bucket._store.client_options["timeout"] == "1day"  # type: ignore[attr-defined]
    assert timedelta(days=1) == LIBRARY_LIFETIME


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("logo.png", "logo.png"),
        ("Große Köpfe (2).JPG", "Gro_e_K_pfe_2.JPG"),
        ("../../etc/passwd", "passwd"),
        (".hidden", "hidden"),
        ("演讲", "file"),
        ("演讲.mp4", "file.mp4"),
        ("a.b.tar.gz", "a.b.tar.gz"),
        ("a" * 300 + ".wav", "a" * 80 + ".wav"),
        ("x." + "y" * 300, "x." + "y" * 19),
    ],
)
def test_names_become_keys(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert object_key("p", "a", name) == f"p/a/{safe}"
    assert object_key(None, "a", name) == f"system/a/{safe}"
