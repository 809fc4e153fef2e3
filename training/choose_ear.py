"""Shows what the decoder's numbers (`_CLOSING` and `_SWITCH` of `speech/ear.py`, and `prior`) do, to choose them.

    python training/choose_ear.py [--weights FILE]

On voices that are neither trained on nor measured with, the shards of `.cache/ear/choosing` (festival's `ked`, three
variants of espeak-ng), as they are and in pink noise. What is not there is left out.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from ear_speech import SHARDS
from measure_ear import OPEN, OPEN_ELSE, Case, noisy

from understudy.speech import ear as hearing
from understudy.speech.ear import SYMBOLS, Decoder, Ear, emissions
from understudy.speech.ear_frames import EAR_RATE, raw_frames, surroundings
from understudy.speech.sound import Sound

CLOSINGS, SWITCHES, PRIORS = (0.0, 0.5, 1.0, 1.5, 2.0), (0.5, 1.0, 1.5, 2.5), (0.0, 0.3)
SECONDS = 120
"""Of each shard."""
NOISES = (None, 15, 8)
LIPS = [SYMBOLS.index("p"), SYMBOLS.index("m")]


def cases() -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Name, samples at 16 kHz and kinds."""
    for path in sorted((SHARDS / "choosing").glob("*.npz")):
        with np.load(path) as stored:
            samples, kinds, edges = stored["samples"], stored["kinds"], stored["edges"]
        left = SECONDS * 100
        for place in np.random.default_rng(1).permutation(len(edges) - 1):
            first, last = int(edges[place]), int(edges[place + 1])
            if (left := left - (last - first)) < 0:
                break
            yield path.stem, samples[first * 160 : last * 160] / np.float32(32768), kinds[first:last]


def logs(ear: Ear, samples: np.ndarray) -> np.ndarray:
    """What each kind gains by being chosen, but for the frequency of the kinds."""
    sound = Sound.of(samples.astype(np.float32), EAR_RATE)
    room = surroundings(raw_frames(sound))
    return np.concatenate(list(emissions(ear, (room.normal(block, ear.usual) for block in raw_frames(sound)))))


def decided(gains: np.ndarray, closing: float, switch: float) -> np.ndarray:
    gains = gains.copy()
    gains[:, LIPS] += closing
    hearing._SWITCH = switch
    decoder = Decoder()
    return np.concatenate([*decoder.feed(gains), *decoder.finish()])


def compared(truth: np.ndarray, heard: np.ndarray) -> np.ndarray:
    """Correlation of openness; F1 of closed lips, closures found, frames of closed lips that are there."""
    known = truth >= 0
    curves = []
    for track in (np.where(known, truth, heard), heard):
        curve = np.array([OPEN.get(SYMBOLS[kind], OPEN_ELSE) for kind in track])
        curves.append(np.convolve(curve, np.hanning(9) / np.hanning(9).sum(), "same")[::4])
    lips = [np.isin(np.where(known, track, -1), LIPS) for track in (truth, heard)]
    near = [np.convolve(track, np.ones(9), "same") > 0 for track in lips]
    right = (lips[1] & near[0]).sum() / max(lips[1].sum(), 1)
    recall = (lips[0] & near[1]).sum() / max(lips[0].sum(), 1)
    edges = np.flatnonzero(np.diff(lips[0].astype(int), prepend=0, append=0))
    found = [near[1][start:stop].any() for start, stop in zip(edges[::2], edges[1::2], strict=True)]
    return np.array(
        [np.corrcoef(*curves)[0, 1], 2 * right * recall / max(right + recall, 1e-9), np.mean(found or [1]), right]
    )


def main(weights: Path | None) -> None:
    ear = Ear.built_in()
    if weights:
        with np.load(weights) as stored:
            ear = Ear(**{name: stored[name].astype(np.float32) for name in Ear.__dataclass_fields__})
    groups: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
    for name, samples, kinds in cases():
        for decibels in NOISES:
            case = noisy(Case(name, samples, EAR_RATE, "", ""), decibels)
            groups.setdefault("clean" if decibels is None else f"{decibels} dB", []).append(
                (logs(ear, case.samples), kinds)
            )
            groups.setdefault(f"{name}, {'clean' if decibels is None else f'{decibels} dB'}", []).append(
                groups["clean" if decibels is None else f"{decibels} dB"][-1]
            )
    for prior, switch, closing in itertools.product(PRIORS, SWITCHES, CLOSINGS):
        print(f"prior {prior}, switch {switch}, closing {closing}: openness, lips, found, there")
        for name, pairs in groups.items():
            rows = [compared(t, decided(g - prior * ear.prior, closing, switch)[: len(t)]) for g, t in pairs]
            sizes = [len(t) for _, t in pairs]
            print(f"    {name:28} " + " ".join(f"{v:.3f}" for v in np.average(rows, axis=0, weights=sizes)), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--weights", type=Path)
    main(parser.parse_args().weights)
