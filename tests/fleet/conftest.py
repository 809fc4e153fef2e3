"""What the tests of the fleet share: one PostgreSQL, one store, one fleet, and films that nobody disturbed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import obstore
import pytest
from failing_store import Door
from machines import Fleet
from marked_film import Marked, Seen, marked, undisturbed
from obstore.store import S3Store

import swift
from understudy.service.database.embedded import EmbeddedPostgres

LONG, SHORT = int(os.environ.get("FLEET_SCENE_SECONDS", "200")), 50
"""Seconds of each of the two scenes of a film: 20 segments of 20 s, or 30 with `make fleet`; and five."""


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder that the private PostgreSQL can read, which is another user's under root."""
    with tempfile.TemporaryDirectory(prefix="understudy-fleet-", ignore_cleanup_errors=True) as made:
        yield Path(made)


@pytest.fixture(scope="session")
def door(folder: Path) -> Iterator[Door]:
    """The store, behind a door that can be closed."""
    environment = Path(__file__).parents[2] / ".cache" / "swift"
    environment.parent.mkdir(exist_ok=True)
    why = swift.installed(environment)
    place = folder / "swift"
    place.mkdir()
    if not why and not swift.keeps_attributes(place):
        why = f"Swift needs extended attributes, which {place} does not keep"
    if why:
        pytest.skip(why)
    with swift.running(environment, place) as url:
        opened = Door(urlsplit(url).port or 80)
        yield opened
        opened.end()


@pytest.fixture(scope="session")
def fleet(folder: Path, door: Door) -> Iterator[Fleet]:
    """Two processes of the API and three workers."""
    store = S3Store(
        "films",
        endpoint=door.url,
        region="us-east-1",
        access_key_id=swift.ACCESS_KEY,
        secret_access_key=swift.SECRET_KEY,
        client_options={"allow_http": True},
    )
    assert httpx.put(obstore.sign(store, "PUT", "", timedelta(minutes=1))).status_code == 200
    access = f"access_key_id={quote(swift.ACCESS_KEY)}&secret_access_key={swift.SECRET_KEY}"
    storage = f"s3://films/media?endpoint={door.url}&region=us-east-1&{access}"
    postgres = EmbeddedPostgres(folder / "postgres")
    with Fleet(folder, postgres, door, storage) as running:
        yield running
    postgres.stop()


@pytest.fixture(scope="session")
def long_film(fleet: Fleet, folder: Path) -> Marked:
    """Seven minutes in 20 segments; with `make fleet`, ten in 30."""
    return marked(fleet.apis[0], folder, LONG)


@pytest.fixture(scope="session")
def short_film(fleet: Fleet, folder: Path) -> Marked:
    """A hundred seconds in five segments."""
    return marked(fleet.apis[0], folder, SHORT)


@pytest.fixture(scope="session")
def long_seen(fleet: Fleet, long_film: Marked, folder: Path) -> Seen:
    """The long film, undisturbed."""
    return undisturbed(fleet, long_film, folder)


@pytest.fixture(scope="session")
def short_seen(fleet: Fleet, short_film: Marked, folder: Path) -> Seen:
    """The short film, undisturbed."""
    return undisturbed(fleet, short_film, folder)
