"""The speech engine Piper: neural voices in many languages, from voice files of the user's own.

A voice is a pair of files, `anna.onnx` and `anna.onnx.json`, in the operator's voices folder, or anywhere when its path
is the voice's name (`piper:/voices/anna.onnx`; with several speakers `piper:anna#3`). Nothing is fetched. Piper runs in
a process of its own (`piper_host.py`); a voice that cannot tell when each sound is heard is listened to instead, with a
warning.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from understudy.errors import InputError, ResourceError, Warning
from understudy.speech.clip import Phone
from understudy.speech.engine import Line, Spoken, Voice
from understudy.speech.engines import espeak_readings
from understudy.speech.engines.versions import of_files
from understudy.speech.engines.worker import Hosts, program_with_packages
from understudy.speech.exact import exact
from understudy.speech.languages import primary, writing_of
from understudy.speech.phone_match import words_by_phones
from understudy.speech.sound import Samples
from understudy.speech.voice_settings import current

LICENCE = "engine GPL-3.0-or-later; the voice's own, see where it comes from"
CONTROLS, NOTATIONS = frozenset({"speed"}), frozenset({"ipa", "spell"})
NEEDED = ("piper", "onnx", "onnxruntime")
LINK = " "
"""Stands for stress and spaces among the phones, until it is known whether they are pauses."""
MARKS = frozenset(" _^$.,;:!?-—…\"'()¡¿")
"""Phonemes that are no sounds: the space between words, the pad, the sentence's edges, punctuation."""
STRESSES, LINKS = frozenset("ˈˌ"), frozenset("ˈˌ _")
SHORTEST_PAUSE = {"": 0.06, LINK: 0.2}
"""Seconds that punctuation, and what links sounds, has at least where it is a pause. A real network spreads a sound
over the marks before it: stress holds the beginning of its vowel, a space that of the next word, closed lips and all
(`en_US-joe-medium` against our own ear, 100 of them, 23 to 128 ms; 2026-11-26)."""
MODIFIERS = frozenset("ːˑʰʲʷˤˠ˞\u0303\u0329\u032f\u032a\u0327\u0325\u0330\u0324\u0361")
"""Signs that belong to the letter before them."""


class PiperEngine:
    """Piper as a `SpeechEngine`. Safe for threads."""

    def __init__(self) -> None:
        self._hosts = Hosts("Piper", _program)

    def voices(self) -> Sequence[Voice]:
        """The voices in the operator's folder. Raises `ResourceError` when there are some and Piper is missing."""
        folder = current().folder
        files = sorted(folder.glob("*.onnx")) if folder is not None else []
        if files:
            _check_installed()
        return [_voice(file, file.stem) for file in files]

    def voice(self, name: str) -> Voice:
        """The voice of a file, or a speaker of it. Raises `InputError` (`voice_unknown`, `voice_file_wrong`)."""
        _check_installed()
        return _voice(_file(name), name)

    def speak(self, line: Line, voice: Voice) -> Spoken:
        """Speak `line`. Raises `EngineError` when Piper fails on it."""
        if not any(sign.isalnum() for sign in line.text):
            return Spoken(np.zeros(0, np.float32), (), ())
        spoken = self._ask(line, voice, line.pitch / line.speed)
        if line.speed == line.pitch == 1:
            return spoken
        natural = self._ask(line, voice, 1.0)
        return exact(spoken, natural, voice.rate, speed=line.speed, pitch=line.pitch, controlled=False)

    def identity(self, voice: Voice) -> str:
        """Piper's version, and the pair of files that is the voice."""
        file = _file(voice.id.partition(":")[2])
        return f"piper-tts {metadata.version('piper-tts')} {of_files(file, Path(f'{file}.json'))}"

    def _ask(self, line: Line, voice: Voice, stretch: float) -> Spoken:
        name = voice.id.partition(":")[2]
        file = _file(name)
        told, sound = self._hosts.ask(
            {
                "model": str(file),
                "config": f"{file}.json",
                "text": said(line, pinyin="ipa" in voice.notations and primary(voice.language) == "zh"),
                "stretch": stretch,
                "speaker": _speaker(name, _config(file)),
            }
        )
        samples = np.clip(np.frombuffer(sound, np.float32), -1, 1)
        return _timed(samples, told["sentences"], line, voice)


