"""Long scripts in parts: cut at sentences, nothing lost, nothing cut that is said in its own way."""

import pytest

from understudy.script import markup
from understudy.script.document import Action, Pause, Run, Script
from understudy.script.parts import parts

LONG = "Dr. Smith paid $3.50. He left! Did he come back? 今天天气很好。我们去公园吧！ The end"


@pytest.mark.parametrize("goal", [1, 20, 60, 10_000])
def test_joined_parts_are_the_script(goal: int) -> None:
    script, _ = markup.read(LONG)
    found = parts(script, goal)
    assert "".join(part.written for part in found) == script.written
    assert all(len(part.written) >= goal for part in found[:-1])


def test_a_part_ends_with_a_sentence_and_the_first_may_be_shorter() -> None:
    script, _ = markup.read(LONG)
    assert [part.written.strip() for part in parts(script, 1)] == [
        "Dr. Smith paid $3.50.",
        "He left!",
        "Did he come back?",
        "今天天气很好。",
        "我们去公园吧！",
        "The end",
    ]
    first, *rest = parts(script, 10_000, first=1)
    assert first.written == "Dr. Smith paid $3.50."
    assert len(rest) == 1


def test_pauses_and_gestures_go_with_what_follows_and_words_of_one_reading_stay_whole() -> None:
    text = (
        '<speak>One. <break time="1s"/><insert-action tag="nod"/><sub alias="a. b. c.">X. Y. Z.</sub>'
        '<phoneme ph="li3">里</phoneme> ends. Two.<break time="2s"/> ……</speak>'
    )
    script, _ = markup.read(text)
    first, second, third = parts(script, 1)
    assert first.items == (Run("One."),)
    kinds = [type(item) for item in second.items]
    assert kinds.index(Pause) < kinds.index(Action) < len(kinds) - 1
    assert any(item.spoken == "a. b. c." for item in second.items if isinstance(item, Run))
    assert any(item.symbols == "li3" for item in second.items if isinstance(item, Run))
    assert Pause(2000) in third.items, "marks that cannot be said are no part of their own"
    assert third.written.strip() == "Two. ……"


def test_nothing_to_say_is_one_part_or_none() -> None:
    assert parts(Script(()), 10) == []
    assert parts(Script((Pause(500),)), 10) == [Script((Pause(500),))]
