"""How the state of a training changes: by its owner's commands, and by the task that does the work.

    WAIT_FILE_UPLOAD ──► AUTO_VERIFYING ──► TRAINING ──► JOB_SUCCESS
            ▲                   └─► AUTO_VERIFY_FAILED └─► TRAIN_FAILED
            └────────── update ───────────┴─────────────────┘

AUTO_VERIFY_FAILED says that other material is needed; TRAIN_FAILED that the work itself failed, and may be asked for
again with what was sent.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from understudy.errors import Problem
from understudy.service.database.tables import Job, TrainingJob

KIND = "MODEL_TRAINING"
"""The kind of task that does the work of a training."""

WAITING, VERIFYING, REFUSED = "WAIT_FILE_UPLOAD", "AUTO_VERIFYING", "AUTO_VERIFY_FAILED"
TRAINING, FAILED, DONE = "TRAINING", "TRAIN_FAILED", "JOB_SUCCESS"

AT_REST = (WAITING, REFUSED, FAILED, DONE)
"""States in which nothing is being done."""

MATERIAL = ("picture_", "face_", "faces_", "clip_", "file_")
"""Beginnings of the codes of what is wrong with the material, and not with the work."""

LONGEST_LOG = 200
"""Entries of a training's log that are kept, and the longest text of one in tens of characters."""


def note(training: TrainingJob, event: str, text: str = "", *, who: str = "USER", code: str = "") -> None:
    """Write down what happened to a training, in the contract's word for it."""
    entry = {"log_type": event, "operate_user": who, "operate_time": datetime.now(UTC).isoformat()}
    entry |= {"log_description": text[: 10 * LONGEST_LOG]} if text else {}
    entry |= {"error_code": code} if code else {}
    training.logs = [*training.logs, entry][-LONGEST_LOG:]


def move(training: TrainingJob, state: str) -> None:
    """Put a training into a state."""
    training.state, training.lastupdate_time = state, datetime.now(UTC)


def passed(training: TrainingJob) -> None:
    """The material suits; the avatar is being made."""
    if training.state == VERIFYING:
        note(training, "SYSTEM_VERIFY_SUCCESS", who="SYSTEM")
        note(training, "SYSTEM_TRAINING", who="SYSTEM")
        move(training, TRAINING)


def follow(session: Session, job: Job) -> None:
    """Let a training end as its task has ended, in the same transaction; tasks of other kinds have none."""
    if job.kind != KIND:
        return
    training = session.get(TrainingJob, job.request["training_id"], with_for_update=True)
    if training is None or training.result.get("job_id") != job.id:
        return
    if job.state == "SUCCEED":
        passed(training)
        training.asset_id, training.error = job.output_asset_id, None
        training.result = training.result | job.result
        note(training, "SYSTEM_JOB_SUCCESS", who="SYSTEM")
        move(training, DONE)
        return
    error = job.error or {"problems": [Problem("work_stopped", "the task was cancelled").as_dict()]}
    first = error["problems"][0]
    refused = training.state == VERIFYING and first["code"].startswith(MATERIAL)
    event, state = ("SYSTEM_VERIFY_FAILED", REFUSED) if refused else ("SYSTEM_TRAIN_FAILED", FAILED)
    for problem in error["problems"]:
        hint = f" ({problem['hint']})" if problem.get("hint") else ""
        note(training, event, problem["message"] + hint, who="SYSTEM", code=problem["code"])
    training.error = error
    move(training, state)
