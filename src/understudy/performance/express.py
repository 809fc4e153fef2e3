"""What the voice does to the face and the head: brows and beats on accents, phrase ends, emotions, smiles."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from understudy.errors import Warning
from understudy.performance.acting import Acting
from understudy.performance.coarticulate import FRAMES_A_SECOND
from understudy.performance.curve import Curve, add_plateau, through
from understudy.performance.prosody import Accent, Phrase, Prosody
from understudy.speech.clip import Clip


@dataclass(frozen=True)
class Emotion:
    """What a mood adds to the face (weights) and the head (degrees), and how much it changes the acting's sizes."""

    offsets: Mapping[str, float]
    nods: float = 1.0
    brows: float = 1.0
    sway: float = 1.0
    smile: float = 1.0
    reason: str = ""


EMOTIONS: dict[str, Emotion] = {
    "DEFAULT": Emotion({}, reason="the presenter as such"),
    "HAPPY": Emotion(
        {"mouthSmile": 0.38, "cheekSquint": 0.3, "eyeSquint": 0.12, "browOuterUp": 0.1, "pitch": 0.6},
        *(1.25, 1.25, 1.15, 1.6),
        "cheeks and mouth corners rise (FACS 6+12)",
    ),
    "SAD": Emotion(
        {"mouthFrown": 0.32, "browInnerUp": 0.42, "eyeSquint": 0.1, "pitch": -1.4},
        *(0.5, 0.5, 0.6, 0.0),
        "inner brows up, corners down (FACS 1+4+15); slow and lowered",
    ),
    "CALM": Emotion({"mouthSmile": 0.08, "eyeSquint": 0.05}, *(0.6, 0.6, 0.6, 0.8), "less of everything"),
    "ANGER": Emotion(
        {"browDown": 0.5, "eyeSquint": 0.22, "noseSneer": 0.16, "mouthPress": 0.12, "pitch": -0.8},
        *(1.4, 0.5, 0.8, 0.0),
        "brows together, lids tense (FACS 4+5+7+23); hard beats",
    ),
    "FEAR": Emotion(
        {"browInnerUp": 0.45, "browOuterUp": 0.25, "eyeWide": 0.35, "mouthStretch": 0.14, "z": -0.03},
        *(0.6, 0.7, 1.2, 0.0),
        "brows up and together, eyes wide, lips drawn (FACS 1+2+4+5+20); draws back",
    ),
    "AMAZED": Emotion(
        {"browInnerUp": 0.5, "browOuterUp": 0.5, "eyeWide": 0.32, "pitch": 0.8},
        *(1.0, 1.3, 1.0, 0.6),
        "brows and lids up (FACS 1+2+5); the jaw is left to speech",
    ),
    "COMFORT": Emotion(
        {"mouthSmile": 0.16, "browInnerUp": 0.24, "eyeSquint": 0.08, "roll": 0.8},
        *(0.8, 0.7, 0.7, 1.0),
        "warm and concerned, the head a little aside",
    ),
    "NEWS": Emotion({"browDown": 0.04}, *(0.8, 0.7, 0.5, 0.3), "composed: level head, sparing face"),
    "MARKETING": Emotion(
        {"mouthSmile": 0.26, "cheekSquint": 0.16, "browOuterUp": 0.1}, *(1.3, 1.35, 1.1, 1.4), "bright and persuading"
    ),
    "LIVE": Emotion(
        {"mouthSmile": 0.3, "cheekSquint": 0.18, "browOuterUp": 0.12}, *(1.5, 1.4, 1.3, 1.5), "lively as a host on air"
    ),
    "EDUCATION": Emotion({"mouthSmile": 0.12, "browOuterUp": 0.06}, *(1.15, 1.2, 0.9, 1.0), "clear, friendly beats"),
    "CUSTOMER": Emotion({"mouthSmile": 0.22, "cheekSquint": 0.1}, *(1.0, 0.9, 0.8, 1.2), "attentive and polite"),
    "STORYTELLING": Emotion(
        {"mouthSmile": 0.08, "browInnerUp": 0.08}, *(1.2, 1.4, 1.3, 0.9), "large brows and a moving head"
    ),
}
"""Moods by the contract's names; offsets by eye (2026-11-22) along Ekman's action units, kept small enough to speak
with. No row parts the lips: the mouth's opening belongs to speech."""

