"""Another project's id is not found, in every operation that has an id in its path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from served import MINE, THEIRS, Served, served

from understudy.service.app import ROUTERS
from understudy.service.database.engine import Database
from understudy.service.database.tables import (
    Asset,
    Job,
    StoredFile,
    TrainingJob,
    VideoScript,
    VocabularyEntry,
    VocabularyGroup,
)

KINDS = {
    "2d-digital-human-videos": "2D_DIGITAL_HUMAN_VIDEO",
    "photo-digital-human-videos": "PHOTO_DIGITAL_HUMAN_VIDEO",
    "photo-detection": "PHOTO_DETECTION",
    "digital-human-business-cards": "BUSINESS_CARD",
    "subtitle-files": "SUBTITLE_FILE",
    "ttsc/async-jobs": "ASYNC_JOB",
    "ttsc/audition-file": "AUDITION",
}
CARD = {
    "business_card_type": "2D_DIGITAL_HUMAN_CARD",
    "card_templet_asset_id": "a",
    "card_text_config": {},
    "card_image_config": {"human_image": "aGVsbG8="},
}
BODIES: dict[str, dict[str, Any]] = {
    "PUT digital-human-business-cards/{job_id}": CARD,
    "POST files/{file_id}/complete": {"state": "FAILED"},
    "POST digital-human-training-manage/user/jobs/{job_id}/command": {"command": "SUBMITVERIFYING"},
    "PUT digital-human-training-manage/user/jobs/{job_id}": {"name": "name"},
    "PUT ttsc/vocabulary-configs/{vocabulary_id}": {"type": "ALIAS", "key": "k", "value": "v", "group_id": "group"},
    "PUT ttsc/vocabulary-groups/{group_id}": {"group_name": "name"},
    "PUT ttsc/group-assets/{group_id}": {"asset_ids": []},
}
"""A right body for the operations that need one, so that nothing but the id is wrong."""


def operations() -> list[tuple[str, str]]:
    """Method and path below the project of every operation with an id in it."""
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    start = "/v1/{project_id}/"
    return [
        (method.upper(), path.removeprefix(start))
        for path, methods in app.openapi()["paths"].items()
        for method in methods
        if path.startswith(start) and "{" in path.removeprefix(start)
    ]


@pytest.fixture(scope="module")
def api(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    made = served(module_database, tmp_path_factory.mktemp("tenancy"), *ROUTERS)
    with module_database.transaction() as session:
        jobs = [Job(id=kind, project_id=MINE, kind=kind, state="SUCCEED", request={}) for kind in KINDS.values()]
        session.add_all(
            [
                Asset(id="asset", project_id=MINE, name="asset", type="IMAGE", state="ACTIVED"),
                Asset(id="voice", project_id=MINE, name="voice", type="VOICE_MODEL", state="ACTIVED"),
                StoredFile(
                    id="file", project_id=MINE, owner_type="asset", owner_id="asset", category="MAIN", name="a.png",
                    key="mine/asset/a.png", state="CREATED", content_type="", size=1,
                ),
                VideoScript(id="script", project_id=MINE, content={}),
                TrainingJob(id="training", project_id=MINE, name="t", state="WAIT_FILE_UPLOAD", request={}),
                VocabularyGroup(id="group", project_id=MINE, name="group"),
                *jobs,
            ]
        )  # fmt: skip
        session.flush()
        entry = VocabularyEntry(id="entry", project_id=MINE, group_id="group", type="ALIAS", key="k", value="v")
        session.add(entry)
    yield made


def ids(path: str) -> dict[str, str]:
    """An id of the first project for every parameter of a path."""
    kind = next((KINDS[start] for start in KINDS if path.startswith(start)), "training")
    return {
        "job_id": kind,
        "asset_id": "asset",
        "voice_asset_id": "voice",
        "file_id": "file",
        "script_id": "script",
        "group_id": "group",
        "vocabulary_id": "entry",
    }


@pytest.mark.parametrize(("method", "path"), operations(), ids=lambda value: value)
def test_what_belongs_to_others_is_not_there(api: Served, method: str, path: str) -> None:
    asked = re.sub(r"\{(\w+)\}", lambda found: ids(path)[found[1]], path)
    body = BODIES.get(f"{method} {path}", {} if method == "PUT" else None)
    told = api.refused(method, asked, 404, "MSS.00000002", project=THEIRS, json=body)
    assert "mine" not in told


def test_many_operations_are_looked_at() -> None:
    assert len(operations()) >= 29
