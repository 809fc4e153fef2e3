"""The speech that the ear is trained on, made or gathered here, with the kind of phone of every frame: `.cache/ear`.

    python training/ear_speech.py [--only NAME …] [--jobs 16] [--times 2]

Text: `prompts.txt`, our tables of readings (`tests/unit/script/reading_*.tsv`), invented words in the spelling of
thirty languages. Who speaks it: espeak-ng and flite here, festival (`festival_speech.py`), and people whose recordings
are free (`recorded_speech.py`); never a voice that `measure_ear.py` measures with. Voices that are for choosing go to
a folder of their own. What is not installed is left out, and said.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import soxr

from understudy.speech.align import KIND
from understudy.speech.clip import Phone
from understudy.speech.ear_frames import EAR_RATE, FRAME_RATE
from understudy.speech.engine import Line
from understudy.speech.engines.espeak import EspeakEngine
from understudy.speech.engines.espeak_catalogue import Catalogue, installation
from understudy.speech.engines.flite import FliteEngine

HERE = Path(__file__).parent
SHARDS = HERE.parent / ".cache" / "ear"
READINGS = HERE.parent / "tests" / "unit" / "script"
SEED = 20261126
UNKNOWN = "?"
"""The symbol of a stretch of which nobody knows what sounds in it."""
KEPT_OUT = ("f2", "m2", "Alex", "linda")
"""Variants of espeak-ng that `measure_ear.py` measures with."""
CHOOSING = ("f5", "m4", "m6")
"""Variants that are for choosing."""
ODD = ("fast", "Demonic", "whisperf", "AnxiousAndy", "Mr serious")
"""Variants that no person resembles, or that cannot be named."""
TRAINED_FLITE = ("slt", "rms")
PIECE_LINES = 4

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
    """Some seconds of one voice: samples, their rate, and phones that cover them."""

    samples: np.ndarray
    rate: int
    phones: Sequence[Phone]


T = TypeVar("T")
Task = tuple[Callable[..., list[Piece]], tuple[object, ...]]
"""A function that makes pieces, and its arguments: other processes can do it."""


def lines(rng: np.random.Generator, times: float = 1.0) -> Iterator[tuple[str, str, int]]:
    """Language, text, and by how many voices it is to be spoken."""
    for line in (HERE / "prompts.txt").read_text("utf-8").splitlines():
        tag, text = line.split("|", 1)
        yield tag, text, round(12 * times)
    for tag, name in (("en-us", "reading_en.tsv"), ("cmn", "reading_zh.tsv")):
        for row in (READINGS / name).read_text("utf-8").splitlines()[1:]:
            yield tag, row.split("\t")[1], round(3 * times)
    for tag in LATIN:
        for _ in range(12):
            yield tag, invented(rng, tag), round(6 * times)
    for tag in OTHERS:
        for _ in range(10):
            yield tag, invented(rng, tag), round(6 * times)


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


def few(texts: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many lines as make a piece, one after the other."""
    for start in range(0, len(texts), PIECE_LINES):
        yield texts[start : start + PIECE_LINES]


def espeak_tasks(rng: np.random.Generator, times: float, variants: Sequence[str]) -> Iterator[Task]:
    """Pieces of a few lines of one language by one voice."""
    waiting: dict[str, list[str]] = {}
    for tag, text, voices in lines(rng, times):
        for variant in rng.choice(variants, min(voices, len(variants)), replace=False):
            waiting.setdefault(f"{tag}+{variant}", []).append(text)
    for name, texts in waiting.items():
        order = [texts[place] for place in rng.permutation(len(texts))]
        for chosen in few(order):
            yield spoken, ("espeak", name, chosen, int(rng.integers(1 << 31)))


def flite_tasks(rng: np.random.Generator) -> Iterator[Task]:
    texts = [text for tag, text, _ in lines(rng) if tag.startswith("en")]
    for name in TRAINED_FLITE:
        for chosen in few([texts[place] for place in rng.permutation(len(texts))]):
            yield spoken, ("flite", name, chosen, int(rng.integers(1 << 31)))


