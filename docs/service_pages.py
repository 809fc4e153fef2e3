"""The pages of the service that are read from it: its operations and settings, and the OpenAPI document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from pydantic_core import PydanticUndefined

from understudy import __version__
from understudy.service.api import errors
from understudy.service.api.description import SUMMARY, describe
from understudy.service.api.elsewhere import NOT_OFFERED
from understudy.service.app import ROUTERS
from understudy.settings import ServiceSettings, Settings


def openapi() -> dict[str, Any]:
    """The document that a running service serves at `/openapi.json`."""
    app = FastAPI(title="Understudy", version=__version__, summary=SUMMARY)
    errors.install(app)
    describe(app)
    for router in ROUTERS:
        app.include_router(router)
    return app.openapi()


def openapi_page() -> str:
    """The same as a file, one key a line, so that a change shows what it changes."""
    return json.dumps(openapi(), ensure_ascii=False, indent=1) + "\n"


def service_page(written: str) -> str:
    """`service.md` as it is on disk, with its tables written anew."""
    for name, table in (("operations", operations()), ("not offered", not_offered()), ("settings", settings())):
        begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        before, rest = written.split(begin)
        written = f"{before}{begin}\n{table}\n{end}{rest.split(end)[1]}"
    return written


def operations() -> str:
    """Every operation, by resource."""
    rows = ["| resource | operation | what it does |", "|---|---|---|"]
    for path, methods in openapi()["paths"].items():
        for method, operation in methods.items():
            resource = ", ".join(operation.get("tags", ()))
            told = " ".join(operation.get("description", "").split()).partition(". ")[0].rstrip(".")
            rows.append(f"| {resource} | `{method.upper()} {path.removeprefix('/v1/{project_id}/')}` | {told}. |")
    return "\n".join(rows)


def not_offered() -> str:
    """Groups of the contract that stay out."""
    rows = ["| path below the project | what lies there on the cloud |", "|---|---|"]
    return "\n".join([*rows, *(f"| `{path}` | {what} |" for path, what in NOT_OFFERED.items())])


def settings() -> str:
    """Every setting, with its variable and default."""
    rows = ["| variable | default | what it decides |", "|---|---|---|"]
    for model in (ServiceSettings, Settings):
        for name, field in model.model_fields.items():
            if model is Settings or name not in Settings.model_fields:
                rows.append(f"| `UNDERSTUDY_{name.upper()}` | {_default(field)} | {field.description} |")
    return "\n".join(rows)


def _default(field: Any) -> str:
    value = field.default
    if value is PydanticUndefined or value is None or value == "":
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def service_pages(reference: Path) -> dict[Path, str]:
    """Every generated file of the service with its content."""
    page = reference / "service.md"
    return {page: service_page(page.read_text("utf-8")), reference / "openapi.json": openapi_page()}
