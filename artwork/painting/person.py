"""One person as the painter needs to know them: what `Look` tells, and everything that stands still."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from painting.brows import Brows
from painting.features import Features
from painting.glasses import Glasses
from painting.growth import Growth
from painting.hairdo import Hairdo
from painting.plane import Plane
from painting.skin import Complexion
from painting.stack import Stack
from painting.strands import Fibre
from painting.trunk import Bare, Build
from understudy.stage.avatars.drawn.look import Look


class Outfit(Protocol):
    """Clothes."""

    def dress(self, plane: Plane, stack: Stack, bare: Bare, build: Build) -> None:
        """Lay every piece."""
        ...


@dataclass(frozen=True)
class Blush:
    """How much redder the skin is at its usual places, and how dark below the eyes."""

    cheeks: float = 0.5
    nose: float = 0.45
    chin: float = 0.3
    lids: float = 0.35
    shade: float = 0.10
    freckles: float = 0.0
    stubble: float = 0.0
    spots: float = 0.0


@dataclass(frozen=True)
class Person:
    """Everything about one person; `seed` makes their skin their own."""

    look: Look
    features: Features
    complexion: Complexion
    blush: Blush
    fibre: Fibre
    hairdo: Hairdo
    brows: Brows
    build: Build
    outfit: Outfit
    seed: int
    ears: float = 0.0
    """Size of the ears; 0 where the hair covers them."""

    ear_drop: float = 0.0
    beard: tuple[Growth, ...] = ()
    glasses: Glasses | None = None
