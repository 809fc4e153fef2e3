"""What every project finds in the library: presenters, voices, backgrounds, and a piece of music.

Stocking is repeated at every start and changes nothing that is as it should be; ids are made from names, so that they
are the same in every installation. Pictures and music are our own work: `artwork/stock.py` makes them.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from understudy.drafting import draft
from understudy.excerpt import still
from understudy.service.assets.describing import avatar_meta, voice_meta
from understudy.service.assets.usable import store
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset, StoredFile
from understudy.service.storage.store import Storage
from understudy.speech.engine import Voice
from understudy.speech.voices import voices
from understudy.stage.avatars.choose import presenters
from understudy.stage.avatars.engine import Presenter

STOCK = Path(__file__).parent / "stock"

BACKGROUNDS = {
    "evening-studio": ("Evening studio", 1920, 1080),
    "daylight": ("Daylight room", 1920, 1080),
    "newsroom": ("Newsroom", 1920, 1080),
    "daylight-tall": ("Daylight room, upright", 1080, 1920),
    "newsroom-tall": ("Newsroom, upright", 1080, 1920),
}
MUSIC = {"calm-loop": ("Calm loop", 26, 48_000, 2)}
"""Title, seconds, samples a second, channels."""

STOCK_TYPES = {"jpg": "image/jpeg", "m4a": "audio/mp4", "json": "application/json"}

TEMPLATES = {"classic-card": "Classic card"}
"""Templates of business cards and their titles."""

TAGS = ("sex", "region", "pose", "industry")
"""Kinds of a presenter's tags that the wire knows."""

_LOCK = 0x73746F63  # an advisory lock of our own, so that only one process stocks the library

_BARE = select(Asset).where(
    Asset.project_id.is_(None),
    Asset.state == "ACTIVED",
    ~select(StoredFile.id).where(StoredFile.owner_type == "asset", StoredFile.owner_id == Asset.id).exists(),
)
"""System assets that have no file."""


def system_id(kind: str, name: str) -> str:
    """The id of a system asset, the same in every installation."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"understudy:{kind}:{name}").hex


def stock(database: Database, storage: Storage) -> None:
    """Put whatever is missing of the system's assets into the library; those that are gone from it are switched off."""
    with database.transaction() as session:
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        wanted = {asset.id: asset for asset in _wanted()}
        there = {asset.id: asset for asset in session.scalars(select(Asset).where(Asset.project_id.is_(None)))}
        for asset in wanted.values():
            _put(session, there.get(asset.id), asset)
        for missing in there.keys() - wanted.keys():
            there[missing].state = "UNACTIVED"
    with database.transaction() as session:
        bare = list(session.scalars(_BARE))
    for asset in bare:
        _store_file(database, storage, asset)


def _put(session: Session, there: Asset | None, wanted: Asset) -> None:
    if there is None:
        session.add(wanted)
        return
    for name in ("name", "description", "extra_meta", "tags", "system_properties", "origin", "asset_order"):
        if getattr(there, name) != getattr(wanted, name):
            setattr(there, name, getattr(wanted, name))
    there.state = "ACTIVED"


def _wanted() -> Iterator[Asset]:
    for place, presenter in enumerate(presenters()):
        yield _avatar(presenter, place)
    for place, voice in enumerate(voices()):
        yield _voice(voice, place)
    for place, (name, (title, width, height)) in enumerate(BACKGROUNDS.items()):
        mode = "Vertical" if height > width else "Horizontal"
        yield _asset(
            "IMAGE",
            name,
            title,
            place,
            extra_meta={"image_meta": {"codec": "mjpeg", "width": width, "height": height, "mode": mode}},
            system_properties=_properties(BACKGROUND_IMG="Yes", BACKGROUND_SCENE=mode),
            origin={"stock": f"{name}.jpg"},
        )
    for place, (name, (title, seconds, rate, channels)) in enumerate(MUSIC.items()):
        sound = {"duration": seconds, "audio_codec": "aac", "audio_channels": channels, "sample": rate}
        yield _asset("MUSIC", name, title, place, extra_meta={"audio_meta": sound}, origin={"stock": f"{name}.m4a"})
    for place, (name, title) in enumerate(TEMPLATES.items()):
        yield _asset("BUSINESS_CARD_TEMPLET", name, title, place, origin={"stock": f"{name}.json"})


def _asset(kind: str, key: str, name: str, order: int, **more: Any) -> Asset:
    columns = {"description": "", "tags": [], "system_properties": []} | more
    return Asset(id=system_id(kind, key), type=kind, name=name, state="ACTIVED", asset_order=order, **columns)


def _avatar(presenter: Presenter, place: int) -> Asset:
    return _asset(
        "HUMAN_MODEL_2D",
        presenter.name,
        presenter.title,
        place,
        description=presenter.description,
        tags=[value for kind in TAGS for value in presenter.tagged(kind)],
        extra_meta={"human_model_2d_meta": avatar_meta(presenter)},
        origin={"avatar": presenter.name},
    )


def _voice(voice: Voice, place: int) -> Asset:
    return _asset(
        "VOICE_MODEL",
        voice.id,
        voice.title,
        place,
        description=f"{voice.language}, {voice.id}; licence: {voice.licence}",
        extra_meta={"voice_model_meta": voice_meta(voice)},
        origin={"voice": voice.id},
    )


def _properties(**values: str) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in values.items()]


def _store_file(database: Database, storage: Storage, asset: Asset) -> None:
    """Store the file that a system asset lacks, if it has one: a picture or music from the package, a portrait drawn
    now. Where another process does the same, what comes first stays.
    """
    file = _made(storage, asset)
    if file is None:
        return
    with database.transaction() as session:
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        wanted = session.scalar(_BARE.where(Asset.id == asset.id)) is not None
        if wanted:
            session.add(file)
    if not wanted:
        storage.delete(file.key)


def _made(storage: Storage, asset: Asset) -> StoredFile | None:
    owner = ("asset", asset.id)
    if name := asset.origin.get("stock"):
        return store(storage, None, owner, STOCK / name, "MAIN", STOCK_TYPES[name.rpartition(".")[2]], copied=True)
    if name := asset.origin.get("avatar"):
        with tempfile.TemporaryDirectory() as folder:
            portrait = Path(folder) / "cover.png"
            still(draft("…", avatar=name, background="#E9EEF6", size="1280x720"), portrait)
            return store(storage, None, owner, portrait, "COVER", "image/png")
    return None
