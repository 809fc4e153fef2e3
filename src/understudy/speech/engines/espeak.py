"""The speech engine espeak-ng: some 120 languages from one wheel, light and exact in time; it sounds like a machine.

The library runs in a process of its own (`espeak_host.py`). A line is cut into parts of one writing, each spoken by the
voice of its language with the same variant, so that Chinese in an English line is read as Chinese.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import metadata

import numpy as np

from understudy.errors import EngineError
from understudy.script.breaks import is_ordinal
from understudy.speech.clip import Phone
from understudy.speech.engine import Line, Reading, Spoken, SpokenWord, Voice
from understudy.speech.engines import espeak_readings, espeak_tracks
from understudy.speech.engines.espeak_catalogue import RATE, Catalogue, installation
from understudy.speech.engines.espeak_controls import CANTONESE, SINITIC, Setting, setting
from understudy.speech.engines.espeak_writing import language_for
from understudy.speech.engines.worker import Hosts, command
from understudy.speech.exact import exact
from understudy.speech.sound import Samples

JOINT = 0.03
"""Seconds of silence between two parts of a line that no punctuation parts."""

BILINGUAL = frozenset({"cmn", "yue", "hak"})
"""Voices that leave a line without any Han character to the English voice."""


@dataclass
class _Part:
    """A stretch of the line in one language: what is sent, and which character of the line each of it stands for."""

    tag: str
    sent: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    phonemes: bool = False

    def add(self, text: str, offsets: Sequence[int]) -> None:
        self.sent.append(text)
        self.offsets += offsets


class EspeakEngine:
    """espeak-ng as a `SpeechEngine`. Safe for threads: they share a few processes, each of which speaks one line."""

    def __init__(self) -> None:
        self._hosts = Hosts("espeak-ng", _program)

    @cached_property
    def _catalogue(self) -> Catalogue:
        return Catalogue(installation() / "espeak-ng-data")

    def voices(self) -> Sequence[Voice]:
        """Curated voices first, then each of the languages with its own sound. Variants are found by `voice`."""
        return self._catalogue.voices()

    def voice(self, name: str) -> Voice:
        """The voice `tag` or `tag+variant` (`en-us+f3`), listed or not. Raises `InputError` for an unknown one."""
        return self._catalogue.find(name)

    def speak(self, line: Line, voice: Voice) -> Spoken:
        """Speak `line`. Raises `EngineError` when espeak-ng crashes on it or takes more than its time."""
        own = self._catalogue.sounding(voice).tag
        spoken = [self._part(part, line, voice) for part in _parts(line, own)]
        return _joined([part for part in spoken if len(part.samples)])

    def identity(self, voice: Voice) -> str:
        """The version of the wheel that carries the library and its data."""
        return f"espeakng-loader {metadata.version('espeakng-loader')}"

    def _part(self, part: _Part, line: Line, voice: Voice) -> Spoken:
        sounding = self._catalogue.sounding(voice, part.tag)
        wanted = setting(part.tag, sounding.pitch, line.speed, line.pitch, line.intonation)
        natural = setting(part.tag, sounding.pitch, 1.0, 1.0, 1.0)
        spoken = self._ask(part, line.text, sounding.identifier, wanted)
        if wanted == natural:
            return spoken
        plain = self._ask(part, line.text, sounding.identifier, natural)
        return exact(spoken, plain, RATE, speed=line.speed, pitch=line.pitch)

    def _ask(self, part: _Part, text: str, identifier: str, how: Setting) -> Spoken:
        request = {"voice": identifier, "text": "".join(part.sent), "phonemes": part.phonemes}
        told, sound = self._hosts.ask(request | {"speed": how.speed, "pitch": how.pitch, "range": how.range})
        if told["rate"] != RATE:
            raise EngineError("espeak_rate", f"espeak-ng spoke at {told['rate']} Hz, not at {RATE}")
        samples = np.frombuffer(sound, np.int16).astype(np.float32) / np.float32(32768)
        track = espeak_tracks.phones(told["events"], samples, RATE, part.tag in SINITIC)
        words = espeak_tracks.words(told["events"], part.offsets, text, track)
        return Spoken(samples, tuple(track), tuple(words))


def _program() -> list[str]:
    folder = installation()
    return command("espeak_host", str(folder / "libespeak-ng.so"), str(folder / "espeak-ng-data"))


def _parts(line: Line, own: str) -> list[_Part]:
    """The line cut into parts of one language, readings put in."""
    parts: list[_Part] = []
    if own in BILINGUAL and not any(language_for(sign, "en-us") in SINITIC for sign in line.text):
        own = "en-us"  # an English sentence, and its numbers, in a Chinese voice
    position = 0
    for reading in sorted(line.readings, key=lambda reading: reading.first):
        if reading.first >= position:
            _plain(parts, line.text, position, reading.first, own)
            _read(parts, reading, line.text, own)
            position = reading.last
    _plain(parts, line.text, position, len(line.text), own)
    return [part for part in parts if any(sign.isalnum() for sign in "".join(part.sent)) or part.phonemes]


def _plain(parts: list[_Part], text: str, first: int, last: int, own: str) -> None:
    """Characters that are read as written; those of no writing (digits, marks) stay with what is before them."""
    for position in range(first, last):
        sign = text[position]
        tag = language_for(sign, own)
        if not tag:
            tag = parts[-1].tag if parts and not sign.isdigit() else own
        sent = sign if sign.isprintable() and sign not in "[]" else " "
        if tag == "de" and text[position - 2 : position] == ". " and is_ordinal(text, position - 2):
            sent = sign.lower()  # before a capital letter espeak-ng ends the sentence and reads a cardinal
        if tag == "cmn":
            sent = espeak_readings.legible(sent)
        _part_for(parts, tag).add(sent, [position] * len(sent))


def _read(parts: list[_Part], reading: Reading, text: str, own: str) -> None:
    """A stretch whose sounds are given; as written when the notation cannot be read."""
    sent, tag, phonemes = "", own, False
    if reading.notation == "x-pinyin" and own not in CANTONESE:
        sent, tag = espeak_readings.pinyin(reading.symbols), own if own in SINITIC else "cmn"
    elif reading.notation == "ipa":
        word = espeak_readings.mnemonics(reading.symbols)
        sent, tag, phonemes = f"[[{word}]]" if word else "", own if own.startswith("en") else "en-us", True
    elif reading.notation == "spell":
        letters = reading.symbols or text[reading.first : reading.last]
        sent = " ".join(letter.upper() for letter in letters if letter.isalnum())
        tag = own if own not in SINITIC or not sent.isascii() else "en-us"
        if tag.startswith("en") and "A" in sent:  # alone, it would be read as the article
            sent, phonemes = sent.replace("A", "[[eI]]"), True
    if not sent:
        return _plain(parts, text, reading.first, reading.last, own)
    part = _part_for(parts, tag)
    part.phonemes |= phonemes
    part.add(f" {sent} ", [reading.first] * (len(sent) + 1) + [reading.last - 1])
    return None


def _part_for(parts: list[_Part], tag: str) -> _Part:
    """The last part when it is in this language, else a new one."""
    if not parts or parts[-1].tag != tag:
        parts.append(_Part(tag))
    return parts[-1]


def _joined(parts: Sequence[Spoken]) -> Spoken:
    """The parts one after the other, each but the last without the silence at its end."""
    sound: list[Samples] = []
    phones: list[Phone] = []
    words: list[SpokenWord] = []
    at = 0
    for number, part in enumerate(parts):
        stop = len(part.samples)
        if number + 1 < len(parts) and part.phones and not part.phones[-1].symbol:
            stop = min(stop, part.phones[-1].start + int(JOINT * RATE))
        sound.append(part.samples[:stop])
        phones += [Phone(p.symbol, at + p.start, at + min(p.stop, stop), p.stressed) for p in part.phones]
        words += [SpokenWord(w.first, w.last, at + w.start, at + min(w.stop, stop)) for w in part.words]
        at += stop
    samples = np.concatenate(sound) if sound else np.zeros(0, np.float32)
    return Spoken(samples, tuple(espeak_tracks.one_silence(phones)), tuple(words))
