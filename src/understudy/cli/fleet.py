"""Commands of an operator about workers: `admin workers`, `admin drain`."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from understudy.cli.admin import show_facts, show_rows
from understudy.cli.film import JsonOption
from understudy.cli.operation import working
from understudy.errors import InputError

LOOK = 0.5
"""Seconds between two looks at whether a worker has gone."""

WorkerName = Annotated[str, typer.Argument(metavar="WORKER", help="Name of the worker, as `admin workers` shows it.")]


def workers(as_json: JsonOption = False) -> None:
    """Every worker that was heard of within a day, and what it takes."""
    with working() as desk, desk.database.transaction() as session:
        from sqlalchemy import select

        from understudy.service.database.work_tables import WorkerProcess
        from understudy.service.jobs.queueing.workers import state

        told = state(desk.settings.stall_seconds)
        found = session.execute(select(WorkerProcess, told).order_by(WorkerProcess.name)).all()
        rows = [
            (one.name, how, ",".join(one.queues), str(one.concurrency), one.version, one.heartbeat_time)
            for one, how in found
        ]
    show_rows(rows, ["worker", "state", "queues", "concurrency", "version", "heard_of"], as_json)


def drain(
    name: WorkerName,
    wait: Annotated[bool, typer.Option("--wait", help="Come back when it has ended.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Let a worker finish what it has, take nothing new, and end."""
    with working() as desk:
        from sqlalchemy import select

        from understudy.service.database.work_tables import WorkerProcess
        from understudy.service.jobs.queueing.workers import alive, drain

        living = select(WorkerProcess.name).where(alive(desk.settings.stall_seconds))
        with desk.database.transaction() as session:
            there = list(session.scalars(living.order_by(WorkerProcess.name)))
            if name not in there:
                known = ", ".join(there) or "there is none"
                raise InputError("worker_unknown", f"no worker {name} is alive", hint=f"alive: {known}")
            drain(session, name)
        while wait and there:
            time.sleep(LOOK)
            with desk.database.transaction() as session:
                there = list(session.scalars(living.where(WorkerProcess.name == name)))
    show_facts({"worker": name, "state": "left" if wait else "draining"}, as_json)
