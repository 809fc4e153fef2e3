"""How a project stands: what it has under way, how long it waits, and how much of what it may use it uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from understudy.service.database.allowances import Allowance, allowance_of, used_storage
from understudy.service.database.tables import Job, Project
from understudy.service.jobs import caps, queue

MOST_PROJECTS = 20
"""Projects of which metrics tell by name, those with the most unfinished films; all others are told together."""

OTHERS = "(others)"

_AGE = func.coalesce(func.extract("epoch", func.now() - func.min(Job.create_time)), 0.0)
_WAIT = func.coalesce(func.avg(func.extract("epoch", Job.start_time - Job.create_time)), 0.0)
_A_DAY_AGO = text("now() - interval '1 day'")


@dataclass(frozen=True)
class Standing:
    """One project now. `seconds_today` are made today (UTC) or promised; waits are in seconds: of the film that waits
    longest, and the mean of those asked for in the last 24 hours that have begun.
    """

    allowed: Allowance
    films: caps.Films
    storage: int
    seconds_today: float
    longest_wait: float
    mean_wait: float


def standing(session: Session, project_id: str) -> Standing:
    """How a project stands."""
    films, mine = caps.films(session, project_id), (Job.project_id == project_id, Job.queue != queue.LIGHT)
    waits = select(_WAIT).where(*mine, Job.create_time > _A_DAY_AGO, Job.start_time.is_not(None))
    return Standing(
        allowed=allowance_of(session, project_id),
        films=films,
        storage=used_storage(session, project_id),
        seconds_today=round(caps.seconds_made_today(session, project_id) + films.seconds, 1),
        longest_wait=float(session.scalar(select(_AGE).where(*mine, Job.state == "WAITING")) or 0),
        mean_wait=float(session.scalar(waits) or 0),
    )


def by_project(session: Session) -> dict[str, dict[str, float]]:
    """Unfinished films and the longest wait, by the names of the busiest projects, and of all others together."""
    created = func.min(Job.create_time).filter(Job.state == "WAITING")
    age = func.coalesce(func.extract("epoch", func.now() - created), 0.0)
    numbers = (caps.count(one) for one in (caps.RUNS, caps.RUNS.is_(False), caps.HELD))
    found: dict[str, dict[str, float]] = {}
    for place, (name, *told, oldest) in enumerate(session.execute(_busiest(*numbers, age))):
        sums = found.setdefault(name if place < MOST_PROJECTS else OTHERS, {})
        for what, value in zip(("running", "waiting", "held"), told, strict=True):
            sums[what] = sums.get(what, 0) + value
        sums["longest_wait"] = max(sums.get("longest_wait", 0.0), float(oldest))
    return found


def limits_near(session: Session) -> list[tuple[str, str, float, int]]:
    """Project, limit, what is used of it and what may be, of the busiest projects, for the limits that they have."""
    found = []
    for name, project_id in session.execute(_busiest(Project.id).group_by(Project.id).limit(MOST_PROJECTS)).all():
        if not allowance_of(session, project_id).limits_films:
            continue
        now = standing(session, project_id)
        used = {
            "running": now.films.running,
            "waiting": now.films.waiting,
            "storage": now.storage,
            "video_seconds_per_day": now.seconds_today,
        }
        limits = ((what, getattr(now.allowed, what)) for what in used)
        found += [(name, what, used[what], limit) for what, limit in limits if limit]
    return found


def _busiest(*columns: Any) -> Select[Any]:
    """The names of projects with unfinished films, the busiest first, and of each these columns."""
    query = select(Project.name, *columns).select_from(Job).join(Project, Project.id == Job.project_id)
    return query.where(caps.UNFINISHED_FILMS).group_by(Project.name).order_by(func.count().desc(), Project.name)
