"""Speech as it is heard elsewhere: other throats, rooms, microphones and noises; and the ear's frames, in PyTorch.

Everything works on whole batches, shape (batch, LENGTH), on a GPU where there is one. The frames are those of
`speech/ear_frames.py`, number by number.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from understudy.speech import ear_frames as ear
from understudy.speech.ear_frames import BANDS, EAR_RATE

LENGTH = 1 << 17
"""Samples of a stretch, 8.2 s: a power of two, for transforms."""
HOP = ear.HOP
FRAMES = LENGTH // HOP
POINTS = 12
"""Points of a random curve over the spectrum, evenly far apart on the mel scale."""
TONES, PARTIALS = 5, 6


class Rooms:
    """What turns sound into other sound and into frames; all tables lie on one device."""

    def __init__(self, device: str) -> None:
        self.device = device

        def table(values: object) -> Tensor:
            return torch.tensor(np.asarray(values), dtype=torch.float32, device=device)

        self.filters, self.hann, self.half = table(ear.FILTERS), table(ear.HANN), table(ear.HALF)
        self.lag_shape = table(ear.WINDOW_LAGS)
        self.binomial = table([0.0625, 0.25, 0.375, 0.25, 0.0625])[None, None]
        self.hertz = torch.linspace(0, EAR_RATE / 2, LENGTH // 2 + 1, device=device)
        mel = 2595 * torch.log10(1 + self.hertz / 700)
        place = mel / mel[-1] * (POINTS - 1)
        self.hats = (1 - (place[None] - torch.arange(POINTS, device=device)[:, None]).abs()).clamp(min=0)

    # --- frames

    def frames(self, sound: Tensor) -> Tensor:
        """Raw frames, shape (batch, FRAMES, BANDS + 2): band levels in dB, voicing, level in dBFS."""
        padded = functional.pad(sound[:, : FRAMES * HOP], (ear.WINDOW // 2, ear.WINDOW))
        power = _power(padded.unfold(1, ear.WINDOW, HOP)[:, :FRAMES] * self.hann, ear.SPECTRUM)
        floor = 10 ** (ear.FLOOR / 10)
        bands = 10 * torch.log10((power @ self.filters / (ear.WINDOW / 4)).clamp(min=floor))
        level = 10 * torch.log10((power.sum(-1, keepdim=True) / float(ear.LEVEL)).clamp(min=floor))
        smooth = functional.conv1d(padded[:, None], self.binomial, padding=2)[:, 0, ::2]
        halves = smooth.unfold(1, ear.WINDOW // 2, HOP // 2)[:, :FRAMES]
        energy = torch.fft.irfft(_power(halves * self.half, ear.LAG_SPECTRUM), dim=-1)
        likeness = energy[..., ear.LAGS] / self.lag_shape / energy[..., :1].clamp(min=1e-9)
        return torch.cat([bands, likeness.amax(-1, keepdim=True).clamp(0, 1), level], -1)

    def colour(self, raw: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Of each recording: level of its voice (dBFS), mean band levels, frames of voice (`surroundings`)."""
        place = (raw[..., -1] + 120).clamp(0, ear.LEVELS - 1).long()
        counts = torch.zeros(len(raw), ear.LEVELS, device=raw.device).scatter_add_(
            1, place, torch.ones_like(raw[..., 0])
        )
        counts[:, : 120 - 65] = 0
        loud = (counts.cumsum(1) < 0.9 * counts.sum(1, keepdim=True)).sum(1)
        voice = (place >= (loud - ear.LOUD).clamp(min=0)[:, None]).float()
        number = voice.sum(1)
        mean = (raw[..., :BANDS] * voice[..., None]).sum(1) / number.clamp(min=1)[:, None]
        return loud - 120.0, mean, number

    def normal(self, raw: Tensor, usual: Tensor, patience: Tensor | float = 1.0) -> Tensor:
        """Normal frames; `patience`: how many times as long as the stretch the recording is that it stands for."""
        level, colour, number = self.colour(raw)
        number = number * patience
        share = (number / (number + ear.TRUST))[:, None]
        colour = share * (colour - level[:, None]) + (1 - share) * usual
        bands = ((raw[..., :BANDS] - (level[:, None] + colour)[:, None]) / 10).clamp(-5, 4)
        loudness = ((raw[..., -1:] - level[:, None, None]) / 10).clamp(-6, 2)
        return torch.cat([bands, 4 * raw[..., BANDS : BANDS + 1] - 2, loudness], -1)

    # --- elsewhere

    def elsewhere(self, sound: Tensor, spoken: Tensor) -> tuple[Tensor, Tensor]:
        """The sound as another microphone in another room takes it, among noise; which rows still hold speech.

        `spoken` (batch, FRAMES) is where somebody speaks: noise is measured against that.
        """
        rows = len(sound)
        out = torch.fft.irfft(torch.fft.rfft(sound) * self._microphone(rows) * self._room(rows), n=LENGTH)
        speaks = self._chance(rows, 0.95)
        out = out * speaks[:, None]
        level = _level(out, spoken)
        level = torch.where(speaks & (level > 1e-5), level, 0.1)
        noise = self._noise(rows) * self._under(rows, 0, 30, 0.6)[:, None]
        noise = noise + self._talkers(out, level) * (self._under(rows, 5, 30, 0.15) * speaks)[:, None]
        noise = noise + self._music(rows, 0.2) * self._under(rows, 0, 25, 1.0)[:, None]
        out = out + level[:, None] * noise
        clipped = torch.where(self._chance(rows, 0.08), level * self._uniform(rows, 1.5, 4), 1e9)[:, None]
        out = torch.minimum(torch.maximum(out, -clipped), clipped)
        gain = 10 ** (self._uniform(rows, -38, -12) / 20) / out.square().mean(1).sqrt().clamp(min=1e-6)
        return _companded(out * gain[:, None], self._chance(rows, 0.06)), speaks

    def _uniform(self, rows: int, low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(rows, device=self.device)

    def _chance(self, rows: int, part: float) -> Tensor:
        return torch.rand(rows, device=self.device) < part

    def _under(self, rows: int, low: float, high: float, part: float) -> Tensor:
        """Gain of noise that lies so many dB under the voice, in a part of all rows; 0 in the others."""
        return 10 ** (-self._uniform(rows, low, high) / 20) * self._chance(rows, part)

    def _curve(self, rows: int, decibels: float) -> Tensor:
        """A random curve over the spectrum, in dB."""
        return decibels * torch.randn(rows, POINTS, device=self.device) @ self.hats

    def _microphone(self, rows: int) -> Tensor:
        """Gain of every frequency: a smooth curve, and an end below or above for some."""
        size = torch.where(self._chance(rows, 0.85), self._uniform(rows, 0, 6), 0.0)[:, None]
        low = torch.where(self._chance(rows, 0.3), self._uniform(rows, 60, 400), 1.0)[:, None]
        high = torch.where(self._chance(rows, 0.3), self._uniform(rows, 3000, 7500), 1e5)[:, None]
        ends = 1 + (self.hertz[None] / high) ** 12 + (low / self.hertz.clamp(min=1)[None]) ** 6
        return 10 ** (size * self._curve(rows, 1.0) / 20) / ends.sqrt()

    def _room(self, rows: int) -> Tensor:
        """Spectrum of the answer of a room: echoes, and for some a tail of up to a second."""
        long = EAR_RATE
        time = torch.arange(long, device=self.device) / EAR_RATE
        decay = torch.exp(-6.9 * time[None] / self._uniform(rows, 0.1, 0.8)[:, None])
        tail = torch.randn(rows, long, device=self.device) * decay
        share = torch.where(self._chance(rows, 0.45), self._uniform(rows, 0.05, 0.6), 0.0)
        answer = tail / tail.square().sum(1, keepdim=True).sqrt() * share[:, None]
        answer[:, 0] = 1
        echoes = torch.where(self._chance(rows, 0.6), 0.35, 0.0)[:, None] * torch.rand(rows, 2, device=self.device)
        answer.scatter_add_(1, torch.randint(20, 700, (rows, 2), device=self.device), echoes)
        return torch.fft.rfft(answer, n=LENGTH)

    def _noise(self, rows: int) -> Tensor:
        """Noise of any colour from violet over white and pink to brown, steady or swelling, with a mean square of 1."""
        tilt = self._uniform(rows, -0.6, 2.4)[:, None]
        size = torch.where(self._chance(rows, 0.5), self._uniform(rows, 0, 8), 0.0)[:, None]
        amplitude = (self.hertz.clamp(min=30)[None] / 1000) ** (-tilt / 2) * 10 ** (size * self._curve(rows, 1.0) / 20)
        wave = torch.randn(rows, LENGTH // 2 + 1, dtype=torch.complex64, device=self.device)
        noise = torch.fft.irfft(wave * amplitude, n=LENGTH)
        swell = torch.where(self._chance(rows, 0.4), self._uniform(rows, 0.3, 1), 0.0)[:, None, None]
        points = 1 - swell * torch.rand(rows, 1, 24, device=self.device)
        noise = noise * functional.interpolate(points, LENGTH, mode="linear", align_corners=True)[:, 0]
        return noise / noise.square().mean(1, keepdim=True).sqrt().clamp(min=1e-6)

    def _talkers(self, sound: Tensor, level: Tensor) -> Tensor:
        """Other rows of the batch talking at once, one to six of them, with a mean square of about 1."""
        rows = len(sound)
        plain = sound / level[:, None]
        count = torch.randint(1, 7, (rows,), device=self.device)
        total = torch.zeros_like(sound)
        for number in range(1, 7):
            other = torch.roll(plain, (number, int(torch.randint(0, LENGTH, ()))), (0, 1))
            total = total + other * (count >= number)[:, None]
        return total / count.sqrt()[:, None]

    def _music(self, rows: int, part: float) -> Tensor:
        """Chords that are struck again and again, in a part of all rows; silence in the others."""
        out = torch.zeros(rows, LENGTH, device=self.device)
        chosen = torch.nonzero(self._chance(rows, part))[:, 0]
        if not len(chosen):
            return out
        time = torch.arange(LENGTH, device=self.device)[None] / EAR_RATE
        size = len(chosen)
        total = torch.zeros(size, LENGTH, device=self.device)
        for _ in range(TONES):
            pitch = (55 * 2 ** self._uniform(size, 0, 4))[:, None]
            tone = sum(torch.sin(2 * math.pi * k * pitch * time + k) / k for k in range(1, PARTIALS + 1))
            beat = self._uniform(size, 0.25, 3)[:, None]
            since = torch.remainder(time + self._uniform(size, 0, 2)[:, None], beat)
            total = total + tone * torch.exp(-self._uniform(size, 0, 4)[:, None] * since)
        out[chosen] = total / total.square().mean(1, keepdim=True).sqrt().clamp(min=1e-6)
        return out


def _power(windows: Tensor, size: int) -> Tensor:
    spectrum = torch.fft.rfft(windows, size, dim=-1)
    return spectrum.real**2 + spectrum.imag**2


def _level(sound: Tensor, spoken: Tensor) -> Tensor:
    """Root mean square where somebody speaks."""
    blocks = sound[:, : FRAMES * HOP].reshape(len(sound), FRAMES, HOP).square().mean(2)
    weight = spoken.float()
    return ((blocks * weight).sum(1) / weight.sum(1).clamp(min=1)).sqrt()


def _companded(sound: Tensor, chosen: Tensor) -> Tensor:
    """Telephony's eight bits a sample (mu-law, ITU-T G.711) in the chosen rows."""
    size = torch.log1p(255 * sound.abs().clamp(max=1)) / math.log(256)
    coarse = torch.sign(sound) * (torch.expm1(torch.round(size * 127) / 127 * math.log(256)) / 255)
    return torch.where(chosen[:, None], coarse, sound)


def unsure(frames: Tensor) -> Tensor:
    """Normal frames, unsure in detail: bands moved as by another throat, noise, a band and two moments hidden."""
    rows, count, _ = frames.shape
    device = frames.device
    warp = torch.where(torch.rand(rows, 1, device=device) < 0.5, 0.24 * torch.rand(rows, 1, device=device) - 0.12, 0.0)
    place = ((torch.arange(BANDS, device=device)[None] + 3) * (1 + warp) - 3).clamp(0, BANDS - 1.001)
    below, share = place.long()[:, None].expand(-1, count, -1), (place % 1)[:, None]
    bands = frames[..., :BANDS]
    bands = bands.gather(2, below) * (1 - share) + bands.gather(2, below + 1) * share
    bands = bands + 0.3 * torch.rand(rows, 1, 1, device=device) * torch.randn_like(bands)
    number, moment = torch.arange(BANDS, device=device)[None], torch.arange(count, device=device)[None]
    for index, size, longest, value in ((number, BANDS, 6, 0.0), (moment, count, 12, -1.0), (moment, count, 12, -1.0)):
        first = torch.randint(0, size, (rows, 1), device=device)
        long = torch.randint(0, longest, (rows, 1), device=device) * (torch.rand(rows, 1, device=device) < 0.4)
        hidden = (index >= first) & (index < first + long)
        bands = torch.where(hidden[:, None] if size == BANDS else hidden[..., None], value, bands)
    return torch.cat([bands, frames[..., BANDS:]], -1)
