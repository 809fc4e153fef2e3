"""The engine of the drawn presenters."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

import numpy as np

from understudy.errors import InputError
from understudy.performance.tracks import Performance
from understudy.stage.avatars.drawn.anatomy import WIDTH
from understudy.stage.avatars.drawn.cast import ROLES, Role
from understudy.stage.avatars.engine import Picture, Presenter
from understudy.stage.layers.layer import Box


class DrawnEngine:
    """Presenters that are drawn by this package."""

    def presenters(self) -> Sequence[Presenter]:
        """Every drawn presenter."""
        return [role.presenter for role in ROLES]

    def open(self, name: str, size: tuple[int, int]) -> DrawnActor:
        """The presenter `name` at `size` pixels; raises `InputError` for an unknown name or an impossible size."""
        for role in ROLES:
            if role.presenter.name == name:
                return DrawnActor(role, size)
        known = ", ".join(role.presenter.name for role in ROLES)
        raise InputError("avatar_unknown", f"there is no drawn presenter named {name!r}", hint=f"known: {known}")


class DrawnActor:
    """A drawn presenter at one size. The figure keeps its proportions and stands centred on the lower edge."""

    def __init__(self, role: Role, size: tuple[int, int]) -> None:
        width, height = size
        if width < 1 or height < 1:
            raise InputError("avatar_size", f"a presenter cannot be {width}x{height} pixels large", hint="use 1x1 up")
        from understudy.stage.avatars.drawn.figure import Figure

        self.presenter = role.presenter
        self.size = size
        scale = min(width / WIDTH, height / role.height)
        inner = (max(round(WIDTH * scale), 1), max(round(role.height * scale), 1))
        left, top = max((width - inner[0]) // 2, 0), max(height - inner[1], 0)
        self._place = Box(left, top, min(left + inner[0], width), height)
        self._figure = Figure(role.look, scale, role.height)

    def pictures(self, performance: Performance, frames: range) -> Iterator[Picture]:
        """The presenter at each of `frames`; the array is painted over for the next one."""
        picture = np.zeros((self.size[1], self.size[0], 4), np.uint8)
        place = self._place
        inner = picture[place.top :, place.left : place.right]
        for frame in frames:
            row = performance.row(frame)
            self._figure.paint(inner, performance.weights[row], performance.motions[row])
            yield picture

    def parts(self, performance: Performance, frame: int) -> Sequence[tuple[Hashable, Box]]:
        """What the pixels of `frame` depend on, and where: the torso, which mostly rests, and head and neck."""
        row, place = performance.row(frame), self._place
        size = (place.width, place.height)
        found = self._figure.parts(performance.weights[row], performance.motions[row], size)
        return [(state, box.moved(place.left, place.top)) for state, box in found]
