"""Waiting for what the service makes, and for assets that it brings along."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable
from typing import Any

import huaweicloudsdkmetastudio.v1 as sdk
from huaweicloudsdkmetastudio.v1 import MetaStudioClient

WITHIN = 180
"""Seconds in which anything but a film is made, on a busy machine."""


def until(look: Callable[[], Any], done: Callable[[Any], bool]) -> Any:
    """What `look` answers once it is `done`."""
    deadline = time.monotonic() + WITHIN
    while not done(seen := look()):
        assert time.monotonic() < deadline, seen
        time.sleep(0.3)
    return seen


def fetched(url: str) -> bytes:
    """What lies at a signed address."""
    with urllib.request.urlopen(url) as answer:
        content: bytes = answer.read()
    return content


def sent(url: str, content: bytes) -> None:
    """Send bytes to a signed address."""
    with urllib.request.urlopen(urllib.request.Request(url, content, method="PUT")) as answer:
        assert answer.status == 200


def english_voice(client: MetaStudioClient) -> str:
    """A voice of the system that speaks English."""
    found = client.list_assets(sdk.ListAssetsRequest(asset_source="SYSTEM", asset_type="VOICE_MODEL", language="EN"))
    voice: str = found.assets[0].asset_id
    return voice
