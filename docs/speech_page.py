"""Writes `reference/speech.md`: languages, engines and what each can be asked for, from the engines themselves.

The page is the same on every machine: what flite and Piper can do is read from their tables, not from what is
installed.
"""

from __future__ import annotations

from understudy.performance.visemes import VISEMES
from understudy.script.prosody import EMPHASIS
from understudy.speech.engine import Voice
from understudy.speech.engines import flite, piper
from understudy.speech.engines.espeak import EspeakEngine
from understudy.speech.engines.espeak_catalogue import CURATED, WIRE_TAGS, Catalogue, installation
from understudy.speech.languages import primary
from understudy.speech.manner import BREATH, MANNERS, PAUSES

CONTROLS = ("speed", "pitch", "intonation")
NOTATIONS = ("ipa", "x-pinyin", "spell")


def speech_page() -> str:
    """The whole page."""
    catalogue = Catalogue(installation() / "espeak-ng-data")
    return "\n".join(
        (
            _HEAD,
            _engines(),
            _MIDDLE,
            _languages(catalogue),
            _MOODS,
            _moods(),
            _STRESS,
            _stress(),
            _PAUSES,
            _pauses(),
            _HOSTILE,
        )
    )


def _engines() -> str:
    espeak = EspeakEngine().voices()[0]
    rows = [
        ("espeak", "the wheel `espeakng-loader`", espeak, "exact", "GPL-3, own process"),
        ("flite", "the system's library (Debian: `libflite1`)", flite.voice_of(flite.VOICES[0]), "exact", "BSD-like"),
        ("piper", "extra `piper`, and voice files of your own", None, "exact, or by ear", "GPL-3, own process"),
        ("command", "any program, described by a file of yours", None, "by ear", "the program's"),
    ]
    out = [
        "| engine | where from | " + " | ".join((*CONTROLS, *NOTATIONS)) + " | times of phones and words | licence |"
    ]
    out.append("|---|---|" + "---|" * (len(CONTROLS) + len(NOTATIONS)) + "---|---|")
    for name, source, voice, times, licence in rows:
        controls, notations = _abilities(name, voice)
        marks = [_control(one, controls) for one in CONTROLS] + [
            "yes" if one in notations else "no" for one in NOTATIONS
        ]
        out.append(f"| `{name}` | {source} | {' | '.join(marks)} | {times} | {licence} |")
    return "\n".join(out)


def _abilities(name: str, voice: Voice | None) -> tuple[frozenset[str], frozenset[str]]:
    if voice is not None:
        return voice.controls, voice.notations
    return (piper.CONTROLS, piper.NOTATIONS) if name == "piper" else (frozenset(), frozenset({"spell"}))


def _control(name: str, own: frozenset[str]) -> str:
    if name in own:
        return "own"
    return "no" if name == "intonation" else "done to the sound"


def _languages(catalogue: Catalogue) -> str:
    """One row for each language, the ones with named voices first."""
    named: dict[str, list[str]] = {tag: [] for tag, *_ in CURATED}
    for singer in flite.VOICES:
        named[singer.language.lower()].append(f"`flite:{singer.name}` {singer.title.partition(':')[0]}")
    for tag, variant, gender, title in CURATED:
        named[tag].append(f"`espeak:{tag}+{variant}` {title or gender}")
    out = ["| language | tag | engines | voices |", "|---|---|---|---|"]
    order = [
        *(tag for tag in named if tag in catalogue.languages),
        *(tag for tag in catalogue.languages if tag not in named),
    ]
    for tag in order:
        engines = ["espeak", *(["flite"] if primary(tag) == "en" else []), "piper", "command"]
        voices = ", ".join(named.get(tag, [f"`espeak:{tag}`"]))
        name = catalogue.languages[tag].name
        out.append(f"| {name} | `{WIRE_TAGS.get(tag, tag)}` | {', '.join(engines)} | {voices} |")
    return "\n".join(out)


