"""The order in which waiting work is taken: start-time fair queueing among projects.

P. Goyal, H. Vin, H. Cheng, "Start-time Fair Queuing: A Scheduling Algorithm for Integrated Services Packet Switching
Networks", SIGCOMM 1996. Each queue has a clock, which shows the turn that was taken last. A task's turn is where its
project's last one ends, or the clock if that is later, and its span is its cost divided by its project's weight. The
lowest turn is taken first: a project that asks for 500 films has turns far ahead, and another one's only film is next.

Turns only grow. Procrastinate takes the highest priority first and keeps it in 32 bits, so a priority is counted down
from a `zero` that is moved up long before they are used up (`wind`). Each rank of queues has a quarter of the 32 bits
of its own, so that whoever takes from several at once takes what is quick or needs a rare machine first; our workers
ask one after the other (`shares.py`).

Whoever gives or changes a place holds the clock's row FOR KEY SHARE, `wind` holds it FOR UPDATE, and who moves the
clock on skips it when it is held: nobody waits for anybody. Rows are locked in one order, project, clock, tenant_turn,
and rows of tasks are skipped where somebody else holds them.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, TextClause, and_, case, func, or_, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.attributes import set_committed_value

from understudy.service.database.tables import Job
from understudy.service.database.work_tables import QueueClock

RANKS = ("light", "gpu", "cpu")
"""Queues by who goes first where nothing else decides."""

UNIT = 10
"""Turns that a second of film takes at weight 1."""

COSTS = {"MODEL_TRAINING": 30.0}
"""Seconds of film that a task is worth that makes none; those that are not listed: one."""

LEAST_WEIGHT, MOST_WEIGHT = 0.1, 100.0

_BAND = 2**30
_WIND_AT = _BAND // 2
_KEPT = 2**24  # turns before the clock that still have priorities of their own, for work that is handed back

_CLOCK = "SELECT time, zero FROM queue_clock WHERE queue = :queue FOR KEY SHARE"
_WEIGHT = "coalesce(CAST(project.options ->> 'weight' AS float8), 1)"


def _priority(turn: str) -> str:
    """The priority of a turn, in SQL that knows the clock."""
    top = "CAST(:top AS bigint)"
    return f"CAST(greatest({top} - {_BAND - 1}, least({top}, {top} - ({turn} - clock.zero))) AS integer)"


def _entry(turn: str, more: str = "") -> str:
    """The making of an entry of the queue at a turn, in SQL that knows the clock; `more` is added to its arguments."""
    return f"""
    procrastinate_defer_jobs_v1(ARRAY[
        ROW(:queue, :task, {_priority(turn)}, NULL, NULL, CAST(:arguments AS jsonb){more},
            CASE WHEN :delay > 0 THEN now() + make_interval(secs => :delay) END)::procrastinate_job_to_defer_v1
    ])
    """


def _taking(more: str = "") -> TextClause:
    return text(
        f"""
    WITH clock AS ({_CLOCK}), mine AS (
        SELECT clock.time, clock.zero, CAST(greatest(1, round(:cost / {_WEIGHT})) AS bigint) AS span
        FROM clock, project WHERE project.id = :project_id
    ), taken AS (
        INSERT INTO tenant_turn AS last (project_id, queue, finish, least_urgent)
        SELECT :project_id, :queue, mine.time + mine.span, :urgency FROM mine
        ON CONFLICT (project_id, queue) DO UPDATE SET
            finish = greatest(last.finish, (SELECT mine.time FROM mine)) + (SELECT mine.span FROM mine),
            least_urgent = CASE WHEN last.finish <= (SELECT mine.time FROM mine) THEN excluded.least_urgent
                                ELSE greatest(last.least_urgent, excluded.least_urgent) END
        RETURNING finish - (SELECT mine.span FROM mine) AS turn, least_urgent
    ), placed AS (
        UPDATE job SET turn = taken.turn, span = mine.span FROM taken, mine WHERE job.id = :job_id
    )
    SELECT taken.turn, mine.span, taken.least_urgent, {_entry("taken.turn", more)} AS entries FROM taken, mine, clock
    """
    )


_TAKE, _TAKE_SMALL = _taking(), _taking(" || jsonb_build_object('turn', taken.turn)")

_KEEP = text(f"SELECT {_entry('CAST(:turn AS bigint)')} AS entries FROM ({_CLOCK}) AS clock")

_LAY = text(
    f"""
    WITH clock AS ({_CLOCK}), waiting AS (
        SELECT id, turn, span, priority, create_time FROM job
        WHERE project_id = :project_id AND queue = :queue AND state = 'WAITING'
              AND turn IS NOT NULL AND start_time IS NULL
        FOR UPDATE SKIP LOCKED
    ), laid AS (
        SELECT id, turn, span, priority, least(min(turn) OVER (), CAST(:start AS bigint)) + coalesce(sum(span) OVER (
            ORDER BY priority, create_time, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS due
        FROM waiting
    ), moved AS (
        UPDATE job SET turn = laid.due FROM laid WHERE job.id = laid.id AND laid.due <> laid.turn
        RETURNING job.id, job.turn
    ), ended AS (
        UPDATE tenant_turn SET
            finish = coalesce((SELECT max(due + span) FROM laid), least(finish, CAST(:start AS bigint))),
            least_urgent = coalesce((SELECT max(priority) FROM laid), least_urgent)
        WHERE project_id = :project_id AND queue = :queue
    )
    UPDATE procrastinate_jobs AS entry SET priority = {_priority("moved.turn")} FROM moved, clock
    WHERE entry.status = 'todo' AND entry.args ->> 'job_id' = moved.id
    """
)

_ADVANCE = text(
    """
    UPDATE queue_clock SET time = :turn WHERE queue = (
        SELECT queue FROM queue_clock WHERE queue = :queue AND time < :turn FOR NO KEY UPDATE SKIP LOCKED)
    """
)

_CHARGE = text(
    f"""
    UPDATE tenant_turn SET finish = finish + CAST(round(:cost / {_WEIGHT}) AS bigint)
    FROM project WHERE project.id = tenant_turn.project_id AND project_id = :project_id AND queue = :queue
    """
)

_WITHDRAW = text(
    f"""
    DELETE FROM procrastinate_jobs AS entry USING ({_CLOCK}) AS clock
    WHERE entry.status = 'todo' AND entry.args ->> 'job_id' = :job_id
    """
)

_DUE = text("SELECT queue, time - zero FROM queue_clock WHERE time - zero > :limit")
_HELD = text("SELECT time - zero - :kept FROM queue_clock WHERE queue = :queue FOR UPDATE")
_SHIFT = text(
    """
    UPDATE procrastinate_jobs SET priority = CAST(least(:top, CAST(priority AS bigint) + :by) AS integer)
    WHERE queue_name = :queue AND status IN ('todo', 'doing')
    """
)
_MOVE_ZERO = text("UPDATE queue_clock SET zero = zero + :by WHERE queue = :queue")


def top_of(queue: str) -> int:
    """The priority of the turn at a queue's zero: the highest that its entries have."""
    return 2**31 - 1 - _BAND * (RANKS.index(queue) if queue in RANKS else len(RANKS))


def cost_of(job: Job) -> float:
    """What a task is worth, in seconds of film."""
    return job.predicted_duration or COSTS.get(job.kind, 1.0)


def take(session: Session, job: Job, task: str, arguments: dict[str, Any], delay: timedelta = timedelta()) -> None:
    """Give a job the next turn of its project, and an entry in its queue; where it is more urgent than others of its
    project that wait, it goes before them.
    """
    values = {"project_id": job.project_id, "job_id": job.id, "cost": UNIT * cost_of(job), "urgency": job.priority}
    taken = _place(session, _TAKE, job.queue, task, arguments, delay, values)
    set_committed_value(job, "turn", taken.turn)
    set_committed_value(job, "span", taken.span)
    if taken.least_urgent > job.priority:
        lay(session, job.project_id, job.queue, taken.turn)
        session.refresh(job, ["turn"])


def take_for(
    session: Session, project_id: str, queue: str, task: str, arguments: dict[str, Any], delay: timedelta
) -> None:
    """Give a small task that is no job the next turn of a project; its arguments then have the `turn` too."""
    values = {"project_id": project_id, "job_id": "", "cost": UNIT, "urgency": 5}
    _place(session, _TAKE_SMALL, queue, task, arguments, delay, values)


def keep(
    session: Session, queue: str, turn: int, task: str, arguments: dict[str, Any], delay: timedelta = timedelta()
) -> None:
    """Put a task into a queue at a turn that was given before: what was begun ends before anything new begins."""
    _place(session, _KEEP, queue, task, arguments, delay, {"turn": turn})


def within(job: Job, seconds: float) -> int:
    """The turn of the part of a film that begins `seconds` after its beginning, for `keep`, and for `advance` when it
    is taken. Parts share their film's span, so that a long film does not hold all workers while others wait.
    """
    return (job.turn or 0) + round(job.span * seconds / cost_of(job))


def advance(session: Session, queue: str, turn: int | None) -> None:
    """Move the clock of a queue to a turn that is taken. Skipped while somebody else moves it: the next one will."""
    if turn is not None:
        session.execute(_ADVANCE, {"queue": queue, "turn": turn})


def lay(session: Session, project_id: str, queue: str, start: int) -> None:
    """Lay the turns of a project's waiting jobs anew, by urgency and age, without gaps, from `start` or its first."""
    values = {"project_id": project_id, "queue": queue, "start": start, "top": top_of(queue)}
    session.execute(_LAY, values)


def charge(session: Session, job: Job) -> None:
    """Charge the project of a film that became longer than predicted; its next turn comes so much later."""
    more = (job.duration or 0) - (job.predicted_duration or 0)
    if job.predicted_duration and more > 0:
        session.execute(_CHARGE, {"project_id": job.project_id, "queue": job.queue, "cost": UNIT * more})


def withdraw(session: Session, job: Job) -> None:
    """Take a job's entries out of its queue, as far as no worker has them already."""
    session.execute(_WITHDRAW, {"queue": job.queue, "job_id": job.id})


def wind(session: Session) -> list[str]:
    """Move the zero of queues up to their clock where half of the priorities are used up; answers which."""
    wound = []
    for queue, _ in session.execute(_DUE, {"limit": _WIND_AT}).all():
        by = session.scalar(_HELD, {"queue": queue, "kept": _KEPT}) or 0
        if by > _WIND_AT - _KEPT:
            session.execute(_SHIFT, {"queue": queue, "top": top_of(queue), "by": by})
            session.execute(_MOVE_ZERO, {"queue": queue, "by": by})
            wound.append(queue)
    return wound


def _place(
    session: Session,
    statement: TextClause,
    queue: str,
    task: str,
    arguments: dict[str, Any],
    delay: timedelta,
    values: dict[str, object],
) -> Row[tuple[int, int, int]]:
    """Make an entry; the first one of a queue starts its clock."""
    values |= {"queue": queue, "task": task, "arguments": json.dumps(arguments), "top": top_of(queue)}
    values["delay"] = delay.total_seconds()
    placed = session.execute(statement, values).one_or_none()
    if placed is None:
        session.execute(insert(QueueClock).values(queue=queue).on_conflict_do_nothing())
        placed = session.execute(statement, values).one()
    return placed


_other = aliased(Job)
_older = tuple_(_other.create_time, _other.id) < tuple_(Job.create_time, Job.id)
_before = and_(_other.turn <= Job.turn, or_(_other.turn < Job.turn, _older))
_held_before = or_(
    _other.turn.is_not(None),
    and_(
        _other.project_id == Job.project_id,
        or_(_other.priority < Job.priority, and_(_other.priority == Job.priority, _older)),
    ),
)
_waiting = select(func.count()).select_from(_other).where(_other.state == "WAITING", _other.queue == Job.queue)

QUEUE_POSITION = case(
    (Job.state != "WAITING", None),
    (Job.turn.is_(None), _waiting.where(_held_before).correlate(Job).scalar_subquery()),
    else_=_waiting.where(_before).correlate(Job).scalar_subquery(),
)
"""How many waiting jobs of its queue come before a waiting one, whoever asked for them; a column of queries on jobs.
Before one that is held back come all that are not, and those of its project that are let in first.
"""
