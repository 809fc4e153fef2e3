"""One frame, the sound alone, and the inside of a scene."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from understudy.errors import InputError
from understudy.excerpt import inspect, still
from understudy.production import Production, load

SMALL = {"clip_mode": "CROP", "width": 160, "height": 90, "crop_x": 0, "crop_y": 0}


def production(*scenes: dict[str, Any], **rest: Any) -> Production:
    return load({"scenes": [{"speech": {"text": "Hello."}, **scene} for scene in scenes], "output": SMALL, **rest})


def pixels(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGB")).astype(int)


def coloured(colour: str, **rest: Any) -> dict[str, Any]:
    return {"background": {"kind": "colour", "colour": colour}, **rest}


def test_a_still_is_the_scene_asked_for(tmp_path: Path) -> None:
    asked = production(coloured("#FF0000"), coloured("#0000FF"))
    for scene, channel in ((0, 0), (1, 2)):
        drawn = still(asked, tmp_path / f"{scene}.png", scene=scene, at=0.2)
        assert (drawn.frame, drawn.path, drawn.warnings) == (5, tmp_path / f"{scene}.png", ())
        assert pixels(drawn.path)[0, 0].argmax() == channel
    assert drawn.as_dict().keys() == {"path", "frame", "frames", "warnings"}


def test_a_still_in_a_cross_fade_shows_both_scenes(tmp_path: Path) -> None:
    fade = {"kind": "cross-fade", "milliseconds": 400}
    asked = production(coloured("#FF0000"), coloured("#0000FF", transition=fade))
    red, _, blue = pixels(still(asked, tmp_path / "a.png", scene=1, at=0.16).path)[0, 0]
    assert 80 < red < 180 and 80 < blue < 180


def test_a_transparent_still(tmp_path: Path) -> None:
    clear = [{"speech": {"text": "Hello."}, "background": {"kind": "transparent"}}]
    drawn = still(load({"scenes": clear, "output": {**SMALL, "codec": "VP9"}}), tmp_path / "a.png")
    assert Image.open(drawn.path).mode == "RGBA"


def test_a_still_needs_no_music_of_other_scenes(tmp_path: Path) -> None:
    asked = production({}, {}, music={"file": tmp_path / "none.mp3"})
    assert still(asked, tmp_path / "a.jpg", scene=1).path.stat().st_size > 0


def test_the_inside_of_a_scene(tmp_path: Path) -> None:
    seen = inspect(production({}, {}), tmp_path / "a.png", scene=1, start=0.1, stop=0.5)
    assert [scene.number for scene in seen.scenes] == [1]
    picture = pixels(tmp_path / "a.png")
    assert min(picture.shape[:2]) > 500
    assert len(np.unique(picture.reshape(-1, 3).astype(int) @ (1, 256, 65536))) > 20  # colours


def test_excerpts_that_are_not_there(tmp_path: Path) -> None:
    asked = production({})
    for action, options in (
        (still, {"scene": 1}),
        (still, {"scene": -1}),
        (still, {"at": -0.1}),
        (still, {"at": float("inf")}),
        (inspect, {"start": 9.0}),
        (inspect, {"start": 0.3, "stop": 0.3}),
    ):
        with pytest.raises(InputError) as caught:
            action(asked, tmp_path / "a.png", **options)  # type: ignore[operator]
        assert caught.value.code in ("scene_missing", "time_outside")
    assert list(tmp_path.iterdir()) == []
