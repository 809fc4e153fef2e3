"""Errors: what they carry, how they read, how they travel."""

from __future__ import annotations

import pickle

import pytest

from understudy.errors import (
    Cancelled,
    EngineError,
    InputError,
    Problem,
    ResourceError,
    UnderstudyError,
    Warning,
    placed,
)

FOUND = Problem("a_code", "there is no voice", "near it: en", 1, "scenes[1].voice.name")
WHOLE = Problem("b_code", "the disk is full")


def test_a_problem_reads_as_place_sentence_and_hint() -> None:
    assert str(FOUND) == "scenes[1].voice.name: there is no voice (near it: en)"
    assert str(WHOLE) == "the disk is full"
    assert str(Problem("c", "it is too long", scene=1)) == "scene 2: it is too long"
    assert Problem("c", "x", scene=0).place == "scene 1"


def test_a_problem_is_plain_values() -> None:
    expected = {"message": "there is no voice", "hint": "near it: en", "scene": 1, "field": "scenes[1].voice.name"}
    assert FOUND.as_dict() == {"code": "a_code", **expected}


def test_a_warning_is_a_problem_of_its_own_kind() -> None:
    assert Warning("a", "b") == Warning("a", "b")
    assert Warning("a", "b") != Problem("a", "b")


@pytest.mark.parametrize("kind", [InputError, EngineError, ResourceError])
def test_an_error_carries_every_problem(kind: type[UnderstudyError]) -> None:
    error = kind.of([FOUND, WHOLE])
    assert type(error) is kind
    assert isinstance(error, UnderstudyError)
    assert (error.code, error.problems) == ("a_code", (FOUND, WHOLE))
    assert str(error) == f"{FOUND}\n{WHOLE}"


@pytest.mark.parametrize("error", [InputError.of([FOUND, WHOLE]), ResourceError("a", "b", hint="c"), Cancelled()])
def test_errors_travel_between_processes(error: UnderstudyError) -> None:
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert back.problems == error.problems
    assert str(back) == str(error)


def test_placed_gives_a_place_to_problems_that_have_none() -> None:
    nameless, own = Problem("a", "b", "c"), Problem("a", "b", "c", 3, "music.file")
    with pytest.raises(InputError) as caught, placed(None, "voice.name"):
        raise InputError.of([nameless, own])
    assert caught.value.problems == (Problem("a", "b", "c", None, "voice.name"), own)


def test_placed_leaves_other_errors_alone() -> None:
    error = ResourceError("a", "b")
    with pytest.raises(ResourceError) as caught, placed(1, "voice.name"):
        raise error
    assert caught.value is error
