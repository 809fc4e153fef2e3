"""The two answers that most operations share: a task was accepted, and one page of a list."""

from __future__ import annotations

from pydantic import Field

from understudy.service.api.wire.fields import JobId, RecordId
from understudy.service.api.wire.model import AnswerModel


class Accepted(AnswerModel):
    """A task was accepted and will come to an end."""

    job_id: JobId | None = Field(None, description="Id of the new task; ask for its state with it.")


class Recorded(AnswerModel):
    """A record was written."""

    id: RecordId | None = None


class Page(AnswerModel):
    """One page of a list."""

    count: int | None = Field(
        None, ge=0, le=2_147_483_647, description="How many entries there are in all, not on this page."
    )
