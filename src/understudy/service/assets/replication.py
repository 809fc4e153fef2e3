"""Copying assets from one installation to another, through a client that carries a sealed description.

The description holds what is known of the asset and signed URLs of its files; it is sealed with AES-256-GCM under a
key that both installations have: made from the setting `replication_key`, or from the master key where there is none
(then only this installation can open it). Asset id and expiry are bound to it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import tempfile
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from understudy.errors import InputError
from understudy.service.assets import library, states
from understudy.service.assets.fetch import Outside
from understudy.service.database.allowances import storage_left
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset, StoredFile
from understudy.service.storage.signing import LIBRARY_LIFETIME, UrlSigner
from understudy.service.storage.store import Storage, object_key

ALGORITHM = "AES_256_GCM"
NONCE_BYTES = 12
LONGEST = 100_000
"""Characters of a description."""

FETCH_SECONDS = 3600.0

COPIED = (
    "name",
    "description",
    "type",
    "tags",
    "extra_meta",
    "system_properties",
    "supported_service",
    "review_config",
    "asset_order",
    "origin",
)
FILE_COPIED = ("category", "name", "content_type", "size", "md5")


@dataclass(frozen=True)
class Seal:
    """What seals descriptions; `name` tells which key it is."""

    key: bytes

    @property
    def name(self) -> str:
        """The first half of the key's hash, which is no secret."""
        return hashlib.sha256(b"name of " + self.key).hexdigest()[:32]


def seal_of(shared: str, derived: bytes) -> Seal:
    """The seal made from the setting `replication_key`, or else from a key that was derived from the master key."""
    return Seal(_stretched(shared) if shared else derived)


@cache
def _stretched(secret: str) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=b"understudy replication", n=2**14, r=8, p=1, dklen=32)


def describe(session: Session, signer: UrlSigner, seal: Seal, project_id: str, asset_id: str) -> dict[str, Any]:
    """The sealed description of one of the project's assets. Raises `InputError` where it has nothing to be copied."""
    asset = library.own(session, project_id, asset_id)
    files = [file for file in library.files_of(session, [asset.id]).get(asset.id, []) if file.state == "CREATED"]
    if asset.state not in (states.ACTIVED, states.UNACTIVED) or not any(file.category == "MAIN" for file in files):
        text = f"asset {asset_id!r} is {asset.state}"
        raise InputError("asset_state_wrong", text, hint="only an asset with a main file in service can be copied")
    content = {
        "asset": {name: getattr(asset, name) for name in COPIED},
        "files": [_described(file, signer) for file in files],
        "signer": signer.name,
    }
    expires = int((datetime.now(UTC) + LIBRARY_LIFETIME).timestamp())
    nonce = secrets.token_bytes(NONCE_BYTES)
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    sealed = base64.b64encode(AESGCM(seal.key).encrypt(nonce, plain, _bound(asset.id, expires))).decode()
    if len(sealed) > LONGEST:
        text = f"the description of asset {asset_id!r} with its {len(files)} files is too long"
        raise InputError("asset_too_large", text, hint="delete files that are not needed")
    how = {"algorithm": ALGORITHM, "key_id": seal.name, "iv": base64.b64encode(nonce).decode()}
    return {"asset_id": asset.id, "asset_info": sealed, "encryption_info": how, "expire_time": expires}


def _described(file: StoredFile, signer: UrlSigner) -> dict[str, Any]:
    told = {name: getattr(file, name) for name in FILE_COPIED}
    return told | {"id": file.id, "key": file.key, "url": signer.url("GET", file.key)}


def opened(seal: Seal, info: dict[str, Any]) -> dict[str, Any]:
    """The content of a sealed description.

    Raises `InputError` (`replication_refused`): sealed otherwise, changed, or over.
    """
    how = info.get("encryption_info") or {}
    if how.get("algorithm") != ALGORITHM or how.get("key_id") != seal.name:
        hint = "set the same replication_key in both installations"
        raise InputError("replication_refused", "the description is sealed with another key", hint=hint)
    try:
        nonce, sealed = (
            base64.b64decode(text or "", validate=True) for text in (how.get("iv"), info.get("asset_info"))
        )
        bound = _bound(info.get("asset_id") or "", info.get("expire_time") or 0)
        found: dict[str, Any] = json.loads(AESGCM(seal.key).decrypt(nonce, sealed, bound))
    except (InvalidTag, ValueError):
        hint = "send exactly what replication-info answered"
        raise InputError("replication_refused", "the description was changed on its way", hint=hint) from None
    if (info.get("expire_time") or 0) <= datetime.now(UTC).timestamp():
        raise InputError("replication_refused", "the description has expired", hint="ask for a new one")
    return found


@dataclass(frozen=True)
class Copier:
    """Makes copies of described assets in a project. `folder` takes files on their way."""

    database: Database
    storage: Storage
    signer: UrlSigner
    folder: Path
    outside: Outside = field(default_factory=lambda: Outside(private=True))
    """Who may be asked: anybody, as the one who sealed the description vouches for its URLs."""

    def copy(self, project_id: str, app_user_id: str | None, asset_id: str, content: dict[str, Any]) -> str:
        """The id of the copy: that of the original, where it is free. Whole or not at all.

        Raises `InputError` (`asset_name_taken`, …) or `ResourceError` (`download_failed`).
        """
        with self.database.transaction() as session:
            free = session.get(Asset, asset_id) is None
            library.check_name(session, project_id, content["asset"]["type"], content["asset"]["name"])
            storage_left(session, project_id, sum(file["size"] for file in content["files"]))
        copy_id = asset_id if free else uuid.uuid4().hex
        rows = [_row(project_id, copy_id, file, place) for place, file in enumerate(content["files"])]
        with ExitStack() as undo:
            for row, told in zip(rows, content["files"], strict=True):
                undo.callback(self.storage.delete, row.key)
                self._bring(told, row, same=content["signer"] == self.signer.name)
            with self.database.transaction() as session:
                asset = Asset(id=copy_id, project_id=project_id, app_user_id=app_user_id, **content["asset"])
                asset.state = states.ACTIVED
                library.check_name(session, project_id, asset.type, asset.name)
                session.add_all([asset, *rows])
            undo.pop_all()
        return copy_id

    def _bring(self, told: dict[str, Any], row: StoredFile, *, same: bool) -> None:
        if same:
            self.storage.copy(told["key"], row.key)
            return
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".copy-") as folder:
            path = Path(folder) / "file"
            size = self.outside.download(told["url"], path, most=told["size"], seconds=FETCH_SECONDS)
            if size != told["size"] or (told["md5"] and _md5(path) != told["md5"]):
                text = f"file {told['name']!r} is not the one that was described"
                raise InputError("replication_refused", text, hint="ask for a new description")
            self.storage.publish(path, row.key, row.content_type)


def _row(project_id: str, owner_id: str, told: dict[str, Any], place: int) -> StoredFile:
    """The row of a copy; its time keeps the order of the files."""
    file_id = str(uuid.uuid4())
    return StoredFile(
        id=file_id,
        project_id=project_id,
        owner_type="asset",
        owner_id=owner_id,
        key=object_key(project_id, owner_id, f"{file_id}-{told['name']}"),
        state="CREATED",
        create_time=datetime.now(UTC) + timedelta(microseconds=place),
        **{name: told[name] for name in FILE_COPIED},
    )


def _bound(asset_id: str, expires: int) -> bytes:
    return f"{asset_id}\n{expires}".encode()


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return base64.b64encode(hashlib.file_digest(file, "md5").digest()).decode()
