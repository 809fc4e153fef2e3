"""The speech that the ear is trained on: made here by our engines, from text that we wrote, and then spoiled.

Text: `prompts.txt`, our tables of readings (`tests/unit/script/reading_*.tsv`), invented words in the spelling of
thirty languages. Voices: espeak-ng's, flite's and festival's (`festival_speech.py`), but for those of `measure_ear.py`,
which are kept out. The engines say exactly which phone sounds when. Every piece is also heard as another speaker in
another room: another vocal tract, a filter, echoes and reverberation, noise, music, a telephone, too much gain. Noise
and music alone are in it too, as silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import festival_speech
import numpy as np
import soxr

from understudy.speech.align import KIND
from understudy.speech.clip import Phone
from understudy.speech.ear_frames import EAR_RATE, FRAME_RATE, raw_frames, surroundings
from understudy.speech.engine import Line, SpeechEngine, Voice
from understudy.speech.engines.espeak import EspeakEngine
from understudy.speech.engines.flite import FliteEngine
from understudy.speech.sound import Sound

HERE = Path(__file__).parent
READINGS = HERE.parent / "tests" / "unit" / "script"
TRAINED = ("f1", "f3", "f4", "m1", "m3", "m5", "m7", "klatt2", "Andy", "Annie", "croak")
TRAINED_FLITE = ("slt", "rms")
PIECE_LINES, FESTIVAL_LINES = 4, 100
"""Lines of a piece, and of each of festival's voices."""

LATIN = (
    *("es", "it", "de", "fr-fr", "pt-br", "pt", "nl", "pl", "sv", "tr", "id", "fi", "cs", "ro", "hu", "da", "nb", "ca"),
    *("hr", "sk", "lt", "sw", "eo", "en-us", "en-gb"),
)


