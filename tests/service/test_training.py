"""Trainings: files, commands, states and their ends, and that nobody sees those of others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from served import THEIRS, Served, served
from skimage import data
from sqlalchemy import select

from film.conftest import write_clip
from understudy.service.api import training
from understudy.service.assets import gc, slots, usable
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset, Job, StoredFile, TrainingJob
from understudy.service.jobs import executor, lifecycle
from understudy.service.jobs.training import ModelTraining
from understudy.service.storage.store import put
from understudy.stage.avatars.pack import load_pack

ROOM = "digital-human-training-manage/user/jobs"
BLANK = cv2.imencode(".png", np.full((600, 600, 3), 200, np.uint8))[1].tobytes()
CLIP = b"\0\0\0\x20ftypisom" + bytes(100)
FILES = ("cover", "id_card_image1", "id_card_image2", "grant_file", "pre_beauty_image", "post_beauty_image")


@pytest.fixture
def api(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(executor, "TICK", 0.05)
    models = Path(__file__).parents[2] / ".cache" / "models"
    yield served(database, tmp_path, training.router, training.downloads, models_dir=models)


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service's own steps with a child that makes nothing of the photograph."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.setattr(ModelTraining, "maker", "toy_makers:train")


def ask(api: Served, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = api.made("POST", ROOM, json={"name": "Anna"} | more)
    return made


def send(api: Served, url: str, content: bytes) -> None:
    """What a client does with an upload address, and what the API does then."""
    assert url.startswith("http://media/PUT/86")
    key = url.split("/", 5)[5]
    put(api.desk.storage, key, [content])
    with api.desk.database.transaction() as session:
        slots.arrived(session, key, len(content), f"md5-of-{len(content)}")


def shown(api: Served, job_id: str) -> dict[str, Any]:
    found: dict[str, Any] = api.made("GET", f"{ROOM}/{job_id}")
    return found


def tell(api: Served, job_id: str, command: str, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = api.made("POST", f"{ROOM}/{job_id}/command", json={"command": command} | more)
    return told


def failed(api: Served, job_id: str, command: str) -> str:
    told = tell(api, job_id, command)
    assert told["commond_result"] == "EXCUTE_FAILED"
    message: str = told["excute_failed_msg"]
    return message


def trained(api: Served, **more: Any) -> str:
    asked = ask(api, **more)
    send(api, asked["training_video_upload_url"][0], BLANK)
    assert tell(api, asked["job_id"], "SUBMITVERIFYING") == {"commond_result": "EXCUTE_SUCCESS"}
    api.work()
    return str(asked["job_id"])


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


def test_a_training_goes_through_its_states_to_an_avatar(api: Served, toy: None) -> None:
    asked = ask(api, tags=["desk"], model_version="V3.3", supported_service=["VIDEO_2D"])
    job_id = asked["job_id"]
    send(api, asked["post_beauty_image_upload_url"], BLANK)
    assert tell(api, job_id, "SUBMITVERIFYING") == {"commond_result": "EXCUTE_SUCCESS"}
    assert shown(api, job_id)["state"] == "AUTO_VERIFYING"
    assert "AUTO_VERIFYING and cannot be submitted" in failed(api, job_id, "SUBMITVERIFYING")
    assert "cannot be deleted" in api.refused("DELETE", f"{ROOM}/{job_id}")
    assert "cannot be changed" in api.refused("PUT", f"{ROOM}/{job_id}", json={"name": "B"})
    with pytest.raises(Exception, match="no upload is awaited"):
        send(api, asked["post_beauty_image_upload_url"], b"too late")
    assert api.work() == ["SUCCEED"]
    found = shown(api, job_id)
    assert (found["state"], found["progress"], found["model_resolution"]) == ("JOB_SUCCESS", 100, "1080P")
    assert [entry["log_type"] for entry in found["operation_logs"]] == [
        "USER_CREATE_JOD",
        "USER_VERIFYING_SUBMITTED",
        "SYSTEM_VERIFY_SUCCESS",
        "SYSTEM_TRAINING",
        "SYSTEM_JOB_SUCCESS",
    ]
    assert api.read(found["cover_download_url"]) == b"cover"
    with api.desk.database.transaction() as session:
        asset = session.get_one(Asset, found["asset_id"])
        assert (asset.name, asset.type, asset.state, asset.tags) == ("Anna", "HUMAN_MODEL_2D", "ACTIVED", ["desk"])
        assert (asset.project_id, asset.supported_service) == (api.project_id, ["VIDEO_2D"])
        meta = asset.extra_meta["human_model_2d_meta"]
        assert (meta["model_version"], meta["model_resolution"]) == ("V3_3", "1080P")
        assert [action["tag"] for action in meta["action_tag_map"]] == ["nod"]
        files = session.scalars(select(StoredFile).where(StoredFile.owner_id == asset.id)).all()
        assert sorted((file.category, Path(file.name).suffix) for file in files) == [
            ("COVER", ".png"),
            ("MAIN", ".zip"),
        ]


def test_training_is_told_while_it_goes_on(api: Served, toy: None, monkeypatch: pytest.MonkeyPatch) -> None:
    states = []
    real = ModelTraining.meanwhile

    def watched(self: ModelTraining, desk: Any, job: Job, folder: Path) -> None:
        real(self, desk, job, folder)
        with desk.database.transaction() as session:
            states.append(session.get_one(TrainingJob, job.request["training_id"]).state)

    monkeypatch.setattr(ModelTraining, "meanwhile", watched)
    trained(api, name="slow")
    assert states[-1] == "TRAINING"


@pytest.mark.parametrize(
    ("material", "reason", "code"),
    [
        (BLANK, "no face was found in the picture (give a picture", "MSS.45000005"),
        (CLIP, "the file ", "MSS.45000003"),
        (b"%PDF-1.7", "the file is a PDF document (give a PNG", "MSS.45000005"),
    ],
)
def test_unfit_material_is_refused_with_the_reason(api: Served, material: bytes, reason: str, code: str) -> None:
    asked = ask(api)
    send(api, asked["training_video_upload_url"][0], material)
    tell(api, asked["job_id"], "SUBMITVERIFYING")
    assert api.work() == ["FAILED"]
    found = shown(api, asked["job_id"])
    assert (found["state"], found["error_info"]["error_code"]) == ("AUTO_VERIFY_FAILED", code)
    assert reason in found["error_info"]["error_msg"]
    last = found["operation_logs"][-1]
    assert (last["log_type"], last["operate_user"]) == ("SYSTEM_VERIFY_FAILED", "SYSTEM")
    assert reason in last["log_description"]
    assert "asset_id" not in found


def test_a_photograph_keeps_its_background_where_none_may_replace_it(api: Served, tmp_path: Path) -> None:
    asked = ask(api, is_background_replacement=False)
    picture = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2BGR)
    send(api, asked["pre_beauty_image_upload_url"], cv2.imencode(".png", picture)[1].tobytes())
    send(api, asked["cover_upload_url"], b"no picture")
    tell(api, asked["job_id"], "SUBMITVERIFYING")
    assert api.work() == ["SUCCEED"]
    found = shown(api, asked["job_id"])
    assert "another cover was drawn: the file is not a picture" in found["warnings"][-1]["message"]
    assert api.read(found["cover_download_url"]).startswith(b"\x89PNG")
    with api.desk.database.transaction() as session:
        asset = session.get_one(Asset, found["asset_id"])
        assert asset.extra_meta["human_model_2d_meta"]["is_real_background"] is True
        main = usable.main_file(session, asset)
        assert main is not None
        api.desk.storage.fetch(main.key, tmp_path / "avatar.zip")
    pack = load_pack(tmp_path / "avatar.zip")
    assert pack.background is not None
    assert pack.manifest.consent is None


def test_a_clip_becomes_an_avatar(api: Served, tmp_path: Path) -> None:
    person = np.pad(data.astronaut()[:, :, :3], ((8, 8), (8, 8), (0, 0)), mode="edge")

    def frame(number: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
        turned = cv2.getRotationMatrix2D((264, 500), 0.6 * np.sin(number / 4), 1)
        return np.asarray(cv2.warpAffine(person, turned, (528, 528), borderMode=cv2.BORDER_REPLICATE), np.uint8)

    clip = write_clip(tmp_path / "clip.mp4", frame, 50)
    asked = ask(api)
    send(api, asked["training_video_upload_url"][0], clip.read_bytes())
    tell(api, asked["job_id"], "SUBMITVERIFYING")
    assert api.work() == ["SUCCEED"], shown(api, asked["job_id"])
    found = shown(api, asked["job_id"])
    assert [entry["log_type"] for entry in found["operation_logs"]][-3:] == [
        "SYSTEM_VERIFY_SUCCESS",
        "SYSTEM_TRAINING",
        "SYSTEM_JOB_SUCCESS",
    ]
    with api.desk.database.transaction() as session:
        main = usable.main_file(session, session.get_one(Asset, found["asset_id"]))
        assert main is not None
        api.desk.storage.fetch(main.key, tmp_path / "avatar.zip")
    manifest = load_pack(tmp_path / "avatar.zip").manifest
    assert manifest.clip is not None
    assert manifest.clip.frames > 25


def test_a_refused_training_is_changed_and_submitted_again(api: Served, toy: None) -> None:
    job_id = trained(api, name="faceless", is_background_replacement=True)
    assert shown(api, job_id)["state"] == "AUTO_VERIFY_FAILED"
    again = api.made("PUT", f"{ROOM}/{job_id}", json={"name": "Berta"})
    found = shown(api, job_id)
    assert (found["state"], found["name"], found.get("error_info")) == ("WAIT_FILE_UPLOAD", "Berta", None)
    assert found["is_background_replacement"] is True
    send(api, again["training_video_upload_url"][0], b"better")
    tell(api, job_id, "SUBMITVERIFYING")
    assert api.work() == ["SUCCEED"]
    assert api.read(shown(api, job_id)["training_video_download_url"]) == b"better"


def test_work_that_fails_is_no_fault_of_the_material(api: Served, toy: None) -> None:
    job_id = trained(api, name="broken")
    found = shown(api, job_id)
    assert (found["state"], found["error_info"]["error_code"]) == ("TRAIN_FAILED", "MSS.42000007")
    assert found["operation_logs"][-1]["log_type"] == "SYSTEM_TRAIN_FAILED"
    tell(api, job_id, "SUBMITVERIFYING")  # again with what was sent
    assert shown(api, job_id)["state"] == "AUTO_VERIFYING"


def test_a_task_that_an_operator_rejects_ends_its_training(api: Served) -> None:
    asked = ask(api)
    send(api, asked["training_video_upload_url"][0], BLANK)
    tell(api, asked["job_id"], "SUBMITVERIFYING")
    with api.desk.database.transaction() as session:
        job = session.scalars(select(Job)).one()
        lifecycle.block(session, job.id, "looks odd")
        lifecycle.reject(session, job.id, "not this one")
    found = shown(api, asked["job_id"])
    assert (found["state"], found["operation_logs"][-1]["log_description"]) == ("TRAIN_FAILED", "not this one")


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


def test_what_was_sent_in_time_is_kept_when_time_is_up(api: Served, toy: None) -> None:
    asked = ask(api)
    send(api, asked["pre_beauty_image_upload_url"], BLANK)
    with api.desk.database.transaction() as session:
        for file in session.scalars(select(StoredFile)):
            file.expire_time = datetime.now(UTC) - timedelta(minutes=1)
    assert gc.collect(api.desk.database, api.desk.storage).expired_uploads == len(FILES)
    tell(api, asked["job_id"], "SUBMITVERIFYING")
    assert api.work() == ["SUCCEED"]


def test_a_crash_of_the_work_is_survived(api: Served, toy: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask(api)
    send(api, asked["training_video_upload_url"][0], BLANK)
    tell(api, asked["job_id"], "SUBMITVERIFYING")
    monkeypatch.setattr(ModelTraining, "maker", "toy_makers:crash")
    assert api.work() == ["WAITING"]
    assert shown(api, asked["job_id"])["state"] == "AUTO_VERIFYING"
    monkeypatch.setattr(ModelTraining, "maker", "toy_makers:train")
    assert api.work() == ["SUCCEED"]
    assert shown(api, asked["job_id"])["state"] == "JOB_SUCCESS"


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
