"""The speech engine flite: English voices made from recordings, so much nearer to people than espeak-ng's.

The library is the system's own (Debian's `libflite1`, which comes with its FFmpeg); without it the engine lists
no voice. It runs in a process of its own (`flite_host.py`), and tells exactly which sound of which word is where.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from understudy.errors import InputError, ResourceError
from understudy.speech.clip import Phone
from understudy.speech.engine import Line, Spoken, SpokenWord, Voice
from understudy.speech.engines.flite_tokens import IPA, Token, tokens
from understudy.speech.engines.versions import of_files
from understudy.speech.engines.worker import Hosts, command
from understudy.speech.exact import exact
from understudy.speech.sound import Samples

RATE = 16_000
LICENCE = "engine CMU's own, BSD-like; the sound is yours"
HUNDREDTH = RATE // 100
"""Samples of a hundredth of a second."""
RINGING = 32.0
"""How far below the line's level (30 dB) a sound before a pause has died away."""
PLACES = ("/usr/lib/*-linux-*", "/usr/lib64", "/usr/lib", "/usr/local/lib")
"""Folders that may hold the library: Debian's for each processor, and others'."""


@dataclass(frozen=True)
class _Singer:
    """A voice of the library: `mean` and `deviation` of its pitch in Hz (its model's own), 0 where they are fixed."""

    name: str
    title: str
    language: str
    gender: str
    mean: float
    deviation: float


VOICES = (
    _Singer("slt", "Grace: English (America)", "en-US", "female", 172.0, 27.0),
    _Singer("rms", "Henry: English (America)", "en-US", "male", 0.0, 0.0),
    _Singer("awb", "Angus: English (Scotland)", "en-GB", "male", 132.0, 25.0),
)
"""Statistical voices of flite 2.2. Its diphone voices are left out: their sounds run ahead of their times, by 0.1 s in
4.5 s, and sound no better than espeak-ng (measured 2026-11-26). The model of rms takes no pitch from outside."""


class FliteEngine:
    """flite as a `SpeechEngine`. Safe for threads."""

    def __init__(self) -> None:
        self._hosts = Hosts("flite", lambda: command("flite_host", self.folder))

    @cached_property
    def folder(self) -> str:
        """Where the library lies; '' when the system has none."""
        found = (path.parent for place in PLACES for path in Path("/").glob(f"{place[1:]}/libflite.so.1"))
        return str(next(found, ""))

    def voices(self) -> Sequence[Voice]:
        """The voices of the installed library; none where it is missing."""
        if not self.folder:
            return []
        here = Path(self.folder)
        return [voice_of(one) for one in VOICES if (here / f"libflite_cmu_us_{one.name}.so.1").exists()]

    def voice(self, name: str) -> Voice:
        """The voice `name`. Raises `ResourceError` without the library, `InputError` for a name it does not have."""
        if not self.folder:
            raise ResourceError("flite_missing", "flite is not installed", hint="install Debian's package libflite1")
        known = [voice.id for voice in self.voices()]
        raise InputError("voice_unknown", f"flite has no voice {name!r}", hint=f"it has {', '.join(known)}")

    def speak(self, line: Line, voice: Voice) -> Spoken:
        """Speak `line`. Raises `EngineError` when flite crashes on it or takes more than its time."""
        said = tokens(line)
        if not said:
            return Spoken(np.zeros(0, np.float32), (), ())
        singer = next(one for one in VOICES if f"flite:{one.name}" == voice.id)
        stretch = (1.0 if singer.mean else line.pitch) / line.speed
        spoken = self._ask(said, singer, stretch, line.pitch, line.intonation)
        if line.speed == line.pitch == line.intonation == 1:
            return spoken
        natural = self._ask(said, singer, 1.0, 1.0, 1.0)
        return exact(spoken, natural, RATE, speed=line.speed, pitch=line.pitch, controlled=singer.mean > 0)

    def identity(self, voice: Voice) -> str:
        """The files of the library and of the voice."""
        name = voice.id.partition(":")[2]
        return of_files(Path(self.folder, "libflite.so.1"), Path(self.folder, f"libflite_cmu_us_{name}.so.1"))

    def _ask(self, said: Sequence[Token], singer: _Singer, stretch: float, pitch: float, intonation: float) -> Spoken:
        changed = (pitch, intonation) != (1.0, 1.0)
        told, sound = self._hosts.ask(
            {
                "voice": f"cmu_us_{singer.name}",
                "text": " ".join(token.name for token in said),
                "tokens": [[token.name, token.punctuation, token.phones] for token in said],
                "stretch": stretch if stretch != 1 else 0,
                "mean": singer.mean * pitch if changed else 0,
                "deviation": singer.deviation * pitch * intonation if changed else 0,
            }
        )
        samples = np.frombuffer(sound, np.int16).astype(np.float32) / np.float32(32768)
        phones, words = _tracks(told["segments"], said, len(samples))
        return Spoken(samples, tuple(_with_tails(phones, samples)), words)


def voice_of(singer: _Singer) -> Voice:
    """What the engine says about a voice of its table."""
    controls = {"speed", "pitch", "intonation"} if singer.mean else {"speed"}
    return Voice(
        f"flite:{singer.name}",
        *(singer.title, singer.language, singer.gender, RATE, LICENCE),
        frozenset(controls),
        notations=frozenset({"ipa", "spell"}),
        writings=("latin",),
    )


def _tracks(
    segments: Sequence[tuple[str, float, int, bool]], said: Sequence[Token], length: int
) -> tuple[list[Phone], tuple[SpokenWord, ...]]:
    """Phones that cover the sound, and the words of which each stands for characters of the line."""
    phones: list[Phone] = []
    words: list[SpokenWord] = []
    start = 0
    for number, (name, end, token, stressed) in enumerate(segments):
        stop = length if number == len(segments) - 1 else min(round(end * RATE), length)
        symbol = IPA.get(name, "ə") if token >= 0 else ""
        if stop <= start:
            continue
        if phones and not symbol and not phones[-1].symbol:
            start = phones.pop().start
        phones.append(Phone(symbol, start, stop, stressed and symbol[:1] in _VOWELS))
        if token >= 0:
            first, last = said[token].first, said[token].last
            if words and (words[-1].first, words[-1].last) == (first, last):
                words[-1] = SpokenWord(first, last, words[-1].start, stop)
            else:
                words.append(SpokenWord(first, last, start, stop))
        start = stop
    return phones, tuple(words)


def _with_tails(phones: Sequence[Phone], samples: Samples) -> Iterator[Phone]:
    """The phones, each sound before a pause as long as it rings: up to 60 ms into what flite calls silence."""
    level = float(np.sqrt(np.mean(samples**2))) / RINGING
    taken = 0
    for number, phone in enumerate(phones):
        start, taken = phone.start + taken, 0
        after = phones[number + 1] if number + 1 < len(phones) else None
        if phone.symbol and after is not None and not after.symbol:
            while taken < min(6 * HUNDREDTH, after.stop - after.start - HUNDREDTH):
                block = samples[phone.stop + taken : phone.stop + taken + HUNDREDTH]
                if float(np.sqrt(np.mean(block**2))) < level:
                    break
                taken += HUNDREDTH
        yield Phone(phone.symbol, start, phone.stop + taken, phone.stressed)


_VOWELS = frozenset("ɑæʌɔaɛɜeɪioʊuəɚ")
