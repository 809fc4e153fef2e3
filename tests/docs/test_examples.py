import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from docs.test_pages import GUIDES, ROOT, fences, named
from understudy.performance.gesture import GESTURES
from understudy.production import Background, Layer, Output, Scene, Transition, load
from understudy.rehearse import rehearse
from understudy.script import markup, tags
from understudy.speech import voice_settings
from understudy.speech.voice_settings import VoiceSettings

PAGES = [*GUIDES, ROOT / "docs" / "reference" / "production.md"]
SPEECH = {"speech": {"text": "Hello."}}


def values(block: str) -> list[dict[str, Any]]:
    """The objects of a JSON block: one, or one `"name": value` a line."""
    text = block.strip()
    if text.startswith("{"):
        return [json.loads(text)]
    parts = re.split(r"\n(?=\")", text)
    return [json.loads("{" + part + "}") for part in parts]


def check(found: dict[str, Any]) -> None:
    """Raise where the example is not what the document takes."""
    if "scenes" in found:
        load(found)
    elif "kind" in found:
        TypeAdapter(Layer).validate_python(found)
    elif "speech" in found:
        Scene.model_validate(found)
    elif set(found) <= {"background", "transition", "output", "label"}:
        kinds: dict[str, Any] = {"background": Background, "transition": Transition, "output": Output}
        for name, value in found.items():
            TypeAdapter(kinds[name]).validate_python(value)
    else:
        raise AssertionError(f"an example of nothing: {sorted(found)}")


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_json_examples_are_right(page: Path) -> None:
    for block in fences(page, "json"):
        for found in values(block):
            check(found)


def test_ssml_examples_are_read_without_a_warning() -> None:
    for page in GUIDES:
        for block in fences(page, "xml"):
            _, warnings = markup.read(block)
            assert warnings == []


def test_every_tag_of_the_guide_is_read() -> None:
    guide = (ROOT / "docs" / "how-to" / "write-a-script.md").read_text("utf-8")
    rows = re.findall(r"^\| `<([\w-]+)[^`]*`.*\| (.*) \|$", guide, re.MULTILINE)
    assert {"break", "phoneme", "say-as", "sub", "prosody", "word", "emotion", "insert-action"} <= {
        row[0] for row in rows
    }
    for _, cell in rows:
        for example in re.findall(r"`([^`]+)`", cell):
            _, warnings = markup.read(f"<speak>Well {example}.</speak>")
            assert warnings == [], example


def test_the_guide_names_all_that_scripts_can_say() -> None:
    guide = (ROOT / "docs" / "how-to" / "write-a-script.md").read_text("utf-8")
    named_there = set(re.findall(r"`([\w-]+)`", guide))
    assert set(tags.SAY_AS) <= named_there
    assert set(tags.STRENGTHS) <= named_there
    assert set(tags.EMOTIONS) <= named_there
    assert set(GESTURES) <= named_there
    assert {tag for tag in tags._HANDLERS if tag != "speak"} <= set(re.findall(r"`<([\w-]+)", guide))


@pytest.mark.parametrize("engines", [("flite", "espeak"), ("espeak",)])
def test_the_first_film_lasts_twenty_to_thirty_seconds_whoever_speaks(engines: tuple[str, ...], tmp_path: Path) -> None:
    voice_settings.use(lambda: VoiceSettings(engines=engines))
    assert 20.5 < rehearse(load(ROOT / "examples/first-film/production.json"), tmp_path).duration < 29.5
