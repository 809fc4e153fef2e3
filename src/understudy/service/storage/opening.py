"""Opens the storage that the settings name. The URL's scheme names the entry point of `understudy.storages`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from obstore.exceptions import BaseError
from obstore.store import S3Store

from understudy import plugins
from understudy.errors import InputError
from understudy.service.storage.objects import LocalStorage, S3Storage
from understudy.service.storage.store import Storage

STORAGES = "understudy.storages"

THROUGH_THE_API = "none"
"""The `public_endpoint` of a store that clients cannot reach."""

SILENCE = timedelta(minutes=2)
"""How long a store may keep silent before it is asked again: it takes the 8 MiB of a part at 70 kB/s, and copies 5 GiB
at 45 MB/s.
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
    options = dict(parse_qsl(parts.query))
    public = options.pop("public_endpoint", "")
    try:
        store = _store(f"s3://{parts.netloc}{parts.path}", options)
        signed = _store(f"s3://{parts.netloc}{parts.path}", options | {"endpoint": public}) if public else store
    except (BaseError, ValueError) as error:
        raise InputError("storage_url", f"{url} cannot be opened: {str(error).partition(chr(10))[0]}") from error
    return S3Storage(store, None if public == THROUGH_THE_API else signed)


def _store(url: str, options: dict[str, str]) -> S3Store:
    plain = options.get("endpoint", "").startswith("http://")
    return S3Store.from_url(
        url,
        config=options,  # type: ignore[arg-type]  # obstore checks the names
        client_options={"allow_http": plain, "timeout": "600s", "read_timeout": SILENCE, "connect_timeout": "10s"},
    )
