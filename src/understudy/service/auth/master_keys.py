"""The keys that seal secrets at rest. They lie in a file that only the service's user can read, not in the database."""

from __future__ import annotations

import base64
import json
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from understudy.errors import ResourceError

KEY_BYTES, NONCE_BYTES = 32, 12


class MasterKeys:
    """AES-256-GCM under the current key of `file`, which is made at the first use.

    The file is JSON: `current` names one of `keys`, which maps names to keys in Base64. It holds more than one while
    secrets are being sealed anew.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._current = ""
        self._keys: dict[str, bytes] = {}
        self._version: tuple[int, ...] = ()

    def seal(self, secret: str, belongs_to: str) -> tuple[str, bytes]:
        """Seal a secret under the current key; answers the key's name and the sealed bytes.

        `belongs_to` is bound to it: sealed bytes that are moved to another owner do not open.
        """
        self.read()
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(self._keys[self._current]).encrypt(nonce, secret.encode(), belongs_to.encode())
        return self._current, nonce + sealed

    def open(self, name: str, sealed: bytes, belongs_to: str) -> str:
        """The secret again. Raises `ResourceError` (`master_key_missing`, `secret_unreadable`)."""
        if name not in self._keys:
            self.read()
        key = self._keys.get(name)
        if key is None:
            raise ResourceError(
                "master_key_missing",
                f"secrets in the database are sealed with the master key {name}, which {self.file} does not hold",
                hint="restore the file, or revoke the access keys and create new ones",
            )
        try:
            return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], belongs_to.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise ResourceError(
                "secret_unreadable",
                f"the secret of {belongs_to} was changed in the database, or moved from another owner",
                hint="revoke that access key and create a new one",
            ) from error

    def derive(self, purpose: str) -> bytes:
        """A key for one purpose, from the current master key (HKDF-SHA256): what signs URLs and notices.

        After a rotation it is another one: who signs asks for it each time.
        """
        self.read()
        return HKDF(hashes.SHA256(), KEY_BYTES, None, purpose.encode()).derive(self._keys[self._current])

    def add(self) -> str:
        """A new current key beside the ones there are; answers its name."""
        self.read()
        name, key = _new_key()
        self._write({**self._keys, name: key}, name)
        return name

    def keep_only_current(self) -> None:
        """Forget all other keys, once nothing is sealed with them."""
        self._write({self._current: self._keys[self._current]}, self._current)

    def read(self) -> None:
        """Read the file where it has changed; where it was never there, make it. Raises `ResourceError`
        (`master_key_unreadable`), also for one that is gone: a new key would open nothing that was sealed before.
        """
        try:
            if not self._keys and not self.file.exists():
                self._make()
            status = self.file.stat()
            version = (status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size)
            if version == self._version:
                return
            if status.st_mode & 0o007:
                raise PermissionError("everybody on this machine may read it; `chmod 600` it")
            found = json.loads(self.file.read_text("utf-8"))
            keys = {name: base64.b64decode(key, validate=True) for name, key in found["keys"].items()}
            if any(len(key) != KEY_BYTES for key in keys.values()) or found["current"] not in keys:
                raise ValueError("not a whole master key file")
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ResourceError(
                "master_key_unreadable",
                f"the master key {self.file} cannot be used: {error}",
                hint="restore it from your backup, or check that this user may read it",
            ) from error
        self._keys, self._current, self._version = keys, found["current"], version

    def _make(self) -> None:
        """Make the file, whole or not at all; where two processes do it at once, the first one's stays."""
        name, key = _new_key()
        self.file.parent.mkdir(parents=True, exist_ok=True)
        written = self._written_aside({name: key}, name)
        with suppress(FileExistsError):
            self.file.hardlink_to(written)
        written.unlink()

    def _write(self, keys: dict[str, bytes], current: str) -> None:
        """Put another file in the place of the one there is, for the same owner."""
        try:
            owner = self.file.stat()
            written = self._written_aside(keys, current)
            os.chown(written, owner.st_uid, owner.st_gid)
            written.replace(self.file)
        except OSError as error:
            raise ResourceError(
                "master_key_unwritable",
                f"the master key {self.file} cannot be written: {error}",
                hint="run this as the user that the service runs as",
            ) from error
        self._keys, self._current = keys, current

    def _written_aside(self, keys: dict[str, bytes], current: str) -> Path:
        """A file with the keys in the same folder; only its owner can read it (as `mkstemp` makes them)."""
        number, path = tempfile.mkstemp(dir=self.file.parent, prefix=f".{self.file.name}-")
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(_document(keys, current))
            file.flush()
            os.fsync(file.fileno())
        return Path(path)


def new_master_key() -> str:
    """A file with one new key, as text: for installations that put it into a secret store before the first start."""
    name, key = _new_key()
    return _document({name: key}, name)


def _document(keys: dict[str, bytes], current: str) -> str:
    told = {"current": current, "keys": {name: base64.b64encode(key).decode() for name, key in keys.items()}}
    return json.dumps(told, indent=1)


def _new_key() -> tuple[str, bytes]:
    return secrets.token_hex(4), secrets.token_bytes(KEY_BYTES)
