"""Trainings on the wire: files, commands, lists, downloads, and that nobody sees those of others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from served import THEIRS, Served
from sqlalchemy import select
from trained import BLANK, FILES, ROOM, ask, failed, send, shown, tell, trained, training_app

from understudy.service.assets import gc
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset, StoredFile, TrainingJob
from understudy.service.jobs import executor, trainings
from understudy.service.jobs.training import ModelTraining


@pytest.fixture
def api(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(executor, "TICK", 0.05)
    yield training_app(database, tmp_path)


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service's own steps with a child that makes nothing of the photograph."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.setattr(ModelTraining, "maker", "toy_makers:train")


def test_a_training_has_a_place_for_each_of_its_files(api: Served) -> None:
    asked = ask(api, contact="1", batch_name="b", tags=["x"], voice_properties=None)
    assert len(asked["training_video_upload_url"]) == 1
    assert all(asked[f"{name}_upload_url"].startswith("http://media/PUT/86") for name in FILES)
    assert "warnings" not in asked
    found = shown(api, asked["job_id"])
    assert (found["state"], found["name"], found["model_version"]) == ("WAIT_FILE_UPLOAD", "Anna", "V3.2")
    assert (found["contact"], found["batch_name"], found["tags"]) == ("1", "b", ["x"])
    assert [entry["log_type"] for entry in found["operation_logs"]] == ["USER_CREATE_JOD"]
    assert not [name for name in found if name.endswith("_download_url")]
    for name in FILES:
        send(api, asked[f"{name}_upload_url"], name.encode())
    found = shown(api, asked["job_id"])
    assert {name for name in found if name.endswith("_download_url")} == {f"{name}_download_url" for name in FILES}
    assert api.read(found["grant_file_download_url"]) == b"grant_file"


def test_what_has_no_effect_is_said(api: Served) -> None:
    voice = {"job_tag": "NEWS", "sex": "MALE", "language": "EN"}
    asked = ask(api, voice_properties=voice, audio_source_type="AUDIO", action_video_multipart_count=2, contct="x")
    told = {warning.get("field"): warning["message"] for warning in asked["warnings"]}
    assert set(told) == {None, "voice_properties", "audio_source_type", "action_video_multipart_count"}
    assert "voices are not trained here" in told["voice_properties"]
    assert "gestures are not trained" in told["action_video_multipart_count"]
    assert "contct (did you mean contact?)" in told[None]


def test_a_video_in_parts_is_listed_and_joined(api: Served, toy: None) -> None:
    asked = ask(api, video_multipart_count=3)
    job_id, urls = asked["job_id"], asked["training_video_upload_url"]
    assert len(urls) == 3
    send(api, urls[0], BLANK[:100])
    send(api, urls[2], BLANK[200:])
    listed = tell(api, job_id, "GET_MULTIPART_UPLOADED")["multipart_data"]
    assert [part["part_number"] for part in listed] == ["1", "3"]
    assert listed[0]["etag"] == "md5-of-100"
    for command in ("CONFIRM_MULTIPART_UPLOADED", "SUBMITVERIFYING"):
        assert "of 3 parts of the training video, 2 has not arrived" in failed(api, job_id, command)
    send(api, urls[1], BLANK[100:200])
    assert tell(api, job_id, "CONFIRM_MULTIPART_UPLOADED")["commond_result"] == "EXCUTE_SUCCESS"
    assert api.read(shown(api, job_id)["training_video_download_url"]) == BLANK
    assert len(tell(api, job_id, "GET_MULTIPART_UPLOADED")["multipart_data"]) == 3
    tell(api, job_id, "SUBMITVERIFYING")
    assert api.work() == ["SUCCEED"]


def test_commands_that_cannot_be_done_say_why(api: Served) -> None:
    job_id = ask(api)["job_id"]
    assert "the training material has not arrived" in failed(api, job_id, "SUBMITVERIFYING")
    assert "the letter of consent has not arrived" in failed(api, job_id, "CONFIRM_AUTHORIZATION_LETTER")
    for command in ("CONFIRM_ACCEPT", "CONFIRM_REJECT", "CONFIRM_ANSWER", "CONFIRM_PENDING", "CONFIRM_ACTIVE"):
        assert "nobody reviews trainings here" in failed(api, job_id, command)
    assert "nobody reviews" in failed(api, job_id, "CONFIRM_REPAIR")
    assert "gestures are not trained" in failed(api, job_id, "GET_ACTION_VIDEO_MULTIPART_UPLOADED")
    assert "gestures are not trained" in failed(api, job_id, "CONFIRM_ACTION_VIDEO_MULTIPART_UPLOADED")
    assert "command: " in api.refused("POST", f"{ROOM}/{job_id}/command", json={"command": "DANCE"})
    assert [entry["log_type"] for entry in shown(api, job_id)["operation_logs"]] == ["USER_CREATE_JOD"]


def test_the_video_is_deleted_on_its_own(api: Served) -> None:
    asked = ask(api)
    send(api, asked["training_video_upload_url"][0], BLANK)
    send(api, asked["grant_file_upload_url"], b"I agree")
    assert tell(api, asked["job_id"], "CONFIRM_AUTHORIZATION_LETTER")["commond_result"] == "EXCUTE_SUCCESS"
    assert tell(api, asked["job_id"], "DELETE_JOB_VIDEO")["commond_result"] == "EXCUTE_SUCCESS"
    found = shown(api, asked["job_id"])
    assert ("training_video_download_url" in found, "grant_file_download_url" in found) == (False, True)
    assert "has not arrived" in failed(api, asked["job_id"], "SUBMITVERIFYING")


def test_a_video_whose_deletion_is_not_committed_stays(api: Served) -> None:
    asked = ask(api)
    send(api, asked["training_video_upload_url"][0], BLANK)
    with pytest.raises(ZeroDivisionError), api.desk.database.transaction() as session:
        training = session.get_one(TrainingJob, asked["job_id"])
        trainings.carry_out(session, api.desk.storage, training, "DELETE_JOB_VIDEO")
        session.flush()
        raise ZeroDivisionError
    assert api.read(shown(api, asked["job_id"])["training_video_download_url"]) == BLANK


def test_what_was_sent_in_time_is_kept_when_time_is_up(api: Served, toy: None) -> None:
    asked = ask(api)
    send(api, asked["pre_beauty_image_upload_url"], BLANK)
    with api.desk.database.transaction() as session:
        for file in session.scalars(select(StoredFile)):
            file.expire_time = datetime.now(UTC) - timedelta(minutes=1)
    assert gc.collect(api.desk.database, api.desk.storage).expired_uploads == len(FILES)
    tell(api, asked["job_id"], "SUBMITVERIFYING")
    assert api.work() == ["SUCCEED"]


def test_comments_are_kept_with_what_comes_with_them(api: Served) -> None:
    job_id = ask(api)["job_id"]
    remark = {"comment_title": "Note", "comment_message": "Please hurry", "attachment_name": ["plan.png"]}
    urls = tell(api, job_id, "GET_MULTIPART_UPLOADED", comment_data=remark)["attachment_upload_url"]
    send(api, urls[0], b"plan")
    (entry,) = shown(api, job_id)["comment_logs"]
    assert (entry["comment_type"], entry["comment_title"]) == ("USER_COMMENT", "Note")
    assert entry["comment_message"] == "Please hurry"
    assert api.read(entry["attachment_download_url"][0]) == b"plan"


def test_deleting_erases_material_and_avatar(api: Served, toy: None) -> None:
    job_id = trained(api)
    asset_id = shown(api, job_id)["asset_id"]
    assert list(api.desk.storage.list())
    api.made("DELETE", f"{ROOM}/{job_id}")
    api.refused("GET", f"{ROOM}/{job_id}", 404, "MSS.00000002")
    assert list(api.desk.storage.list()) == []
    with api.desk.database.transaction() as session:
        assert session.get_one(Asset, asset_id).state == "DELETED"


def test_an_avatar_is_downloaded_once_for_a_token(api: Served, toy: None) -> None:
    job_id = trained(api)
    room = "digital-human-training-manage/user/encrypt-file-download"
    token = api.made("POST", f"{ROOM}/{job_id}/once-token")["once_token"]

    def fetch(**more: str) -> Any:
        asked = {"tenant_id": api.project_id, "job_id": job_id, "once_token": token} | more
        return api.client.get(f"/v1/{room}", params=asked)

    assert fetch(tenant_id=THEIRS).status_code == 404
    assert fetch(once_token="0" * 64).status_code == 400
    assert fetch(once_token="short").status_code == 400
    found = fetch()
    assert (found.status_code, found.content, found.headers["content-type"]) == (200, b"pack", "application/zip")
    assert "the token was used" in fetch().json()["error_msg"]
    waiting = ask(api)["job_id"]
    assert "has no avatar to download" in api.refused("POST", f"{ROOM}/{waiting}/once-token")


def test_nobody_sees_the_trainings_of_others(api: Served, toy: None) -> None:
    job_id = trained(api)
    for method, path, body in (
        ("GET", "", None),
        ("PUT", "", {"name": "x"}),
        ("DELETE", "", None),
        ("POST", "/command", {"command": "GET_MULTIPART_UPLOADED"}),
        ("POST", "/once-token", None),
    ):
        for project, one in ((THEIRS, job_id), ("", "nobody")):
            api.refused(method, f"{ROOM}/{one}{path}", 404, "MSS.00000002", json=body, project=project)
    assert api.made("GET", ROOM, project=THEIRS) == {"count": 0, "jobs": []}
    assert shown(api, job_id)["state"] == "JOB_SUCCESS"


def test_lists_are_filtered_and_ordered(api: Served, toy: None) -> None:
    done = trained(api, name="Anna one", batch_name="spring", tags=["news"], is_flexus=True)
    headers = {"x-app-userid": "eve"}
    waiting = api.made("POST", ROOM, json={"name": "Berta", "is_live_copy": True}, headers=headers)["job_id"]

    def found(**asked: Any) -> list[str]:
        answer = api.made("GET", ROOM, params=asked)
        assert answer["count"] == len(answer["jobs"])
        return [job["job_id"] for job in answer["jobs"]]

    assert found() == [done, waiting]
    assert found(sort_dir="desc") == [waiting, done]
    assert found(sort_key="update_time", sort_dir="desc")[0] in (done, waiting)
    for asked in (
        {"state": "JOB_SUCCESS,TRAIN_FAILED"},
        {"name": "anna"},
        {"batch_name": "spring"},
        {"tag": "new"},
        {"job_id": done},
        {"model_resolution": "1080P"},
        {"is_flexus": True},
        {"is_live_copy": False},
    ):
        assert found(**asked) == [done], asked
    assert found(is_ondemand_resource=True) == []
    assert found(query_project_id=THEIRS) == []
    assert found(create_since="2020-01-01T00:00:00Z", update_until="2020-01-02T00:00:00Z") == []
    assert "update_since: 'now' is not a time" in api.refused("GET", ROOM, params={"update_since": "now"})
    mine = api.made("GET", ROOM, headers=headers)
    assert [job["job_id"] for job in mine["jobs"]] == [waiting]
    assert api.made("GET", ROOM, params={"limit": 1, "offset": 1})["count"] == 2
