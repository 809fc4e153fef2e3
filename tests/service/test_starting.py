"""A service that cannot start says why, and has done nothing that cannot be done again."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from understudy.errors import InputError, ResourceError
from understudy.service.api import observed
from understudy.service.app import build, create_app
from understudy.service.database.embedded import EmbeddedPostgres
from understudy.service.database.engine import Database
from understudy.service.database.tables import Project
from understudy.service.serve import _options, open_door, serve
from understudy.settings import ServiceSettings


def test_where_somebody_listens_already_no_key_is_made_that_nobody_is_shown(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ResourceError, match=f"127.0.0.1:{port} cannot be listened on") as refused:
            serve(ServiceSettings(port=port, data_dir=tmp_path, database_url=database_url, workers=0))
    assert refused.value.code == "address_unavailable"
    with database.transaction() as session:
        assert session.scalars(select(Project)).all() == []


def test_a_free_port_is_taken() -> None:
    with open_door("127.0.0.1", 0) as door:
        assert door.getsockname()[1] > 0


@pytest.mark.parametrize("name", ["my data", "it's", "a&b", "$(touch x)", "50%"])
def test_a_path_that_a_server_cannot_have_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="UNDERSTUDY_DATA_DIR") as refused:
        EmbeddedPostgres(tmp_path / name / "postgres").start()
    assert refused.value.code == "database_not_started"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("I was here before")
    with pytest.raises(ResourceError, match="is a file, not a folder") as refused:
        EmbeddedPostgres(tmp_path / "file" / "postgres").start()
    assert refused.value.code == "folder_unwritable"


@pytest.mark.parametrize("url", ["nonsense secret", "postgresql://me:secret@host:port/name"])
def test_an_address_that_is_none_is_told_without_its_password(url: str) -> None:
    with pytest.raises(InputError) as refused:
        Database(url)
    assert refused.value.problems[0].field == "UNDERSTUDY_DATABASE_URL"
    assert "secret" not in str(refused.value)


@pytest.fixture(scope="module")
def lonely(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A client of a service whose database is not there."""
    folder = tmp_path_factory.mktemp("lonely")
    settings = ServiceSettings(data_dir=folder, database_url="postgresql://nobody@127.0.0.1:1/nothing")
    return TestClient(create_app(build(settings)))


def test_metrics_outlive_the_database(lonely: TestClient) -> None:
    observed.WORKERS.labels("cpu").set(3)  # as it was counted before
    told = lonely.get("/metrics")
    assert told.status_code == 200
    assert 'understudy_up{part="database"} 0.0' in told.text and 'understudy_up{part="storage"} 1.0' in told.text
    assert "understudy_requests_total" in told.text
    assert "understudy_workers{" not in told.text


def test_monitors_may_ask_without_a_body(lonely: TestClient) -> None:
    assert (lonely.head("/healthz").status_code, lonely.head("/readyz").status_code) == (200, 503)


def test_nobody_is_sent_from_a_slash_to_another_scheme(lonely: TestClient) -> None:
    """Behind TLS the address that we know is one of plain HTTP, where tokens would go in the clear."""
    assert lonely.get("/healthz/", follow_redirects=False).status_code == 404


def test_idle_connections_stay_open_longer_than_those_of_proxies() -> None:
    """Of nginx, HAProxy, Envoy's ingresses and the clouds' balancers most have 60 seconds."""
    assert _options(ServiceSettings())["timeout_keep_alive"] > 60


def test_the_documentation_needs_no_network(lonely: TestClient) -> None:
    client = lonely
    page = client.get("/docs")
    wanted = re.findall(r"""(?:src|href)="([^"]+)"|url: '([^']+)'""", page.text)
    places = ["".join(found) for found in wanted]
    assert [Path(place).suffix for place in places] == [".css", ".png", ".js", ".json"]
    assert [client.get(place).status_code for place in places if place.startswith("/")] == [200] * 4
    assert "http" not in page.text.replace("http-equiv", "")
