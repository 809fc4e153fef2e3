"""Makes `src/understudy/speech/ear.npz`: the weights of the network that hears phones in recordings.

    python training/ear.py            trains (five minutes on two idle cores) and writes the weights
    python training/ear.py --measure  only measures the present weights on voices and texts kept out of training

The speech is made here by espeak-ng from `prompts.txt` (our own sentences) and from invented words; espeak tells
exactly which phone sounds when. Every line is spoken by several voices, then coloured: the vocal tract is made longer
or shorter, a filter bends the spectrum, noise is added to sound and frames. Pure
noise and tones are in it too, as silence.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soxr

from understudy.speech.clip import Phone
from understudy.speech.ear import CLASSES, CONTEXT, REACH, SYMBOLS, Ear
from understudy.speech.ear_frames import BANDS, COLUMNS, FRAME_RATE, raw_frames, surroundings
from understudy.speech.engine import Line
from understudy.speech.engines.espeak import EspeakEngine
from understudy.speech.listen import listen
from understudy.speech.sound import Sound

HERE = Path(__file__).parent
WEIGHTS = HERE.parent / "src/understudy/speech/ear.npz"
TRAINED = ("f1", "f3", "f4", "m1", "m3", "m5", "m7", "klatt2", "Andy", "Annie", "croak")
KEPT_OUT = ("f2", "m2", "Alex", "linda")
KEPT_OUT_TEXT = {
    "en-us": "Welcome to our spring update. Today we talk about three simple habits that help a team plan better. "
    "First, begin every meeting with one clear question. Maybe it sounds obvious, but most groups jump past it.",
    "cmn": "欢迎收看本期节目。今天我们谈谈怎样保护自己的眼睛。"
    "第一，每看一个小时屏幕，就要休息十分钟。第二，多吃蔬菜，少喝饮料。",
    "de": "Willkommen zur Sendung. Heute geht es um Pflanzen, die wenig Wasser brauchen und trotzdem blühen.",
    "es": "Bienvenidos al programa. Hoy hablamos de plantas que beben poca agua y aun así florecen en verano.",
}
HIDDEN, EPOCHS, BATCH = 96, 6, 256
BLUR, COLOUR, DROPPED = 0.4, 0.35, 0.25
"""Noise on every value (in 10 dB), size of the random filter (in 10 dB a cosine), part of hidden units left out."""
BENDS = np.cos(np.pi * np.outer(np.arange(1, 7), (np.arange(BANDS) + 0.5) / BANDS)).astype(np.float32)
"""Smooth filters: the first cosines over the bands."""
KIND = {sign: number for number, (_, signs) in reversed(list(enumerate(CLASSES))) for sign in signs}
OPEN = {"a": 1.0, "ɛ": 0.65, "ə": 0.45, "i": 0.3, "ɔ": 0.6, "u": 0.25, "y": 0.25, "m": 0, "p": 0, "": 0, "f": 0.1}
OPEN_ELSE = 0.2


def kinds(phones: tuple[Phone, ...], rate: int, frames: int) -> np.ndarray:
    """The kind of every frame by the engine's own phones; the signs of a diphthong or affricate share its time."""
    track = np.zeros(frames, np.int64)
    middle = np.arange(frames) * rate / FRAME_RATE
    for phone in phones:
        found = [KIND[sign] for sign in phone.symbol if sign in KIND] or [0]
        edges = np.linspace(phone.start, phone.stop, len(found) + 1)
        for kind, first, last in zip(found, edges, edges[1:], strict=False):
            track[(middle >= first) & (middle < last)] = kind
    return track


def spoken(rng: np.random.Generator) -> Iterator[tuple[np.ndarray, int, tuple[Phone, ...]]]:
    engine = EspeakEngine()
    lines = [line.split("|", 1) for line in (HERE / "prompts.txt").read_text("utf-8").splitlines()]
    lines += [("es", invented(rng)) for _ in range(20)] + [("it", invented(rng)) for _ in range(10)]
    for tag, text in lines:
        for variant in rng.choice(TRAINED, 8 if tag in {"en-us", "cmn"} else 5, replace=False):
            line = Line(text, speed=float(rng.uniform(0.75, 1.4)), pitch=float(rng.uniform(0.8, 1.25)))
            voice = engine.voice(f"{tag}+{variant}")
            result = engine.speak(line, voice)
            yield result.samples, voice.rate, result.phones