def _program() -> list[str]:
    return program_with_packages("piper_host")


def _check_installed() -> None:
    lost = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if lost:
        text = f"Piper is not installed: {', '.join(lost)} is missing"
        raise ResourceError("piper_missing", text, hint="install understudy with the extra piper")


def _file(name: str) -> Path:
    """The voice file that `name` means: a path, or a name in the operator's folder."""
    path = Path(name.partition("#")[0])
    if path.suffix != ".onnx":
        path = path.with_name(path.name + ".onnx")
    folder = current().folder
    if not path.is_absolute() and folder is not None and (folder / path).exists():
        path = folder / path
    if not path.exists():
        known = sorted(file.stem for file in folder.glob("*.onnx")) if folder is not None else []
        where = (
            f"{folder} holds {', '.join(known) or 'none'}" if folder is not None else "give the path of a .onnx file"
        )
        raise InputError("voice_unknown", f"there is no Piper voice {name!r}", hint=where)
    return path.absolute()


def _config(file: Path) -> dict[str, Any]:
    """What the file beside the voice says. Raises `InputError` (`voice_file_wrong`)."""
    return _config_of(file, file.with_name(file.name + ".json"))


@lru_cache(maxsize=64)
def _config_of(file: Path, beside: Path) -> dict[str, Any]:
    try:
        values: dict[str, Any] = json.loads(beside.read_text("utf-8"))
        for part, key in (("audio", "sample_rate"), ("espeak", "voice")):
            values[part][key]
        if not {"_", "^", "$"} <= values["phoneme_id_map"].keys():
            raise KeyError("phoneme_id_map")
    except FileNotFoundError:
        text = f"{file} has no {beside.name} beside it"
        raise InputError("voice_file_wrong", text, hint="a Piper voice is a pair of files") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("voice_file_wrong", f"{beside} describes no Piper voice: {error}") from None
    return values


def _voice(file: Path, name: str) -> Voice:
    config = _config(file)
    _speaker(name, config)
    spoken = config.get("language", {}).get("code") or config["espeak"]["voice"]
    language = str(spoken).replace("_", "-")
    title = " ".join(part for part in (file.stem, config.get("audio", {}).get("quality", "")) if part)
    by_sounds = config.get("phoneme_type", "espeak") == "espeak"
    return Voice(
        f"piper:{name}",
        *(title, language, "unknown", int(config["audio"]["sample_rate"]), LICENCE),
        CONTROLS,
        notations=NOTATIONS if by_sounds else NOTATIONS - {"ipa"},
        writings=tuple(dict.fromkeys((writing_of(language), "latin"))),
    )


def _speaker(name: str, config: dict[str, Any]) -> int:
    """The number of the speaker after `#`. Raises `InputError` (`voice_unknown`) for one the voice does not have."""
    _, sign, wanted = name.partition("#")
    if not sign:
        return 0
    named = {str(key): int(value) for key, value in config.get("speaker_id_map", {}).items()}
    count = int(config.get("num_speakers", 1))
    if wanted in named:
        return named[wanted]
    if wanted.isdecimal() and int(wanted) < count:
        return int(wanted)
    known = ", ".join(sorted(named)) or f"0 to {count - 1}"
    raise InputError("voice_unknown", f"the Piper voice {name!r} has no such speaker", hint=f"it has {known}")


