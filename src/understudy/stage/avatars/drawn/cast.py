"""Who can be seen: every person's names, description and tags, and the presenters that are made of them."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.stage.avatars.drawn.anatomy import BUST, HALF_BODY, WIDTH
from understudy.stage.avatars.drawn.look import Look
from understudy.stage.avatars.drawn.people import AMARA, ARJUN, FINN, HENRIK, SUWEN, YUNLING
from understudy.stage.avatars.engine import Presenter

ACTIONS = ("nod", "shake", "tilt", "lean_in", "brow_raise", "smile", "look_away", "shrug")
"""Gestures they can do: all of them are head, face or shoulder motions of the performance."""


@dataclass(frozen=True)
class Person:
    """Everything about one person that is words. `age` is a decade, such as `30S`."""

    look: Look
    title: str
    title_zh: str
    gender: str
    age: str
    region: str
    language: str
    description: str
    industry: tuple[str, ...]


@dataclass(frozen=True)
class Role:
    """A person in one framing: a presenter, and how much of the figure is seen (units)."""

    presenter: Presenter
    look: Look
    height: int


PEOPLE = (
    Person(
        YUNLING, "Yunling", "云灵", "female", "30S", "ASIAN", "zh-CN",
        "In her thirties, dark shoulder-length hair, navy blazer.", ("NEWS", "BUSINESS", "EDUCATION"),
    ),
    Person(
        HENRIK, "Henrik", "亨里克", "male", "50S", "WESTERN", "en-GB",
        "In his fifties, grey hair and glasses, pinstripe suit and tie.", ("BUSINESS", "NEWS", "KNOWLEDGE"),
    ),
    Person(
        AMARA, "Amara", "阿玛拉", "female", "20S", "AFRICAN", "en-GB",
        "In her twenties, natural hair, amber sweater.", ("E-COMMERCE", "MARKETING", "SPORTS"),
    ),
    Person(
        ARJUN, "Arjun", "阿俊", "male", "30S", "ASIAN", "en-IN",
        "In his thirties, short beard, slate jacket over an open shirt.", ("BUSINESS", "MARKETING", "KNOWLEDGE"),
    ),
    Person(
        SUWEN, "Suwen", "素文", "female", "60S", "ASIAN", "zh-CN",
        "In her sixties, silver hair, teal jacket and pearls.", ("KNOWLEDGE", "EDUCATION"),
    ),
    Person(
        FINN, "Finn", "芬恩", "male", "20S", "WESTERN", "en-IE",
        "In his twenties, copper hair and freckles, green sweater over a shirt.", ("EDUCATION", "SPORTS", "E-COMMERCE"),
    ),
)  # fmt: skip

FRAMINGS = (("", "", "", "BUST", BUST), ("-half", " half-body", "半身", "HALF-BODY", HALF_BODY))
"""Ending of the name and of both titles, the tag, and the height in units."""


def _roles(person: Person) -> tuple[Role, ...]:
    roles = []
    for ending, english, chinese, framing, height in FRAMINGS:
        tags = (
            f"sex:{person.gender.upper()}",
            f"age:{person.age}",
            f"region:{person.region}",
            "pose:HALF-BODY",
            "pose:STANDING",
            f"framing:{framing}",
            *(f"industry:{industry}" for industry in person.industry),
        )
        presenter = Presenter(
            name=person.look.name + ending,
            title=person.title + english,
            title_zh=person.title_zh + chinese,
            gender=person.gender,
            language=person.language,
            description=person.description,
            licence="Apache-2.0",
            size=(2 * WIDTH, 2 * height),
            actions=ACTIONS,
            tags=tags,
        )
        roles.append(Role(presenter, person.look, height))
    return tuple(roles)


ROLES = tuple(role for person in PEOPLE for role in _roles(person))
"""Every presenter the drawn engine brings along: each person as a bust, then to the hips."""
