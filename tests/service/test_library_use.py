"""The asset library in use: many assets at once, their summaries, and what jobs may take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from service.media_app import Library, library
from service.shelving import found, in_state, made, sent, shown
from understudy.errors import InputError
from understudy.service.assets import usable
from understudy.service.database.engine import Database
from understudy.service.database.tables import StoredFile


@pytest.fixture
def shelf(database: Database, tmp_path: Path) -> Library:
    return library(database, tmp_path)


def acted(shelf: Library, action: str, *asset_ids: str, **more: Any) -> dict[str, list[str]]:
    """Asset ids by outcome: SUCCESS, or the code of the error."""
    body = {"action": action, "asset_ids": list(asset_ids)} | more
    answer = shelf.ask("POST", "digital-assets/batch-action", json=body)
    assert answer.status_code == 200, answer.text
    results = answer.json()["results"]
    return {one.get("error_info", {}).get("error_code", one["ret_status"]): one["asset_ids"] for one in results}


def test_a_batch_groups_its_outcomes(shelf: Library) -> None:
    active, away, creating = (
        in_state(shelf, "ACTIVED", name="1"),
        in_state(shelf, "DELETING", name="2"),
        made(shelf, "3"),
    )
    theirs = made(shelf, project=shelf.other)
    outcome = acted(shelf, "UNACTIVE", active, away, creating, theirs, "nobody", active)
    assert outcome["SUCCESS"] == [active]
    assert sorted(outcome["MSS.00000003"]) == sorted([away, creating])
    assert sorted(outcome["MSS.10001001"]) == sorted([theirs, "nobody"])
    assert shown(shelf, active)["asset_state"] == "UNACTIVED"


def test_every_action_of_a_batch(shelf: Library) -> None:
    asset_id = in_state(shelf, "ACTIVED", kind="COMMON_FILE")
    for action, after in (
        ("UNACTIVE", "UNACTIVED"),
        ("ACTIVE", "ACTIVED"),
        ("DELETE", "DELETING"),
        ("RESTORE", "ACTIVED"),
    ):
        assert acted(shelf, action, asset_id) == {"SUCCESS": [asset_id]}
        assert shown(shelf, asset_id)["asset_state"] == after
    other = {"project": shelf.other, "role": "SHAREE"}
    assert acted(shelf, "SHARE", asset_id) == {"MSS.00000003": [asset_id]}
    for params in (f'{{"allowed_project_ids": ["{shelf.other}"]}}', f"x, {shelf.other}", ""):
        assert acted(shelf, "SHARE", asset_id, params=params) == {"SUCCESS": [asset_id]}
        assert found(shelf, **other) == found(shelf, role="SHARER") == ["One Day"]
        assert acted(shelf, "UNSHARE", asset_id) == {"SUCCESS": [asset_id]}
        assert found(shelf, **other) == found(shelf, role="SHARER") == []
    assert acted(shelf, "DELETE_FORCE", asset_id) == {"SUCCESS": [asset_id]}
    assert acted(shelf, "RESTORE", asset_id) == {"MSS.10001001": [asset_id]}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"action": "SHARE", "asset_ids": ["a"], "params": "{"}, "params: is not JSON"),
        ({"action": "SHARE", "asset_ids": ["a"], "params": '{"allowed_project_ids": "x"}'}, "has no list"),
        ({"action": "SHARE", "asset_ids": ["a"], "params": '{"allowed_project_ids": ["\\ud800"]}'}, "is no project id"),
        ({"action": "SHARE", "asset_ids": ["a"], "params": '{"a": ' + "[" * 4000}, "is not JSON"),
        (
            {"action": "SHARE", "asset_ids": ["a"], "params": '{"allowed_project_ids": ["x"], "expire_time": 5}'},
            "has the expire_time 5",
        ),
        ({"action": "DELETE", "asset_ids": []}, "names 0 assets"),
        ({"action": "DELETE", "asset_ids": [str(number) for number in range(1001)]}, "names 1001 assets"),
        ({"action": "BURN", "asset_ids": ["a"]}, "action"),
        ({"action": "DELETE"}, "asset_ids"),
    ],
)
def test_a_wrong_batch_is_refused(shelf: Library, body: dict[str, Any], says: str) -> None:
    answer = shelf.ask("POST", "digital-assets/batch-action", json=body)
    assert (answer.status_code, says in answer.json()["error_msg"]) == (400, True), answer.text


def test_summaries_come_in_the_order_asked(shelf: Library) -> None:
    picture = in_state(shelf, "ACTIVED", name="picture")
    with shelf.ours.database.transaction() as session:
        key = f"{shelf.project}/{picture}/main.png"
        file = StoredFile(
            id="f", project_id=shelf.project, owner_type="asset", owner_id=picture, category="MAIN", key=key
        )
        file.name, file.state, file.content_type, file.size = "main.png", "CREATED", "image/png", 3
        session.add(file)
    plain, theirs = made(shelf, "plain", "VIDEO"), made(shelf, project=shelf.other)
    body = {"asset_ids": [plain, theirs, picture, "nobody", plain]}
    told = shelf.ask("POST", "digital-assets/summarys", json=body).json()["asset_list"]
    assert told[0] == {"asset_id": plain, "asset_name": "plain", "asset_state": "CREATING", "asset_type": "VIDEO"}
    assert [one["asset_id"] for one in told] == [plain, picture]
    assert told[1]["cover_url"].startswith("http://library.test/") and told[1]["cover_url"] == told[1]["thumbnail_url"]
    assert key in told[1]["cover_url"]


def used(shelf: Library, asset_id: str, project: str = "") -> str:
    """What a job hears that wants to use an asset: nothing, or the code of the error and why."""
    try:
        with shelf.ours.database.transaction() as session:
            usable.usable(session, project or shelf.project, asset_id, ("IMAGE",))
    except InputError as error:
        return f"{error.code}: {error.problems[0].message}"
    return ""


def test_jobs_use_what_is_in_service_and_theirs(shelf: Library) -> None:
    asset_id = in_state(shelf, "ACTIVED", name="1")
    assert used(shelf, asset_id) == ""
    assert used(shelf, asset_id, shelf.other).startswith("asset_unknown")
    assert used(shelf, in_state(shelf, "WAITING_DELETE", name="2")) == ""
    for number, state in enumerate(("CREATING", "UNACTIVED", "FAILED", "DELETING", "BLOCK"), start=3):
        assert used(shelf, in_state(shelf, state, name=str(number))).endswith(f"is {state}")
    assert used(shelf, in_state(shelf, "DELETED", name="8")).startswith("asset_unknown")
    assert used(shelf, in_state(shelf, "ACTIVED", name="9", kind="VIDEO")).endswith("is of type VIDEO")
    live = in_state(shelf, "ACTIVED", name="10", supported_service=["LIVE_2D", "CHAT_2D"])
    assert used(shelf, live).endswith("is for LIVE_2D, CHAT_2D only")
    over = [{"operation": "BLOCK", "operation_time": "2020-01-01T00:00:00Z"}]
    assert used(shelf, in_state(shelf, "ACTIVED", name="11", auto_operation_config=over)).endswith("is BLOCK")


def test_urls_lead_to_files_that_may_be_used(shelf: Library) -> None:
    asset_id = made(shelf, "a", "COMMON_FILE")
    file_id = sent(shelf, asset_id, b"content", "a.bin")
    url = shown(shelf, asset_id)["files"][0]["download_url"]

    def led(url: str, project: str) -> str | None:
        with shelf.ours.database.transaction() as session:
            file = usable.by_url(session, project, url)
            return file.id if file else None

    assert led(url, shelf.project) == file_id
    assert led(url.partition("?")[0], shelf.project) == file_id
    assert led(url, shelf.other) is None
    assert led("https://elsewhere.example/picture.png", shelf.project) is None
    share = {"shared_type": "SHARED", "allowed_project_ids": [shelf.other]}
    assert shelf.ask("PUT", f"digital-assets/{asset_id}", json={"shared_config": share}).status_code == 200
    assert led(url, shelf.other) == file_id
