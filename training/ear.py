"""Makes `src/understudy/speech/ear.npz`: the weights of the network that hears phones in recordings.

    uv pip install --group training        PyTorch, which only this program needs
    python training/ear_speech.py          makes the speech, once, into `.cache/ear`
    python training/ear.py                 trains for minutes on a GPU; on a processor (`--cpu`), give it days
    python training/choose_ear.py          shows what the decoder's numbers do, on voices that are for choosing
    python training/measure_ear.py         measures it on voices, engines and people that were kept out

A teacher thirty times as large learns first, from speech that is heard in other rooms every time (`ear_rooms.py`). The
network that is shipped (`ear_networks.py`, `speech/ear.py`) then learns from the kinds that were said and from what
the teacher hears in the same speech before it was spoiled (Hinton et al., "Distilling the knowledge", 2015).
"""

from __future__ import annotations

import argparse
import copy
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from ear_networks import Student, Teacher
from ear_rooms import FRAMES, HOP, LENGTH, Rooms, unsure
from torch import Tensor, nn
from torch.nn import functional

from understudy.speech.ear import CLASSES, REACH, SYMBOLS
from understudy.speech.ear_frames import BANDS, FRAME_RATE

HERE = Path(__file__).parent
WEIGHTS = HERE.parent / "src/understudy/speech/ear.npz"
SHARDS = HERE.parent / ".cache" / "ear"
SEED, SMOOTHING, SOFT = 20261126, 0.03, 0.5
"""Part of the certainty that is given to other kinds; part of the loss that is the teacher's."""
LIPS, LIPS_WEIGH = [SYMBOLS.index("p"), SYMBOLS.index("m")], 1.5
"""Frames of closed lips count for more."""
SPEED = (0.8, 1.25)
FASTEST = {"teacher": 1e-3, "student": 2.5e-3}
KEPT = 0.999
"""How much of the mean of all weights so far is kept at each step."""


@dataclass(frozen=True, eq=False)
class Speech:
    """Pieces one after the other: samples at 16 kHz, the kind of every frame (-1: nobody knows), and of each piece
    where it begins and ends (frames) and how often it is drawn."""

    samples: Tensor
    kinds: Tensor
    first: Tensor
    last: Tensor
    chances: Tensor

    @classmethod
    def load(cls, folder: Path, device: str, shares: dict[str, float]) -> Speech:
        """All shards of a folder; `shares` says how much more often than its length a shard is drawn, by its name."""
        samples, kinds, edges, chances, at = [], [], [], [], 0
        for path in sorted(folder.glob("*.npz")):
            with np.load(path) as stored:
                sound, track, own = stored["samples"], stored["kinds"], stored["edges"]
            share = next((value for name, value in shares.items() if path.stem.startswith(name)), 1.0)
            samples.append(torch.from_numpy(sound))
            kinds.append(torch.from_numpy(track))
            edges.append(own + at)
            chances.append(np.diff(own) * share)
            print(f"{path.stem}: {len(track) / FRAME_RATE / 3600:.2f} h, {len(own) - 1} pieces, x {share}", flush=True)
            at += len(track)
        return cls(
            torch.cat(samples).to(device),
            torch.cat(kinds).to(device),
            torch.from_numpy(np.concatenate([one[:-1] for one in edges])).to(device),
            torch.from_numpy(np.concatenate([one[1:] for one in edges])).to(device),
            torch.from_numpy(np.concatenate(chances)).float().to(device),
        )

    def draw(self, rows: int, *, plain: bool = False) -> tuple[Tensor, Tensor]:
        """Stretches of pieces at other speeds: sound (rows, LENGTH), kinds (rows, FRAMES); silence around a piece."""
        device = self.samples.device
        piece = torch.multinomial(self.chances, rows, replacement=True)
        first, last = self.first[piece], self.last[piece]
        speed = torch.ones(rows, device=device)
        if not plain:
            quick = torch.rand(rows, device=device) < 0.75
            speed = torch.where(quick, SPEED[0] + (SPEED[1] - SPEED[0]) * torch.rand(rows, device=device), speed)
        room = (last - first - FRAMES * speed * 0.7).clamp(min=1)
        begin = (first - 30 + (room + 30) * torch.rand(rows, device=device)).double() * HOP
        at = begin[:, None] + speed.double()[:, None] * torch.arange(LENGTH, device=device)
        inside = (at >= (first * HOP)[:, None]) & (at < (last * HOP - 3)[:, None])
        whole = at.floor().long().clamp(1, len(self.samples) - 3)
        sound = _between([self.samples[whole + step].float() for step in (-1, 0, 1, 2)], (at - whole).float())
        frame = (at[:, ::HOP][:, :FRAMES] / HOP).round().long().clamp(0, len(self.kinds) - 1)
        kinds = torch.where(inside[:, ::HOP][:, :FRAMES], self.kinds[frame].long(), 0)
        return torch.where(inside, sound / 32768, 0.0), kinds


