"""The official SDK, never modified, pointed at a live service.

It gets our endpoint, an access key, a secret key and a project id, as from the greeting of the first start.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from huaweicloudsdkmetastudio.v1 import MetaStudioClient

from running_service import Service, start


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all tests of a run that do not hurt it."""
    running = start(tmp_path_factory.mktemp("service") / "data", heartbeat_seconds=1, stall_seconds=5)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def client(service: Service) -> MetaStudioClient:
    """The official client with the first credential."""
    return service.client()
