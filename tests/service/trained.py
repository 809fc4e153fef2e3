"""What a client does with trainings: ask, send files, give commands; and the app that it asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from fastapi import APIRouter
from served import Served, served

from understudy.service.api import training
from understudy.service.assets import slots
from understudy.service.database.engine import Database
from understudy.service.storage.store import put

ROOM = "digital-human-training-manage/user/jobs"
BLANK = cv2.imencode(".png", np.full((600, 600, 3), 200, np.uint8))[1].tobytes()
CLIP = b"\0\0\0\x20ftypisom" + bytes(100)
FILES = ("cover", "id_card_image1", "id_card_image2", "grant_file", "pre_beauty_image", "post_beauty_image")


def training_app(database: Database, folder: Path, *routers: APIRouter) -> Served:
    """The routers of trainings, and more."""
    models = Path(__file__).parents[2] / ".cache" / "models"
    return served(database, folder, training.router, training.downloads, *routers, models_dir=models)


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