def _moods() -> str:
    out = ["| mood | speed | pitch | melody | level | pauses | from |", "|---|---|---|---|---|---|---|"]
    for name, row in MANNERS.items():
        if name:
            numbers = (
                f"{row.speed:.2f} | {row.pitch:.2f} | {row.intonation:.2f} | {row.level:+.1f} dB | {row.pauses:.2f}"
            )
            out.append(f"| `{name}` | {numbers} | {row.source} |")
    return "\n".join(out)


def _stress() -> str:
    out = ["| level | rate | pitch | melody | level |", "|---|---|---|---|---|"]
    for name, row in EMPHASIS.items():
        out.append(f"| `{name}` | {row.rate} % | {row.pitch} % | {row.melody} % | {row.level:+.1f} dB |")
    return "\n".join(out)


def _pauses() -> str:
    rows = "\n".join(f"| {name} | {milliseconds} ms |" for name, milliseconds in PAUSES.items())
    return f"| pause | at normal speed |\n|---|---|\n{rows}\n\nA breath holds {BREATH:g} seconds.\n"


_HEAD = """<!-- Written by docs/generate.py: change the engines' tables or that program, not this file. -->
# Speech: engines, languages, controls

Which voice is taken, and how voices are named: [voices](voices.md).

## Engines

`speed` and `pitch` are exact for every engine, within 3 % and 0.3 semitones: what an engine does not do itself, or not
exactly, is done to the sound. `intonation` (how far the pitch moves) is a wish. A script that fixes a pronunciation in
a notation the named voice does not take is refused before anybody speaks.
"""

_MIDDLE = f"""
flite's Henry (`rms`) has no pitch control of its own; it is done to his sound. Piper takes IPA for voices that work
with espeak-ng's phonemes, which nearly all do.

The same line gives the same samples in any order, in any process, and in parallel: espeak-ng and flite speak each line
in a fresh process with seeded noise, Piper's chance is a fixed table. A command is as deterministic as its program.

## Languages

Every phone of every language of espeak-ng has one of the {len(VISEMES)} visemes; a test asks the library for all of
them. Piper speaks the languages that you have voices for, commands what their programs can; where espeak-ng reads the
language as well, commands, and Piper's voices without times, are aligned exactly.
"""

_MOODS = """
## Moods

Factors on the voice's own, the level against the rest of the scene. Sources are in
[`speech/manner.py`](../../src/understudy/speech/manner.py): lengths, pitches and ranges of feelings are measured ones,
toned down for a presenter; sizes of levels and pauses, and the styles of speaking below `COMFORT`, are our own choice
in the directions that the sources name.
"""

_STRESS = """
## Emphasis
"""

_PAUSES = """
## Pauses

After a line, and at marks inside one, whatever the engine makes of them. `colon` is for colons, semicolons and dashes.
"""

_HOSTILE = """
## Hostile texts

`benchmarks/hostile_texts.py` sends every engine control characters, halves of surrogate pairs, emoji, both directions
of writing, heaps of marks, endless words, markup that is too deep, broken or full of entities, and paragraphs of up to
50,000 words: each as a scene and straight to the engine (so two ends for each text), by voices that change from text to
text. 2026-11-26, on a machine that other work kept busy, Piper and commands with toy voices:

| engine | texts | spoken | nothing to say | refused with a reason | slowest | crashes, hangs, processes left |
|---|---|---|---|---|---|---|
| `espeak` | 10,000 | 15,276 | 2,639 | 2,085 | 10 s | none |
| `flite` | 10,000 | 10,178 | 3,357 | 6,465 | 50 s, a paragraph of 400 words | none |
| `piper` | 10,000 | 10,906 | 2,592 | 6,502 | 39 s | none |
| `command` | 10,000 | 11,085 | 2,446 | 6,469 | 68 s at the lowest precedence, 12 s on 16 cores | none |
"""
