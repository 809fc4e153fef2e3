"""A signed URL does one thing with one object until it expires."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from understudy.errors import InputError
from understudy.service.auth.master_keys import MasterKeys
from understudy.service.auth.rotation import rotate
from understudy.service.database.engine import Database
from understudy.service.storage.signing import UrlSigner, key_in, reached_at

KEY = "project/asset/film.mp4"
MD5 = "XrY7u+Ae7tCTyyK7j1rNww=="


class Clock:
    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def signer(clock: Clock) -> UrlSigner:
    return UrlSigner(lambda: b"k" * 32, "https://films.example/", clock=clock)


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def test_urls_have_the_shape_of_the_seed(signer: UrlSigner) -> None:
    url = signer.url("GET", KEY)
    assert url.startswith(f"https://films.example/{KEY}?AccessKeyId=")
    query = query_of(url)
    assert list(query) == ["AccessKeyId", "Expires", "Signature"]
    assert int(query["Expires"]) == 1_700_000_000 + 24 * 3600
    assert len(query["Signature"]) == 44
    assert key_in(url) == KEY


def test_without_a_public_url_they_lead_where_the_request_came(clock: Clock) -> None:
    before = reached_at.set("http://here:8040")
    try:
        assert UrlSigner(lambda: b"k" * 32, clock=clock).url("GET", KEY).startswith(f"http://here:8040/{KEY}?")
    finally:
        reached_at.reset(before)


def test_a_get_permits_get_and_head(signer: UrlSigner) -> None:
    query = query_of(signer.url("GET", KEY))
    signer.check("GET", KEY, query)
    signer.check("HEAD", KEY, query)
    signer.check("GET", KEY, query, content_md5=MD5, content_type="text/plain")


def test_a_put_permits_only_the_headers_it_names(signer: UrlSigner) -> None:
    query = query_of(signer.url("PUT", KEY, content_md5=MD5, content_type="image/png"))
    signer.check("PUT", KEY, query, content_md5=MD5, content_type="image/png")
    for md5, kind in ((MD5, "image/gif"), (MD5, ""), ("", "image/png"), ("A" * 22 + "==", "image/png"), ("", "")):
        with pytest.raises(InputError, match="does not permit this PUT"):
            signer.check("PUT", KEY, query, content_md5=md5, content_type=kind)


def test_a_put_that_names_no_headers_takes_any(signer: UrlSigner) -> None:
    query = query_of(signer.url("PUT", KEY))
    signer.check("PUT", KEY, query)
    signer.check("PUT", KEY, query, content_md5=MD5, content_type="audio/wav")


def refused() -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """(what, method, key, changes of the query) that a URL for a GET must not permit."""
    yield "put", "PUT", KEY, {}
    yield "delete", "DELETE", KEY, {}
    yield "other object", "GET", "project/asset/film.mp", {}
    yield "other project", "GET", "projecu/asset/film.mp4", {}
    yield "longer", "GET", KEY, {"Expires": str(1_700_000_000 + 48 * 3600)}
    yield "no expiry", "GET", KEY, {"Expires": ""}
    yield "strange expiry", "GET", KEY, {"Expires": "never"}
    yield "no signature", "GET", KEY, {"Signature": ""}
    yield "other signature", "GET", KEY, {"Signature": "é" * 44}
    yield "other key", "GET", KEY, {"AccessKeyId": "0" * 20}


@pytest.mark.parametrize(("what", "method", "key", "changes"), list(refused()), ids=lambda value: str(value)[:16])
def test_nothing_else_is_permitted(
    signer: UrlSigner, what: str, method: str, key: str, changes: dict[str, str]
) -> None:
    with pytest.raises(InputError, match=f"does not permit this {method}"):
        signer.check(method, key, query_of(signer.url("GET", KEY)) | changes)


def test_a_url_expires(signer: UrlSigner, clock: Clock) -> None:
    query = query_of(signer.url("GET", KEY, timedelta(hours=1)))
    clock.now += 3599
    signer.check("GET", KEY, query)
    clock.now += 1
    with pytest.raises(InputError, match="has expired"):
        signer.check("GET", KEY, query)


def test_another_installation_signs_otherwise(signer: UrlSigner, clock: Clock) -> None:
    stranger = UrlSigner(lambda: b"s" * 32, "https://films.example", clock=clock)
    with pytest.raises(InputError):
        signer.check("GET", KEY, query_of(stranger.url("GET", KEY)))
    assert stranger.name != signer.name


def test_a_store_that_signs_is_asked_first(clock: Clock) -> None:
    def presign(method: str, key: str, lifetime: timedelta) -> str:
        return f"https://bucket.example/b/{key}?{method}-{lifetime.total_seconds():.0f}"

    signer = UrlSigner(lambda: b"k" * 32, presign=presign, clock=clock)
    url = signer.url("PUT", KEY, timedelta(minutes=1), content_md5=MD5)
    assert url == f"https://bucket.example/b/{KEY}?PUT-60"
    assert key_in(url) == KEY


def test_who_signs_knows_of_a_rotation(tmp_path: Path, database: Database, clock: Clock) -> None:
    """URLs of before end, and new ones hold at once, in a process that runs on."""
    keys = MasterKeys(tmp_path / "master.key")
    signer = UrlSigner(lambda: keys.derive("media"), clock=clock)
    before = query_of(signer.url("GET", KEY))
    signer.check("GET", KEY, before)
    rotate(database, MasterKeys(keys.file), ())
    with pytest.raises(InputError, match="does not permit"):
        signer.check("GET", KEY, before)
    after = query_of(signer.url("GET", KEY))
    signer.check("GET", KEY, after)
    assert after["AccessKeyId"] == signer.name != before["AccessKeyId"]
