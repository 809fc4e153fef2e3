"""`admin limits`: what a project may use, how much of it it uses, and its weight beside other projects."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from understudy.cli.admin import show_facts
from understudy.cli.film import JsonOption
from understudy.cli.operation import working
from understudy.errors import InputError


def limits(
    project: Annotated[str, typer.Argument(help="Name or id of the project.")],
    running: Annotated[int | None, typer.Option(min=0, help="Films that are made at a time; 0: no limit.")] = None,
    waiting: Annotated[int | None, typer.Option(min=0, help="Films that may wait; 0: no limit.")] = None,
    storage: Annotated[int | None, typer.Option(min=0, help="Bytes that may be stored; 0: no limit.")] = None,
    video_seconds_per_day: Annotated[
        int | None, typer.Option(min=0, help="Seconds of film that may be made a day (UTC); 0: no limit.")
    ] = None,
    weight: Annotated[float | None, typer.Option(help="Share of the workers beside others, 0.1 to 100.")] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Back to what the settings say for all projects.")] = False,
    as_json: JsonOption = False,
) -> None:
    """What a project may use and how much it uses; options change it, at once. Films that fit now are let in.

    Requests a second are UNDERSTUDY_RATE_LIMITS; each process of the API counts them on its own.
    """
    given = {"running": running, "waiting": waiting, "storage": storage}
    own = {name: value for name, value in given.items() if value is not None}
    own |= {"video_seconds_per_day": video_seconds_per_day} if video_seconds_per_day is not None else {}
    with working() as desk, desk.database.transaction() as session:
        from understudy.service.auth.projects import find_project
        from understudy.service.jobs.queueing import caps
        from understudy.service.jobs.queueing.standing import standing

        found = find_project(session, project)
        found.options = _decided(dict(found.options), own, weight, reset)
        session.flush()
        released = caps.release(session, found.id)
        now = standing(session, found.id)
        facts: dict[str, Any] = {"project_id": found.id, "weight": now.allowed.weight}
        used = {
            "running": now.films.running,
            "waiting": now.films.waiting,
            "storage": now.storage,
            "video_seconds_per_day": now.seconds_today,
        }
        for name, value in used.items():
            facts[name] = {"used": value, "limit": getattr(now.allowed, name)}
        facts |= {"held": now.films.held, "let_in": released}
    if as_json:
        show_facts(facts, as_json)
        return
    for name, (value, limit) in ((name, (one["used"], one["limit"])) for name, one in facts.items() if name in used):
        facts[name] = f"{value:g} of {limit}" if limit else f"{value:g}, no limit"
    show_facts(facts, as_json)


def _decided(options: dict[str, Any], own: dict[str, Any], weight: float | None, reset: bool) -> dict[str, Any]:
    """The options of a project with what is decided now. Raises `InputError` (`weight_wrong`)."""
    from understudy.service.jobs.queueing.turns import LEAST_WEIGHT, MOST_WEIGHT

    if weight is not None and not LEAST_WEIGHT <= weight <= MOST_WEIGHT:
        hint = f"use {LEAST_WEIGHT:g} to {MOST_WEIGHT:g}; 1 is that of all others"
        raise InputError("weight_wrong", f"a weight of {weight:g} is not possible", hint=hint)
    if reset:
        options.pop("limits", None)
        options.pop("weight", None)
    if own:
        options["limits"] = options.get("limits", {}) | own
    if weight is not None:
        options["weight"] = weight
    return options
