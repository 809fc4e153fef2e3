"""What is drawn anew at every frame: one person's proportions, and the colours of eyes, lids and lips."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.stage.avatars.drawn.anatomy import Area, Face


@dataclass(frozen=True)
class Lips:
    """Colours (`#RRGGBB`) of the lips; `edge` is how sharp their border is in [0, 1], `shine` how moist they are."""

    tone: str
    deep: str
    light: str
    edge: float = 0.6
    shine: float = 0.6


@dataclass(frozen=True)
class Eye:
    """Colours of one eye and how its lashes are: `lash` long (units), `liner` how dark the lid's edge is painted."""

    iris: str
    iris_deep: str
    iris_light: str
    white: str = "#F3ECE8"
    lash: float = 5.0
    lash_tone: str = "#1A1110"
    liner: float = 0.6
    lower_lash: float = 0.2


@dataclass(frozen=True)
class Look:
    """One person: `skin` in the light, `deep` in a fold, `light` where it shines; where the head's sheet lies."""

    name: str
    face: Face
    skin: str
    deep: str
    light: str
    lips: Lips
    eye: Eye
    head_area: Area = (292.0, 0.0, 708.0, 648.0)
    teeth: float = 1.0
    """How white the teeth are; 1 is the whitest."""

    crease: float = 1.0
    """How deep a smile draws the folds beside the mouth."""

    glasses: bool = False
