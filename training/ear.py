"""Makes `src/understudy/speech/ear.npz`: the weights of the network that hears phones in recordings.

    uv pip install --group training      PyTorch, which only this program needs
    python training/ear.py               makes the speech (`ear_speech.py`), trains, writes the weights
    python training/ear.py --go-on       goes on from the weights that are there
    python training/measure_ear.py       measures them on voices, engines and people that were kept out

The network is that of `speech/ear.py`. What is learnt: the kind of every frame (cross entropy), from random stretches
of random pieces, each frame blurred, its colour bent, bands and moments of it hidden.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from ear_speech import material
from torch import Tensor, nn

from understudy.speech.ear import CLASSES, DILATIONS, FIRST, REACH
from understudy.speech.ear_frames import BANDS, COLUMNS, FRAME_RATE

HERE = Path(__file__).parent
WEIGHTS = HERE.parent / "src/understudy/speech/ear.npz"
CACHE = HERE.parent / ".cache" / "ear-speech.npz"
SEED, WIDTH, BATCH, STRETCH = 20261126, 112, 24, 256
STEPS, FASTEST, GOING_ON, BLEND = 6_000, 3e-3, 1e-3, 0.65
"""Batches by default, the highest rate of learning, and that when going on; then, of every weight, the part that is the
new one's (Wortsman et al., "Robust fine-tuning of zero-shot models", 2022): what was known is not forgotten."""
BLUR, COLOUR, DROPPED, SMOOTHING = 0.25, 0.3, 0.1, 0.05
"""Noise on every value (in 10 dB), size of the random filter (in 10 dB a cosine), part of hidden units left out, part
of the certainty that is given to the other kinds."""
BENDS = torch.tensor(np.cos(np.pi * np.outer(np.arange(1, 7), (np.arange(BANDS) + 0.5) / BANDS)), dtype=torch.float32)


