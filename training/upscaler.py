"""Trains the upscaler's network (src/understudy/stage/upscale_x2.onnx); `docs/reference/super-resolution.md` says why.

Needs torch and onnx beside the project's own packages, in an environment of its own:

    python training/upscaler.py --steps 6000 --output src/understudy/stage/upscale_x2.onnx

Learns from photographs in the public domain or under CC0 that scikit-image carries (PHOTOGRAPHS below), and from
lettering and shapes that it draws itself. The photographs in HELD_OUT are never seen.
The network: the luma picture, every 2×2 pixels as four channels; five 3×3 convolutions with 32 channels between them;
sixteen channels out, which are the 4×4 pixels of what bicubic interpolation lacks. 33,552 weights.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import skimage.data
import torch
from PIL import Image
from torch import nn

PHOTOGRAPHS = {
    "astronaut": "NASA, public domain",
    "rocket": "SpaceX, public domain",
    "camera": "Lav Varshney, CC0",
    "brick": "CC0Textures, CC0",
    "grass": "linolafett, CC0",
    "gravel": "CC0Textures, CC0",
    "retina": "Mikael Häggström, CC0",
    "hubble_deep_field": "NASA, public domain",
}
HELD_OUT = ("cat", "coffee", "stereo_motorcycle")
HALVED = {"retina", "hubble_deep_field"}
"""JPEG files: halved first, so that nothing of the compression is learned."""

CHANNELS, LAYERS, PATCH, BATCH, EDGE = 32, 3, 64, 16, 4
KERNELS = (Image.Resampling.BICUBIC, Image.Resampling.BICUBIC, Image.Resampling.BOX, Image.Resampling.LANCZOS)
"""How small pictures come to be: what most programs do when they shrink, the commonest twice."""


def network() -> nn.Sequential:
    """Four channels at half the size in, sixteen out; plain convolutions, so that any runtime can run it."""
    layers: list[nn.Module] = [nn.Conv2d(4, CHANNELS, 3, padding=1), nn.ReLU()]
    for _ in range(LAYERS):
        layers += [nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1), nn.ReLU()]
    net = nn.Sequential(*layers, nn.Conv2d(CHANNELS, 16, 3, padding=1))
    for layer in net:
        if isinstance(layer, nn.Conv2d):  # torch's own start lets the signal fade from layer to layer
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    with torch.no_grad():
        net[-1].weight.mul_(0.1)
    return net


def luma(picture: np.ndarray) -> np.ndarray:
    return picture if picture.ndim == 2 else cv2.cvtColor(picture[..., :3], cv2.COLOR_RGB2GRAY)


def shrink(picture: np.ndarray, size: tuple[int, int], kernel: Image.Resampling) -> np.ndarray:
    return np.asarray(Image.fromarray(picture).resize(size, kernel))


def drawing(generator: np.random.Generator, side: int = 512) -> np.ndarray:
    """Lettering and shapes as on slides and logos, drawn four times as large and averaged."""
    big = np.full((side * 4, side * 4), int(generator.integers(0, 256)), np.uint8)
    for _ in range(60):
        shade = int(generator.integers(0, 256))
        a, b = (tuple(int(value) for value in generator.integers(0, side * 4, 2)) for _ in range(2))
        kind = generator.integers(0, 4)
        if kind == 0:
            points = generator.integers(-300, 300, (int(generator.integers(3, 7)), 2)) + np.array(a)
            cv2.fillPoly(big, [points.astype(np.int32)], shade)
        elif kind == 1:
            cv2.line(big, a, b, shade, int(generator.integers(3, 30)))
        elif kind == 2:
            axes = tuple(int(value) for value in generator.integers(20, 300, 2))
            cv2.ellipse(big, a, axes, float(generator.uniform(0, 180)), 0, 360, shade, -1)
        else:
            text = "".join(chr(int(code)) for code in generator.integers(33, 127, 14))
            face, size = int(generator.integers(0, 8)), float(generator.uniform(1.5, 6))
            cv2.putText(big, text, a, face, size, shade, max(int(size * generator.uniform(1, 4)), 1))
    return cv2.resize(big, (side, side), interpolation=cv2.INTER_AREA)


def sources(generator: np.random.Generator) -> list[np.ndarray]:
    """Sharp luma pictures, each at its own size and at smaller ones, which are sharper still."""
    pictures = []
    for name in PHOTOGRAPHS:
        sharp = luma(getattr(skimage.data, name)())
        scales = (0.5, 0.4) if name in HALVED else (1, 0.8, 0.6)
        for scale in scales:
            size = (int(sharp.shape[1] * scale), int(sharp.shape[0] * scale))
            pictures.append(shrink(sharp, size, Image.Resampling.LANCZOS) if scale != 1 else sharp)
    return pictures + [drawing(generator) for _ in range(4)]


def pairs(generator: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray]]:
    """(small, sharp) luma pictures; one in eight small ones went through JPEG, as pictures from the web did."""
    found = []
    for sharp in sources(generator):
        height, width = (side // 4 * 4 for side in sharp.shape)
        sharp = np.ascontiguousarray(sharp[:height, :width])
        for number, kernel in enumerate((*KERNELS, *KERNELS)):
            small = shrink(sharp, (width // 2, height // 2), kernel)
            if number == 0:
                quality = int(generator.integers(80, 96))
                small = cv2.imdecode(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 0)
            found.append((small, sharp))
    return found


def liveliness(small: np.ndarray, top: int, left: int) -> float:
    """Of two places the livelier is learned from: empty sky teaches nothing."""
    return float(small[top : top + PATCH : 3, left : left + PATCH : 3].std())


def batch(
    pool: list[tuple[np.ndarray, np.ndarray]], chances: np.ndarray, generator: np.random.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """(network input, what it should give) for random patches, turned and mirrored."""
    given, wanted = [], []
    for number in generator.choice(len(pool), BATCH, p=chances):
        small, sharp = pool[number]
        places = [[2 * int(generator.integers(0, (side - PATCH) // 2 + 1)) for side in small.shape] for _ in range(2)]
        top, left = max(places, key=lambda place: liveliness(small, *place))
        patch = small[top : top + PATCH, left : left + PATCH]
        truth = sharp[2 * top : 2 * (top + PATCH), 2 * left : 2 * (left + PATCH)]
        turn, mirror = int(generator.integers(0, 4)), generator.integers(0, 2)
        patch, truth = np.rot90(patch, turn), np.rot90(truth, turn)
        if mirror:
            patch, truth = patch[:, ::-1], truth[:, ::-1]
        patch = np.ascontiguousarray(patch, np.float32) / 255
        base = cv2.resize(patch, (2 * PATCH, 2 * PATCH), interpolation=cv2.INTER_CUBIC)
        given.append(patch)
        wanted.append(truth.astype(np.float32) / 255 - base)
    inputs = nn.functional.pixel_unshuffle(torch.from_numpy(np.stack(given))[:, None] - 0.5, 2)
    return inputs, torch.from_numpy(np.stack(wanted))[:, None]


def train(steps: int, seed: int) -> nn.Sequential:
    generator = np.random.default_rng(seed)
    torch.manual_seed(seed)
    pool = [pair for pair in pairs(generator) if min(pair[0].shape) >= PATCH]
    chances = np.array([small.size**0.5 for small, _ in pool])
    chances /= chances.sum()
    net = network()
    mean = [parameter.detach().clone() for parameter in net.parameters()]
    optimizer = torch.optim.Adam(net.parameters(), lr=2e-3)
    begun, shown = time.monotonic(), 0.0
    for step in range(1, steps + 1):
        done = step / steps
        for group in optimizer.param_groups:
            group["lr"] = min(step / 100, 1) * (2e-5 + 4e-3 * (1 + np.cos(np.pi * done)) / 2)
        inputs, wanted = batch(pool, chances, generator)
        error = nn.functional.pixel_shuffle(net(inputs), 4) - wanted
        error = error[..., 2 * EDGE : -2 * EDGE, 2 * EDGE : -2 * EDGE]
        loss = error.square().mean() * 30
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 0.5)
        optimizer.step()
        keep = min(0.999, step / (step + 10))
        for kept, parameter in zip(mean, net.parameters(), strict=True):
            kept.mul_(keep).add_(parameter.detach(), alpha=1 - keep)
        shown = 0.99 * shown + 0.01 * float(error.detach().square().mean())
        if step % 200 == 0:
            print(
                f"step {step}, {time.monotonic() - begun:.0f} s, {-10 * np.log10(shown):.2f} dB on what it learns",
                flush=True,
            )
    with torch.no_grad():
        for kept, parameter in zip(mean, net.parameters(), strict=True):
            parameter.copy_(kept)
    return net


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    net = train(options.steps, options.seed).eval()
    names = {"input_names": ["pixels"], "output_names": ["residual"]}
    axes = {"pixels": {2: "height", 3: "width"}, "residual": {2: "height", 3: "width"}}
    example = torch.zeros(1, 4, 64, 64)
    torch.onnx.export(net, (example,), str(options.output), dynamo=False, opset_version=13, dynamic_axes=axes, **names)
    print(f"{options.output}: {options.output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