EMOTIONS["ANGRY"] = EMOTIONS["ANGER"]

_MOOD_RAMP = 0.4


@dataclass(frozen=True)
class Mood:
    """How much nods, brows, sway and smiles are scaled, one value a frame."""

    nods: Curve = field(repr=False)
    brows: Curve = field(repr=False)
    sway: Curve = field(repr=False)
    smile: Curve = field(repr=False)

    def at(self, curve: Curve, time: float) -> float:
        """A value of one of the curves at `time` seconds."""
        return float(curve[min(max(int(time * FRAMES_A_SECOND), 0), len(curve) - 1)])


def feel(acting: Acting, clip: Clip) -> tuple[Mood, list[Warning]]:
    """Write the faces of the clip's emotion spans and answer what they do to everything else."""
    mood = Mood(*(np.ones(acting.frames) for _ in range(4)))
    warnings: list[Warning] = []
    for cue in clip.cues:
        if cue.kind != "emotion":
            continue
        emotion = EMOTIONS.get(cue.value.upper())
        if emotion is None:
            known = f"known emotions: {', '.join(EMOTIONS)}"
            warnings.append(Warning("emotion_unknown", f"emotion {cue.value!r} is not known and was left out", known))
            continue
        start, stop = cue.start / clip.rate - _MOOD_RAMP / 2, cue.stop / clip.rate + _MOOD_RAMP / 2
        for channel, value in emotion.offsets.items():
            acting.plateau(channel, start, stop, _MOOD_RAMP, value)
        span = (start * FRAMES_A_SECOND, stop * FRAMES_A_SECOND, _MOOD_RAMP * FRAMES_A_SECOND)
        for curve, gain in (
            *((mood.nods, emotion.nods), (mood.brows, emotion.brows)),
            *((mood.sway, emotion.sway), (mood.smile, emotion.smile)),
        ):
            add_plateau(curve, *span, gain - 1.0)
    return mood, warnings


def speaking(phrases: Sequence[Phrase], frames: int) -> Curve:
    """1 while somebody speaks and 0 while nobody does, eased over half a second; one value a frame."""
    curve = np.zeros(frames)
    for phrase in phrases:
        add_plateau(curve, (phrase.start - 0.4) * FRAMES_A_SECOND, (phrase.stop + 0.5) * FRAMES_A_SECOND, 12, 1.0)
    return np.minimum(curve, 1.0)


def raise_brows(acting: Acting, prosody: Prosody, mood: Mood, random: np.random.Generator) -> None:
    """Brows rise on the strongest accents, a little at the first word, and through the end of a question.

    Brow movements go with pitch accents (Cavé et al. 1996), but only with some: at most one in 1.7 s.
    """
    for accent in strongest(prosody.accents, above=0.68, apart=1.7):
        height = (0.1 + 0.24 * accent.strength) * random.uniform(0.6, 1.15) * mood.at(mood.brows, accent.time)
        times = (accent.time - 0.2, accent.time - 0.02, accent.time + random.uniform(0.3, 0.45))
        acting.bump("browInnerUp", times, height)
        acting.bump("browOuterUp", times, 0.85 * height)
    for number, phrase in enumerate(prosody.phrases):
        gain = mood.at(mood.brows, phrase.stop)
        if phrase.question:
            start = max(phrase.stop - 0.9, phrase.start)
            acting.plateau("browInnerUp", start, phrase.stop + 0.45, 0.3, 0.26 * gain)
            acting.plateau("browOuterUp", start, phrase.stop + 0.45, 0.3, 0.3 * gain)
        if number == 0:
            acting.bump("browOuterUp", (phrase.start - 0.25, phrase.start + 0.05, phrase.start + 0.5), 0.14 * gain)