def spoken(engine_name: str, voice_name: str, texts: Sequence[str], seed: int) -> list[Piece]:
    """A few lines one after the other by a voice of espeak-ng or flite, at some speed and pitch, with pauses."""
    rng = np.random.default_rng(seed)
    engine = EspeakEngine() if engine_name == "espeak" else FliteEngine()
    if isinstance(engine, EspeakEngine):
        voice = engine.voice(voice_name)
    else:
        named = [one for one in engine.voices() if one.id == f"flite:{voice_name}"]
        if not named:
            return []
        voice = named[0]
    speed, pitch = float(rng.uniform(0.8, 1.4)), float(rng.uniform(0.85, 1.2))
    said = [engine.speak(Line(text, speed, pitch if rng.random() < 0.5 else 1.0), voice) for text in texts]
    return [joined([(one.samples, one.phones) for one in said], voice.rate, rng)]


def joined(said: Sequence[tuple[np.ndarray, Sequence[Phone]]], rate: int, rng: np.random.Generator) -> Piece:
    """Lines one after the other, with silence between them."""
    sound, phones, at = list[np.ndarray](), list[Phone](), 0
    for samples, own in said:
        rest = np.zeros(int(rng.uniform(0.05, 0.5) * rate), np.float32)
        sound += [samples, rest]
        phones += [Phone(p.symbol, at + p.start, at + p.stop) for p in own]
        at += len(samples) + len(rest)
    return Piece(np.concatenate(sound), rate, phones)


def kinds(phones: Sequence[Phone], rate: int, frames: int) -> np.ndarray:
    """The kind of every frame; the signs of a diphthong or affricate share its time; -1 where nobody knows."""
    track = np.zeros(frames, np.int64)
    middle = np.arange(frames) * rate / FRAME_RATE
    for phone in phones:
        found = [-1] if phone.symbol == UNKNOWN else [KIND[sign] for sign in phone.symbol if sign in KIND] or [0]
        edges = np.linspace(phone.start, phone.stop, len(found) + 1)
        for kind, start, stop in zip(found, edges, edges[1:], strict=False):
            track[(middle >= start) & (middle < stop)] = kind
    return track


def made(task: Task) -> list[tuple[np.ndarray, np.ndarray]]:
    """What a task makes, as samples at the ear's rate (whole frames of them) and kinds."""
    work, arguments = task
    found = []
    for piece in work(*arguments):
        sound = soxr.resample(piece.samples.astype(np.float32), piece.rate, EAR_RATE)
        hop = EAR_RATE // FRAME_RATE
        sound = np.pad(sound, (0, -len(sound) % hop))
        sound *= 0.1 / max(float(sound.std()), 1e-6)
        samples = np.clip(np.round(sound * 32767), -32768, 32767).astype(np.int16)
        found.append((samples, kinds(piece.phones, piece.rate, len(sound) // hop).astype(np.int8)))
    return found


def shard(path: Path, tasks: Sequence[Task], jobs: int) -> None:
    """Write what all tasks make: pieces one after the other, and where each begins, in frames."""
    with ProcessPoolExecutor(jobs) as pool:
        pieces = [piece for some in pool.map(made, tasks, chunksize=4) for piece in some]
    if not pieces:
        print(f"{path.stem}: not installed", flush=True)
        return
    samples, tracks = (np.concatenate([piece[row] for piece in pieces]) for row in (0, 1))
    edges = np.cumsum([0, *(len(track) for _, track in pieces)])
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, samples=samples, kinds=tracks, edges=edges)
    print(f"{path.stem}: {len(tracks) / FRAME_RATE / 3600:.2f} h in {len(pieces)} pieces", flush=True)


def plan(times: float) -> Iterator[tuple[str, Callable[[np.random.Generator], Iterator[Task]]]]:
    """All shards: where each goes, and what makes it."""
    import festival_speech
    import recorded_speech

    catalogue = Catalogue(installation() / "espeak-ng-data")
    trained = sorted(set(catalogue.variants) - {*KEPT_OUT, *CHOOSING, *ODD})
    yield "espeak", lambda rng: espeak_tasks(rng, times, trained)
    yield "choosing/espeak", lambda rng: espeak_tasks(rng, 0.1, CHOOSING)
    yield "flite", flite_tasks
    yield "festival", festival_speech.tasks
    yield "choosing/festival", festival_speech.choosing_tasks
    yield "recorded", recorded_speech.tasks


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--times", type=float, default=1.0, help="by how many times as many voices each line is said")
    parser.add_argument("--into", type=Path, default=SHARDS)
    options = parser.parse_args()
    for name, tasks_of in plan(options.times):
        if not options.only or name in options.only:
            shard(options.into / f"{name}.npz", list(tasks_of(np.random.default_rng(SEED))), options.jobs)
