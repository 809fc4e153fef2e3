"""What is not offered says so, whatever is asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from served import Served, served

from understudy.service.app import ROUTERS
from understudy.service.database.engine import Database


@pytest.fixture(scope="module")
def api(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("elsewhere")
    yield served(module_database, folder, *ROUTERS)


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        ("POST", "voice-training-manage/user/jobs", "voice training is not offered here"),
        ("GET", "smart-live-rooms", "live rooms is not offered here"),
        ("GET", "digital-human-chat/robots/1", "interactive chat is not offered here"),
        ("POST", "products", "products of live shopping is not offered here"),
    ],
)
def test_groups_that_stay_out_say_so(api: Served, method: str, path: str, message: str) -> None:
    assert message in api.refused(method, path, code="MSS.00010003")


@pytest.mark.parametrize("path", ["nothing", "2d-digital-human-videos/a/b", "a/b/c/d", ""])
def test_unknown_paths_say_so(api: Served, path: str) -> None:
    assert api.refused("GET", path, code="MSS.00010003") == "there is no such operation"


def test_a_wrong_method_says_so(api: Served) -> None:
    told = api.refused("PATCH", "2d-digital-human-videos/a", code="MSS.00010004")
    assert told == "PATCH is not offered for this path"
