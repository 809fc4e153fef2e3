"""Whether the service is ready: what fails and what keeps silent is named, and asked once at a time."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from understudy.errors import ResourceError
from understudy.service.api import observed
from understudy.service.api.readiness import Readiness


class Silent:
    """A store that answers only once `speaks` is set."""

    def __init__(self) -> None:
        self.speaks, self.asked = threading.Event(), 0

    def __call__(self) -> None:
        """Counted."""
        self.asked += 1
        assert self.speaks.wait(60)


def away() -> None:
    raise ResourceError("storage_failed", "the store is away")


def test_what_fails_is_named_and_what_answers_is_not() -> None:
    assert Readiness({"database": lambda: None, "storage": away}).missing() == {"storage": "the store is away"}


def test_a_silent_store_is_asked_once_until_it_answers() -> None:
    store = Silent()
    readiness = Readiness({"database": lambda: None, "storage": store}, patience=0.05)
    for _ in range(3):
        assert readiness.missing() == {"storage": "has not answered for 0.05 s"}
    assert store.asked == 1
    store.speaks.set()
    until = time.monotonic() + 30
    while readiness.missing() and time.monotonic() < until:
        pass
    assert readiness.missing() == {}
    assert store.asked > 1


def test_a_fault_of_ours_is_not_called_unready() -> None:
    with pytest.raises(ZeroDivisionError):
        Readiness({"database": lambda: 1 / 0}).missing()


@pytest.mark.parametrize(
    ("store", "status", "told"),
    [(lambda: None, 200, {"status": "ready"}), (away, 503, {"status": "unready", "storage": "the store is away"})],
)
def test_probes_are_told(store, status: int, told: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    app = FastAPI()
    app.include_router(observed.router)
    app.state.collaborators = SimpleNamespace(readiness=Readiness({"database": lambda: None, "storage": store}))
    answer = TestClient(app).get("/readyz")
    assert (answer.status_code, answer.json()) == (status, told)
