"""How Yunling looks: at rest, speaking, blinking, smiling, turned. Head and shoulders over one colour."""

import numpy as np
import pytest

from understudy.stage.avatars.drawn import DrawnEngine
from understudy.testing.avatar_engine import acted, picture

POSES = {
    "neutral": {},
    "open": {"jawOpen": 0.7},
    "blink": {"eyeBlinkLeft": 1, "eyeBlinkRight": 1},
    "smile": {"mouthSmileLeft": 0.8, "mouthSmileRight": 0.8, "cheekSquintLeft": 0.4, "cheekSquintRight": 0.4},
    "round": {"mouthFunnel": 0.6, "mouthPucker": 0.3, "jawOpen": 0.35},
    "turned": {"yaw": 15, "pitch": 5, "roll": 4},
}


@pytest.mark.parametrize("name", POSES)
def test_yunling(name, golden):
    found = picture(DrawnEngine().open("yunling", (400, 440)), acted(**POSES[name])).astype(float)
    over = found[..., :3] + (1 - found[..., 3:] / 255) * (228, 233, 239)
    whole = np.dstack([np.clip(np.rint(over), 0, 255), np.full(found.shape[:2], 255)]).astype(np.uint8)
    golden(f"yunling-{name}", np.ascontiguousarray(whole[:270, 90:310]))
