"""What a film would be: its length before it is spoken, and everything that can be known beforehand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from film.conftest import write_clip, write_sound
from understudy.plan import plan
from understudy.production import load
from understudy.rehearse import rehearse

TEXTS = {
    "English": "Good morning, and welcome to our annual report. This year we opened three new offices, hired more than "
    "two hundred people, and shipped our first product to customers in twelve countries.",
    "numbers": "The quarterly results exceeded expectations: revenue grew by 12.5% to $4,300,000, while costs fell.",
    "Chinese": "大家好，欢迎收看今天的节目。2026年我们新开了三家分公司，并且把第一款产品送到了十二个国家的客户手中。",
    "Spanish": "Buenos días y bienvenidos a nuestro informe anual. Este año hemos abierto tres oficinas nuevas.",
    "Japanese": "みなさん、おはようございます。きょうは、あたらしいせいひんについて、ごしょうかいします。",
    "mixed": "欢迎使用 Understudy。它可以把 PowerPoint 和 Word 文稿变成视频，支持 MP4 格式，不需要 GPU。",
    "digits": "<speak>Please call <say-as interpret-as='telephone'>13800138000</say-as> before noon.</speak>",
    "Chinese digits": "<speak>请拨打<say-as interpret-as='telephone'>13800138000</say-as>联系我们。</speak>",
    "breaks": "<speak>Welcome.<break time='1s'/> Today we look at three things. <break strength='strong'/>First, the "
    "product. <prosody rate='80%'>Second, the people.</prosody><break time='500ms'/> Third, the plan.</speak>",
}


def document(*texts: str, **rest: Any) -> dict[str, Any]:
    return {"scenes": [{"speech": {"text": text}} for text in texts], **rest}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("speed", [100, 150])
def test_the_length_is_foretold(name: str, speed: int, tmp_path: Path) -> None:
    production = load(document(TEXTS[name], voice={"speed": speed}))
    real = float(rehearse(production, tmp_path).duration)
    assert float(plan(production).seconds) == pytest.approx(real, rel=0.15)


def test_the_shortest_scenes_are_foretold(tmp_path: Path) -> None:
    for text in ("Hi.", "好", "…"):
        production = load(document(text))
        assert float(plan(production).seconds) == pytest.approx(float(rehearse(production, tmp_path).duration), abs=0.2)


def test_recordings_and_clips_give_their_own_length(tmp_path: Path) -> None:
    sound = write_sound(tmp_path / "a.wav", np.zeros(24_000, np.float32), 16_000)
    clip = write_clip(tmp_path / "a.mp4", lambda n: np.zeros((36, 64, 3), np.uint8), 50)
    layer = {"kind": "video", "file": clip, "play_to_end": True, "loop_count": 2}
    layer["position"] = {"x": 0, "y": 0, "index": 2}
    scenes = [{"speech": {"recording": sound}}, {"speech": {"text": "Hi."}, "layers": [layer]}]
    planned = plan(load({"scenes": scenes}))
    assert [float(scene.seconds) for scene in planned.scenes] == [1.5, 4.0]
    assert [scene.voice for scene in planned.scenes] == ["recording", "espeak:en-us+f3"]
    assert (planned.scenes[0].text, float(planned.seconds)) == ("a.wav", 5.5)


def test_each_scene_tells_who_speaks_what() -> None:
    first, second = plan(load(document("Hello there.", "你好，\n世界。"))).scenes
    assert (first.language, first.voice, first.avatar, first.text) == (
        "en",
        "espeak:en-us+f3",
        "yunling",
        "Hello there.",
    )
    assert (second.language, second.voice, second.text) == ("zh", "espeak:cmn+f3", "你好， 世界。")


def test_everything_known_beforehand_is_warned_about_once() -> None:
    said = "<speak>Hi <insert-action tag='moonwalk'/><insert-action tag='moonwalk'/><blink>x</blink>.</speak>"
    style = {"subtitles": True, "subtitle_style": {"font": "Papyrus"}}
    found = plan(load(document(said, "你好，世界。", output=style, voice={"name": "espeak:en-us+f3"})))
    assert [(warning.code, warning.scene) for warning in found.warnings] == [
        ("tag_unknown", 0),
        ("font_unknown", None),
        ("action_unknown", 0),
        ("voice_language", 1),
    ]


def test_missing_glyphs_of_texts_labels_and_subtitles() -> None:
    layer = {"kind": "text", "text": "\U00013000", "position": {"x": 0, "y": 0, "index": 1}}
    asked = document("Hi \U00013001.", output={"subtitles": True, "label": "AI \U00013002"})
    asked["scenes"][0]["layers"] = [layer]
    assert plan(load(asked)).missing_glyphs == ("\U00013000", "\U00013001", "\U00013002")
    asked["output"]["subtitles"] = False
    assert plan(load(asked)).missing_glyphs == ("\U00013000", "\U00013002")


def test_a_larger_film_takes_longer_to_make() -> None:
    times = [
        plan(load(document("Hello there.", output={"width": width, "height": height}))).render_seconds
        for width, height in ((1280, 720), (1920, 1080), (3840, 2160))
    ]
    assert times == sorted(times) and times[0] < times[2]


def test_a_plan_is_json() -> None:
    values = json.loads(json.dumps(plan(load(document("Hi."))).as_dict()))
    assert values["schema"] == "plan/1"
    assert values["scenes"][0].keys() == {"index", "seconds", "language", "voice", "avatar", "text"}
