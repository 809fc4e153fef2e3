"""Commands of an operator about work: `admin job …`, `admin words`, `admin gc`, `admin webhook-secret`."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from understudy.cli.admin import ProjectOption, deciding, show_facts, show_rows
from understudy.cli.film import JsonOption
from understudy.errors import InputError

if TYPE_CHECKING:
    from understudy.service.database.tables import Job
    from understudy.service.jobs.kinds import Desk

job = typer.Typer(help="Tasks: look at them, freeze them, let them go on.", no_args_is_help=True)
callback = typer.Typer(help="Notices to callers: what was sent, and sending it again.", no_args_is_help=True)

JobId = Annotated[str, typer.Argument(help="Id of the task.")]
Reason = Annotated[str, typer.Option(help="Why; the caller reads it.")]


@contextmanager
def working() -> Iterator[Desk]:
    """The desk of the installation."""
    with deciding() as authority:
        from understudy.service.app import build
        from understudy.settings import ServiceSettings

        url = authority.database.url.render_as_string(hide_password=False)
        ours = build(ServiceSettings(database_url=url))
        try:
            yield ours.desk
        finally:
            ours.database.close()


@job.command("list")
def list_jobs(
    project: ProjectOption = "",
    state: Annotated[str, typer.Option(help="Only tasks in this state.")] = "",
    as_json: JsonOption = False,
) -> None:
    """The last hundred tasks."""
    with working() as desk, desk.database.transaction() as session:
        from sqlalchemy import select

        from understudy.service.auth.projects import find_project
        from understudy.service.database.tables import Job

        query = select(Job).order_by(Job.create_time.desc()).limit(100)
        query = query.where(Job.project_id == find_project(session, project).id) if project else query
        query = query.where(Job.state == state.upper()) if state else query
        rows = [(one.id, one.kind, one.state, one.create_time, one.name) for one in session.scalars(query)]
    show_rows(rows, ["job_id", "kind", "state", "created", "name"], as_json)


@job.command("block")
def block(job_id: JobId, reason: Reason, as_json: JsonOption = False) -> None:
    """Freeze a task that has not ended."""
    from understudy.service.jobs import lifecycle

    with working() as desk, desk.database.transaction() as session:
        _changed(job_id, lifecycle.block(session, job_id, reason), "has ended or is frozen already", as_json)


@job.command("thaw")
def thaw(job_id: JobId, as_json: JsonOption = False) -> None:
    """Let a frozen task go on."""
    from understudy.service.jobs import lifecycle

    with working() as desk, desk.database.transaction() as session:
        _changed(job_id, lifecycle.thaw(session, job_id), "is not frozen", as_json)


@job.command("reject")
def reject(job_id: JobId, reason: Reason, as_json: JsonOption = False) -> None:
    """End a frozen task as failed."""
    from understudy.service.jobs import lifecycle

    with working() as desk, desk.database.transaction() as session:
        _changed(job_id, lifecycle.reject(session, job_id, reason), "is not frozen", as_json)


def _changed(job_id: str, job: Job | None, otherwise: str, as_json: bool) -> None:
    if job is None:
        raise InputError(
            "job_state", f"task {job_id} is not there, or {otherwise}", hint="see `understudy admin job list`"
        )
    show_facts({"job_id": job.id, "state": job.state}, as_json)


@callback.command("list")
def list_callbacks(job_id: JobId, as_json: JsonOption = False) -> None:
    """Every notice of a task, with how its last try went."""
    with working() as desk, desk.database.transaction() as session:
        from sqlalchemy import select

        from understudy.service.database.tables import CallbackDelivery

        found = session.scalars(select(CallbackDelivery).where(CallbackDelivery.job_id == job_id)).all()
        rows = []
        for one in found:
            last = one.attempts[-1] if one.attempts else {}
            told = str(last.get("status") or last.get("error") or "")
            rows.append((one.id, one.state, str(len(one.attempts)), told, one.url))
    show_rows(rows, ["delivery_id", "state", "tries", "last", "url"], as_json)


@callback.command("redeliver")
def redeliver(
    delivery_id: Annotated[str, typer.Argument(help="Id of the notice.")], as_json: JsonOption = False
) -> None:
    """Send a notice again, also one that was given up."""
    from understudy.service.jobs import callbacks

    with working() as desk, desk.database.transaction() as session:
        if callbacks.redeliver(session, delivery_id) is None:
            raise InputError("delivery_unknown", f"there is no notice {delivery_id}", hint="see `admin callback list`")
    show_facts({"delivery_id": delivery_id, "state": "WAITING"}, as_json)


def words(
    project: ProjectOption,
    add: Annotated[list[str] | None, typer.Option(help="A word to block; may be given more than once.")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="A word to block no more.")] = None,
    as_json: JsonOption = False,
) -> None:
    """The words that freeze a project's tasks; without options they are only shown."""
    with working() as desk, desk.database.transaction() as session:
        from understudy.service.auth.projects import find_project

        found = find_project(session, project)
        blocked = {*found.options.get("blocked_words", ()), *(add or ())} - set(remove or ())
        found.options = found.options | {"blocked_words": sorted(blocked)}
        show_facts({"project_id": found.id, "blocked_words": sorted(blocked)}, as_json)


def webhook_secret(project: ProjectOption, as_json: JsonOption = False) -> None:
    """The secret with which a project checks the Standard Webhooks signature of its notices."""
    with working() as desk, desk.database.transaction() as session:
        from understudy.service.auth.projects import find_project
        from understudy.service.jobs import callbacks

        found = find_project(session, project)
        secret = callbacks.webhook_secret(desk.master_keys, found.id)
    show_facts({"project_id": found.id, "secret": f"whsec_{base64.b64encode(secret).decode()}"}, as_json)


def collect_garbage(
    hours: Annotated[float, typer.Option(min=0, help="How old something must be to count as left over.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Remove what nobody owns: uploads that never came, objects without rows, folders and objects of work that has
    ended, the oldest segments beyond their limit, and tasks that are older than UNDERSTUDY_KEPT_DAYS.
    """
    with working() as desk:
        from understudy.service.assets.gc import collect
        from understudy.service.jobs.leftovers import evict_segments, forget_tasks, sweep_folders, sweep_shared

        grace = timedelta(hours=hours)
        facts = {"old_tasks": forget_tasks(desk)} | collect(desk.database, desk.storage, grace).as_dict()
        facts |= {"work_folders": sweep_folders(desk, grace), "work_objects": sweep_shared(desk, grace)}
        show_facts(facts | {"segments": evict_segments(desk)}, as_json)
