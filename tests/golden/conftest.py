"""Pictures that are compared with those in this folder. `make golden` draws them anew; look at them before committing.

A picture that differs is kept beside a magnified difference in the folder that the message names.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import skia

Picture = npt.NDArray[np.uint8]
FOLDER = Path(__file__).parent
NOTICEABLE = 24
"""Levels by which a channel may differ without being counted: rasterisers round differently on other processors."""
MOST_DIFFERENT = 0.001
"""Share of pixels that may differ noticeably."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="draw the golden pictures anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str, Picture], None]:
    """Call with a name and a picture (height, width, 4 RGBA): it has to look like `tests/golden/<name>.png`."""

    def compare(name: str, picture: Picture) -> None:
        file = FOLDER / f"{name}.png"
        if request.config.getoption("--regenerate", default=False):
            _save(picture, file)
            return
        assert file.exists(), f"there is no {file.name}; run `make golden`, look at it, commit it"
        expected = skia.Image.open(str(file)).toarray(colorType=skia.kRGBA_8888_ColorType)
        assert picture.shape == expected.shape, f"{name}: size {picture.shape} is not {expected.shape}"
        difference = np.abs(picture.astype(int) - expected).max(axis=2)
        share = float((difference > NOTICEABLE).mean())
        if share > MOST_DIFFERENT:
            _save(picture, tmp_path / f"{name}.png")
            _save(_magnified(difference), tmp_path / f"{name}.difference.png")
            pytest.fail(f"{name}: {share:.2%} of the pixels differ; see {tmp_path}")

    return compare


def _save(picture: Picture, file: Path) -> None:
    skia.Image.fromarray(np.ascontiguousarray(picture), skia.kRGBA_8888_ColorType).save(str(file))


def _magnified(difference: npt.NDArray[np.int_]) -> Picture:
    """Differences eight times as large, grey on black, twice the size of the picture."""
    levels = np.clip(difference * 8, 0, 255).astype(np.uint8).repeat(2, axis=0).repeat(2, axis=1)
    return np.dstack([levels, levels, levels, np.full_like(levels, 255)])