class Network(nn.Module):
    """A first convolution, then blocks that look further and further; nothing is padded."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv1d(COLUMNS, WIDTH, FIRST)
        self.mix = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, 3, dilation=step) for step in DILATIONS)
        self.back = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, 1) for _ in DILATIONS)
        self.drop = nn.Dropout(DROPPED)
        self.out = nn.Conv1d(WIDTH, len(CLASSES), 1)

    def forward(self, frames: Tensor) -> Tensor:
        """Scores (batch, kinds, n - 2 * REACH) for frames (batch, columns, n)."""
        hidden = torch.relu(self.first(frames))
        for step, mix, back in zip(DILATIONS, self.mix, self.back, strict=True):
            hidden = hidden[:, :, step:-step] + back(self.drop(torch.relu(mix(hidden))))
        return self.out(hidden)

    def take(self, stored: dict[str, np.ndarray]) -> None:
        """Begin with weights as `weights` gives them."""

        def put(conv: nn.Module, taps: np.ndarray, bias: np.ndarray) -> None:
            conv.weight.data = torch.tensor(taps.transpose(2, 1, 0).astype(np.float32))
            conv.bias.data = torch.tensor(bias.astype(np.float32))

        put(self.first, stored["first"], stored["first_bias"])
        for number, (mix, back) in enumerate(zip(self.mix, self.back, strict=True)):
            put(mix, stored["mix"][number], stored["mix_bias"][number])
            put(back, stored["back"][number][None], stored["back_bias"][number])
        put(self.out, stored["out"][None], stored["out_bias"])

    def weights(self) -> dict[str, np.ndarray]:
        """As `speech/ear.py` wants them: taps first, then from, then to."""

        def taps(conv: nn.Module) -> np.ndarray:
            return conv.weight.detach().numpy().transpose(2, 1, 0)

        def bias(conv: nn.Module) -> np.ndarray:
            return conv.bias.detach().numpy()

        return {
            "first": taps(self.first),
            "first_bias": bias(self.first),
            "mix": np.stack([taps(conv) for conv in self.mix]),
            "mix_bias": np.stack([bias(conv) for conv in self.mix]),
            "back": np.stack([taps(conv)[0] for conv in self.back]),
            "back_bias": np.stack([bias(conv) for conv in self.back]),
            "out": taps(self.out)[0],
            "out_bias": bias(self.out),
        }


def load(share: float, usual: np.ndarray | None) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """All frames and kinds one after the other, where each piece begins, and the usual colour; made once, then kept."""
    if not CACHE.exists():
        pieces, usual = material(SEED, share, usual)
        CACHE.parent.mkdir(exist_ok=True)
        edges = np.cumsum([0, *(len(piece.kinds) for piece in pieces)])
        frames, kinds = (np.concatenate([getattr(piece, name) for piece in pieces]) for name in ("blocks", "kinds"))
        np.savez(CACHE, frames=frames, kinds=kinds, edges=edges, usual=usual)
    with np.load(CACHE) as kept:
        return kept["frames"], kept["kinds"], kept["edges"], kept["usual"]


def batch(frames: np.ndarray, kinds: np.ndarray, edges: np.ndarray, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Stretches of pieces, each piece as often as it is long; short ones are followed by silence."""
    whole = STRETCH + 2 * REACH
    inputs = np.zeros((BATCH, whole, COLUMNS), np.float32)
    inputs[:, :, :-2], inputs[:, :, -2], inputs[:, :, -1] = -5, -2, -6
    wanted = np.zeros((BATCH, STRETCH), np.int64)
    for row, place in enumerate(rng.integers(0, len(kinds), BATCH)):
        piece = int(np.searchsorted(edges, place, "right")) - 1
        first, last = int(edges[piece]), int(edges[piece + 1])
        begin = int(rng.integers(first - REACH, max(last - STRETCH // 2, first - REACH + 1)))
        low, high = max(begin, first), min(begin + whole, last)
        inputs[row, low - begin : high - begin] = frames[low:high]
        track = np.zeros(whole, np.int64)
        track[low - begin : high - begin] = kinds[low:high]
        wanted[row] = track[REACH:-REACH]
    return disturbed(torch.from_numpy(inputs), rng).transpose(1, 2), torch.from_numpy(wanted)


def disturbed(inputs: Tensor, rng: np.random.Generator) -> Tensor:
    """The same frames, unsure in every detail: another filter, noise, and a band and a moment hidden."""
    inputs[:, :, :BANDS] += COLOUR * torch.randn(len(inputs), 1, 6) @ BENDS
    inputs += BLUR * torch.rand(len(inputs), 1, 1) * 2 * torch.randn_like(inputs)
    for row in inputs:
        band, moment = int(rng.integers(0, BANDS - 5)), int(rng.integers(0, row.shape[0] - 12))
        if rng.random() < 0.4:
            row[:, band : band + int(rng.integers(1, 5))] = 0
        if rng.random() < 0.4:
            row[moment : moment + int(rng.integers(2, 10)), :BANDS] = -1
    return inputs


def train(steps: int, share: float, go_on: bool) -> None:
    """Train for so many batches, and write the weights."""
    torch.set_num_threads(1)  # on a machine that is shared, threads wait for each other longer than they work
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    stored: dict[str, np.ndarray] = dict(np.load(WEIGHTS)) if go_on else {}
    frames, kinds, edges, usual = load(share, stored["usual"].astype(np.float32) if go_on else None)
    print(f"{len(kinds) / FRAME_RATE / 3600:.2f} hours of speech in {len(edges) - 1} pieces", flush=True)
    network = Network()
    if go_on:
        network.take(stored)
    print(f"{sum(p.numel() for p in network.parameters())} weights", flush=True)
    loss_of = nn.CrossEntropyLoss(label_smoothing=SMOOTHING)
    optimiser = torch.optim.AdamW(network.parameters(), FASTEST, weight_decay=0.01)
    began, mean = time.monotonic(), 0.0
    for step in range(steps):
        rate = (GOING_ON if go_on else FASTEST) * min(1, 10 * step / steps) * (0.5 + 0.5 * np.cos(np.pi * step / steps))
        for group in optimiser.param_groups:
            group["lr"] = rate
        inputs, wanted = batch(frames, kinds, edges, rng)
        loss = loss_of(network(inputs), wanted)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        nats = float(loss.detach())
        mean = 0.99 * mean + 0.01 * nats if step else nats
        if step % 200 == 199:
            print(f"{step + 1} of {steps}: {mean:.3f} nats, {time.monotonic() - began:.0f} s", flush=True)
            write(network, kinds, usual, stored)
    write(network, kinds, usual, stored)


def write(network: Network, kinds: np.ndarray, usual: np.ndarray, before: dict[str, np.ndarray]) -> None:
    """The weights as they are now, blended with those from `before` if there were any, in half precision."""
    prior = np.log(np.bincount(kinds, minlength=len(CLASSES)) / len(kinds) + 1e-3)
    now = network.weights() | {"usual": usual, "prior": prior}
    if before:
        now = {name: (1 - BLEND) * before[name].astype(np.float32) + BLEND * value for name, value in now.items()}
    np.savez_compressed(WEIGHTS, **{name: value.astype(np.float16) for name, value in now.items()})


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--share", type=float, default=1.0, help="part of the lines of espeak-ng and flite")
    parser.add_argument("--go-on", action="store_true", help="from the weights that are there")
    options = parser.parse_args()
    train(options.steps, options.share, options.go_on)
