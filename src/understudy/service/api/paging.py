"""Pages, times and lists in queries, the same for every list of the contract."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Query
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from understudy.errors import InputError

Offset = Annotated[int, Query(ge=0, le=2**31 - 1, description="How many records to skip.")]
Limit = Annotated[int, Query(ge=1, le=100, description="How many records a page has.")]
SortDirection = Annotated[Literal["asc", "desc"], Query(description="Order; ascending by default.")]

Row = TypeVar("Row")

_FORM = "%Y-%m-%dT%H:%M:%SZ"


def shown(time: datetime | None) -> str | None:
    """A time as the wire has it: UTC, whole seconds, 20 characters."""
    return time.astimezone(UTC).strftime(_FORM) if time else None


def asked_time(value: str | None, name: str) -> datetime | None:
    """A time of a query. Raises `InputError` for another form than `YYYY-MM-DDTHH:MM:SSZ`."""
    if not value:
        return None
    try:
        return datetime.strptime(value, _FORM).replace(tzinfo=UTC)
    except ValueError:
        hint = "write it like 2026-11-26T08:00:00Z"
        raise InputError("invalid_parameter", f"{value!r} is not a time", hint=hint, field=name) from None


def asked_end(value: str | None, name: str) -> datetime | None:
    """The moment before which is what is no later than a time of a query, which is in whole seconds."""
    last = asked_time(value, name)
    return None if last is None else last + min(timedelta(seconds=1), datetime.max.replace(tzinfo=UTC) - last)


def several(values: Sequence[str] | str | None) -> list[str]:
    """The values of a list in a query, repeated or joined with commas."""
    given = [values] if isinstance(values, str) else values or ()
    return [one for value in given for one in value.split(",") if one]


def page(
    session: Session, query: Select[Row], order: Sequence[Any], offset: int, limit: int
) -> tuple[int, Sequence[Row]]:
    """How many rows a query finds, and those of one page in their order."""
    count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return count, session.scalars(query.order_by(*order).offset(offset).limit(limit)).all()
