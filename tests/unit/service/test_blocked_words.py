"""Blocked words are found in all texts of a request, also in those that are in Base64."""

from __future__ import annotations

import base64

import pytest

from understudy.service.database.tables import Project
from understudy.service.jobs.moderation import blocked_words

HIDDEN = base64.b64encode("这是禁词".encode()).decode()


@pytest.mark.parametrize(
    ("request_body", "found"),
    [
        ({"shoot_scripts": [{"text_config": {"text": "A Secret."}}]}, ["secret"]),
        ({"layers": [{"text_config": {"text_context": HIDDEN}}]}, ["禁词"]),
        ({"layers": [{"text_config": {"text_context": "测试"}}]}, []),
        ({"layers": [{"text_config": {"text_context": "abc"}}]}, []),
    ],
)
def test_blocked_words_are_found(request_body: dict[str, object], found: list[str]) -> None:
    assert blocked_words(Project(options={"blocked_words": ["secret", "禁词"]}), request_body) == found
