"""What tests of the library do over and over: make assets, send files to them, look for them."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from service.media_app import Library
from understudy.service.assets.slots import content_type_of
from understudy.service.database.tables import Asset


def md5_of(content: bytes) -> str:
    return base64.b64encode(hashlib.md5(content).digest()).decode()


def made(shelf: Library, name: str = "One Day", kind: str = "IMAGE", **settings: Any) -> str:
    asked = {key: settings.pop(key) for key in ("project", "user") if key in settings}
    body = {"asset_name": name, "asset_type": kind} | settings
    answer = shelf.ask("POST", "digital-assets", json=body, **asked)
    assert answer.status_code == 200, answer.text
    asset_id: str = answer.json()["asset_id"]
    return asset_id


def shown(shelf: Library, asset_id: str, **asked: Any) -> dict[str, Any]:
    answer = shelf.ask("GET", f"digital-assets/{asset_id}", **asked)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def sent(shelf: Library, asset_id: str, content: bytes, name: str = "picture.png", category: str = "MAIN") -> str:
    """Announce, send and confirm a file, as a client does; its id."""
    md5 = md5_of(content)
    body = {
        "file_name": name,
        "file_md5": md5,
        "file_size": len(content),
        "file_type": name.rpartition(".")[2],
        "asset_id": asset_id,
        "asset_file_category": category,
    }
    place = shelf.ask("POST", "files", json=body).json()
    kind = content_type_of(name)
    put = shelf.client.put(place["upload_url"], content=content, headers={"Content-MD5": md5, "Content-Type": kind})
    assert put.status_code == 200, put.text
    done = shelf.ask("POST", f"files/{place['file_id']}/complete", json={"state": "CREATED"})
    assert (done.status_code, done.content) == (200, b""), done.text
    file_id: str = place["file_id"]
    return file_id


def in_state(shelf: Library, state: str, **more: Any) -> str:
    """An asset in any state."""
    asset_id = made(shelf, **more)
    with shelf.ours.database.transaction() as session:
        session.get_one(Asset, asset_id).state = state
    return asset_id


def found(shelf: Library, **asked: Any) -> list[str]:
    """The names of the assets that a query finds, in its order."""
    who = {name: asked.pop(name) for name in ("project", "user") if name in asked}
    answer = shelf.ask("GET", "digital-assets", params=asked, **who)
    assert answer.status_code == 200, answer.text
    return [asset["asset_name"] for asset in answer.json()["assets"]]
