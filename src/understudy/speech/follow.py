"""A recording whose words are known: every sound of them is looked for in it.

What the text sounds like is asked of espeak-ng, which reads some hundred languages; when each sound is heard is told by
the ear (`align.py`). A text that is not what is said, or that nobody here can read, is laid over the speech by length.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from understudy.errors import UnderstudyError, Warning
from understudy.production import VoiceChoice
from understudy.script.document import Script
from understudy.speech.align import Aligned, align, shares
from understudy.speech.clip import Clip, Phone, Word
from understudy.speech.ear import WITH_TEXT, Ear, emissions
from understudy.speech.ear_frames import Table, raw_frames, surroundings
from understudy.speech.engine import Line, Spoken, SpokenWord, Voice
from understudy.speech.languages import guess
from understudy.speech.listen import FAINT, listen
from understudy.speech.sound import Samples, Sound
from understudy.speech.synthesize import synthesize
from understudy.speech.voices import choose, engine_of

READER = "espeak"
"""The engine that says what a text sounds like."""

MISFIT = 0.65
"""How badly a text may fit, as a part of how badly its sounds fit in the opposite order: so a voice that is hard to
hear is not taken for one that says something else. Chosen on every second of 101 sentences of six people, of which none
is doubted, and 6 in 100 others of nearly the same length go unnoticed; of the other half 2 in 100 are doubted and 14
in 100 go unnoticed (with the ear before, at its 0.76, 2 and 16; 2026-11-26)."""
FITS = 0.6
"""Nats a frame below which a text is what is said, however few its sounds are; 1 in 100 wrong texts is below 0.66."""
HINT = "give the words as they are spoken, or a subtitle file"
FOUND = 0.8
"""Part of the letters that have to be found."""


def follow(sound: Sound, script: Script, language: str = "", *, scene: int | None = None) -> tuple[Clip, list[Warning]]:
    """The clip of a recording that says `script`: phones of that text and its words, each when it is heard.

    Warnings: `text_differs` (the recording says something else: the words are laid over it by their length) and
    `text_unread` (no voice reads the text: the same).
    """
    where = (scene, None if scene is None else f"scenes[{scene}].speech.recording_text")
    written = script.written
    language = language or guess(written).language
    try:
        guide = guide_of(script, _reader(language))
    except UnderstudyError as error:
        text = f"nobody here reads the recording's text ({error}): its words are spread over the speech"
        return listen(sound, written=written, language=language), [Warning("text_unread", text, HINT, *where)]
    found = fitted(sound, guide, doubted=True) if guide.words else None
    if found is None:
        return listen(sound, written=written, language=language), []
    if found.misfit > max(MISFIT * found.backwards, FITS) or shares(found.words, written) < FOUND * shares(
        guide.words, written
    ):
        text = "the recording does not seem to say its text: the words are spread over the speech"
        return listen(sound, written=written, language=language), [Warning("text_differs", text, HINT, *where)]
    return Clip(sound, written, guide.language or language, found.phones, found.words), []


def _reader(language: str) -> Voice:
    return choose(f"{READER}:{language}", language)


def guide_of(script: Script, voice: Voice) -> Clip:
    """What `script` sounds like, said by `voice`: phones and words without their sound."""
    with tempfile.TemporaryDirectory() as folder:
        clip, _ = synthesize(script, voice, VoiceChoice(), Path(folder) / "guide.f32")
    return Clip(Sound(clip.rate, clip.sound.length), clip.written, clip.language, clip.phones, clip.words)


def spoken_by_ear(samples: Samples, rate: int, line: Line, language: str) -> Spoken:
    """A line whose sound is known but not its times: phones and words as they are heard in it.

    Warning `alignment_rough` where espeak-ng does not read the language: phones are heard without the text then.
    """
    sound = Sound.of(samples, rate)
    guide = said_by_reader(line, language)
    if guide is None:
        clip = listen(sound, written=line.text)
        words = tuple(SpokenWord(word.first, word.last, word.start, word.stop) for word in clip.words)
        text = f"no voice here reads {language!r}: the times of its words are only estimated"
        return Spoken(samples, clip.phones, words, (Warning("alignment_rough", text, "install espeakng-loader"),))
    found = fitted(sound, guide) if guide.words else None
    if found is None:
        return Spoken(samples, (Phone("", 0, len(samples)),) if len(samples) else (), ())
    words = tuple(SpokenWord(word.first, word.last, word.start, word.stop) for word in found.words)
    return Spoken(samples, found.phones, words)


def said_by_reader(line: Line, language: str) -> Clip | None:
    """The phones and words of a line as espeak-ng says it, without the sound; None where it does not read it."""
    try:
        reader = _reader(language)
        said = engine_of(reader).speak(Line(line.text, readings=line.readings), reader)
    except UnderstudyError:
        return None
    words = tuple(Word(line.text[word.first : word.last], *_four(word)) for word in said.words)
    return Clip(Sound(reader.rate, len(said.samples)), line.text, language, said.phones, words)


def _four(word: SpokenWord) -> tuple[int, int, int, int]:
    return word.first, word.last, word.start, word.stop


def fitted(sound: Sound, guide: Clip, *, doubted: bool = False) -> Aligned | None:
    """The guide laid over a sound, `doubted` as by `align`; None when nothing is heard in it."""
    ear = Ear.built_in()
    room = surroundings(raw_frames(sound))
    if room.level < FAINT:
        return None

    def normal() -> Iterator[Table]:
        return (room.normal(block, ear.usual) for block in raw_frames(sound))

    return align(emissions(ear, normal(), WITH_TEXT), guide, sound.length, sound.rate, doubted=doubted)
