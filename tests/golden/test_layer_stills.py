"""Stills of every kind of layer, through the whole way from a production to a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from understudy.performance.tracks import SHAPE_INDEX, Performance
from understudy.production import load
from understudy.render.renderer import Renderer
from understudy.stage.scene import Cast, StagedScene
from understudy.stage.view import View

PIECES = Path(__file__).parent.parent.parent / "examples" / "first-film"
Golden = Callable[[str, np.ndarray], None]
CORNER = {"x": 60, "y": 60, "index": 2}


def still(frame: int = 0, output: dict[str, Any] | None = None, **scene: Any) -> np.ndarray:
    """Frame `frame` of a scene in which the presenter says nothing with an open mouth."""
    asked = {
        "scenes": [{"speech": {"text": "Ah."}, **scene}],
        "output": {"width": 1280, "height": 720, **(output or {})},
    }
    production = load(asked)
    view, _ = View.of(production.output)
    performance = Performance.still(50)
    performance.weights[:, SHAPE_INDEX["jawOpen"]] = 0.4
    take = StagedScene(production, 0, view, Cast(), performance, (), 50)
    return Renderer([take], view.size).picture(0, frame).copy()


def half(picture: np.ndarray) -> np.ndarray:
    """The picture at half its size, to keep the files small."""
    high, wide = picture.shape[:2]
    return picture.reshape(high // 2, 2, wide // 2, 2, 4).mean(axis=(1, 3)).round().astype(np.uint8)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Two seconds of a white bar that moves over a blue field from left to right."""
    path = tmp_path / "bar.mp4"
    with av.open(str(path), "w") as file:
        stream: Any = file.add_stream("libx264", rate=25, options={"crf": "10"})
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number in range(50):
            picture = np.full((180, 320, 3), (30, 60, 160), np.uint8)
            picture[:, number * 6 : number * 6 + 20] = 240
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        file.mux(stream.encode(None))
    return path


def test_presenter_before_a_picture(golden: Golden) -> None:
    golden("scene-picture", half(still(background={"kind": "image", "file": PIECES / "studio.jpg"})))


def test_presenter_placed_the_old_way(golden: Golden) -> None:
    colour = {"kind": "colour", "colour": "#F4D9B0"}
    golden("scene-left", half(still(background=colour, placement={"side": "LEFT"})))


def test_turned_image(golden: Golden) -> None:
    image = {"kind": "image", "file": PIECES / "logo.png", "position": CORNER, "rotation": 30}
    golden("scene-image", half(still(layers=[{**image, "size": {"width": 400, "height": 300}}])))


def test_clip_in_its_middle(clip: Path, golden: Golden) -> None:
    video = {"kind": "video", "file": clip, "position": CORNER, "size": {"width": 800, "height": 450}}
    golden("scene-video", half(still(25, layers=[video])))


def test_text_over_the_presenter_and_a_label(golden: Golden) -> None:
    words = {"kind": "text", "text": "Headline 标题", "font_size": 120, "colour": "#C02030"}
    layers = [{**words, "position": {"x": 500, "y": 700, "index": 9}, "rotation": 350}]
    golden("scene-text", half(still(layers=layers, output={"label": "AI 生成"})))


def test_window_of_a_4k_canvas(golden: Golden) -> None:
    window = {"clip_mode": "CROP", "crop_canvas": "4K", "width": 640, "height": 640, "crop_x": 1600, "crop_y": 300}
    golden("scene-window", half(still(output=window, background={"kind": "colour", "colour": "#204030"})))


def test_transparent_portrait(golden: Golden) -> None:
    size = {"width": 720, "height": 1280, "codec": "VP9"}
    golden("scene-transparent", half(still(output=size, background={"kind": "transparent"})))
