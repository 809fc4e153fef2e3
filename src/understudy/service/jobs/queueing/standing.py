"""How a project stands: what it has under way, how long it waits, and how much of what it may use it uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from understudy.service.database.allowances import Allowance, allowance_of, default_allowance, used_storage
from understudy.service.database.tables import Job, Project
from understudy.service.jobs.queueing import caps, queue

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
    busiest = {row.id: row.name for row in _busiest(session)}
    counted = select(Job.project_id, *_FIGURES).where(Job.project_id.in_(busiest), caps.UNFINISHED_FILMS)
    rows = {project_id: told for project_id, *told in session.execute(counted.group_by(Job.project_id))}
    found = {name: _told(rows[project_id]) for project_id, name in busiest.items() if project_id in rows}
    others = select(*_FIGURES).where(Job.project_id.not_in(busiest), caps.UNFINISHED_FILMS)
    rest = _told(session.execute(others).one())
    return found | ({OTHERS: rest} if rest["running"] or rest["waiting"] else {})


def limits_near(session: Session) -> list[tuple[str, str, float, int]]:
    """Project, limit, what is used of it and what may be, of the busiest projects, for the limits that they have."""
    found = []
    for row in _busiest(session):
        if not default_allowance(session).changed(row.options).limits_films:
            continue
        now = standing(session, row.id)
        used = {
            "running": now.films.running,
            "waiting": now.films.waiting,
            "storage": now.storage,
            "video_seconds_per_day": now.seconds_today,
        }
        limits = ((what, getattr(now.allowed, what)) for what in used)
        found += [(row.name, what, used[what], limit) for what, limit in limits if limit]
    return found


_OLDEST = func.min(Job.create_time).filter(Job.state == "WAITING")
_FIGURES = (
    caps.count(caps.RUNS),
    caps.count(~caps.RUNS),
    caps.count(caps.HELD),
    func.coalesce(func.extract("epoch", func.now() - _OLDEST), 0.0),
)


def _told(row: Sequence[Any]) -> dict[str, float]:
    running, waiting, held, oldest = row
    return {"running": running, "waiting": waiting, "held": held, "longest_wait": float(oldest)}


def _busiest(session: Session) -> Sequence[Any]:
    """Id, name and options of the projects with the most unfinished films, the busiest first."""
    counted = select(Job.project_id, func.count().label("films")).where(caps.UNFINISHED_FILMS).group_by(Job.project_id)
    most = counted.order_by(func.count().desc(), Job.project_id).limit(MOST_PROJECTS).subquery()
    named = select(Project.id, Project.name, Project.options).join(most, Project.id == most.c.project_id)
    return session.execute(named.order_by(most.c.films.desc(), Project.id)).all()
