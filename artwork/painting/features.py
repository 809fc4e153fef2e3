"""What makes one face different from another, as strengths of forms that every face has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Features:
    """1 is the form of the first face that was drawn; 0 leaves it out; lines of age begin at 0."""

    depth: float = 128.0
    forehead: float = 1.0
    brow_ridge: float = 1.0
    sockets: float = 1.0
    eyeball: float = 1.0
    cheekbone: float = 1.0
    hollow_cheek: float = 1.0
    apple: float = 1.0
    bridge: float = 1.0
    bridge_width: float = 1.0
    hump: float = 0.0
    tip: float = 1.0
    wings: float = 1.0
    muzzle: float = 1.0
    philtrum: float = 1.0
    chin: float = 1.0
    chin_width: float = 1.0
    cleft: float = 0.0
    fold: float = 1.0
    marionette: float = 0.0
    forehead_lines: float = 0.0
    frown_lines: float = 0.0
    crows_feet: float = 0.0
    bags: float = 0.5
    jowls: float = 0.0
    jaw_edge: float = 0.0