def _row(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ONSETS = _row("p b m p b m f v t d n k g l r s z sh ch h j w pr bl st tr kl br sp")
SPELT = {"pl": {"sh": "sz", "ch": "cz", "v": "w"}, "de": {"sh": "sch", "ch": "tsch", "v": "w", "z": "s"}}
"""How some languages write what the onsets mean."""
OTHERS = {
    "ru": (_row("п б м ф в т д н к г л р с з ш ч х й п б м"), "аеиоуыя"),
    "uk": (_row("п б м ф в т д н к г л р с з ш ч х й п б м"), "аеиоуія"),
    "bg": (_row("п б м ф в т д н к г л р с з ш ч х п б м"), "аеиоуъ"),
    "el": (_row("π μπ μ φ β τ ντ ν κ γκ λ ρ σ ζ χ θ π μ"), "αειου"),
    "ja": (
        "",
        "かきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもらりるれろばびぶべぼぱぴぷぺぽがぎぐげごわやゆよ",
    ),
    "hi": (_row("प ब म फ भ त द न क ग ल र स ज च ह व य प ब म"), _row("ा ि ी ु े ो")),
    "ar": (_row("ب م ف ت د ن ك ل ر س ز ش ج ح خ ع و ي ب م"), _row("َ ِ ُ ا ي و")),
    "ko": ("", "바마파나다가라사자차카타하보모포노도고로소조초코토호비미피니디기리시지치키티히부무푸누두구루수주"),
    "vi": (_row("ph b m v t đ n k l s ch h g th tr kh b m"), _row("a á à ạ e ê i o ô ơ u ư")),
}


@dataclass(frozen=True, eq=False)
class Piece:
    """Frames (normal ones) with the kind of each; `room` holds the mean colour of its voice (None: nobody speaks)."""

    blocks: np.ndarray
    kinds: np.ndarray
    voiced: bool


def lines(rng: np.random.Generator) -> Iterator[tuple[str, str, int]]:
    """Language, text, and by how many voices it is to be spoken."""
    for line in (HERE / "prompts.txt").read_text("utf-8").splitlines():
        tag, text = line.split("|", 1)
        yield tag, text, 6
    for tag, name in (("en-us", "reading_en.tsv"), ("cmn", "reading_zh.tsv")):
        for row in (READINGS / name).read_text("utf-8").splitlines()[1:]:
            yield tag, row.split("\t")[1], 2
    for tag in LATIN:
        for _ in range(10):
            yield tag, invented(rng, tag), 3
    for tag in OTHERS:
        for _ in range(8):
            yield tag, invented(rng, tag), 3


def invented(rng: np.random.Generator, tag: str) -> str:
    """A sentence of words nobody knows, rich in closures, in the letters of a language."""
    onsets, vowels = OTHERS.get(tag, (ONSETS, "aeiou"))
    words = []
    for _ in range(int(rng.integers(6, 11))):
        word = ""
        for _ in range(int(rng.integers(2, 5))):
            onset = str(rng.choice(list(onsets))) if onsets else ""
            word += SPELT.get(tag, {}).get(onset, onset) + str(rng.choice(list(vowels)))
        words.append(word + (str(rng.choice(list("nslrmp"))) if tag in LATIN and rng.random() < 0.4 else ""))
    return " ".join(words) + "."


def pieces(rng: np.random.Generator, share: float) -> Iterator[tuple[np.ndarray, int, list[Phone]]]:
    """Sound, rate and phones: a few lines of one language by one voice, with pauses between them.

    `share` is the part of the lines that espeak-ng and flite speak; festival speaks all of its own.
    """
    yield from _by_festival(rng)
    espeak, flite = EspeakEngine(), FliteEngine()
    waiting: dict[str, list[str]] = {}
    for tag, text, times in lines(rng):
        if rng.random() >= share:
            continue
        for variant in rng.choice(TRAINED, times, replace=False):
            waiting.setdefault(f"{tag}+{variant}", []).append(text)
        if tag.startswith("en") and flite.folder:
            for name in TRAINED_FLITE:
                waiting.setdefault(name, []).append(text)
    named = {voice.id.partition(":")[2]: voice for voice in flite.voices()}
    for name, texts in waiting.items():
        engine, voice = (flite, named[name]) if name in named else (espeak, espeak.voice(name))
        order = rng.permutation(len(texts))
        for start in range(0, len(texts), PIECE_LINES):
            chosen = [texts[place] for place in order[start : start + PIECE_LINES]]
            yield _spoken(engine, voice, chosen, rng)


def _by_festival(rng: np.random.Generator) -> Iterator[tuple[np.ndarray, int, list[Phone]]]:
    prompts = [line.split("|", 1) for line in (HERE / "prompts.txt").read_text("utf-8").splitlines()]
    for speaker in festival_speech.TRAINED:
        texts = [text for tag, text in prompts if tag == speaker.language]
        texts += [invented(rng, speaker.language) for _ in range(FESTIVAL_LINES - len(texts))]
        for start in range(0, len(texts), PIECE_LINES):
            said = festival_speech.spoken(speaker, texts[start : start + PIECE_LINES])
            if said:
                yield _joined([(samples, phones) for samples, _, phones in said], said[0][1], rng)


def _spoken(
    engine: SpeechEngine, voice: Voice, texts: list[str], rng: np.random.Generator
) -> tuple[np.ndarray, int, list[Phone]]:
    speed, pitch = float(rng.uniform(0.8, 1.4)), float(rng.uniform(0.85, 1.2))
    lines = [Line(text, speed=speed, pitch=pitch if rng.random() < 0.5 else 1.0) for text in texts]
    said = [engine.speak(line, voice) for line in lines]
    return _joined([(one.samples, one.phones) for one in said], voice.rate, rng)


def _joined(
    said: Sequence[tuple[np.ndarray, Sequence[Phone]]], rate: int, rng: np.random.Generator
) -> tuple[np.ndarray, int, list[Phone]]:
    sound, phones, at = list[np.ndarray](), list[Phone](), 0
    for samples, own in said:
        rest = np.zeros(int(rng.uniform(0.05, 0.5) * rate), np.float32)
        sound += [samples, rest]
        phones += [Phone(p.symbol, at + p.start, at + p.stop) for p in own]
        at += len(samples) + len(rest)
    return np.concatenate(sound), rate, phones


def kinds(phones: list[Phone] | tuple[Phone, ...], rate: int, frames: int) -> np.ndarray:
    """The kind of every frame by the engine's own phones; the signs of a diphthong or affricate share its time."""
    track = np.zeros(frames, np.int64)
    middle = np.arange(frames) * rate / FRAME_RATE
    for phone in phones:
        found = [KIND[sign] for sign in phone.symbol if sign in KIND] or [0]
        edges = np.linspace(phone.start, phone.stop, len(found) + 1)
        for kind, start, stop in zip(found, edges, edges[1:], strict=False):
            track[(middle >= start) & (middle < stop)] = kind
    return track


def spoiled(samples: np.ndarray, rate: int, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """Another speaker in another room, at 16 kHz; answers the samples and by how much they got longer."""
    factor = float(rng.uniform(0.8, 1.25))
    out = soxr.resample(samples, rate, EAR_RATE * factor).astype(float)
    out = np.convolve(out, [1, rng.uniform(-0.7, 0.7)])[: len(out)]
    for _ in range(2):
        delay, gain = int(rng.uniform(20, 700)), rng.uniform(0, 0.35)
        out[delay:] += gain * out[:-delay]
    if rng.random() < 0.35:
        out = _reverberant(out, rng)
    level = out.std() + 1e-9
    if rng.random() < 0.2:
        out = out + _music(len(out), rng) * level * 10 ** (-rng.uniform(0, 25) / 20)
    noise = np.convolve(rng.standard_normal(len(out)), [1, rng.uniform(-0.9, 0.9)])[: len(out)]
    out += noise / noise.std() * level * 10 ** (-rng.choice([rng.uniform(3, 25), rng.uniform(20, 60)]) / 20)
    if rng.random() < 0.25:
        narrow = rng.uniform(3400, 7000)
        out = soxr.resample(soxr.resample(out, EAR_RATE, 2 * narrow), 2 * narrow, EAR_RATE)
    if rng.random() < 0.1:
        out = np.clip(out, -2 * level, 2 * level)
    return (0.1 * out / max(out.std(), 1e-9)).astype(np.float32), factor * EAR_RATE / rate


def _reverberant(out: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    length = int(EAR_RATE * rng.uniform(0.1, 0.4))
    tail = rng.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
    tail *= rng.uniform(0.1, 0.5) / np.sqrt((tail**2).sum())
    tail[0] = 1
    size = 1 << (len(out) + length).bit_length()
    return np.fft.irfft(np.fft.rfft(out, size) * np.fft.rfft(tail, size))[: len(out)]


def _music(length: int, rng: np.random.Generator) -> np.ndarray:
    """Chords that are struck again and again, with a mean square of 1."""
    time = np.arange(length) / EAR_RATE
    out = 1e-6 * rng.standard_normal(length)
    for _ in range(int(rng.integers(2, 6))):
        pitch, beat = 55 * 2 ** rng.uniform(0, 4), rng.uniform(0.25, 3)
        tone = sum(np.sin(2 * np.pi * k * pitch * time + k) / k for k in range(1, 7))
        out += tone * np.exp(-rng.uniform(0, 4) * ((time + rng.uniform(0, 2)) % beat))
    return out / out.std()


def nothing(rng: np.random.Generator) -> np.ndarray:
    """Noise, hum, chords, clicks for ten seconds: sound that nobody speaks."""
    length = 10 * EAR_RATE
    out = np.convolve(rng.standard_normal(length), [1, rng.uniform(-0.95, 0.95)])[:length] * rng.uniform(0, 1)
    swell = np.interp(np.arange(length), np.linspace(0, length, 12), rng.uniform(0.05, 1, 12))
    out *= swell
    if rng.random() < 0.6:
        out += rng.uniform(0.2, 3) * _music(length, rng)
    for place in rng.integers(0, length - 800, int(rng.integers(0, 12))):
        out[place : place + 400] += rng.standard_normal(400) * np.exp(-np.arange(400) / 60) * 5
    return (0.1 * out / max(out.std(), 1e-9)).astype(np.float32)


def material(seed: int, share: float = 1.0, usual: np.ndarray | None = None) -> tuple[list[Piece], np.ndarray]:
    """All pieces, each as it is and twice spoiled, and the usual colour of a voice (measured where it is not given)."""
    rng = np.random.default_rng(seed)
    found: list[tuple[np.ndarray, np.ndarray]] = []
    for number, (samples, rate, phones) in enumerate(pieces(rng, share)):
        for changed in (False, True, True):
            sound, scale = spoiled(samples, rate, rng) if changed else (samples, 1.0)
            frames = np.concatenate(list(raw_frames(Sound.of(sound, EAR_RATE if changed else rate))))
            moved = [Phone(p.symbol, round(p.start * scale), round(p.stop * scale)) for p in phones]
            found.append((frames, kinds(moved, EAR_RATE if changed else rate, len(frames))))
        if number % 100 == 0:
            print(f"{number} pieces, {sum(len(one) for one, _ in found) / FRAME_RATE / 3600:.2f} h", flush=True)
    spoken = len(found)
    for _ in range(150):
        frames = np.concatenate(list(raw_frames(Sound.of(nothing(rng), EAR_RATE))))
        found.append((frames, np.zeros(len(frames), np.int64)))
    rooms = [surroundings(iter([frames])) for frames, _ in found]
    if usual is None:
        usual = np.mean([room.colour - room.level for room in rooms[:spoken]], axis=0).astype(np.float32)
    return [
        Piece(room.normal(frames, usual).astype(np.float16), track.astype(np.int8), place < spoken)
        for place, ((frames, track), room) in enumerate(zip(found, rooms, strict=True))
    ], usual
