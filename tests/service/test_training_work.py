"""The work of trainings: what becomes of material, of its faults, and of work that dies."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import psutil
import pytest
from served import Served
from skimage import data
from sqlalchemy import select
from trained import BLANK, CLIP, ROOM, ask, failed, send, shown, tell, trained, training_app

from film.conftest import write_clip
from understudy.encode.probe import probe
from understudy.service.api import videos
from understudy.service.assets import usable
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset, Job, StoredFile, TrainingJob
from understudy.service.jobs import executor, lifecycle
from understudy.service.jobs.training import ModelTraining
from understudy.stage.avatars.pack import load_pack


@pytest.fixture
def api(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(executor, "TICK", 0.05)
    yield training_app(database, tmp_path, videos.router)


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service's own steps with a child that makes nothing of the photograph."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.setattr(ModelTraining, "maker", "toy_makers:train")


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
    ids=["blank", "clip", "document"],
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
    pictures = filmed(api, found["asset_id"], tmp_path / "film.mp4")
    assert len(pictures) > 12
    assert max(np.abs(one - pictures[0]).max() for one in pictures) > 60, "somebody moves"


def filmed(api: Served, avatar: str, path: Path) -> list[np.ndarray[Any, np.dtype[np.int16]]]:
    """The pictures of a small film that a trained avatar speaks in; the film lies at `path` then."""
    body = {
        "model_asset_id": avatar,
        "voice_config": {"voice_asset_id": api.voice("english")},
        "video_config": {"clip_mode": "CROP", "width": 480, "height": 480, "dx": 720, "dy": 300, "bitrate": 1000},
        "shoot_scripts": [{"sequence_no": 0, "shoot_script": {"text_config": {"text": "Maybe."}}}],
    }
    job_id = api.made("POST", "2d-digital-human-videos", json=body)["job_id"]
    assert api.work() == ["SUCCEED"], api.made("GET", f"2d-digital-human-videos/{job_id}")
    with api.desk.database.transaction() as session:
        main = usable.main_file(session, session.get_one(Asset, session.get_one(Job, job_id).output_asset_id))
        assert main is not None
    api.desk.storage.fetch(main.key, path)
    film, pictures = cv2.VideoCapture(str(path)), []
    while (read := film.read())[0]:
        pictures.append(read[1].astype(np.int16))
    assert len(pictures) == probe(path).frames
    return pictures


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


def start_worker(database_url: str, folder: Path, models: Path) -> subprocess.Popen[bytes]:
    """A worker process of its own for an app of `served`."""
    told = {
        "database_url": database_url,
        "data_dir": folder / "data",
        "storage_url": folder / "media",
        "master_key_file": folder / "master.key",
        "models_dir": models,
        "heartbeat_seconds": 0.2,
        "stall_seconds": 1.5,
    }
    environment = os.environ | {f"UNDERSTUDY_{name.upper()}": str(value) for name, value in told.items()}
    return subprocess.Popen([sys.executable, "-m", "understudy", "worker", "--queues", "cpu"], env=environment)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_training_outlives_its_worker(api: Served, database_url: str, tmp_path: Path) -> None:
    """kill -9 in its middle: another worker does it, once, and nothing goes on besides."""
    asked = ask(api)
    picture = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2BGR)
    send(api, asked["training_video_upload_url"][0], cv2.imencode(".png", picture)[1].tobytes())
    tell(api, asked["job_id"], "SUBMITVERIFYING")
    workers = [start_worker(database_url, tmp_path, api.desk.settings.models_dir)]
    try:
        wait_for(lambda: bool(psutil.Process(workers[0].pid).children()))
        (child,) = psutil.Process(workers[0].pid).children()
        wait_for(lambda: sum(child.cpu_times()[:2]) > 1)
        child.suspend()  # it cannot end before its worker does
        assert shown(api, asked["job_id"])["state"] in ("AUTO_VERIFYING", "TRAINING")
        workers[0].kill()
        workers[0].wait()
        child.resume()
        workers.append(start_worker(database_url, tmp_path, api.desk.settings.models_dir))
        wait_for(lambda: not child.is_running())
        wait_for(lambda: shown(api, asked["job_id"])["state"] not in ("AUTO_VERIFYING", "TRAINING"))
    finally:
        for worker in workers:
            worker.terminate()
            worker.wait(60)
    found = shown(api, asked["job_id"])
    logged = [entry["log_type"] for entry in found["operation_logs"]]
    assert (found["state"], logged.count("SYSTEM_JOB_SUCCESS")) == ("JOB_SUCCESS", 1)
    with api.desk.database.transaction() as session:
        job, asset = session.scalars(select(Job)).one(), session.scalars(select(Asset)).one()
        assert (job.state, job.attempt, asset.id) == ("SUCCEED", 2, found["asset_id"])
        kept = set(session.scalars(select(StoredFile.key).where(StoredFile.owner_id == asset.id)))
    assert {stored.key for stored in api.desk.storage.list() if asset.id in stored.key} == kept
