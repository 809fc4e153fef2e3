"""How a mood sounds, and how long a speaker pauses: two tables, each row with its source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Manner:
    """Factors on speed, pitch, how far the pitch moves (`intonation`) and the length of pauses; `level` in dB."""

    speed: float = 1.0
    pitch: float = 1.0
    intonation: float = 1.0
    level: float = 0.0
    pauses: float = 1.0
    source: str = ""


_ANGER = Manner(
    *(1.12, 1.07, 1.41, 3.0, 0.85),
    "79 % of the length, +9.1 st, twice the range (Mozziconacci); louder, +6 dB in synthesis (Murray & Arnott)",
)

MANNERS: dict[str, Manner] = {
    "": Manner(source="as the voice is"),
    "DEFAULT": Manner(source="as the voice is"),
    "HAPPY": Manner(
        *(1.10, 1.11, 1.41, 1.5, 0.90),
        "83 % of the length, +15 st, twice the range (Mozziconacci); louder (Murray & Arnott)",
    ),
    "SAD": Manner(
        *(0.88, 0.95, 0.77, -3.0, 1.35),
        "129 % of the length (Mozziconacci); slightly lower, narrower, softer (Murray & Arnott); 0.6 of the range"
        " (Kitahara & Tohkura); longer pauses (Cahn)",
    ),
    "CALM": Manner(
        0.92, 0.98, 0.89, -1.5, 1.20, "a third of the way to boredom: 150 % of the length, 0.8 of the range"
    ),
    "ANGER": _ANGER,
    "ANGRY": _ANGER,
    "FEAR": Manner(
        *(1.06, 1.15, 1.26, 0.0, 1.10),
        "89 % of the length, +19.5 st, 1.6 times the range (Mozziconacci); level as usual (Murray & Arnott)",
    ),
    "AMAZED": Manner(
        *(0.96, 1.12, 1.41, 1.5, 0.90),
        "as indignation, which is near to surprise: +16.6 st, twice the range (Mozziconacci); louder, fewer hesitations"
        " (Cahn); less than its 117 % of the length, by eye",
    ),
    "COMFORT": Manner(0.90, 0.97, 0.85, -2.0, 1.25, "between CALM and SAD, by eye"),
    "NEWS": Manner(
        1.06, 1.00, 1.00, 0.0, 0.85, "newsreaders are fast and pause briefly (Strangert 1991); sizes by eye"
    ),
    "MARKETING": Manner(1.06, 1.04, 1.25, 1.5, 0.90, "half of HAPPY, by eye"),
    "LIVE": Manner(1.10, 1.05, 1.25, 1.5, 0.80, "half of HAPPY, faster, by eye"),
    "EDUCATION": Manner(0.94, 1.00, 1.10, 0.0, 1.20, "clear speech is slower and pauses more (Picheny et al. 1986)"),
    "CUSTOMER": Manner(0.98, 1.02, 1.05, 0.0, 1.00, "a trace of HAPPY at an unhurried pace, by eye"),
    "STORYTELLING": Manner(
        *(0.93, 1.00, 1.30, 0.0, 1.30),
        "slower, with more pitch and longer pauses (Theune et al. 2006); sizes by eye",
    ),
}
"""Moods of the wire, for a presenter and not an actor: of what listeners recognise best, speed and range go half the
way (the square root of the factor), the pitch an eighth of its semitones, the level half its decibels.

Mozziconacci, "Speech Variability and Emotion" (Eindhoven 1998, doi 10.6100/IR516785), optimal values against neutral:
lengths of 83, 150, 79, 129, 89 and 117 %, pitch levels of 155, 65, 110, 102, 200 and 170 instead of 65 Hz, ranges of
10, 4, 10, 7, 8 and 10 instead of 5 semitones for joy, boredom, anger, sadness, fear and indignation (checked 2026-11-26
against a digest of its tables). The others were not at hand; only directions are taken from them, and one factor:
Murray & Arnott, "Toward the simulation of emotion in synthetic speech" (JASA 93, 1993, table I) for levels, and for
sadness, where they differ from her; Kitahara & Tohkura (1992, as she quotes them: 0.6 of the range in sadness); Cahn,
"Generating expression in synthesized speech" (MIT 1990) for pauses; Strangert (1991); Picheny, Durlach & Braida
(JSHR 29, 1986); Theune et al. (IEEE TASLP 14, 2006).
"""

PAUSES: dict[str, int] = {
    "start": 80,
    "none": 40,
    "breath": 280,
    "clause": 220,
    "colon": 330,
    "sentence": 450,
    "paragraph": 750,
    "end": 200,
}
"""Milliseconds of silence at the start and end of a scene, and after a line: cut where nothing parts it, where a
speaker takes a breath, at a comma, at a colon, semicolon or dash, at a full stop, at a line's end. Near the
modes of read speech (Campione & Véronis 2002: 150 and 500 ms); inside a line, marks make the same pauses as
at its end."""

BREATH = 7.5
"""Seconds that a speaker says in one breath at most. Readers take 3 to 5 s on average and up to 10 s (Winkworth et al.,
"Breathing patterns during reading", JSHR 37, 1994; Wang et al. 2010 measure 3.6 ± 1.6 s)."""
