"""Nobody keeps a transaction open while bytes move: on a slow store the server would end it, and nothing came of it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from media_app import Library, library
from served import Served, served
from shelving import made, md5_of, shown
from sqlalchemy import select
from trained import ask as ask_for_training
from trained import tell, training_app
from watchful import WatchfulStorage

from understudy.service.api import photos, scripts, subtitle_files
from understudy.service.assets import system
from understudy.service.assets.gc import collect
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset, Job, StoredFile
from understudy.service.jobs.script_previews import ScriptPreview
from understudy.service.jobs.subtitles import Subtitles
from understudy.service.storage.store import object_key, put
from understudy.stage.avatars.choose import presenters

CONTENT = b"a file that comes in three parts"


@pytest.fixture
def storage(database: Database, tmp_path: Path) -> WatchfulStorage:
    return WatchfulStorage(tmp_path / "media", database)


@pytest.fixture
def shelf(database: Database, storage: WatchfulStorage, tmp_path: Path) -> Library:
    made = library(database, tmp_path)
    made.ours = made.app.state.collaborators = replace(made.ours, storage=storage)
    return made


def announced(shelf: Library, **more: Any) -> dict[str, Any]:
    """A place for a file in parts, or with `more` for one that is sent at once."""
    asset_id = made(shelf, kind="COMMON_FILE")
    body = {"file_name": "a.bin", "file_type": "bin", "file_size": len(CONTENT), "asset_id": asset_id}
    parts = {} if more else {"file_multipart_count": 3}
    path = "files" if more else "large-files"
    place: dict[str, Any] = shelf.ask("POST", path, json=body | {"asset_file_category": "MAIN"} | parts | more).json()
    return place | {"asset_id": asset_id}


def confirmed(shelf: Library, place: dict[str, Any]) -> int:
    status: int = shelf.ask("POST", f"files/{place['file_id']}/complete", json={"state": "CREATED"}).status_code
    return status


def sent(shelf: Library, place: dict[str, Any]) -> None:
    kind = {"Content-Type": "application/octet-stream"}
    for number, url in enumerate(place["upload_urls"]):
        assert shelf.client.put(url, content=CONTENT[number * 11 :][:11], headers=kind).status_code == 200


def test_parts_are_sent_and_joined(shelf: Library, storage: WatchfulStorage) -> None:
    place = announced(shelf)
    sent(shelf, place)
    assert confirmed(shelf, place) == 200
    (file,) = shown(shelf, place["asset_id"])["files"]
    assert shelf.client.get(file["download_url"]).content == CONTENT
    assert storage.held == []


def test_what_came_past_us_is_counted(shelf: Library, storage: WatchfulStorage) -> None:
    """Its MD5 takes a minute for a file of 5 GiB."""
    place = announced(shelf, file_md5=md5_of(CONTENT))
    with shelf.ours.database.transaction() as session:
        key = session.get_one(StoredFile, place["file_id"]).key
    put(storage, key, [CONTENT])
    assert confirmed(shelf, place) == 200
    assert storage.held == []


def test_a_file_that_is_given_up_while_it_is_joined_stays_so(shelf: Library, storage: WatchfulStorage) -> None:
    """Another announcement of the main file takes its place."""
    place = announced(shelf)
    sent(shelf, place)
    joining, given_up = storage.reading, list[str]()

    def reading(key: str, *, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        if not given_up:
            with shelf.ours.database.transaction() as session:
                session.get_one(StoredFile, place["file_id"]).state = "CANCELLED"
            given_up.append(key)
        return joining(key, start=start, stop=stop)

    storage.reading = reading  # type: ignore[method-assign]
    assert confirmed(shelf, place) == 400
    assert given_up
    with shelf.ours.database.transaction() as session:
        assert session.get_one(StoredFile, place["file_id"]).state == "CANCELLED"
    assert shown(shelf, place["asset_id"])["asset_state"] == "CREATING"


def test_uploads_that_never_came_are_collected(shelf: Library, storage: WatchfulStorage) -> None:
    place = announced(shelf)
    sent(shelf, place)
    with shelf.ours.database.transaction() as session:
        session.get_one(StoredFile, place["file_id"]).expire_time = datetime.now(UTC) - timedelta(seconds=1)
    assert collect(shelf.ours.database, storage).expired_uploads == 1
    assert storage.held == [] and list(storage.list()) == []


@pytest.mark.parametrize("command", ["CONFIRM_MULTIPART_UPLOADED", "SUBMITVERIFYING"])
def test_the_video_of_a_training_is_joined(database: Database, tmp_path: Path, command: str) -> None:
    api = training_app(database, tmp_path)
    storage = _watched(api, tmp_path)
    asked = ask_for_training(api, video_multipart_count=2)
    for url, part in zip(asked["training_video_upload_url"], (CONTENT[:9], CONTENT[9:]), strict=True):
        put(storage, url.split("/", 5)[5], [part])
    assert tell(api, asked["job_id"], command) == {"commond_result": "EXCUTE_SUCCESS"}
    assert storage.held == []
    (joined,) = storage.list()
    assert b"".join(storage.reading(joined.key)) == CONTENT


def test_the_files_of_previews_and_subtitles_are_brought(database: Database, tmp_path: Path) -> None:
    """Among them may be a background film of a gigabyte."""
    api = served(database, tmp_path, scripts.router, subtitle_files.router)
    storage = _watched(api, tmp_path)
    api.voice("anna")
    picture = cv2.imencode(".png", np.full((90, 160, 3), 200, np.uint8))[1].tobytes()
    key = object_key(api.project_id, "wall", "wall.png")
    put(storage, key, [picture])
    wall = Asset(id="wall", project_id=api.project_id, name="wall", type="IMAGE", state="ACTIVED")
    file = StoredFile(id="f", project_id=api.project_id, owner_type="asset", owner_id="wall", category="MAIN", key=key)
    file.name, file.state, file.content_type, file.size = "wall.png", "CREATED", "image/png", len(picture)
    avatar = Asset(id="yunling", name="Yunling", type="HUMAN_MODEL_2D", state="ACTIVED", origin={"avatar": "yunling"})
    with database.transaction() as session:
        session.add_all([avatar, wall, file])
    shot = {
        "text_config": {"text": "Hi."},
        "background_config": [{"background_type": "IMAGE", "background_asset_id": "wall"}],
    }
    whole = {"script_name": "news", "model_asset_id": "yunling", "voice_config": {"voice_asset_id": "anna"}}
    script = api.made("POST", "digital-human-video-scripts", json=whole | {"shoot_scripts": [{"shoot_script": shot}]})
    api.made("POST", "subtitle-files", json={"script_id": script["script_id"]})
    with database.transaction() as session:
        jobs = {job.kind: job for job in session.scalars(select(Job))}
    ScriptPreview().prepare(api.desk, jobs["SCRIPT_PREVIEW"], tmp_path)
    Subtitles().prepare(api.desk, jobs["SUBTITLE_FILE"], tmp_path)
    (tmp_path / "0.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHi.\n")
    Subtitles().finish(api.desk, jobs["SUBTITLE_FILE"], tmp_path, {"0": {"files": {"srt": "0.srt"}}})
    assert len(list(tmp_path.glob("files/*.png"))) == 1 and len(list(storage.list())) == 2
    assert storage.held == []


def test_the_recordings_of_a_script_are_copied(database: Database, tmp_path: Path) -> None:
    api = served(database, tmp_path, scripts.router)
    storage = _watched(api, tmp_path)
    api.voice("anna")
    avatar = Asset(id="yunling", name="Yunling", type="HUMAN_MODEL_2D", state="ACTIVED", origin={"avatar": "yunling"})
    with database.transaction() as session:
        session.add(avatar)
    scenes = [{"sequence_no": 1, "shoot_script": {"script_type": "AUDIO", "text_config": {"text": "Hi."}}}]
    whole = {"script_name": "news", "model_asset_id": "yunling", "voice_config": {"voice_asset_id": "anna"}}
    made = api.made("POST", "digital-human-video-scripts", json=whole | {"shoot_scripts": scenes})
    place = made["audio_files"]["audio_file_url"][0]["audio_file_upload_url"]
    put(storage, place.split("?")[0].split("/", 5)[5], [CONTENT])
    api.made("POST", f"digital-human-video-scripts/{made['script_id']}/copy")
    assert storage.held == []
    assert [b"".join(storage.reading(found.key)) for found in storage.list()] == [CONTENT, CONTENT]


def test_pictures_of_a_request_are_put_aside(database: Database, tmp_path: Path) -> None:
    """Also those of one that comes again, of which nothing stays."""
    api = served(database, tmp_path, photos.router)
    storage = _watched(api, tmp_path)
    api.voice("anna")
    picture = base64.b64encode(cv2.imencode(".png", np.full((90, 160, 3), 200, np.uint8))[1].tobytes()).decode()
    api.made("POST", "photo-detection", json={"human_image": picture})
    body = {
        "human_image": picture,
        "voice_config": {"voice_asset_id": "anna"},
        "output_asset_config": {"asset_name": "Anna"},
        "shoot_scripts": [{"shoot_script": {"text_config": {"text": "Hi."}}}],
    }
    answers = [
        api.made("POST", "photo-digital-human-videos", json=body, headers={"Idempotency-Key": "k"}) for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert storage.held == []
    assert len(list(storage.list())) == 2


def test_the_library_is_stocked(database: Database, storage: WatchfulStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing the portraits takes long, too. What is there is not made again."""
    monkeypatch.setattr(system, "presenters", lambda: presenters()[:1])
    for _ in range(2):
        system.stock(database, storage)
    assert storage.held == []
    assert len(list(storage.list())) == 1 + len(system.BACKGROUNDS) + len(system.MUSIC) + len(system.TEMPLATES)


def test_two_processes_stock_the_library(
    database: Database, storage: WatchfulStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes second with a file takes it away again."""
    monkeypatch.setattr(system, "presenters", lambda: [])
    publish, others = storage.writing, list[str]()

    def writing(key: str, **more: Any) -> Any:
        if not others:
            others.append(key)
            system.stock(database, storage)
        return publish(key, **more)

    storage.writing = writing  # type: ignore[method-assign]
    system.stock(database, storage)
    with database.transaction() as session:
        keys = sorted(session.scalars(select(StoredFile.key)))
    assert sorted(stored.key for stored in storage.list()) == keys
    assert others[0] not in keys


def _watched(api: Served, folder: Path) -> WatchfulStorage:
    """The app on a store that watches."""
    watch = Database(api.desk.database.url.render_as_string(hide_password=False), connections=1)
    storage = WatchfulStorage(folder / "media", watch)
    ours: Any = api.client.app.state.collaborators  # type: ignore[attr-defined]
    api.desk = ours.desk = replace(api.desk, storage=storage)
    ours.storage = storage
    return storage
