from pathlib import Path

import pytest

from understudy.errors import InputError
from understudy.stage.avatars.choose import open_actor, presenter_named, presenters


def test_yunling_is_among_the_presenters() -> None:
    names = [presenter.name for presenter in presenters()]
    assert "yunling" in names
    assert len(names) == len(set(names))


def test_opens_a_presenter_whatever_the_case_of_its_name() -> None:
    actor = open_actor("Yunling", (100, 110))
    assert actor.presenter == presenter_named("yunling")
    assert actor.size == (100, 110)


@pytest.mark.parametrize(
    ("name", "code", "hint"),
    [
        ("yunlin", "avatar_unknown", "did you mean yunling"),
        ("qqqqq", "avatar_unknown", "known presenters: "),
        ("packs/me", "avatar_pack_unreadable", "give the folder or .zip"),
        (str(Path(__file__).parent), "avatar_pack_unreadable", "built-in presenters: "),
    ],
)
def test_an_unknown_name_comes_with_a_hint(name: str, code: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        open_actor(name, (100, 110))
    assert caught.value.code == code
    assert hint in caught.value.problems[0].hint
