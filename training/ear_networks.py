"""The network that the package ships, and the teacher it learns from, in PyTorch."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from understudy.speech.ear import CLASSES, DILATIONS, FIRST, REACH
from understudy.speech.ear_frames import COLUMNS

WIDTH, DROPPED = 128, 0.05
"""Channels of the student, and the part of its hidden units that is left out."""
SIZE, BLOCKS, HEADS, TAPS, LEFT_OUT = 256, 8, 4, 15, 0.1
"""Channels, blocks, heads of attention, taps of convolution and left-out part of the teacher."""


class Student(nn.Module):
    """A first convolution, then blocks that look further and further; nothing is padded."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv1d(COLUMNS, WIDTH, FIRST)
        self.mix = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, 3, dilation=step) for step in DILATIONS)
        self.back = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, 1) for _ in DILATIONS)
        self.drop = nn.Dropout(DROPPED)
        self.out = nn.Conv1d(WIDTH, len(CLASSES), 1)

    def forward(self, frames: Tensor) -> Tensor:
        """Scores (batch, n - 2 * REACH, kinds) for frames (batch, n, columns)."""
        hidden = torch.relu(self.first(frames.transpose(1, 2)))
        for step, mix, back in zip(DILATIONS, self.mix, self.back, strict=True):
            hidden = hidden[:, :, step:-step] + back(self.drop(torch.relu(mix(hidden))))
        return self.out(hidden).transpose(1, 2)

    def weights(self) -> dict[str, np.ndarray]:
        """As `speech/ear.py` wants them: taps first, then from, then to."""

        def taps(conv: nn.Module) -> np.ndarray:
            return conv.weight.detach().float().cpu().numpy().transpose(2, 1, 0)

        def bias(conv: nn.Module) -> np.ndarray:
            return conv.bias.detach().float().cpu().numpy()

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


class Teacher(nn.Module):
    """A conformer (Gulati et al. 2020) at 50 frames a second, whose answer is sharpened to 100."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv1d(COLUMNS, SIZE, 5, padding=2)
        self.halve = nn.Conv1d(SIZE, SIZE, 4, stride=2, padding=1)
        self.blocks = nn.ModuleList(_Block() for _ in range(BLOCKS))
        self.norm = nn.LayerNorm(SIZE)
        self.twice = nn.ConvTranspose1d(SIZE, SIZE, 4, stride=2, padding=1)
        self.join = nn.Conv1d(2 * SIZE, SIZE, 5, padding=2)
        self.out = nn.Conv1d(SIZE, len(CLASSES), 1)

    def forward(self, frames: Tensor) -> Tensor:
        """Scores (batch, n - 2 * REACH, kinds) for frames (batch, n, columns), as the student's."""
        count = frames.shape[1]
        fine = functional.gelu(self.stem(functional.pad(frames, (0, 0, 0, count % 2)).transpose(1, 2)))
        hidden = functional.gelu(self.halve(fine)).transpose(1, 2)
        for block in self.blocks:
            hidden = block(hidden)
        wide = self.twice(self.norm(hidden).transpose(1, 2))
        joined = functional.gelu(self.join(torch.cat([fine, wide], 1)))
        return self.out(joined).transpose(1, 2)[:, REACH : count - REACH]


class _Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.before, self.after = _forward(), _forward()
        self.norm, self.ask, self.put = nn.LayerNorm(SIZE), nn.Linear(SIZE, 3 * SIZE), nn.Linear(SIZE, SIZE)
        self.near_norm, self.spread = nn.LayerNorm(SIZE), nn.Linear(SIZE, 2 * SIZE)
        self.near = nn.Conv1d(SIZE, SIZE, TAPS, padding=TAPS // 2, groups=SIZE)
        self.near_out, self.inner, self.last = nn.Linear(SIZE, SIZE), nn.LayerNorm(SIZE), nn.LayerNorm(SIZE)

    def forward(self, hidden: Tensor) -> Tensor:
        hidden = hidden + 0.5 * self.before(hidden)
        rows, count, _ = hidden.shape
        asked = self.ask(self.norm(hidden)).view(rows, count, 3, HEADS, SIZE // HEADS).permute(2, 0, 3, 1, 4)
        found = functional.scaled_dot_product_attention(asked[0], asked[1], asked[2])
        hidden = hidden + self.put(found.transpose(1, 2).reshape(rows, count, SIZE))
        near = functional.glu(self.spread(self.near_norm(hidden)), -1)
        near = functional.silu(self.inner(self.near(near.transpose(1, 2)).transpose(1, 2)))
        hidden = hidden + functional.dropout(self.near_out(near), LEFT_OUT, self.training)
        return self.last(hidden + 0.5 * self.after(hidden))


def _forward() -> nn.Sequential:
    wide = nn.Linear(SIZE, 4 * SIZE)
    return nn.Sequential(nn.LayerNorm(SIZE), wide, nn.SiLU(), nn.Dropout(LEFT_OUT), nn.Linear(4 * SIZE, SIZE))
