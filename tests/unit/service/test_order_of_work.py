"""What decides about the order of work before there is a queue: how long films will be, which priorities there are."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy.orm import Session

from understudy.script import markup
from understudy.service.database.allowances import Allowance
from understudy.service.database.tables import Job
from understudy.service.jobs.planner import Blueprint
from understudy.service.jobs.queueing import length, turns
from understudy.speech.engine import Voice
from understudy.speech.estimate import reading_time, speaking_time

ENGLISH = (
    "The weather will be fine tomorrow, with some clouds in the evening. Who travels should take an umbrella along."
)
CHINESE = "明天天气晴朗，傍晚有些云。出门的人最好带一把伞，因为夜里可能会下雨。"


def film(*speeches: dict[str, Any], speed: int = 100) -> Blueprint:
    return Blueprint({"voice": {"speed": speed}, "scenes": [{"speech": speech} for speech in speeches]})


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en-US"), (CHINESE, "zh-CN")], ids=["en", "zh"])
def test_a_text_is_read_about_as_long_as_it_is_spoken(text: str, language: str) -> None:
    voice = Voice("any:one", "One", language, "female", 22050, "CC0")
    spoken = float(speaking_time(markup.read(text)[0], voice, 100))
    assert reading_time(text) == pytest.approx(spoken, rel=0.2)
    assert reading_time(text, 200) == pytest.approx(reading_time(text) / 2)


def test_a_film_is_as_long_as_its_scenes_and_tags_are_not_read() -> None:
    session = Session()
    once = length.predicted(session, film({"text": ENGLISH}))
    assert length.predicted(session, film({"text": ENGLISH}, {"text": ENGLISH})) == pytest.approx(2 * once, abs=0.2)
    assert length.predicted(session, film({"text": f"<speak>{ENGLISH}</speak>"})) == once
    assert length.predicted(session, film({"text": ""}, {"text": "Hi."})) == 2 * length.SHORTEST
    assert length.predicted(session, film({"text": ENGLISH}, speed=200)) == pytest.approx(once / 2, abs=0.1)


def test_ranks_of_queues_never_share_a_priority() -> None:
    tops = [turns.top_of(queue) for queue in (*turns.RANKS, "another")]
    assert tops == sorted(tops, reverse=True) and tops[0] == 2**31 - 1
    assert tops[-1] - (2**30 - 1) == -(2**31) and {a - b for a, b in pairwise(tops)} == {2**30}


def test_parts_of_a_film_lie_in_its_span() -> None:
    job = Job(kind="2D_DIGITAL_HUMAN_VIDEO", predicted_duration=120.0, turn=1000, span=600)
    assert [turns.within(job, seconds) for seconds in (0, 60, 120)] == [1000, 1300, 1600]
    assert turns.cost_of(Job(kind="AUDITION")) == 1 and turns.cost_of(Job(kind="MODEL_TRAINING")) == 30


def test_a_project_has_what_was_decided_for_it_and_else_what_all_have() -> None:
    usual = Allowance(running=4, waiting=100)
    assert usual.changed({}) == usual
    own = usual.changed({"limits": {"running": 0, "storage": 5}, "weight": 2.5, "blocked_words": ["a"]})
    assert own == Allowance(running=0, waiting=100, storage=5, weight=2.5)
    assert not Allowance(weight=3).limits_films and own.limits_films
