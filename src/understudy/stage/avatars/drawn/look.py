"""Who is drawn: colours of one presenter, a table that a further presenter extends."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.stage.avatars.engine import Presenter


@dataclass(frozen=True)
class Look:
    """The colours (`#RRGGBB`) a presenter is painted with."""

    presenter: Presenter
    skin: str
    skin_light: str
    skin_shade: str
    skin_deep: str
    blush: str
    lip: str
    lip_deep: str
    lip_light: str
    hair: str
    hair_deep: str
    hair_light: str
    hair_shine: str
    iris: str
    iris_deep: str
    iris_light: str
    blazer: str
    blazer_deep: str
    blazer_light: str
    blouse: str
    blouse_shade: str


ACTIONS = ("nod", "shake", "tilt", "lean_in", "brow_raise", "smile", "look_away", "shrug")
"""Gestures a bust can do: all of them are head, face or shoulder motions of the performance."""

YUNLING = Look(
    presenter=Presenter(
        name="yunling",
        title="Yunling",
        gender="female",
        language="zh-CN",
        description="A news and course presenter in her thirties, dark shoulder-length hair, navy blazer. Drawn.",
        licence="Apache-2.0",
        size=(2000, 2200),
        actions=ACTIONS,
    ),
    skin="#F2CFB8",
    skin_light="#FDE8D8",
    skin_shade="#DDA88E",
    skin_deep="#B4745E",
    blush="#E88C7E",
    lip="#C66A6C",
    lip_deep="#9C4750",
    lip_light="#E39C99",
    hair="#2B2020",
    hair_deep="#150F11",
    hair_light="#57403A",
    hair_shine="#8E6F62",
    iris="#5B3A26",
    iris_deep="#22130D",
    iris_light="#9A6A44",
    blazer="#2B3A56",
    blazer_deep="#182236",
    blazer_light="#46597C",
    blouse="#F6F3EF",
    blouse_shade="#C9C4C6",
)

LOOKS = (YUNLING,)
"""Every presenter the drawn engine brings along."""