def invented(rng: np.random.Generator) -> str:
    """Words nobody knows, rich in closures, in the spelling of Spanish and Italian."""
    onsets = ["p", "b", "m", "p", "b", "m", "t", "d", "n", "k", "l", "r", "s", "f", "g", "ch", "pr", "bl", ""]
    onset = lambda: str(rng.choice(onsets))  # noqa: E731
    words = ["".join(onset() + str(rng.choice(list("aeiou"))) for _ in range(rng.integers(2, 5))) for _ in range(10)]
    return " ".join(words) + "."


def coloured(samples: np.ndarray, rate: int, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """Another speaker and another room; answers the samples and by how much they got longer."""
    factor = float(rng.uniform(0.82, 1.2))
    out = soxr.resample(samples, rate, rate * factor).astype(float)
    tilt = rng.uniform(-0.7, 0.7)
    out = np.convolve(out, [1, tilt])[: len(out)]
    for _ in range(2):
        delay, gain = int(rng.uniform(20, 700)), rng.uniform(0, 0.35)
        out[delay:] += gain * out[:-delay]
    noise = np.convolve(rng.standard_normal(len(out)), [1, rng.uniform(-0.9, 0.9)])[: len(out)]
    ratio = 10 ** (-rng.uniform(8, 60) / 20)
    out += noise * ratio * out.std() / noise.std()
    return (0.1 * out / max(out.std(), 1e-9)).astype(np.float32), factor


def nothing(rng: np.random.Generator, rate: int) -> np.ndarray:
    """Noise, hum, chords, clicks: sound that nobody speaks."""
    time = np.arange(rate * 4) / rate
    out = np.convolve(rng.standard_normal(len(time)), [1, rng.uniform(-0.95, 0.95)])[: len(time)] * rng.uniform(0, 1)
    for _ in range(rng.integers(0, 5)):
        tone = sum(np.sin(2 * np.pi * k * 55 * 2 ** rng.uniform(0, 4) * time) / k for k in range(1, 5))
        out += tone * np.exp(-rng.uniform(0, 3) * (time % rng.uniform(0.3, 4)))
    return (0.1 * out / max(out.std(), 1e-9)).astype(np.float32)


def material(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Contexts and kinds of all frames, and the usual colour of a voice."""
    pieces: list[tuple[list[np.ndarray], np.ndarray]] = []
    for samples, rate, phones in spoken(rng):
        for changed in (False, True):
            sound, factor = coloured(samples, rate, rng) if changed else (samples, 1.0)
            blocks = list(raw_frames(Sound.of(sound, rate)))
            moved = tuple(Phone(p.symbol, round(p.start * factor), round(p.stop * factor)) for p in phones)
            pieces.append((blocks, kinds(moved, rate, sum(map(len, blocks)))))
    for _ in range(60):
        blocks = list(raw_frames(Sound.of(nothing(rng, 16_000), 16_000)))
        pieces.append((blocks, np.zeros(sum(map(len, blocks)), np.int64)))
    rooms = [surroundings(iter(blocks)) for blocks, _ in pieces]
    usual = np.mean([room.colour - room.level for room in rooms[:-60]], axis=0).astype(np.float32)
    inputs, wanted = [], []
    for (blocks, track), room in zip(pieces, rooms, strict=True):
        frames = room.normal(np.concatenate(blocks), usual)
        inputs.append(Ear.around(np.pad(frames, ((REACH, REACH), (0, 0)), "edge")).astype(np.float16))
        wanted.append(track)
    return np.concatenate(inputs), np.concatenate(wanted), usual


def train() -> None:
    rng = np.random.default_rng(20261122)
    inputs, wanted, usual = material(rng)
    print(f"{len(wanted) / FRAME_RATE / 60:.1f} minutes of speech")
    prior = np.bincount(wanted, minlength=len(CLASSES)) / len(wanted)
    sizes = inputs.shape[1], HIDDEN, len(CLASSES)
    weights = [
        (rng.standard_normal(sizes[:2]) * np.sqrt(2 / sizes[0])).astype(np.float32),
        np.zeros(HIDDEN, np.float32),
        (rng.standard_normal(sizes[1:]) * np.sqrt(1 / sizes[1])).astype(np.float32),
        np.zeros(sizes[2], np.float32),
    ]
    first, second = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights]
    steps, total = 0, EPOCHS * (len(wanted) // BATCH)
    for epoch in range(EPOCHS):
        loss = 0.0
        order = rng.permutation(len(wanted))
        for start in range(0, len(order) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            some, gradient = step(weights, blurred(inputs[chosen], rng), wanted[chosen], rng)
            loss, steps = loss + some, steps + 1
            rate = 0.002 * 0.5 * (1 + np.cos(np.pi * steps / total))
            for w, g, m, v in zip(weights, gradient, first, second, strict=True):
                m += 0.1 * (g - m)
                v += 0.001 * (g * g - v)
                w -= rate * (m / (1 - 0.9**steps)) / (np.sqrt(v / (1 - 0.999**steps)) + 1e-8) + rate * 1e-3 * w
        print(f"epoch {epoch + 1}: {loss / (len(order) // BATCH):.3f} nats")
    names = ("hidden", "hidden_bias", "out", "out_bias")
    stored = dict(zip(names, weights, strict=True)) | {"usual": usual, "prior": np.log(prior + 1e-3)}
    np.savez_compressed(WEIGHTS, **{name: value.astype(np.float16) for name, value in stored.items()})


def blurred(inputs: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The same frames from a voice that is not espeak's: another filter, and unsure in every detail."""
    frames = inputs.reshape(len(inputs), len(CONTEXT), COLUMNS).astype(np.float32)
    bend = rng.standard_normal((len(frames), 1, 6), np.float32) @ BENDS
    frames[:, :, :BANDS] += COLOUR * bend
    frames += BLUR * rng.standard_normal(frames.shape, np.float32)
    return frames.reshape(inputs.shape)


def step(
    weights: list[np.ndarray], inputs: np.ndarray, wanted: np.ndarray, rng: np.random.Generator
) -> tuple[float, list[np.ndarray]]:
    """Loss and gradient of one batch (cross entropy; a part of the hidden units drops out)."""
    w1, b1, w2, b2 = weights
    hidden = np.maximum(inputs @ w1 + b1, 0)
    hidden *= (rng.random(hidden.shape, np.float32) > DROPPED) / np.float32(1 - DROPPED)
    scores = hidden @ w2 + b2
    scores -= scores.max(axis=1, keepdims=True)
    chances = np.exp(scores)
    chances /= chances.sum(axis=1, keepdims=True)
    rows = np.arange(len(wanted))
    loss = -float(np.log(chances[rows, wanted] + 1e-9).mean())
    chances[rows, wanted] -= 1
    chances /= len(wanted)
    back = (chances @ w2.T) * (hidden > 0) / np.float32(1 - DROPPED)
    return loss, [inputs.T @ back, back.sum(axis=0), hidden.T @ chances, chances.sum(axis=0)]


def measure() -> None:
    """Openness correlation, closure F1 (one frame of 10 ms may differ) and agreement on material kept out."""
    engine = EspeakEngine()
    for tag, text in KEPT_OUT_TEXT.items():
        for variant in KEPT_OUT:
            voice = engine.voice(f"{tag}+{variant}")
            said = engine.speak(Line(text), voice)
            clip = listen(Sound.of(said.samples, voice.rate))
            print(f"{tag:6} {variant:7}", *(f"{value:.3f}" for value in compared(said.phones, clip.phones, voice.rate)))


def compared(truth: tuple[Phone, ...], heard: tuple[Phone, ...], rate: int) -> tuple[float, float, float]:
    """Correlation of openness at 25 frames a second, F1 of closed lips (a frame may differ), frames that agree."""
    frames = truth[-1].stop * FRAME_RATE // rate
    one, two = (kinds(phones, rate, frames) for phones in (truth, heard))
    curves = []
    for track in (one, two):
        curve = np.array([OPEN.get(SYMBOLS[kind], OPEN_ELSE) for kind in track])
        curves.append(np.convolve(curve, np.hanning(9) / np.hanning(9).sum(), "same")[::4])
    lips = [np.isin(track, [SYMBOLS.index("p"), SYMBOLS.index("m")]) for track in (one, two)]
    near = [np.convolve(track, [1, 1, 1, 1, 1, 1, 1, 1, 1], "same") > 0 for track in lips]  # 40 ms: one film frame
    precision = (lips[1] & near[0]).sum() / max(lips[1].sum(), 1)
    recall = (lips[0] & near[1]).sum() / max(lips[0].sum(), 1)
    closure = 2 * precision * recall / max(precision + recall, 1e-9)
    return float(np.corrcoef(*curves)[0, 1]), float(closure), float((one == two)[:frames].mean())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--measure", action="store_true")
    if not parser.parse_args().measure:
        train()
    measure()
