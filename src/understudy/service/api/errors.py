"""Errors as HTTP answers. Only this file knows status codes and MSS codes.

The rooms below raise `UnderstudyError`s with codes of their own; the table says what each becomes on the wire. A code
that is not in the table is answered by the branch it belongs to: the caller's fault is 400, all others 500.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from understudy.errors import InputError, Problem, UnderstudyError
from understudy.service.api.wire import refusals
from understudy.service.database.engine import AWAY

LONGEST_MESSAGE = 256
"""Characters of `error_msg` (the official validators refuse longer ones)."""

INVALID, UNAUTHORIZED, NOT_FOUND, INTERNAL = "MSS.00000003", "MSS.00000001", "MSS.00000002", "MSS.00000004"

ANSWERS: dict[str, tuple[int, str]] = {
    "unauthorized": (401, UNAUTHORIZED),
    "not_found": (404, NOT_FOUND),
    "previews_many": (429, "APIGW.0308"),
    "api_unknown": (404, "APIGW.0101"),
    "asset_unknown": (400, "MSS.10001001"),
    "file_unknown": (400, "MSS.10001004"),
    "file_type_missing": (400, "MSS.10001003"),
    "asset_name_taken": (400, "MSS.10001005"),
    "file_too_large": (400, "MSS.10001007"),
    "second_main_file": (400, "MSS.10001008"),
    "second_cover_file": (400, "MSS.10001009"),
    "avatar_unavailable": (400, "MSS.20010044"),
    "asset_unavailable": (400, "MSS.20010071"),
    "audio_missing": (400, "MSS.20010067"),
    "job_finished": (400, "MSS.20010066"),
    "too_many_jobs": (400, "MSS.20010056"),
    "video_seconds_spent": (400, "MSS.20010035"),
    "storage_spent": (400, "MSS.20010035"),
}
"""Status and code of the errors that have ones of their own."""

NOT_THERE = ("database_down", "storage_failed")
"""Errors of what the service stands on, which come and go."""

RETRY_AFTER = 2
"""Seconds until it is worth asking again."""

log = logging.getLogger(__name__)


def answer(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Response:
    """The body that the contract gives an error, its message no longer than they take."""
    body = json.dumps({"error_code": code, "error_msg": cut(message)}, ensure_ascii=False)
    return Response(body, status, headers, media_type="application/json")


def cut(message: str) -> str:
    """A message no longer than clients take."""
    return message if len(message) <= LONGEST_MESSAGE else message[: LONGEST_MESSAGE - 1] + "…"


def told(problems: Sequence[Problem]) -> str:
    """Problems as one message: for each its scene and field, what was found, and what would be right."""
    return "; ".join(_sentence(problem) for problem in problems)


def _sentence(problem: Problem) -> str:
    scene = f"scene {problem.scene + 1}" if problem.scene is not None else ""
    place = ", ".join(part for part in (scene, problem.field) if part)
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{place}: {problem.message}{hint}" if place else f"{problem.message}{hint}"


def wire_code(error: UnderstudyError) -> tuple[int, str]:
    """Status and MSS code of an error."""
    known = ANSWERS.get(error.code)
    return known or ((400, INVALID) if isinstance(error, InputError) else (500, INTERNAL))


def away(asked: str, error: Exception) -> Response:
    """The answer while database or storage are not there: come again soon."""
    log.error("%s cannot be answered now: %s", asked, error)
    return answer(503, INTERNAL, "Service Unavailable", {"Retry-After": str(RETRY_AFTER)})


def install(app: FastAPI) -> None:
    """Make the app answer every error in the contract's form."""

    @app.exception_handler(UnderstudyError)
    async def _ours(request: Request, error: UnderstudyError) -> Response:
        status, code = wire_code(error)
        if error.code in NOT_THERE:
            return away(f"{request.method} {request.url.path}", error)
        if status >= 500:
            log.error("%s %s: %s", request.method, request.url.path, error, exc_info=error)
            return answer(status, code, "Internal Error")
        return answer(status, code, told(error.problems))

    async def _away(request: Request, error: Exception) -> Response:
        return away(f"{request.method} {request.url.path}", error)

    for kind in AWAY:
        app.add_exception_handler(kind, _away)

    @app.exception_handler(RequestValidationError)
    async def _refused(request: Request, error: RequestValidationError) -> Response:
        field = getattr(request.scope.get("route"), "body_field", None)
        found = refusals.problems(error, field.field_info.annotation if field else None)
        return answer(400, INVALID, told(found) or "Invalid parameter")

    @app.exception_handler(HTTPException)
    async def _framework(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return answer(404, NOT_FOUND, "Not Found")
        if error.status_code == 405:
            return answer(400, "MSS.00010004", f"{request.method} is not offered for this path")
        return answer(error.status_code, INVALID if error.status_code < 500 else INTERNAL, str(error.detail))

    @app.exception_handler(Exception)
    async def _unforeseen(request: Request, error: Exception) -> Response:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return answer(500, INTERNAL, "Internal Error")
