"""Review before work: a project's list of blocked words. A job that has one of them waits, frozen, for an operator."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from understudy.service.database.tables import Project

TEXTS = ("text", "introduction_text", "tts_text")
"""Fields of requests whose words are spoken."""


def blocked_words(project: Project | None, request: dict[str, Any]) -> list[str]:
    """The blocked words of the project that stand in the request's texts, however they are capitalised."""
    words = project.options.get("blocked_words", []) if project else []
    if not words:
        return []
    said = "\n".join(_texts(request)).casefold()
    return [word for word in words if word.casefold() in said]


def _texts(values: Any) -> Iterator[str]:
    """Everything in a request that is spoken or drawn."""
    if isinstance(values, list):
        for value in values:
            yield from _texts(value)
    if not isinstance(values, dict):
        return
    for name, value in values.items():
        if name in TEXTS and isinstance(value, str):
            yield value
        elif name == "text_context" and isinstance(value, str):
            try:
                yield base64.b64decode(value).decode("utf-8", "replace")
            except ValueError:
                continue
        else:
            yield from _texts(value)
