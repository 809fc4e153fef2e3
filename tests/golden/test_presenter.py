"""How every drawn presenter looks: at rest, speaking, blinking, smiling, turned."""

import numpy as np
import pytest

from understudy.stage.avatars.drawn import DrawnEngine
from understudy.stage.avatars.drawn.cast import PEOPLE
from understudy.testing.avatar_engine import acted, picture

POSES = {
    "neutral": {},
    "open": {"jawOpen": 0.7},
    "round": {"mouthFunnel": 0.6, "mouthPucker": 0.3, "jawOpen": 0.35},
    "smile": {"mouthSmileLeft": 0.8, "mouthSmileRight": 0.8, "cheekSquintLeft": 0.4, "cheekSquintRight": 0.4},
    "blink": {"eyeBlinkLeft": 1, "eyeBlinkRight": 1},
    "turned": {"yaw": 15, "pitch": 5, "roll": 4},
}


@pytest.mark.parametrize("name", [person.look.name for person in PEOPLE])
def test_presenter(name, golden):
    actor = DrawnEngine().open(name, (300, 330))
    golden(f"presenter-{name}", np.hstack([_head(picture(actor, acted(**pose))) for pose in POSES.values()]))


def test_to_the_hips(golden):
    figures = [picture(DrawnEngine().open(f"{person.look.name}-half", (134, 220)), acted()) for person in PEOPLE]
    golden("presenters-half-body", np.hstack([_over(figure) for figure in figures]))


def _head(found):
    return _over(found)[:190, 78:222]


def _over(found):
    over = found[..., :3] + (1 - found[..., 3:] / 255) * (228, 233, 239)
    return np.dstack([np.clip(np.rint(over), 0, 255), np.full(found.shape[:2], 255)]).astype(np.uint8)
