"""What an operator sees: request ids, a line in the log for every request, metrics, and whether the service is well."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import func, select, text, union_all
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from understudy.service.api.context import Ours
from understudy.service.database.engine import AWAY
from understudy.service.database.tables import UNFINISHED, Job
from understudy.service.jobs.queueing import attendance, workers
from understudy.service.jobs.queueing.standing import by_project, limits_near
from understudy.service.journal import request_id

router = APIRouter(tags=["operation"])

REQUESTS = Counter("understudy_requests_total", "Requests by method, route and status.", ["method", "route", "status"])
SECONDS = Histogram("understudy_request_seconds", "Seconds until the answer has been sent.", ["method", "route"])
JOBS = Gauge("understudy_jobs", "Jobs that have not ended, or ended within an hour.", ["kind", "state"])

FILMS = Gauge("understudy_project_films", "Unfinished films: running, waiting, of these held.", ["project", "state"])
WAITS = Gauge("understudy_project_longest_wait_seconds", "How long the longest waiting film has waited.", ["project"])
USED = Gauge("understudy_project_used", "What projects with limits use of them.", ["project", "limit"])
ALLOWED = Gauge("understudy_project_limit", "What projects with limits may use.", ["project", "limit"])
"""Of projects the busiest ones only: `standing.MOST_PROJECTS`."""

WORKERS = Gauge("understudy_workers", "Tasks that living workers of a queue do at a time.", ["queue"])
QUEUED = Gauge("understudy_queue_tasks", "Tasks that wait in a queue, segments of films among them.", ["queue"])

UP = Gauge(
    "understudy_up", "Whether database and storage answer; without the database nothing of it is counted.", ["part"]
)

SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

log = logging.getLogger(__name__)


class Observed:
    """ASGI middleware: gives every request an id (the caller's `X-Request-Id` where it is one), counts and logs it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        named = given if SAFE_ID.fullmatch(given) else uuid.uuid4().hex
        token, begun, status = request_id.set(named), time.perf_counter(), 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", named.encode())]
            await send(message)

        try:
            await self.app(scope, receive, answer)
        finally:
            spent = time.perf_counter() - begun
            route = getattr(scope.get("route"), "path", "unknown")
            REQUESTS.labels(scope["method"], route, status).inc()
            SECONDS.labels(scope["method"], route).observe(spent)
            log.info("%s %s %d %.1f ms", scope["method"], scope["path"], status, 1000 * spent)
            request_id.reset(token)


_COUNTED = select(Job.kind, Job.state, func.count()).group_by(Job.kind, Job.state)
JOBS_NOW = union_all(
    _COUNTED.where(Job.state.in_(UNFINISHED)), _COUNTED.where(Job.end_time > text("now() - interval '1 hour'"))
)


def jobs_now(session: Session) -> Sequence[Any]:
    """Kind, state and number of the jobs that have not ended or ended within the last hour: parts of indexes, however
    many jobs there have been.
    """
    return session.execute(JOBS_NOW).all()


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", include_in_schema=False)
async def alive() -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", include_in_schema=False)
def ready(ours: Ours) -> Response:
    """Database and storage answer, so that requests can be met."""
    missing = ours.readiness.missing()
    return JSONResponse({"status": "unready" if missing else "ready", **missing}, 503 if missing else 200)


@router.get("/metrics", include_in_schema=False)
def metrics(ours: Ours) -> Response:
    """Prometheus metrics; while the database is away those of this process alone."""
    missing = ours.readiness.missing()
    try:
        if "database" not in missing:
            _count(ours)
    except AWAY as error:
        missing["database"] = str(error)
    if "database" in missing:
        log.error("nothing can be counted in the database: %s", missing["database"])
        _forget()
    for part in ours.readiness.parts:
        UP.labels(part).set(part not in missing)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _forget() -> None:
    for gauge in (JOBS, FILMS, WAITS, USED, ALLOWED, QUEUED, WORKERS):
        gauge.clear()


def _count(ours: Ours) -> None:
    with ours.database.transaction() as session:
        rows = jobs_now(session)
        busy = by_project(session)
        limited = limits_near(session)
        hands, depths = workers.by_queue(session, ours.settings.stall_seconds), attendance.depths(session)
    _forget()
    for kind, state, count in rows:
        JOBS.labels(kind, state).set(count)
    for name, waiting in depths.items():
        QUEUED.labels(name).set(waiting)
        WORKERS.labels(name).set(hands.get(name, 0))
    for project, told in busy.items():
        WAITS.labels(project).set(told.pop("longest_wait"))
        for state, number in told.items():
            FILMS.labels(project, state).set(number)
    for project, what, used, allowed in limited:
        USED.labels(project, what).set(used)
        ALLOWED.labels(project, what).set(allowed)