def said(line: Line, *, pinyin: bool = False) -> str:
    """The text with its readings: IPA in double brackets, letters apart; brackets of the text itself are left out.

    With `pinyin`, readings of Chinese characters are put in their place, also of those that espeak-ng, which finds
    Piper's phonemes, reads as English.
    """
    out, position = "", 0
    for reading in sorted(line.readings, key=lambda reading: reading.first):
        if reading.first < position or reading.notation not in ("ipa", "spell", *(("x-pinyin",) if pinyin else ())):
            continue
        out += _plain(line.text[position : reading.first], pinyin)
        if reading.notation == "ipa":
            out += f" [[ {reading.symbols.strip('/[]')} ]] "
        elif reading.notation == "x-pinyin":
            out += f" {espeak_readings.pinyin(reading.symbols)} "
        else:
            letters = reading.symbols or line.text[reading.first : reading.last]
            out += " ".join(letter for letter in letters if letter.isalnum())
        position = reading.last
    return out + _plain(line.text[position:], pinyin)


def _plain(text: str, pinyin: bool = False) -> str:
    plain = "".join(sign if sign.isprintable() and sign not in "[]" else " " for sign in text)
    return "".join(map(espeak_readings.legible, plain)) if pinyin else plain


def _timed(samples: Samples, sentences: Sequence[Any], line: Line, voice: Voice) -> Spoken:
    """The sound with its phones and words: the network's own times, or those that are heard."""
    from understudy.speech.follow import said_by_reader, spoken_by_ear  # loads the ear

    if any(phonemes is None for _, phonemes in sentences):
        text = f"voice {voice.id} does not say when its sounds are heard: they are listened for"
        heard = spoken_by_ear(samples, voice.rate, line, voice.language)
        warning = Warning("alignment_missing", text, "use a voice whose network has one Ceil node, as Piper's have")
        return Spoken(samples, heard.phones, heard.words, (warning, *heard.warnings))
    marks: list[tuple[str, int]] = [
        (str(phoneme), int(count)) for _, phonemes in sentences for phoneme, count in phonemes
    ]
    phones = _phones(marks, samples, voice.rate)
    guide = said_by_reader(line, voice.language)
    if guide is None:
        heard = spoken_by_ear(samples, voice.rate, line, voice.language)
        return Spoken(samples, tuple(phones), heard.words, heard.warnings)
    return Spoken(samples, tuple(phones), tuple(words_by_phones(guide, phones)))


def _phones(marks: Sequence[tuple[str, int]], samples: Samples, rate: int) -> list[Phone]:
    """Contiguous phones: stress goes to the vowel after it, length to the sound before it; short gaps are no pauses."""
    out: list[Phone] = []
    at, stressed = 0, False
    for symbol, count in marks:
        stop = min(at + count, len(samples))
        if symbol in LINKS:
            stressed = stressed or symbol in STRESSES
            out.append(Phone(LINK, at, stop))
        elif symbol in MARKS or symbol.isdecimal():
            out.append(Phone("", at, stop))
        elif symbol in MODIFIERS and out and out[-1].symbol.strip():
            last = out.pop()
            out.append(Phone(last.symbol + (symbol if symbol != "ː" else ""), last.start, stop, last.stressed))
        else:
            out.append(Phone(symbol, at, stop, stressed))
            stressed = False
        at = stop
    if out and out[-1].stop < len(samples):
        out.append(Phone("", out[-1].stop, len(samples)))
    return _without_gaps(out, rate)


def _without_gaps(phones: Sequence[Phone], rate: int) -> list[Phone]:
    """Marks in a row as one; those inside that are too short for a pause belong to the sound after them."""
    joined: list[Phone] = []
    for phone in phones:
        if phone.stop <= phone.start:
            continue
        if joined and not phone.symbol.strip() and not joined[-1].symbol.strip():
            mark = LINK if joined[-1].symbol == phone.symbol == LINK else ""
            joined[-1] = Phone(mark, joined[-1].start, phone.stop)
        else:
            joined.append(phone)
    out: list[Phone] = []
    for number, phone in enumerate(joined):
        inside = 0 < number < len(joined) - 1
        pause = SHORTEST_PAUSE.get(phone.symbol)
        if inside and pause is not None and phone.stop - phone.start < pause * rate:
            continue
        out.append(Phone(phone.symbol.strip(), out[-1].stop if out else 0, phone.stop, phone.stressed))
    return out
