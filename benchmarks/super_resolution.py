"""How much sharper enlarged photographs are: our upscaler against Lanczos and bicubic, by PSNR and SSIM.

    python benchmarks/super_resolution.py [PICTURE ...]

Each photograph is shrunk (antialiased bicubic, the usual protocol; also by area averaging, and through JPEG) and
enlarged again; luma (BT.601) is compared with the original, without a border of 8 pixels. The photographs are
those that `training/upscaler.py` holds out, and any given on the command line. Then the time of a video frame.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import cv2
import numpy as np
import skimage.data
from PIL import Image
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from understudy.stage.picture import load_picture
from understudy.stage.upscale import upscale

HELD_OUT = ("cat", "coffee", "stereo_motorcycle")
BORDER = 8
SHRINKERS = {"bicubic": Image.Resampling.BICUBIC, "area": Image.Resampling.BOX, "JPEG 85": Image.Resampling.BICUBIC}


def photographs() -> dict[str, np.ndarray]:
    found = {}
    for name in HELD_OUT:
        picture = getattr(skimage.data, name)()
        found[name] = picture[0] if isinstance(picture, tuple) else picture
    for file in sys.argv[1:]:
        found[Path(file).name] = load_picture(Path(file))[..., :3]
    return found


def shrunk(picture: np.ndarray, factor: int, how: str) -> np.ndarray:
    height, width = picture.shape[:2]
    small = np.asarray(Image.fromarray(picture).resize((width // factor, height // factor), SHRINKERS[how]))
    if how.startswith("JPEG"):
        encoded = cv2.imencode(".jpg", small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, int(how.split()[1])])[1]
        small = cv2.imdecode(encoded, cv2.IMREAD_COLOR)[..., ::-1]
    return np.ascontiguousarray(small)


def enlarged(small: np.ndarray, size: tuple[int, int]) -> dict[str, np.ndarray]:
    return {
        "bicubic": np.asarray(Image.fromarray(small).resize(size, Image.Resampling.BICUBIC)),
        "Lanczos": np.asarray(Image.fromarray(small).resize(size, Image.Resampling.LANCZOS)),
        "Lanczos4": cv2.resize(small, size, interpolation=cv2.INTER_LANCZOS4),
        "ours": upscale(small, size=size),
    }


def scores(picture: np.ndarray, factor: int, how: str) -> dict[str, tuple[float, float]]:
    """PSNR in dB and SSIM of every method."""
    height, width = (side // factor * factor for side in picture.shape[:2])
    truth = np.ascontiguousarray(picture[:height, :width])
    inside = (slice(BORDER, -BORDER), slice(BORDER, -BORDER))
    wanted = cv2.cvtColor(truth, cv2.COLOR_RGB2GRAY)[inside]
    found = {}
    for method, result in enlarged(shrunk(truth, factor, how), (width, height)).items():
        grey = cv2.cvtColor(result, cv2.COLOR_RGB2GRAY)[inside]
        psnr = peak_signal_noise_ratio(wanted, grey, data_range=255)
        ssim = structural_similarity(
            wanted, grey, data_range=255, gaussian_weights=True, sigma=1.5, use_sample_covariance=False
        )
        found[method] = (psnr, ssim)
    return found


def main() -> None:
    pictures = photographs()
    for how in SHRINKERS:
        for factor in (2, 3, 4):
            table = {name: scores(picture, factor, how) for name, picture in pictures.items()}
            methods = list(next(iter(table.values())))
            table["mean"] = {m: tuple(np.mean([row[m] for row in table.values()], axis=0)) for m in methods}
            print(f"\n×{factor}, shrunk by {how}")
            print(f"{'':20}" + "".join(f"{method:>18}" for method in methods))
            for name, row in table.items():
                print(f"{name:20}" + "".join(f"{row[m][0]:10.2f} {row[m][1]:.4f} " for m in methods))
    frame = np.ascontiguousarray(cv2.resize(next(iter(pictures.values())), (960, 540)))
    upscale(frame, 2)
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        upscale(frame, 2)
        times.append(time.perf_counter() - begun)
    print(f"\n960x540 to 1920x1080: {min(times) * 1000:.0f} ms a frame, {cv2.getNumThreads()} threads")


if __name__ == "__main__":
    main()
