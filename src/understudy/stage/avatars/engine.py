"""What an avatar engine is: it lists presenters, and draws one of them at any frame of a performance."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
import skia

from understudy.performance.tracks import Performance
from understudy.stage.layers.layer import Box

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Presenter:
    """Who is seen. `size` is the natural size of the picture (width, height), which gives its proportions.

    `actions` lists the gestures it can do; `resolution` is the largest output it is made for (`1080P` or `4K`).
    `title_zh` is the name in Chinese; `tags` say more as `kind:VALUE`, the kinds being sex, age, region, pose, framing
    and industry, the values of sex, region, pose and industry those of MetaStudio. One that `hears` is given the sound
    of the scene with each performance. What it `needs` of a machine is nothing special, or `gpu`: in the service its
    films go to workers that say that they have one.
    """

    name: str
    title: str
    gender: str
    language: str
    description: str
    licence: str
    size: tuple[int, int]
    actions: tuple[str, ...]
    resolution: str = "4K"
    title_zh: str = ""
    tags: tuple[str, ...] = ()
    hears: bool = False
    needs: str = ""

    def tagged(self, kind: str) -> tuple[str, ...]:
        """The values of its tags of one kind."""
        return tuple(tag.removeprefix(f"{kind}:") for tag in self.tags if tag.startswith(f"{kind}:"))


class Actor(Protocol):
    """A presenter opened at one output size, ready to act."""

    presenter: Presenter
    size: tuple[int, int]

    def pictures(self, performance: Performance, frames: range) -> Iterator[Picture]:
        """The presenter at each of `frames`: (height, width, 4) uint8 RGBA, premultiplied, of exactly `size`.

        Any frame gives the same pixels whatever was asked before. A picture may be reused by the next step.
        """
        ...


@runtime_checkable
class PartedActor(Actor, Protocol):
    """An actor that also says which parts of its picture change; what it promises is what `PartedLayer` does."""

    def parts(self, performance: Performance, frame: int) -> Sequence[tuple[Hashable, Box]]:
        """State and box (in the actor's picture) of each part at `frame`; outside all boxes the picture is empty."""
        ...


@runtime_checkable
class PaintingActor(Actor, Protocol):
    """An actor that paints itself straight onto the film: what is not seen, and what nobody changed, costs nothing."""

    def state(self, performance: Performance, frame: int) -> Hashable:
        """What the pixels of `frame` depend on: equal states promise equal pixels."""
        ...

    def spans(
        self, performance: Performance, frame: int, bands: Sequence[tuple[int, int]]
    ) -> Sequence[tuple[int, int]]:
        """Between which columns of the actor's picture it may touch a pixel in each band of rows [top, bottom)."""
        ...

    def paint(self, canvas: skia.Canvas, performance: Performance, frame: int) -> None:
        """Blend the picture of `frame` over the canvas, whose origin is the picture's upper left corner.

        Only what the canvas's clip lets through need be painted.
        """
        ...


class AvatarEngine(Protocol):
    """Moves presenters. Contract suite: `testing/avatar_engine.py`; entry points: `understudy.avatar_engines`."""

    def presenters(self) -> Sequence[Presenter]:
        """Every presenter this engine brings along, in a stable order."""
        ...

    def open(self, name: str, size: tuple[int, int]) -> Actor:
        """The presenter `name` (one of ours, or a pack's folder) at `size` pixels (width, height).

        Raises `InputError` when there is no such presenter or its pack is broken.
        """
        ...
