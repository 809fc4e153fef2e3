"""Who is asking, once that is proven."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Principal:
    """A caller. The project comes from the credential, never from a header.

    `credential` names the access key or user for logs; `app_user_id` is the end user the caller speaks for, if told.
    """

    project_id: str
    credential: str
    app_user_id: str | None = None
