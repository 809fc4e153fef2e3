"""What is said when something cannot be done."""

from __future__ import annotations

from pydantic import Field

from understudy.service.api.wire.model import RequestModel


class ErrorResponse(RequestModel):
    """An error, as an answer of its own or as the reason why a task failed."""

    error_code: str | None = Field(
        None, min_length=1, max_length=32, description="Stable code of the error.", examples=["MSS.00000003"]
    )
    error_msg: str | None = Field(
        None,
        min_length=1,
        max_length=256,
        description="What is wrong, where, and what would be right.",
        examples=["Invalid parameter"],
    )
