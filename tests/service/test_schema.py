"""Schemathesis over the whole API: whatever a client sends, right or wrong, the service answers in order.

The documents are made from our own OpenAPI document. Ids in paths are sometimes those of something that is there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from starlette.types import Receive, Scope, Send

from understudy.service.api.description import describe
from understudy.service.app import ROUTERS, build, create_app
from understudy.service.assets.system import stock
from understudy.service.auth.first_start import first_credential
from understudy.service.auth.users import find_user
from understudy.service.database.engine import Database
from understudy.settings import ServiceSettings

EXAMPLES = 28
"""For each operation; there are 75, so that it makes over 2,000 requests."""


@dataclass
class Api:
    """The app, which is there once the tests run; until then only its routes, which tell its document."""

    app: FastAPI
    token: str = ""
    project_id: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


def _routes() -> FastAPI:
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    describe(app)
    return app


API = Api(_routes())
schema = schemathesis.openapi.from_asgi("/openapi.json", API)


@pytest.fixture(scope="module")
def api(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    url = module_database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    ours = build(ServiceSettings(data_dir=tmp_path_factory.mktemp("api"), database_url=url))
    first = first_credential(ours.database, ours.authority.keys)
    assert first is not None
    stock(ours.database, ours.storage)
    user = find_user(ours.database, first.user, first.domain)
    API.app, API.project_id = create_app(ours), first.credential.project_id
    API.token = ours.authority.tokens.issue(user)[0]
    yield API
    ours.database.close()


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_is_answered_with_a_fault_of_ours(case: Any, api: Api) -> None:
    if "project_id" in (case.path_parameters or {}):
        case.path_parameters["project_id"] = api.project_id
    case.headers = {**(case.headers or {}), "X-Auth-Token": api.token}
    response = case.call()
    case.validate_response(response, checks=[not_a_server_error])
    if response.status_code >= 400 and response.content and case.path.startswith("/v1/"):
        told = response.json()
        assert told["error_code"] and len(told["error_msg"]) <= 256


def test_the_document_tells_how_anything_fails() -> None:
    """Wrong values with 400, never the framework's 422; 503 while database or storage are away; each time alike."""
    app = _routes()
    document = json.dumps(app.openapi())
    for path, operations in app.openapi()["paths"].items():
        for operation in operations.values():
            assert "503" in operation["responses"] and "422" not in operation["responses"], path
    assert "HTTPValidationError" not in document and json.dumps(app.openapi()) == document