def _between(four: list[Tensor], share: Tensor) -> Tensor:
    """The curve through four samples in a row (Catmull and Rom 1974), `share` behind the second."""
    a, b, c, d = four
    slope = c - a + share * (2 * a - 5 * b + 4 * c - d + share * (3 * (b - c) + d - a))
    return b + 0.5 * share * slope


class Lesson:
    """Batches for both networks, and their losses."""

    def __init__(self, speech: Speech, rooms: Rooms, usual: Tensor) -> None:
        self.speech, self.rooms, self.usual = speech, rooms, usual
        self.weigh = torch.ones(len(CLASSES), device=usual.device)
        self.weigh[LIPS] = LIPS_WEIGH

    def batch(self, rows: int) -> tuple[Tensor, Tensor, Tensor]:
        """Frames as they are heard elsewhere, frames before that, kinds of all but REACH at both ends."""
        with torch.no_grad():
            sound, kinds = self.speech.draw(rows)
            there, speaks = self.rooms.elsewhere(sound, kinds > 0)
            kinds = torch.where(speaks[:, None], kinds, 0)
            patience = 1 + 7 * torch.rand(rows, device=sound.device)
            spoiled = unsure(self.rooms.normal(self.rooms.frames(there), self.usual, patience))
            plain = self.rooms.normal(self.rooms.frames(sound * speaks[:, None]), self.usual, patience)
        return spoiled, plain, kinds[:, REACH:-REACH]

    def loss(self, scores: Tensor, kinds: Tensor) -> Tensor:
        return functional.cross_entropy(
            scores.float().flatten(0, 1),
            kinds.flatten(),
            self.weigh,
            ignore_index=-1,
            label_smoothing=SMOOTHING,
        )


def usual_colour(speech: Speech, rooms: Rooms, rows: int) -> Tensor:
    """Mean band levels of all speakers relative to their level."""
    found = []
    for _ in range(16):
        sound, _ = speech.draw(rows, plain=True)
        level, colour, _ = rooms.colour(rooms.frames(sound))
        found.append(colour - level[:, None])
    return torch.cat(found).mean(0)


def learn(
    name: str, network: nn.Module, lesson: Lesson, seconds: float, rows: int, teacher: nn.Module | None = None
) -> nn.Module:
    """Train for so many seconds; gives the mean of the weights on the way, which hears better than the last ones."""
    device = lesson.usual.device
    mean = copy.deepcopy(network).eval()
    optimiser = torch.optim.AdamW(network.parameters(), FASTEST[name], weight_decay=0.01, betas=(0.9, 0.98))
    network.train()
    began, step, shown, told = time.monotonic(), 0, torch.zeros((), device=device), time.monotonic()
    while (done := (time.monotonic() - began) / seconds) < 1:
        for group in optimiser.param_groups:
            group["lr"] = FASTEST[name] * min(1, (step + 1) / 300) * (0.01 + 0.99 * (0.5 + 0.5 * np.cos(np.pi * done)))
        spoiled, plain, kinds = lesson.batch(rows)
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            scores = network(spoiled)
            loss = lesson.loss(scores, kinds)
            if teacher is not None:
                with torch.no_grad():
                    wanted = torch.log_softmax(teacher(plain).float(), -1)
                heard = torch.log_softmax(scores.float(), -1)
                apart = functional.kl_div(heard, wanted, reduction="none", log_target=True).sum(-1)
                loss = (1 - SOFT) * loss + SOFT * apart.mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        step += 1
        with torch.no_grad():
            torch._foreach_lerp_(list(mean.parameters()), list(network.parameters()), 1 - min(KEPT, step / (step + 9)))
        shown = loss.detach() if step == 1 else 0.98 * shown + 0.02 * loss.detach()
        if time.monotonic() - told > 20:
            told = time.monotonic()
            print(f"{name} {step}: {float(shown):.3f} nats, {told - began:.0f} s", flush=True)
    print(f"{name} ended after {step} steps of {rows} rows: {float(shown):.3f} nats", flush=True)
    return mean