def beat(acting: Acting, prosody: Prosody, mood: Mood, random: np.random.Generator) -> None:
    """The head beats time: a small nod on accents, some to the side, and it sinks a little at the end of phrases.

    Head movement follows pitch and loudness (Munhall et al. 2004); the lowest point comes just after the accent.
    """
    for accent in strongest(prosody.accents, above=0.4, apart=0.55):
        size = (0.8 + 1.7 * accent.strength**2) * random.uniform(0.6, 1.2) * mood.at(mood.nods, accent.time)
        times = (accent.time - 0.16, accent.time + 0.05, accent.time + random.uniform(0.34, 0.5))
        acting.bump("pitch", times, -size)
        acting.bump("y", times, 0.004 * size)
        if random.random() < 0.35:
            acting.bump(("yaw", "roll")[int(random.integers(2))], times, size * random.choice((-0.7, 0.7)))
    for phrase in prosody.phrases:
        fall = random.uniform(0.6, 1.1) * (-0.8 if phrase.question else 1.0)
        acting.bump("pitch", (phrase.stop - 0.5, phrase.stop + 0.06, phrase.stop + 0.7), -fall)
        acting.bump("pitch", (phrase.start - 0.35, phrase.start - 0.02, phrase.start + 0.5), 0.5)


def take_postures(acting: Acting, phrases: Sequence[Phrase], mood: Mood, random: np.random.Generator) -> None:
    """Each phrase, and each few seconds of a long one, has its own turn and tilt of the head."""
    times = [0.0]
    for phrase in phrases:
        time = phrase.start - 0.2
        while time < phrase.stop - 0.5:
            if time > times[-1] + 1.2:
                times.append(time)
            time += random.uniform(2.4, 4.2)
    middle = (np.arange(acting.frames) + 0.5) / FRAMES_A_SECOND
    for channel, size in (("yaw", 1.6), ("roll", 0.85), ("pitch", 0.5), ("x", 0.016), ("lean", 0.5)):
        values = np.clip(random.normal(0.0, 1.0, len(times)), -1.8, 1.8) * size
        values[0] *= 0.4
        keys = np.array([edge for time in times for edge in (time, time + 0.7)])
        acting.track(channel)[:] += through(middle, keys, _held(values)) * mood.sway


def smile(acting: Acting, phrases: Sequence[Phrase], mood: Mood, talking: Curve) -> None:
    """A friendly mouth: a trace while speaking, more while listening, a greeting smile first and one at the end."""
    curve = 0.05 + 0.07 * (1.0 - talking)
    seconds = acting.frames / FRAMES_A_SECOND
    first, last = (phrases[0].start, phrases[-1].stop) if phrases else (0.0, seconds)
    add_plateau(curve, 0.0, (first + 0.9) * FRAMES_A_SECOND, 10, 0.14)
    if phrases:
        add_plateau(curve, (last - 0.1) * FRAMES_A_SECOND, (last + 2.5) * FRAMES_A_SECOND, 12, 0.16)
    curve *= mood.smile
    acting.track("mouthSmile")[:] += curve
    acting.track("cheekSquint")[:] += 0.4 * curve
    acting.track("eyeSquint")[:] += 0.15 * curve


def strongest(accents: Sequence[Accent], above: float, apart: float) -> list[Accent]:
    """Accents of at least `above`, the strongest first chosen, at least `apart` seconds from each other; by time."""
    chosen: list[Accent] = []
    for accent in accents:
        if accent.strength < above:
            continue
        if chosen and accent.time - chosen[-1].time < apart:
            if accent.strength > chosen[-1].strength:
                chosen[-1] = accent
        else:
            chosen.append(accent)
    return chosen


def _held(values: Curve) -> list[float]:
    """Values for key pairs (move begins, move ends): each pair leads from the value before to its own."""
    first = float(values[0])
    return [first, first, *(float(v) for before, own in itertools.pairwise(values) for v in (before, own))]
