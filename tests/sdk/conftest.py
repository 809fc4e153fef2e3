"""The official SDK, never modified, pointed at a live service.

It gets our endpoint, an access key, a secret key and a project id, as from the greeting of the first start.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from huaweicloudsdkmetastudio.v1 import MetaStudioClient

from running_service import Service, installation_folder, start


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """One service for all tests of a run that do not hurt it."""
    with installation_folder() as folder:
        running = start(folder, heartbeat_seconds=1, stall_seconds=5)
        yield running
        running.stop()


@pytest.fixture(scope="session")
def client(service: Service) -> MetaStudioClient:
    """The official client with the first credential."""
    return service.client()
