"""Opens the storage that the settings name. The URL's scheme names the entry point of `understudy.storages`."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from obstore.exceptions import BaseError
from obstore.store import S3Store

from understudy import plugins
from understudy.errors import InputError
from understudy.service.storage.objects import LocalStorage, S3Storage
from understudy.service.storage.signing import LIBRARY_LIFETIME
from understudy.service.storage.store import Storage

STORAGES = "understudy.storages"

KEYS = ("access_key_id", "secret_access_key", "session_token")
"""Options that usually come from the environment, as `AWS_…`."""

THROUGH_THE_API = "none"
"""The `public_endpoint` of a store that clients cannot reach."""

SILENCE = timedelta(minutes=2)
"""How long a store may keep silent before it is asked again: it takes the 8 MiB of a part at 70 kB/s, and copies 5 GiB
at 45 MB/s.
"""

LONGEST = LIBRARY_LIFETIME
"""How long one answer of a store may take: whoever reads a film through the API slowly may do so as long as its URL is
valid.
"""


def open_storage(url: str, data_dir: Path) -> Storage:
    """The storage at `url`; without one, the folder `media` in `data_dir`.

    Raises `InputError` (`engine_unknown`, `storage_url`) for a URL that nobody knows.
    """
    if not url:
        return LocalStorage(data_dir / "media")
    scheme = urlsplit(url).scheme if "://" in url else "file"
    opened: Storage = plugins.load(STORAGES, scheme)(url)
    return opened


def open_folder(url: str) -> Storage:
    """A folder, as a path or a `file://` URL."""
    return LocalStorage(Path(unquote(urlsplit(url).path) if "://" in url else url).absolute())


def open_s3(url: str) -> Storage:
    """`s3://bucket/prefix?endpoint=https://…&region=…`; what is not said there comes from the `AWS_…` environment.

    The query may hold any option of obstore's `S3Store`, such as `virtual_hosted_style_request=true`, and one of ours:
    `public_endpoint` is where clients reach the store, whose URLs are signed for it then; with `none` they do not, and
    all media go through the API.
    """
    parts = urlsplit(url)
    options = _trimmed_keys() | dict(parse_qsl(parts.query))
    public = options.pop("public_endpoint", "")
    try:
        store = _store(f"s3://{parts.netloc}{parts.path}", options)
        signed = _store(f"s3://{parts.netloc}{parts.path}", options | {"endpoint": public}) if public else store
    except (BaseError, ValueError) as error:
        text = f"{without_keys(url)} cannot be opened: {str(error).partition(chr(10))[0]}"
        raise InputError("storage_url", text) from error
    return S3Storage(store, None if public == THROUGH_THE_API else signed)


def without_keys(url: str) -> str:
    """The URL without its query, in which keys may stand."""
    return url.partition("?")[0] if "://" in url else url


def _trimmed_keys() -> dict[str, str]:
    """Keys of the environment that have blanks around them, without these: secrets often end with a line feed."""
    found = {name: os.environ.get(f"AWS_{name.upper()}", "") for name in KEYS}
    return {name: value.strip() for name, value in found.items() if value != value.strip()}


def _store(url: str, options: dict[str, str]) -> S3Store:
    plain = options.get("endpoint", "").startswith("http://")
    return S3Store.from_url(
        url,
        config=options,  # type: ignore[arg-type]  # obstore checks the names
        client_options={"allow_http": plain, "timeout": LONGEST, "read_timeout": SILENCE, "connect_timeout": "10s"},
    )