@torch.no_grad()
def examine(name: str, network: nn.Module, speech: Speech, lesson: Lesson, rows: int) -> None:
    """Right frames, and how many frames of closed lips are heard and rightly heard, of voices kept for choosing."""
    rooms = lesson.rooms
    for spoiled in (False, True):
        torch.manual_seed(1)
        counts = torch.zeros(4, device=lesson.usual.device)
        for _ in range(8):
            sound, kinds = speech.draw(rows, plain=True)
            if spoiled:
                sound, speaks = rooms.elsewhere(sound, kinds > 0)
                kinds = torch.where(speaks[:, None], kinds, 0)
            kinds = kinds[:, REACH:-REACH]
            heard = network(rooms.normal(rooms.frames(sound), lesson.usual, 3.0)).argmax(-1)
            known = kinds >= 0
            lips, ours = (((one == LIPS[0]) | (one == LIPS[1])) & known for one in (kinds, heard))
            counts += torch.stack(
                [((heard == kinds) & known).sum() / known.sum(), lips.sum(), ours.sum(), (lips & ours).sum()]
            )
        right, there, told, both = counts.tolist()
        print(
            f"{name}{', spoiled' if spoiled else ''}: {right / 8:.3f} right, of closed lips"
            f" {both / max(there, 1):.3f} heard, {both / max(told, 1):.3f} of those heard are there",
            flush=True,
        )


def write(path: Path, student: Student, speech: Speech, usual: Tensor) -> None:
    """The weights in half precision."""
    known = speech.kinds[speech.kinds >= 0].long()
    prior = (torch.bincount(known, minlength=len(CLASSES)) / len(known) + 1e-3).log()
    stored = student.weights() | {"usual": usual.cpu().numpy(), "prior": prior.cpu().numpy()}
    assert stored["usual"].shape == (BANDS,)
    np.savez_compressed(path, **{name: value.astype(np.float16) for name, value in stored.items()})
    print(f"{path}: {path.stat().st_size} bytes", flush=True)


def main(options: argparse.Namespace) -> None:
    torch.manual_seed(SEED)
    device = "cpu" if options.cpu else "cuda"
    shares = {name: float(value) for name, _, value in (one.partition("=") for one in options.share)}
    speech = Speech.load(options.speech, device, shares)
    chosen = Speech.load(options.speech / "choosing", device, {})
    rooms = Rooms(device)
    usual = usual_colour(speech, rooms, options.rows)
    lesson = Lesson(speech, rooms, usual)
    teacher: nn.Module = Teacher().to(device)
    if options.teacher and options.teacher.exists():
        teacher.load_state_dict(torch.load(options.teacher, map_location=device))
    if options.teach:
        teacher = learn("teacher", teacher, lesson, options.teach, options.rows)
        if options.teacher:
            torch.save({name: value.half() for name, value in teacher.state_dict().items()}, options.teacher)
    examine("teacher", teacher.eval(), chosen, lesson, options.rows)
    student = learn("student", Student().to(device), lesson, options.seconds, options.rows, teacher)
    examine("student", student, chosen, lesson, options.rows)
    assert isinstance(student, Student)
    write(options.output, student, speech, usual)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--speech", type=Path, default=SHARDS)
    parser.add_argument("--share", nargs="*", default=[], metavar="NAME=TIMES", help="how often a shard is drawn")
    parser.add_argument("--teach", type=float, default=240, help="seconds that the teacher learns")
    parser.add_argument("--seconds", type=float, default=270, help="seconds that the student learns")
    parser.add_argument("--rows", type=int, default=160, help="stretches of 8 s in a batch")
    parser.add_argument("--teacher", type=Path, help="where the teacher's weights are kept")
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    main(parser.parse_args())
