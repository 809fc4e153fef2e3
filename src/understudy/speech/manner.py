"""How a mood sounds, and how long a speaker pauses: two tables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Manner:
    """Factors on speed, pitch, how far the pitch moves, and the length of pauses."""

    speed: float = 1.0
    pitch: float = 1.0
    intonation: float = 1.0
    pauses: float = 1.0


MANNERS: dict[str, Manner] = {
    "": Manner(),
    "DEFAULT": Manner(),
    "HAPPY": Manner(1.05, 1.08, 1.30, 0.90),
    "SAD": Manner(0.88, 0.95, 0.70, 1.30),
    "CALM": Manner(0.94, 0.98, 0.85, 1.15),
    "ANGER": Manner(1.06, 1.04, 1.35, 0.85),
    "ANGRY": Manner(1.06, 1.04, 1.35, 0.85),
    "FEAR": Manner(1.10, 1.10, 1.10, 0.90),
    "AMAZED": Manner(1.00, 1.12, 1.50, 1.00),
    "COMFORT": Manner(0.92, 0.97, 0.85, 1.20),
    "NEWS": Manner(1.06, 1.00, 1.00, 0.85),
    "MARKETING": Manner(1.06, 1.04, 1.25, 0.90),
    "LIVE": Manner(1.10, 1.05, 1.25, 0.80),
    "EDUCATION": Manner(0.94, 1.00, 1.05, 1.15),
    "CUSTOMER": Manner(0.98, 1.02, 1.05, 1.00),
    "STORYTELLING": Manner(0.93, 1.00, 1.30, 1.25),
}
"""Moods of the wire. Directions after Murray & Arnott, "Toward the simulation of emotion in synthetic speech" (JASA 93,
1993, table I): happiness faster, higher, wider; sadness slower, lower, narrower; anger slightly faster and much wider;
fear faster and higher. Sizes, and the speaking styles below COMFORT, are small steps chosen by eye (2026-11-22)."""

PAUSES: dict[str, int] = {
    "start": 80,
    "none": 40,
    "clause": 220,
    "sentence": 450,
    "paragraph": 750,
    "end": 200,
}
"""Milliseconds of silence at the start and end of a scene, and after a line: cut where nothing parts it, at a comma, at
a full stop, at a line's end. Near the modes of read speech (Campione & Véronis 2002: 150 and 500 ms)."""
