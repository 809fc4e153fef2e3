"""A photograph of a person, and the model files that read one."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from understudy.stage.avatars.models import list_models

ROOT = Path(__file__).parents[1]


def model_folder() -> Path:
    """Where the model files lie; the test is skipped without them."""
    folder = Path(os.environ.get("UNDERSTUDY_MODELS_DIR", ROOT / ".cache/models"))
    if any(found.state != "ready" for found in list_models(folder)):
        pytest.skip("model files are not there: run `understudy models fetch`")
    return folder


def write_portrait(file: Path) -> Path:
    """Eileen Collins by NASA, public domain: 512×512, smiling with teeth, a flag behind her."""
    assert cv2.imwrite(str(file), np.ascontiguousarray(skimage.data.astronaut()[..., ::-1]))
    return file
